"""Who says what, by which words: attributions of a sentence, from its tree and its quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.claims.content import ADDRESSED, content_of, resumed, trimmed
from dragoman.claims.cues import Cues
from dragoman.claims.tree import Tree
from dragoman.records import Token

OPENERS = '“"«„'
RELATIVE = frozenset({"who", "which", "that"})
BY_DOCUMENT = frozenset({"in"})
BARE = 14  # tokens of a sentence that only says who spoke
BLOWS = frozenset({"attack"})  # with words only where it is told what for


@dataclass(slots=True)
class Found:
    """Token indices of the three parts in one sentence. `verb`: the token of the cue."""

    verb: Token
    source: list[int]
    cue: list[int]
    content: list[int]
    quoted: bool = False
    more: list[tuple[int, list[int]]] = field(default_factory=list)


def attributions(tree: Tree, cues: Cues, quoted: list[bool]) -> list[Found]:
    """The attributions of a sentence. `quoted`: for each token, whether it stands in quotation marks: who speaks in
    them is told outside."""
    out = [*_according(tree)]
    for token in tree.tokens:
        if token.pos in ("NOUN", "ADJ") and not quoted[token.index]:
            named = _nominal(tree, token, cues) if token.pos == "NOUN" else _adjectival(tree, token, cues)
            if named is not None and named.content:
                out.append(named)
        if token.pos in ("VERB", "AUX") and not quoted[token.index] and _is_cue(tree, token, cues):
            found = _verbal(tree, token, cues, quoted)
            if found is not None and (found.content or _is_bare(tree, token, cues)):
                out.append(found)
    return out


def _is_bare(tree: Tree, verb: Token, cues: Cues) -> bool:
    """ "Mwangi said." with what was said in the sentence before."""
    speaks = any(cues.is_a(verb.lemma.lower(), name) for name in ("report", "claim", "ask"))
    return verb.head == verb.index and speaks and len(tree.tokens) <= BARE


def _is_cue(tree: Tree, token: Token, cues: Cues) -> bool:
    lemma = token.lemma.lower()
    if any(k.dep == "aux" and k.lemma.lower() == "to" for k in tree.children[token.index]):
        return False  # "to say", "to support": nobody has said it
    if lemma in BLOWS and not any(k.lemma.lower() in ("for", "as", "over") for k in tree.kids(token, "prep")):
        return False
    pairs = [f"{lemma}_{k.lemma.lower()}" for k in tree.kids(token, "prt")]
    if any(pair in cues.classes and pair not in cues.speech for pair in pairs):
        return False  # "called off the summit"
    if lemma == "continue" and tree.kids(token, "xcomp"):
        return False
    if lemma in cues.speech:
        return token.dep not in ("aux", "auxpass", "amod")
    return any(f"{lemma}_{k.lemma.lower()}" in cues.speech for k in tree.children[token.index])


def _according(tree: Tree) -> Iterator[Found]:
    """ "According to X": the rest of its clause is the content."""
    for token in tree.tokens:
        if token.text.lower() != "according" or not tree.kids(token, "prep"):
            continue
        to = tree.kids(token, "prep")[0]
        objects = tree.kids(to, "pobj")
        if not objects:
            continue
        source = noun_phrase(tree, objects[0])
        cue = [token.index, to.index]
        clause = tree.head(token)
        while clause.pos not in ("VERB", "AUX") and clause.head != clause.index:
            clause = tree.head(clause)
        left_out = {*tree.subtree(token)}
        content = [i for i in tree.subtree(clause) if i not in left_out]
        yield Found(token, source, cue, content)


def _verbal(tree: Tree, verb: Token, cues: Cues, quoted: list[bool]) -> Found | None:
    source_token = subject(tree, verb)
    passive = any(k.dep in ("auxpass", "nsubjpass") for k in tree.children[verb.index])
    source: list[int] = []
    if passive:
        for agent in tree.kids(verb, "agent"):
            for one in tree.kids(agent, "pobj"):
                source = noun_phrase(tree, one)
    elif source_token is not None and not _is_impersonal(verb):
        source = noun_phrase(tree, source_token)
    cue = _cue(tree, verb)
    content, is_quote = content_of(tree, verb, cues, quoted, set(source), passive)
    if source_token is not None and _is_impersonal(verb) and source_token.lemma.lower() not in ("it", "there"):
        content = sorted({*content, *noun_phrase(tree, source_token)})
    cue = _with_preposition(tree, verb, cue, content)
    left_out = {*source, *cue}
    if is_quote:
        content = resumed(tree, verb, quoted, max(left_out), content)
    content = trimmed(tree, [i for i in content if i not in left_out], cues, quoted)
    if not content and verb.head == verb.index and source and not passive:
        return Found(verb, source, cue, [], quoted=True)
    if not content or (not source and not passive and verb.dep in ("amod",)):
        return None
    return Found(verb, source, cue, content, is_quote)


def _is_impersonal(verb: Token) -> bool:
    """ "The talks seem to fail": nobody named says so, and the subject is what is said of."""
    return verb.lemma.lower() in ("seem", "appear")


def _with_preposition(tree: Tree, verb: Token, cue: list[int], content: list[int]) -> list[int]:
    """The cue with the preposition that leads to all of the content: "spoke about", "called on"."""
    first = min(content, default=-1)
    if first < 0 or first <= verb.index or tree.tokens[first].dep != "prep" or tree.tokens[first].head != verb.index:
        return cue
    whole = set(tree.subtree(tree.tokens[first]))
    return sorted({*cue, first}) if set(content) <= whole else cue


def _nominal(tree: Tree, noun: Token, cues: Cues) -> Found | None:
    """A noun of speech with its owner: "the minister's claim that ...", "their criticism of ..."."""
    if not cues.among(noun.lemma.lower(), "speech_nouns"):
        return None
    owners = tree.kids(noun, "poss")
    for by in tree.kids(noun, "prep"):
        owners += tree.kids(by, "pobj") if by.lemma.lower() in ("by", "from") else []
    clauses = [k for k in tree.kids(noun, "acl", "ccomp", "relcl") if k.dep != "relcl" or _is_that_clause(tree, k)]
    topics = [k for k in tree.kids(noun, "prep") if k.lemma.lower() in ("of", "for", "about", "on", "against")]
    told = clauses or topics
    if not told or not (owners or clauses):
        return None
    content = [i for k in told for i in tree.subtree(k)]
    cue = [noun.index]
    verb = tree.head(noun)
    if not owners and noun.dep == "dobj" and verb.pos == "VERB" and (who := subject(tree, verb)) is not None:
        owners = [who]
        cue += range(verb.index, noun.index) if verb.index < noun.index else []
    if not clauses:
        cue.append(topics[0].index)
        content = [i for i in content if i != topics[0].index]
    return Found(noun, noun_phrase(tree, owners[0]) if owners else [], sorted(cue), sorted(content))


def _is_that_clause(tree: Tree, clause: Token) -> bool:
    """A clause that the parser took for a relative one although "that" is neither its subject nor its object."""
    return any(k.lemma.lower() == "that" and k.dep == "mark" for k in tree.children[clause.index])


def _adjectival(tree: Tree, adjective: Token, cues: Cues) -> Found | None:
    """A predicate of opinion: "was sure that ...", "has been critical of ..."."""
    verb = tree.head(adjective)
    if adjective.dep != "acomp" or verb.pos != "AUX" or not cues.among(adjective.lemma.lower(), "speech_adjectives"):
        return None
    who = subject(tree, verb)
    told = tree.kids(adjective, "ccomp", "xcomp") or tree.kids(adjective, "prep") or tree.kids(verb, "ccomp")
    if who is None or not told:
        return None
    content = [i for k in told for i in tree.subtree(k)]
    cue = sorted({*_cue(tree, verb), adjective.index})
    if told[0].dep == "prep":
        cue.append(told[0].index)
        content = [i for i in content if i != told[0].index]
    return Found(verb, noun_phrase(tree, who), cue, content)


def subject(tree: Tree, verb: Token) -> Token | None:
    """Whoever does a verb: its own subject, that of the verb it hangs on, or the noun it describes."""
    one = verb
    for _ in range(4):
        own = tree.kids(one, "nsubj")
        if own:
            return own[0]
        head = tree.head(one)
        if head.index == one.index:
            return None
        if one.dep in ("conj", "advcl", "xcomp") and head.pos in ("VERB", "AUX"):
            objects = tree.kids(head, "dobj")
            if one.dep == "xcomp" and objects and head.lemma.lower() in ADDRESSED:
                return objects[0]
            if one.dep == "xcomp" and tree.kids(head, "nsubjpass"):
                return tree.kids(head, "nsubjpass")[0]
            one = head
            continue
        if one.dep in ("acl", "relcl") and one.tag != "VBN":
            return head
        if one.dep == "pcomp":
            outer = tree.head(head)
            if outer.pos in ("VERB", "AUX"):
                one = outer
                continue
        return None
    return None


def _cue(tree: Tree, verb: Token) -> list[int]:
    """The verb with its auxiliaries, negation, particle and adverbs right beside it."""
    out = [verb.index]
    for kid in tree.kids(verb, "aux", "auxpass", "neg", "prt", "advmod"):
        between = range(min(kid.index, verb.index) + 1, max(kid.index, verb.index))
        light = all(tree.tokens[i].dep in ("aux", "auxpass", "neg", "advmod", "prt") for i in between)
        if (
            light
            and (kid.dep != "advmod" or kid.index < verb.index)
            and kid.text.lower() not in ("when", "where", "how")
        ):
            out.append(kid.index)
    for kid in tree.kids(verb, "prep"):
        objects = tree.kids(kid, "pobj")
        if (kid.lemma.lower() == "for" and verb.lemma.lower() == "call" and kid.index == verb.index + 1) or (
            kid.lemma.lower() in ("on", "to", "at")
            and kid.index == verb.index + 1
            and verb.lemma.lower() in ("refer", "point")
        ):
            out.append(kid.index)
        elif kid.lemma.lower() in BY_DOCUMENT and kid.index == verb.index + 1 and objects:
            phrase = tree.subtree(kid)
            if (
                objects[0].lemma.lower() in ("statement", "interview", "email", "e-mail", "tweet", "letter", "speech")
                and len(phrase) <= 4
            ):
                out += phrase
    return sorted(out)


def noun_phrase(tree: Tree, token: Token) -> list[int]:
    """Indices of a source: the whole noun phrase with what describes it, without clauses behind a comma."""
    if token.lemma.lower() in RELATIVE or token.pos == "PRON":
        return [token.index]
    out: list[int] = [token.index]
    stack = [token]
    while stack:
        one = stack.pop()
        for kid in tree.children[one.index]:
            if kid.dep in ("relcl", "punct") and not (kid.dep == "punct" and kid.text in "-'’."):
                continue
            if kid.dep == "acl" and kid.index > one.index + 1 and tree.tokens[kid.index - 1].text == ",":
                continue
            out.append(kid.index)
            stack.append(kid)
    inside = range(min(out), max(out) + 1)
    commas = [i for i in inside if i not in set(out) and tree.tokens[i].dep == "punct"]
    return sorted({*out, *commas})


def quotation(tokens: Sequence[Token], opened: bool) -> tuple[list[bool], bool]:
    """For each token whether it stands in quotation marks (the marks included), and whether one is open at the end.
    `opened`: whether one is open at the start. A mark without direction opens if only its right side touches a word."""
    out: list[bool] = []
    for number, token in enumerate(tokens):
        text = token.text
        if text in ("“", "``", "«", "„"):
            opened = True
            out.append(True)
        elif text in ("”", "»"):
            out.append(opened)
            opened = False
        elif text in ('"', "''"):
            left = number > 0 and tokens[number - 1].span.end == token.span.start
            right = number + 1 < len(tokens) and tokens[number + 1].span.start == token.span.end
            out.append(True)
            opened = right if left != right else not opened
        else:
            out.append(opened)
    return out, opened
