"""The readers of the grammar's matches by the name that its rules give."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.times import dates, quantities
from dragoman.times.normalise import Context, Groups, Value

BUILDERS: dict[str, Callable[[Groups, str, Context], Value | None]] = {
    "numeric_date": dates.numeric_date,
    "calendar_date": dates.calendar_date,
    "month": dates.month,
    "weekday": dates.weekday,
    "decade": dates.decade,
    "century": dates.century,
    "year": dates.year,
    "day_word": dates.day_word,
    "part_of_day": dates.part_of_day,
    "unit_of_now": dates.unit_of_now,
    "year_end": dates.year_end,
    "season": dates.season,
    "quarter": dates.quarter_of,
    "half": dates.half,
    "the_quarter": dates.the_quarter,
    "year_earlier": dates.year_earlier,
    "ago": dates.ago,
    "shifted": dates.shifted,
    "the_day_before": dates.the_day_before,
    "same": dates.same,
    "weekend": dates.weekend,
    "holiday": dates.holiday,
    "clock": quantities.clock,
    "span": quantities.span,
    "duration": quantities.duration,
    "each": quantities.each,
    "often": quantities.often,
    "vague": quantities.vague,
}


def build(name: str, groups: Groups, text: str, context: Context) -> Value | None:
    """The value of a match, None if the words mean no time after all."""
    return BUILDERS[name](groups, text, context)
