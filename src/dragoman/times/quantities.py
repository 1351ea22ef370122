"""Clock times, durations, sets and vague words: from a match of the grammar to a TIMEX3 value."""

from __future__ import annotations

import datetime as dt

from dragoman.times.dates import weekday
from dragoman.times.normalise import Context, Groups, Value, duration_value, modifier, number_of


def clock(groups: Groups, text: str, context: Context) -> Value | None:
    day = (
        context.reference if context.reference and "word" not in groups and "weekday" not in groups else context.anchor
    )
    if "word" in groups and context.anchor:
        day = context.anchor + dt.timedelta({"yesterday": -1, "tomorrow": 1}.get(groups["word"].lower(), 0))
    elif "weekday" in groups:
        found = weekday({"weekday": groups["weekday"]}, text, context)
        day = dt.date.fromisoformat(found.value) if found and context.anchor else None
    if "noon" in groups:
        hour, minute = (0, "00") if groups["noon"].lower() == "midnight" else (12, "00")
    elif "hour24" in groups:
        hour, minute = int(groups["hour24"]), groups["minute24"]
    else:
        hour, minute = int(groups["hour"]), groups.get("minute", "00")
        if hour > 12 and groups["half"].lower().startswith("p"):
            return None
        if groups["half"].lower().startswith("p") and hour < 12:
            hour += 12
        elif groups["half"].lower().startswith("a") and hour == 12:
            hour = 0
    zone = "Z" if groups.get("zone", "").upper() in ("UTC", "GMT") else ""
    prefix = day.isoformat() if day else "XXXX-XX-XX"
    return Value("TIME", f"{prefix}T{hour:02d}:{minute}{zone}", modifier(groups, context.lexicon))


def span(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    which = groups["which"].lower()
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    if "number" not in groups and "few" not in groups:
        if which in ("first", "final"):
            return Value("DURATION", duration_value(None, unit))
        if which in ("last", "previous", "preceding", "following"):
            return None
        return Value("DATE", "FUTURE_REF" if which in ("next", "coming") else "PAST_REF")
    if count is None and "couple" in groups.get("few", ""):
        count = 2
    return Value("DURATION", duration_value(count, unit))


def duration(groups: Groups, text: str, context: Context) -> Value | None:
    if "old" in groups:  # ages are no times of the narrative
        return None
    unit = groups["unit"].lower()
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    lower = text.lower()
    if (
        "number" in groups
        and groups["number"].lower() in ("a", "an")
        and not lower.startswith(("a ", "an "))
        and "mod" not in groups
    ):
        return None
    if "number" in groups and count is None:
        return None
    if "couple" in groups.get("few", ""):
        count = 2
    if "and a half" in lower and count:
        count += 0.5
    if "number" not in groups and unit in ("second", "minute", "quarter"):
        return None
    if unit == "second" and ("number" not in groups or groups["number"].lower() in ("a", "one")):
        return None
    return Value("DURATION", duration_value(count, unit), modifier(groups, context.lexicon))


def each(groups: Groups, text: str, context: Context) -> Value | None:
    if "weekday" in groups:
        return Value("SET", f"XXXX-WXX-{context.lexicon.weekdays[groups['weekday'].lower()]}")
    unit = groups["unit"].lower()
    if unit in context.lexicon.parts:
        return Value("SET", f"XXXX-XX-XX{context.lexicon.parts[unit]}")
    return Value("SET", duration_value(2 if "other" in text.lower() else 1, unit))


def often(groups: Groups, text: str, context: Context) -> Value | None:
    value = context.lexicon.sets[groups["often"].lower()]
    return Value("SET", value) if value else None


def vague(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DATE", context.lexicon.vague[groups["vague"].lower()])
