from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import StoreError
from dragoman.ingest import ingest
from dragoman.linking import link
from dragoman.pipeline import Coder
from dragoman.records import Page, Rejected
from dragoman.store import open_store
from dragoman.store.delta import Store
from dragoman.store.query import Query, count, find
from dragoman.store.tables import DOCUMENTS, Table
from dragoman.store.upkeep import compact

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


@pytest.mark.parametrize("work", [link, compact])
def test_no_work_shows_a_batch_that_was_cut_short(
    tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch, work: Callable[[Store], object]
) -> None:
    store = open_store(tmp_path / "store", create=True)
    whole = ingest([Page("https://example.org/whole", TEXT.encode(), "text/plain", clean=True)], store, coder).events
    real = Store._add

    def dying(self: Store, table: Table, *arguments: Any) -> None:
        if table is DOCUMENTS:
            raise KeyboardInterrupt
        real(self, table, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_add", dying)
        with pytest.raises(KeyboardInterrupt):
            ingest(pages()[:1], store, coder)
    again = open_store(tmp_path / "store")
    assert count(again, Query()) == whole
    work(again)
    assert count(open_store(tmp_path / "store"), Query()) == whole > 0


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
