"""The place of an event, as distinct from places merely mentioned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dragoman.records import Event, Parse, Place, Sentence, Token, Toponym

LOCATIVE = frozenset(
    {
        "in",
        "at",
        "near",
        "outside",
        "around",
        "across",
        "inside",
        "off",
        "along",
        "throughout",
        "within",
        "over",
        "on",
        "to",
    }
)
FAR_STEPS = 6
DATELINE = re.compile(
    r"^[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][A-Za-z.' ]{2,20}?)?(?:,? [A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?)?"
    r"\s*(?:\([^)]{2,30}\)\s*)?[-–—]"
)
JOURNEYS = frozenset({"visit", "trip", "tour", "journey", "voyage", "travel", "pilgrimage"})
ON_THE_GROUND = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"})
LOOK_BACK = 2  # sentences
LEAD = 2  # sentences behind a dateline that open the report
AREAS = ("country", "region")
ASSUMED = 0.3  # score of a country that only the participants tell


def place_events(
    parse: Parse, toponyms: tuple[Toponym, ...], events: tuple[Event, ...], country: Callable[[str], Place | None]
) -> tuple[Event, ...]:
    """Events with the place that their clause gives them; a visit's place is the host's, unless a nearer is told.
    `country`: the place of a country code."""
    by_sentence: dict[int, list[Toponym]] = {}
    for sentence in parse.sentences:
        by_sentence[sentence.index] = [
            t for t in toponyms if t.kind == "name" and t.place is not None and sentence.span.holds(t.span)
        ]
    placed = [_placed(parse, by_sentence.get(event.sentence, []), event) for event in events]
    placed = [event if event.where else _inherited(parse, by_sentence, event) for event in placed]
    return tuple(event if event.where else _at_home(event, country) for event in placed)


def _at_home(event: Event, country: Callable[[str], Place | None]) -> Event:
    """The country where an act of that type must have taken place, if no place is told: force strikes where its victims
    are, the police act at home, a visit is paid to the host."""
    visit = event.type == "CONSULT" and "visit" in event.modes
    if event.type == "ASSAULT" or visit:
        sides = (event.recipients, () if visit else event.actors)
    elif event.type in ("PROTEST", "COERCE"):
        sides = (event.actors, event.recipients)
    else:
        return event
    for side in sides:
        codes = {p.country for p in side if p.country}
        if codes:
            where = country(codes.pop()) if len(codes) == 1 else None
            return replace(event, where=replace(where, score=ASSUMED)) if where else event
    return event


def _inherited(parse: Parse, by_sentence: dict[int, list[Toponym]], event: Event) -> Event:
    """The place that the narrative carries on: of the dateline for what opens the report, or the one that a sentence
    just before told, for acts that take place on the ground."""
    sentence = parse.sentences[event.sentence]
    if sentence.index <= LEAD and parse.sentences[0].index != sentence.index:
        first = by_sentence.get(0, [])
        if first and DATELINE.match(parse.text_of(parse.sentences[0].span) + " "):
            narrow = next((t for t in first if t.place and t.place.grain not in AREAS), first[0])
            return replace(event, where=narrow.place, where_span=narrow.span)
    if event.type not in ON_THE_GROUND:
        return event
    for index in range(event.sentence, max(-1, event.sentence - LOOK_BACK - 1), -1):
        for toponym in reversed(by_sentence.get(index, [])):
            if _locative(parse.sentences[index], toponym):
                return replace(event, where=toponym.place, where_span=toponym.span)
    return event


def _locative(sentence: Sentence, toponym: Toponym) -> bool:
    """Whether a place stands behind "in", "at", "near" or the like."""
    inside = [t for t in sentence.tokens if toponym.span.overlaps(t.span)]
    head = next((t for t in inside if not toponym.span.holds(sentence.tokens[t.head].span)), None)
    return (
        head is not None
        and head.dep == "pobj"
        and sentence.tokens[head.head].lemma.lower() in LOCATIVE - {"on", "to", "over"}
    )


def _placed(parse: Parse, toponyms: list[Toponym], event: Event) -> Event:
    sentence = parse.sentences[event.sentence]
    best: tuple[float, Toponym] | None = None
    for toponym in toponyms:
        cost = _cost(parse, sentence, event, toponym)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, toponym)
    if best is None:
        return event
    return replace(event, where=best[1].place, where_span=best[1].span)


def _cost(parse: Parse, sentence: Sentence, event: Event, toponym: Toponym) -> float | None:
    """How far a place stands from an event, None if it is not where the event took place."""
    token = next(
        (
            t
            for t in sentence.tokens
            if toponym.span.overlaps(t.span) and not toponym.span.holds(sentence.tokens[t.head].span)
        ),
        None,
    )
    trigger = next((t for t in sentence.tokens if event.trigger.holds(t.span) or event.trigger.overlaps(t.span)), None)
    if token is None or trigger is None:
        return None
    if DATELINE.match(sentence.span.of(parse.document.text)) and token.index < 8 and token.index < trigger.index:
        return None
    governor = sentence.tokens[token.head]
    host = (
        event.type == "CONSULT"
        and "visit" in event.modes
        and any(toponym.span.overlaps(p.span) for p in event.recipients)
    )
    if host:
        return 3.0 if toponym.place and toponym.place.grain in AREAS else 1.5
    if not (token.dep == "pobj" and governor.lemma.lower() in LOCATIVE):
        return None
    travelled = governor.lemma.lower() == "to" and sentence.tokens[governor.head].lemma.lower() in JOURNEYS
    if governor.lemma.lower() in ("on", "to", "over") and not travelled:
        return None
    steps = _steps(sentence, governor, trigger)
    if steps is None or steps > FAR_STEPS:
        return None
    area = 0.5 if toponym.place and toponym.place.grain in AREAS else 0.0
    return steps + area


def _steps(sentence: Sentence, token: Token, trigger: Token) -> int | None:
    """Steps on the dependency path between two tokens; finite clauses in between cost more."""
    up: dict[int, int] = {}
    one, n = trigger, 0
    while True:
        up[one.index] = n
        if one.head == one.index:
            break
        n += 3 if one.dep in ("ccomp", "relcl", "advcl", "parataxis") else 1
        one = sentence.tokens[one.head]
    one, n = token, 0
    while one.index not in up:
        if one.head == one.index:
            return None
        n += 3 if one.dep in ("ccomp", "relcl", "advcl", "parataxis") else 1
        one = sentence.tokens[one.head]
    return n + up[one.index]
