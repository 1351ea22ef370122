"""The built-in actor finder: drafts of mentions, resolved to actors within the article."""

from __future__ import annotations

from dataclasses import replace

from dragoman.actors import tables
from dragoman.actors.mentions import Draft, drafts
from dragoman.actors.resolution import Register
from dragoman.data import Data
from dragoman.records import Cast, Event, Mention, Parse, Participant, short_hash


class TableActorFinder:
    """Finds participants with the tables of data/actors."""

    def __init__(self, data: Data) -> None:
        self.tables = tables.load(data)
        self.people = frozenset(office.person for held in self.tables.offices.values() for office in held)

    def find(self, parse: Parse) -> Cast:
        found: list[list[Draft]] = [drafts(s, parse.document.text, self.tables) for s in parse.sentences]
        register = Register(self.tables, parse, found)
        mentions: list[Mention] = []
        for sentence, group in zip(parse.sentences, found, strict=True):
            for draft in group:
                actor = register.resolve(draft, sentence)
                if actor is None:
                    continue
                identifier = short_hash(parse.document.id, draft.span.start, draft.span.end, draft.kind)
                mentions.append(Mention(identifier, draft.sentence, draft.span, draft.head, actor, draft.kind))
        return Cast(register.actors(), tuple(mentions))

    def at_the_time(self, parse: Parse, cast: Cast, events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(self._event(parse, event) for event in events)

    def _event(self, parse: Parse, event: Event) -> Event:
        published = parse.document.published
        when = event.when or published
        day = (when.start or when.end) if when else None
        return replace(
            event,
            actors=tuple(self._participant(p, day) for p in event.actors),
            recipients=tuple(self._participant(p, day) for p in event.recipients),
        )

    def _participant(self, one: Participant, day: str | None) -> Participant:
        """The participant with the office held on a day; a later day than all offices makes a former official."""
        if day is None or one.name not in self.people:
            return one
        office = self.tables.office(one.name, day)
        if office is not None:
            return replace(one, sector=office.sector, role=office.role, country=office.country)
        last = self.tables.office(one.name, None)
        if last is not None and last.end < day and one.sector in (None, "GOV"):
            return replace(one, sector="ELI", role=f"former {last.role}", country=last.country)
        return one
