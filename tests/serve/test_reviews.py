"""Decisions of reviewers are kept, win over one another in order, and come out as gold."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dragoman.client import ClientError, connect
from dragoman.serve.keeper import Keeper
from dragoman.store import open_store


def test_a_review_is_kept_and_exported(own_store: Path) -> None:
    with connect(own_store, write=True) as client:
        events = list(client.events(type="ACCUSE"))[:3]
        client.review(events[0]["id"], "accept", who="ml")
        client.review(events[1]["id"], "reject", who="ml")
        client.review(events[2]["id"], "reject", who="ml")
        right = {
            "status": "denied",
            "actors": [{"name": "Brazil", "country": "BRA", "sector": "GOV"}],
            "date_start": None,
        }
        kept = client.review(events[2]["id"], "correct", who="kp", note="the second look", correction=right)
        assert kept["who"] == "kp"
        assert kept["document"] == events[2]["document"]
        assert [one["decision"] for one in client.reviews()] == ["accept", "reject", "reject", "correct"]
        gold = gold_files(client.gold())
        with pytest.raises(ClientError, match="no event"):
            client.review("ffffffffffff", "accept")
        with pytest.raises(ClientError) as refused:
            client.review(events[0]["id"], "correct")
        assert refused.value.status == 422
    scored = [event for one in gold.values() for event in one["events"] if "optional" not in event]
    assert sorted(event["reviewed"]["decision"] for event in scored) == ["accept", "correct"]
    corrected = [event for one in gold.values() for event in one["events"] if event["reviewed"]["who"] == "kp"]
    assert corrected[0]["status"] == "denied"
    assert corrected[0]["actor"] == [{"text": "Brazil", "country": "BRA", "sector": "GOV"}]
    assert corrected[0]["date"] == {"start": None, "end": None}
    for one in gold.values():
        assert {"id", "file", "url", "meta", "body_must_include", "body_must_exclude", "events"} <= set(one)
        assert not {e["sentence"] for e in one["events"] if "optional" not in e} & set(one["unscored_sentences"])


def gold_files(archive: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = files.namelist()
        assert {name.removesuffix(".gold.json") for name in names if name.endswith(".json")} == {
            name.removesuffix(".txt") for name in names if name.endswith(".txt")
        }
        return {name: json.loads(files.read(name)) for name in names if name.endswith(".json")}


def test_a_missed_event_is_kept_and_exported(own_store: Path) -> None:
    with connect(own_store, write=True) as client:
        article = next(iter(client.articles()))["id"]
        sentences = client.sentences(article)
        number, sentence = max(enumerate(sentences), key=lambda one: len(one[1]["text"]))
        text = sentence["text"]
        start = text.index(" ") + 1
        words = {"start": start, "end": start + 9}
        parties = {"actors": [{"name": "Chile", "country": "CHL"}], "recipients": [{"name": "Peru", "country": "PER"}]}
        kept = client.missed(article, number, **words, who="ml", type="AID", date_start="2024-03-01", **parties)
        assert kept["decision"] == "missed"
        assert kept["correction"]["trigger"] == text[start : start + 9]
        assert [one["event"] for one in client.sentences(article)[number]["events"] if one["added"]] == [kept["event"]]
        assert client._get("/reviews/queue")["decided"]["missed"] == 1
        gold = gold_files(client.gold())[f"{article}.gold.json"]
        added = [one for one in gold["events"] if one["reviewed"]["decision"] == "missed"]
        assert [(one["type"], one["sentence"], one["trigger"]) for one in added] == [
            ("AID", text, text[start : start + 9])
        ]
        assert added[0]["actor"] == [{"text": "Chile", "country": "CHL", "sector": None}]
        assert added[0]["date"] == {"start": "2024-03-01", "end": "2024-03-01"}
        assert added[0]["status"] == "occurred"
        assert "optional" not in added[0]
        assert text not in gold["unscored_sentences"]
        client.review(kept["event"], "reject", who="ml")
        assert not [one for one in client.sentences(article)[number]["events"] if one["added"]]
        assert "missed" not in str(client.gold())
        assert set(client._get("/reviews/queue")["decided"].values()) == {0}
        for wrong in ({"start": 5, "end": 5}, {"start": 0, "end": len(text) + 1}):
            with pytest.raises(ClientError) as refused:
                client.missed(article, number, **wrong, type="AID")
            assert refused.value.status == 422
        with pytest.raises(ClientError, match="sentences"):
            client.missed(article, len(sentences), 0, 3, type="AID")
        with pytest.raises(ClientError, match="no article"):
            client.missed("none", 0, 0, 3, type="AID")
    with connect(own_store) as client, pytest.raises(ClientError, match="--write"):
        client.missed(article, number, **words, type="AID")


def test_what_is_coded_can_be_kept(own_store: Path) -> None:
    with connect(own_store, write=True) as client:
        before = client.count()
        text = "Kenya expelled two Ugandan diplomats in Nairobi on Monday, the foreign ministry in Nairobi said."
        assert client.code(text, published="2024-05-02", store=True)["stored"]
    keeper = Keeper(own_store)
    try:
        assert keeper.refresh().counts["events"] > before
    finally:
        keeper.close()


def test_an_empty_store_has_a_page(tmp_path: Path, ask: Any) -> None:
    open_store(tmp_path / "empty", create=True)
    with connect(tmp_path / "empty") as client:
        assert client.overview()["totals"]["events"] == 0
        assert list(client.events()) == []
        assert client.network()["ties"] == []
        assert client.places()["places"] == []
        assert client.dyad("PER", "ECU")["totals"]["events"] == 0
        assert client.agenda()["events"] == []
        assert client.meta()["counts"]["articles"] == 0
        assert client.export(io.BytesIO()) > 0
        assert client.export(io.BytesIO(), "parquet") == 0
        client._get("/histogram")
