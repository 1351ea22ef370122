"""Dates by the day of speaking or by the day that the narrative named last: "yesterday", "two days earlier"."""

from __future__ import annotations

import datetime as dt

from dragoman.times.calendar import add_months, quarter, week
from dragoman.times.normalise import (
    Context,
    Groups,
    Value,
    direction,
    duration_value,
    grain_value,
    modifier,
    number_of,
    shift,
)

CLOCK_UNITS = frozenset({"second", "minute", "hour"})


def weekday(groups: Groups, text: str, context: Context) -> Value | None:
    if not groups["weekday"][0].isupper() or context.before.endswith(context.lexicon.named_days):
        return None
    number = context.lexicon.weekdays[groups["weekday"].lower()]
    mod = modifier(groups, context.lexicon)
    part = context.lexicon.parts.get(groups.get("part", "").lower(), "")
    kind = "TIME" if part else "DATE"
    if context.anchor is None:
        return Value(kind, f"XXXX-WXX-{number}{part}", mod)
    anchor = context.anchor
    gap = (anchor.isoweekday() - number) % 7
    ahead = (number - anchor.isoweekday()) % 7
    day = anchor - dt.timedelta(gap)
    which, weeks = groups.get("which", "").lower(), groups.get("week", "").lower()
    if weeks:
        monday = anchor - dt.timedelta(anchor.isoweekday() - 1)
        day = monday + dt.timedelta({"last week": -7, "next week": 7}.get(weeks, 0) + number - 1)
    elif "fromweek" in groups:
        day = day - dt.timedelta(7) if groups["fromweek"].lower() == "before" else anchor + dt.timedelta(ahead + 7)
    elif which == "the previous" and context.reference:
        back = (context.reference.isoweekday() - number) % 7
        day = context.reference - dt.timedelta(back or 7)
    elif which in ("last", "this past", "the previous"):
        day = anchor - dt.timedelta(gap or 7)
    elif which in ("the following", "the next") and context.reference:
        day = context.reference + dt.timedelta((number - context.reference.isoweekday()) % 7 or 7)
    elif which in ("next", "this coming", "the following", "the next") or context.tense == "future":
        day = anchor + dt.timedelta(ahead or (7 if which else 0))
    elif which == "this":
        day = anchor - dt.timedelta(gap) if context.tense == "past" else anchor + dt.timedelta(ahead)
    return Value(kind, day.isoformat() + part, mod)


def day_word(groups: Groups, text: str, context: Context) -> Value | None:
    word = groups["word"].lower()
    mod = modifier(groups, context.lexicon)
    part = context.lexicon.parts.get(groups.get("part", "").lower(), "")
    if word in ("tonight", "last night", "overnight"):
        part = "TNI"
    if context.anchor is None:
        return Value("DATE", "PRESENT_REF" if word in ("today", "tonight") else "XXXX-XX-XX", mod)
    steps = {
        "yesterday": -1,
        "tomorrow": 1,
        "last night": -1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }
    day = context.anchor + dt.timedelta(steps.get(word, 0))
    return Value("TIME" if part else "DATE", day.isoformat() + part, mod)


def part_of_day(groups: Groups, text: str, context: Context) -> Value | None:
    which = groups["which"].lower()
    base = context.anchor if which == "this" else context.base
    if base is None:
        return None
    base += dt.timedelta({"the previous": -1, "the next": 1, "the following": 1}.get(which, 0))
    part = context.lexicon.parts[groups["part"].lower()]
    return Value("TIME", base.isoformat() + part, modifier(groups, context.lexicon))


def unit_of_now(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    which = groups.get("which", "this").lower()
    mod = modifier(groups, context.lexicon)
    way = direction(which)
    if context.before.endswith(('"', "“", "`")) and which == "this" and text[:1].isupper() and text[-4:-3].isupper():
        return None  # the name of a programme
    if context.anchor is None:
        return Value("DATE", "PAST_REF" if way < 0 else "FUTURE_REF" if way > 0 else "PRESENT_REF")
    if unit == "quarter" and which == "the latest":
        way = -1
    if unit in ("decade", "century") and which in ("the past", "the last"):
        return Value("DURATION", duration_value(1, unit), mod)
    if unit == "weekend":
        saturday = context.anchor - dt.timedelta((context.anchor.isoweekday() - 6) % 7)
        if way > 0 or (which == "this" and context.tense == "future"):
            saturday += dt.timedelta(7)
        return Value("DATE", f"{week(saturday)}-WE")
    return Value("DATE", grain_value(shift(context.anchor, way, unit), unit), mod)


def the_unit(groups: Groups, text: str, context: Context) -> Value | None:
    """ "The year", "the week" of speaking; a stretch in "the year ended June 30"."""
    if "ended" in groups:
        return Value("DURATION", duration_value(1, groups["unit"].lower()))
    return unit_of_now(groups, text, context)


def year_end(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DATE", f"{context.anchor.year}-12" if context.anchor else "XXXX-12")


def year_earlier(groups: Groups, text: str, context: Context) -> Value | None:
    if context.quarter:
        return Value("DATE", f"{int(context.quarter[:4]) - 1}{context.quarter[4:]}")
    if context.anchor is None:
        return Value("DATE", "PAST_REF")
    return Value("DATE", f"{context.anchor.year - 1}")


def the_quarter(groups: Groups, text: str, context: Context) -> Value | None:
    """ "The quarter", "the latest period": the one that the text spoke of last."""
    if context.quarter:
        back = 1 if "lastyear" in groups else 0
        return Value("DATE", f"{int(context.quarter[:4]) - back}{context.quarter[4:]}")
    if context.anchor is None or not ("quarter" in text.lower() or "latest" in text.lower()):
        return None
    return Value("DATE", quarter(add_months(context.anchor, -3)))


def ago(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    mod = modifier(groups, context.lexicon) or ("APPROX" if "or so" in text else "")
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    if count is None and "couple" in groups.get("few", ""):
        count = 2
    if count is None or context.anchor is None:
        return Value("DATE", "PAST_REF")
    if unit == "year" and count == 1 and context.quarter and not mod:
        return Value("DATE", f"{int(context.quarter[:4]) - 1}{context.quarter[4:]}")
    if unit in CLOCK_UNITS:
        return Value("DATE", context.anchor.isoformat(), mod)
    day = shift(context.anchor, -count, unit)
    if unit == "week" and count > 1:
        return Value("DATE", week(day), mod)
    return Value("DATE", grain_value(day, "day" if unit in ("day", "week", "fortnight") else unit), mod)


def shifted(groups: Groups, text: str, context: Context) -> Value | None:
    """ "Two days earlier", "three weeks later": from the day named last; "from now": from that of publication."""
    unit = groups["unit"].lower()
    mod = modifier(groups, context.lexicon)
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    way = groups.get("way", "later").lower()
    if way in ("after", "before") or (count is None and "few" in groups):
        return Value("DURATION", duration_value(count, unit), mod)
    if count is None:
        return Value("DATE", "PAST_REF")
    back = way in ("earlier", "prior", "previously")
    if unit == "year" and count == 1 and back and context.quarter:
        return Value("DATE", f"{int(context.quarter[:4]) - 1}{context.quarter[4:]}")
    base = context.anchor if way in ("from now", "hence") or "time" in text else context.base
    if base is None or unit in CLOCK_UNITS:
        return Value("DURATION", duration_value(count, unit), mod)
    return Value("DATE", grain_value(shift(base, -count if back else count, unit), _fine(unit)), mod)


def _fine(unit: str) -> str:
    return "day" if unit in ("week", "fortnight") else unit


def the_day_before(groups: Groups, text: str, context: Context) -> Value | None:
    unit = (groups.get("unit1") or groups["unit2"]).lower()
    way = (groups.get("way") or groups["way2"]).lower()
    base = _named(context, unit)
    if base is None:
        return Value("DATE", "PAST_REF")
    step = -1 if way in ("previous", "before", "earlier", "preceding") else 1
    return Value("DATE", grain_value(shift(base, step, "week" if unit == "weekend" else unit), unit))


def same(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    base = _named(context, unit)
    if base is None:
        return Value("DATE", "PAST_REF")
    part = context.lexicon.parts.get(unit)
    if part:
        return Value("TIME", base.isoformat() + part)
    return Value("DATE", grain_value(base, unit), modifier(groups, context.lexicon))


def _named(context: Context, unit: str) -> dt.date | None:
    """The day that "that year", "the following month" start from: in the last stretch named that is fine enough."""
    last = context.mentioned
    if last and last.start and unit in ("year", "decade", "century"):
        return dt.date.fromisoformat(last.start)
    if last and last.start and unit == "month" and last.grain in ("day", "week", "month"):
        return dt.date.fromisoformat(last.start)
    return context.base


def weekend(groups: Groups, text: str, context: Context) -> Value | None:
    if context.anchor is None:
        return Value("DATE", "XXXX-WXX-WE")
    saturday = context.anchor - dt.timedelta((context.anchor.isoweekday() - 6) % 7)
    if context.tense == "future" and context.anchor.isoweekday() < 6:
        saturday += dt.timedelta(7)
    return Value("DATE", f"{week(saturday)}-WE")
