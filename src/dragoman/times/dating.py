"""When a text was published, from its own words.

Every clue speaks for or against each day since 1985: years named as past or to come, dates without a year, weekdays
named with dates, offices that people hold in the text, names of their time, events on known days. The sum is a
probability; a year that gathers most of it is the answer, narrowed to the shortest stretch that holds most of that
year's share. Abstaining is an answer too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from dragoman.records import Interval, TimeExpression
from dragoman.times import season
from dragoman.times.almanac import Almanac, Clue
from dragoman.times.grid import DAYS, EARLY, FIRST, LAST, Grid, Weighed, date_of, flat, index_of, years_span

ENOUGH = 0.44  # probability of the best year below which nothing is said
ITS_YEAR = 0.35  # the same where the turn of a year gathers more than the year
SHARE = 0.8  # of the probability of that year that the interval holds
ANNUAL = 365.25

# Logarithmic weights, set by judgement and checked against the dated development texts.
LATEST_YEAR = (-0.2, 0.0, -0.4, -0.9, -1.0, -1.6, -2.0, -2.2, -2.4)  # years since the latest one told; older: below
NAMED_AHEAD = -0.4  # a year to come is seldom named within it
OLDER_YEAR = -3.0
AHEAD_OF_PAST, AHEAD_OF_YEAR, AHEAD_UNSURE, BEHIND_FUTURE = -4.0, -2.5, -1.5, -2.0
COMPARED = 2.5  # for the year after one that a report compares its quarter with
OUT_OF_OFFICE, OUT_OF_OFFICE_ONCE = -4.0, -2.0
UNSURE = 0.6  # of that weight for offices of which the table does not hold all
NOT_YET = -6.0  # a name before its time
FADED, FADED_ONCE = -2.8, -1.3  # news of long ago, told as the matter or in passing
OUT_OF_USE, OUT_OF_USE_ONCE = -2.5, -0.7


def date_document(times: Sequence[tuple[TimeExpression, str]], text: str, almanac: Almanac) -> Interval | None:
    """An interval with its reasons and a probability, or None. `times`: the expressions of the undated document, each
    with the tense of the words around it."""
    import numpy

    clues: list[Weighed] = [*_years(times), *_names(text, almanac), *season.clues(times, text, almanac)]
    if not clues:
        return None
    total = numpy.sum([grid for _, grid in clues], axis=0)
    chances = numpy.exp(total - total.max())
    chances /= chances.sum()
    years = {year: float(chances[slice(*years_span(year, year))].sum()) for year in range(FIRST.year, LAST.year + 1)}
    best = max(years, key=lambda year: years[year])
    around = _around_new_year(chances, best)
    if max(years[best], around[2]) < ENOUGH or years[best] < ITS_YEAR:
        return None
    low, high = around[:2] if around[2] > years[best] + 0.15 else years_span(best, best)
    start, end = _shortest(chances, low, high)
    reasons = _reasons(clues, (start + end) // 2)
    first, last = date_of(start), date_of(end - 1)
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
        low, high = max(0, index_of(dt.date(turn, 1, 1)) - 60), min(DAYS, index_of(dt.date(turn, 1, 1)) + 60)
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


# ---- years


def _years(times: Sequence[tuple[TimeExpression, str]]) -> Iterator[Weighed]:
    """Years named as past bound the date from below: the year before is named most, the current one less."""
    past: list[dt.date] = []
    coming = [one.interval.end for one, tense in times if tense == "future" and one.interval and one.interval.end]
    compared: set[int] = set()
    for one, tense in times:
        interval = one.interval
        if interval is None or interval.start is None or interval.end is None or "-" not in interval.end:
            continue
        start, end = dt.date.fromisoformat(interval.start), dt.date.fromisoformat(interval.end)
        if not FIRST.year <= start.year <= LAST.year or interval.grain in ("decade", "century"):
            continue
        grid = flat()
        if tense == "future":
            grid[index_of(end) + 1 :] = BEHIND_FUTURE
            yield f"{one.value} is to come", grid
        else:
            told = AHEAD_OF_PAST if interval.grain in ("day", "month") else AHEAD_OF_YEAR
            grid[: index_of(start)] = told if tense == "past" else AHEAD_UNSURE
            if tense == "past" or not coming or start.year < int(min(coming)[:4]):
                past.append(start)
            if one.rule in ("period of a year", "quarter"):
                compared.add(start.year)
            yield f"{one.value} is told as past", grid
    if coming:
        nearest = int(min(coming)[:4])
        grid = flat()
        grid[slice(*years_span(nearest, nearest))] = NAMED_AHEAD
        yield f"{nearest} is named, not “this year”", grid
    if past:
        latest = max(past).year
        grid = flat()
        for year in range(latest, LAST.year + 1):
            low, high = years_span(year, year)
            apart = year - latest
            grid[low:high] = LATEST_YEAR[apart] if apart < len(LATEST_YEAR) else OLDER_YEAR
        if latest in compared:
            grid[slice(*years_span(latest + 1, latest + 1))] += COMPARED
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
            first = min(index_of(clue.end) for clue in clues)
            if 0 < first < DAYS:
                grid = flat()
                grid[:first] = OUT_OF_OFFICE_ONCE
                yield f"{shown} has left office", grid
        elif kind == "until":
            yield f"{shown} is still the name", _fading(flat(), clues[0].end, often, OUT_OF_USE, OUT_OF_USE_ONCE)
        else:
            grid = flat()
            grid[: index_of(clues[0].start)] = NOT_YET
            if kind == "news":
                grid = _fading(grid, clues[0].end, often, FADED, FADED_ONCE)
            yield f"{shown} is told of", grid


def _office(clues: Sequence[Clue], often: bool) -> Grid | None:
    sure = any(clue.sure for clue in clues)
    grid = flat((OUT_OF_OFFICE if often else OUT_OF_OFFICE_ONCE) * (1.0 if sure else UNSURE))
    inside = False
    for clue in clues:
        low, high = index_of(clue.start), index_of(clue.end)
        inside = inside or high > low
        grid[low : high + 1] = 0.0
    return grid if inside else None


def _fading(grid: Grid, end: dt.date, often: bool, much: float, little: float) -> Grid:
    """Less and less over two years behind `end`."""
    low = index_of(end)
    deep = much if often else little
    for at in range(low, DAYS, 30):
        share = 0.3 + 0.7 * min(1.0, (at - low) / (2 * ANNUAL))
        grid[at : at + 30] += deep * share
    return grid
