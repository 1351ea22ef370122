"""The event coder: frames and the learned model find triggers, decide their type, and fill their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.data import Data, prefilter
from dragoman.errors import DataError
from dragoman.events import contexts, frames, lexicon, ontology, parties
from dragoman.events import merge as merging
from dragoman.events.cameo import appeal
from dragoman.events.decision import NONE, Decision, decide
from dragoman.events.frames import Match
from dragoman.events.model import EventModel, Judgement, Reading
from dragoman.events.participants import Roster, expanded, is_mutual, of_mention, participants, roster
from dragoman.events.syntax import Clause
from dragoman.records import (
    Cast,
    Event,
    Mention,
    Origin,
    Parse,
    Participant,
    Sentence,
    Span,
    Token,
    short_hash,
)
from dragoman.settings import Settings

VERSION = "2"
MODEL = "events/model/encoder.onnx"
TRIGGER = 0.2  # probability from which a word that no frame knows is looked at
ROLE = 0.45  # probability from which a mention fills a role that the syntax left empty
TRIGGER_PARTS = ("VERB", "NOUN", "ADJ")
RECIPROCAL = frozenset({"CONSULT", "COOPERATE"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible event in a sentence: its trigger tokens (head first), the frame that knows it, what the model says."""

    head: Token
    trigger: tuple[int, ...]
    match: Match | None
    judgement: Judgement | None


class FrameCoder:
    """Codes events with the frame lexicon and, where the package has one, the learned model."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self.threshold = settings.events.threshold
        self.ontology = ontology.load(data)
        self.lexicon = lexicon.load(data, self.ontology)
        self.statements = lexicon.load(data, self.ontology, lexicon.STATEMENTS)
        self.contexts = contexts.load(data)
        self.model = _load_model(data)
        self.prefilter = prefilter.load(settings, data)

    def code(self, parse: Parse, cast: Cast) -> tuple[Event, ...]:
        people = roster(cast)
        clauses = [Clause(sentence) for sentence in parse.sentences]
        matches = [frames.find(clause, self.lexicon) for clause in clauses]
        # Where nobody acts there is no event; without a known trigger the model is asked only if two may have dealings
        # and the words speak for an event.
        acting = [len({m.actor for m in people.by_sentence.get(s.index, ())}) for s in parse.sentences]
        worth = [
            acts > 0 and (bool(match) or (acts > 1 and self._is_likely(parse, sentence)))
            for sentence, acts, match in zip(parse.sentences, acting, matches, strict=True)
        ]
        readings = self.read(parse, worth)
        found = self.candidates(clauses, readings, matches)
        events = tuple(
            event
            for clause, reading, candidates in zip(clauses, readings, found, strict=True)
            for event in self._sentence(parse, clause, reading, candidates, people)
        )
        return parties.settle(parse, clauses, events, people)

    def _is_likely(self, parse: Parse, sentence: Sentence) -> bool:
        return self.prefilter is None or self.prefilter.is_likely(parse.text_of(sentence.span))

    def merge(self, parse: Parse, events: tuple[Event, ...]) -> tuple[Event, ...]:
        return merging.merge(events, parse)

    def read(self, parse: Parse, worth: Sequence[bool] | None = None) -> Sequence[Reading | None]:
        """The model's reading of each sentence, or of those worth it; None for the others and without a model."""
        out: list[Reading | None] = [None] * len(parse.sentences)
        wanted = [n for n in range(len(out)) if worth is None or worth[n]]
        if self.model is not None and wanted:
            texts = [parse.text_of(parse.sentences[n].span) for n in wanted]
            for n, reading in zip(wanted, self.model.read(texts), strict=True):
                out[n] = reading
        return out

    def candidates(
        self,
        clauses: Sequence[Clause],
        readings: Sequence[Reading | None],
        matches: Sequence[list[Match]] | None = None,
    ) -> list[list[Candidate]]:
        """For each sentence, triggers that the lexicon knows (`matches`, if found already) and those that only the
        model sees, in their order."""
        matches = [frames.find(clause, self.lexicon) for clause in clauses] if matches is None else matches
        proposed = [self._proposed(*one) for one in zip(clauses, readings, matches, strict=True)]
        asked, owners = [], []
        for number, (clause, reading) in enumerate(zip(clauses, readings, strict=True)):
            for place, candidate in enumerate(proposed[number]):
                pieces = _pieces(clause, reading, candidate.trigger) if reading is not None else []
                if reading is not None and pieces:
                    asked.append((reading, pieces))
                    owners.append((number, place))
        judged = self.model.judge(asked) if self.model is not None else []
        for (number, place), judgement in zip(owners, judged, strict=True):
            proposed[number][place] = replace(proposed[number][place], judgement=judgement)
        return proposed

    def _proposed(self, clause: Clause, reading: Reading | None, matches: list[Match]) -> list[Candidate]:
        """The triggers of a sentence, not judged yet."""
        found = [Candidate(match.head, match.trigger, match, None) for match in matches]
        taken = {index for match in matches for index in match.trigger}
        if self.model is None or reading is None:
            return found
        for run in self._runs(clause, reading, taken):
            head = next((t for t in run if not any(o.index == t.head and o is not t for o in run)), run[0])
            found.append(Candidate(head, (head.index, *(t.index for t in run if t is not head)), None, None))
        return sorted(found, key=lambda c: c.head.index)

    def decide(self, candidate: Candidate) -> Decision:
        """What a candidate is; a request that only appeals has CAMEO's code of an appeal."""
        decision = decide(candidate.match, candidate.judgement, self.model)
        if decision.type == "REQUEST" and candidate.head.lemma.lower() not in self.lexicon.demanding:
            return replace(decision, cameo=appeal(decision.cameo))
        return decision

    def _runs(self, clause: Clause, reading: Reading, taken: set[int]) -> list[list[Token]]:
        """Neighbouring words that the model takes for one trigger."""
        offset = clause.sentence.span.start
        runs: list[list[Token]] = []
        for token in clause.tokens:
            pieces = reading.pieces(token.span.start - offset, token.span.end - offset)
            if token.index in taken or not pieces or token.pos == "PUNCT":
                continue
            if 1.0 - float(reading.trigger[pieces, 0].mean()) < TRIGGER:
                continue
            if runs and runs[-1][-1].index == token.index - 1:
                runs[-1].append(token)
            else:
                runs.append([token])
        near = [{t.head for t in run} | {t.index for t in run} for run in runs]
        return [
            run
            for run, around in zip(runs, near, strict=True)
            if any(t.pos in TRIGGER_PARTS for t in run) and not around & taken
        ]

    def _sentence(
        self, parse: Parse, clause: Clause, reading: Reading | None, candidates: list[Candidate], people: Roster
    ) -> list[Event]:
        events: list[Event] = []
        for candidate in candidates:
            decision = self.decide(candidate)
            if decision.type == NONE or decision.confidence < self.threshold:
                continue
            event = self._event(parse, clause, candidate, decision, reading, people)
            if event is not None and not any(_repeats(event, other) for other in events):
                events.append(event)
        return events

    def _event(
        self,
        parse: Parse,
        clause: Clause,
        candidate: Candidate,
        decision: Decision,
        reading: Reading | None,
        people: Roster,
    ) -> Event | None:
        actors, recipients = self._roles(parse, clause, candidate, reading, people)
        recipients = tuple(r for r in recipients if not _same_as_any(r, actors))
        others = tuple(r for r in recipients if not is_mutual(parse, r))
        alike, recipients = len(actors) > 1 and len(others) < len(recipients), others
        if not any(p.actor for p in (*actors, *recipients)):
            return None
        modes = (decision.mode,) if decision.mode else ()
        trigger = _trigger_span(clause, candidate)
        declared = candidate.match.frame.reciprocal if candidate.match else decision.type in RECIPROCAL
        return Event(
            id=short_hash(parse.document.id, trigger.start, trigger.end, decision.type, decision.mode),
            sentence=clause.sentence.index,
            trigger=trigger,
            type=decision.type,
            modes=modes,
            contexts=self.contexts.of(parse, clause.sentence, decision.type, modes),
            cameo=decision.cameo,
            intensity=self.ontology.intensity(decision.type, modes),
            quad=self.ontology.quads[decision.type],
            actors=actors,
            recipients=recipients,
            reciprocal=alike or (declared and (len(actors) > 1 or bool(recipients))),
            confidence=round(decision.confidence, 4),
            origin=Origin("frames+model" if self.model else "frames", VERSION, decision.rule),
        )

    def _roles(
        self, parse: Parse, clause: Clause, candidate: Candidate, reading: Reading | None, people: Roster
    ) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
        """Who acts and who is acted upon: as the frame's slots say, the model filling what they leave empty."""
        match, judgement = candidate.match, candidate.judgement
        actors = _first_named(parse, clause, match.actors, people) if match else ()
        recipients = _first_named(parse, clause, match.recipients, people) if match else ()
        if judgement is None or reading is None or self.model is None:
            return actors, recipients
        scored = self._scored(clause, candidate.head, reading, judgement, people)
        actor, recipient = self.model.roles.index("A"), self.model.roles.index("R")
        if not any(p.actor for p in actors):
            actors = self._fill(parse, scored, actor, people, recipients) or actors
        if not any(p.actor for p in recipients):
            named = [one for one in scored if one[0].kind != "adjective"]
            recipients = self._fill(parse, named, recipient, people, actors) or recipients
        return actors, recipients

    def _scored(
        self, clause: Clause, head: Token, reading: Reading, judgement: Judgement, people: Roster
    ) -> list[tuple[Mention, NDArray[np.float32]]]:
        """The mentions of a sentence with the model's role probabilities of their head words; those of an act that is
        joined to the trigger by "and" are left out."""
        offset = clause.sentence.span.start
        joined = {t.index for kid in clause.children[head.index] if kid.dep == "conj" for t in clause.subtree(kid)}
        out = []
        for mention in people.by_sentence.get(clause.sentence.index, ()):
            token = clause.tokens[mention.head]
            if head.pos == "VERB" and token.index in joined:
                continue
            pieces = reading.pieces(token.span.start - offset, token.span.end - offset)
            if pieces:
                out.append((mention, judgement.roles[pieces].mean(0)))
        return out

    def _fill(
        self,
        parse: Parse,
        scored: list[tuple[Mention, NDArray[np.float32]]],
        role: int,
        people: Roster,
        other_side: tuple[Participant, ...],
    ) -> tuple[Participant, ...]:
        """The mentions that the model puts into a role, nested ones left out."""
        chosen = [
            mention
            for mention, chances in scored
            if chances[role] >= ROLE and not any(p.span.overlaps(mention.span) for p in other_side)
        ]
        whole = [m for m in chosen if not any(_belongs(m, other) for other in chosen)]
        found: dict[str, Participant] = {}
        for mention in whole:
            one = of_mention(parse, mention, people.actors)
            found.setdefault(one.actor or one.text, one)
        return tuple(member for one in found.values() for member in expanded(one, people.actors))


def _pieces(clause: Clause, reading: Reading, trigger: Sequence[int]) -> list[int]:
    """The word pieces of a trigger's words."""
    offset = clause.sentence.span.start
    spans = [clause.tokens[index].span for index in trigger]
    return [p for span in spans for p in reading.pieces(span.start - offset, span.end - offset)]


def _load_model(data: Data) -> EventModel | None:
    try:
        return EventModel(Path(data.path(MODEL)).parent)
    except DataError:
        return None


def _first_named(
    parse: Parse, clause: Clause, slots: Sequence[tuple[Token, ...]], people: Roster
) -> tuple[Participant, ...]:
    """The participants of the first slot that names an actor; failing that, what the first slot names."""
    filled = [participants(parse, clause, tokens, people) for tokens in slots]
    named = [found for found in filled if any(p.actor for p in found)]
    return named[0] if named else filled[0] if filled else ()


def _belongs(mention: Mention, other: Mention) -> bool:
    """Whether a mention stands in another, or is the adjective right before it: "Afghan" before "President Ghani"."""
    if mention is other:
        return False
    leads = mention.kind == "adjective" and mention.span.end + 1 == other.span.start
    return leads or (other.span.holds(mention.span) and other.span != mention.span)


def _same_as_any(one: Participant, others: tuple[Participant, ...]) -> bool:
    return any(one.span == other.span or (one.actor is not None and one.actor == other.actor) for other in others)


def _repeats(event: Event, other: Event) -> bool:
    """Two triggers of one act in one sentence: "held a meeting", "launched an attack"."""
    if event.type != other.type:
        return False
    near = abs(event.trigger.start - other.trigger.end) < 15 or abs(other.trigger.start - event.trigger.end) < 15
    mine = {p.actor for p in (*event.actors, *event.recipients)}
    yours = {p.actor for p in (*other.actors, *other.recipients)}
    return near and (mine <= yours or yours <= mine)


def _trigger_span(clause: Clause, candidate: Candidate) -> Span:
    """From the first to the last trigger word where they stand close, else the head alone."""
    first, last = min(candidate.trigger), max(candidate.trigger)
    if last - first > len(candidate.trigger) + 2:
        first = last = candidate.head.index
    return Span(clause.tokens[first].span.start, clause.tokens[last].span.end)
