"""The built-in clock: an own grammar of time expressions, an own dating of events and pages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dragoman.data import Data
from dragoman.records import Document, Event, Interval, Parse, Span, TimeExpression
from dragoman.times import dating, grammar
from dragoman.times.builders import build
from dragoman.times.calendar import interval_of
from dragoman.times.events import date_events
from dragoman.times.normalise import Context

BEFORE, AFTER = 60, 40  # characters around an expression whose words tell the tense
WORD = re.compile(r"[a-z']+")
STOP = re.compile(r"[.;:!?]\s|\n")


class GrammarClock:
    """Finds and normalises time expressions, dates events and pages."""

    def __init__(self, data: Data) -> None:
        self.grammar = grammar.load(data)
        self.almanac = dating.load(data)

    def find(self, document: Document, parse: Parse | None = None) -> tuple[TimeExpression, ...]:
        text = document.text
        anchor = anchor_of(document.published)
        reference: dt.date | None = None
        quarter: str | None = None
        out: list[TimeExpression] = []
        for rule, match in self.grammar.matches(text):
            groups = {name: value for name, value in match.groupdict().items() if value}
            tense = self._tense(text, match.start(), match.end())
            limit = text[max(0, match.start() - 7) : match.start()].rstrip().lower().endswith((" by", "until", " till"))
            context = Context(anchor, reference, tense, self.grammar.lexicon, quarter, limit)
            value = build(rule.build, groups, match[0], context)
            if value is None:
                continue
            basis = f"“{match[0]}”" + (f" said on {anchor}" if anchor else "") + f": {value.value}"
            interval = interval_of(value.value, value.mod, basis) if value.type in ("DATE", "TIME") else None
            out.append(
                TimeExpression(
                    Span(match.start(), match.end()), value.type, value.value, value.mod, interval, rule.name
                )
            )
            if interval is not None and interval.grain == "quarter" and rule.build == "quarter":
                quarter = value.value
            if interval is not None and interval.is_day and interval.start:
                reference = dt.date.fromisoformat(interval.start)
        return tuple(out)

    def date_document(self, document: Document, parse: Parse | None = None) -> Interval | None:
        text = document.text
        found = self.find(replace(document, published=None), parse)
        tensed = [(one, self._tense(text, one.span.start, one.span.end)) for one in found]
        return dating.date_document(tensed, document, self.almanac)

    def date_events(
        self, parse: Parse, times: tuple[TimeExpression, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        return date_events(parse, times, events)

    def _tense(self, text: str, start: int, end: int) -> str:
        """Past or future, as the nearest telling word of the sentence says; none if no word tells."""
        before = STOP.split(text[max(0, start - BEFORE) : start].lower())[-1]
        after = STOP.split(text[end : end + AFTER].lower())[0]
        near, behind = WORD.findall(before)[::-1], WORD.findall(after)
        return self._first_telling(near) or self._first_telling(behind)

    def _first_telling(self, words: list[str]) -> str:
        tense = self.grammar.lexicon.tense
        for at, word in enumerate(words):
            if word in tense["future"]:
                return "future"
            if word in tense["past"] or (word.endswith("ed") and len(word) > 4):
                if "be" in words[at + 1 : at + 2]:  # "will be held": what stands before "be" tells
                    continue
                return "past"
        return ""


def anchor_of(published: Interval | None) -> dt.date | None:
    """The day that relative expressions are read against: the last of the publication interval."""
    if published is None:
        return None
    day = published.end or published.start
    return dt.date.fromisoformat(day) if day else None
