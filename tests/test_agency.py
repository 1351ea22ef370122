"""Whole reports in agency style: who acted on whom, and where, of the events that are found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pytest

from dragoman.pipeline import Coder
from dragoman.records import Coded, Event, Participant
from tests.conftest import CASES

ARTICLES = tomllib.loads((CASES / "agency.toml").read_text(encoding="utf-8"))["article"]
# Shares that the coder reaches; they only rise.
FLOORS = {"found": 0.80, "countries": 0.85, "places": 0.85, "sectors": 0.85}


@dataclass
class Tally:
    events: int = 0
    found: int = 0
    countries: int = 0
    placed: int = 0
    places: int = 0
    sectored: int = 0
    sectors: int = 0

    def add(self, other: Tally) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


Side = list[tuple[str | None, str | None]]


def side(cells: Sequence[str]) -> Side:
    """Country (None for "-") and sector of each expected participant."""
    parted = (cell.split() for cell in cells)
    return [(None if words[0] == "-" else words[0], words[1] if len(words) > 1 else None) for words in parted]


def same_countries(want: Side, have: Sequence[Participant]) -> bool:
    wanted = {country for country, _ in want if country}
    return wanted == {one.country for one in have if one.country}


def event_at(coded: Coded, case: dict[str, Any]) -> Event | None:
    start = coded.document.text.index(case["at"])
    end = start + len(case["at"])
    fitting = (e for e in coded.events if e.trigger.start < end and e.trigger.end > start and e.type in case["type"])
    return next(fitting, None)


def tally(coded: Coded, case: dict[str, Any]) -> Tally:
    event = event_at(coded, case)
    if event is None:
        return Tally(events=1)
    actors, recipients = side(case["actors"]), side(case["recipients"])
    everyone = (*event.actors, *event.recipients)
    if case.get("reciprocal"):
        right = same_countries(actors + recipients, everyone)
    else:
        right = same_countries(actors, event.actors) and same_countries(recipients, event.recipients)
    sectors = [one for one in actors + recipients if one[1]]
    met = [any(p.sector == s and c in (None, p.country) for p in everyone) for c, s in sectors]
    where = event.where.country if event.where else None
    return Tally(1, 1, right, "place" in case, "place" in case and where == case["place"], len(sectors), sum(met))


@pytest.fixture(scope="module")
def tallies(coder: Coder) -> list[Tally]:
    def each() -> Iterator[Tally]:
        for article in ARTICLES:
            coded = coder.code_text(article["text"].strip(), published=article["day"], title=article["title"])
            yield from (tally(coded, case) for case in article["events"])

    return list(each())


def test_shares_do_not_fall(tallies: list[Tally]) -> None:
    total = Tally()
    for one in tallies:
        total.add(one)
    shares = {
        "found": total.found / total.events,
        "countries": total.countries / total.found,
        "places": total.places / total.placed,
        "sectors": total.sectors / total.sectored,
    }
    below = {name: round(share, 3) for name, share in shares.items() if share < FLOORS[name]}
    assert not below, f"below the floors {FLOORS}: {below}"


def test_every_case_stands_once_in_its_text() -> None:
    for article in ARTICLES:
        for case in article["events"]:
            assert article["text"].count(case["at"]) == 1, (article["name"], case["at"])
