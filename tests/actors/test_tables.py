"""The shipped tables are whole: known codes, days in order, and as large as promised."""

from __future__ import annotations

import re

import pytest

from dragoman.actors.names import fold, sounds, split
from dragoman.data import Data

SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)
BODIES = frozenset("IGO UNO EUR NGO ISM IMG MNC".split())
DAY = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")


@pytest.fixture(scope="module")
def codes(data: Data) -> frozenset[str]:
    return frozenset(row["iso3"] for row in data.table("actors/countries.tsv")) | BODIES


@pytest.mark.parametrize(("name", "least"), [("organisations", 1500), ("offices", 2500), ("countries", 240)])
def test_size(name: str, least: int, data: Data) -> None:
    assert len(data.table(f"actors/{name}.tsv")) >= least


def test_roles(data: Data) -> None:
    rows = data.table("actors/roles.tsv")
    assert sum(len(row["words"].split("|")) for row in rows) >= 500
    for row in rows:
        assert row["sector"] in SECTORS | {""}
        assert row["kind"] in {"person", "group", "organisation", "thing", "place"}


def test_offices(data: Data, codes: frozenset[str]) -> None:
    for row in data.table("actors/offices.tsv"):
        assert row["person"] and row["role"] and row["country"] in codes and row["sector"] in SECTORS, row
        assert DAY.fullmatch(row["from"]) and DAY.fullmatch(row["to"]), row
        assert not row["to"] or row["from"] <= row["to"], row


def test_organisations(data: Data, codes: frozenset[str]) -> None:
    for row in data.table("actors/organisations.tsv"):
        assert row["name"] and row["country"] in codes and row["sector"] in SECTORS | {""}, row


def test_regions_and_places(data: Data, codes: frozenset[str]) -> None:
    for name in ("regions", "places"):
        assert {row["country"] for row in data.table(f"actors/{name}.tsv")} <= codes


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("Volodymyr Zelensky", "Vladimir Zelenskyy"),
        ("Muammar Gaddafi", "Muammar Qaddafi"),
        ("Nicolás Maduro", "Nicolas Maduro"),
        ("Mohammed bin Salman", "Muhammad bin Salman"),
        ("Bashar al-Assad", "Bashar Assad"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
    ],
)
def test_spellings_sound_alike(first: str, second: str) -> None:
    assert sounds(first) == sounds(second)


@pytest.mark.parametrize(("first", "second"), [("Kim Jong-un", "Kim Jong-il"), ("Li Peng", "Li Qiang")])
def test_others_do_not(first: str, second: str) -> None:
    assert sounds(first) != sounds(second)


def test_folding() -> None:
    assert [fold(word) for word in ("U.S.", "us", "US", "Côte", "NATO", "People’s")] == [
        "US",
        "us",
        "US",
        "cote",
        "nato",
        "peoples",
    ]
    assert split("People's Party of Saint-Louis") == ("people", "'s", "party", "of", "saint", "louis")
