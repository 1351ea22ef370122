"""The names of places in a parsed text, told apart from namesakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.places.gazetteer import Gazetteer
from dragoman.places.lexicon import PlaceLexicon
from dragoman.records import Parse, Sentence, Span, Token

PLACE_ENTITIES = frozenset({"GPE", "LOC"})
OTHER_NAMES = frozenset({"PERSON", "WORK_OF_ART", "PRODUCT", "LAW", "EVENT", "LANGUAGE"})
LONGEST = 5
DASHES = frozenset({"-", "--", "–", "—", ",", "("})
INTRODUCERS = frozenset(
    {"in", "from", "near", "to", "at", "of", "across", "around", "outside", "into", "throughout", "toward"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """Words that name a place. `kind`: name or demonym."""

    span: Span
    kind: str


def recognise(parse: Parse, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Found]:
    """Spans of toponyms in text order, without overlaps."""
    known = frozenset[str]()
    first: list[Found] = []
    for _ in range(2):  # a name that means a place once means it elsewhere in the text too
        first = [
            found for sentence in parse.sentences for found in _sentence(parse, sentence, gazetteer, lexicon, known)
        ]
        known = frozenset(parse.text_of(one.span) for one in first if one.kind == "name")
    return first


def _sentence(
    parse: Parse, sentence: Sentence, gazetteer: Gazetteer, lexicon: PlaceLexicon, known: frozenset[str]
) -> Iterator[Found]:
    tokens = sentence.tokens
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not token.text[:1].isupper():
            at += 1
            continue
        if token.text in lexicon.demonyms and token.text not in lexicon.fixed and not _continues(tokens, at):
            yield Found(token.span, "demonym")
            at += 1
            continue
        end = _longest(parse, tokens, at, gazetteer, lexicon, known)
        if end > at:
            yield Found(Span(token.span.start, tokens[end - 1].span.end), "name")
            at = end
        else:
            at += 1


def _continues(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a demonym begins a longer name of a place or body ("French Guiana")."""
    return (
        at + 1 < len(tokens)
        and tokens[at].entity in PLACE_ENTITIES
        and tokens[at + 1].entity in PLACE_ENTITIES
        and not tokens[at + 1].entity_begins
    )


def _longest(
    parse: Parse,
    tokens: tuple[Token, ...],
    at: int,
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    known: frozenset[str],
) -> int:
    """End of the longest name of a place that starts at a token; the token's own index if there is none."""
    entity_end = at + 1
    while (
        entity_end < len(tokens)
        and tokens[entity_end].entity == tokens[at].entity
        and not tokens[entity_end].entity_begins
    ):
        entity_end += 1
    is_place = tokens[at].entity in PLACE_ENTITIES
    for end in range(min(len(tokens), at + LONGEST), at, -1):
        last = tokens[end - 1]
        if not (last.text[:1].isupper() or last.text.isdigit()) or last.text in (",", "'s"):
            continue
        words = parse.document.text[tokens[at].span.start : last.span.end]
        if "\n" in words or "," in words:
            continue
        if not (lexicon.rows(words) or gazetteer.has(words)):
            continue
        if words in known and _free(tokens, at, end, lexicon):
            return end
        if _accept(tokens, at, end, words, entity_end, gazetteer, lexicon):
            return end
    if is_place and entity_end - at <= LONGEST and tokens[at].entity_begins:
        last = tokens[entity_end - 1]
        words = parse.document.text[tokens[at].span.start : last.span.end]
        if (
            last.text[:1].isupper()
            and words.lower() not in lexicon.stop
            and any(gazetteer.has(v) for v in lexicon.variants(words))
        ):
            return entity_end
    return at


def _accept(
    tokens: tuple[Token, ...],
    at: int,
    end: int,
    words: str,
    entity_end: int,
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
) -> bool:
    """Whether words of the gazetteer mean a place here."""
    entity = tokens[at].entity
    following = tokens[end].text if end < len(tokens) else ""
    if following.lower() in lexicon.rivals and following[:1].isupper():
        return False
    if entity in PLACE_ENTITIES:
        return end >= entity_end or tokens[end].entity == "" or words in lexicon.fixed or end - at > 1
    if entity in OTHER_NAMES or (at and tokens[at - 1].entity == "PERSON" and entity == "PERSON"):
        return False
    if words.lower() in lexicon.stop:
        return False
    if entity in ("ORG", "FAC", "NORP"):
        # "Baghdad police", "University of Leeds": the place stands inside a name, at its end behind "of" or "in".
        behind = at > 0 and tokens[at - 1].lemma.lower() in ("of", "in", "at") and end == entity_end
        leads = at == 0 or tokens[at - 1].pos != "PROPN"
        return behind or (leads and (words in lexicon.fixed or gazetteer.is_notable(words)))
    if words in lexicon.fixed:
        return True
    if at == 0 and words.isupper() and len(words) > 4 and following in DASHES:
        return True
    before = tokens[at - 1].lemma.lower() if at else ""
    if tokens[at].pos != "PROPN":
        return False
    continues = following[:1].isupper() and tokens[end].pos == "PROPN"
    return before in INTRODUCERS and not continues


def _free(tokens: tuple[Token, ...], at: int, end: int, lexicon: PlaceLexicon) -> bool:
    """Whether a name known from elsewhere in the text may mean the place here: not inside a longer proper name of a
    person, team or newspaper."""
    following = tokens[end] if end < len(tokens) else None
    if following is not None and following.text.lower() in lexicon.rivals and following.text[:1].isupper():
        return False
    before = tokens[at - 1] if at else None
    inside = (
        before is not None and before.pos == "PROPN" and before.entity == "PERSON" and tokens[at].entity == "PERSON"
    )
    return not inside
