"""The arithmetic of a date in words, as `explain` shows it."""

from __future__ import annotations

import datetime as dt

from dragoman.records import Interval
from dragoman.times.calendar import interval_of
from dragoman.times.normalise import Context, Value

# Readers whose dates start from the day that the narrative named last.
ANAPHORIC = frozenset({"shifted", "the_day_before", "same", "part_of_day"})
STATED = frozenset({"numeric_date", "numbered_week", "year", "year_in_words", "century", "other_calendar"})


def dated(text: str, value: Value, reader: str, context: Context) -> Interval | None:
    """The days of a value with their basis: "“last September” said on 2024-09-13: the September before, 2023-09-01 to
    2023-09-30". None where the value fixes no days."""
    if value.type not in ("DATE", "TIME"):
        return None
    found = interval_of(value.value, value.mod, "")
    if found is None or found.start is None or found.end is None:
        return None
    days = found.start if found.is_day else f"{found.start} to {found.end}"
    told = _told(text, found, reader, context)
    return Interval(found.start, found.end, found.grain, f"“{' '.join(text.split())}”{told}{days}")


def _told(text: str, found: Interval, reader: str, context: Context) -> str:
    """From where the expression counts, and what it comes to."""
    if context.anchor is None or reader in STATED or (found.start or "")[:4] in text:
        return ": "
    if reader in ANAPHORIC and context.reference is not None:
        return f", counted from {context.reference}, named before: "
    return f" said on {context.anchor}: {_relation(found, context.anchor)}, "


def _relation(found: Interval, anchor: dt.date) -> str:
    start, end = dt.date.fromisoformat(found.start or ""), dt.date.fromisoformat(found.end or "")
    if found.is_day:
        return _days_apart(start, anchor)
    name = f"{start:%B}" if found.grain == "month" else found.grain if found.grain != "span" else "stretch"
    if start <= anchor <= end:
        return f"the {name} that holds that day"
    return f"the {name} before" if end < anchor else f"the {name} after"


def _days_apart(day: dt.date, anchor: dt.date) -> str:
    apart = (day - anchor).days
    if apart == 0:
        return "that day"
    side = "before" if apart < 0 else "after"
    if abs(apart) == 1:
        return f"the day {side}"
    return f"the {day:%A} {side}" if abs(apart) < 7 else f"{abs(apart)} days {side}"
