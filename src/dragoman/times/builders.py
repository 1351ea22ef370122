"""The readers of the grammar's matches by the name that its rules give."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.times import dates, deictic, quantities
from dragoman.times.normalise import Context, Groups, Value

BUILDERS: dict[str, Callable[[Groups, str, Context], Value | None]] = {
    "numeric_date": dates.numeric_date,
    "numbered_week": dates.numbered_week,
    "calendar_date": dates.calendar_date,
    "day_of_month": dates.day_of_month,
    "month": dates.month,
    "week_of": dates.week_of,
    "other_calendar": dates.other_calendar,
    "decade": dates.decade,
    "century": dates.century,
    "year": dates.year,
    "year_in_words": dates.year_in_words,
    "season": dates.season,
    "half": dates.half,
    "holiday": dates.holiday,
    "weekday": deictic.weekday,
    "day_word": deictic.day_word,
    "part_of_day": deictic.part_of_day,
    "unit_of_now": deictic.unit_of_now,
    "the_unit": deictic.the_unit,
    "year_end": deictic.year_end,
    "year_earlier": deictic.year_earlier,
    "the_quarter": deictic.the_quarter,
    "ago": deictic.ago,
    "shifted": deictic.shifted,
    "the_day_before": deictic.the_day_before,
    "same": deictic.same,
    "weekend": deictic.weekend,
    "clock": quantities.clock,
    "span": quantities.span,
    "duration": quantities.duration,
    "indefinite": quantities.indefinite,
    "each": quantities.each,
    "often": quantities.often,
    "vague": quantities.vague,
    "quarter": dates.quarter_of,
}


def build(name: str, groups: Groups, text: str, context: Context) -> Value | None:
    """The value of a match, None if the words mean no time after all."""
    return BUILDERS[name](groups, text, context)
