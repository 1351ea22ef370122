from __future__ import annotations

import pytest

from dragoman.claims.status import read
from dragoman.claims.tree import Tree
from dragoman.claims.witness import CueWitness
from dragoman.data import Data, read_tsv
from dragoman.pipeline import Coder
from dragoman.records import Cast, Span
from tests.conftest import CASES, ParseText

ROWS = read_tsv(CASES / "claims.tsv")
WITNESS = CueWitness(Data())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sentence"][:45])
def test_status_and_source(row: dict[str, str], parse_text: ParseText) -> None:
    parse = parse_text(row["sentence"])
    sentence = parse.sentences[0]
    token = next(t for t in sentence.tokens if t.text == row["word"])
    assert read(Tree(sentence), token, WITNESS.cues).status == row["status"]
    said = [a.name for a in WITNESS.find(parse, Cast((), ())) if any(s.holds(token.span) for s in a.content)]
    assert (row["source"] in said) if row["source"] != "-" else not said


def test_a_denial_two_sentences_later_contests_the_event(coder: Coder) -> None:
    coded = coder.code_text(
        "Sudan accused Chad of supplying weapons to the rebels. The rebels hold two towns. "
        "Chad denied the allegations.",
        published="2019-05-06",
    )
    aid = next(e for e in coded.events if e.type == "AID")
    assert aid.status == "denied"
    assert aid.contested
    assert [a.name for a in aid.denied_by] == ["Chad"]
    assert "Sudan" in [a.name for a in aid.sources]


def test_quotation_over_sentences_keeps_its_speaker(parse_text: ParseText) -> None:
    text = "“We will not leave,” said Anna Mwangi. “Nobody can make us go.”"
    found = WITNESS.find(parse_text(text), Cast((), ()))
    spoken = next(a for a in found if a.name == "Anna Mwangi")
    second = Span(text.index("Nobody"), text.index("Nobody") + 6)
    assert any(span.holds(second) for span in spoken.content)


def test_factuality_labels(parse_text: ParseText) -> None:
    text = "The army did not attack."
    at = text.index("attack")
    assert WITNESS.factuality(parse_text(text), Span(at, at + 6))[0] == "denied"
