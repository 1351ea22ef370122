"""Where: names of places, their coordinates, the place of an event."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Document, Event, Parse, Span, Toponym
from dragoman.settings import Settings


class Atlas(Protocol):
    def find(self, parse: Parse) -> tuple[Toponym, ...]:
        """The names of places in an article, resolved."""
        ...

    def resolve(self, document: Document, spans: tuple[Span, ...]) -> tuple[Toponym, ...]:
        """The places that given spans of a text name, in the same order; `place` is None where unknown."""
        ...

    def place_events(self, parse: Parse, toponyms: tuple[Toponym, ...], events: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events with `where` and `where_span`."""
        ...


def load(settings: Settings, data: Data) -> Atlas:
    """The built-in atlas: an own gazetteer."""
    from dragoman.places.atlas import GazetteerAtlas

    return GazetteerAtlas(data)
