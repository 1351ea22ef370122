"""The actor tables, ready to be matched against the tokens of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dragoman.actors.names import fold, sounds, split
from dragoman.data import Data

Key = TypeVar("Key")
OPEN = "9999-12-31"
LAST = ""  # key of the entries that end at a node


@dataclass(frozen=True, slots=True)
class Entry:
    """What a table says of a name. `kind`: country, seat (of a government), adjective, people, organisation, person,
    place (province or town). `identifier`: own or Wikidata id. `the`: a short name that only counts behind "the", and
    for a country only where that is named in full somewhere ("the North")."""

    name: str
    kind: str
    country: str | None
    sector: str | None = None
    identifier: str | None = None
    the: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An office held from one day to another, ISO, both ends included."""

    person: str
    country: str | None
    sector: str | None
    role: str
    start: str
    end: str
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A word for a role or group: the sector it stands for, and whether it names a person, a group, an organisation,
    a thing or a place. `country`: code where the words tell no other."""

    words: str
    sector: str | None
    kind: str
    country: str | None = None


@dataclass(slots=True)
class Node:
    """Names that begin alike: the next words, and the entries that end here."""

    next: dict[str, Node] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tables:
    """`names`: a tree over the folded words of all names; `roles`: folded words -> role; `offices`: person -> offices
    in order; `spoken`: sound keys of full names -> persons; `surnames`: sound key of a surname -> persons;
    `genders`: given name -> f or m; `words`: data/actors/words.toml."""

    names: Node
    roles: dict[tuple[str, ...], Role]
    offices: dict[str, tuple[Office, ...]]
    spoken: dict[tuple[str, ...], tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]
    genders: dict[str, str]
    country_names: dict[str, str]
    words: dict[str, Any]

    def match(self, texts: Sequence[str], at: int) -> tuple[int, tuple[Entry, ...]] | None:
        """The longest name that starts at a word: index behind its last word, and its entries; hyphens do not count."""
        node = self.names.next.get(fold(texts[at]))
        found = None
        while node is not None:
            at += 1
            if node.entries:
                found = at, tuple(node.entries)
            if not node.next or at >= len(texts):
                break
            if texts[at] in ("-", "–") and at + 1 < len(texts):
                at += 1
            node = node.next.get(fold(texts[at]))
        return found

    def role(self, words: Sequence[str]) -> Role | None:
        """The longest role that a list of lower-case words ends with."""
        for length in range(min(len(words), 5), 0, -1):
            role = self.roles.get(tuple(words[-length:]))
            if role is not None:
                return role
        if words and words[-1].endswith("s") and len(words[-1]) > 4:  # a capitalised plural keeps its ending
            one = f"{words[-1][:-3]}y" if words[-1].endswith("ies") else words[-1][:-1]
            return self.roles.get((*words[:-1][-1:], one)) or self.roles.get((one,))
        return None

    def office(self, person: str, day: str | None) -> Office | None:
        """The office that a person held on a day; without a day the latest. Of several at once the one begun last."""
        held = self.offices.get(person, ())
        if day is None:
            return held[-1] if held else None
        return next((one for one in reversed(held) if one.start <= day <= one.end), None)

    def persons(self, name: str) -> tuple[str, ...]:
        """Persons with offices whom a name may mean: by the full name in any usual spelling, else by the surname."""
        keys = sounds(name)
        if len(keys) > 1:
            ends = (keys[0], keys[-1])
            return self.spoken.get(keys) or self.spoken.get(ends) or self.spoken.get(keys[::-1]) or ()
        return self.surnames.get(keys[0], ()) if keys else ()


class _Builder:
    """Collects rows into the tables."""

    def __init__(self) -> None:
        self.names = Node()
        self.roles: dict[tuple[str, ...], Role] = {}
        self.offices: dict[str, list[Office]] = {}
        self.spoken: dict[tuple[str, ...], list[str]] = {}
        self.surnames: dict[str, list[str]] = {}
        self.country_names: dict[str, str] = {}
        self.states: dict[str, str] = {}  # state or territory -> state

    def add(self, text: str, entry: Entry) -> None:
        node = self.names
        words = split(text)
        if len(words) > 1 and words[0] == "the":
            words = words[1:]
        for word in words:
            node = node.next.setdefault(word, Node())
        if words and not any(e.country == entry.country and e.kind == entry.kind for e in node.entries):
            node.entries.append(entry)

    def countries(self, rows: list[dict[str, str]], ambiguous: frozenset[str]) -> None:
        for row in rows:
            code, main = self.states[row["iso3"]], row["name"]
            if not row["from"] and code == row["iso3"]:
                self.country_names.setdefault(code, main)
            for name in cells(row["names"]):
                self.add(name, Entry(main, "country", code, "GOV", the=name.startswith("the ")))
            for name in cells(row["adjectives"]):
                self.add(name, Entry(main, "adjective", code))
                if not name.endswith(("ese", "sh", "ch", "ss")):
                    self.add(f"{name}s", Entry(main, "people", code, "CVL"))
            for name in cells(row["demonyms"]):
                self.add(name, Entry(main, "people", code, "CVL"))
        for row in rows:
            for name in set(cells(row["capital"])) - ambiguous:
                self.add(name, Entry(name, "seat", self.states[row["iso3"]], "GOV"))
            for name in cells(row["seats"]):
                self.add(name, Entry(name, "seat", self.states[row["iso3"]], "GOV"))

    def organisations(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            country, sector, identifier = (row.get(key) or None for key in ("country", "sector", "id"))
            for name in (row["name"], *cells(row["aliases"])):
                short = name.startswith("The ") and name.count(" ") == 1
                kind = "person" if row.get("kind") == "person" else "organisation"
                self.add(name, Entry(row["name"], kind, country, sector, identifier, short))

    def people(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            office = Office(
                row["person"],
                self.states.get(row["country"], row["country"]) or None,
                row["sector"] or None,
                row["role"],
                *days(row["from"], row["to"]),
                row.get("id") or None,
            )
            self.offices.setdefault(row["person"], []).append(office)
            aliases = list(cells(row["aliases"]))
            for name in (row["person"], *aliases):
                keys = sounds(name)
                if len(keys) > 1:
                    for key in {keys, (keys[0], keys[-1])}:
                        self._hold(self.spoken, key, row["person"])
                for short in {keys[-1], keys[0]}:
                    self._hold(self.surnames, short, row["person"])
                if len(split(name)) > 1:
                    self.add(name, Entry(row["person"], "person", office.country, office.sector))

    @staticmethod
    def _hold(index: dict[Key, list[str]], key: Key, person: str) -> None:
        held = index.setdefault(key, [])
        if person not in held:
            held.append(person)

    def place(self, name: str, country: str) -> None:
        """Adds a province or town, unless the name means something else already."""
        node = self.names
        for word in split(name):
            node = node.next.setdefault(word, Node())
        if not node.entries:
            node.entries.append(Entry(name, "place", self.states.get(country, country)))

    def titles(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            for text in cells(row["words"]):
                words = tuple(text.replace("-", " ").replace(".", "").split())
                role = Role(text, row["sector"] or None, row["kind"], row.get("country") or None)
                for form in (words, tuple(word if word.endswith("ss") else word.removesuffix("s") for word in words)):
                    self.roles.setdefault(form, role)


def load(data: Data) -> Tables:
    """Reads all tables of data/actors. Raises DataError with file and line where one cannot be read."""
    built = _Builder()
    countries = data.table("actors/countries.tsv")
    built.states.update((row["iso3"], row.get("state") or row["iso3"]) for row in countries)
    built.organisations(data.table("actors/organisations.tsv"))
    words = data.toml("actors/words.toml")
    built.countries(countries, frozenset(words["phrase"]["ambiguous_seats"]))
    built.people(data.table("actors/offices.tsv"))
    for row in (*data.table("actors/regions.tsv"), *data.table("actors/places.tsv")):
        for name in cells(row["name"]):
            built.place(name, row["country"])
    built.titles(data.table("actors/roles.tsv"))
    genders = {name: row["gender"] for row in data.table("actors/given_names.tsv") for name in row["names"].split()}
    return Tables(
        built.names,
        built.roles,
        {person: tuple(sorted(held, key=lambda one: one.start)) for person, held in built.offices.items()},
        {key: tuple(held) for key, held in built.spoken.items()},
        {key: tuple(held) for key, held in built.surnames.items()},
        genders,
        built.country_names,
        words,
    )


def cells(text: str) -> Iterator[str]:
    """The alternatives of a cell, which bars part."""
    yield from filter(None, (cell.strip() for cell in text.split("|")))


def days(start: str, end: str) -> tuple[str, str]:
    """First and last day of a stretch whose ends may be days, months, years or open."""
    first = start + "0000-01-01"[len(start) :] if start else "0000-01-01"
    last = end + "0000-12-31"[len(end) :] if end else OPEN
    return first, last
