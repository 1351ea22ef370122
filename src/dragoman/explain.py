"""Why an event was coded as it was: sentence, rule, date arithmetic, place, sources, status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.records import Attribution, Coded, Event, Interval, Participant, Span


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation. `spans`: the words of the text that it rests on."""

    topic: str
    text: str
    spans: tuple[Span, ...] = ()


def explain(coded: Coded, event: Event) -> tuple[Reason, ...]:
    """The reasons behind every field of an event: who, what, when, where, according to whom, how certain."""
    return tuple(_reasons(coded, event))


def _reasons(coded: Coded, event: Event) -> Iterator[Reason]:
    text = coded.document.text
    sentence = coded.sentences[event.sentence]
    yield Reason("sentence", sentence.of(text), (sentence,))
    for index in event.also:
        yield Reason("also told in", coded.sentences[index].of(text), (coded.sentences[index],))
    modes = f" {', '.join(event.modes)}" if event.modes else ""
    yield Reason(
        "event", f"{event.type}{modes}, CAMEO {event.cameo}, quad {event.quad}, intensity {event.intensity:+g}"
    )
    yield Reason("trigger", f"“{event.trigger.of(text)}”", (event.trigger,))
    yield Reason(
        "rule", f"{event.origin.rule} ({event.origin.engine} {event.origin.version}), confidence {event.confidence:.2f}"
    )
    for topic, parties in (("actor", event.actors), ("recipient", event.recipients)):
        for party in parties:
            yield Reason(topic, describe(party), (party.span,))
    if event.reciprocal:
        yield Reason("reciprocal", "both sides act alike")
    yield from _when(coded, event)
    yield from _where(coded, event)
    yield from _certainty(coded, event)
    if event.contexts:
        yield Reason("contexts", ", ".join(event.contexts))


def describe(party: Participant) -> str:
    """A participant in words: name, role, country and sector, and the words of the text where they differ."""
    code = " ".join(filter(None, (party.country, party.sector, *party.other_sectors)))
    name = party.name or party.text
    said = f" (“{party.text}”)" if party.text != name else ""
    role = f", {party.role}" if party.role else ""
    return f"{name}{role}{said}: {code or 'no country or sector known'}"


def _when(coded: Coded, event: Event) -> Iterator[Reason]:
    published = coded.document.published
    if event.when is None:
        yield Reason("when", "the text gives no time for it")
        return
    said = f"“{event.when_span.of(coded.document.text)}”: " if event.when_span else ""
    yield Reason("when", f"{said}{dates(event)}", (event.when_span,) if event.when_span else ())
    if event.when.basis:
        yield Reason("date basis", event.when.basis)
    if published and published.start:
        yield Reason("published", f"{published.start} … {published.end} ({coded.document.published_basis})")
    updated = coded.document.updated
    if updated:
        yield Reason("updated", f"{days(updated)} ({updated.basis})")


def dates(event: Event) -> str:
    """The date of an event for people: a day, a stretch, or an open end."""
    return days(event.when)


def days(when: Interval | None) -> str:
    """An interval for people."""
    if when is None:
        return ""
    if when.is_day:
        return str(when.start)
    return f"{when.start or '…'} – {when.end or '…'}"


def _where(coded: Coded, event: Event) -> Iterator[Reason]:
    place = event.where
    if place is None:
        yield Reason("where", "the text gives no place for it")
        return
    said = f"“{event.where_span.of(coded.document.text)}”: " if event.where_span else ""
    point = (
        f", {place.latitude:.3f} {place.longitude:.3f}"
        if place.latitude is not None and place.longitude is not None
        else ""
    )
    inside = ", ".join(filter(None, (place.name, place.admin2, place.admin1, place.country)))
    known = f", GeoNames {place.geonameid}" if place.geonameid else ""
    yield Reason(
        "where", f"{said}{inside} ({place.grain}{point}{known})", (event.where_span,) if event.where_span else ()
    )


def _certainty(coded: Coded, event: Event) -> Iterator[Reason]:
    yield Reason("status", event.status + (", contested" if event.contested else ""))
    for cue in event.cues:
        words = cue.span.of(coded.document.text)
        yield Reason("cue", f"“{words}”: {cue.effect} ({cue.rule})", (cue.span,))
    for topic, sources in (
        ("according to", event.sources),
        ("denied by", event.denied_by),
        ("confirmed by", event.confirmed_by),
    ):
        for source in sources:
            yield Reason(topic, attributed(coded, source), source.cue)


def attributed(coded: Coded, source: Attribution) -> str:
    """A source in words, with its chain and cue."""
    via = f", via {', '.join(source.via)}" if source.via else ""
    cue = " … ".join(span.of(coded.document.text) for span in source.cue)
    return f"{source.name or 'an unnamed source'} ({source.source_kind}{via}; “{cue}”)"
