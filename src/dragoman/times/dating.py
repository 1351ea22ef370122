"""When a text was published, from its own words.

Every clue speaks for or against each day since 1985: years named as past or to come, dates without a year, weekdays
named with dates, offices that people hold in the text, names of their time, events on known days. The sum is a
probability; a year that gathers most of it is the answer, narrowed to the shortest stretch that holds most of that
year's share. Abstaining is an answer too.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.records import Interval, TimeExpression
from dragoman.times.almanac import Almanac, Clue

if TYPE_CHECKING:
    import numpy

    Grid = numpy.ndarray[Any, Any]

FIRST, LAST = dt.date(1985, 1, 1), dt.date(2029, 12, 31)
DAYS = (LAST - FIRST).days + 1
ENOUGH = 0.43  # probability of the best year below which nothing is said
SHARE = 0.8  # of the probability of that year that the interval holds
EARLY = 600  # characters from the start in which a name is what the text is about
ANNUAL = 365.25
Weighed = tuple[str, "Grid"]  # the reason in words, and what it adds to the logarithm of each day's probability

# Logarithmic weights, set by judgement and checked against the dated development texts.
LATEST_YEAR = (-0.2, 0.0, -0.4, -0.9, -1.0, -1.6, -2.0, -2.2, -2.4)  # years since the latest one told; older: below
OLDER_YEAR = -3.0
AHEAD_OF_PAST, AHEAD_OF_YEAR, AHEAD_UNSURE, BEHIND_FUTURE = -4.0, -2.5, -1.5, -2.0
COMPARED = 2.5  # for the year after one that a report compares its quarter with
OUT_OF_OFFICE, OUT_OF_OFFICE_ONCE = -4.0, -2.0
UNSURE = 0.6  # of that weight for offices of which the table does not hold all
NOT_YET = -6.0  # a name before its time
FADED, FADED_ONCE = -2.8, -1.3  # news of long ago, told as the matter or in passing
OUT_OF_USE, OUT_OF_USE_ONCE = -2.5, -0.7
WRONG_WEEKDAY = -3.0
FAR_FROM_DATELINE, YESTERDAY = -4.0, -0.8
LEAD = 300  # characters behind a dateline in which the day of the news stands
NAMED_EVENT = -4.0
OUT_OF_SEASON, OUT_OF_SEASON_ONCE = -1.6, -0.7
MONTHS_APART = (-0.8, 0.9, 0.7, 0.2, 0.2, 0.1, 0.1, -0.4, -0.5, -0.5, -0.5, -0.6)  # months since a month told as past
MONTHS_AHEAD = (-0.3, 0.7, 0.6, 0.4, 0.4, 0.2, 0.0, -0.3, -0.5, -0.6, -0.7, -0.8)  # months to one told as to come


def date_document(times: Sequence[tuple[TimeExpression, str]], text: str, almanac: Almanac) -> Interval | None:
    """An interval with its reasons and a probability, or None. `times`: the expressions of the undated document, each
    with the tense of the words around it."""
    import numpy

    clues: list[Weighed] = [*_years(times), *_names(text, almanac), *_dates(text, times), *_counted(text, times)]
    clues += [*_events(text, times, almanac), *_dateline(text, times), *_cycles(text, almanac)]
    if not clues:
        return None
    total = numpy.sum([grid for _, grid in clues], axis=0)
    chances = numpy.exp(total - total.max())
    chances /= chances.sum()
    years = {year: float(chances[slice(*_span(year, year))].sum()) for year in range(FIRST.year, LAST.year + 1)}
    best = max(years, key=lambda year: years[year])
    around = _around_new_year(chances, best)
    if max(years[best], around[2]) < ENOUGH:
        return None
    low, high = around[:2] if around[2] > years[best] + 0.15 else _span(best, best)
    start, end = _shortest(chances, low, high)
    reasons = _reasons(clues, (start + end) // 2)
    first, last = _date(start), _date(end - 1)
    basis = f"{reasons}; probability of {best}: {years[best]:.2f}"
    return Interval(first.isoformat(), last.isoformat(), "day" if first == last else "span", basis)


def _reasons(clues: Sequence[Weighed], chosen: int) -> str:
    """The clues that speak most for the day chosen, against the average day."""
    told: dict[str, float] = {}
    for reason, grid in clues:
        told[reason] = told.get(reason, 0.0) + float(grid[chosen] - grid.mean())
    best = sorted((reason for reason in told if told[reason] > 0.1), key=lambda reason: -told[reason])
    return "; ".join(best[:6]) or "the words of the text"


def _around_new_year(chances: Grid, year: int) -> tuple[int, int, float]:
    """The half years on both sides of the turn of the year nearest to the mass, with their share."""
    options = []
    for turn in (year, year + 1):
        low, high = max(0, _index(dt.date(turn, 1, 1)) - 60), min(DAYS, _index(dt.date(turn, 1, 1)) + 60)
        options.append((low, high, float(chances[low:high].sum())))
    return max(options, key=lambda one: one[2])


def _shortest(chances: Grid, low: int, high: int) -> tuple[int, int]:
    """The shortest stretch of days between `low` and `high` that holds the share of their probability."""
    import numpy

    sums = numpy.concatenate([[0.0], numpy.cumsum(chances[low:high])])
    wanted = SHARE * sums[-1]
    ends = numpy.searchsorted(sums, sums[:-1] + wanted - 1e-12)
    lengths = numpy.where(ends < len(sums), ends - numpy.arange(len(ends)), DAYS)
    start = int(lengths.argmin())
    return low + start, low + int(min(ends[start], high - low))


# ---- the grid


def _date(index: int) -> dt.date:
    return FIRST + dt.timedelta(int(index))


def _index(day: dt.date) -> int:
    return min(max((day - FIRST).days, 0), DAYS)


def _span(first_year: int, last_year: int) -> tuple[int, int]:
    return _index(dt.date(first_year, 1, 1)), _index(dt.date(last_year + 1, 1, 1))


def _flat(value: float = 0.0) -> Grid:
    import numpy

    return numpy.full(DAYS, value)


# ---- years


def _years(times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """Years named as past bound the date from below: the year before is named most, the current one less."""
    past: list[dt.date] = []
    compared: set[int] = set()
    for one, tense in times:
        interval = one.interval
        if interval is None or interval.start is None or interval.end is None or "-" not in interval.end:
            continue
        start, end = dt.date.fromisoformat(interval.start), dt.date.fromisoformat(interval.end)
        if not FIRST.year <= start.year <= LAST.year or interval.grain in ("decade", "century"):
            continue
        grid = _flat()
        if tense == "future":
            grid[_index(end) + 1 :] = BEHIND_FUTURE
            yield f"{one.value} is to come", grid
        else:
            told = AHEAD_OF_PAST if interval.grain in ("day", "month") else AHEAD_OF_YEAR
            grid[: _index(start)] = told if tense == "past" else AHEAD_UNSURE
            past.append(start)
            if one.rule in ("period of a year", "quarter"):
                compared.add(start.year)
            yield f"{one.value} is told as past", grid
    if past:
        latest = max(past).year
        grid = _flat()
        for year in range(latest, LAST.year + 1):
            low, high = _span(year, year)
            apart = year - latest
            grid[low:high] = LATEST_YEAR[apart] if apart < len(LATEST_YEAR) else OLDER_YEAR
        if latest in compared:
            grid[slice(*_span(latest + 1, latest + 1))] += COMPARED
        yield f"{latest} is the latest year told", grid


# ---- names


def _names(text: str, almanac: Almanac) -> Iterator[Weighed]:
    """Offices, names that came up or went, news of their time: all clues of one key count as one."""
    found: dict[str, list[Clue]] = {}
    for clue in almanac.clues(text):
        found.setdefault(f"{clue.kind}:{clue.key}", []).append(clue)
    for clues in found.values():
        often = len({clue.at for clue in clues}) > 1 or clues[0].at < EARLY
        kind, shown = clues[0].kind, clues[0].shown
        if kind == "office":
            grid = _office(clues, often)
            if grid is not None:
                yield f"{shown} holds office", grid
        elif kind == "former":
            first = min(_index(clue.end) for clue in clues)
            if 0 < first < DAYS:
                grid = _flat()
                grid[:first] = OUT_OF_OFFICE_ONCE
                yield f"{shown} has left office", grid
        elif kind == "until":
            yield f"{shown} is still the name", _fading(_flat(), clues[0].end, often, OUT_OF_USE, OUT_OF_USE_ONCE)
        else:
            grid = _flat()
            grid[: _index(clues[0].start)] = NOT_YET
            if kind == "news":
                grid = _fading(grid, clues[0].end, often, FADED, FADED_ONCE)
            yield f"{shown} is told of", grid


def _office(clues: Sequence[Clue], often: bool) -> Grid | None:
    sure = any(clue.sure for clue in clues)
    grid = _flat((OUT_OF_OFFICE if often else OUT_OF_OFFICE_ONCE) * (1.0 if sure else UNSURE))
    inside = False
    for clue in clues:
        low, high = _index(clue.start), _index(clue.end)
        inside = inside or high > low
        grid[low : high + 1] = 0.0
    return grid if inside else None


def _fading(grid: Grid, end: dt.date, often: bool, much: float, little: float) -> Grid:
    """Less and less over two years behind `end`."""
    low = _index(end)
    deep = much if often else little
    for at in range(low, DAYS, 30):
        share = 0.3 + 0.7 * min(1.0, (at - low) / (2 * ANNUAL))
        grid[at : at + 30] += deep * share
    return grid


# ---- dates without a year


def _dates(text: str, times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """Days and months named without a year lie near the day of publication; with a weekday they fix the year."""
    import numpy

    days, months = [], []
    for one, tense in times:
        if match := re.match(r"XXXX-(\d\d)-(\d\d)", one.value):
            days.append((int(match[1]), int(match[2]), tense, one))
        elif match := re.fullmatch(r"XXXX-(\d\d)", one.value):
            months.append((int(match[1]), tense, one))
    month_of = numpy.array([_date(i).month for i in range(DAYS)]) if months else None
    for month, tense, one in months:
        if month_of is None:
            break
        apart = (month - month_of) % 12 if tense == "future" else (month_of - month) % 12
        table = numpy.array(MONTHS_AHEAD if tense == "future" else MONTHS_APART)
        yield f"“{one.span.of(text)}”", table[apart] / math.sqrt(len(months))
    of_year = numpy.array([_date(i).timetuple().tm_yday for i in range(DAYS)]) if days else None
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
        grid = _flat(FAR_FROM_DATELINE)
        for day in days:
            grid[_index(day) : _index(day + dt.timedelta(2))] = 0.0
        yield f"written on “{one.span.of(text)}”", grid
        named = TOLD.search(text, one.span.end, one.span.end + LEAD)
        if named:
            grid = _flat(WRONG_WEEKDAY)
            for day in days:
                back = next(n for n in range(7) if f"{day - dt.timedelta(n):%A}" == named[0])
                low, high = _index(day - dt.timedelta(180)), _index(day + dt.timedelta(180))
                grid[low:high] = 0.0 if back == 0 else YESTERDAY if back == 1 else WRONG_WEEKDAY
            yield f"“{named[0]}” is told on “{one.span.of(text)}”", numpy.maximum(grid, WRONG_WEEKDAY)
        return


NAMES = tuple(f"{dt.date(2001, 1, day):%A}".lower() for day in range(1, 8))


def _weekday(words: str, month: int, number: int) -> Iterator[Weighed]:
    """ "Saturday, September 14" fits one year in five to eleven."""
    name = next((name for name in NAMES if name in words.lower()), None)
    if name is None:
        return
    grid = _flat(WRONG_WEEKDAY)
    for year in range(FIRST.year, LAST.year + 1):
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if NAMES[day.weekday()] == name:
            grid[_index(day - dt.timedelta(183)) : _index(day + dt.timedelta(183))] = 0.0
    yield f"“{words}” is a {name.capitalize()}", grid


# ---- counting and known events


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
                month_of = numpy.array([_date(i).month for i in range(DAYS)])
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
        grid = _flat(NAMED_EVENT)
        for day in days:
            grid[_index(day - dt.timedelta(120)) : _index(day + dt.timedelta(40))] = 0.0
        yield f"the {words} falls on that day", grid


def _cycles(text: str, almanac: Almanac) -> Iterator[Weighed]:
    """Campaigns, games and seasons that come again every few years, told as the matter or in passing."""
    for cycle in almanac.cycles:
        found = [match.start() for match in cycle.words.finditer(text)]
        if not found:
            continue
        often = len(found) > 1 or found[0] < EARLY
        grid = _flat(OUT_OF_SEASON if often else OUT_OF_SEASON_ONCE)
        for start, end in cycle.spells(FIRST.year, LAST.year):
            grid[_index(start) : _index(end)] = 0.0
        yield f"the season of “{text[found[0] : found[0] + 24].split(chr(10))[0]}”", grid
