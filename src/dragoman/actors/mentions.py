"""Noun phrases that may name a participant, each with what the words themselves tell of country, sector and role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.actors.tables import Entry, Role, Tables
from dragoman.records import Sentence, Span, Token

NOUNS = frozenset({"NOUN", "PROPN"})
LEFT = frozenset(
    {"det", "amod", "compound", "nmod", "nummod", "poss", "case", "quantmod", "predet", "npadvmod", "punct"}
)
ATTACHED = frozenset({"of", "in", "from"})
FORMER = frozenset({"former", "ex", "then", "late", "ousted", "deposed", "retired"})
PATRONAGE = frozenset(
    {
        "backed",
        "led",
        "held",
        "owned",
        "controlled",
        "allied",
        "linked",
        "born",
        "made",
        "supported",
        "funded",
        "brokered",
    }
)
TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "sir", "lord", "gen", "sen", "rep", "gov", "col", "lt", "maj", "prof", "rev"}
)
PRONOUNS = frozenset({"he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "who", "we", "us", "our"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention before resolution. `head`, `start`, `end`: token indices (end exclusive). `entry`: what a table knows
    of its name; `role`: the role word it has; `country`: code that its own words give; `former`: a former holder;
    `owner`: code of the country whose possessor or adjective stands before the name."""

    sentence: int
    head: int
    start: int
    end: int
    span: Span
    text: str
    kind: str
    name: str
    entry: Entry | None = None
    role: Role | None = None
    role_text: str = ""
    country: str | None = None
    former: bool = False
    plural: bool = False
    owner: str | None = None


def drafts(sentence: Sentence, text: str, tables: Tables) -> list[Draft]:
    """The mentions of a sentence in the order of their heads; nested ones (possessors, adjectives) too."""
    tokens = sentence.tokens
    children: list[list[Token]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token)
    named = list(_named(tokens, tables))
    out: list[Draft] = []
    for token in tokens:
        draft = _draft(sentence, text, tables, token, children, named)
        if draft is not None:
            out.append(draft)
    return out


def _named(tokens: tuple[Token, ...], tables: Tables) -> Iterator[tuple[int, int, Entry]]:
    """Names of the tables in a sentence: start, end, entry; without overlaps, longest from the left."""
    at = 0
    while at < len(tokens):
        found = tables.match(tokens, at)
        if found is None:
            at += 1
            continue
        end, entry = found
        yield at, end, entry
        at = end


def _draft(
    sentence: Sentence,
    text: str,
    tables: Tables,
    token: Token,
    children: list[list[Token]],
    named: list[tuple[int, int, Entry]],
) -> Draft | None:
    tokens = sentence.tokens
    lower = token.text.lower()
    if token.pos == "PRON" or lower in ("its", "their", "his", "her"):
        if lower not in PRONOUNS:
            return None
        return Draft(
            sentence.index, token.index, token.index, token.index + 1, token.span, token.text, "pronoun", lower
        )
    own = next((one for one in named if one[0] <= token.index < one[1]), None)
    if own is not None and own[2].kind == "adjective" and token.dep in ("amod", "compound", "nmod", "poss"):
        return _simple(sentence, text, token, own, "adjective")
    if (
        own is not None
        and own[2].kind == "adjective"
        and token.pos == "ADJ"
        and token.dep not in ("nsubj", "dobj", "pobj")
    ):
        return None
    # Inside a longer name only the token counts whose governor lies outside.
    if token.dep in ("compound", "nmod", "amod") and tokens[token.head].pos in NOUNS:
        if own is None or own[0] <= token.head < own[1] or token.head < own[0]:
            return None
        return _simple(sentence, text, token, own, "adjective") if _last(token, own, tokens) else None
    if own is not None and own[0] <= token.head < own[1] and _hangs_by_another(token, own, tokens):
        return None
    if (
        token.pos not in NOUNS
        and own is None
        and not (token.pos in ("NUM", "ADJ") and token.dep in ("nsubj", "nsubjpass"))
    ):
        return None
    if token.dep == "npadvmod" and own is None:
        return None
    start, end = phrase(token, children, tokens)
    if own is not None:
        start, end = min(start, own[0]), max(end, own[1])
    inside = [one for one in named if start <= one[0] and one[1] <= end]
    words = [t.lemma.lower() for t in tokens[start : token.index + 1] if t.pos not in ("DET", "PUNCT")]
    entry = own[2] if own else None
    role, role_text = _role(tokens, start, token, tables, own)
    if entry is None and role is None and token.pos != "PROPN" and not (inside and token.dep != "npadvmod"):
        return None
    if (
        entry is None
        and role is None
        and token.entity in ("DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY", "ORDINAL")
    ):
        return None
    name = _name(tokens, text, start, token, entry, tables)
    country = _country(tokens, start, end, token, inside, own)
    span = Span(tokens[start].span.start, tokens[end - 1].span.end)
    return Draft(
        sentence.index,
        token.index,
        start,
        end,
        span,
        text[span.start : span.end],
        "name" if entry or token.pos == "PROPN" else "nominal",
        name,
        entry,
        role,
        role_text,
        country,
        any(w in FORMER for w in words),
        token.tag in ("NNS", "NNPS"),
        next((one[2].country for one in reversed(inside) if one is not own and one[0] < token.index), None),
    )


def _hangs_by_another(token: Token, own: tuple[int, int, Entry], tokens: tuple[Token, ...]) -> bool:
    """Whether another token of the same name has its governor outside it."""
    return any(o is not token and o.head != o.index and not own[0] <= o.head < own[1] for o in tokens[own[0] : own[1]])


def _last(token: Token, own: tuple[int, int, Entry], tokens: tuple[Token, ...]) -> bool:
    """Whether a token is the one of its name that hangs outside it (the last such)."""
    return not any(
        own[0] <= t.index < own[1] and t.index > token.index and not own[0] <= t.head < own[1] for t in tokens
    )


def _simple(sentence: Sentence, text: str, token: Token, own: tuple[int, int, Entry], kind: str) -> Draft:
    tokens = sentence.tokens
    span = Span(tokens[own[0]].span.start, tokens[own[1] - 1].span.end)
    return Draft(
        sentence.index,
        token.index,
        own[0],
        own[1],
        span,
        text[span.start : span.end],
        kind,
        own[2].name,
        own[2],
        None,
        "",
        own[2].country,
    )


def phrase(token: Token, children: list[list[Token]], tokens: tuple[Token, ...]) -> tuple[int, int]:
    """First and last (exclusive) token of a noun phrase: attributes, and "of", "in", "from" phrases right behind."""
    start, end = token.index, token.index + 1
    stack = [token]
    while stack:
        one = stack.pop()
        for kid in children[one.index]:
            if kid.index < one.index and kid.dep in LEFT and (kid.dep != "punct" or kid.text in ("-", '"', "“")):
                if kid.index < start:
                    start = kid.index
                stack.append(kid)
            elif kid.dep == "case" and kid.index < token.index:
                continue
    at = end
    while at < len(tokens):
        kid = tokens[at]
        if kid.dep != "prep" or kid.lemma.lower() not in ATTACHED or kid.head not in range(start, end):
            break
        if kid.lemma.lower() != "of" and token.pos == "PROPN":
            break
        objects = [k for k in children[kid.index] if k.dep == "pobj"]
        if not objects or objects[0].entity in ("DATE", "TIME"):
            break
        inner_start, inner_end = phrase(objects[0], children, tokens)
        if inner_start != at + 1:
            break
        end = at = inner_end
    return start, end


def _role(
    tokens: tuple[Token, ...], start: int, head: Token, tables: Tables, own: tuple[int, int, Entry] | None
) -> tuple[Role | None, str]:
    """The role word of a phrase: its head ("the foreign minister") or the title before a name."""
    entry = own[2] if own else None
    for at in range(head.index, start - 1, -1):
        token = tokens[at]
        if at != head.index and token.dep == "poss":
            break
        if own is not None and own[0] <= at < own[1]:
            continue
        lemmas = [t.lemma.lower() for t in tokens[start : at + 1] if t.pos != "DET"]
        role = tables.role_at(lemmas) or tables.role_at([*lemmas[:-1], token.text.lower()])
        if role is None:
            continue
        if at == head.index and entry is None:
            return role, role.words
        if at != head.index and (head.pos == "PROPN" or entry is not None) and token.text != "-":
            return role, role.words
    return None, ""


def _name(tokens: tuple[Token, ...], text: str, start: int, head: Token, entry: Entry | None, tables: Tables) -> str:
    if entry is not None:
        return entry.name
    if head.pos == "PROPN" and head.entity == "PERSON":
        first = head.index
        while first > start and _goes_before(tokens, first - 1, head, tables):
            first -= 1
        return text[tokens[first].span.start : head.span.end]
    if head.pos == "PROPN":
        first = head.index
        while first > start and (
            tokens[first - 1].pos == "PROPN" or tokens[first - 1].text in ("-", "of", "the", "and")
        ):
            first -= 1
        while tokens[first].text in ("-", "of", "the", "and") and first < head.index:
            first += 1
        return text[tokens[first].span.start : head.span.end]
    skip = start
    while skip < head.index and tokens[skip].pos == "DET":
        skip += 1
    return text[tokens[skip].span.start : head.span.end]


def _goes_before(tokens: tuple[Token, ...], at: int, head: Token, tables: Tables) -> bool:
    """Whether a token is part of a person's name, and not a title, a role or a nationality."""
    token = tokens[at]
    if token.text == "-":
        return at > 0 and tokens[at - 1].pos == "PROPN"
    if token.pos != "PROPN" or token.text.lower().rstrip(".") in TITLES or tables.role_at([token.text.lower()]):
        return False
    found = tables.match(tokens, at)
    return found is None or found[1].kind == "person" or token.entity == "PERSON"


def _country(
    tokens: tuple[Token, ...],
    start: int,
    end: int,
    head: Token,
    inside: list[tuple[int, int, Entry]],
    own: tuple[int, int, Entry] | None,
) -> str | None:
    """The country that the words of a phrase give: its own name, an adjective or possessor before the head, a name
    behind "of", "in", "from"; a nationality right before counts before a place behind."""
    if own is not None and own[2].country:
        return own[2].country
    before = [one for one in inside if one[0] < head.index and one is not own]
    behind = [one for one in inside if one[0] > head.index]
    for one in [*reversed(before), *behind]:
        if one[2].country and not _is_patron(tokens, one):
            return one[2].country
    return None


def _is_patron(tokens: tuple[Token, ...], one: tuple[int, int, Entry]) -> bool:
    """ "Turkey-backed rebels" are not Turkish."""
    return one[1] + 1 < len(tokens) and tokens[one[1]].text == "-" and tokens[one[1] + 1].text.lower() in PATRONAGE
