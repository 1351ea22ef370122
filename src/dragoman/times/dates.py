"""Calendar dates: from a match of the grammar to a TIMEX3 value (ISO-TimeML; conventions of TempEval-3)."""

from __future__ import annotations

import datetime as dt
import re

from dragoman.times import othercalendars
from dragoman.times.calendar import SEASONS, add_months, week
from dragoman.times.normalise import (
    MONTHS_AHEAD,
    NO_DATE,
    Context,
    Groups,
    Value,
    direction,
    full_year,
    modifier,
)

SHORT = 4  # letters of an abbreviated month


def numeric_date(groups: Groups, text: str, context: Context) -> Value | None:
    try:
        day = dt.date(full_year(groups["year"], context.anchor), int(groups["mon"]), int(groups["day"]))
    except ValueError:
        return None
    return Value("DATE", day.isoformat())


def numbered_week(groups: Groups, text: str, context: Context) -> Value | None:
    year, number = groups.get("year") or groups["year2"], int(groups.get("week") or groups["week2"])
    return Value("DATE", f"{year}-W{number:02d}") if 1 <= number <= 53 else None


def calendar_date(groups: Groups, text: str, context: Context) -> Value | None:
    month = context.lexicon.months[groups["month"].lower().rstrip(".")]
    number = int(groups["day"])
    if not groups["month"][0].isupper():
        return None
    part = context.lexicon.parts.get((groups.get("part") or groups.get("part2") or "").lower(), "")
    kind = "TIME" if part else "DATE"
    try:
        if "year" in groups:
            day = dt.date(int(groups["year"]), month, number)
        elif context.anchor is None:
            return Value(kind, f"XXXX-{month:02d}-{number:02d}{part}") if number <= 31 else None
        elif "which2" in groups:
            day = dt.date(context.anchor.year + _years(groups["which2"]), month, number)
        else:
            day = dt.date(nearest_year(month, number, context, direction(groups.get("which", ""))), month, number)
    except ValueError:
        return None
    return Value(kind, day.isoformat() + part, modifier(groups, context.lexicon))


def _years(which: str) -> int:
    return {"last": -1, "next": 1}.get(which.lower(), 0)


def day_of_month(groups: Groups, text: str, context: Context) -> Value | None:
    """ "The 20th of this month", "Friday the 13th": in the month of speaking."""
    if context.anchor is None or ("weekday" in groups and not groups["weekday"][0].isupper()):
        return None
    first = add_months(context.anchor.replace(day=1), _years(groups.get("which", "")))
    try:
        day = first.replace(day=int(groups["day"]))
    except ValueError:
        return None
    if "weekday" in groups:
        number = context.lexicon.weekdays[groups["weekday"].lower()]
        steps = (0, -1, 1, -2, 2, -3, 3)
        fits = [d for d in (add_months(day, step) for step in steps) if d.isoweekday() == number and d.day == day.day]
        if not fits:
            return None
        day = fits[0]
    return Value("DATE", day.isoformat())


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
    if context.tense == "future" and near < anchor - dt.timedelta(MONTHS_AHEAD):
        return near.year + 1
    return near.year


def month(groups: Groups, text: str, context: Context) -> Value | None:
    name = groups["month"]
    number = context.lexicon.months[name.lower().rstrip(".")]
    mod = modifier(groups, context.lexicon)
    if not name[0].isupper() and "year" not in groups:
        return None
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-{number:02d}", mod)
    if not (mod or "which" in groups or "which2" in groups) and _is_name(name, context):
        return None
    if context.anchor is None:
        return Value("DATE", f"XXXX-{number:02d}", mod)
    anchor = context.anchor
    if "which2" in groups:
        return Value("DATE", f"{anchor.year + _years(groups['which2'])}-{number:02d}", mod)
    return Value("DATE", f"{_year_of_month(number, groups.get('which', ''), context, anchor)}-{number:02d}", mod)


def _is_name(name: str, context: Context) -> bool:
    """Whether a month's name stands for something else: "Jan Novak", "a March for Life", "May I", "Mar-a-Lago"."""
    opener = context.before.split()[-1] if context.before.split() else ""
    opened = opener in context.lexicon.month_openers
    if len(name) < SHORT and name.lower() != "may":
        return not opened
    if name.lower() in ("may", "march"):
        return not opened and not context.after.startswith((",", ".", ";", " and ", "'s", "’s", " election", " vote"))
    return False


def _year_of_month(number: int, which: str, context: Context, anchor: dt.date) -> int:
    way = direction(which)
    if way < 0:
        # In March "last February" is that of the year before: that of this year would be "last month".
        return anchor.year - (number >= anchor.month - 1)
    if way > 0 or context.tense == "future" or context.limit:
        return anchor.year + (number < anchor.month)
    if which.lower() == "this":
        return anchor.year
    ahead = (number - anchor.month) % 12
    if ahead and ahead <= (1 if context.tense == "past" else 3):
        return anchor.year + (number < anchor.month)
    return anchor.year - (number > anchor.month)


def week_of(groups: Groups, text: str, context: Context) -> Value | None:
    if "nth" not in groups:
        found = calendar_date(groups, text, context)
        if found is None or context.anchor is None:
            return found
        return Value("DATE", week(dt.date.fromisoformat(found.value[:10])))
    found = month(groups, text, context)
    if found is None or "X" in found.value:
        return None
    first = dt.date.fromisoformat(found.value + "-01")
    nth = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(groups["nth"].lower())
    if nth is not None:
        return Value("DATE", week(first + dt.timedelta(7 * nth + 3)))
    return Value("DATE", week(add_months(first, 1) - dt.timedelta(4)))


def other_calendar(groups: Groups, text: str, context: Context) -> Value | None:
    """A month of the Islamic or Persian calendar, named with a day, a year or the word "last"."""
    name = (groups.get("othermonth") or groups["othermonthtail"]).lower()
    if name in context.lexicon.islamic:
        number, reader, year_of = context.lexicon.islamic[name], othercalendars.islamic, othercalendars.islamic_year
    else:
        number, reader, year_of = context.lexicon.persian[name], othercalendars.persian, othercalendars.persian_year
    told = "year" in groups or "day" in groups or "which" in groups or context.before.endswith((" in", "during"))
    try:
        if "otheryear" in groups:
            year = int(groups["otheryear"])
        elif "year" in groups:
            year = year_of(dt.date(int(groups["year"]), 1, 1))
            year += reader(year, number).year < int(groups["year"])
        elif context.anchor is None or not told or not name.isalpha():
            return None
        else:
            year = year_of(context.anchor) + _years(groups.get("which", ""))
        if "day" in groups:
            return Value("DATE", reader(year, number, int(groups["day"])).isoformat())
        return Value("DATE", reader(year, number, 15).isoformat()[:7], "APPROX")
    except (ValueError, OverflowError):
        return None


def decade(groups: Groups, text: str, context: Context) -> Value | None:
    digit = int(groups["decade"]) if "decade" in groups else context.lexicon.tens[groups["tens"].lower()]
    century = int(groups["century"]) if "century" in groups else 20 if digit < 2 else 19
    marked = "'" in text or "’" in text or text.lower().startswith("the") or "mod" in groups
    after_decade = context.mentioned is not None and context.mentioned.grain == "decade"
    if "decade" in groups and "century" not in groups and not (marked or after_decade):
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


def year_in_words(groups: Groups, text: str, context: Context) -> Value | None:
    return Value("DATE", _spelt_year(groups, context))


def _spelt_year(groups: Groups, context: Context) -> str:
    """ "Nineteen ninety-four", "the year two thousand and six"."""
    numbers = context.lexicon.numbers
    ones = numbers.get(groups.get("wordones", "").lower(), 0) + numbers.get(groups.get("wordsmall", "").lower(), 0)
    if "wordtens" in groups:
        return str(1900 + numbers[groups["wordtens"].lower()] + ones)
    return str(2000 + ones)


def season(groups: Groups, text: str, context: Context) -> Value | None:
    letters = context.lexicon.seasons[groups["season"].lower()]
    mod = modifier(groups, context.lexicon)
    if "wordtens" in groups:
        return Value("DATE", f"{_spelt_year(groups, context)}-{letters}", mod)
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-{letters}", mod)
    if context.anchor is None:
        return Value("DATE", f"XXXX-{letters}", mod)
    anchor = context.anchor
    start, which = SEASONS[letters], groups.get("which", "")
    way = direction(which)
    found = anchor.year
    if way < 0:
        found -= anchor.month < start + 3
    elif way > 0:
        found += anchor.month >= start
    elif not which and context.tense != "future":
        found -= anchor.month < start
    elif letters == "WI" and anchor.month < 3:
        found -= 1
    return Value("DATE", f"{found}-{letters}", mod)


def quarter_of(groups: Groups, text: str, context: Context) -> Value | None:
    word = groups["ordinal"].lower()
    number = int(word) if word.isdigit() else 4 if word == "final" else context.lexicon.ordinals[word]
    stated = groups.get("year") or groups.get("yearfirst")
    if stated:
        return Value("DATE", f"{stated}-Q{number}")
    if context.anchor is None:
        return Value("DATE", f"XXXX-Q{number}")
    which = (groups.get("which2") or groups.get("which") or "").lower()
    found = context.anchor.year
    if "last" in which or "year-" in which:
        found -= 1
    elif "next" in which:
        found += 1
    elif not which and 3 * number - 2 > context.anchor.month + 3:
        found -= 1
    return Value("DATE", f"{found}-Q{number}")


def half(groups: Groups, text: str, context: Context) -> Value | None:
    word = groups.get("ordinal", "").lower()
    number = int(groups["half"]) if "half" in groups else 1 if word == "first" else 2
    if "decade" in groups:
        return Value("DATE", f"19{groups['decade']}", "END" if number == 2 else "START")
    if "year" in groups:
        return Value("DATE", f"{groups['year']}-H{number}")
    if context.anchor is None:
        return Value("DATE", f"XXXX-H{number}")
    step = {"last year": -1, "next year": 1}.get(groups.get("which2", "").lower(), 0)
    return Value("DATE", f"{context.anchor.year + step}-H{number}")


def holiday(groups: Groups, text: str, context: Context) -> Value | None:
    code = context.lexicon.holidays[groups["holiday"].lower().replace("’", "'")]
    if not groups["holiday"][0].isupper():
        return None
    if "year" in groups:
        return Value("DATE", feast(code, int(groups["year"])).isoformat())
    if context.anchor is None:
        return None
    day = feast(code, 2000)
    found = nearest_year(day.month, day.day, context, direction(groups.get("which", "")))
    return Value("DATE", feast(code, found).isoformat())


def feast(code: str, year: int) -> dt.date:
    """The day of a feast by its code in lexicon.toml: "12-25", or "4/4/11", the fourth Thursday of November."""
    if "/" not in code:
        return dt.date(year, int(code[:2]), int(code[3:]))
    nth, day, number = map(int, code.split("/"))
    if nth > 0:
        first = dt.date(year, number, 1)
        return first + dt.timedelta((day - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = add_months(dt.date(year, number, 1), 1) - dt.timedelta(1)
    return last - dt.timedelta((last.isoweekday() - day) % 7)
