"""When a text was published, from its own words.

Every clue speaks for or against each month since 1985: years named as past or to come, weekdays named with dates,
offices that people hold in the text, named events with their dates. A year that gathers most of the probability is
the answer; dates without a year then narrow it to days. Abstaining is an answer too.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.records import Document, Interval, TimeExpression
from dragoman.times.calendar import add_months

YEARS = range(1985, 2028)
GRID = range(12 * YEARS.start, 12 * YEARS.stop)
MONTHS = [f"{dt.date(2000, month, 1):%B}".lower() for month in range(1, 13)]
DAYS = [f"{dt.date(2001, 1, day):%A}".lower() for day in range(1, 8)]
WEEKDAY_DATE = re.compile(rf"\b({'|'.join(DAYS)}),? ({'|'.join(MONTHS)}) (\d{{1,2}})\b(?!,? \d{{4}})", re.IGNORECASE)
FULL_YEAR = re.compile(r"(?:19|20)\d\d")
FORMER = re.compile(
    r"(?:former|then|ex|late|previously served as|ousted|deposed)[ -](?:\w+[’']?s? ){0,4}$", re.IGNORECASE
)
OFFICE_REACH = 60  # characters between a name and the office it holds
ENOUGH = 0.8  # probability of the best year below which nothing is said
REACH = 14  # days that a report lies behind the last day it tells, or before the first to come


@dataclass(frozen=True, slots=True)
class Held:
    """An office: who, the words for it, first and last day."""

    person: str
    words: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Almanac:
    """Offices and named events, for dating."""

    offices: tuple[Held, ...]
    recurring: tuple[tuple[str, dt.date], ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason: the months it speaks of (counted from the year 0), and the logarithmic weight of a month among them
    and of one outside."""

    text: str
    months: range | frozenset[int]
    inside: float
    outside: float


def load(data: Data) -> Almanac:
    try:
        rows = data.table("actors/offices.tsv")
    except DataError:
        rows = []
    offices = []
    for row in rows:
        aliases = [alias for alias in row["aliases"].split("|") if " " not in alias and len(alias) > 3]
        words, end = tuple(row["role"].lower().split()), row["to"] or "2030-12-31"
        offices += [Held(name, words, row["from"] or "1900", end) for name in (row["person"], *aliases)]
    recurring = tuple(
        (words, dt.date.fromisoformat(row["date"]))
        for row in data.table("times/recurring.tsv")
        for words in row["words"].split("|")
    )
    return Almanac(tuple(offices), recurring)


def date_document(times: Sequence[tuple[TimeExpression, str]], document: Document, almanac: Almanac) -> Interval | None:
    """An interval with its reasons and a probability, or None. `times`: the expressions of the undated document, each
    with the tense of the words around it."""
    text = document.text
    clues = [*_named_years(times), *_weekdays(text), *_offices(text, almanac), *_events(text, times, almanac)]
    scores = [sum(clue.inside if month in clue.months else clue.outside for clue in clues) for month in GRID]
    chances = [math.exp(score - max(scores)) for score in scores]
    total = sum(chances)
    by_year = dict.fromkeys(YEARS, 0.0)
    for month, chance in zip(GRID, chances, strict=True):
        by_year[month // 12] += chance / total
    best = max(YEARS, key=lambda year: by_year[year])
    if by_year[best] < ENOUGH:
        return None
    likely = [m for m, c in zip(GRID, chances, strict=True) if m // 12 == best and c / total > by_year[best] / 36]
    reasons = [c.text for c in clues if c.inside - c.outside > 1 and any(m in c.months for m in likely)]
    start, end, how = _within(times, likely)
    basis = "; ".join([*dict.fromkeys(reasons), *how][:8])
    grain = "day" if start == end else "span"
    return Interval(start.isoformat(), end.isoformat(), grain, f"{basis}; probability {by_year[best]:.2f}")


def _named_years(times: Sequence[tuple[TimeExpression, str]]) -> Iterable[Clue]:
    """Years named as past bound the date from below: the current year is seldom named, the one before often."""
    past: list[int] = []
    ahead: list[int] = []
    for one, tense in times:
        if one.type in ("DATE", "TIME") and FULL_YEAR.match(one.value) and int(one.value[:4]) in YEARS:
            (ahead if tense == "future" else past).append(int(one.value[:4]))
    if past:
        latest = max(past)
        yield Clue(f"{latest} is told as past", _years(latest, YEARS.stop), 0.0, -5.0)
        yield Clue(f"{latest} is the latest year told", _years(latest, latest + 3), 0.8, 0.0)
        yield Clue(f"{latest} is the latest year told", _years(latest, latest + 6), 0.7, 0.0)
    if ahead:
        nearest = min(ahead)
        yield Clue(f"{nearest} is to come", _years(YEARS.start, nearest + 1), 0.0, -2.5)
        yield Clue(f"{nearest} is near", _years(nearest - 2, nearest + 1), 0.7, 0.0)


def _years(start: int, stop: int) -> range:
    """The months of the years from `start` to before `stop`, counted from the year 0."""
    return range(12 * start, 12 * stop)


def _months(start: str, end: str) -> range:
    """The months from one day (or month, or year) to another."""
    first = int(start[:4]) * 12 + (int(start[5:7]) - 1 if len(start) > 4 else 0)
    return range(first, int(end[:4]) * 12 + (int(end[5:7]) if len(end) > 4 else 12))


def _weekdays(text: str) -> Iterable[Clue]:
    """ "Saturday, September 14" fits one year in five to eleven."""
    for day, month, number in {m.groups() for m in WEEKDAY_DATE.finditer(text)}:
        fits = set()
        for year in YEARS:
            try:
                if dt.date(year, MONTHS.index(month.lower()) + 1, int(number)).weekday() == DAYS.index(day.lower()):
                    fits.add(year)
            except ValueError:
                continue
        if fits:
            months = frozenset(12 * year + month_number for year in fits for month_number in range(12))
            yield Clue(f"{month} {number} is a {day}", months, 0.0, -2.5)


def _offices(text: str, almanac: Almanac) -> Iterable[Clue]:
    """People named with an office that they held from one year to another."""
    spans: dict[tuple[str, str], set[int]] = {}
    for held in almanac.offices:
        at = text.find(held.person)
        while at >= 0:
            end = at + len(held.person)
            around = text[max(0, at - OFFICE_REACH) : end + OFFICE_REACH].lower()
            title = held.words[0] if len(held.words) < 3 else held.words[-2]
            alone = not text[at - 1 : at].isalpha() and not text[end : end + 1].isalpha()
            if alone and title in around and all(w in around for w in held.words if len(w) > 3):
                if not FORMER.search(text[max(0, at - 50) : at]):
                    key = (held.person.split()[-1], " ".join(held.words))
                    spans.setdefault(key, set()).update(_months(held.start, held.end))
                break
            at = text.find(held.person, end)
    for (person, role), months in spans.items():
        yield Clue(f"{person} is {role}", frozenset(months), 0.0, -3.0)


def _events(text: str, times: Sequence[tuple[TimeExpression, str]], almanac: Almanac) -> Iterable[Clue]:
    """Named events that the text puts on a day of a year."""
    lower = text.lower()
    fits: dict[str, set[int]] = {}
    for words, day in almanac.recurring:
        at = lower.find(words)
        if at < 0:
            continue
        for one, _ in times:
            near = abs(one.span.start - at) <= 2 * OFFICE_REACH
            if near and one.value[4:10] == day.isoformat()[4:]:
                fits.setdefault(words, set()).update(
                    range(12 * day.year + day.month - 3, 12 * day.year + day.month + 2)
                )
    for words, months in fits.items():
        yield Clue(f"the {words} falls on that day", frozenset(months), 3.0, 0.0)


def _within(times: Sequence[tuple[TimeExpression, str]], likely: Sequence[int]) -> tuple[dt.date, dt.date, list[str]]:
    """The days of the likely months that dates leave open: behind the last past one, before the first one to come."""
    year = likely[0] // 12
    start = dt.date(year, likely[0] % 12 + 1, 1)
    end = add_months(dt.date(year, likely[-1] % 12 + 1, 1), 1) - dt.timedelta(1)
    past: list[dt.date] = []
    ahead: list[dt.date] = []
    for one, tense in times:
        match = re.match(r"(XXXX|\d{4})-(\d\d)-(\d\d)", one.value)
        if not match or match[1] not in ("XXXX", str(year)):
            continue
        try:
            day = dt.date(year, int(match[2]), int(match[3]))
        except ValueError:
            continue
        (ahead if tense == "future" else past).append(day)
    reasons = []
    ahead = [day for day in ahead if day >= start]
    if ahead and min(ahead) <= end:
        end = min(ahead) - dt.timedelta(1)
        reasons.append(f"{min(ahead):%d %B} is still to come")
        start = max(start, end - dt.timedelta(REACH))
    told = [day for day in past if start <= day <= end]
    if told:
        start = max(told)
        reasons.append(f"{start:%d %B} is told as past")
        end = min(end, start + dt.timedelta(REACH))
    return (start, end, reasons) if start <= end else (end, end, reasons)
