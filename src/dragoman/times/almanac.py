"""What tells when a text was written: offices held, names of their time, events on known days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.data import Data
from dragoman.errors import DataError

REACH = 80  # characters around a name in which the words of its office or matter stand
FORMER = re.compile(
    r"(?:\b(?:former|then|ex|late|ousted|deposed|slain|assassinated|murdered|previously served as))[ -]"
    r"(?:[\w.’'-]+ ){0,5}$",
    re.IGNORECASE,
)
LESSER = re.compile(r"\b(?:vice|deputy|acting|assistant)[ -]$", re.IGNORECASE)  # "Vice President Doe" is no president
# Countries that write the family name first.
FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "HKG", "SGP"})
WHOLE = frozenset({"president", "prime minister", "king", "chancellor", "pope", "secretary of state", "vice president"})
OPEN_END = "2099-12-31"


@dataclass(frozen=True, slots=True)
class Clue:
    """A name found in a text. `kind`: office, former, news, name, until; `key`: what it counts as; `sure`: see `Fact`;
    `start`, `end`: days of the calendar; `at`: where in the text."""

    kind: str
    key: str
    shown: str
    sure: bool
    start: dt.date
    end: dt.date
    at: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the tables: a name that tells a time. `near`: words one of which must stand near it; `role`: the words
    of an office that must stand before or behind it; `sure`: the table holds all who had that office."""

    kind: str
    key: str
    near: tuple[str, ...]
    role: str
    sure: bool
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Cycle:
    """What comes again: every `every` years, one of them `since`, from the first of month `first` to the end of month
    `last`, counted from January of that year (0: December of the year before)."""

    words: re.Pattern[str]
    since: int
    every: int
    first: int
    last: int

    def spells(self, low: int, high: int) -> Iterator[tuple[dt.date, dt.date]]:
        for year in range(low, high + 2):
            if (year - self.since) % self.every == 0:
                yield month_start(year, self.first), month_start(year, self.last + 1)


def month_start(year: int, month: int) -> dt.date:
    """The first day of a month that may lie before or behind the year."""
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Almanac:
    """`automaton` finds the names of all facts in one pass over a text; `recurring`: events with their days; `cycles`:
    what comes again every few years."""

    automaton: Any
    recurring: tuple[tuple[str, dt.date], ...]
    cycles: tuple[Cycle, ...]

    def clues(self, text: str) -> Iterator[Clue]:
        """The names in a text that tell its time."""
        for last, facts in self.automaton.iter(text):
            for name, fact in facts:
                start = last + 1 - len(name)
                if text[max(0, start - 1) : start].isalnum() or text[last + 1 : last + 2].isalnum():
                    continue
                if LESSER.search(text[max(0, start - 12) : start]):
                    continue
                clue = _clue(text, start, last + 1, name, fact)
                if clue is not None:
                    yield clue


def _clue(text: str, start: int, end: int, name: str, fact: Fact) -> Clue | None:
    before, behind = text[max(0, start - REACH) : start], text[end : end + REACH]
    if fact.role and not _has_role(before, behind, fact.role):
        return None
    if fact.near and not any(word in f"{before}{name}{behind}".lower() for word in fact.near):
        return None
    kind = fact.kind
    former = kind in ("office", "until") and FORMER.search(before)
    if former and kind == "until":
        return None
    return Clue("former" if former else kind, fact.key, name, fact.sure, fact.start, fact.end, start)


def _has_role(before: str, behind: str, role: str) -> bool:
    """Whether an office stands with a name: "Foreign Minister Doe", "Doe, the country's foreign minister"."""
    ahead = re.split(r"[.;:!?]\s|\n", before.lower())[-1].rstrip(" ,").split()[-len(role.split()) - 2 :]
    if f" {role} " in f" {' '.join(ahead)} ":
        return True
    tail = behind.lower()
    if not tail.startswith(", "):
        return False
    words = re.split(r"[.;:!?()\n]", tail[2:])[0].replace(",", " ").split()[:10]
    return f" {role} " in f" {' '.join(words)} "


def load(data: Data) -> Almanac:
    """Offices are read where the actors' table is there; the rest is the stage's own.

    Raises:
        DataError: a date in a table cannot be read.
    """
    import ahocorasick

    facts: dict[str, list[tuple[str, Fact]]] = {}
    for name, fact in (*_offices(data), *_chronology(data)):
        facts.setdefault(name, []).append((name, fact))
    automaton = ahocorasick.Automaton()
    for name, found in facts.items():
        automaton.add_word(name, tuple(found))
    automaton.make_automaton()
    recurring = tuple(
        (words, dt.date.fromisoformat(row["date"]))
        for row in data.table("times/recurring.tsv")
        for words in row["words"].split("|")
    )
    return Almanac(automaton, recurring, tuple(_cycles(data)))


def _cycles(data: Data) -> Iterator[Cycle]:
    for row in data.table("times/cycles.tsv"):
        try:
            numbers = [int(row[name]) for name in ("since", "every", "first", "last")]
        except ValueError as error:
            raise DataError(f"times/cycles.tsv: {row['words']!r}: since, every, first and last are numbers") from error
        words = "|".join(re.escape(word) for word in row["words"].split("|"))
        yield Cycle(re.compile(rf"\b(?:{words})\b"), *numbers)


def _offices(data: Data) -> Iterator[tuple[str, Fact]]:
    """People with their office near ("Foreign Minister Jane Doe"), and offices with a family name ("President Doe")."""
    try:
        rows = data.table("actors/offices.tsv")
    except DataError:
        return
    for row in rows:
        role, country = row["role"].lower(), row["country"]
        start, end = first_day(row["from"] or "1900"), last_day(row["to"] or OPEN_END)
        sure = role in WHOLE
        for name in {n for n in (row["person"], *row.get("aliases", "").split("|")) if len(n) > 4 and " " in n}:
            yield name, Fact("office", row["person"], (), role, sure, start, end)
        parts = row["person"].split()
        if len(parts) > 1 and len(role.split()) < 4:
            family = parts[0] if country in FAMILY_FIRST else parts[-1]
            title = " ".join(word if word.isupper() else word.capitalize() for word in row["role"].split())
            yield f"{title} {family}", Fact("office", f"{title} {family}", (), "", sure, start, end)


def _chronology(data: Data) -> Iterator[tuple[str, Fact]]:
    for row in data.table("times/chronology.tsv"):
        near = tuple(word for word in row["with"].split("|") if word)
        start, end = first_day(row["from"] or "1900"), last_day(row["to"] or OPEN_END)
        for name in row["words"].split("|"):
            yield name, Fact(row["kind"], row["words"].split("|")[0] + row["with"], near, "", True, start, end)


def first_day(text: str) -> dt.date:
    """The first day of an ISO day, month or year."""
    return _day(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)


def last_day(text: str) -> dt.date:
    """The last day of an ISO day, month or year."""
    if len(text) == 10:
        return _day(text)
    if len(text) == 4:
        return _day(f"{text}-12-31")
    first = _day(f"{text}-01")
    return (first.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise DataError(f"{text!r} in a table of the time stage is no ISO day, month or year") from error
