from __future__ import annotations

import pytest

from dragoman.data import codebook


def test_the_codebook_is_well_formed() -> None:
    assert len(codebook.read()) > 1000


def test_marks_are_read() -> None:
    labels = "ACCUSE allege 112 occurred ; ASSAULT heavy-weapons 194 alleged"
    line = "[A1 Ankara] {1 accused} [R1,A2 Damascus] of {2 shelling} [R2 villagers]. || " + labels
    example = codebook.parse_line(line, family="f", where="here")
    assert example.text == "Ankara accused Damascus of shelling villagers."
    assert [e.type for e in example.events] == ["ACCUSE", "ASSAULT"]
    assert [(r.label, r.event, example.text[r.start : r.end]) for r in example.roles][2] == ("A", 1, "Damascus")


@pytest.mark.parametrize(
    "line",
    [
        "no labels here",
        "[Q Ankara] {met} [R Oslo]. || CONSULT - 040 occurred",
        "[A Ankara] {met} [R Oslo. || CONSULT - 040 occurred",
        "[A Ankara] met [R Oslo]. || CONSULT - 040 occurred",
        "[A Ankara] {met} [R Oslo]. || CONSULT strike 040 occurred",
        "[A Ankara] {met} [R Oslo]. || CONSULT - 999 occurred",
        "[A Ankara] {met} [R2 Oslo]. || CONSULT - 040 occurred",
    ],
)
def test_malformed_lines_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        codebook.parse_line(line, family="f", where="here")
