"""The built-in actor finder: drafts of mentions, resolved to actors within the article."""

from __future__ import annotations

from dragoman.actors import tables
from dragoman.actors.coreference import Resolver
from dragoman.actors.memory import words_of
from dragoman.actors.mentions import Drafter
from dragoman.actors.naming import Lexicon, surnames_of
from dragoman.actors.offices import Calendar
from dragoman.actors.resolution import Register
from dragoman.data import Data
from dragoman.records import Cast, Event, Mention, Parse, short_hash


class TableActorFinder:
    """Finds participants with the tables of data/actors. Raises DataError where a table cannot be read."""

    def __init__(self, data: Data) -> None:
        self.tables = tables.load(data)
        self.lexicon = Lexicon.of(self.tables)
        self.words = words_of(self.tables.words)
        self.calendar = Calendar(self.tables, data)

    def find(self, parse: Parse) -> Cast:
        """All words of an article that may name a participant, resolved to actors (coreference included)."""
        text = parse.document.text
        surnames = surnames_of(parse.sentences, self.tables)
        found = [Drafter(one, text, self.tables, self.lexicon, surnames).drafts() for one in parse.sentences]
        register = Register(self.tables, parse, found)
        resolver = Resolver(register, self.words)
        chosen = [
            (draft, key)
            for sentence, group in zip(parse.sentences, found, strict=True)
            for draft in group
            if (key := resolver.resolve(draft, sentence))
        ]
        mentions = tuple(
            Mention(
                short_hash(parse.document.id, draft.span.start, draft.span.end, draft.kind),
                draft.sentence,
                draft.span,
                draft.head,
                register.actors[key].id,
                draft.kind,
            )
            for draft, key in chosen
        )
        return Cast(tuple(register.actors[key] for key in dict.fromkeys(key for _, key in chosen)), mentions)

    def at_the_time(self, parse: Parse, cast: Cast, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events with each participant's sector and role as held when the event took place."""
        return tuple(self.calendar.fill(parse, cast, event) for event in events)
