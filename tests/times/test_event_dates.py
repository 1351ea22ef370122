from __future__ import annotations

import pytest

from dragoman.data import Data
from dragoman.pipeline import Coder, document_of
from dragoman.times.clock import GrammarClock

CLOCK = GrammarClock(Data())


def when(coder: Coder, text: str, trigger: str) -> tuple[str | None, str | None]:
    coded = coder.code_text(text, published="2019-11-20")
    event = next(e for e in coded.events if trigger in e.trigger.of(text))
    assert event.when is not None
    return event.when.start, event.when.end


def test_hours_after_is_the_same_day(coder: Coder) -> None:
    text = "Two hostages were released on Tuesday, hours after the Afghan government freed three Taliban prisoners."
    assert when(coder, text, "freed") == ("2019-11-19", "2019-11-19")


def test_the_year_of_a_thing_is_not_that_of_the_act(coder: Coder) -> None:
    text = "Kenya expelled the envoy on Monday by repudiating a 2016 agreement with Uganda."
    assert when(coder, text, "expelled") == ("2019-11-18", "2019-11-18")


def test_the_perfect_reaches_back_to_the_first_day_of_the_story(coder: Coder) -> None:
    text = "Protests began on 15 November in Iran.\n\nPolice have killed forty protesters in ten cities."
    assert when(coder, text, "killed") == ("2019-11-15", "2019-11-20")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("NAIROBI, August 8 (Agency) -- Secretary of State Madeleine Albright met the envoy Saturday.", "1998"),
        ("NAIROBI, August 8 (Agency) -- Secretary of State Madeleine Albright met the envoy Sunday.", "1999"),
    ],
)
def test_a_dateline_and_a_weekday_fix_the_year(text: str, year: str) -> None:
    found = CLOCK.date_document(document_of(text, published=None, title=""))
    assert found is not None
    assert (found.start or "")[:4] == year


def test_a_page_without_clues_is_not_dated() -> None:
    text = "The mayor opened a bridge on Monday. It rained."
    assert CLOCK.date_document(document_of(text, published=None, title="")) is None


def test_the_quarter_reported_ended_a_month_or_two_ago() -> None:
    text = "In 1995 the firm lost money. Third-quarter profit rose under President Clinton, it said; in 1994 it fell."
    found = CLOCK.date_document(document_of(text, published=None, title=""))
    assert found is None or (found.end or "")[5:7] in ("09", "10", "11", "12")
