"""The HTTP API over a store of the sample articles."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel

from dragoman.serve import schemas
from dragoman.serve.filters import Filters
from dragoman.serve.guard import App
from dragoman.serve.service import Service, read_cursor, write_cursor

Parts = tuple[App, Service]
Get = Callable[[str], Any]


@pytest.fixture
def get(parts: Parts, ask: Any) -> Get:
    def get(path: str) -> Any:
        answer = ask(parts[0], f"/api/v1{path}")
        assert answer.status == 200, answer.body
        return answer.json

    return get


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/events?limit=3", schemas.EventPage),
        ("/articles", schemas.ArticlePage),
        ("/network", schemas.Network),
        ("/events/{event}", schemas.Event),
        ("/events/{event}/explain", schemas.ExplainedEvent),
        ("/articles/{article}", schemas.Article),
        ("/episodes/{episode}", schemas.Episode),
    ],
)
def test_answers_have_the_described_shape(get: Get, path: str, model: type[BaseModel]) -> None:
    one = get("/episodes?limit=1")["items"][0]
    filled = path.format(event=one["id"], article=one["document"], episode=one["episode"])
    model.model_validate(get(filled))


def test_pages_join_to_the_whole(get: Get) -> None:
    total = get("/events/count")["events"]
    seen: list[str] = []
    cursor = ""
    while True:
        page = get(f"/events?limit=7&cursor={cursor}")
        seen += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == total
    days = [one["day"] or "" for one in get("/events?limit=500")["items"]]
    assert all(a >= b for a, b in pairwise(days))


@pytest.mark.parametrize(
    ("query", "check"),
    [
        ("actor=ECU", lambda e: "ECU" in _codes(e)),
        ("dyad=PER%20%3C%3E%20ECU", lambda e: {"PER", "ECU"} <= _codes(e)),
        ("dyad=PER%20%3E%20ECU", lambda e: e["reciprocal"] or "PER" in {p["country"] for p in e["actors"]}),
        ("dyad=*%20%3E%20PER.MIL", lambda e: any(p["sector"] == "MIL" for p in e["recipients"]) or e["reciprocal"]),
        ("type=ACCUSE&type=ASSAULT", lambda e: e["type"] in ("ACCUSE", "ASSAULT")),
        ("quad=1", lambda e: e["quad"] == 1),
        ("status=planned", lambda e: e["status"] == "planned"),
        ("context=diplomatic", lambda e: "diplomatic" in e["contexts"]),
        ("since=2024-03-10&until=2024-03-20", lambda e: "2024-03-10" <= e["day"] <= "2024-03-20"),
        ("place=ECU", lambda e: e["place_country"] == "ECU"),
        ("text=DRONE", lambda e: "drone" in ("".join(e["said"]) + e["title"]).lower()),
        ("source=andean", lambda e: "andean" in e["publisher"].lower() or "andean" in str(e["sources"]).lower()),
        ("contested=true", lambda e: e["contested"] or e["status"] in ("alleged", "denied")),
    ],
)
def test_filters(get: Get, query: str, check: Any) -> None:
    found = get(f"/events?limit=500&{query}")["items"]
    assert found
    assert all(check(event) for event in found)
    assert len(found) == get(f"/events/count?{query}")["events"]


def _codes(event: Any) -> set[str]:
    return {party["country"] for party in event["actors"] + event["recipients"]}


def test_overview_names_what_cooled_down(get: Get) -> None:
    found = get("/overview")
    assert found["as_of"] == "2024-04-09"
    assert {"ECU", "PER"} in [{one["a"], one["b"]} for one in found["cooling"]]
    assert found["new"]
    assert all(one["status"] in ("occurred", "ongoing") for one in found["new"])


def test_dyad_has_marks_on_both_sides(get: Get) -> None:
    found = get("/dyad?a=ECU&b=PER")
    assert {mark["quad"] for mark in found["marks"]} >= {1, 3, 4}
    assert any(mark["status"] == "planned" for mark in found["marks"])
    assert set(found["says"]) == {"ECU", "PER"}
    assert found["focus"]["start"] > "2024-01-01"  # a recollection of 1998 does not squeeze the present


def test_places_network_agenda(get: Get, parts: Parts, ask: Any) -> None:
    for level in ("country", "admin", "city"):
        assert get(f"/places?level={level}")["places"]
    ties = get("/network")["ties"]
    assert all(one["a"] < one["b"] and one["events"] == one["cooperation"] + one["conflict"] for one in ties)
    agenda = get("/agenda?from=2024-03-01")["events"]
    assert agenda
    assert all(one["status"] == "planned" for one in agenda)
    calendar = ask(parts[0], "/api/v1/agenda.ics?from=2024-03-01").body.decode()
    assert calendar.count("BEGIN:VEVENT") == len(agenda)
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75


def test_episodes_compare_outlets(get: Get) -> None:
    found = get("/episodes?several=true&limit=50")["items"]
    assert found
    episode = get(f"/episodes/{found[0]['episode']}")
    assert len({one["publisher"] for one in episode["reports"]}) > 1
    assert set(episode["comparison"]) == {"date", "place", "status", "type", "who", "whom"}


def test_the_text_of_an_article_is_whole(get: Get, sample_store: Path) -> None:
    from dragoman.store import open_store

    article = get("/articles?limit=1")["items"][0]["id"]
    view = get(f"/articles/{article}")
    coded = open_store(sample_store).coded(article)
    assert coded is not None
    shown = "\n\n".join("".join(stretch["t"] for stretch in one) for one in view["paragraphs"])
    assert shown == coded.document.text
    for number, event in enumerate(coded.events):
        marked = [s["t"] for p in view["paragraphs"] for s in p if ["trigger", number] in s.get("m", [])]
        assert "".join(marked) == event.trigger.of(coded.document.text)


def test_exports(get: Get, parts: Parts, ask: Any) -> None:
    total = get("/events/count?actor=PER")["events"]
    rows = list(csv.DictReader(io.StringIO(ask(parts[0], "/api/v1/export?actor=PER").body.decode())))
    assert len(rows) == total
    lines = ask(parts[0], "/api/v1/export?format=jsonl&actor=PER").body.splitlines()
    assert len(lines) == total
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in rows]
    assert pq.read_table(io.BytesIO(ask(parts[0], "/api/v1/export?format=parquet&actor=PER").body)).num_rows == total
    features = ask(parts[0], "/api/v1/export?format=geojson").json["features"]
    assert all(len(one["geometry"]["coordinates"]) == 2 for one in features)
    assert ask(parts[0], "/api/v1/export?text=nothing-holds-this").body.count(b"\n") == 1


def test_entity_tags(parts: Parts, ask: Any) -> None:
    first = ask(parts[0], "/api/v1/overview")
    again = ask(parts[0], "/api/v1/overview", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = ask(parts[0], "/api/v1/overview?quad=1")
    assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/events?since=yesterday", 422),
        ("/events?limit=0", 422),
        ("/events?limit=501", 422),
        ("/events?cursor=%FF%00", 400),
        ("/events?cursor=abc", 400),
        ("/events/none", 404),
        ("/articles/none", 404),
        ("/episodes/none", 404),
        ("/nothing", 404),
        ("/dyad?a=PER", 422),
        ("/dyad?a=%20&b=PER", 422),
        ("/dyad?a=PER%20%3E%20USA&b=PER", 422),
        ("/events?quad=7", 422),
        ("/events?text=" + "x" * 300, 422),
    ],
)
def test_refusals_are_problems(parts: Parts, ask: Any, path: str, status: int) -> None:
    answer = ask(parts[0], f"/api/v1{path}")
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert schemas.Problem.model_validate(answer.json).detail


def test_cursors_are_read_back() -> None:
    assert read_cursor(write_cursor(None, "a|b")) == ("0001-01-01", "a|b")


def test_a_text_is_coded(parts: Parts, ask: Any) -> None:
    text = "Police in Nairobi arrested four traders on Monday, the interior ministry said."
    body = json.dumps({"text": text, "published": "2024-05-02"}).encode()
    found = ask(parts[0], "/api/v1/code", method="POST", body=body).json
    assert [event["type"] for event in found["events"]] == ["COERCE"]
    assert found["events"][0]["date_start"] == "2024-04-29"


def test_furniture_is_told_apart(parts: Parts, ask: Any) -> None:
    sample = "06-atlantic-courier-sanctions.html"
    from dragoman.data import PACKAGE

    html = (PACKAGE / "samples" / sample).read_text(encoding="utf-8")
    found = ask(parts[0], "/api/v1/code", method="POST", body=json.dumps({"html": html}).encode()).json
    assert found["events"]
    assert found["furniture"]
    text = "".join(stretch["t"] for one in found["paragraphs"] for stretch in one)
    assert not any(line in text for line in found["furniture"] if len(line) > 30)


@pytest.mark.parametrize("body", [{}, {"text": "a", "html": "b"}, {"url": "file:///etc/passwd"}, {"wrong": 1}])
def test_what_cannot_be_coded_is_refused(parts: Parts, ask: Any, body: dict[str, Any]) -> None:
    assert ask(parts[0], "/api/v1/code", method="POST", body=json.dumps(body).encode()).status == 422


@pytest.mark.parametrize(
    "text", ["", " ", "x", "word " * 3, "a" * 100_000, "\u0000\u202e\ud83d\ude00 \ufeff", "Guten Tag! " * 40]
)
def test_bad_text_is_no_fault(parts: Parts, ask: Any, text: str) -> None:
    answer = ask(parts[0], "/api/v1/code", method="POST", body=json.dumps({"text": text}).encode())
    assert answer.status in (200, 422)


def test_many_who_ask_at_once_cost_one_query(parts: Parts, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    app, service = parts
    asked: list[int] = []
    real = service.histogram

    def slowly(filters: Filters) -> Any:
        asked.append(1)
        time.sleep(0.3)
        return real(filters)

    monkeypatch.setattr(service, "histogram", slowly)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: ask(app, "/api/v1/histogram?since=2019-02-03"), range(8)))
    assert len(asked) == 1
    assert {one.status for one in answers} == {200}
    assert len({one.body for one in answers}) == 1


def test_the_events_of_a_page_follow_those_of_the_page_before(service: Service) -> None:
    """Also where the last event of the page before is gone meanwhile."""
    every = [one["id"] for one in service.events(limit=500)["items"]]
    first = service.events(limit=3)
    second = service.events(cursor=first["next"], limit=3)
    assert [one["id"] for one in first["items"] + second["items"]] == every[:6]
    day = first["items"][-1]["day"]
    after = service.events(cursor=write_cursor(day, "gone"), limit=500)["items"]
    assert all(one["day"] is None or one["day"] <= day for one in after)
    older = [one["id"] for one in service.events(limit=500)["items"] if one["day"] is None or one["day"] < day]
    assert [one["id"] for one in after][-len(older) :] == older
