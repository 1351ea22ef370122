"""Days, weeks and TIMEX3 values: arithmetic on the calendar."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from dragoman.records import Interval

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # their first months


def add_months(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return day
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week(day: dt.date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def quarter(day: dt.date) -> str:
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def interval_of(value: str, mod: str, basis: str) -> Interval | None:
    """The days that a TIMEX3 value of type DATE or TIME means; None if it fixes no days."""
    bounds = _bounds(value)
    if bounds is None:
        return None
    start, end, grain = bounds
    length = (end - start).days + 1
    if length > 1 and mod in ("START", "MID", "END"):
        third = max(1, round(length / 3))
        if mod == "START":
            end = start + dt.timedelta(third - 1)
        elif mod == "END":
            start = end - dt.timedelta(third - 1)
        else:
            start, end = start + dt.timedelta(third), end - dt.timedelta(third)
        grain = "span"
    return Interval(start.isoformat(), end.isoformat(), grain, basis)


def _bounds(value: str) -> tuple[dt.date, dt.date, str] | None:
    try:
        if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", value):
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
            return day, day, "day"
        if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
            start = dt.date.fromisocalendar(int(match[1]), int(match[2]), 6 if match[3] else 1)
            return start, start + dt.timedelta(1 if match[3] else 6), "week"
        if match := re.fullmatch(r"(\d{4})-(\d\d)", value):
            year, month = int(match[1]), int(match[2])
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month"
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
            first = dt.date(int(match[1]), 3 * int(match[2]) - 2, 1)
            return first, add_months(first, 3) - dt.timedelta(1), "quarter"
        if match := re.fullmatch(r"(\d{4})-H([12])", value):
            first = dt.date(int(match[1]), 6 * int(match[2]) - 5, 1)
            return first, add_months(first, 6) - dt.timedelta(1), "half"
        if match := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
            start = dt.date(int(match[1]), SEASONS[match[2]], 1)
            return start, add_months(start, 3) - dt.timedelta(1), "season"
        if match := re.fullmatch(r"\d{4}", value):
            return dt.date(int(value), 1, 1), dt.date(int(value), 12, 31), "year"
        if match := re.fullmatch(r"(\d{3})X?", value):
            return dt.date(int(match[1]) * 10, 1, 1), dt.date(int(match[1]) * 10 + 9, 12, 31), "decade"
        if match := re.fullmatch(r"(\d\d)(?:XX)?", value):
            return dt.date(max(1, int(match[1]) * 100), 1, 1), dt.date(int(match[1]) * 100 + 99, 12, 31), "century"
    except ValueError:
        return None
    return None


STRETCH = re.compile(r"P(\d+)([DWMYECQ])")
UNIT_DAYS = {"D": 1, "W": 7}
UNIT_MONTHS = {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}


def stretch(value: str, day: str, way: int, basis: str) -> Interval | None:
    """The days of a TIMEX3 duration before (`way` -1) or after (1) a day: "the past two months"."""
    length = STRETCH.fullmatch(value)
    if not length:
        return None
    here, count, unit = dt.date.fromisoformat(day), int(length[1]), length[2]
    try:
        if unit in UNIT_DAYS:
            other = here + dt.timedelta(way * count * UNIT_DAYS[unit])
        else:
            other = add_months(here, way * count * UNIT_MONTHS[unit])
    except OverflowError:
        return None
    first, last = sorted((here, other))
    return Interval(first.isoformat(), last.isoformat(), "span", basis)
