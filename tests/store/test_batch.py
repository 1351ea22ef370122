from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.arrow import from_row
from dragoman.batch import Result, code_batches, page_batches
from dragoman.errors import StoreError
from dragoman.ingest import ingest
from dragoman.pipeline import Coder
from dragoman.records import Page
from dragoman.store import open_store
from dragoman.store.delta import Store
from dragoman.store.tables import Table

SENTENCES = (
    "Norway expelled two Russian diplomats on Monday, the foreign ministry said.",
    "Kenya accused Uganda of arming rebels near the lake. Uganda denied the allegations.",
    "Police in Lima arrested forty students who had blocked a road on Tuesday.",
    "The presidents of Chad and Niger met in Zinder and signed a border treaty.",
)


def pages(count: int) -> list[Page]:
    return [
        Page(f"https://example.org/{n}", SENTENCES[n % len(SENTENCES)].encode(), "text/plain", clean=True)
        for n in range(count)
    ]


def test_arrow_gives_what_direct_coding_gives(coder: Coder) -> None:
    rows = [row for batch in code_batches(page_batches(pages(4), size=3), coder) for row in batch.to_pylist()]
    assert [from_row(Result, row).coded for row in rows] == [coder.code_page(page) for page in pages(4)]


def content(store: Store) -> list[tuple[str, ...]]:
    with store.connect() as connection:
        return connection.execute("SELECT id, document, type, status FROM events ORDER BY ALL").fetchall()


def test_a_stopped_run_is_continued_without_loss_or_doubles(tmp_path: Path, coder: Coder) -> None:
    def stopping(after: int) -> Iterator[Page]:
        for n, page in enumerate(pages(12)):
            if n == after:
                raise KeyboardInterrupt
            yield page

    whole = open_store(tmp_path / "whole", create=True)
    ingest(pages(12), whole, coder)
    broken = open_store(tmp_path / "broken", create=True)
    for after in (3, 7):
        with pytest.raises(KeyboardInterrupt):
            ingest(stopping(after), broken, coder)
    last = ingest(pages(12), broken, coder)
    assert last.skipped == 7
    assert content(broken) == content(whole)


def no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_batch_that_a_full_disk_cut_short_does_not_count(
    tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = (open_store(tmp_path / name, create=True) for name in ("whole", "broken"))
    ingest(pages(8), whole, coder)
    ingest(pages(4), broken, coder)
    before = content(broken)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "_add", fails_at("documents"))
        with pytest.raises(StoreError, match=r"disk .* is full"):
            ingest(pages(8), broken, coder)
    assert content(broken) == before
    ingest(pages(8), broken, coder)
    assert content(broken) == content(whole)


def fails_at(name: str) -> Callable[..., None]:
    """`Store._add`, with no room for one table."""
    add = Store._add

    def failing(store: Store, table: Table, *rest: Any) -> None:
        if table.name == name:
            no_room()
        add(store, table, *rest)

    return failing


@pytest.mark.parametrize("step", ["dragoman.store.delta.log_version", "dragoman.store.delta.Store._tidy"])
def test_a_disk_too_full_for_what_follows_a_batch_loses_none(
    step: str, tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, store = (open_store(tmp_path / name, create=True) for name in ("whole", "store"))
    ingest(pages(4), whole, coder)
    monkeypatch.setattr("dragoman.store.delta.TIDY_EVERY", 1)
    monkeypatch.setattr(step, no_room)
    assert ingest(pages(4), store, coder).coded == 4
    assert content(store) == content(whole)
