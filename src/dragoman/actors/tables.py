"""The actor tables, ready to be matched against the tokens of a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.data import Data
from dragoman.records import Token

OPEN = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a table says of a name. `kind`: country, seat (of a government), adjective, people, organisation, person,
    place (province or town)."""

    name: str
    kind: str
    country: str | None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office held from one day to another, ISO, both ends included."""

    person: str
    country: str
    sector: str | None
    role: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Role:
    """A word for a role or group: the sector it stands for, and whether it names a person, a group, an organisation
    or a thing."""

    words: str
    sector: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Tables:
    """`names`: first word -> (all words, entry), longest first; `roles`: last word -> (words, role), longest first."""

    names: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    roles: dict[str, tuple[tuple[tuple[str, ...], Role], ...]]
    offices: dict[str, tuple[Office, ...]]
    country_names: dict[str, str]

    def match(self, tokens: tuple[Token, ...], at: int) -> tuple[int, Entry] | None:
        """The longest name that starts at a token: index behind its last token, and its entry."""
        for words, entry in self.names.get(fold(tokens[at].text), ()):
            end = at + len(words)
            if end > len(tokens) or any(fold(tokens[at + n].text) != word for n, word in enumerate(words)):
                continue
            if entry.kind == "people" or tokens[at].text[:1].isupper() or tokens[end - 1].text[:1].isupper():
                return end, entry
        return None

    def role_at(self, words: list[str]) -> Role | None:
        """The longest role that a list of lower-case lemmas ends with."""
        if not words:
            return None
        for parts, role in self.roles.get(words[-1], ()):
            if len(parts) <= len(words) and tuple(words[-len(parts) :]) == parts:
                return role
        return None

    def office(self, person: str, day: str | None) -> Office | None:
        """The office that a person held on a day; without a day the latest."""
        held = self.offices.get(fold_name(person), ())
        if day is None:
            return held[-1] if held else None
        return next((o for o in reversed(held) if o.start <= day <= o.end), None)


def fold(text: str) -> str:
    """A word without accents, apostrophes made plain; case is kept of words of up to three letters ("US", "us")."""
    plain = text.replace("’", "'").replace("‘", "'")
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain if len(plain) <= 3 else plain.lower()


def load(data: Data) -> Tables:
    names: dict[str, dict[tuple[str, ...], Entry]] = {}
    country_names: dict[str, str] = {}

    def add(text: str, entry: Entry) -> None:
        words = tuple(split(text))
        if words:
            names.setdefault(words[0], {}).setdefault(words, entry)

    for row in data.table("actors/countries.tsv"):
        code, main = row["iso3"], row["name"]
        if not row["from"]:
            country_names.setdefault(code, main)
        for name in cells(row["names"]):
            add(name.removeprefix("the "), Entry(main, "country", code, "GOV"))
        for name in cells(row["capital"]):
            if name not in ("San Jose", "Santiago", "Victoria", "Hamilton", "George Town"):
                add(name, Entry(main, "seat", code, "GOV"))
        for name in cells(row["seats"]):
            add(name, Entry(name, "seat", code, "GOV"))
        for name in cells(row["adjectives"]):
            add(name, Entry(main, "adjective", code, None))
            if not name.endswith(("ese", "sh", "ch", "ss")):
                add(f"{name}s", Entry(main, "people", code, "CVL"))
        for name in cells(row["demonyms"]):
            add(name, Entry(main, "people", code, "CVL"))
    for row in data.table("actors/organisations.tsv"):
        aliases = list(cells(row["names"]))
        for name in aliases:
            main = aliases[0] if len(aliases) < 8 else name
            add(name.removeprefix("the "), Entry(main, "organisation", row["country"] or None, row["sector"] or None))
    offices: dict[str, list[Office]] = {}
    for row in data.table("actors/offices.tsv"):
        office = Office(
            row["person"], row["country"], row["sector"] or None, row["role"], *_days(row["from"], row["to"])
        )
        offices.setdefault(fold_name(row["person"]), []).append(office)
        for name in (row["person"], *cells(row["aliases"])):
            add(name, Entry(row["person"], "person", row["country"], row["sector"] or None))
    for row in data.table("actors/places.tsv"):
        add(row["name"], Entry(row["name"], "place", row["country"]))
    roles: dict[str, list[tuple[tuple[str, ...], Role]]] = {}
    for row in data.table("actors/roles.tsv"):
        for text in cells(row["words"]):
            words = tuple(text.split())
            roles.setdefault(words[-1], []).append((words, Role(text, row["sector"] or None, row["kind"])))
    return Tables(
        {first: tuple(sorted(group.items(), key=lambda one: -len(one[0]))) for first, group in names.items()},
        {last: tuple(sorted(group, key=lambda one: -len(one[0]))) for last, group in roles.items()},
        {person: tuple(sorted(group, key=lambda o: o.start)) for person, group in offices.items()},
        country_names,
    )


def fold_name(name: str) -> str:
    return " ".join(split(name))


def split(name: str) -> list[str]:
    """The words of a name as the parser splits them."""
    out: list[str] = []
    for word in name.split():
        plain = word.replace("’", "'")
        if plain.endswith("'s"):
            out += [fold(plain[:-2]), "'s"]
        elif plain.endswith("'") and len(plain) > 2:
            out += [fold(plain[:-1]), "'"]
        elif "-" in plain.strip("-") and plain[:1].isalpha():
            pieces = plain.split("-")
            for n, piece in enumerate(pieces):
                out += [fold(piece)] if n == 0 else ["-", fold(piece)]
        else:
            out.append(fold(plain))
    return out


def cells(text: str) -> Iterator[str]:
    yield from filter(None, (cell.strip() for cell in text.split("|")))


def _days(start: str, end: str) -> tuple[str, str]:
    first = start + "0000-01-01"[len(start) :] if start else "0000-01-01"
    last = end + "0000-12-31"[len(end) :] if end else OPEN
    return first, last
