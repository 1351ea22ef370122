from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import StoreError
from dragoman.ingest import ingest
from dragoman.pipeline import Coder
from dragoman.records import Page, Rejected
from dragoman.store import open_store
from dragoman.store.query import Query, find

TEXT = "Norway expelled two Russian diplomats on Monday. Kenya praised Uganda, which had delivered food aid to Chad."


def pages() -> list[Page | Rejected]:
    return [
        Page("https://example.org/a", TEXT.encode(), "text/plain", clean=True),
        Page("https://example.org/b", b"", "text/plain"),
        Rejected("https://example.org/c", "read", "too-large", "cut it"),
    ]


def test_ingest_twice_changes_nothing(tmp_path: Path, coder: Coder) -> None:
    store = open_store(tmp_path / "store", create=True)
    first = ingest(pages(), store, coder)
    assert (first.coded, first.rejected) == (1, 2)
    assert first.events > 0
    before = sorted(row["id"] for batch in store.batches("events") for row in batch.to_pylist())
    second = ingest(pages(), store, coder)
    assert (second.coded, second.skipped) == (0, 3)
    after = sorted(row["id"] for batch in store.batches("events") for row in batch.to_pylist())
    assert before == after
    assert len(before) == len(set(before))


def test_query_and_explain_come_back_whole(tmp_path: Path, coder: Coder) -> None:
    store = open_store(tmp_path / "store", create=True)
    ingest(pages(), store, coder)
    found = find(store, Query(dyad="NOR > RUS"))
    assert [row["type"] for row in found] == ["SANCTION"]
    assert find(store, Query(dyad="RUS > NOR")) == []
    assert find(store, Query(dyad="RUS <> NOR"))
    assert find(store, Query(dyad="*.GOV > *", types=("SANCTION",)))
    assert find(store, Query(dyad="norway > *"))
    coded = store.coded(found[0]["document"])
    assert coded is not None
    event = next(e for e in coded.events if e.id == found[0]["id"])
    assert event == next(e for e in coder.code_text(TEXT, url="https://example.org/a").events if e.type == "SANCTION")


def test_quotes_in_a_query_are_words_not_sql(tmp_path: Path, coder: Coder) -> None:
    store = open_store(tmp_path / "store", create=True)
    ingest(pages(), store, coder)
    assert find(store, Query(dyad="'; DROP TABLE events; -- > *")) == []
    assert find(store, Query(text="' OR 1=1 --")) == []


def test_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="not empty"):
        open_store(tmp_path, create=True)
    with pytest.raises(StoreError, match="no store"):
        open_store(tmp_path / "nowhere")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "dragoman.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        open_store(tmp_path / "damaged")


def test_the_past_can_be_read(tmp_path: Path, coder: Coder) -> None:
    store = open_store(tmp_path / "store", create=True)
    ingest(pages(), store, coder)
    assert find(open_store(tmp_path / "store", as_of=0), Query()) == []
    assert find(open_store(tmp_path / "store"), Query())
