"""The event coder behind a language model: it extracts all events, or judges those of low confidence."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from dragoman import engines
from dragoman.data import Data
from dragoman.errors import EngineError, RetryableError, SettingsError
from dragoman.llm import prompts, quotes
from dragoman.llm.client import Client, FormError
from dragoman.llm.questions import batches, candidates, numbered, question, stretches
from dragoman.llm.settings import LlmSettings
from dragoman.llm.told import ENGINE, Reader, Refusal, RefusedError
from dragoman.records import Cast, Event, Origin, Parse, Sentence
from dragoman.settings import Settings

log = logging.getLogger(__name__)
MODES = ("arbitrate", "extract")
KEPT_REFUSALS = 1000


class LlmEvents:
    """Codes events with a language model beside the built-in coder. Implements `dragoman.events.EventCoder`.

    What the model tells is believed only as far as its words stand in the text; the rest is refused, logged, and the
    last of it kept in `refusals`. Where the model cannot be asked, the built-in coder's events stand, as their
    `origin` tells.

    `coder`: the built-in coder, if it is loaded already.

    Raises:
        SettingsError: the section `llm` of the settings does not do.
        EngineError: httpx2 is not installed; or, with `fallback` off, the service fails or the budget is spent.
    """

    def __init__(self, settings: Settings, data: Data, llm: LlmSettings, *, coder: Any = None) -> None:
        if llm.mode not in MODES:
            raise SettingsError(f"llm.mode {llm.mode!r}: write one of {', '.join(MODES)}")
        self.settings = llm
        self.client = Client(llm)
        self.prompts = prompts.load(data)
        self.refusals: list[Refusal] = []
        built_in = replace(settings, engines=replace(settings.engines, events="default"))
        self.coder: Any = coder or engines.load("events", built_in, data)

    def code(self, parse: Parse, cast: Cast) -> tuple[Event, ...]:
        reader = Reader(parse, cast, self.prompts, self.settings.model)
        if self.settings.mode == "arbitrate":
            return self._arbitrated(reader, self.coder.code(parse, cast))
        try:
            found = self._extracted(reader)
        except (EngineError, RetryableError) as error:
            if not self.settings.fallback:
                raise
            log.warning("%s: the built-in coder reads it instead: %s", parse.document.url, error)
            coded: tuple[Event, ...] = self.coder.code(parse, cast)
            return coded
        unique = {event.id: event for event in sorted(found, key=lambda e: (e.trigger.start, e.type))}
        return tuple(unique.values())

    def merge(self, parse: Parse, events: tuple[Event, ...]) -> tuple[Event, ...]:
        merged: tuple[Event, ...] = self.coder.merge(parse, events)
        return merged

    def close(self) -> None:
        self.client.close()

    def _extracted(self, reader: Reader) -> list[Event]:
        out: list[Event] = []
        for sentences in stretches(reader.parse, self.settings.request_chars):
            out += self._stretch(reader, sentences)
        return out

    def _stretch(self, reader: Reader, sentences: tuple[Sentence, ...]) -> list[Event]:
        """The events of some sentences; halved where the answer gets too long."""
        try:
            answer = self._ask(
                reader, self.prompts.extract, sentences=numbered(reader.parse, sentences, self.settings.request_chars)
            )
        except FormError as error:
            if not error.cut or len(sentences) < 2:
                raise
            half = len(sentences) // 2
            return self._stretch(reader, sentences[:half]) + self._stretch(reader, sentences[half:])
        return [event for told in _items(answer, "events") if (event := self._believed(reader, told))]

    def _believed(self, reader: Reader, told: Any) -> Event | None:
        try:
            return reader.event(told)
        except RefusedError as refused:
            self._refuse(reader, told, refused)
            return None

    def _arbitrated(self, reader: Reader, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events, those of low confidence as the model judges them."""
        doubtful = [event for event in events if event.confidence < self.settings.below]
        if not doubtful:
            return events
        judged: dict[str, Event | None] = {}
        try:
            for some in batches(reader.parse, doubtful, self.settings.request_chars):
                shown = candidates(reader.parse, some, self.settings.request_chars)
                answer = self._ask(reader, self.prompts.arbitrate, candidates=shown)
                judged |= self._verdicts(reader, some, answer)
        except (EngineError, RetryableError) as error:
            if not self.settings.fallback:
                raise
            log.warning("%s: doubtful events stay as they are: %s", reader.parse.document.url, error)
        out = [judged.get(event.id, event) for event in events]
        unique = {event.id: event for event in out if event is not None}
        return tuple(unique.values())

    def _verdicts(self, reader: Reader, events: list[Event], answer: dict[str, Any]) -> dict[str, Event | None]:
        """What the model made of each event: None if dropped; refused verdicts are left out."""
        out: dict[str, Event | None] = {}
        for told in _items(answer, "verdicts"):
            try:
                number, event = verdict(reader, events, told)
            except RefusedError as refused:
                self._refuse(reader, told, refused)
                continue
            out[events[number].id] = event
        return out

    def _ask(self, reader: Reader, prompt: prompts.Prompt, **values: str) -> dict[str, Any]:
        user = question(prompt, reader.parse, **values)
        return self.client.ask(prompt.name, prompt.schema, prompt.system, user)

    def _refuse(self, reader: Reader, told: Any, refused: RefusedError) -> None:
        refusal = Refusal(reader.parse.document.id, str(told)[:300], str(refused))
        log.info("%s: refused %s: %s", reader.parse.document.url, refusal.told, refusal.reason)
        self.refusals = [*self.refusals[-KEPT_REFUSALS + 1 :], refusal]


def verdict(reader: Reader, events: list[Event], told: Any) -> tuple[int, Event | None]:
    """The number of a candidate and what becomes of it.

    Raises:
        RefusedError: there is no such candidate, or the words of the verdict are not in the text.
    """
    number = told.get("number") if isinstance(told, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(events):
        raise RefusedError(f"there is no candidate {number!r}")
    event = events[number]
    sentence = reader.parse.sentences[event.sentence]
    evidence = str(told.get("evidence") or "")
    if quotes.find(reader.parse.document.text, sentence.span, evidence) is None:
        raise RefusedError(f"the evidence {evidence!r} is not in the sentence")
    choice = told.get("verdict")
    if choice == "drop":
        return number, None
    confidence = max(event.confidence, reader.confidence(told))
    version = f"{event.origin.version}, {reader.model}/{reader.prompts.version}"
    origin = Origin(f"{event.origin.engine}+{ENGINE}", version, f"{event.origin.rule}, {choice}")
    if choice == "keep":
        return number, replace(event, confidence=confidence, origin=origin)
    if choice != "change":
        raise RefusedError(f"no verdict {choice!r}")
    kind, parties = reader.kind(told), reader.parties(told, sentence)
    reciprocal = told.get("reciprocal") is True
    made = reader.made(
        sentence, event.trigger, kind, parties, reciprocal=reciprocal, confidence=confidence, rule="change"
    )
    same_kind = kind == (event.type, event.modes[0] if event.modes else "")
    cameo = event.cameo if same_kind else made.cameo
    return number, replace(made, cameo=cameo, contexts=event.contexts, origin=origin)


def _items(answer: dict[str, Any], name: str) -> list[Any]:
    """The list of an answer; FormError if there is none."""
    items = answer.get(name)
    if not isinstance(items, list):
        raise FormError(f"the answer has no list {name!r}")
    return items
