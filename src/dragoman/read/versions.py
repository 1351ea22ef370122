"""What changed between two versions of a page: its events compared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from dragoman.records import Coded, Event

# What is compared of two events that tell the same thing.
COMPARED = ("status", "modes", "contexts", "when", "where", "sources", "denied_by", "confirmed_by", "cameo")
Key = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """An event that came, went or changed. `kind`: added, removed or changed; `event` and `was`: ids of the event in
    the new and in the old version; `fields`: for changed ones, field -> [old, new] as JSON."""

    kind: str
    type: str
    event: str | None
    was: str | None
    fields: str = "{}"


def changes(old: Coded | None, new: Coded) -> tuple[Change, ...]:
    """How the events of a page differ from those of its earlier version, in the order of the text.

    Two events are the same thing told again when they have the same type, actors and recipients; among several of
    those, the ones in the same words first, then in the order of the text.
    """
    before = list(old.events) if old else []
    pairs: list[tuple[Event | None, Event | None]] = []
    left = dict(enumerate(before))
    for event in new.events:
        match = _match(event, left, old, new)
        pairs.append((left.pop(match) if match is not None else None, event))
    pairs += [(event, None) for event in left.values()]
    return tuple(_changes(pairs))


def _match(event: Event, left: dict[int, Event], old: Coded | None, new: Coded) -> int | None:
    alike = [place for place, other in left.items() if _key(other) == _key(event)]
    if old is None or not alike:
        return None
    words = new.sentence_text(event)
    return min(alike, key=lambda place: (old.sentence_text(left[place]) != words, place))


def _key(event: Event) -> Key:
    return event.type, _names(event, "actors"), _names(event, "recipients")


def _names(event: Event, side: str) -> tuple[str, ...]:
    return tuple(sorted((one.name or one.text).casefold() for one in getattr(event, side)))


def _changes(pairs: Iterable[tuple[Event | None, Event | None]]) -> Iterable[Change]:
    for was, event in pairs:
        if event is None and was is not None:
            yield Change("removed", was.type, None, was.id)
        elif was is None and event is not None:
            yield Change("added", event.type, event.id, None)
        elif was is not None and event is not None:
            one, other = _told(was), _told(event)
            differing = {name: [one[name], other[name]] for name in one if one[name] != other[name]}
            if differing:
                told = json.dumps(differing, ensure_ascii=False, sort_keys=True)
                yield Change("changed", event.type, event.id, was.id, told)


def _told(event: Event) -> dict[str, object]:
    """What an event says, without where in the text it says so."""
    whole = asdict(event)
    out: dict[str, object] = {}
    for name in COMPARED:
        value = whole[name]
        if name in ("sources", "denied_by", "confirmed_by"):
            value = sorted(str(one["name"]) for one in value)
        elif name == "when" and value:
            value = [value["start"], value["end"]]
        elif name == "where" and value:
            value = value["name"]
        out[name] = list(value) if isinstance(value, tuple) else value
    return out
