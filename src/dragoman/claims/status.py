"""How certain a predicate is in its sentence: operators on the way from it to the root, innermost first."""

from __future__ import annotations

from dragoman.claims.cues import Cues
from dragoman.claims.governors import governs
from dragoman.claims.operators import local
from dragoman.claims.reading import Reading
from dragoman.claims.tree import Tree
from dragoman.records import Token

DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# Verbs of which a definite subject or object does not exist where they are negated: "the visit did not take place".
HAPPENING = frozenset(
    "be happen occur take place materialise materialize go proceed begin start hold make carry conduct launch stage "
    "have grant receive reach sign give allow permit get follow come execute perform implement complete".split()
)
RELATIVE = frozenset({"which", "that", "who", "whom"})


def read(tree: Tree, predicate: Token, cues: Cues, *, event: bool = True) -> Reading:
    """The status of a predicate as its own sentence tells it. `event`: the predicate is known to name an event; else
    a noun that names none ("the wages", "its owner") exists, whatever is done about it."""
    predicate = _antecedent(tree, predicate)
    reading = Reading()
    if not event and predicate.pos in ("NOUN", "PROPN", "PRON", "DET") and not cues.names_event(predicate):
        return _thing(tree, predicate, cues, reading)
    one, came_by = predicate, ""
    below: Token | None = None
    for _ in range(len(tree.tokens)):
        if below is None or came_by != "conj" or not _finite(tree, below, one):
            shielded = below is not None and _presupposed(tree, predicate, below, one, cues)
            local(tree, one, cues, reading, first=one is predicate, came_by=came_by, shielded=shielded)
        if one.head == one.index:
            break
        one = _raised(tree, one)
        above = tree.head(one)
        if not governs(tree, one, above, cues, reading):
            break
        came_by = one.lemma.lower() if one.dep == "prep" else one.dep
        below, one = one, above
    if one.head == one.index and tree.tokens[-1].text == "?" and _is_polar(tree, one):
        reading.weaken("possible", tree.tokens[-1], "question")
    return reading.settled()


def _antecedent(tree: Tree, predicate: Token) -> Token:
    """What a relative pronoun stands for."""
    verb = tree.head(predicate)
    if predicate.lemma.lower() in RELATIVE and predicate.dep in ("nsubj", "nsubjpass", "dobj") and verb.dep == "relcl":
        return tree.head(verb)
    return predicate


def _thing(tree: Tree, noun: Token, cues: Cues, reading: Reading) -> Reading:
    """A noun that names no event is denied at most: "no weapons", "nothing"."""
    local(tree, noun, cues, reading, first=True, came_by="", shielded=False)
    return reading.settled()


def _raised(tree: Tree, noun: Token) -> Token:
    """The infinitive of which an act is the subject: "the trial is set to begin", "the talks failed to start"."""
    verb = tree.head(noun)
    if noun.dep not in ("nsubj", "nsubjpass") or noun.pos != "NOUN" or tree.kids(verb, "dobj"):
        return noun
    below = [k for one in (verb, *tree.kids(verb, "acomp")) for k in tree.kids(one, "xcomp") if k.tag == "VB"]
    return below[0] if below else noun


def _is_polar(tree: Tree, root: Token) -> bool:
    """Whether a question asks for yes or no: what a question with "why" asks about is taken for granted."""
    first = next((t for t in tree.tokens if t.pos != "PUNCT"), root)
    return first.tag not in ("WP", "WRB", "WDT") and first.dep in ("aux", "auxpass", "ROOT")


def _finite(tree: Tree, verb: Token, first: Token) -> bool:
    """Whether a verb joined to another has a tense of its own, so that the first one's auxiliaries do not reach it."""
    if verb.tag == "VBN" and not tree.kids(verb, "aux", "auxpass"):
        return False
    own = bool(tree.kids(verb, "nsubj", "nsubjpass", "aux"))
    return own or (verb.tag in ("VBD", "VBZ", "VBP") and first.tag in ("VB", "VBG"))


def _presupposed(tree: Tree, predicate: Token, below: Token, above: Token, cues: Cues) -> bool:
    """Whether a negation of `above` leaves a predicate true: "the raid is not linked with", "did not know where"."""
    if predicate.pos in ("NOUN", "PROPN"):
        kids = tree.children[predicate.index]
        if any(k.dep == "poss" or (k.dep == "det" and k.lemma.lower() in DEFINITE) for k in kids):
            return below is not predicate or above.lemma.lower() not in HAPPENING
    return below.dep == "ccomp" and cues.is_a(above.lemma.lower(), "factive")
