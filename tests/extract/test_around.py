"""What stands around articles, live blogs and walls, from the cases of around.toml."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.extract.address import is_next
from dragoman.extract.pages import PageExtractor
from dragoman.extract.parts import join
from dragoman.records import Document, Given, Page, Rejected

Case = dict[str, Any]
CASES: dict[str, list[Case]] = tomllib.loads(Path(__file__).with_name("around.toml").read_text(encoding="utf-8"))
LONG = (
    "<p>The junta of Freedonia signed an agreement on gold with the island of Sylvania on Monday, officials said.</p>"
)

MORE = (
    "A spokesman for the ministry told reporters that the mines in the north would be opened before the rains.",
    "Opposition leaders called the agreement a theft, and asked the court to halt it until the elections are over.",
    "Neither side would say how much money has changed hands since the first lorries crossed the river in March.",
    "The island has no gold of its own, but its refineries take in more every year than any other on the coast.",
    "Two of the three men who signed have been under sanctions since the fighting in the east began last summer.",
    "Miners in the valley said they had not been told of anything, and that their wages were late once again.",
    "A further meeting is planned for the coming week, when the price and the guards of the convoys will be discussed.",
    "Diplomats in the capital doubt that it will last, because an earlier agreement broke down within a single month.",
)


def name(case: Case) -> str:
    return str(case["name"])


def page_of(case: Case) -> Page:
    html = case["html"].replace("REPEAT", LONG + "".join(f"<p>{text}</p>" for text in MORE))
    return Page(case.get("url", "http://a.example/1"), html.encode(), "text/html", source="test")


@pytest.mark.parametrize("case", CASES["details"], ids=name)
def test_details(case: Case, extractor: PageExtractor) -> None:
    found = asdict(extractor.details(page_of(case)))
    for field, expected in case.items():
        if field not in ("name", "url", "html"):
            value = found[field]
            assert (list(value) if isinstance(value, tuple) else value) == expected, field


@pytest.mark.parametrize("case", CASES["live"], ids=name)
def test_live_blogs(case: Case, extractor: PageExtractor) -> None:
    found = extractor.entries(page_of(case))
    assert [[one.url.partition("#")[2], one.given.title, one.given.published] for one in found] == case["entries"]
    assert all(one.clean and one.source == "live:test" for one in found)
    assert extractor.entries(page_of(case)) == found


@pytest.mark.parametrize("case", CASES["refused"], ids=name)
def test_walls_and_missing_pages(case: Case, extractor: PageExtractor) -> None:
    found = extractor.extract(page_of(case))
    assert (found.reason if isinstance(found, Rejected) else "") == case["reason"]


def test_a_live_entry_keeps_its_time(extractor: PageExtractor) -> None:
    given = Given("Envoy leaves", "2024-05-03T23:30:00-05:00")
    page = Page("http://a.example/live#1", (LONG * 2).encode(), "text/html", "live:x", given=given, clean=True)
    found = extractor.extract(page)
    assert isinstance(found, Document)
    assert found.published is not None
    assert found.published.start == "2024-05-03"
    assert found.published_basis == "markup:live entry, 2024-05-03T23:30:00-05:00"


def test_other_pages_have_no_details(extractor: PageExtractor) -> None:
    for body in (b"", b"plain text", b"\x89PNG\r\n\x1a\n" + bytes(100), b"<" * 50_000, b"<div>" * 50_000):
        page = Page("http://a.example/", body, "text/html")
        extractor.details(page)
        assert extractor.entries(page) == ()
    text = Page("u", b"a text", "text/plain")
    assert extractor.details(text) == extractor.details(Page("u", b"<p>x</p>", "text/html", clean=True))


def test_parts_are_joined_without_what_they_repeat() -> None:
    parts = [Document("i1", "u", "T", "lead\n\none"), Document("i2", "u?page=2", "T", "lead\n\ntwo\n\ntwo")]
    found = join(parts)
    assert (found.text, found.url, found.title) == ("lead\n\none\n\ntwo\n\ntwo", "u", "T")
    assert found.id not in ("i1", "i2")
    assert join(parts[:1]) is parts[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_addresses_can_be_compared(one: str, other: str) -> None:
    assert not is_next(one, one, ("page",))
    is_next("http://a.example/" + one, "http://a.example/" + other, ("page", "p"))
