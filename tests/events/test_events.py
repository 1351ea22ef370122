from __future__ import annotations

import pytest

from dragoman.actors import ActorFinder
from dragoman.data import Data, read_tsv
from dragoman.events import EventCoder
from dragoman.events import load as load_events
from dragoman.events.cameo import cameo_of, cameo_type
from dragoman.events.merge import merge
from dragoman.records import Event, Interval
from dragoman.settings import Settings
from tests.conftest import CASES, ParseText

ROWS = read_tsv(CASES / "events.tsv")


@pytest.fixture(scope="module")
def coder(settings: Settings, data: Data) -> EventCoder:
    return load_events(settings, data)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"][:40])
def test_events_of_a_sentence(
    row: dict[str, str], coder: EventCoder, actors: ActorFinder, parse_text: ParseText
) -> None:
    parse = parse_text(row["sentence"], published="2020-01-06")
    found = coder.code(parse, actors.find(parse))
    shown = {show(event) for event in found}
    for wanted in row["events"].split(" ; "):
        assert wanted in shown


def show(event: Event) -> str:
    sides = ["+".join(p.country for p in parties if p.country) or "-" for parties in (event.actors, event.recipients)]
    return f"{event.type} {sides[0]} > {sides[1]}"


def test_ids_are_stable(coder: EventCoder, actors: ActorFinder, parse_text: ParseText) -> None:
    text = "Japan lifted sanctions on Iran. Kenya praised Uganda."
    first, second = (coder.code(p, actors.find(p)) for p in (parse_text(text), parse_text(text)))
    assert [e.id for e in first] == [e.id for e in second]
    assert len({e.id for e in first}) == len(first)


def test_an_event_told_twice_is_one(coder: EventCoder, actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text("Norway expelled two Russian diplomats. Norway had expelled the Russian diplomats over spying.")
    found = [e for e in coder.code(parse, actors.find(parse)) if e.type == "SANCTION"]
    assert len(found) == 2
    together = [e for e in merge(tuple(found), parse) if e.type == "SANCTION"]
    assert len(together) == 1
    assert together[0].also


def test_events_of_other_days_stay_apart(coder: EventCoder, actors: ActorFinder, parse_text: ParseText) -> None:
    from dataclasses import replace

    parse = parse_text("Norway expelled two Russian diplomats. Norway expelled Russian diplomats.")
    found = [e for e in coder.code(parse, actors.find(parse)) if e.type == "SANCTION"]
    days = ("2020-01-01", "2021-01-01")
    apart = tuple(replace(e, when=Interval(day, day)) for e, day in zip(found, days, strict=True))
    assert len(merge(apart, parse)) == 2


def test_a_noun_that_points_back_is_no_new_event(coder: EventCoder, actors: ActorFinder, parse_text: ParseText) -> None:
    told = (
        "Rebels in Mali released two Danish hostages. Denmark said the {noun} of the hostages by the rebels was told."
    )
    for noun, events in (("release", 1), ("abduction", 2)):
        parse = parse_text(told.format(noun=noun))
        found = coder.code(parse, actors.find(parse))
        kept = [e for e in merge(found, parse) if e.type in ("RETREAT", "ASSAULT")]
        assert len(kept) == events, noun


def test_cameo_reading_of_plans_refusals_and_threats() -> None:
    assert cameo_of("CONSULT", "042", "planned") == "036"
    assert cameo_type("CONSULT", "042", "planned") == "AGREE"
    assert cameo_type("RETREAT", "085", "negated") == "REJECT"
    assert cameo_type("SANCTION", "161", "planned") == "THREATEN"
    assert cameo_type("ASSAULT", "190", "occurred") == "ASSAULT"


def test_empty_text_has_no_events(coder: EventCoder, actors: ActorFinder, parse_text: ParseText) -> None:
    for text in ("", "x", "!" * 500, "word " * 300):
        parse = parse_text(text)
        assert coder.code(parse, actors.find(parse)) == ()
