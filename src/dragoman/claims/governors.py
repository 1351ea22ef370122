"""What governing words do to what stands below them: verbs, nouns and adjectives with their complements.

The signatures are classes of data/claims/verbs.tsv and lists of data/claims/words.toml; a complement is an infinitive,
a gerund, a finite clause or a noun that names an act.
"""

from __future__ import annotations

from dragoman.claims.cues import Cues
from dragoman.claims.operators import is_ranked
from dragoman.claims.reading import Reading
from dragoman.claims.tree import Tree
from dragoman.records import Status, Token

BELOW = frozenset(
    "xcomp ccomp pcomp acl pobj dobj advcl nsubj nsubjpass csubj csubjpass attr acomp oprd prep agent".split()
)
ASIDE = frozenset({"despite", "after", "since", "during", "amid", "following", "like", "because", "except"})
INSTEAD = frozenset({"without", "instead", "rather", "short"})
NO_ANTECEDENT = frozenset({"nothing", "nobody", "none", "anything", "anybody", "anyone"})

# class of the verb -> complements, effect, rule; the first that fits holds. An effect "negated" flips.
CLAUSES: tuple[tuple[str, str, Status | None, str], ...] = (
    ("neg", "infinitive gerund", "negated", "implicative verb"),
    ("end", "gerund", "negated", "verb of ending"),
    ("deny", "gerund finite", "denied", "denial"),
    ("suspect", "gerund", "alleged", "accusation"),
    ("claim", "infinitive finite gerund", "alleged", "verb of claim"),
    ("permit", "infinitive gerund", "possible", "permission"),
    ("plan", "infinitive gerund", "planned", "verb of plan"),
    ("plan", "subjunctive", "possible", "verb of wish, demand or attempt"),
    ("pos", "infinitive gerund", None, ""),
    ("seem", "infinitive finite", "possible", "appearance"),
    ("expect", "infinitive finite gerund", "planned", "attitude"),
    ("try", "infinitive gerund", "possible", "verb of attempt"),
    ("want", "infinitive subjunctive", "possible", "verb of wish, demand or attempt"),
    ("demand", "infinitive subjunctive", "possible", "verb of wish, demand or attempt"),
    ("threat", "infinitive gerund finite", "possible", "threat"),
    ("possible", "infinitive gerund", "possible", "verb of wish, demand or attempt"),
    ("hope", "finite infinitive", "possible", "attitude"),
    ("oppose", "gerund", "possible", "verb of opposition"),
    ("ask", "finite", "possible", "question"),
    ("belief", "finite", "possible", "belief"),
)
OBJECTS: tuple[tuple[str, Status | None, str], ...] = (
    ("prevent", "negated", "verb of prevention"),
    ("deny", "denied", "denial"),
    ("suspect", "alleged", "accusation"),
    ("object_planned", "planned", "verb of plan"),
    ("object_possible", "possible", "verb of wish or demand"),
    ("oppose", "possible", "verb of opposition"),
    ("threat", "possible", "threat"),
    ("object_claimed", "alleged", "verb of claim"),
)
NOUNS: tuple[tuple[str, Status | None, str], ...] = (
    ("claim_nouns", "alleged", "noun of claim"),
    ("plan_nouns", "planned", "noun of plan"),
    ("possible_nouns", "possible", "noun of possibility"),
    ("deny_nouns", "denied", "noun of denial"),
    ("negative_nouns", "negated", "noun of failure"),
)
ADJECTIVES: tuple[tuple[str, Status | None, str], ...] = (
    ("negative_adjectives", "negated", "adjective of failure"),
    ("able_adjectives", "possible", "adjective of possibility"),
    ("bound_adjectives", "planned", "adjective of plan"),
    ("factual_adjectives", None, ""),
    ("hard_adjectives", "possible", "adjective of difficulty"),
)


def governs(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    """Let the governing word bear on a predicate; False where nothing above bears on it any more."""
    if token.dep == "conj":
        if any(k.text.lower() == "nor" for k in tree.kids(above, "cc")) and not reading.negated:
            shared = any(k.dep in ("neg", "preconj") for k in tree.children[above.index])
            if not shared or tree.kids(token, "nsubj", "nsubjpass", "aux"):
                reading.flip(token, "negation")
        return not any(k.text.lower() == "but" for k in tree.kids(above, "cc")) or token.pos not in ("VERB", "AUX")
    if token.dep in ("relcl", "acl") and _tells_content(tree, token, above, cues):
        return _noun(tree, token, above, cues, reading)
    if token.dep == "relcl" or (token.dep == "acl" and token.tag in ("VBN", "VBG")):
        return _of_none(tree, above)
    if token.dep == "advcl" and not _is_object(tree, token, above):
        return _adverbial(tree, token, above, cues, reading)
    if token.dep == "compound":
        return above.pos == "NOUN" and _list(cues, above, NOUNS, reading)
    if token.dep == "prep":
        return _preposition(tree, token, above, cues, reading)
    if token.dep not in BELOW or any(t.text == ";" for t in tree.tokens[token.index : above.index]):
        return False
    if above.pos in ("NOUN", "PROPN"):
        return token.dep in ("acl", "ccomp", "xcomp", "pobj", "pcomp") and _noun(tree, token, above, cues, reading)
    if above.dep == "agent":
        return True
    if above.pos in ("ADP", "SCONJ", "PART") or above.dep == "prep":
        return True
    if above.pos == "ADJ":
        return _adjective(tree, token, above, cues, reading)
    return above.pos in ("VERB", "AUX") and _verb(tree, token, above, cues, reading)


def _apply(status: Status | None, rule: str, word: Token, reading: Reading) -> None:
    if status == "negated":
        reading.flip(word, rule)
    elif status is not None:
        reading.weaken(status, word, rule)


def _list(cues: Cues, word: Token, table: tuple[tuple[str, Status | None, str], ...], reading: Reading) -> bool:
    """Apply the first list of a table that holds a word; whether one did."""
    lemma = word.lemma.lower()
    for name, status, rule in table:
        if cues.among(lemma, name) or cues.among(word.text.lower(), name):
            _apply(status, rule, word, reading)
            return True
    return False


def _tells_content(tree: Tree, clause: Token, noun: Token, cues: Cues) -> bool:
    """Whether a clause tells what its noun is about: "claims that troops looted", "weapons to defend the city"."""
    if noun.pos not in ("NOUN", "PROPN"):
        return False
    if _is_infinitive(tree, clause):
        return True
    that = any(t.text.lower() == "that" for t in tree.tokens[noun.index + 1 : noun.index + 2])
    told = any(cues.among(noun.lemma.lower(), name) for name, _, _ in NOUNS)
    return that and told and bool(tree.kids(clause, "nsubj", "nsubjpass"))


def _is_infinitive(tree: Tree, verb: Token) -> bool:
    return any(k.text.lower() == "to" for k in tree.kids(verb, "aux"))


def _is_object(tree: Tree, gerund: Token, verb: Token) -> bool:
    """A gerund right behind a verb and its particle is its object: "ruled out sending troops"."""
    between = tree.tokens[verb.index + 1 : gerund.index]
    if gerund.tag != "VBG" or tree.kids(gerund, "mark", "nsubj") or not between:
        return False
    return all(t.dep == "prt" and t.head == verb.index for t in between)


def _of_none(tree: Tree, noun: Token) -> bool:
    """Whether a clause describes what there is none of: "nothing preventing a strike", "no sign pointing to war"."""
    if noun.lemma.lower() in NO_ANTECEDENT:
        return True
    return any(k.dep == "det" and k.text.lower() in ("no", "any") for k in tree.children[noun.index])


def _preposition(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    word = token.lemma.lower()
    before = tree.tokens[token.index - 1].text.lower() if token.index else ""
    if word in INSTEAD or before in ("instead", "rather"):
        reading.flip(token, "without")
        return False
    if word in ASIDE or token.text.lower() in ASIDE or word == "before":
        return False
    if above.pos in ("VERB", "AUX"):
        return _with_preposition(tree, token, above, cues, reading)
    if above.pos == "ADJ":
        if above.lemma.lower() != "due":  # "due to": because of
            _list(cues, above, ADJECTIVES, reading)
        return True
    if above.pos in ("NOUN", "PROPN"):
        if word in ("of", "for", "to", "on", "against", "about", "over"):
            _list(cues, above, NOUNS, reading)
        return True
    return word in ("of", "to", "from", "for", "with", "in", "on", "against", "at")


def _with_preposition(tree: Tree, token: Token, verb: Token, cues: Cues, reading: Reading) -> bool:
    """ "Call for a vote", "accuse of murder", "keep from leaving", "decide against a strike"."""
    word, lemma = token.lemma.lower(), verb.lemma.lower()
    gerund = any(k.dep == "pcomp" for k in tree.children[token.index])
    pair = f"{lemma}_{word}"
    for name, status, rule in OBJECTS:
        if cues.is_a(pair, name):
            _apply(status, rule, verb, reading)
            return True
    if word == "from" and (lemma == "keep" or cues.is_a(lemma, "neg") or cues.is_a(lemma, "prevent")):
        reading.flip(verb, "implicative verb")
    elif word in ("of", "with", "in") and cues.is_a(lemma, "suspect"):
        reading.weaken("alleged", verb, "accusation")
    elif word == "in" and lemma == "fail":
        reading.flip(verb, "implicative verb")
    elif word == "against" and gerund and cues.is_a(lemma, "plan"):
        reading.flip(verb, "decision against")
    elif gerund and word in ("on", "to", "about") and cues.is_a(lemma, "plan"):
        reading.weaken("planned", verb, "verb of plan")
    elif gerund and word == "about" and (cues.is_a(lemma, "report") or cues.is_a(lemma, "belief")):
        reading.weaken("possible", verb, "verb of wish, demand or attempt")
    return True


def _adverbial(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    marks = {k.text.lower() for k in tree.kids(token, "mark", "advmod", "aux")}
    if marks & INSTEAD:
        reading.flip(token, "without")
        return False
    if token.tag == "VB" and "to" in marks:
        only = any(k.text.lower() == "only" for k in tree.kids(token, "advmod"))
        if only or (cues.among(token.lemma.lower(), "results") and cues.among(above.lemma.lower(), "movements")):
            return True
        if above.pos in ("ADJ", "AUX") and _for_it(tree, token, above, cues, reading):
            return True
        coming = any(cues.among(k.lemma.lower(), "future_modals") for k in tree.kids(above, "aux"))
        reading.weaken("planned" if coming else "possible", token, "purpose")
        return not any(k.dep == "neg" for k in tree.children[above.index])
    inverted = next(
        (k for k in tree.kids(token, "aux") if k.text == k.text.capitalize() and k.tag in ("VBD", "MD")), None
    )
    if inverted is not None and inverted.index < token.index and not marks & {"if", "when", "as"}:
        subjects = tree.kids(token, "nsubj", "nsubjpass")
        if subjects and inverted.index < subjects[0].index:
            if inverted.tag == "VBD":
                reading.flip(inverted, "unreal condition")
            else:
                reading.weaken("possible", inverted, "condition")
    return False


def _for_it(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    """ "It is impossible for them to enter"."""
    for one in (above, *tree.kids(above, "acomp", "oprd", "attr")):
        if one.pos == "ADJ":
            return _list(cues, one, ADJECTIVES, reading)
    return False


def _noun(tree: Tree, token: Token, noun: Token, cues: Cues, reading: Reading) -> bool:
    infinitive = _is_infinitive(tree, token)
    if infinitive and is_ranked(tree, noun):
        return True
    if not _list(cues, noun, NOUNS, reading) and infinitive:
        reading.weaken("planned", noun, "infinitive of a noun")
    return True


def _adjective(tree: Tree, token: Token, adjective: Token, cues: Cues, reading: Reading) -> bool:
    if token.dep in ("nsubj", "csubj"):
        return True
    if any(k.text.lower() == "too" for k in tree.kids(adjective, "advmod")) and token.tag == "VB":
        reading.flip(adjective, "too")
    elif not _list(cues, adjective, ADJECTIVES, reading) and token.tag == "VB":
        reading.weaken("possible", adjective, "adjective with infinitive")
    return True


def _complement(tree: Tree, token: Token) -> str:
    """What kind of clause a verb has below it."""
    if token.dep == "prep":
        return "gerund"
    helpers = tree.kids(token, "aux", "auxpass")
    if any(k.tag == "VBG" for k in helpers) or (token.tag == "VBG" and not tree.kids(token, "aux", "mark")):
        return "gerund"
    if token.dep == "xcomp" or any(k.text.lower() == "to" for k in tree.kids(token, "aux")):
        return "infinitive"
    that = any(k.text.lower() == "that" for k in tree.kids(token, "mark"))
    bare = (token.tag == "VB" and not helpers) or any(k.tag == "VB" and k.lemma == "be" for k in helpers)
    bare = bare or (that and token.tag == "NN" and bool(tree.kids(token, "nsubj", "compound", "det")))
    return "subjunctive" if bare and not any(k.tag == "MD" for k in helpers) else "finite"


def _verb(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    lemma = above.lemma.lower()
    if token.dep in ("nsubj", "nsubjpass", "dobj", "attr", "oprd") and token.pos in ("NOUN", "PROPN", "PRON"):
        return _of_object(tree, token, above, cues, reading)
    if token.dep in ("nsubj", "nsubjpass", "csubj", "csubjpass", "attr", "acomp", "oprd", "agent"):
        return True
    kind = _complement(tree, token)
    particle = next((f"{lemma}_{k.lemma.lower()}" for k in tree.kids(above, "prt")), "")
    if lemma == "be" and kind == "infinitive":
        if not _for_it(tree, token, above, cues, reading):
            reading.weaken("planned", above, "appointed")
        return True
    if kind == "infinitive" and lemma == "go" and above.tag == "VBG":
        reading.weaken("planned", above, "going to")
        return True
    if kind == "infinitive" and lemma in ("have", "get") and token.dep == "xcomp":
        return _obliged(tree, token, above, reading)
    if kind == "infinitive" and _is_passive(tree, above) and _is_hearsay(cues, lemma):
        reading.weaken("alleged", above, "hearsay passive")
        return True
    if kind == "infinitive" and cues.among(token.lemma.lower(), "results") and cues.among(lemma, "movements"):
        return True
    if kind == "infinitive" and cues.among(token.lemma.lower(), "performatives") and cues.is_a(lemma, "want"):
        return True
    if kind == "finite" and lemma == "be" and _for_it(tree, token, above, cues, reading):
        return True
    sure = kind == "finite" and (cues.is_a(lemma, "factive") or cues.is_a(lemma, "evidence"))
    for name, kinds, status, rule in CLAUSES:
        if name == "belief" and sure:
            continue
        if kind in kinds.split() and (
            cues.is_a(particle, name) if particle in cues.classes else cues.is_a(lemma, name)
        ):
            _apply(status, rule, above, reading)
            break
    else:
        if kind == "infinitive" and token.dep == "xcomp" and token.tag == "VB" and not cues.performs(lemma):
            reading.weaken("possible", above, "infinitive")
    taken = kind == "finite" and cues.is_a(lemma, "factive")  # "want to know what happened": it did
    return not taken and not (cues.is_a(lemma, "report") and token.dep == "ccomp")


def _is_passive(tree: Tree, verb: Token) -> bool:
    return verb.tag == "VBN" and (bool(tree.kids(verb, "auxpass")) or verb.dep in ("acl", "relcl", "ROOT"))


def _is_hearsay(cues: Cues, lemma: str) -> bool:
    """ "Is said to hold", "is believed to be": somebody says so."""
    told = cues.is_a(lemma, "report") or cues.is_a(lemma, "belief") or cues.is_a(lemma, "claim")
    return told and not (cues.is_a(lemma, "demand") or cues.is_a(lemma, "expect") or cues.is_a(lemma, "want"))


def _obliged(tree: Tree, token: Token, above: Token, reading: Reading) -> bool:
    """ "Had to leave" tells that it happened; "has to leave" that it must; "has yet to leave" that it did not."""
    if any(k.text.lower() == "yet" for k in (*tree.kids(above, "advmod"), *tree.kids(token, "advmod"))):
        reading.flip(above, "yet to")
    elif above.tag not in ("VBD", "VBN", "VBG"):
        reading.weaken("planned" if tree.kids(above, "aux") else "possible", above, "obligation")
    return True


def _of_object(tree: Tree, token: Token, above: Token, cues: Cues, reading: Reading) -> bool:
    """A noun that names an act, as object or subject of a verb: "denied the attack", "called off the visit"."""
    lemma = above.lemma.lower()
    particle = next((f"{lemma}_{k.lemma.lower()}" for k in tree.kids(above, "prt")), "")
    if (
        token.dep in ("dobj", "nsubjpass")
        and cues.among(token.lemma.lower(), "claim_nouns")
        and cues.is_a(lemma, "deny")
    ):
        reading.weaken("denied", above, "denial")
    elif token.dep in ("dobj", "nsubjpass", "oprd"):
        for name, status, rule in OBJECTS:
            if cues.is_a(particle, name) if particle in cues.classes else cues.is_a(lemma, name):
                _apply(status, rule, above, reading)
                break
    elif token.dep == "nsubj" and lemma == "be":
        for adjective in tree.kids(above, "acomp"):
            if not tree.kids(adjective, "xcomp", "ccomp"):
                _list(cues, adjective, ADJECTIVES[:3], reading)
    return True
