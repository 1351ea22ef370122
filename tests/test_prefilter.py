from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.data import Data, codebook, prefilter
from dragoman.pipeline import Coder, document_of
from dragoman.settings import PrefilterSettings, Settings

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SPORT = BENCHMARKS / "other_news" / "06-sport-swimming.txt"
ON, OFF = Settings(), Settings(prefilter=PrefilterSettings(enabled=False))


@pytest.fixture(scope="module")
def model() -> prefilter.Prefilter:
    found = prefilter.load(ON, Data())
    assert found is not None
    return found


def test_it_can_be_switched_off() -> None:
    assert prefilter.load(OFF, Data()) is None


def test_no_political_story_is_left_out(model: prefilter.Prefilter) -> None:
    stories = sorted((BENCHMARKS / "stories").rglob("*.txt"))
    assert len(stories) >= 60
    assert [path.name for path in stories if not model.may_hold_events(path.read_text(encoding="utf-8"))] == []


def test_most_other_news_is_left_out(model: prefilter.Prefilter) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((BENCHMARKS / "other_news").glob("*.txt"))]
    assert len(texts) == 40
    assert sum(not model.may_hold_events(text) for text in texts) >= 32


def test_sentences_of_the_codebook_are_told_apart(model: prefilter.Prefilter) -> None:
    examples = codebook.read(strict=False)
    told = [model.score(e.text) >= model.threshold for e in examples if e.events]
    other = [model.score(e.text) >= model.threshold for e in examples if e.topic in ("sport", "markets", "weather")]
    assert sum(told) > 0.9 * len(told)
    assert sum(other) < 0.1 * len(other)


def test_endings_and_names_of_nations_make_no_difference(model: prefilter.Prefilter) -> None:
    assert model.score("Kenya accuses Uganda.") == model.score("Peru accused Fiji's.")


def test_a_few_sentences_are_always_coded(model: prefilter.Prefilter) -> None:
    assert model.may_hold_events("The cake was good. It rained.")
    assert not model.may_hold_events("The cake was good. It rained. The tea was hot. We slept. The cat purred.")


def test_an_article_left_out_says_so_and_can_be_coded_all_the_same() -> None:
    document = document_of(SPORT.read_text(encoding="utf-8"), published="2024-05-01")
    coder = Coder(ON)
    coded = coder.code_document(document)
    assert coded.notes == (prefilter.UNPARSED,)
    assert not coded.sentences
    assert coded.document == document
    coder.prefilter = None
    assert coder.code_document(document).sentences


def test_explain_tells_why_there_is_no_event() -> None:
    done = CliRunner().invoke(app, ["explain", str(SPORT)])
    assert done.exit_code == 0, done.output
    assert "not parsed" in " ".join(done.output.split())


def test_times_are_found_in_any_article() -> None:
    done = CliRunner().invoke(app, ["times", str(SPORT), "--published", "2024-05-01"])
    assert done.exit_code == 0, done.output
    assert "Wednesday" in done.output
