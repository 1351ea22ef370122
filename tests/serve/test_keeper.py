"""The page's tables are those of the store, however it came to be as it is, and are there at once at the next start."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.batch import result
from dragoman.pipeline import document_of
from dragoman.records import Coded, Page
from dragoman.serve import keeper as keeping
from dragoman.serve.extent import read_extent
from dragoman.serve.keeper import Keeper, PreparingError
from dragoman.serve.memory import LATE_SECONDS, Answer, Memory
from dragoman.serve.snapshot import EPISODES, EVENTS, Snapshot
from dragoman.store import open_store
from dragoman.store.delta import Store
from dragoman.store.upkeep import compact

TABLES = (
    "SELECT * EXCLUDE num FROM doc ORDER BY id",
    "SELECT * EXCLUDE (n, doc_num) FROM ev ORDER BY id",
    "SELECT e.id, p.* EXCLUDE n FROM pair p JOIN ev e ON e.n = p.n ORDER BY ALL",
    "SELECT e.id, m.episode FROM member m JOIN ev e ON e.n = m.n ORDER BY ALL",
    "SELECT p.* EXCLUDE best, e.id AS surest FROM episode p JOIN ev e ON e.n = p.best ORDER BY ALL",
    "SELECT name, country, sum(events)::INT AS c FROM actor_name GROUP BY ALL HAVING c <> 0 ORDER BY ALL",
    "SELECT kind, name, sum(events)::INT AS c FROM facet GROUP BY ALL HAVING c <> 0 ORDER BY ALL",
    "SELECT count(*) - count(DISTINCT n) AS twice FROM ev",
    "SELECT id FROM ev ORDER BY n",
)


def content(snapshot: Snapshot) -> list[Any]:
    return [[tuple(map(str, row.values())) for row in snapshot.rows(sql)] for sql in TABLES]


@pytest.fixture
def made_anew(tmp_path: Path) -> Any:
    """The content of a store read from the beginning."""

    def read(folder: Path) -> list[Any]:
        other = Keeper(folder, cache=tmp_path / "other")
        try:
            return content(other.wait())
        finally:
            other.close()
            shutil.rmtree(tmp_path / "other")

    return read


def copied(store: Store, coded: Coded) -> None:
    store.write([result(Page("", coded.document.text.encode(), "text/plain"), coded)])


def test_changes_are_followed(sample_store: Path, tmp_path: Path, made_anew: Any) -> None:
    """Articles that come, come anew, are put together with others, are tied, are cut short: the same as read afresh."""
    from dragoman.linking import link

    samples = open_store(sample_store)
    names = sorted(samples.connect().execute("SELECT id FROM documents").fetchall())
    articles = [samples.coded(name) for (name,) in names]
    assert len(articles) > 6
    folder = tmp_path / "store"
    store = open_store(folder, create=True)
    keeper = Keeper(folder, cache=tmp_path / "cache")
    try:
        first = keeper.wait()
        assert first.counts["articles"] == 0
        database = first.database
        for number, coded in enumerate(articles):
            copied(store, coded)
            if number % 3 == 2:
                now = keeper.refresh()
                assert now.counts["articles"] == number + 1
                assert content(now) == made_anew(folder)
        busy = max(articles, key=lambda one: len(one.events))
        fewer = [one for one in busy.events if one is not busy.events[0]]
        copied(store, replace(busy, events=tuple(fewer)))
        assert content(keeper.refresh()) == made_anew(folder)
        copied(store, busy)
        link(store)
        assert content(keeper.refresh()) == made_anew(folder)
        compact(store, sort=True)
        now = keeper.refresh()
        assert content(now) == made_anew(folder)
        assert now.database is database  # all of it without beginning anew
    finally:
        keeper.close()


def test_a_batch_under_way(own_store: Path, tmp_path: Path, made_anew: Any) -> None:
    """Events that are written before their article are shown once it is there."""
    from dragoman.store.delta import BY_NAME
    from dragoman.store.tables import rows_of

    store = open_store(own_store)
    busy = max(
        (store.coded(name) for (name,) in store.connect().execute("SELECT id FROM documents").fetchall()),
        key=lambda one: len(one.events),
    )
    later = document_of(busy.document.text + " Later.", published="2024-05-02", title="Later")
    again = replace(
        busy,
        document=later,
        events=tuple(replace(one, id=f"later{number}") for number, one in enumerate(busy.events)),
    )
    rows = rows_of([result(Page("", b"later", "text/plain"), again)])
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    try:
        before = keeper.wait().counts["events"]
        store.merge(BY_NAME["sentences"], rows["sentences"])
        store.merge(BY_NAME["events"], rows["events"])
        assert keeper.refresh().counts["events"] == before
        store.merge(BY_NAME["documents"], rows["documents"])
        now = keeper.refresh()
        assert now.counts["events"] == before + len(busy.events)
        assert content(now) == made_anew(own_store)
    finally:
        keeper.close()


def test_the_next_start_finds_the_tables(own_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    before = content(keeper.wait())
    keeper.close()
    compact(open_store(own_store), sort=True)  # not a file is left of those that were read

    def never(*_: Any) -> None:
        raise AssertionError("the tables were made anew")

    monkeypatch.setattr(keeping, "fill", never)
    again = Keeper(own_store, cache=tmp_path / "cache")
    try:
        assert content(again.wait()) == before
    finally:
        again.close()


def test_tables_of_another_store_or_damaged_are_not_used(own_store: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    keeper = Keeper(own_store, cache=cache)
    assert keeper.wait().counts["articles"] > 0
    keeper.close()
    for file in cache.glob("*/*/tables.duckdb"):
        file.write_bytes(b"nothing of the kind" * 1000)
    keeper = Keeper(own_store, cache=cache)
    assert keeper.wait().counts["articles"] > 0
    keeper.close()
    shutil.rmtree(own_store)
    open_store(own_store, create=True)
    keeper = Keeper(own_store, cache=cache)
    assert keeper.wait().counts["articles"] == 0
    keeper.close()


def test_two_servers_of_one_store(own_store: Path, tmp_path: Path) -> None:
    first, second = (Keeper(own_store, cache=tmp_path / "cache") for _ in range(2))
    try:
        assert content(first.wait()) == content(second.wait())
        assert first.current().database.path != second.current().database.path
    finally:
        first.close()
        second.close()


def test_readers_of_the_old_state_go_on(own_store: Path, tmp_path: Path) -> None:
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    try:
        old = keeper.wait()
        coded = Coded(
            document_of("Nothing happened.", published="2024-05-02", title="Calm"), (), (), (), (), (), (), ()
        )
        with old.view() as view:
            assert view.rows("SELECT count(*) AS c FROM doc")[0]["c"] == old.counts["articles"]
            copied(open_store(own_store), coded)
            new = keeper.refresh()
            assert new.version != old.version
            assert view.rows("SELECT count(*) AS c FROM doc")[0]["c"] == old.counts["articles"]
        assert new.counts["articles"] == old.counts["articles"] + 1
    finally:
        keeper.close()


def test_a_server_ends_while_it_answers(own_store: Path, tmp_path: Path) -> None:
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    snapshot = keeper.wait()
    failed: list[Exception] = []

    def ask() -> None:
        try:
            snapshot.rows("SELECT count(*) FROM range(100000000000) r(i) WHERE i % 7 = 3")
        except TimeoutError as error:
            failed.append(error)

    reader = threading.Thread(target=ask)
    reader.start()
    while not snapshot.database.busy():
        time.sleep(0.01)
    keeper.close()
    reader.join(10)
    assert not reader.is_alive()
    assert len(failed) == 1


def test_a_page_is_there_before_its_tables(own_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the store is read for the first time, questions are refused with how far it is, and views come in turn."""
    go_on = threading.Event()
    seen: list[int] = []
    fill = keeping.fill

    def slowly(cursor: Any, store: Any, extent: Any, reached: Any) -> None:
        def told(name: str) -> None:
            reached(name)
            if name == "facet":
                go_on.wait(20)

        fill(cursor, store, extent, told)

    monkeypatch.setattr(keeping, "fill", slowly)
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    try:
        with pytest.raises(PreparingError) as told:
            keeper.current()
        assert told.value.events == read_extent(open_store(own_store)).rows["events"]
        while keeper.peek() is None:
            pass
        assert keeper.current(EVENTS).counts["events"] > 0
        with pytest.raises(PreparingError):
            keeper.current(EPISODES)
        seen.append(keeper.current(EVENTS).stage)
        go_on.set()
        assert keeper.wait().stage == EPISODES
        assert seen == [EVENTS]
    finally:
        go_on.set()
        keeper.close()


def test_what_was_asked_is_answered_before_the_new_version_shows(own_store: Path, tmp_path: Path) -> None:
    keeper = Keeper(own_store, cache=tmp_path / "cache")
    try:
        old = keeper.wait()
        make = lambda: str(keeper.current().counts["articles"]).encode()  # noqa: E731
        old.memory.keep("how many", Answer(make(), make, asked=1))
        coded = Coded(
            document_of("Nothing happened.", published="2024-05-02", title="Calm"), (), (), (), (), (), (), ()
        )
        copied(open_store(own_store), coded)
        new = keeper.refresh()
        found = new.memory.find("how many")
        assert found is not None
        assert found.body == str(old.counts["articles"] + 1).encode()
        assert new.memory.tag("how many") != old.memory.tag("how many")
    finally:
        keeper.close()


def test_memory_makes_an_answer_once() -> None:
    memory = Memory("1")
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"x" * 5000

    with ThreadPoolExecutor(4) as pool:
        given = [memory.ask("a", make, pool) for _ in range(8)]
        bodies = {one.result().body for one in given}
        found = memory.ask("a", make, pool).result()
    assert len(made) == 1
    assert bodies == {b"x" * 5000}
    assert len(found.zipped() or b"") < 500
    assert Answer(b"small", make).zipped() is None


def test_a_question_that_failed_is_asked_again() -> None:
    memory = Memory("1")

    def fail() -> bytes:
        raise ValueError

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(ValueError):
            memory.ask("a", fail, pool).result()
        assert memory.ask("a", lambda: b"now", pool).result().body == b"now"


def test_an_answer_is_given_a_little_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the version before answered bridges the time until it is answered anew, under its own tag, for seconds."""
    first, second, third = Memory("1"), Memory("2"), Memory("3")
    first.keep("a", Answer(b"old", lambda: b"new"))
    second.follow(first)
    late = second.late("a")
    assert second.find("a") is None
    assert late is not None
    assert (late.body, late.tag) == (b"old", first.tag("a"))
    third.follow(second)
    assert third.late("a") is late
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + LATE_SECONDS + 1)
    assert third.late("a") is None
