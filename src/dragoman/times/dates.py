"""Dates: from a match of the grammar to a TIMEX3 value (ISO-TimeML; conventions of TempEval-3)."""

from __future__ import annotations

import datetime as dt
import re

from dragoman.times.calendar import add_months, quarter, week
from dragoman.times.normalise import (
    MONTHS_AHEAD,
    NO_DATE,
    Context,
    Groups,
    Value,
    direction,
    duration_value,
    full_year,
    grain_value,
    modifier,
    number_of,
    shift,
)


def numeric_date(groups: Groups, text: str, context: Context) -> Value | None:
    try:
        day = dt.date(full_year(groups["year"], context.anchor), int(groups["mon"]), int(groups["day"]))
    except ValueError:
        return None
    return Value("DATE", day.isoformat())


def calendar_date(groups: Groups, text: str, context: Context) -> Value | None:
    month = context.lexicon.months[groups["month"].lower().rstrip(".")]
    number = int(groups["day"])
    if not groups["month"][0].isupper():
        return None
    if "year" in groups:
        try:
            return Value(
                "DATE", dt.date(int(groups["year"]), month, number).isoformat(), modifier(groups, context.lexicon)
            )
        except ValueError:
            return None
    if not 1 <= number <= 31:
        return None
    if context.anchor is None:
        return Value("DATE", f"XXXX-{month:02d}-{number:02d}")
    year = nearest_year(month, number, context, direction(groups.get("which", "")))
    try:
        return Value("DATE", dt.date(year, month, number).isoformat())
    except ValueError:
        return None


def nearest_year(month: int, day: int, context: Context, way: int = 0) -> int:
    """The year of a date without one: the past one of the words' tense, else the nearest."""
    anchor = context.anchor or NO_DATE
    options = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            options.append(dt.date(year, month, min(day, 28)))
        except ValueError:
            continue
    if way < 0:
        past = [d for d in options if d < anchor.replace(day=1)]
        return max(past).year if past else anchor.year
    if way > 0:
        ahead = [d for d in options if (d.year, d.month) >= (anchor.year, anchor.month)]
        return min(ahead).year if ahead else anchor.year
    near = min(options, key=lambda d: abs((d - anchor).days))
    if context.tense == "past" and near > anchor + dt.timedelta(MONTHS_AHEAD):
        return near.year - 1
    if context.tense == "future" and near < anchor - dt.timedelta(31):
        return near.year + 1
    return near.year


def month(groups: Groups, text: str, context: Context) -> Value | None:
    name = groups["month"]
    number = context.lexicon.months[name.lower().rstrip(".")]
    if (name.lower() == "may" and name != "May") or (name.lower() == "march" and name not in ("March", "MARCH")):
        return None
    mod = modifier(groups, context.lexicon)
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-{number:02d}", mod)
    if not name[0].isupper():
        return None
    if context.anchor is None:
        return Value("DATE", f"XXXX-{number:02d}", mod)
    way = direction(groups.get("which", ""))
    anchor = context.anchor
    if way < 0:
        year = anchor.year - (number >= anchor.month)
    elif way > 0 or context.tense == "future" or context.limit:
        year = anchor.year + (number < anchor.month)
    elif groups.get("which", "").lower() == "this":
        year = anchor.year
    else:
        year = anchor.year - (number > anchor.month)
        ahead = (number - anchor.month) % 12
        if ahead <= (1 if context.tense == "past" else 3) and ahead:
            year = anchor.year + (number < anchor.month)
    return Value("DATE", f"{year}-{number:02d}", mod)


def weekday(groups: Groups, text: str, context: Context) -> Value | None:
    if not groups["weekday"][0].isupper():
        return None
    number = context.lexicon.weekdays[groups["weekday"].lower()]
    mod = modifier(groups, context.lexicon)
    part = context.lexicon.parts.get(groups.get("part", "").lower(), "")
    if context.anchor is None:
        return Value("TIME" if part else "DATE", f"XXXX-WXX-{number}{part}", mod)
    anchor = context.anchor
    gap = (anchor.isoweekday() - number) % 7
    day = anchor - dt.timedelta(gap)
    which, weeks = groups.get("which", "").lower(), groups.get("week", "").lower()
    if weeks:
        monday = anchor - dt.timedelta(anchor.isoweekday() - 1)
        day = monday + dt.timedelta({"last week": -7, "next week": 7}.get(weeks, 0) + number - 1)
    elif which in ("last", "this past", "the previous"):
        day = anchor - dt.timedelta(gap or 7)
    elif which in ("next", "this coming", "the following") or context.tense == "future":
        day = anchor + dt.timedelta((number - anchor.isoweekday()) % 7 or (7 if which else 0))
    return Value("TIME" if part else "DATE", day.isoformat() + part, mod)


def decade(groups: Groups, text: str, context: Context) -> Value | None:
    tens = {
        "twenties": 2,
        "thirties": 3,
        "forties": 4,
        "fifties": 5,
        "sixties": 6,
        "seventies": 7,
        "eighties": 8,
        "nineties": 9,
    }
    digit = int(groups["decade"]) if "decade" in groups else tens[groups["tens"].lower()]
    century = int(groups["century"]) if "century" in groups else 20 if digit < 2 else 19
    if (
        "decade" in groups
        and "century" not in groups
        and "'" not in text
        and "’" not in text
        and not text.lower().startswith("the")
    ):
        return None
    return Value("DATE", f"{century}{digit}", modifier(groups, context.lexicon))


def century(groups: Groups, text: str, context: Context) -> Value | None:
    word = groups["ordinal"].lower()
    number = context.lexicon.ordinals.get(word) or int(re.sub(r"\D", "", word) or 0)
    return Value("DATE", f"{number - 1:02d}", modifier(groups, context.lexicon)) if number else None


def year(groups: Groups, text: str, context: Context) -> Value | None:
    found = groups.get("year") or ""
    if "year2" in groups:
        found = str(full_year(groups["year2"], context.anchor))
    return Value("DATE", found, modifier(groups, context.lexicon))


# ---- dates by the day of speaking


def day_word(groups: Groups, text: str, context: Context) -> Value | None:
    word = groups["word"].lower()
    mod = modifier(groups, context.lexicon)
    part = context.lexicon.parts.get(groups.get("part", "").lower(), "")
    if word in ("tonight", "last night", "overnight"):
        part = "TNI"
    if context.anchor is None:
        return Value("DATE", "PRESENT_REF" if word in ("today", "tonight") else "XXXX-XX-XX", mod)
    step = {
        "yesterday": -1,
        "tomorrow": 1,
        "last night": -1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }
    day = context.anchor + dt.timedelta(step.get(word, 0))
    return Value("TIME" if part else "DATE", day.isoformat() + part, mod)


def part_of_day(groups: Groups, text: str, context: Context) -> Value | None:
    base = context.reference if groups["which"].lower() == "that" else context.anchor
    base = base or context.anchor
    if base is None:
        return None
    if groups["which"].lower() == "the previous":
        base -= dt.timedelta(1)
    return Value(
        "TIME", base.isoformat() + context.lexicon.parts[groups["part"].lower()], modifier(groups, context.lexicon)
    )


def unit_of_now(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    which = groups.get("which", "this").lower()
    mod = modifier(groups, context.lexicon)
    if context.anchor is None:
        return Value("DATE", "PRESENT_REF" if which == "this" else "PAST_REF" if direction(which) < 0 else "FUTURE_REF")
    base = context.anchor
    if which in ("the same", "that", "the following", "the previous", "the preceding", "the prior"):
        base = context.reference or base
    way = direction(which)
    if unit == "quarter" and which in ("the latest", "this"):
        way = -1 if which == "the latest" else 0
    if unit in ("year", "decade", "century") and which in ("the past", "the last") and unit != "year":
        return Value("DURATION", duration_value(1, unit), mod)
    if unit == "weekend":
        saturday = base - dt.timedelta((base.isoweekday() - 6) % 7)
        if way > 0 or (which == "this" and context.tense == "future"):
            saturday += dt.timedelta(7)
        return Value("DATE", f"{week(saturday)}-WE")
    return Value("DATE", grain_value(shift(base, way, unit), unit), mod)


def year_end(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DATE", f"{context.anchor.year}-12" if context.anchor else "XXXX-12")


def season(groups: Groups, text: str, context: Context) -> Value | None:
    letters = context.lexicon.seasons[groups["season"].lower()]
    mod = modifier(groups, context.lexicon)
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-{letters}", mod)
    if context.anchor is None:
        return Value("DATE", f"XXXX-{letters}", mod)
    way = direction(groups["which"])
    start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[letters]
    year = context.anchor.year
    if way < 0 and context.anchor.month < start + 3:
        year -= 1
    elif way > 0 and context.anchor.month >= start:
        year += 1
    return Value("DATE", f"{year}-{letters}", mod)


def quarter_of(groups: Groups, text: str, context: Context) -> Value | None:
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}[groups["ordinal"].lower()]
    stated = groups.get("year") or groups.get("yearfirst")
    if stated:
        return Value("DATE", f"{stated}-Q{number}")
    if context.anchor is None:
        return Value("DATE", f"XXXX-Q{number}")
    which = (groups.get("which2") or groups.get("which") or "").lower()
    year = context.anchor.year
    if "last" in which or "year-" in which:
        year -= 1
    elif "next" in which:
        year += 1
    elif not which and 3 * number - 2 > context.anchor.month + 3:
        year -= 1
    return Value("DATE", f"{year}-Q{number}")


def half(groups: Groups, text: str, context: Context) -> Value | None:
    number = 1 if groups["ordinal"].lower() == "first" else 2
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-H{number}")
    if context.anchor is None:
        return Value("DATE", f"XXXX-H{number}")
    step = {"last year": -1, "next year": 1}.get(groups.get("which2", "").lower(), 0)
    return Value("DATE", f"{context.anchor.year + step}-H{number}")


def year_earlier(groups: Groups, text: str, context: Context) -> Value | None:
    if context.quarter:
        return Value("DATE", f"{int(context.quarter[:4]) - 1}{context.quarter[4:]}")
    if context.anchor is None:
        return Value("DATE", "PAST_REF")
    return Value("DATE", f"{context.anchor.year - 1}")


def the_quarter(groups: Groups, text: str, context: Context) -> Value | None:
    """ "The quarter", "the latest period": the one that the text spoke of last."""
    if context.quarter:
        return Value("DATE", context.quarter)
    if context.anchor is None or "quarter" not in text.lower():
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
    if unit in ("second", "minute", "hour"):
        return Value("DATE", context.anchor.isoformat(), mod)
    day = shift(context.anchor, -count, unit)
    if unit == "week" and count > 1:
        return Value("DATE", week(day), mod)
    return Value("DATE", grain_value(day, "day" if unit in ("day", "week", "fortnight") else unit), mod)


def shifted(groups: Groups, text: str, context: Context) -> Value | None:
    unit = groups["unit"].lower()
    mod = modifier(groups, context.lexicon)
    count = number_of(groups["number"], context.lexicon) if "number" in groups else None
    way = groups.get("way", "later").lower()
    if way == "after" or (count is None and "few" not in groups):
        return None if way == "after" else Value("DATE", "PAST_REF")
    back = way in ("earlier", "before", "prior", "previously")
    if count is None:
        return Value("DURATION", duration_value(None, unit), mod)
    if unit == "year" and count == 1 and back and context.quarter:
        return Value("DATE", f"{int(context.quarter[:4]) - 1}{context.quarter[4:]}")
    base = context.anchor if way in ("from now", "hence") or "time" in text else context.reference or context.anchor
    if base is None:
        return Value("DURATION", duration_value(count, unit), mod)
    day = shift(base, -count if back else count, unit)
    return Value("DATE", grain_value(day, "day" if unit in ("hour", "minute", "second", "week") else unit), mod)


def the_day_before(groups: Groups, text: str, context: Context) -> Value | None:
    unit = (groups.get("unit1") or groups["unit2"]).lower()
    way = (groups.get("way") or groups["way2"]).lower()
    base = context.reference or context.anchor
    if base is None:
        return Value("DATE", "PAST_REF")
    step = -1 if way in ("previous", "before", "earlier") else 1
    return Value("DATE", grain_value(shift(base, step, unit), unit))


def same(groups: Groups, text: str, context: Context) -> Value | None:
    base = context.reference or context.anchor
    if base is None:
        return Value("DATE", "PAST_REF")
    unit = groups["unit"].lower()
    return Value("TIME", base.isoformat() + "TNI") if unit == "night" else Value("DATE", grain_value(base, unit))


def weekend(groups: Groups, text: str, context: Context) -> Value | None:
    if context.anchor is None:
        return Value("DATE", "XXXX-WXX-WE")
    saturday = context.anchor - dt.timedelta((context.anchor.isoweekday() - 6) % 7)
    if context.tense == "future" and context.anchor.isoweekday() < 6:
        saturday += dt.timedelta(7)
    return Value("DATE", f"{week(saturday)}-WE")


def holiday(groups: Groups, text: str, context: Context) -> Value | None:
    code = context.lexicon.holidays[groups["holiday"].lower().replace("’", "'")]
    if not groups["holiday"][0].isupper():
        return None

    def on(year: int) -> dt.date:
        if "/" not in code:
            return dt.date(year, int(code[:2]), int(code[3:]))
        nth, day, month_number = map(int, code.split("/"))
        if nth > 0:
            first = dt.date(year, month_number, 1)
            return first + dt.timedelta((day - first.isoweekday()) % 7 + 7 * (nth - 1))
        last = add_months(dt.date(year, month_number, 1), 1) - dt.timedelta(1)
        return last - dt.timedelta((last.isoweekday() - day) % 7)

    if "year" in groups:
        return Value("DATE", on(int(groups["year"])).isoformat())
    if context.anchor is None:
        return None
    return Value(
        "DATE", on(nearest_year(on(2000).month, on(2000).day, context, direction(groups.get("which", "")))).isoformat()
    )
