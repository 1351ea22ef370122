from __future__ import annotations

import pytest

from dragoman.data import Data, read_tsv
from dragoman.pipeline import Coder, document_of
from dragoman.places import Atlas
from dragoman.places import load as load_atlas
from dragoman.places.names import key_of
from dragoman.records import Span
from tests.conftest import CASES, ParseText

ROWS = read_tsv(CASES / "places.tsv")
EVENT_PLACES = read_tsv(CASES / "event_places.tsv")


@pytest.fixture(scope="module")
def atlas(data: Data) -> Atlas:
    return load_atlas(None, data)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:40])
def test_toponyms(row: dict[str, str], atlas: Atlas, parse_text: ParseText) -> None:
    found = {
        f"{t.span.of(row['text'])}={t.place.name}, {t.place.country}"
        for t in atlas.find(parse_text(row["text"]))
        if t.place
    }
    assert set(row["places"].split(" ; ")) <= found


def test_namesakes_are_no_places(atlas: Atlas, parse_text: ParseText) -> None:
    text = "Paris Hilton read the Washington Post."
    assert not atlas.find(parse_text(text))


def test_given_spans_are_answered_in_order(atlas: Atlas) -> None:
    text = "From Zqwxyz to Cairo."
    found = atlas.resolve(document_of(text), (Span(15, 20), Span(5, 11)))
    assert [t.span for t in found] == [Span(15, 20), Span(5, 11)]
    assert found[0].place is not None
    assert found[0].place.country == "EGY"


def test_names_are_compared_without_accents_and_marks() -> None:
    assert key_of("Saint-Louis") == key_of("St. Louis") == "saint louis"
    assert key_of("São Paulo") == "sao paulo"


def test_nothing_to_find(atlas: Atlas, parse_text: ParseText) -> None:
    for text in ("", "x", "a" * 20_000, "été 東京 \u200b"):
        atlas.find(parse_text(text))


@pytest.mark.parametrize("row", EVENT_PLACES, ids=lambda row: row["text"][:40])
def test_place_of_an_event(row: dict[str, str], coder: Coder) -> None:
    coded = coder.code_text(row["text"], published="2023-05-01")
    start = row["text"].index(row["at"])
    event = next(e for e in coded.events if e.trigger.overlaps(Span(start, start + len(row["at"]))))
    where = (event.where.name, event.where.country) if event.where else ("-", "-")
    assert where == (row["place"], row["country"])
