"""Operators that hang on a word itself: negation, modals, adverbs, conditions, adjectives of a noun."""

from __future__ import annotations

from dragoman.claims.cues import Cues
from dragoman.claims.reading import Reading
from dragoman.claims.tree import Tree
from dragoman.records import Token

ANNOUNCEMENTS = frozenset({"announcement", "statement", "promise", "pledge", "assurance", "news", "memo", "vow"})
THOUGH_NOT = frozenset({"may", "might"})  # "may not" doubts, "could not" denies
POLITE = frozenset({"like", "love", "prefer"})
ORDINAL = frozenset({"only", "last", "next", "latest", "sole"})


def local(tree: Tree, token: Token, cues: Cues, reading: Reading, *, first: bool, came_by: str, shielded: bool) -> None:
    """Let the dependents of a word bear on the predicate. `first`: the word is the predicate itself; `came_by`: the
    relation of the climb to it; `shielded`: a negation does not reach the predicate."""
    negated = False
    for kid in tree.children[token.index]:
        word = kid.text.lower()
        if shielded and kid.dep in ("neg", "nsubj", "nsubjpass"):
            continue
        rule = "" if negated else _negation(tree, token, kid, word, cues, first=first, came_by=came_by)
        if rule:
            negated = True
            reading.flip(kid, rule)
        elif kid.dep in ("aux", "auxpass"):
            _auxiliary(tree, token, kid, word, cues, reading, first=first)
        elif kid.dep == "advmod":
            _adverb(tree, token, kid, word, cues, reading, first=first)
        elif kid.dep == "mark" and cues.among(word, "conditions") and token.pos in ("VERB", "AUX", "ADJ"):
            reading.weaken("possible", kid, "condition")
        elif kid.dep == "amod" and (first or came_by in ("acl", "compound", "of", "for", "ccomp")):
            _adjective(kid, word, cues, reading)
        elif kid.dep == "advcl" and first and _is_condition(tree, kid, cues):
            _consequence(tree, token, kid, reading)
    if negated and any(
        k.dep == "mark" and cues.among(k.text.lower(), "conditions") for k in tree.children[token.index]
    ):
        reading.doubted = reading.negated
    if negated and any(k.lemma.lower() in THOUGH_NOT for k in tree.kids(token, "aux")):
        reading.doubted = reading.negated


def _negation(tree: Tree, token: Token, kid: Token, word: str, cues: Cues, *, first: bool, came_by: str) -> str:
    """The rule by which a dependent negates its head: "not", "never", "no plan to", "nobody came", "no weapons"."""
    if kid.dep == "neg":
        behind = {t.text.lower() for t in tree.tokens[kid.index + 1 : kid.index + 2]}
        return "" if behind & {"only", "just", "until", "merely"} else "negation"
    if kid.dep in ("advmod", "preconj", "cc") and (word in ("never", "neither") or cues.among(word, "negators")):
        return "" if word in ("nor", "without", "little") else "negation"
    if kid.dep == "det" and word in ("no", "neither"):
        return "negation" if first or came_by in ("acl", "of", "relcl", "for", "ccomp") else ""
    if kid.dep == "amod" and word in ("few", "little") and first:
        bare = not any(k.dep == "det" for k in tree.children[token.index])
        return "scarcity" if bare else ""
    if first and kid.dep in ("nsubj", "nsubjpass"):
        return "negated subject" if _is_none(tree, kid, word) else ""
    if first and kid.dep in ("dobj", "attr"):
        return "negated object" if _is_none(tree, kid, word) else ""
    return ""


def _is_none(tree: Tree, noun: Token, word: str) -> bool:
    if word in ("nobody", "none", "nothing", "neither"):
        return True
    kids = tree.children[noun.index]
    return any(k.dep == "neg" or (k.dep in ("det", "preconj") and k.text.lower() in ("no", "neither")) for k in kids)


def _auxiliary(tree: Tree, token: Token, kid: Token, word: str, cues: Cues, reading: Reading, *, first: bool) -> None:
    lemma = kid.lemma.lower()
    if word in ("would", "'d") and token.lemma.lower() in POLITE:
        return
    if cues.among(word, "future_modals") or cues.among(lemma, "future_modals"):
        reading.weaken("planned", kid, "future")
    elif word in ("would", "'d") and kid.tag == "MD" and _is_reported(tree, token, cues):
        reading.weaken("planned", kid, "future in the past")
    elif cues.among(word, "possible_modals"):
        unreal = token.tag == "VBN" and any(k.lemma == "have" and k.tag == "VB" for k in tree.kids(token, "aux"))
        if unreal and word in ("would", "could", "should", "might", "ought"):
            reading.weaken("possible", kid, "unreal past")
        else:
            rule = (
                "modal of duty"
                if word in ("should", "must", "ought")
                else "would"
                if word in ("would", "'d")
                else "modal"
            )
            reading.weaken("possible", kid, rule)
    elif word == "to" and (token.dep == "ROOT" or (first and token.dep == "ccomp")):
        reading.weaken("planned", kid, "infinitive of a headline")
    elif lemma == "be" and first and token.tag == "VBG" and _is_dated_ahead(tree, token, kid):
        reading.weaken("planned", kid, "progressive with a day")


def is_ranked(tree: Tree, noun: Token) -> bool:
    """Whether a noun is the first, last, only or most of its kind."""
    described = [noun, *tree.kids(noun, "amod", "nummod", "advmod")]
    inner = [g for k in described for g in tree.kids(k, "amod", "advmod")]
    for one in (*described, *inner):
        word = one.text.lower()
        if one.tag in ("JJS", "RBS") or word in ORDINAL or (one.pos == "ADJ" and word.endswith(("first", "second"))):
            return True
    return False


def _is_dated_ahead(tree: Tree, verb: Token, auxiliary: Token) -> bool:
    """ "The minister is travelling to Rome on Monday": the present progressive with a day is a plan."""
    if auxiliary.tag not in ("VBZ", "VBP"):
        return False
    for kid in tree.kids(verb, "prep", "npadvmod"):
        words = {tree.tokens[i].text.lower() for i in tree.subtree(kid)}
        dated = any(tree.tokens[i].entity in ("DATE", "TIME") for i in tree.subtree(kid))
        if words & {"tomorrow", "next"} or (kid.dep == "prep" and kid.lemma == "on" and dated):
            return True
    return False


def _adverb(tree: Tree, token: Token, kid: Token, word: str, cues: Cues, reading: Reading, *, first: bool) -> None:
    if cues.among(word, "hearsay"):
        reading.weaken("alleged", kid, "hearsay adverb")
    elif cues.among(word, "possible_adverbs"):
        reading.weaken("possible", kid, "adverb of possibility")
    elif word in ("almost", "nearly") and first and token.tag in ("VBD", "VBN") and kid.index + 1 == token.index:
        reading.flip(kid, "almost")
    elif word == "longer" and any(g.text.lower() == "no" for g in tree.children[kid.index]):
        reading.flip(kid, "no longer")
    elif word == "nowhere" and first:
        reading.flip(kid, "negation")


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
    if token.dep in ("acl", "relcl") and above.lemma.lower() in ANNOUNCEMENTS:
        return True
    return token.dep == "ccomp" and above.tag in ("VBD", "VBN") and cues.is_a(above.lemma.lower(), "report")


def _is_condition(tree: Tree, clause: Token, cues: Cues) -> bool:
    return any(cues.among(k.text.lower(), "hypotheses") for k in tree.kids(clause, "mark"))


def _consequence(tree: Tree, token: Token, clause: Token, reading: Reading) -> None:
    """The main clause of a condition: "If no price is agreed, the state will pay"."""
    if any(k.tag == "MD" for k in tree.kids(token, "aux")) or token.tag in ("VB", "VBP", "VBZ"):
        reading.weaken("possible", clause, "consequence")
