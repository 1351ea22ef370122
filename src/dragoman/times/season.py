"""Clues to the time of year, and with it to the year: dates and quarters without a year, datelines, weekdays named with
dates, events on known days, campaigns and games that come again."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from dragoman.records import TimeExpression
from dragoman.times.almanac import Almanac
from dragoman.times.grid import DAYS, EARLY, FIRST, LAST, Grid, Weighed, date_of, flat, index_of

WRONG_WEEKDAY = -3.0
FAR_FROM_DATELINE, YESTERDAY = -4.0, -1.2
LEAD = 300  # characters behind a dateline in which the day of the news stands
NAMED_EVENT = -4.0
OUT_OF_SEASON, OUT_OF_SEASON_ONCE = -1.6, -0.7
MONTHS_APART = (-0.8, 0.9, 0.7, 0.2, 0.2, 0.1, 0.1, -0.4, -0.5, -0.5, -0.5, -0.6)  # months since a month told as past
MONTHS_AHEAD = (-0.3, 0.7, 0.6, 0.4, 0.4, 0.2, 0.0, -0.3, -0.5, -0.6, -0.7, -0.8)  # months to one told as to come
QUARTER_TOLD = (
    0.2,
    1.2,
    0.9,
    0.2,
    -0.5,
    -0.7,
    -0.7,
    -0.7,
    -0.7,
    -0.7,
    -0.7,
    -0.5,
)  # months since its end
THIS_SEASON = (0.8, 0.8, 0.8, 0.0, -0.6, -0.8, -0.8, -0.8, -0.8, -0.6, 0.0, 0.2)  # months since "this summer" began
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def clues(times: Sequence[tuple[TimeExpression, str]], text: str, almanac: Almanac) -> Iterator[Weighed]:
    """All clues of this module."""
    yield from _dates(text, times)
    yield from _counted(text, times)
    yield from _events(text, times, almanac)
    yield from _dateline(text, times)
    yield from _quarters(text, times)
    yield from _cycles(text, almanac)


def _quarters(text: str, times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """The quarter reported most ended a month or two ago; "this summer" is this or the next season."""
    import numpy

    told: dict[int, list[str]] = {}
    month_of = None
    for one, tense in times:
        words = one.span.of(text)
        quarter = re.fullmatch(r"XXXX-Q(\d)", one.value)
        season = re.fullmatch(r"XXXX-(SP|SU|FA|WI)", one.value)
        if quarter and tense != "future":
            told.setdefault(3 * int(quarter[1]), []).append(words)
        elif season and words.lower().startswith("this "):
            month_of = numpy.array([date_of(i).month for i in range(DAYS)]) if month_of is None else month_of
            yield f"“{words}”", numpy.array(THIS_SEASON)[(month_of - SEASONS[season[1]]) % 12]
    if told:
        last = max(told, key=lambda month: len(told[month]))
        month_of = numpy.array([date_of(i).month for i in range(DAYS)]) if month_of is None else month_of
        yield f"“{told[last][0]}”", numpy.array(QUARTER_TOLD)[(month_of - last) % 12]


def _dates(text: str, times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """Days and months named without a year lie near the day of publication; with a weekday they fix the year."""
    import numpy

    days, months = [], []
    for one, tense in times:
        if match := re.match(r"XXXX-(\d\d)-(\d\d)", one.value):
            days.append((int(match[1]), int(match[2]), tense, one))
        elif match := re.fullmatch(r"XXXX-(\d\d)", one.value):
            months.append((int(match[1]), tense, one))
    month_of = numpy.array([date_of(i).month for i in range(DAYS)]) if months else None
    for month, tense, one in months:
        if month_of is None:
            break
        apart = (month - month_of) % 12 if tense == "future" else (month_of - month) % 12
        table = numpy.array(MONTHS_AHEAD if tense == "future" else MONTHS_APART)
        yield f"“{one.span.of(text)}”", table[apart] / math.sqrt(len(months))
    of_year = numpy.array([date_of(i).timetuple().tm_yday for i in range(DAYS)]) if days else None
    for month, number, tense, one in days:
        if of_year is None:
            break
        try:
            yearly = dt.date(2001, month, number).timetuple().tm_yday
        except ValueError:
            continue
        since = (of_year - yearly + 182) % 365 - 182
        yield f"“{one.span.of(text)}”", _nearness(since, tense) / math.sqrt(len(days))
        yield from _weekday(one.span.of(text), month, number)


def _nearness(since: Grid, tense: str) -> Grid:
    """How well a day fits that lies `since` days behind a date named with that tense."""
    import numpy

    if tense == "future":
        steps = [(-182, -90, 0.0), (-90, -30, 0.9), (-30, 0, 2.0), (0, 183, -1.2)]
    elif tense == "past":
        steps = [(-182, 0, -1.2), (0, 10, 2.0), (10, 31, 1.5), (31, 75, 0.8), (75, 183, 0.1)]
    else:
        steps = [(-182, -60, -0.3), (-60, -14, 0.5), (-14, 15, 1.4), (15, 60, 0.8), (60, 183, 0.0)]
    out = numpy.zeros(DAYS)
    for low, high, weight in steps:
        out[(since >= low) & (since < high)] = weight
    return out


DATELINE = re.compile(r"\s*(?:[A-Z][\w.’'-]*,? ){1,6}$")
TOLD = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


def _dateline(text: str, times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """ "WASHINGTON, August 8 (Agency) -- The president said Saturday": the day of writing, and mostly its weekday."""
    import numpy

    for one, _ in times[:2]:
        match = re.match(r"XXXX-(\d\d)-(\d\d)", one.value)
        if not match or one.span.start > 60 or not DATELINE.match(text[: one.span.start]):
            continue
        behind = text[one.span.end : one.span.end + 24].lstrip(" ,.")
        if not behind.startswith(("(", "--", "—", "–", "_")):
            continue
        try:
            days = [dt.date(year, int(match[1]), int(match[2])) for year in range(FIRST.year, LAST.year + 1)]
        except ValueError:
            continue
        grid = flat(FAR_FROM_DATELINE)
        for day in days:
            grid[index_of(day) : index_of(day + dt.timedelta(2))] = 0.0
        yield f"written on “{one.span.of(text)}”", grid
        named = TOLD.search(text, one.span.end, one.span.end + LEAD)
        if named:
            grid = flat(WRONG_WEEKDAY)
            for day in days:
                back = next(n for n in range(7) if f"{day - dt.timedelta(n):%A}" == named[0])
                low, high = index_of(day - dt.timedelta(180)), index_of(day + dt.timedelta(180))
                grid[low:high] = 0.0 if back == 0 else YESTERDAY if back == 1 else WRONG_WEEKDAY
            yield f"“{named[0]}” is told on “{one.span.of(text)}”", numpy.maximum(grid, WRONG_WEEKDAY)
        return


NAMES = tuple(f"{dt.date(2001, 1, day):%A}".lower() for day in range(1, 8))


def _weekday(words: str, month: int, number: int) -> Iterator[Weighed]:
    """ "Saturday, September 14" fits one year in five to eleven."""
    name = next((name for name in NAMES if name in words.lower()), None)
    if name is None:
        return
    grid = flat(WRONG_WEEKDAY)
    for year in range(FIRST.year, LAST.year + 1):
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if NAMES[day.weekday()] == name:
            grid[index_of(day - dt.timedelta(183)) : index_of(day + dt.timedelta(183))] = 0.0
    yield f"“{words}” is a {name.capitalize()}", grid


def _counted(text: str, times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """ "Her first visit in about eight months, after the one in January": the text is of September."""
    import numpy

    for n, (one, _) in enumerate(times):
        count = re.fullmatch(r"P(\d+)M", one.value)
        before = text[max(0, one.span.start - 40) : one.span.start].lower()
        if not count or not re.search(r"\b(?:first|last|lowest|highest|latest)\b.* in $", before):
            continue
        for other, _ in times[n + 1 : n + 3]:
            month = re.fullmatch(r"XXXX-(\d\d)", other.value)
            if month and other.span.start - one.span.end < 2 * EARLY // 8:
                wanted = (int(month[1]) + int(count[1]) - 1) % 12 + 1
                month_of = numpy.array([date_of(i).month for i in range(DAYS)])
                apart = numpy.minimum((month_of - wanted) % 12, (wanted - month_of) % 12)
                grid = numpy.select([apart == 0, apart == 1], [3.0, 1.0], 0.0)
                yield f"{count[1]} months from “{other.span.of(text)}”", grid


def _events(text: str, times: Iterable[tuple[TimeExpression, str]], almanac: Almanac) -> Iterator[Weighed]:
    """Named events that the text puts on the day on which they fell in some years."""
    lower = text.lower()
    fits: dict[str, list[dt.date]] = {}
    spoken = [(one.span.start, one.value[4:10]) for one, _ in times if len(one.value) >= 10]
    for words, day in almanac.recurring:
        at = lower.find(words)
        if at >= 0 and any(value == day.isoformat()[4:] and abs(start - at) <= 120 for start, value in spoken):
            fits.setdefault(words, []).append(day)
    for words, days in fits.items():
        grid = flat(NAMED_EVENT)
        for day in days:
            grid[index_of(day - dt.timedelta(120)) : index_of(day + dt.timedelta(40))] = 0.0
        yield f"the {words} falls on that day", grid


def _cycles(text: str, almanac: Almanac) -> Iterator[Weighed]:
    """Campaigns, games and seasons that come again every few years, told as the matter or in passing."""
    for cycle in almanac.cycles:
        found = [match.start() for match in cycle.words.finditer(text)]
        if not found:
            continue
        often = len(found) > 1 or found[0] < EARLY
        grid = flat(OUT_OF_SEASON if often else OUT_OF_SEASON_ONCE)
        for start, end in cycle.spells(FIRST.year, LAST.year):
            grid[index_of(start) : index_of(end)] = 0.0
        yield f"the season of “{text[found[0] : found[0] + 24].split(chr(10))[0]}”", grid
