"""What the model tells is believed as far as its words stand in the text."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import engines
from dragoman.data import Data
from dragoman.errors import EngineError, RetryableError, SettingsError
from dragoman.llm import LlmSettings
from dragoman.llm import prompts as prompt_data
from dragoman.llm.claims import LlmWitness
from dragoman.llm.cost import estimate
from dragoman.llm.double import Scripted, ScriptedService
from dragoman.llm.events import LlmEvents
from dragoman.llm.questions import stretches
from dragoman.llm.quotes import SAME, find
from dragoman.pipeline import Coder
from dragoman.records import Span
from dragoman.settings import Engines, Settings

TEXT = (
    "Peru’s interior minister, Rosa Huamán, accused Chile of shelling a village near Tacna on Monday. "
    "Chile denied the charge. Police in Norway detained two Russian sailors, the coast guard said."
)
ACCUSED: dict[str, Any] = {
    "sentence": 0,
    "trigger": "accused",
    "type": "ACCUSE",
    "mode": "allege",
    "actors": ["Peru's interior minister, Rosa Huamán"],
    "recipients": ["Chile"],
    "reciprocal": False,
    "contexts": ["diplomatic", "cookery"],
    "status": "occurred",
    "sources": [],
    "certainty": "high",
}
SHELLED = {
    **ACCUSED,
    "trigger": "shelling",
    "type": "ASSAULT",
    "mode": "heavy-weapons",
    "actors": ["Chile"],
    "recipients": ["a village near Tacna"],
    "status": "alleged",
    "sources": [{"source": "Rosa Huamán", "cue": "accused"}],
    "certainty": "medium",
}
Run = Callable[..., tuple[Coder, ScriptedService]]


@pytest.fixture
def run(coder: Coder, data: Data) -> Iterator[Run]:
    """A coder whose events come from a service that answers as scripted."""
    opened: list[Any] = []

    def make(*script: Any, **settings: Any) -> tuple[Coder, ScriptedService]:
        rest = [one if isinstance(one, Scripted) else Scripted(one) for one in script]
        service = ScriptedService(lambda request: rest.pop(0) if len(rest) > 1 else rest[0])
        service.__enter__()
        chosen = replace(LlmSettings(address=service.address, model="m", mode="extract", retries=0), **settings)
        made = copy.copy(coder)
        events = LlmEvents(coder.settings, data, chosen, coder=coder.events)
        made.events = events
        made.witness = LlmWitness(coder.settings, data)
        opened.extend([events, service])
        return made, service

    yield make
    for one in opened:
        one.close() if isinstance(one, LlmEvents) else one.__exit__(None, None, None)


def test_extracted_events_are_records(run: Run) -> None:
    coder, service = run({"events": [SHELLED, ACCUSED, ACCUSED]})
    coded = coder.code_text(TEXT, published="2024-05-07")
    accused, shelled = coded.events
    assert (accused.trigger.of(TEXT), accused.type, accused.modes, accused.cameo) == (
        "accused",
        "ACCUSE",
        ("allege",),
        "112",
    )
    assert [p.country for p in accused.actors] == ["PER"]
    assert [p.country for p in accused.recipients] == ["CHL"]
    assert accused.contexts == ("diplomatic",)
    assert accused.origin.engine == "llm"
    assert (shelled.trigger.of(TEXT), shelled.quad, shelled.intensity) == ("shelling", 4, -9.5)
    assert shelled.status in ("alleged", "denied")
    assert shelled.sources[0].source[0].of(TEXT) == "Rosa Huamán"
    assert shelled.when is not None and shelled.when.start == "2024-05-06"
    asked = service.requests[0]["messages"]
    assert "[0] Peru’s interior minister" in asked[1]["content"]
    assert "{" not in asked[1]["content"]
    assert "ASSAULT: physical violence" in asked[0]["content"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"trigger": "bombing"},
        {"trigger": "accuse"},
        {"trigger": ""},
        {"actors": ["Argentina"]},
        {"recipients": ["Chile", "the Chilean navy"]},
        {"actors": [], "recipients": []},
        {"actors": "Peru"},
        {"type": "INVADE"},
        {"mode": "drone"},
        {"sentence": 99},
        {"sentence": "0"},
        {"status": "certain"},
        {"sources": [{"source": "Reuters", "cue": "said"}]},
        {"sources": ["Chile"]},
    ],
)
def test_what_is_not_in_the_text_is_refused(run: Run, wrong: dict[str, Any]) -> None:
    coder, _ = run({"events": [{**ACCUSED, **wrong}, SHELLED, "an event", None]})
    coded = coder.code_text(TEXT)
    assert [event.type for event in coded.events] == ["ASSAULT"]
    assert len(coder.events.refusals) == 3  # type: ignore[attr-defined]


def test_right_words_with_a_wrong_number_are_found(run: Run) -> None:
    coder, _ = run({"events": [{**ACCUSED, "sentence": 2}]})
    assert [event.sentence for event in coder.code_text(TEXT).events] == [0]


@pytest.mark.parametrize(
    "failure",
    [
        Scripted("no", status=500),
        Scripted("no", status=401),
        Scripted("no JSON"),
        Scripted({"verdicts": []}),
        Scripted({"events": "none"}),
    ],
)
def test_the_built_in_coder_stands_in(run: Run, failure: Scripted, coder: Coder) -> None:
    made, _ = run(failure)
    assert made.code_text(TEXT).events == coder.code_text(TEXT).events
    strict, _ = run(failure, fallback=False)
    with pytest.raises((EngineError, RetryableError)):
        strict.code_text(TEXT)


def test_long_answers_and_long_articles_are_cut(run: Run) -> None:
    cut = Scripted({"events": []}, finish="length")
    detained = {**ACCUSED, "sentence": 2, "trigger": "detained", "type": "COERCE", "mode": "arrest"}
    detained |= {"actors": ["Police in Norway"], "recipients": ["two Russian sailors"]}
    coder, service = run(cut, {"events": [ACCUSED]}, {"events": [detained]})
    assert [event.type for event in coder.code_text(TEXT).events] == ["ACCUSE", "COERCE"]
    assert len(service.requests) == 3
    coder, service = run({"events": []}, request_chars=100)
    coder.code_text(TEXT)
    assert len(service.requests) == 2


def test_odd_texts(run: Run) -> None:
    coder, service = run({"events": [ACCUSED]})
    for text in ("", "Peru", "x" * 100_000, "\u202e\U0001f600 \x00 {title} {sentences}"):
        assert coder.code_text(text).events == ()
    assert "{title}" in service.requests[-1]["messages"][1]["content"]
    assert max(len(one["messages"][1]["content"]) for one in service.requests) < 13_000


def verdicts(**wrong: Any) -> Callable[[dict[str, Any]], Scripted]:
    """Keeps the first candidate, drops the second, changes the third, unless told otherwise."""

    def script(request: dict[str, Any]) -> Scripted:
        base = {
            "type": "COERCE",
            "mode": "arrest",
            "actors": [],
            "recipients": [],
            "reciprocal": False,
            "certainty": "high",
        }
        blocks = request["messages"][1]["content"].split("Candidate ")[1:]
        out = []
        for number, block in enumerate(blocks):
            marked = block.partition("<<")[2].partition(">>")[0]
            verdict: dict[str, Any] = {**base, "number": number, "verdict": "drop", "evidence": marked}
            if marked == "detained":
                verdict |= {"verdict": "change", "mode": "restrict", "actors": ["Norway"], "recipients": ["Russian"]}
            if marked == "accused":
                verdict |= {"verdict": "keep"}
            out.append({**verdict, **wrong})
        return Scripted({"verdicts": out})

    return script


def arbitrated(coder: Coder, data: Data, script: Callable[[dict[str, Any]], Scripted], below: float) -> Any:
    with ScriptedService(script) as service:
        settings = LlmSettings(address=service.address, model="m", below=below)
        made = copy.copy(coder)
        events = LlmEvents(coder.settings, data, settings, coder=coder.events)
        made.events = events
        try:
            return made.code_text(TEXT).events, service.requests, events.refusals
        finally:
            events.close()


def test_only_doubtful_events_are_sent(coder: Coder, data: Data) -> None:
    before = coder.code_text(TEXT).events
    assert {"accused", "detained"} <= {event.trigger.of(TEXT) for event in before}
    kept, requests, _ = arbitrated(coder, data, verdicts(), below=0.0)
    assert (kept, requests) == (before, [])
    found, requests, _ = arbitrated(coder, data, verdicts(), below=1.1)
    assert len(requests) == 1
    by_trigger = {event.trigger.of(TEXT): event for event in found}
    assert set(by_trigger) == {"accused", "detained"}
    old = {event.trigger.of(TEXT): event for event in before}
    assert by_trigger["accused"].modes == old["accused"].modes
    assert by_trigger["accused"].origin.engine.endswith("+llm")
    assert by_trigger["detained"].modes == ("restrict",)
    assert by_trigger["detained"].cameo == "172"
    assert [p.country for p in by_trigger["detained"].recipients] == ["RUS"]
    assert by_trigger["detained"].when == old["detained"].when


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 99},
        {"number": True},
        {"evidence": "words of another page"},
        {"verdict": "perhaps"},
        {"verdict": "change", "actors": ["Argentina"]},
        {"verdict": "change", "type": "INVADE"},
    ],
)
def test_refused_verdicts_change_nothing(coder: Coder, data: Data, wrong: dict[str, Any]) -> None:
    found, _, refusals = arbitrated(coder, data, verdicts(**wrong), below=1.1)
    assert found == coder.code_text(TEXT).events
    assert refusals


def test_quotes_are_whole_words_of_the_text() -> None:
    text = "The “Red\u00a0Star” group’s leader ran."
    whole = Span(0, len(text))
    assert find(text, whole, '"red star" group') == Span(4, 20)
    assert find(text, whole, "group's leader.") == Span(15, 29)
    for absent in ("lead", "Star leader", "", " . "):
        assert find(text, whole, absent) is None


@given(st.text(max_size=80), st.text(max_size=20))
def test_what_is_found_is_in_the_text(text: str, quote: str) -> None:
    span = find(text, Span(0, len(text)), quote)
    if span is not None:
        found = span.of(text).translate(SAME).lower().split()
        assert "".join(found) == "".join(quote.translate(SAME).strip(" \t\n.,;:").lower().split())


def test_the_cost_is_counted_without_asking(coder: Coder, data: Data, parse_text: Callable[..., Any]) -> None:
    parse = parse_text(TEXT)
    article = (parse, coder.events.code(parse, coder.actors.find(parse)))
    settings = LlmSettings(below=1.1, price_in=1.0, price_out=2.0)
    for mode in ("extract", "arbitrate"):
        one, two = (estimate(mode, [article] * n, prompt_data.load(data), settings) for n in (1, 2))
        assert one.requests == 1
        assert one.tokens_in > 1000
        assert one.money == pytest.approx((one.tokens_in + 2 * one.tokens_out) / 1e6)
        assert abs(one.for_articles(2).tokens_in - two.tokens_in) <= 2
    nothing = estimate("arbitrate", [article], prompt_data.load(data), LlmSettings(below=0.0))
    assert (nothing.requests, nothing.money) == (0, 0.0)


def test_stretches_hold_all_sentences_once(parse_text: Callable[..., Any]) -> None:
    parse = parse_text("One came. Two went away. Three stayed at home for a very long time. Four left.")
    for size in (1, 30, 10_000):
        runs = list(stretches(parse, size))
        assert [one.index for run in runs for one in run] == list(range(len(parse.sentences)))


def test_the_data_of_the_prompts_fit_the_ontology(data: Data) -> None:
    found = prompt_data.load(data)
    codes = {row["code"] for row in data.table("ontology/cameo.tsv")}
    assert {cameo for cameo, _, _ in found.kinds.values()} <= codes
    schema = found.extract.schema["properties"]["events"]["items"]["properties"]
    assert set(schema["type"]["enum"]) == {kind for kind, _ in found.kinds}
    example = found.extract.system.rpartition('{"events"')[2]
    events = json.loads('{"events"' + example)["events"]
    assert all(set(event) == set(schema) and (event["type"], event["mode"]) in found.kinds for event in events)


def test_the_engine_is_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Data) -> None:
    info = tmp_path / "dragoman_llm_test-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dragoman-llm-test\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[dragoman.events]\nllm = dragoman.llm:load_events\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SettingsError, match=r"llm\.address"):
        engines.load("events", Settings(engines=Engines(events="llm")), data)
