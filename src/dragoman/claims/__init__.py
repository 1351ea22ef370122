"""According to whom, and how certain: attribution, status, denials."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Attribution, Cast, Event, Parse, Span
from dragoman.settings import Settings


class Witness(Protocol):
    def find(self, parse: Parse, cast: Cast) -> tuple[Attribution, ...]:
        """Every attributed statement of an article: source, cue, content."""
        ...

    def judge(
        self, parse: Parse, cast: Cast, attributions: tuple[Attribution, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        """The events with status, cues, sources, denials and confirmations, over the whole article."""
        ...

    def factuality(self, parse: Parse, predicate: Span) -> tuple[str, float]:
        """How the text presents one predicate: asserted, denied, uncertain or future, and a value from -3 to 3."""
        ...


def load(settings: Settings, data: Data) -> Witness:
    """The built-in witness: cue tables over the parse."""
    from dragoman.claims.witness import CueWitness

    return CueWitness(data)
