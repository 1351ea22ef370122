"""The days on which a text may have been written, as a row of numbers with its indices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    Grid = numpy.ndarray[Any, Any]
else:
    Grid = Any

FIRST, LAST = dt.date(1985, 1, 1), dt.date(2029, 12, 31)
DAYS = (LAST - FIRST).days + 1
EARLY = 600  # characters from the start in which a name is what the text is about
Weighed = tuple[str, "Grid"]  # the reason in words, and what it adds to the logarithm of each day's probability


def date_of(index: int) -> dt.date:
    return FIRST + dt.timedelta(int(index))


def index_of(day: dt.date) -> int:
    return min(max((day - FIRST).days, 0), DAYS)


def years_span(first_year: int, last_year: int) -> tuple[int, int]:
    return index_of(dt.date(first_year, 1, 1)), index_of(dt.date(last_year + 1, 1, 1))


def flat(value: float = 0.0) -> Grid:
    import numpy

    return numpy.full(DAYS, value)
