"""The extent of noun phrases in a dependency parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.actors.names import fold
from dragoman.records import Token

NOUNS = frozenset({"NOUN", "PROPN"})
LEFT = frozenset(
    {"det", "amod", "compound", "nmod", "nummod", "poss", "quantmod", "predet", "npadvmod", "punct", "case"}
)
INSIDE = frozenset({"compound", "nmod", "amod"})
CALENDAR = frozenset({"DATE", "TIME"})
FIGURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL"})
DEPTH = 6  # nested "of" phrases


def children_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The dependents of each token, in their order."""
    out: list[list[Token]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            out[token.head].append(token)
    return out


def left_edge(token: Token, children: list[list[Token]], tokens: Sequence[Token]) -> int:
    """Index of the first word of a noun phrase: articles, attributes, numbers, possessors; dates before it left out."""
    start = token.index
    stack = [token]
    while stack:
        one = stack.pop()
        for kid in children[one.index]:
            if kid.index > one.index:
                continue
            wanted = kid.dep in LEFT or (kid.dep == "advmod" and (one.pos == "NUM" or one.dep in ("amod", "nummod")))
            if wanted and (kid.dep != "punct" or kid.text in ("-", '"', "“", "'", "‘", "’")):
                start = min(start, kid.index)
                stack.append(kid)
    while start < token.index and (tokens[start].entity in CALENDAR or tokens[start].pos == "PUNCT"):
        if tokens[start].dep == "det" or tokens[start].tag == "POS":
            break
        start += 1
    return start


def right_edge(
    token: Token,
    children: list[list[Token]],
    tokens: Sequence[Token],
    start: int,
    attached: frozenset[str],
    depth: int = DEPTH,
) -> int:
    """Index behind the last word of a noun phrase: the "of" phrases right behind it, an acronym in brackets, a name
    that follows without a comma."""
    at = end = token.index + 1
    while at < len(tokens) and depth:
        kid = tokens[at]
        if kid.text == "(" and at + 2 < len(tokens) and tokens[at + 2].text == ")" and _acronym(tokens[at + 1].text):
            at = end = at + 3
            continue
        if kid.dep != "prep" or kid.lemma.lower() not in attached or not start <= kid.head < end:
            break
        objects = [k for k in children[kid.index] if k.dep == "pobj"]
        if not objects or objects[0].entity in CALENDAR or not _fits(kid, objects[0]):
            break
        if left_edge(objects[0], children, tokens) != at + 1:
            break
        at = end = right_edge(objects[0], children, tokens, at + 1, attached, depth - 1)
    for kid in children[token.index]:
        if kid.dep == "appos" and kid.index >= end and left_edge(kid, children, tokens) == end:
            return kid.index + 1
    return end


def _acronym(text: str) -> bool:
    return len(text) > 1 and sum(c.isupper() for c in text) > 1


def _fits(prep: Token, thing: Token) -> bool:
    """Whether an "in" names the place of the noun and no manner ("in reaction")."""
    return prep.lemma.lower() == "of" or thing.pos == "PROPN" or thing.entity in ("GPE", "LOC", "FAC", "NORP")


def words_before(tokens: Sequence[Token], start: int, end: int) -> list[str]:
    """The folded lemmas of a stretch, without articles and hyphens, for role look-up."""
    return [
        fold(t.text if t.pos == "PROPN" else t.lemma).lower()
        for t in tokens[start:end]
        if t.pos not in ("DET", "PUNCT") and t.text not in ("-", "–")
    ]


def outer(tokens: Sequence[Token], start: int, end: int) -> int:
    """Index of the token of a stretch whose governor lies outside it; the last one of several."""
    at = end - 1
    for token in reversed(tokens[start:end]):
        if token.dep not in ("punct", "case") and (token.head == token.index or not start <= token.head < end):
            return token.index
    return at


def conjuncts(token: Token, children: list[list[Token]]) -> Iterator[Token]:
    """The nouns coordinated behind a token."""
    at: Token | None = token
    while at is not None:
        following = next((kid for kid in children[at.index] if kid.dep == "conj" and kid.index > at.index), None)
        if following is not None:
            yield following
        at = following
