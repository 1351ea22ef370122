"""The other side of an event, where its own words leave it open."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dragoman.data import read_tsv
from dragoman.pipeline import Coder
from dragoman.records import Participant, Span
from tests.conftest import CASES

ROWS = read_tsv(CASES / "parties.tsv")


def codes(side: Sequence[Participant]) -> str:
    return " ".join(sorted({one.country for one in side if one.country})) or "-"


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:40] for row in ROWS])
def test_parties(row: dict[str, str], coder: Coder) -> None:
    coded = coder.code_text(row["text"], published="2023-05-01")
    start = row["text"].index(row["at"])
    event = next(e for e in coded.events if e.trigger.overlaps(Span(start, start + len(row["at"]))))
    assert (codes(event.actors), codes(event.recipients)) == (row["actors"], row["recipients"])
