"""When a text was published, from its own words: every expression narrows the range; abstain when it stays wide."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from dragoman.records import Document, Interval, TimeExpression

WEEKDAY_DATE = re.compile(
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday),? (january|february|march|april|may|june|july|august|"
    r"september|october|november|december) (\d{1,2})\b",
    re.I,
)
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ENOUGH = 0.6


def date_document(times: tuple[TimeExpression, ...], document: Document) -> Interval | None:
    """An interval with its reasons and probability, or None. `times` are those of the undated document."""
    years = Counter(
        int(t.value[:4]) for t in times if t.type in ("DATE", "TIME") and re.match(r"(1[89]|20)\d\d", t.value)
    )
    recent = {year: count for year, count in years.items() if 1900 <= year <= 2035}
    if not recent:
        return None
    latest = max(recent)
    reasons = [f"the latest year named is {latest}"]
    probability = 0.45 + 0.1 * min(3, recent[latest])
    days = [t for t in times if t.interval is not None and t.interval.is_day and t.value[:4] == str(latest)]
    start, end = dt.date(latest, 1, 1), dt.date(latest, 12, 31)
    month = _month(times, latest)
    if month is not None:
        start, end = month
        reasons.append(f"the months of that year reach to {end:%B}")
    if days:
        last = max(t.value[:10] for t in days)
        reasons.append(f"the last day named is {last}")
    weekday = _by_weekday(document.text, latest)
    if weekday is not None:
        probability += 0.2 if weekday else -0.2
        reasons.append("weekdays named with dates fit" if weekday else "weekdays named with dates do not fit")
    if probability < ENOUGH:
        return None
    basis = f"{'; '.join(reasons)}; probability {min(0.95, probability):.2f}"
    return Interval(start.isoformat(), end.isoformat(), "span", basis)


def _month(times: tuple[TimeExpression, ...], year: int) -> tuple[dt.date, dt.date] | None:
    """From the last month named with the year to three months after."""
    months = sorted({int(t.value[5:7]) for t in times if re.match(rf"{year}-\d\d", t.value)})
    if not months:
        return None
    last = months[-1]
    return dt.date(year, last, 1), dt.date(year, 12, 31)


def _by_weekday(text: str, year: int) -> bool | None:
    """Whether dates with weekdays fit a year; None if there are none."""
    fits = []
    for day, month, number in WEEKDAY_DATE.findall(text):
        try:
            date = dt.date(year, MONTHS.index(month.lower()) + 1, int(number))
        except ValueError:
            continue
        fits.append(date.weekday() == DAYS.index(day.lower()))
    return all(fits) if fits else None
