"""Whatever the text, the finder returns mentions inside it whose actors exist."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.actors import ActorFinder
from dragoman.records import Parse
from tests.conftest import ParseText

WORDS = (
    "the of and , ' \" ( ) - U.S. Kim Turkey 's president Ann Cole police who it both countries former said in "
    "\u0301 \U0001f600"
).split()


def sound(parse: Parse, actors: ActorFinder) -> None:
    cast = actors.find(parse)
    known = {actor.id for actor in cast.actors}
    for mention in cast.mentions:
        sentence = parse.sentences[mention.sentence]
        assert mention.actor in known
        assert sentence.span.holds(mention.span)
        assert mention.span.holds(sentence.tokens[mention.head].span)
    assert actors.at_the_time(parse, cast, ()) == ()


@pytest.mark.parametrize("text", ["", "x", "Turkey", "A" * 100_000, "the " * 3000, "\u202eKim\u0000 \ufeff", "…—“”'’"])
def test_odd_texts(text: str, actors: ActorFinder, parse_text: ParseText) -> None:
    sound(parse_text(text), actors)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_words(actors: ActorFinder, parse_text: ParseText, text: str) -> None:
    sound(parse_text(text, published="2023-05-01"), actors)


def test_time_grows_with_the_text(actors: ActorFinder, parse_text: ParseText) -> None:
    text = "Police in Lagos arrested two students. Kenya's president met Ann Cole. She thanked both countries. "
    parses = [parse_text(text * count) for count in (20, 80)]
    spent = []
    for parse in parses:
        start = time.perf_counter()
        actors.find(parse)
        spent.append(time.perf_counter() - start)
    assert spent[1] < 12 * spent[0] + 0.05
