"""From the words that a language model quotes to the characters of the text and the actors that they name."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.records import Actor, Cast, Mention, Parse, Participant, Sentence, Span

SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


def find(text: str, within: Span, quote: str) -> Span | None:
    """Where the words stand between two offsets, as whole words; case, quotation marks and white space may differ."""
    words = quote.translate(SAME).strip(" \t\n.,;:").split()
    if not words:
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    plain = text[within.start : within.end].translate(SAME)
    match = re.search(pattern, plain) or re.search(pattern, plain, re.IGNORECASE)
    return Span(within.start + match.start(), within.start + match.end()) if match else None


def nearest(parse: Parse, sentence: Sentence, quote: str) -> Span | None:
    """Where the words stand in a sentence, else in the sentence nearest to it (the earlier of two)."""
    order = sorted(parse.sentences, key=lambda one: (abs(one.index - sentence.index), one.index))
    for one in order:
        span = find(parse.document.text, one.span, quote)
        if span is not None:
            return span
    return None


def participants(parse: Parse, cast: Cast, sentence: Sentence, quotes: list[str]) -> tuple[Participant, ...] | None:
    """The parties that quoted words name, each once; None if some words do not stand in the text."""
    out: dict[object, list[Participant]] = {}
    actors = {actor.id: actor for actor in cast.actors}
    for quote in quotes:
        span = nearest(parse, sentence, quote)
        if span is None:
            return None
        one = _participant(parse, cast, actors, span)
        out.setdefault(one.actor or one.text.lower(), _members(one, actors))
    return tuple(party for parties in out.values() for party in parties)


def _participant(parse: Parse, cast: Cast, actors: dict[str, Actor], span: Span) -> Participant:
    text = parse.text_of(span)
    mention = _mention(parse, cast, span)
    actor = actors.get(mention.actor) if mention else None
    if mention is None or actor is None:
        return Participant(span, text, text)
    words = parse.text_of(mention.span)
    return Participant(
        mention.span, words, actor.name, actor.id, actor.country, actor.sector, actor.other_sectors, actor.role
    )


def _mention(parse: Parse, cast: Cast, span: Span) -> Mention | None:
    """The mention that the words are: the same words, else the longest of those whose head stands among them and whose
    words go least beyond them."""
    near = [mention for mention in cast.mentions if mention.span.overlaps(span)]
    core = _without_article(parse, span)
    for mention in near:
        if _without_article(parse, mention.span) == core:
            return mention

    def fit(mention: Mention) -> tuple[int, int]:
        beyond = max(0, span.start - mention.span.start) + max(0, mention.span.end - span.end)
        return (-beyond, mention.span.end - mention.span.start)

    headed = [m for m in near if parse.sentences[m.sentence].tokens[m.head].span.overlaps(span)]
    return max(headed, key=fit, default=None)


def _without_article(parse: Parse, span: Span) -> Span:
    match = ARTICLE.match(parse.text_of(span))
    return Span(span.start + match.end(), span.end) if match else span


def _members(one: Participant, actors: dict[str, Actor]) -> list[Participant]:
    """A collective as one party for each of its countries."""
    actor = actors.get(one.actor or "")
    if actor is None or not actor.members:
        return [one]
    return [replace(one, country=country) for country in actor.members]
