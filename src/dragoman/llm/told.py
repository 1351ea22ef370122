"""What a language model told, held against the text: an event whose words are not there is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.llm import quotes
from dragoman.llm.prompts import Prompts
from dragoman.records import (
    STATUSES,
    Attribution,
    Cast,
    Cue,
    Event,
    Origin,
    Parse,
    Participant,
    Sentence,
    Span,
    Status,
    short_hash,
)

ENGINE = "llm"
JUDGED = "llm:status"  # the rule of the cue by which the witness knows a status that the model gave


class RefusedError(Exception):
    """The model told something that is not in the text or not in the ontology."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, and why."""

    document: str
    told: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Makes records of one article from answers about it."""

    parse: Parse
    cast: Cast
    prompts: Prompts
    model: str

    def event(self, told: Any) -> Event:
        """The event that the model told.

        Raises:
            RefusedError: its words are not in the text, or its type, mode or status not in the ontology.
        """
        item = _mapping(told)
        sentence = self._sentence(item.get("sentence"))
        trigger = quotes.find(self.parse.document.text, sentence.span, _text(item, "trigger"))
        if trigger is None:
            # A wrong number beside right words: take the sentence that has them, if it is but one.
            sentence, trigger = self._only_sentence_with(_text(item, "trigger"))
        kind, mode = self.kind(item)
        actors, recipients = self.parties(item, sentence)
        status = self._status(item)
        return self.made(
            sentence,
            trigger,
            (kind, mode),
            (actors, recipients),
            reciprocal=item.get("reciprocal") is True,
            confidence=self.confidence(item),
            rule="extracted",
            status=status,
            sources=self._sources(item, sentence, trigger),
            contexts=self._contexts(item),
            cues=(Cue(trigger, JUDGED, status),),
        )

    def made(
        self,
        sentence: Sentence,
        trigger: Span,
        kind: tuple[str, str],
        parties: tuple[tuple[Participant, ...], tuple[Participant, ...]],
        *,
        reciprocal: bool,
        confidence: float,
        rule: str,
        contexts: tuple[str, ...] = (),
        status: Status = "occurred",
        sources: tuple[Attribution, ...] = (),
        cues: tuple[Cue, ...] = (),
    ) -> Event:
        cameo, quad, intensity = self.prompts.kinds[kind]
        type_, mode = kind
        return Event(
            id=short_hash(self.parse.document.id, trigger.start, trigger.end, type_, mode),
            sentence=sentence.index,
            trigger=trigger,
            type=type_,
            modes=(mode,) if mode else (),
            contexts=contexts,
            cameo=cameo,
            intensity=intensity,
            quad=quad,
            actors=parties[0],
            recipients=parties[1],
            reciprocal=reciprocal and len(parties[0]) + len(parties[1]) > 1,
            confidence=confidence,
            origin=Origin(ENGINE, f"{self.model}/{self.prompts.version}", rule),
            status=status,
            sources=sources,
            cues=cues,
        )

    def kind(self, item: Mapping[str, Any]) -> tuple[str, str]:
        kind = (_text(item, "type"), str(item.get("mode") or ""))
        if kind not in self.prompts.kinds:
            raise RefusedError(f"no type {kind[0]!r} with mode {kind[1]!r}")
        return kind

    def parties(
        self, item: Mapping[str, Any], sentence: Sentence
    ) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
        """Actors and recipients; nobody is both."""
        sides = []
        for name in ("actors", "recipients"):
            words = _texts(item, name)
            found = quotes.participants(self.parse, self.cast, sentence, words)
            if found is None:
                raise RefusedError(f"{name} {words} are not in the text")
            sides.append(found)
        acting = {party.actor or party.text for party in sides[0]}
        recipients = tuple(party for party in sides[1] if (party.actor or party.text) not in acting)
        if not sides[0] and not recipients:
            raise RefusedError("nobody acts and nobody is acted upon")
        return sides[0], recipients

    def confidence(self, item: Mapping[str, Any]) -> float:
        return self.prompts.certainty.get(str(item.get("certainty")), min(self.prompts.certainty.values()))

    def _sentence(self, number: Any) -> Sentence:
        if isinstance(number, int) and 0 <= number < len(self.parse.sentences):
            return self.parse.sentences[number]
        raise RefusedError(f"there is no sentence {number!r}")

    def _only_sentence_with(self, words: str) -> tuple[Sentence, Span]:
        text = self.parse.document.text
        found = [(one, span) for one in self.parse.sentences if (span := quotes.find(text, one.span, words))]
        if len(found) != 1:
            raise RefusedError(f"the trigger {words!r} is not in the sentence")
        return found[0]

    def _status(self, item: Mapping[str, Any]) -> Status:
        for status in STATUSES:
            if item.get("status") == status:
                return status
        raise RefusedError(f"no status {item.get('status')!r}")

    def _contexts(self, item: Mapping[str, Any]) -> tuple[str, ...]:
        told = item.get("contexts")
        known = [one for one in told if one in self.prompts.contexts] if isinstance(told, list) else []
        return tuple(sorted(set(known)))

    def _sources(self, item: Mapping[str, Any], sentence: Sentence, trigger: Span) -> tuple[Attribution, ...]:
        out = []
        told = item.get("sources")
        for source in told if isinstance(told, list) else []:
            given = _mapping(source)
            who = quotes.nearest(self.parse, sentence, _text(given, "source"))
            cue = quotes.nearest(self.parse, sentence, str(given.get("cue") or ""))
            if who is None:
                raise RefusedError(f"the source {given.get('source')!r} is not in the text")
            parties = quotes.participants(self.parse, self.cast, sentence, [_text(given, "source")]) or ()
            name, actor = (parties[0].name, parties[0].actor) if parties else (self.parse.text_of(who), None)
            out.append(Attribution((who,), (cue,) if cue else (), (trigger,), "indirect", name, actor))
        return tuple(out)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RefusedError(f"{str(value)[:80]!r} is no object")
    return value


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RefusedError(f"no {name}")
    return value


def _texts(item: Mapping[str, Any], name: str) -> list[str]:
    value = item.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise RefusedError(f"{name} is no list of words")
    return [one for one in value if one.strip()]
