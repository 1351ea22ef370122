"""Status and sources of events as the language model read them, beside the built-in witness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dragoman import engines
from dragoman.data import Data
from dragoman.llm.told import JUDGED
from dragoman.records import Attribution, Cast, Event, Parse, Span, Status
from dragoman.settings import Settings


class LlmWitness:
    """Keeps the status and sources that the model gave with its events; all else is the built-in witness's. Implements
    `dragoman.claims.Witness`; asks nothing of its own."""

    def __init__(self, settings: Settings, data: Data) -> None:
        built_in = replace(settings, engines=replace(settings.engines, claims="default"))
        self.witness: Any = engines.load("claims", built_in, data)

    def find(self, parse: Parse, cast: Cast) -> tuple[Attribution, ...]:
        found: tuple[Attribution, ...] = self.witness.find(parse, cast)
        return found

    def judge(
        self, parse: Parse, cast: Cast, attributions: tuple[Attribution, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        judged = self.witness.judge(parse, cast, attributions, events)
        told = {event.id: event for event in events if any(cue.rule == JUDGED for cue in event.cues)}
        return tuple(_as_told(told.get(event.id), event) for event in judged)

    def factuality(self, parse: Parse, predicate: Span) -> tuple[str, float]:
        found: tuple[str, float] = self.witness.factuality(parse, predicate)
        return found


def _as_told(told: Event | None, judged: Event) -> Event:
    """A denial that the rules found beside an allegation stays a denial."""
    if told is None:
        return judged
    status: Status = "denied" if told.status == "alleged" and judged.denied_by else told.status
    return replace(judged, status=status, sources=told.sources or judged.sources, cues=(*told.cues, *judged.cues))
