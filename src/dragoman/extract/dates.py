"""Calendar dates as pages print them, and timestamps as markup holds them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

MONTH = r"(?P<{0}>[A-Za-z]{{3,9}})\.?"
DAY = r"(?P<{0}>[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?P<{0}>(?:19|20)\d\d)"
# One alternative for each order of the parts; every quantifier is bounded, so that the search stays linear.
PRINTED = re.compile(
    r"(?<![\w.])(?:"
    + rf"{MONTH.format('m1')}\s{{0,2}}{DAY.format('d1')}(?:,\s{{0,2}}|\s{{1,2}}){YEAR.format('y1')}"
    + rf"|{DAY.format('d2')}(?:\sof)?[\s-]{{1,2}}{MONTH.format('m2')},?[\s-]{{1,2}}{YEAR.format('y2')}"
    + rf"|{YEAR.format('y3')}(?P<s3>[-/.])(?P<m3>[01]?\d)(?P=s3)(?P<d3>[0-3]?\d)"
    + rf"|(?P<a4>[0-3]?\d)(?P<s4>[-/.])(?P<b4>[0-3]?\d)(?P=s4){YEAR.format('y4')}"
    + rf"|{YEAR.format('y5')},?\s{MONTH.format('m5')}\s{DAY.format('d5')}"
    + r")(?!\d|[-/.]\d)"
)
# "5 Apr 20235 Apr 2023": the same date for the eye and for screen readers, run together.
DOUBLED = re.compile(r"((?:\d{1,2} )?[A-Z][a-z]{2,8}\.? (?:\d{1,2}, )?\d{4})\1")
CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3])(?::|\.|h)[0-5]\d(?::[0-5]\d)?(?!\d)|(?<!\d)1?\d\s?[ap]\.?m\b", re.IGNORECASE
)
STAMP = re.compile(
    r"\s{0,4}((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d{1,3}(?!\d))")
URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
URL_NUMBER = re.compile(r"[a-z]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{6,12}(?!\d)")
URL_DAY_SLASHED = re.compile(r"/((?:19|20)\d\d)/(1[0-2]|0?[1-9]|[a-z]{3})/(3[01]|[12]\d|0?[1-9])(?=[/?#.-]|$)")
URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?=/)")
DATELINE = re.compile(
    r"(?P<place>[A-Z\u00c0-\u017f][\w'\u2019.\u2010-]{0,30}(?:[ ,/]{1,2}[\w'\u2019.\u2010-]{1,25}){0,6}?)"
    r"[,:]?\s{1,2}\(?"
    r"(?:(?P<m1>[A-Z][a-z]{2,8})\.?\s(?P<d1>[0-3]?\d)|(?P<d2>[0-3]?\d)\s(?P<m2>[A-Z][a-z]{2,8})\.?)"
    r"(?:,?\s(?P<year>(?:19|20)\d\d))?\)?\s{0,2}"
    r"(?:[(/\[][^()\[\]]{1,40}[)/\]]\s{0,2}|[.,]?\s{0,2}[A-Z]{2,9}\s{0,2})?(?:-{1,3}|\u2013|\u2014|:)"
)
LONGEST = 1000
EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: ISO day, its characters, whether a time stands beside it, whether its order is certain."""

    date: str
    start: int
    end: int
    timed: bool
    certain: bool = True


def iso(year: int, month: int, day: int) -> str | None:
    """The ISO date, or None where there is no such day."""
    try:
        return datetime.date(year, month, day).isoformat() if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def printed_dates(line: str, months: Mapping[str, int], *, month_first: bool = True) -> Iterator[Found]:
    """Dates printed in a line, in any of the usual orders. `month_first`: how 03/04/2021 is read."""
    line = line[:LONGEST]
    timed = bool(CLOCK.search(line))
    line = DOUBLED.sub(r"\1 ", line)
    for match in PRINTED.finditer(line):
        part = match.groupdict()
        certain = True
        if part["y1"] or part["y2"] or part["y5"]:
            number = "1" if part["y1"] else "2" if part["y2"] else "5"
            month = months.get(part["m" + number].casefold())
            day = iso(int(part["y" + number]), month, int(part["d" + number])) if month else None
        elif part["y3"]:
            day = iso(int(part["y3"]), int(part["m3"]), int(part["d3"]))
        else:
            first, second = int(part["a4"]), int(part["b4"])
            # Points divide day.month.year everywhere; slashes and hyphens either order.
            certain = first > 12 or second > 12 or part["s4"] == "." or first == second
            if second > 12 or (month_first and first <= 12 and part["s4"] != "."):
                first, second = second, first
            day = iso(int(part["y4"]), second, first)
        if day:
            yield Found(day, match.start(), match.end(), timed, certain)


def stamp_date(value: str, months: Mapping[str, int]) -> str | None:
    """The day of a timestamp of markup, a feed or a table: ISO, RFC 822, epoch seconds, compact or printed form."""
    value = " ".join(value.split())[:120]
    match = STAMP.match(value)
    if match:
        return iso(int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{12,13}", value):
        seconds = float(value) / (1000 if len(value.partition(".")[0]) > 10 else 1)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    match = COMPACT.match(value)
    if match:
        return iso(int(match[1]), int(match[2]), int(match[3]))
    found = next(printed_dates(value, months), None)
    if found:
        return found.date
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def is_utc(value: str) -> bool:
    """Whether a timestamp gives Greenwich time, so that the outlet's own day may be a neighbouring one."""
    match = STAMP.match(" ".join(value.split()))
    return bool(match and match[4] and match[6] in ("Z", "+00:00", "+0000", None))


def url_date(url: str, months: Mapping[str, int]) -> str | None:
    """The day in the path of an http address (".../2019/08/20/...", "AEN20190820002300325"), None without one."""
    if not url.startswith(("http://", "https://")):
        return None
    path = "/" + url.split("/", 3)[3] if url.count("/") > 2 else ""
    path = path[:400].lower()
    match = URL_DAY_SLASHED.search(path)
    if match:
        month = int(match[2]) if match[2].isdigit() else months.get(match[2], 0)
        return iso(int(match[1]), month, int(match[3]))
    match = URL_DAY.search(path) or URL_NUMBER.search(path)
    return iso(int(match[1]), int(match[2]), int(match[3])) if match else None


def url_month(url: str) -> tuple[int, int] | None:
    """Year and month in the path of an http address."""
    match = URL_MONTH.search(url[:400]) if url.startswith(("http://", "https://")) else None
    return (int(match[1]), int(match[2])) if match else None


def dateline(paragraph: str, months: Mapping[str, int]) -> tuple[int | None, int, int] | None:
    """Year (None where not told), month and day of a dateline such as "SEOUL, Aug. 20 (Yonhap) --"."""
    match = DATELINE.match(paragraph[:160])
    if not match:
        return None
    month = months.get((match["m1"] or match["m2"]).casefold())
    day = int(match["d1"] or match["d2"])
    if not month or not 1 <= day <= 31:
        return None
    return (int(match["year"]) if match["year"] else None), month, day


def days_apart(first: str, second: str) -> int:
    return abs((datetime.date.fromisoformat(first) - datetime.date.fromisoformat(second)).days)
