"""Events before or after the one that a sentence tells."""

from __future__ import annotations

import pytest

from dragoman.data import Data
from dragoman.parse import Parser
from dragoman.pipeline import document_of
from dragoman.records import Event, Origin, Span
from dragoman.settings import Settings
from dragoman.times import load as load_clock

CASES = [
    (
        "Police fined a broker in Lima on Tuesday, two days after rebels attacked a bank.",
        "attacked",
        "2024-03-03",
        "2024-03-03",
        "two days after",
    ),
    (
        "Two days after an attack on a mine in Peru, soldiers closed the road on Tuesday.",
        "attack",
        "2024-03-03",
        "2024-03-03",
        "Two days after",
    ),
    (
        "Kenya closed its border on Tuesday, a week after Uganda expelled a diplomat.",
        "expelled",
        "2024-02-24",
        "2024-03-01",
        "a week after",
    ),
    (
        "Soldiers shelled the town a day after rebels attacked a convoy.",
        "attacked",
        "2024-03-05",
        "2024-03-05",
        "a day after",
    ),
    ("Kenya closed its border on Tuesday, days after Uganda expelled a diplomat.", "expelled", None, None, ""),
    ("Police arrested a man on Tuesday over the bombing of a depot.", "bombing", "2024-03-05", "2024-03-05", ""),
    (
        "Police arrested a man on Tuesday over the bombing of a depot.",
        "arrested",
        "2024-03-05",
        "2024-03-05",
        "Tuesday",
    ),
    (
        "Kenya closed its border on Tuesday, after Uganda expelled a diplomat on Friday.",
        "expelled",
        "2024-03-01",
        "2024-03-01",
        "Friday",
    ),
]


@pytest.mark.parametrize(("text", "trigger", "start", "end", "words"), CASES)
def test_days_are_counted_from_the_act_that_is_told(
    text: str, trigger: str, start: str | None, end: str | None, words: str, parser: Parser, settings: Settings
) -> None:
    clock = load_clock(settings, Data())
    parse = next(iter(parser.parse([document_of(text, published="2024-03-06")])))
    at = text.index(trigger)
    event = Event(
        "e", 0, Span(at, at + len(trigger)), "ASSAULT", (), (), "190", -9.0, 4, (), (), False, 1.0, Origin("t", "1", "")
    )
    found = clock.date_events(parse, clock.find(parse.document, parse), (event,))[0]
    when = (found.when.start, found.when.end) if found.when else (None, None)
    assert when == (start, end)
    assert (found.when_span.of(text) if found.when_span else "") == words
