"""The Python client over HTTP and over a folder gives the same."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from dragoman.client import ClientError, connect
from dragoman.errors import RetryableError, StoreError


def test_both_ways_give_the_same(server: str, sample_store: Path) -> None:
    with connect(server) as far, connect(sample_store) as near:
        assert list(far.events(status=["planned", "denied"])) == list(near.events(status=["planned", "denied"]))
        assert far.overview() == near.overview()
        event = next(near.events())
        assert far.explain(event["id"]) == near.explain(event["id"])
        assert far.article(event["document"]) == near.article(event["document"])
        assert list(far.articles(limit=5)) == list(near.articles(limit=5))
        one, other = io.BytesIO(), io.BytesIO()
        assert far.export(one, "jsonl", actor="PER") == near.export(other, "jsonl", actor="PER")
        assert one.getvalue() == other.getvalue()
        for client in (far, near):
            with pytest.raises(ClientError, match="in the store") as refused:
                client.event("none")
            assert refused.value.status == 404


def test_export_to_a_file(sample_store: Path, tmp_path: Path) -> None:
    with connect(sample_store) as client:
        client.export(tmp_path / "events.csv")
    assert (tmp_path / "events.csv").read_text(encoding="utf-8").startswith("id,document,type")


def test_no_server_no_store(tmp_path: Path) -> None:
    with pytest.raises(RetryableError, match="dragoman serve"):
        connect("http://127.0.0.1:9").meta()
    with pytest.raises(StoreError):
        connect(tmp_path / "none")
