from __future__ import annotations

import re

import pytest

from dragoman.data import PACKAGE
from dragoman.errors import EngineError
from dragoman.parse.attributes import AttributeMemory
from dragoman.parse.entities import EntitySearch
from dragoman.parse.spacy_parser import SpacyParser, paragraphs, read_sentences
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


WORDS = (
    "There's a ship off Port Sudan, let's go. He ain't gonna\n wait; y'all gotta  see Vladimir Putin's 3 palaces.",
    "Barack Obama met Vladimir Putin in New York on Monday, the United Nations Security Council said.",
    "   Paris  ",
)


@pytest.mark.parametrize("sample", ["02-lima-morning-post-clash.html", "06-atlantic-courier-sanctions.html", ""])
def test_the_quick_components_give_what_spacy_gives(sample: str) -> None:
    text = (PACKAGE / "samples" / sample).read_text(encoding="utf-8") if sample else "\n\n".join(WORDS)
    parser = SpacyParser("en_core_web_sm", 100_000)
    assert {type(step) for step in parser.steps} >= {EntitySearch, AttributeMemory}
    pieces = [piece for _, piece in paragraphs(re.sub(r"<[^>]*>", "", text))]
    quick = [parser.nlp.make_doc(piece) for piece in pieces]
    for step in parser.steps:
        quick = list(step.pipe(quick))
    for mine, theirs in zip(quick, parser.nlp.pipe(pieces), strict=True):
        for token, other in zip(mine, theirs, strict=True):
            assert (token.ent_type_, token.ent_iob_) == (other.ent_type_, other.ent_iob_), token
            assert (token.pos, token.morph, token.lemma_) == (other.pos, other.morph, other.lemma_), token
        assert [sentence.text for sentence in mine.sents] == [sentence.text for sentence in theirs.sents]


def test_records_are_those_of_spacy() -> None:
    parser = SpacyParser("en_core_web_sm", 100_000)
    doc = parser.nlp(WORDS[0])
    sentences = list(doc.sents)
    for mine, theirs in zip(read_sentences(doc, 10, 0, 0), sentences, strict=True):
        kept = [token for token in theirs if not token.is_space]
        for token, other in zip(mine.tokens, kept, strict=True):
            assert (token.text, token.span.start) == (other.text, other.idx + 10)
            assert (token.lemma, token.pos, token.tag) == (other.lemma_, other.pos_, other.tag_)
            assert (token.dep, token.entity) == (other.dep_, other.ent_type_)
            assert mine.tokens[token.head].text == (other if other.head.is_space else other.head).text
