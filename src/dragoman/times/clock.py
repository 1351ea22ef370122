"""The built-in clock: an own grammar of time expressions, an own dating of events and pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from dragoman.data import Data
from dragoman.records import Document, Event, Interval, Parse, Sentence, Span, TimeExpression
from dragoman.times import almanac, attach, grammar
from dragoman.times.basis import dated
from dragoman.times.builders import build
from dragoman.times.dating import date_document
from dragoman.times.events import date_events
from dragoman.times.normalise import Context, Groups
from dragoman.times.tense import tense_around, tense_in

NEAR = 24  # characters before an expression that may change its reading


class GrammarClock:
    """Finds and normalises time expressions, dates events and pages."""

    def __init__(self, data: Data) -> None:
        self.grammar = grammar.load(data)
        self.almanac = almanac.load(data)
        self.attachment = attach.load(data)

    def find(self, document: Document, parse: Parse | None = None) -> tuple[TimeExpression, ...]:
        text = document.text
        anchor = anchor_of(document.published)
        sentences = iter(parse.sentences) if parse else iter(())
        sentence = next(sentences, None)
        context = Context(anchor, None, "", self.grammar.lexicon)
        out: list[TimeExpression] = []
        for rule, match in self.grammar.matches(text):
            while sentence is not None and sentence.span.end <= match.start():
                sentence = next(sentences, None)
            before = text[max(0, match.start() - NEAR) : match.start()].rstrip().lower()
            context = replace(
                context,
                tense=self.tense(text, match.start(), match.end(), sentence),
                limit=before.endswith((" by", "until", " till")),
                before=before,
                after=text[match.end() : match.end() + NEAR].lower(),
            )
            groups = {name: text[slice(*match.span(name))] for name, value in match.groupdict().items() if value}
            for span, given in pieces(match, groups):
                value = build(rule.build, given, span.of(text), context)
                if value is None:
                    continue
                interval = dated(span.of(text), value, rule.build, context)
                out.append(TimeExpression(span, value.type, value.value, value.mod, interval, rule.name))
                context = _remembered(context, out[-1], rule.build)
        return tuple(out)

    def date_document(self, document: Document, parse: Parse | None = None) -> Interval | None:
        text = document.text
        found = self.find(replace(document, published=None), parse)
        tensed = [(one, self.tense(text, one.span.start, one.span.end, None)) for one in found]
        return date_document(tensed, text, self.almanac)

    def date_events(
        self, parse: Parse, times: tuple[TimeExpression, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        return date_events(parse, times, events, self.attachment)

    def tense(self, text: str, start: int, end: int, sentence: Sentence | None) -> str:
        words = self.grammar.lexicon.tense
        told = tense_around(text, start, end, words)
        return told or (tense_in(sentence, Span(start, end), words) if sentence is not None else "")


def pieces(match: re.Match[str], groups: Groups) -> Iterator[tuple[Span, Groups]]:
    """The expressions of a match: one, or two that share a month ("September 18 to 20")."""
    if "day2" not in groups:
        yield Span(match.start(), match.end()), groups
        return
    yield Span(match.start(), match.start("to")), groups
    shared = {name: value for name, value in groups.items() if name != "weekday"}
    yield Span(match.start("day2"), match.end()), shared | {"day": groups["day2"]}


def _remembered(context: Context, found: TimeExpression, reader: str) -> Context:
    """The context with what later expressions may refer to."""
    interval = found.interval
    if interval is None or interval.start is None:
        return context
    if interval.grain == "quarter" and reader == "quarter":
        context = replace(context, quarter=found.value)
    day = dt.date.fromisoformat(interval.start) if interval.is_day else context.reference
    return replace(context, mentioned=interval, reference=day)


def anchor_of(published: Interval | None) -> dt.date | None:
    """The day that relative expressions are read against: the last of the publication interval."""
    if published is None:
        return None
    day = published.end or published.start
    return dt.date.fromisoformat(day) if day else None
