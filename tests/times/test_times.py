from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.data import Data, read_tsv
from dragoman.pipeline import document_of
from dragoman.times import Clock
from dragoman.times import load as load_clock
from dragoman.times.calendar import interval_of
from tests.conftest import CASES

CLOCK: Clock = load_clock(None, Data())  # type: ignore[arg-type]
ROWS = read_tsv(CASES / "times.tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_expressions(row: dict[str, str]) -> None:
    document = document_of(row["text"], published=row["published"])
    found = [f"{t.span.of(row['text'])}={t.type} {t.value}" for t in CLOCK.find(document)]
    assert found == [one for one in row["times"].split(" ; ") if one]


@pytest.mark.parametrize(
    ("value", "mod", "start", "end"),
    [
        ("2020-02", "", "2020-02-01", "2020-02-29"),
        ("2020-W01", "", "2019-12-30", "2020-01-05"),
        ("2019-Q3", "", "2019-07-01", "2019-09-30"),
        ("199", "", "1990-01-01", "1999-12-31"),
        ("2020-03", "START", "2020-03-01", "2020-03-10"),
        ("1998-WI", "", "1998-12-01", "1999-02-28"),
    ],
)
def test_intervals(value: str, mod: str, start: str, end: str) -> None:
    found = interval_of(value, mod, "")
    assert found is not None
    assert (found.start, found.end) == (start, end)


def test_references_without_days_have_no_interval() -> None:
    assert interval_of("PAST_REF", "", "") is None
    assert interval_of("2020-02-31", "", "") is None


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789 MondayFeb.,/-:amthreyslkwox'\n", max_size=400))
def test_any_text_is_survived(text: str) -> None:
    for found in CLOCK.find(document_of(text, published="2020-02-29")):
        assert 0 <= found.span.start < found.span.end <= len(text)


def test_time_grows_with_length_only() -> None:
    """Adversarial repetitions cost no more than their length: ten times the text, not a hundred times the time."""
    for piece in ("the last ", "one hundred and ", "1 ", "early ", "a", "11:"):
        start = time.process_time()
        CLOCK.find(document_of(piece * 300, published="2020-01-01"))
        small = time.process_time() - start
        start = time.process_time()
        CLOCK.find(document_of(piece * 3000, published="2020-01-01"))
        assert time.process_time() - start < max(0.5, 40 * small)
