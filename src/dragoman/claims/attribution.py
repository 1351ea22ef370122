"""Who says what, by which words: attributions of a sentence, from its tree and its quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.claims.cues import Cues
from dragoman.claims.tree import Tree
from dragoman.records import Token

CLAUSES = ("ccomp", "xcomp", "acl", "advcl")
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
OPENERS = '“"«„'
RELATIVE = frozenset({"who", "which", "that"})
ADDRESSED = frozenset(
    {"tell", "inform", "assure", "remind", "notify", "warn", "urge", "ask", "advise", "brief", "lecture"}
)
BY_DOCUMENT = frozenset({"in"})
NAMED_CONTENT = ("dobj", "oprd", "attr", "acomp", "prep", "pcomp", "dative", "prt", "advmod", "npadvmod")
TOPIC = frozenset(
    {"about", "of", "for", "on", "against", "as", "with", "to", "over", "that", "from", "into", "by", "in"}
)


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
        if token.pos in ("VERB", "AUX") and not quoted[token.index] and _is_cue(tree, token, cues):
            found = _verbal(tree, token, cues, quoted)
            if found is not None and found.content:
                out.append(found)
    return out


def _is_cue(tree: Tree, token: Token, cues: Cues) -> bool:
    lemma = token.lemma.lower()
    if any(k.dep == "aux" and k.lemma.lower() == "to" for k in tree.children[token.index]):
        return False  # "to say", "to support": nobody has said it
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
    elif source_token is not None:
        source = noun_phrase(tree, source_token)
    cue = _cue(tree, verb)
    content, is_quote = _content(tree, verb, cues, quoted, set(source), passive)
    left_out = {*source, *cue}
    content = [i for i in content if i not in left_out]
    if not content or (not source and not passive and verb.dep in ("amod",)):
        return None
    return Found(verb, source, cue, content, is_quote)


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


def _content(
    tree: Tree, verb: Token, cues: Cues, quoted: list[bool], source: set[int], passive: bool
) -> tuple[list[int], bool]:
    lemma = verb.lemma.lower()
    clauses = [k for k in tree.kids(verb, "ccomp", "xcomp") if not (k.dep == "xcomp" and k.pos in ("ADP",))]
    clauses += tree.kids(verb, "parataxis")
    if clauses:
        out: list[int] = []
        for clause in clauses:
            out += tree.subtree(clause)
        if lemma in ("want", "expect", "urge", "ask", "call", "tell", "order", "like") and any(
            k.dep == "xcomp" for k in clauses
        ):
            for named in tree.kids(verb, "dobj"):
                if lemma in ("want", "expect", "call", "like"):
                    out += tree.subtree(named)
        if lemma in ("accuse", "blame"):
            out += [i for k in tree.kids(verb, "dobj", "prep") for i in tree.subtree(k)]
        return _with_quotes(tree, out, quoted, verb), any(quoted[i] for i in out)
    # The reported clause may be the one that the report hangs on: "The talks failed, officials said."
    if verb.dep in ("parataxis", "ccomp", "advcl") and _reported_above(tree, verb):
        head = tree.head(verb)
        mine = set(tree.subtree(verb))
        content = [i for i in tree.subtree(head) if i not in mine]
        return content, any(quoted[i] for i in content)
    in_quotes = [i for i, q in enumerate(quoted) if q and i not in source]
    if in_quotes and not quoted[verb.index] and verb.head == verb.index:
        return in_quotes, True
    out = []
    for kid in tree.children[verb.index]:
        if kid.index < verb.index and not (passive and kid.dep == "nsubjpass"):
            continue
        name = kid.lemma.lower()
        if (passive and kid.dep in ("nsubjpass",)) or (
            kid.dep in ("dobj", "oprd", "attr", "acomp", "pcomp") and not (lemma in ADDRESSED and kid.dep == "dobj")
        ):
            out += tree.subtree(kid)
        elif kid.dep == "prep" and name in TOPIC and not _is_time(tree, kid):
            if name in ("in", "on", "to", "at", "by") and not out:
                continue
            out += tree.subtree(kid)
        elif kid.dep == "advcl" and out and name not in ("say",):
            continue
    return out, any(quoted[i] for i in out)


def _reported_above(tree: Tree, verb: Token) -> bool:
    head = tree.head(verb)
    if verb.dep == "parataxis":
        return True
    own = tree.kids(verb, *SUBJECTS)
    marked = tree.kids(verb, "mark", "advmod")
    return bool(own) and not marked and head.pos in ("VERB", "AUX") and verb.index > head.index and verb.dep == "ccomp"


def _with_quotes(tree: Tree, content: list[int], quoted: list[bool], verb: Token) -> list[int]:
    """Content with the quotation it stands in: marks belong to it, and so does all between them."""
    if not any(quoted[i] for i in content):
        return content
    out = set(content)
    low, high = min(out), max(out)
    left = low
    while left > 0 and quoted[left - 1] and left - 1 != verb.index:
        left -= 1
    right = high
    while right + 1 < len(quoted) and quoted[right + 1] and right + 1 != verb.index:
        right += 1
    return sorted(out | set(range(left, low)) | set(range(high + 1, right + 1)))


def _is_time(tree: Tree, preposition: Token) -> bool:
    return any(k.entity in ("DATE", "TIME") for k in tree.kids(preposition, "pobj"))


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


def quotation(tokens_texts: list[str], opened: bool) -> tuple[list[bool], bool]:
    """For each token whether it stands in quotation marks (the marks included), and whether one is open at the end.
    `opened`: whether one is open at the start."""
    out: list[bool] = []
    for text in tokens_texts:
        if text in ("“", "``", "«", "„"):
            opened = True
            out.append(True)
        elif text in ("”", "''", "»"):
            out.append(opened)
            opened = False
        elif text == '"':
            out.append(True)
            opened = not opened
        else:
            out.append(opened)
    return out, opened
