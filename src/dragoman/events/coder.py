"""The event coder: frames find triggers and participants, contexts are read around them."""

from __future__ import annotations

from dragoman.data import Data
from dragoman.events import contexts, frames, lexicon, ontology
from dragoman.events import merge as merging
from dragoman.events.participants import Roster, participants, roster
from dragoman.events.syntax import Clause
from dragoman.records import Cast, Event, Origin, Parse, Participant, Sentence, Span, short_hash
from dragoman.settings import Settings

VERSION = "1"
FRAME_CONFIDENCE = 0.6
SPECIFIC_CONFIDENCE = 0.75


class FrameCoder:
    """Codes events with the frame lexicon."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self.threshold = settings.events.threshold
        self.ontology = ontology.load(data)
        self.lexicon = lexicon.load(data, self.ontology)
        self.contexts = contexts.load(data)

    def code(self, parse: Parse, cast: Cast) -> tuple[Event, ...]:
        people = roster(cast)
        out: list[Event] = []
        for sentence in parse.sentences:
            out += self._sentence(parse, sentence, people)
        return tuple(event for event in out if event.confidence >= self.threshold)

    def merge(self, parse: Parse, events: tuple[Event, ...]) -> tuple[Event, ...]:
        return merging.merge(events)

    def _sentence(self, parse: Parse, sentence: Sentence, people: Roster) -> list[Event]:
        clause = Clause(sentence)
        events = []
        for match in frames.find(clause, self.lexicon):
            actors = participants(parse, clause, match.actors, people)
            recipients = participants(parse, clause, match.recipients, people)
            recipients = tuple(r for r in recipients if not _same_as_any(r, actors))
            if not any(p.actor for p in (*actors, *recipients)):
                continue
            events.append(self._event(parse, clause, match, actors, recipients))
        return events

    def _event(
        self,
        parse: Parse,
        clause: Clause,
        match: frames.Match,
        actors: tuple[Participant, ...],
        recipients: tuple[Participant, ...],
    ) -> Event:
        frame = match.frame
        modes = (frame.mode,) if frame.mode else ()
        trigger = _trigger_span(clause, match)
        reciprocal = frame.reciprocal and (len(actors) > 1 or bool(recipients))
        return Event(
            id=short_hash(parse.document.id, trigger.start, trigger.end, frame.type, frame.mode),
            sentence=clause.sentence.index,
            trigger=trigger,
            type=frame.type,
            modes=modes,
            contexts=self.contexts.of(parse, clause.sentence, frame.type, modes),
            cameo=frame.cameo,
            intensity=self.ontology.intensity(frame.type, modes),
            quad=self.ontology.quads[frame.type],
            actors=actors,
            recipients=recipients,
            reciprocal=reciprocal,
            confidence=SPECIFIC_CONFIDENCE if frame.weight >= 2 else FRAME_CONFIDENCE,
            origin=Origin("frames", VERSION, f"frame {frame.name}"),
        )


def _same_as_any(one: Participant, others: tuple[Participant, ...]) -> bool:
    return any(one.span == other.span or (one.actor is not None and one.actor == other.actor) for other in others)


def _trigger_span(clause: Clause, match: frames.Match) -> Span:
    """From the first to the last trigger word where they stand close, else the head alone."""
    first, last = min(match.trigger), max(match.trigger)
    if last - first > len(match.trigger) + 2:
        first = last = match.head.index
    return Span(clause.tokens[first].span.start, clause.tokens[last].span.end)
