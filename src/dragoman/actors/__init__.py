"""Who is who: mentions, their actors, countries, sectors, and offices by date."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Cast, Event, Parse
from dragoman.settings import Settings


class ActorFinder(Protocol):
    def find(self, parse: Parse) -> Cast:
        """All words of an article that may name a participant, resolved to actors (coreference included)."""
        ...

    def at_the_time(self, parse: Parse, cast: Cast, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events with each participant's sector and role as held when the event took place."""
        ...


def load(settings: Settings, data: Data) -> ActorFinder:
    """The built-in finder: tables of countries, organisations, roles and offices over the parse."""
    from dragoman.actors.finder import TableActorFinder

    return TableActorFinder(data)
