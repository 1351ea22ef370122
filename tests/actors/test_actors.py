from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.actors import ActorFinder
from dragoman.data import read_tsv
from dragoman.pipeline import Coder
from dragoman.records import Actor, Cast, Mention, Parse
from tests.conftest import ParseText

HERE = Path(__file__).parent
CASES = read_tsv(HERE / "cases.tsv")
TAKEN_UP = read_tsv(HERE / "coreference.tsv")


def mention_of(parse: Parse, cast: Cast, words: str) -> Mention | None:
    """The last mention with exactly these words."""
    return next((m for m in reversed(cast.mentions) if parse.text_of(m.span) == words), None)


def actor_of(parse: Parse, cast: Cast, words: str) -> Actor:
    mention = mention_of(parse, cast, words)
    assert mention is not None, [parse.text_of(m.span) for m in cast.mentions]
    return next(actor for actor in cast.actors if actor.id == mention.actor)


@pytest.mark.parametrize("row", CASES, ids=[row["words"] for row in CASES])
def test_country_and_sector(row: dict[str, str], actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text(row["text"], published=row["day"])
    actor = actor_of(parse, actors.find(parse), row["words"])
    assert (actor.name, actor.country or "-", actor.sector or "-") == (row["name"], row["country"], row["sector"])


@pytest.mark.parametrize("row", TAKEN_UP, ids=[row["text"][:40] for row in TAKEN_UP])
def test_taken_up(row: dict[str, str], actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text(row["text"], published="2023-05-01")
    cast = actors.find(parse)
    if row["name"] == "-":
        assert mention_of(parse, cast, row["words"]) is None
    else:
        assert actor_of(parse, cast, row["words"]).name == row["name"]


def test_members_of_groups(actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text("Kenya met Uganda's envoy. Both countries agreed. US and Filipino troops landed.")
    cast = actors.find(parse)
    assert actor_of(parse, cast, "Both countries").members == ("KEN", "UGA")
    assert set(actor_of(parse, cast, "US and Filipino troops").members) == {"USA", "PHL"}


def test_namesakes_stay_apart(actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text("Minister Carla Ruiz of Chile met her brother Peter Ruiz, a farmer, on Monday.")
    cast = actors.find(parse)
    named = {actor.name for actor in cast.actors}
    assert {"Carla Ruiz", "Peter Ruiz"} <= named


@pytest.mark.parametrize(
    "name",
    ["Kim Jong-un", "Kim Jong Un", "Kim Chŏng-ŭn"],
)
def test_spellings_of_one_name(name: str, actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text(f"North Korean leader {name} spoke on Monday.", published="2024-05-01")
    assert "Kim Jong-un" in {actor.name for actor in actors.find(parse).actors}


def test_identical_texts_have_identical_ids(actors: ActorFinder, parse_text: ParseText) -> None:
    text = "Police in Lagos arrested two students."
    assert actors.find(parse_text(text)) == actors.find(parse_text(text))


@pytest.mark.parametrize(
    ("day", "role"), [("2023-07-10", "defence minister"), ("2024-09-13", "secretary of the security council")]
)
def test_the_office_is_that_of_the_day(coder: Coder, day: str, role: str) -> None:
    coded = coder.code_text("Sergei Shoigu met Chinese officials in Beijing on Monday.", published=day)
    assert coded.events[0].actors[0].role == role
