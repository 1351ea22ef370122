from __future__ import annotations

import pytest

from dragoman.actors import ActorFinder
from dragoman.pipeline import Coder
from dragoman.records import Actor
from tests.conftest import ParseText

CASES = [
    ("North Korean Foreign Minister Choe Son-hui left.", "Choe Son-hui", "PRK", "GOV"),
    ("Turkey's president, Mehmet Demir, spoke. Demir left.", "Mehmet Demir", "TUR", "GOV"),
    ("The Kremlin was silent.", "Russia", "RUS", "GOV"),
    ("South Korea's National Intelligence Service (NIS) watched.", "National Intelligence Service", "KOR", "SPY"),
    ("About 300 dockworkers in Lagos struck.", "300 dockworkers", "NGA", "LAB"),
    ("Turkey-backed rebels in Syria fled.", "Turkey-backed rebels", "SYR", "REB"),
    ("The Nigerian Senate met.", "The Nigerian Senate", "NGA", "LEG"),
    ("Former Peruvian president Rosa Quispe spoke.", "Rosa Quispe", "PER", "ELI"),
]


def by_name(found: tuple[Actor, ...], name: str) -> Actor:
    return next(actor for actor in found if actor.name == name)


@pytest.mark.parametrize(("text", "name", "country", "sector"), CASES, ids=[c[1] for c in CASES])
def test_country_and_sector(
    text: str, name: str, country: str, sector: str, actors: ActorFinder, parse_text: ParseText
) -> None:
    actor = by_name(actors.find(parse_text(text, published="2023-05-01")).actors, name)
    assert (actor.country, actor.sector) == (country, sector)


def test_pronoun_surname_and_group(actors: ActorFinder, parse_text: ParseText) -> None:
    parse = parse_text(
        "British Foreign Minister Ann Cole met Chad's president. She praised Libya. Both countries agreed."
    )
    cast = actors.find(parse)
    named = {actor.id: actor for actor in cast.actors}
    words = {parse.text_of(m.span): named[m.actor] for m in cast.mentions}
    assert words["She"].name == "Ann Cole"
    assert len(words["Both countries"].members) == 2


@pytest.mark.parametrize(
    ("day", "role"), [("2023-07-10", "defence minister"), ("2024-09-13", "secretary of the security council")]
)
def test_the_office_is_that_of_the_day(coder: Coder, day: str, role: str) -> None:
    coded = coder.code_text("Sergei Shoigu met Chinese officials in Beijing on Monday.", published=day)
    assert coded.events[0].actors[0].role == role
