"""Names that the gazetteer does not settle: countries and their people, abbreviations, words that are no places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.places.gazetteer import KINDS, Gazetteer
from dragoman.places.names import key_of

PREFIX = re.compile(
    r"^(?:the|north|northern|south|southern|east|eastern|west|western|central|upper|lower|greater)\s+", re.I
)
SUFFIX = re.compile(
    r"\s+(?:city|county|province|district|state|region|township|island|islands|valley|area|village|town|governorate|"
    r"prefecture|municipality|borough|parish|oblast|department)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PlaceLexicon:
    """`fixed`: exact name -> rows; `demonyms`: exact word -> row of its country; `stop`: lower-case words that name no
    place unless the parse says so; `rivals`: words behind a name that make it something else ("Times")."""

    fixed: dict[str, tuple[int, ...]]
    demonyms: dict[str, int]
    stop: frozenset[str]
    rivals: frozenset[str]

    def rows(self, name: str) -> tuple[int, ...]:
        if name in self.fixed:
            return self.fixed[name]
        if name in self.demonyms:
            return (self.demonyms[name],)
        if name.isupper() and len(name) > 4 and name.title() in self.demonyms:
            return (self.demonyms[name.title()],)
        return ()

    def variants(self, name: str) -> Iterator[str]:
        """Shorter forms of a name, to look up when it is unknown whole."""
        bare = SUFFIX.sub("", name)
        if bare != name:
            yield bare
        if name.lower().startswith("the "):
            yield name[4:]
        core = PREFIX.sub("", bare)
        if core != bare and len(core) > 3:
            yield core
        for mark in (", ", " of "):
            if mark in name:
                yield name.split(mark)[-1 if mark == " of " else 0]


def load(data: Data, gazetteer: Gazetteer) -> PlaceLexicon:
    countries = data.table("actors/countries.tsv")
    fixed: dict[str, tuple[int, ...]] = {}
    demonyms: dict[str, int] = {}
    for row in countries:
        at = gazetteer.country_rows.get(row["iso3"])
        if at is None:
            continue
        for name in _cells(row, "name", "names"):
            if len(key_of(name)) <= 3 or "." in name:
                fixed.setdefault(name, (at,))
            elif at not in gazetteer.find(name):
                fixed.setdefault(name, (at, *map(int, gazetteer.find(name))))
        for name in _cells(row, "adjectives", "demonyms"):
            demonyms.setdefault(name, at)
            if not name.endswith(("s", "ese", "sh", "ch")):
                demonyms.setdefault(f"{name}s", at)
    for row in data.table("places/abbreviations.tsv"):
        rows = tuple(
            int(one)
            for one in gazetteer.find(row["full"])
            if gazetteer.country_codes[gazetteer.country[one]] == row["country"]
            and KINDS[gazetteer.kind[one]] == row["kind"]
        )
        if not rows and row["kind"] != "region":
            raise DataError(f"places/abbreviations.tsv: {row['full']!r} is not in the gazetteer")
        if rows:
            more = tuple(map(int, gazetteer.find(row["name"]))) if row["kind"] == "city" and " " in row["name"] else ()
            fixed[row["name"]] = (*rows[:1], *more)
    fixed |= {name: (at,) for name, at in gazetteer.areas.items()}
    words = data.toml("places/words.toml")
    return PlaceLexicon(fixed, demonyms, frozenset(words["no_place"]), frozenset(words["rivals"]))


def _cells(row: dict[str, str], *columns: str) -> Iterator[str]:
    for column in columns:
        yield from filter(None, (cell.strip() for cell in row.get(column, "").split("|")))
