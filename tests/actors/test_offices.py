"""Offices by date, in events and in the look-up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.actors.finder import TableActorFinder
from dragoman.actors.lookup import lookup
from dragoman.actors.tables import Tables, days, load
from dragoman.data import Data
from dragoman.records import Event, Interval, Origin, Participant, Span
from tests.conftest import ParseText


@pytest.fixture(scope="module")
def tables(data: Data) -> Tables:
    return load(data)


@pytest.fixture(scope="module")
def finder(data: Data) -> TableActorFinder:
    return TableActorFinder(data)


def event(words: str, text: str, actor: str, when: str | None, kind: str = "ACCUSE") -> Event:
    span = Span(text.index(words), text.index(words) + len(words))
    one = Participant(span, words, words, actor, "USA", "GOV")
    day = Interval(when, when) if when else None
    return Event("e", 0, span, kind, (), (), "112", -2, 3, (one,), (), False, 1.0, Origin("t", "1", "t"), day)


CASES = [
    ("Joe Biden", "2010-06-01", "2024-06-01", "GOV", "vice president"),
    ("Joe Biden", "2022-06-01", "2024-06-01", "GOV", "president"),
    ("Joe Biden", "2018-06-01", "2024-06-01", "GOV", None),
    ("Former President Barack Obama", None, "2024-06-01", "ELI", None),
    ("Former President Barack Obama", "2012-06-01", "2024-06-01", "GOV", "president"),
    ("Angela Merkel", "2024-06-01", "2024-06-01", "ELI", "former chancellor"),
    ("President-elect Donald Trump", None, "2016-12-01", "GOV", None),
]


@pytest.mark.parametrize(("words", "when", "published", "sector", "role"), CASES)
def test_role_on_the_day(
    words: str,
    when: str | None,
    published: str,
    sector: str,
    role: str | None,
    finder: TableActorFinder,
    parse_text: ParseText,
) -> None:
    text = f"{words} blamed the builders."
    parse = parse_text(text, published=published)
    cast = finder.find(parse)
    mention = next(m for m in cast.mentions if parse.text_of(m.span) == words)
    found = finder.at_the_time(parse, cast, (event(words, text, mention.actor, when),))[0].actors[0]
    if sector == "GOV" and role is None:
        assert found.role is None or "former" not in found.role
    else:
        assert (found.sector, role in (None, found.role)) == (sector, True)


def test_a_country_that_shells_is_its_army(finder: TableActorFinder, parse_text: ParseText) -> None:
    text = "Chad shelled the town."
    parse = parse_text(text)
    cast = finder.find(parse)
    mine = next(m for m in cast.mentions if parse.text_of(m.span) == "Chad")
    done = finder.at_the_time(parse, cast, (event("Chad", text, mine.actor, None, "ASSAULT"),))[0]
    said = finder.at_the_time(parse, cast, (event("Chad", text, mine.actor, None, "ACCUSE"),))[0]
    assert (done.actors[0].sector, said.actors[0].sector) == ("MIL", "GOV")


def test_unknown_actors_pass_through(finder: TableActorFinder, parse_text: ParseText) -> None:
    text = "Somebody left."
    parse = parse_text(text)
    one = event("Somebody", text, "none", None)
    one = replace(one, actors=(replace(one.actors[0], actor=None),))
    assert finder.at_the_time(parse, finder.find(parse), (one,)) == (one,)


@pytest.mark.parametrize(
    ("name", "day", "role"),
    [
        ("Sergey Shoigu", "2023-01-01", "defence minister"),
        ("Sergei Shoigu", "2024-09-01", "secretary of the security council"),
        ("Zelenskyy", "2023-01-01", "president"),
        ("Volodymyr Zelenskiy", "2020-01-01", "president"),
        ("Moammar Gadhafi", "2009-01-01", "leader"),
        ("Xi Jinping", "2020-01-01", "president"),
        ("Jinping Xi", "2020-01-01", "president"),
        ("Angela Merkel", "2023-01-01", "former chancellor"),
    ],
)
def test_lookup(name: str, day: str, role: str, tables: Tables) -> None:
    assert role in {actor.role for actor in lookup(name, tables, on=day)}


def test_lookup_of_bodies_and_nonsense(tables: Tables) -> None:
    assert [actor.country for actor in lookup("NATO", tables)] == ["IGO"]
    assert [actor.country for actor in lookup("Kremlin", tables)] == ["RUS"]
    assert lookup("Nobody Atall", tables) == ()
    assert lookup("", tables) == ()


def test_ends_of_stretches() -> None:
    assert days("2020", "2021-05") == ("2020-01-01", "2021-05-31")
    assert days("", "") == ("0000-01-01", "9999-12-31")
