from __future__ import annotations

import pytest

from dragoman.errors import EngineError
from dragoman.parse.spacy_parser import SpacyParser
from tests.conftest import ParseText


def test_offsets_are_those_of_the_text(parse_text: ParseText) -> None:
    text = "OSLO, May 4 (NN) -- Norway spoke.\n\n  It said no. Twice was enough.\n\n\nEnd of it."
    parse = parse_text(text)
    for sentence in parse.sentences:
        for token in sentence.tokens:
            assert token.span.of(text) == token.text
    assert [parse.text_of(s.span) for s in parse.sentences][1:4] == [
        "Norway spoke.",
        "It said no.",
        "Twice was enough.",
    ]
    assert parse.sentences[-1].paragraph > parse.sentences[1].paragraph


def test_an_unknown_pipeline_is_told(parse_text: ParseText) -> None:
    with pytest.raises(EngineError, match="not installed"):
        SpacyParser("xx_no_such", 1000)
