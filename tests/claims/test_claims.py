from __future__ import annotations

import pytest

from dragoman.claims.status import read
from dragoman.claims.tree import Tree
from dragoman.claims.witness import CueWitness
from dragoman.data import Data, read_tsv
from dragoman.parse import Parser
from dragoman.pipeline import Coder, document_of
from dragoman.records import Cast, Parse, Span
from tests.conftest import CASES, ParseText

WITNESS = CueWitness(Data())
CHALLENGE = {path.stem: read_tsv(path) for path in sorted((CASES / "claims").glob("*.tsv"))}


def is_right(row: dict[str, str], parse: Parse) -> bool:
    """Whether status and source of a row are read as they should."""
    found = [(s, t) for s in parse.sentences for t in s.tokens if t.text == row["word"]]
    assert found, row
    sentence, token = found[0]
    said = {a.name for a in WITNESS.find(parse, Cast((), ())) if any(s.holds(token.span) for s in a.content)} - {""}
    source = row["source"] == "*" or (row["source"] in said if row["source"] != "-" else not said)
    return source and read(Tree(sentence), token, WITNESS.cues).status == row["status"]


@pytest.mark.parametrize("topic", CHALLENGE)
def test_challenge_set(topic: str, parser: Parser) -> None:
    """Rows marked open are known misses; one that is read right by now must lose its mark."""
    rows = CHALLENGE[topic]
    parses = parser.parse(document_of(row["sentence"], published=None, title="") for row in rows)
    wrong = [r for r, parse in zip(rows, parses, strict=True) if is_right(r, parse) == (r["open"] == "yes")]
    assert not wrong


def test_the_challenge_set_is_large_and_mostly_read_right() -> None:
    rows = [row for rows in CHALLENGE.values() for row in rows]
    assert len(rows) >= 400
    assert sum(row["open"] == "yes" for row in rows) <= 0.06 * len(rows)


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


def test_what_a_source_alone_reports_can_be_denied(coder: Coder) -> None:
    text = "The United States said Iran attacked two tankers in the Gulf. Iran rejected the accusation."
    coded = coder.code_text(text, published="2024-05-15")
    attack = next(e for e in coded.events if e.type == "ASSAULT")
    assert attack.status == "denied"
    assert [a.name for a in attack.denied_by] == ["Iran"]
    assert "Iran" not in [a.name for a in attack.sources]


def test_a_confirmation_of_a_contested_event_is_kept(coder: Coder) -> None:
    text = (
        "Senegal's defence minister said that Guinea-Bissau had shelled two villages. Bissau denied the allegation. "
        "A priest confirmed the shelling."
    )
    coded = coder.code_text(text, published="2024-05-15")
    shelling = next(e for e in coded.events if e.type == "ASSAULT")
    assert shelling.contested
    assert [a.name for a in shelling.confirmed_by] == ["A priest"]


def test_reports_within_reports_are_a_chain(parse_text: ParseText) -> None:
    text = "Yonhap, citing the intelligence service, said that Pyongyang claims its troops sank the ship."
    found = WITNESS.find(parse_text(text), Cast((), ()))
    claim = next(a for a in found if a.name == "Pyongyang")
    assert claim.via == ("the intelligence service", "Yonhap")


def test_a_quotation_before_the_sentence_that_names_its_speaker(parse_text: ParseText) -> None:
    text = "“How many more must die?” Anna Mwangi asked."
    found = WITNESS.find(parse_text(text), Cast((), ()))
    assert any(a.name == "Anna Mwangi" and "die" in a.content[0].of(text) for a in found)


def test_a_quotation_that_runs_into_the_next_paragraph(parse_text: ParseText) -> None:
    text = "Anna Mwangi said: “The mayor was detained in the morning.\n\nI will call the consul tomorrow.”"
    found = WITNESS.find(parse_text(text), Cast((), ()))
    assert any(a.name == "Anna Mwangi" and any("consul" in s.of(text) for s in a.content) for a in found)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("The army attacked.", "The army will attack."),
        ("The army will attack.", "The army may attack."),
        ("The army may attack.", "The army did not attack."),
        ("The army did not attack.", "The army has not attacked and never will."),
    ],
)
def test_values_fall_with_certainty(parse_text: ParseText, more: str, less: str) -> None:
    values = []
    for text in (more, less):
        at = text.index("attack")
        values.append(WITNESS.factuality(parse_text(text), Span(at, at + 6))[1])
    assert values[0] >= values[1]
