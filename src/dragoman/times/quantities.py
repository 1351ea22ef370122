"""Clock times, durations, sets and vague words: from a match of the grammar to a TIMEX3 value."""

from __future__ import annotations

import datetime as dt

from dragoman.times.dates import calendar_date
from dragoman.times.deictic import weekday
from dragoman.times.normalise import Context, Groups, Value, duration_value, modifier, number_of


def clock(groups: Groups, text: str, context: Context) -> Value | None:
    hour, minute = _clock_time(groups)
    if hour < 0:
        return None
    day = _clock_day(groups, text, context)
    zone = "Z" if groups.get("zone", "").upper() in ("UTC", "GMT") else ""
    prefix = day or "XXXX-XX-XX"
    return Value("TIME", f"{prefix}T{hour:02d}:{minute}{zone}", modifier(groups, context.lexicon))


def _clock_time(groups: Groups) -> tuple[int, str]:
    """Hour and minutes; hour -1 where there is no such time."""
    if "noon" in groups:
        return (0, "00") if groups["noon"].lower() == "midnight" else (12, "00")
    if "hour24" in groups:
        return int(groups["hour24"]), groups["minute24"]
    hour, minute = int(groups["hour"]), groups.get("minute", "00")
    evening = groups["half"].lower().startswith("p")
    if hour > 12 and evening:
        return -1, minute
    if evening and hour < 12:
        hour += 12
    elif not evening and hour == 12:
        hour = 0
    return hour, minute


def _clock_day(groups: Groups, text: str, context: Context) -> str:
    """The day of a clock time: the one named with it, else the last one named, else that of publication."""
    if "month" in groups or "monthtail" in groups:
        month, day = groups.get("month") or groups["monthtail"], groups.get("day") or groups["daytail"]
        found = calendar_date({"month": month, "day": day}, text, context)
        return found.value if found else ""
    if "weekday" in groups:
        found = weekday({"weekday": groups["weekday"]}, text, context)
        return found.value if found and context.anchor else ""
    if "word" in groups and context.anchor:
        step = {"yesterday": -1, "tomorrow": 1}.get(groups["word"].lower(), 0)
        return (context.anchor + dt.timedelta(step)).isoformat()
    return context.base.isoformat() if context.base else ""


def span(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    which = groups["which"].lower()
    mod = modifier(groups, context.lexicon)
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    if "number" not in groups and "few" not in groups:
        if which in ("first", "final", "coming"):
            return Value("DURATION", duration_value(None, unit))
        if which in ("last", "previous", "preceding", "following", "latest"):
            return None
        return Value("DATE", "FUTURE_REF" if which == "next" else "PAST_REF")
    if " to " in text:
        return Value("DURATION", duration_value(None, unit), mod)
    if count is None and "couple" in groups.get("few", ""):
        count = 2
    return Value("DURATION", duration_value(count, unit), mod)


def duration(groups: Groups, text: str, context: Context) -> Value | None:
    if "old" in groups:  # ages are no times of the narrative
        return None
    unit = (groups.get("unit") or groups.get("unit2") or groups["unit3"]).lower()
    number = groups.get("number", "").lower()
    count = number_of(number, context.lexicon) if number else None
    if number and (count is None or _is_no_count(number, unit, text, groups, context)):
        return None
    if "couple" in groups.get("few", ""):
        count = 2
    if "unit2" in groups or "unit3" in groups:
        count = 1
    if "half" in groups and count and unit == "minute":
        return Value("DURATION", f"PT{int(count)}M30S")
    if "half" in groups and count:
        count += 0.5
    if not number and unit in ("second", "minute", "quarter"):
        return None
    return Value("DURATION", duration_value(count, unit), modifier(groups, context.lexicon))


def _is_no_count(number: str, unit: str, text: str, groups: Groups, context: Context) -> bool:
    """ "A quarter of the votes", "three-quarters", "a second", "at a minute's notice" are no durations."""
    lower = text.lower()
    if unit == "quarter" and (number in ("a", "an", "one") or "-" in text or context.after.startswith(" of ")):
        return True
    if unit == "second" and number in ("a", "one"):
        return True
    return number in ("a", "an") and not lower.startswith(("a ", "an ")) and "mod" not in groups


def indefinite(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DURATION", "PXX") if context.before.endswith(("for", "take", "last", "in")) else None


def each(groups: Groups, text: str, context: Context) -> Value | None:
    lexicon = context.lexicon
    if "weekday" in groups or "plural" in groups:
        name = groups.get("weekday") or groups["plural"]
        number = lexicon.weekdays[name.lower().removesuffix("s") if "plural" in groups else name.lower()]
        return Value("SET", f"XXXX-WXX-{number}") if name[0].isupper() else None
    if "month" in groups:
        return Value("SET", f"XXXX-{lexicon.months[groups['month'].lower().rstrip('.')]:02d}")
    unit = groups["unit"].lower()
    if unit in lexicon.parts:
        return Value("SET", f"XXXX-XX-XX{lexicon.parts[unit]}")
    every = 2 if "other" in groups else lexicon.ordinals.get(groups.get("nth", "").lower(), 1)
    return Value("SET", duration_value(every, unit))


def often(groups: Groups, text: str, context: Context) -> Value | None:
    value = context.lexicon.sets[groups["often"].lower()]
    return Value("SET", value) if value else None


def vague(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DATE", context.lexicon.vague[groups["vague"].lower()])
