"""What stands before or after another act: "two days after the attack", "a week before voters go to the polls"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman.records import Interval, Sentence, Span, TimeExpression, Token
from dragoman.times.attach import Attachment, path_up
from dragoman.times.calendar import add_months

SIDES = {"after": -1, "following": -1, "before": 1}
VALUE = re.compile(r"P(\d+)([DWMY])")
# Days by which a count of weeks, months or years is commonly off.
SLACK = {"D": 0, "W": 3, "M": 15, "Y": 182}
GRAINS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


@dataclass(frozen=True, slots=True)
class Hinge:
    """`outer`: the words of the act that is told; `below`: the token under which the earlier or later act stands;
    `words`: "two days after"; `value`: of the duration, "" where none is told; `way`: -1 for an earlier act."""

    outer: Span
    below: int
    words: Span
    value: str
    way: int


def hinge_of(sentence: Sentence, head: Token, times: Sequence[TimeExpression], attachment: Attachment) -> Hinge | None:
    """The hinge that parts an event from the act that the sentence tells; `head`: the event's token."""
    path = path_up(sentence, head)
    for lower, upper in pairwise(path):
        word = _opener(sentence, lower, upper)
        if word is None:
            continue
        outer = sentence.tokens[word.head] if word.index == upper.index else upper
        told = word.text.lower()
        if told in SIDES and outer.index not in (word.index, lower.index):
            measure = _measure(sentence, word, times)
            words = Span(measure.span.start, word.span.end) if measure else word.span
            value = (measure.value if not measure.mod else "PX") if measure else ""
            return Hinge(outer.span, lower.index, words, value, SIDES[told])
        if told in attachment.reason and outer.lemma.lower() in attachment.answering:
            return Hinge(outer.span, lower.index, word.span, "", -1)
    return None


def _opener(sentence: Sentence, lower: Token, upper: Token) -> Token | None:
    """The preposition that a token stands under, or the conjunction that opens its clause."""
    if lower.dep in ("pobj", "pcomp"):
        return upper
    if lower.dep != "advcl":
        return None
    marks = (t for t in sentence.tokens if t.head == lower.index and t.dep in ("mark", "prep", "advmod"))
    return next((t for t in marks if t.text.lower() in SIDES and t.index < lower.index), None)


def _measure(sentence: Sentence, word: Token, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The duration right before a word."""
    if word.index == 0:
        return None
    before = sentence.tokens[word.index - 1].span
    return next((t for t in times if t.type == "DURATION" and t.span.overlaps(before)), None)


def shifted(interval: Interval, hinge: Hinge, text: str) -> Interval | None:
    """The days of the act behind a hinge, given those of the act before it; None where no count tells them. Hours and
    minutes are of the same day."""
    if hinge.value.startswith("PT"):
        return replace(interval, basis=f"{interval.basis}; “{hinge.words.of(text)}” this act, on the same day")
    found = VALUE.fullmatch(hinge.value)
    start, end = interval.start or interval.end, interval.end or interval.start
    if found is None or start is None or end is None:
        return None
    count, unit = int(found[1]) * hinge.way, found[2]
    try:
        first, last = (_moved(dt.date.fromisoformat(day), count, unit) for day in (start, end))
        slack = dt.timedelta(SLACK[unit])
        first, last = first - slack, last + slack
    except (OverflowError, ValueError):
        return None
    basis = f"{interval.basis}; “{hinge.words.of(text)}” this act, {first}" + (f" to {last}" if first != last else "")
    return Interval(first.isoformat(), last.isoformat(), GRAINS[unit] if interval.is_day else "span", basis)


def _moved(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in "MY":
        return add_months(day, count * (12 if unit == "Y" else 1))
    return day + dt.timedelta(count * (7 if unit == "W" else 1))
