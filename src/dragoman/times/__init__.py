"""When: time expressions, the date of an event, the date of a page that does not tell it."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Document, Event, Interval, Parse, TimeExpression
from dragoman.settings import Settings


class Clock(Protocol):
    def find(self, document: Document, parse: Parse | None = None) -> tuple[TimeExpression, ...]:
        """Time expressions in text order, relative ones resolved against `document.published`. A parse, where there
        is one, tells the tense of the clause; without it the words around an expression must do."""
        ...

    def date_document(self, document: Document, parse: Parse | None = None) -> Interval | None:
        """When the text was published, from its own words, or None. `basis` holds the reasons and a probability."""
        ...

    def date_events(
        self, parse: Parse, times: tuple[TimeExpression, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        """The events with `when` and `when_span`."""
        ...


def load(settings: Settings, data: Data) -> Clock:
    """The built-in clock: an own grammar."""
    from dragoman.times.clock import GrammarClock

    return GrammarClock(data)
