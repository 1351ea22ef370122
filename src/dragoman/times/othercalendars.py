"""Islamic and Persian dates as Gregorian ones.

Islamic dates follow the tabular calendar (Reingold and Dershowitz, Calendrical Calculations, 2018, ch. 7): by sighting
of the moon a month may begin a day earlier or later. Persian dates follow the 33-year cycle, exact from 1800 to 2200.
"""

from __future__ import annotations

import datetime as dt

ISLAMIC_EPOCH = dt.date(622, 7, 19).toordinal()
PERSIAN_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # years of a cycle of 33 that have 366 days
PERSIAN_ANCHOR = (1375, dt.date(1996, 3, 20).toordinal())  # a first of Farvardin


def islamic(year: int, month: int, day: int = 1) -> dt.date:
    """Raises ValueError beyond the years of `datetime`."""
    ordinal = ISLAMIC_EPOCH - 1 + 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return dt.date.fromordinal(max(1, ordinal))


def islamic_year(day: dt.date) -> int:
    """The Islamic year that holds a Gregorian day."""
    year = (30 * (day.toordinal() - ISLAMIC_EPOCH) + 10646) // 10631
    return max(1, year)


def persian(year: int, month: int, day: int = 1) -> dt.date:
    """Raises ValueError beyond the years of `datetime`."""
    known, ordinal = PERSIAN_ANCHOR
    step = 1 if year >= known else -1
    for one in range(min(known, year), max(known, year)):
        ordinal += step * (366 if one % 33 in PERSIAN_LEAP else 365)
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return dt.date.fromordinal(ordinal + before + day - 1)


def persian_year(day: dt.date) -> int:
    """The Persian year that holds a Gregorian day."""
    year = day.year - 621
    return year if day >= persian(year, 1) else year - 1
