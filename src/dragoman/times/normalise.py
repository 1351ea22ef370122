"""What an expression is read against, and the arithmetic that its readers share."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from dragoman.records import Interval
from dragoman.times.calendar import add_months, quarter, week
from dragoman.times.grammar import Lexicon

MONTHS_AHEAD = 120  # days that a date without a year may lie ahead of a report in the past tense
NO_DATE = dt.date(1, 1, 1)
BACK_WORDS = frozenset(
    {
        "last",
        "this past",
        "the past",
        "the last",
        "the previous",
        "previous",
        "the preceding",
        "the prior",
        "last year's",
    }
)
ON_WORDS = frozenset({"next", "this coming", "the next", "the coming", "coming", "the following", "next year's"})


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against. `anchor`: the day of publication; `reference`: the last day that the
    narrative named; `mentioned`: the last stretch of any grain that it named; `quarter`: the last quarter named;
    `tense`: past, future or none, of the words around; `limit`: "by" or "until" stands before; `before`, `after`: the
    words next to the expression, in lower case."""

    anchor: dt.date | None
    reference: dt.date | None
    tense: str
    lexicon: Lexicon
    quarter: str | None = None
    limit: bool = False
    mentioned: Interval | None = None
    before: str = ""
    after: str = ""

    @property
    def base(self) -> dt.date | None:
        """The day that anaphoric expressions start from: the last one named, else that of publication."""
        return self.reference or self.anchor


@dataclass(frozen=True, slots=True)
class Value:
    type: str
    value: str
    mod: str = ""


Groups = dict[str, str]


def number_of(text: str, lexicon: Lexicon) -> float | None:
    """A number in digits or words; "half a" is 0.5."""
    text = text.lower().replace(",", "").strip()
    if text.startswith("half"):
        return 0.5
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(?: (\d)/(\d))?", text):
        whole = float(match[1])
        return whole + int(match[2]) / int(match[3]) if match[2] and match[3] != "0" else whole
    total = 0
    for word in re.split(r"[ \-\t\n]+", text):
        if word == "hundred":
            total = max(1, total) * 100
        elif word in lexicon.numbers:
            total += lexicon.numbers[word]
        else:
            return None
    return float(total) or None


def duration_value(count: float | None, unit: str) -> str:
    """TIMEX3 duration; count None: an unknown number."""
    letter = {"century": "C", "centurie": "C", "decade": "E", "quarter": "Q", "fortnight": "W", "weekend": "WE"}.get(
        unit
    )
    letter = (
        letter or {"second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "month": "M", "year": "Y"}[unit]
    )
    clock = unit in ("second", "minute", "hour")
    if count is None:
        return f"P{'T' if clock else ''}X{letter}"
    if unit == "fortnight":
        count *= 2
    if count != int(count) and unit == "year":
        return f"P{int(count)}Y6M" if int(count) else "P6M"
    if count != int(count) and unit == "hour":
        return f"PT{int(count)}H30M" if int(count) else "PT30M"
    shown = str(int(count)) if count == int(count) else str(count)
    return f"P{'T' if clock else ''}{shown}{letter}"


def shift(day: dt.date, count: float, unit: str) -> dt.date:
    whole = int(count)
    try:
        if unit in ("second", "minute", "hour"):
            return day
        if unit == "day":
            return day + dt.timedelta(whole)
        if unit in ("week", "fortnight"):
            return day + dt.timedelta(7 * whole * (2 if unit == "fortnight" else 1))
        months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200, "centurie": 1200}.get(unit, 0)
        return add_months(day, round(count * months))
    except OverflowError:
        return day


def grain_value(day: dt.date, unit: str) -> str:
    """A day at the grain of a unit."""
    if unit == "week":
        return week(day)
    if unit == "weekend":
        return f"{week(day)}-WE"
    if unit == "month":
        return day.isoformat()[:7]
    if unit == "quarter":
        return quarter(day)
    if unit == "year":
        return f"{day.year:04d}"
    if unit == "decade":
        return f"{day.year:04d}"[:3]
    if unit in ("century", "centurie"):
        return f"{day.year:04d}"[:2]
    return day.isoformat()


def direction(which: str) -> int:
    which = which.lower()
    return -1 if which in BACK_WORDS else 1 if which in ON_WORDS else 0


def modifier(groups: Groups, lexicon: Lexicon) -> str:
    word = groups.get("mod", "").lower().removesuffix(" of").strip()
    word = word.replace("latter half", "end")
    return lexicon.modifiers.get(word, "")


def full_year(text: str, anchor: dt.date | None) -> int:
    if len(text) == 4:
        return int(text)
    century = (anchor.year // 100 * 100) if anchor else 2000
    year = century + int(text)
    return year - 100 if anchor and year > anchor.year + 10 else year
