"""The parts of the extractor, from the cases of cases.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dragoman.data import Data
from dragoman.extract import dates
from dragoman.extract.decode import decode, is_binary, repair, tidy
from dragoman.extract.language import language_of
from dragoman.extract.lexicon import Lexicon
from dragoman.extract.lines import LineReader
from dragoman.extract.names import Names
from dragoman.extract.text import joined_lines
from dragoman.extract.titles import split_title

Case = dict[str, Any]
CASES: dict[str, list[Case]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lexicon(data: Data) -> Lexicon:
    return Lexicon(data)


@pytest.fixture(scope="module")
def names(lexicon: Lexicon) -> Names:
    return Names(lexicon)


@pytest.mark.parametrize("case", CASES["title"], ids=lambda case: case["title"])
def test_titles(case: Case, lexicon: Lexicon) -> None:
    assert split_title(case["title"], lexicon) == (case["headline"], case.get("outlet"))


@pytest.mark.parametrize("case", CASES["byline"], ids=lambda case: case["line"])
def test_bylines(case: Case, names: Names) -> None:
    assert list(names.people(case["line"])) == case["names"]


@pytest.mark.parametrize("case", CASES["date"], ids=lambda case: case["line"])
def test_printed_dates(case: Case, lexicon: Lexicon) -> None:
    found = [date.date for date in dates.printed_dates(case["line"], lexicon.months)]
    assert (found[0] if found else None) == case.get("date")


@pytest.mark.parametrize("case", CASES["stamp"], ids=lambda case: case["value"])
def test_stamps(case: Case, lexicon: Lexicon) -> None:
    assert dates.stamp_date(case["value"], lexicon.months) == case.get("date")


@pytest.mark.parametrize("case", CASES["url"], ids=lambda case: case["url"])
def test_addresses(case: Case, lexicon: Lexicon) -> None:
    assert dates.url_date(case["url"], lexicon.months) == case.get("date")


@pytest.mark.parametrize("case", CASES["dateline"], ids=lambda case: case["text"])
def test_datelines(case: Case, lexicon: Lexicon) -> None:
    found = dates.dateline(case["text"], lexicon.months)
    assert [part for part in found or () if part is not None] == case.get("found", [])


@pytest.mark.parametrize("case", CASES["line"], ids=lambda case: case["text"][:40])
def test_lines(case: Case, lexicon: Lexicon, names: Names) -> None:
    assert LineReader(lexicon, names).read([case["text"]])[0].kind.value == case["kind"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1251"]
)
def test_encodings(encoding: str) -> None:
    text = (
        "Журналисты сообщили о визите министра. " * 8
        if encoding == "cp1251"
        else "Señor Muñoz – “très bien” said. " * 8
    )
    media_type = "text/html; charset=windows-1251" if encoding == "cp1251" else "text/html; charset=iso-8859-1"
    body = text.encode(encoding)
    assert not is_binary(body)
    assert decode(body, media_type) == text


def test_mojibake_is_repaired_and_sound_text_left_alone() -> None:
    broken = "Itâ€™s JosÃ©, he said."
    assert repair(broken) == "It’s José, he said."
    assert repair("SÃO PAULO and Ângela") == "SÃO PAULO and Ângela"


def test_tidy_keeps_lines_and_drops_invisible_characters() -> None:
    assert tidy("a\u200bb\u00a0 c\r\nd\u00ad") == "ab c\nd"


def test_lines_broken_in_a_sentence_are_joined() -> None:
    text = (
        "The minister of foreign affairs and trade told the\nreporters who waited outside that he would go.\nHe left."
    )
    assert joined_lines(text) == [
        "The minister of foreign affairs and trade told the reporters who waited outside that he would go.",
        "He left.",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said that the border would be opened again before the end of the month.", "en"),
        ("El ministro dijo que la frontera se abriría otra vez antes de que termine el mes en curso.", "es"),
        ("Le ministre a déclaré que la frontière serait rouverte avant la fin du mois prochain.", "fr"),
        ("Министр заявил, что граница будет снова открыта до конца текущего месяца.", "ru"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language
