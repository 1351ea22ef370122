"""What happened: triggers, frames, participants, type, mode, contexts."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Cast, Event, Parse
from dragoman.settings import Settings


class EventCoder(Protocol):
    def code(self, parse: Parse, cast: Cast) -> tuple[Event, ...]:
        """The events of an article in order of their triggers, not yet dated, placed or judged."""
        ...

    def merge(self, parse: Parse, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """Events told twice made one, the further sentences kept as evidence in `also`."""
        ...


def load(settings: Settings, data: Data) -> EventCoder:
    """The built-in coder: a frame lexicon, with a learned model for what it cannot decide."""
    from dragoman.events.coder import FrameCoder

    return FrameCoder(settings, data)
