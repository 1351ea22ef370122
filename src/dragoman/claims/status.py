"""How certain a predicate is in its sentence: operators on the way from it to the root, innermost first."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.claims.cues import Cues
from dragoman.claims.tree import Tree
from dragoman.records import Cue, Status, Token

RANK: dict[str, int] = {
    "occurred": 0,
    "ongoing": 1,
    "planned": 2,
    "possible": 3,
    "alleged": 4,
    "denied": 5,
    "negated": 6,
}
ANNOUNCEMENTS = frozenset({"announcement", "statement", "promise", "pledge", "assurance", "news", "memo", "vow"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# Verbs of which a definite subject or object does not exist where they are negated: "the visit did not take place".
HAPPENING = frozenset(
    "be happen occur take place materialise materialize go proceed begin start hold make carry conduct launch stage "
    "have grant receive reach sign give allow permit get follow come execute perform implement complete".split()
)
BELOW = frozenset(
    {"xcomp", "ccomp", "pcomp", "acl", "pobj", "dobj", "advcl", "nsubj", "nsubjpass", "csubj", "attr", "prep"}
)


@dataclass(slots=True)
class Reading:
    """The state of a predicate as the climb goes on. `negations` flip; `cues` keep the words that decided."""

    status: Status
    negated: bool
    cues: list[Cue]

    def weaken(self, status: Status, token: Token, rule: str) -> None:
        """Take a less certain status, unless a stronger doubt holds already."""
        if RANK[status] > RANK[self.status] or self.status in ("occurred", "ongoing"):
            self.status = status
        self.cues.append(Cue(token.span, rule, status))

    def flip(self, token: Token, rule: str) -> None:
        self.negated = not self.negated
        self.cues.append(Cue(token.span, rule, "negated" if self.negated else "affirmed"))


def read(tree: Tree, predicate: Token, cues: Cues) -> Reading:
    """The status of a predicate as its own sentence tells it."""
    reading = Reading("occurred", False, [])
    one, came_by = predicate, ""
    below: Token | None = None
    for _ in range(len(tree.tokens)):
        if below is None or came_by != "conj" or not _finite(tree, below, one):
            shielded = below is not None and _presupposed(tree, predicate, below, one, cues)
            _local(tree, one, cues, reading, first=one is predicate, came_by=came_by, shielded=shielded)
        if one.head == one.index:
            break
        above = tree.head(one)
        if not _governs(tree, one, above, cues, reading):
            break
        came_by = one.lemma.lower() if one.dep == "prep" else one.dep
        below, one = one, above
    if reading.negated:
        reading.status = "negated"
    return reading


def _finite(tree: Tree, verb: Token, first: Token) -> bool:
    """Whether a verb joined to another has a tense of its own, so that the first one's auxiliaries do not reach it."""
    own = bool(tree.kids(verb, "nsubj", "nsubjpass", "aux"))
    return own or (verb.tag in ("VBD", "VBZ", "VBP") and first.tag in ("VB", "VBG"))


def _presupposed(tree: Tree, predicate: Token, below: Token, above: Token, cues: Cues) -> bool:
    """Whether a negation of `above` leaves a predicate true: "the raid is not linked with", "did not know where"."""
    if predicate.pos in ("NOUN", "PROPN"):
        kids = tree.children[predicate.index]
        if any(k.dep == "poss" or (k.dep == "det" and k.lemma.lower() in DEFINITE) for k in kids):
            return below is not predicate or above.lemma.lower() not in HAPPENING
    return below.dep == "ccomp" and cues.is_a(above.lemma.lower(), "factive")


def _local(
    tree: Tree, token: Token, cues: Cues, reading: Reading, *, first: bool, came_by: str, shielded: bool
) -> None:
    """Operators that hang on a word itself: negation, modals, adverbs, conditions, adjectives of a noun. `shielded`: a
    negation does not reach the predicate."""
    for kid in tree.children[token.index]:
        word = kid.text.lower()
        if shielded and kid.dep == "neg":
            continue
        if _negates(tree, kid, word, first=first, came_by=came_by):
            reading.flip(kid, "negation")
        elif kid.dep == "aux":
            _auxiliary(tree, token, kid, word, cues, reading, first=first)
        elif kid.dep == "advmod" and cues.among(word, "hearsay"):
            reading.weaken("alleged", kid, "hearsay adverb")
        elif kid.dep == "advmod" and cues.among(word, "possible_adverbs"):
            reading.weaken("possible", kid, "adverb of possibility")
        elif kid.dep == "mark" and cues.among(word, "conditions") and token.pos in ("VERB", "AUX", "ADJ"):
            reading.weaken("possible", kid, "condition")
        elif kid.dep == "amod" and first:
            _adjective(kid, word, cues, reading)


def _negates(tree: Tree, kid: Token, word: str, *, first: bool, came_by: str) -> bool:
    """Whether a dependent negates its head: "not", "never", "no plan to", "nobody came", "supplied no weapons"."""
    if kid.dep == "neg" or (kid.dep in ("advmod", "preconj", "cc") and word in ("never", "neither", "nor", "hardly")):
        return True
    if kid.dep == "det" and word in ("no", "neither"):
        return first or came_by in ("acl", "of")
    if first and kid.dep in ("nsubj", "nsubjpass", "dobj"):
        none = any(g.dep == "det" and g.text.lower() == "no" for g in tree.children[kid.index])
        return none or word in ("nobody", "none", "nothing", "neither")
    return False


def _auxiliary(tree: Tree, token: Token, kid: Token, word: str, cues: Cues, reading: Reading, *, first: bool) -> None:
    if cues.among(word, "future_modals") or cues.among(kid.lemma.lower(), "future_modals"):
        reading.weaken("planned", kid, "future")
    elif word == "would" and _is_reported(tree, token, cues):
        reading.weaken("planned", kid, "future in the past")
    elif cues.among(word, "possible_modals"):
        reading.weaken("possible", kid, "modal")
    elif word == "to" and first and token.dep in ("ROOT", "ccomp", "relcl"):
        reading.weaken("planned", kid, "infinitive of a headline")


def _adjective(kid: Token, word: str, cues: Cues, reading: Reading) -> None:
    if cues.among(word, "alleged_adjectives"):
        reading.weaken("alleged", kid, "hearsay adjective")
    elif cues.among(word, "planned_adjectives"):
        reading.weaken("planned", kid, "adjective of plan")
    elif cues.among(word, "possible_adjectives"):
        reading.weaken("possible", kid, "adjective of possibility")
    elif cues.among(word, "failed_adjectives"):
        reading.flip(kid, "adjective of failure")


def _is_reported(tree: Tree, token: Token, cues: Cues) -> bool:
    """Whether a clause is what somebody in the past said would come: "he said that he would leave"."""
    while token.dep == "conj":
        token = tree.head(token)
    above = tree.head(token)
    if token.dep == "acl" and above.lemma.lower() in ANNOUNCEMENTS:
        return True
    return token.dep == "ccomp" and above.tag in ("VBD", "VBN") and cues.is_a(above.lemma.lower(), "report")


def _governs(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    """Let the governing word bear on a predicate; False where nothing above bears on it any more."""
    lemma = above.lemma.lower()
    if token.dep == "conj":
        return True
    if token.dep == "relcl" or (token.dep == "acl" and token.tag in ("VBN", "VBG")):
        return False
    if token.dep == "advcl":
        return _adverbial(tree, token, above, reading)
    if token.dep == "prep":
        word = token.lemma.lower()
        if word == "without":
            reading.flip(token, "without")
            return False
        if word in ("despite", "after", "before", "since", "during", "amid", "following"):
            return False
        if above.pos in ("VERB", "AUX") and word in ("of", "from", "with", "for", "to", "into", "against"):
            return _verb(tree, token, above, lemma, cues, reading)
        return above.pos in ("NOUN", "PROPN") or word in (
            "of",
            "to",
            "from",
            "for",
            "with",
            "in",
            "on",
            "against",
            "at",
        )
    if token.dep not in BELOW:
        return False
    if above.pos in ("NOUN", "PROPN"):
        if token.dep in ("acl", "prep", "pobj", "pcomp", "ccomp") or token.dep == "xcomp":
            return _noun(above, lemma, token, cues, reading)
        return False
    if above.pos not in ("VERB", "AUX", "ADJ", "ADP", "SCONJ", "PART"):
        return False
    if above.pos == "ADP" or above.dep == "prep":
        return True
    return _verb(tree, token, above, lemma, cues, reading)


def _adverbial(tree: Tree, token: Token, above: Token, reading: Reading) -> bool:
    marks = {k.text.lower() for k in tree.kids(token, "mark", "advmod", "aux")}
    if token.tag == "VB" and "to" in marks:
        coming = any(k.lemma.lower() in ("will", "shall") for k in tree.kids(above, "aux"))
        reading.weaken("planned" if coming else "possible", token, "purpose")
        return False
    if "without" in marks:
        reading.flip(token, "without")
    return False


def _noun(above: Token, lemma: str, token: Token, cues: Cues, reading: Reading) -> bool:
    if cues.among(lemma, "claim_nouns"):
        reading.weaken("alleged", above, "noun of claim")
    elif cues.among(lemma, "plan_nouns") and token.dep in ("acl", "prep", "pobj"):
        reading.weaken("planned", above, "noun of plan")
    elif cues.among(lemma, "possible_nouns"):
        reading.weaken("possible", above, "noun of possibility")
    elif cues.among(lemma, "deny_nouns"):
        reading.weaken("denied", above, "noun of denial")
    elif cues.among(lemma, "negative_nouns"):
        reading.flip(above, "noun of failure")
    return token.dep in ("acl", "prep", "pobj", "pcomp", "ccomp")


def _verb(tree: Tree, token: Token, above: Token, lemma: str, cues: Cues, reading: Reading) -> bool:
    infinitive = token.tag == "VB" or (token.dep == "xcomp" and token.tag != "VBG")
    clausal = token.dep in ("xcomp", "ccomp", "pcomp", "prep", "csubj", "acl")
    if token.dep in ("nsubj", "nsubjpass", "dobj", "attr") and token.pos in ("NOUN", "PROPN"):
        return _of_object(token, above, lemma, cues, reading)
    if not clausal:
        return token.dep in ("nsubj", "nsubjpass", "csubj", "attr")
    if above.pos == "ADJ" or above.lemma == "be":
        word = above.text.lower()
        if (
            token.dep == "xcomp"
            and above.lemma == "be"
            and any(k.text.lower() == "to" for k in tree.kids(token, "aux"))
        ):
            reading.weaken("planned", above, "appointed")
        if above.pos == "ADJ" and word in (
            "likely",
            "possible",
            "able",
            "ready",
            "willing",
            "unlikely",
            "prepared",
            "eager",
        ):
            reading.weaken("possible", above, "adjective of possibility")
            if word == "unlikely":
                reading.flip(above, "unlikely")
        elif word in ("due", "set", "scheduled", "poised", "expected"):
            reading.weaken("planned", above, "adjective of plan")
        elif infinitive and above.pos == "ADJ":
            reading.weaken("possible", above, "adjective with infinitive")
        return True
    if cues.is_a(lemma, "neg") and (infinitive or token.dep in ("prep", "pcomp")) and lemma not in ("keep", "forget"):
        reading.flip(above, "implicative verb")
    elif cues.is_a(lemma, "deny") and not infinitive and lemma not in ("refuse", "decline"):
        reading.weaken("denied", above, "denial")
    elif cues.is_a(lemma, "accuse") and token.dep in ("prep", "pcomp"):
        reading.weaken("alleged", above, "accusation")
    elif cues.is_a(lemma, "claim"):
        reading.weaken("alleged", above, "verb of claim")
    elif infinitive and cues.is_a(lemma, "plan"):
        reading.weaken("planned", above, "verb of plan")
    elif infinitive and cues.is_a(lemma, "pos") and lemma not in ("permit",):
        pass
    elif infinitive and (
        cues.is_a(lemma, "want")
        or cues.is_a(lemma, "demand")
        or cues.is_a(lemma, "threat")
        or cues.is_a(lemma, "possible")
    ):
        reading.weaken("possible", above, "verb of wish, demand or attempt")
    elif infinitive and lemma == "go" and above.tag == "VBG":
        reading.weaken("planned", above, "going to")
    elif cues.is_a(lemma, "threat"):
        reading.weaken("possible", above, "threat")
    elif infinitive and token.dep == "xcomp" and not cues.classes.get(lemma):
        reading.weaken("possible", above, "infinitive")
    elif lemma in ("expect", "anticipate", "hope", "wish", "fear", "doubt") or (
        cues.is_a(lemma, "demand") and token.tag == "VB"
    ):
        reading.weaken("planned" if lemma in ("expect", "anticipate") else "possible", above, "attitude")
        if lemma == "doubt":
            reading.flip(above, "doubt")
    elif cues.is_a(lemma, "belief") and token.dep == "ccomp" and not cues.is_a(lemma, "factive"):
        reading.weaken("possible", above, "belief")
    elif cues.is_a(lemma, "ask"):
        reading.weaken("possible", above, "question")
    return not (cues.is_a(lemma, "report") and token.dep == "ccomp")


def _of_object(token: Token, above: Token, lemma: str, cues: Cues, reading: Reading) -> bool:
    """A noun that names an act, as object or subject of a verb: "denied the attack", "called off the visit"."""
    is_object = token.dep in ("dobj", "nsubjpass")
    if is_object and cues.is_a(lemma, "deny") and lemma not in ("refuse", "decline"):
        reading.weaken("denied", above, "denial")
    elif is_object and lemma in (
        "cancel",
        "avert",
        "avoid",
        "prevent",
        "foil",
        "thwart",
        "abandon",
        "scrap",
        "postpone",
    ):
        reading.flip(above, "verb of prevention")
    elif is_object and (cues.is_a(lemma, "plan") or lemma in ("schedule", "announce", "prepare")):
        reading.weaken("planned", above, "verb of plan")
    elif is_object and (cues.is_a(lemma, "want") or cues.is_a(lemma, "demand") or cues.is_a(lemma, "possible")):
        reading.weaken("possible", above, "verb of wish or demand")
    elif is_object and cues.is_a(lemma, "threat"):
        reading.weaken("possible", above, "threat")
    elif is_object and cues.is_a(lemma, "claim"):
        reading.weaken("alleged", above, "verb of claim")
    return True
