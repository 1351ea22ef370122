"""The store as the page needs it: narrow tables in a temporary DuckDB file, made anew when the store has changed.

The store's tables hold whole records, nested and wide. Every view of the page counts a few narrow columns, so these
are copied out once for each version of the store; readers of the old snapshot go on while the new one is made.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.errors import DragomanError
from dragoman.serve.episodes import BUILD_EPISODES, load_links
from dragoman.serve.shelf import Shelf
from dragoman.store import open_store
from dragoman.store.commits import dataset
from dragoman.store.delta import Store

USED = ("documents", "sentences", "events", "rejections")
CACHED_ANSWERS = 256
MOST_CACHED_BYTES = 300_000
PATIENCE = 5  # a rebuild may take one fifth of the time at most


def _names(column: str) -> str:
    return f"list_transform({column}, lambda p: coalesce(nullif(p.name, ''), p.text))"


def _codes(column: str, field: str) -> str:
    return f"list_transform({column}, lambda p: p.{field})"


def _known(column: str) -> str:
    return f"list_sort(list_distinct(list_filter({_codes(column, 'country')}, lambda c: c IS NOT NULL)))"


def _said(column: str) -> str:
    return f"list_distinct(list_filter(list_transform({column}, lambda s: s.name), lambda n: n <> ''))"


BUILD = f"""
CREATE TABLE doc AS
SELECT d.id, d.url, d.title, d.publisher, d.authors, d.language, d.published_basis,
    TRY_CAST(d.published.start AS DATE) AS published, TRY_CAST(d.published."end" AS DATE) AS published_end,
    length(d.text) AS characters, row_number() OVER ()::INTEGER AS num
FROM raw_documents d;
CREATE TABLE ev AS
SELECT row_number() OVER (ORDER BY day DESC NULLS LAST, id) AS n, * FROM (
    SELECT e.id, e.document, d.num AS doc_num, e.type, e.modes, e.contexts, e.cameo, e.quad::TINYINT AS quad,
        e.intensity::FLOAT AS intensity, e.status, e.reciprocal, e.confidence::FLOAT AS confidence,
        len(e.denied_by) > 0 AS contested,
        TRY_CAST(e."when"."start" AS DATE) AS date_start, TRY_CAST(e."when"."end" AS DATE) AS date_end,
        e."when".grain AS grain, d.published,
        coalesce(TRY_CAST(e."when"."start" AS DATE), TRY_CAST(e."when"."end" AS DATE), d.published) AS day,
        e."when"."start" IS NOT NULL OR e."when"."end" IS NOT NULL AS dated,
        {_names("e.actors")} AS actors, {_codes("e.actors", "country")} AS actor_countries,
        {_codes("e.actors", "sector")} AS actor_sectors,
        {_names("e.recipients")} AS recipients, {_codes("e.recipients", "country")} AS recipient_countries,
        {_codes("e.recipients", "sector")} AS recipient_sectors,
        {_known("e.actors")} AS ac, {_known("e.recipients")} AS rc,
        e."where".name AS place, e."where".country AS place_country, e."where".admin1 AS admin1,
        e."where".latitude::FLOAT AS latitude, e."where".longitude::FLOAT AS longitude, e."where".grain AS place_grain,
        {_said("e.sources")} AS sources, {_said("e.denied_by")} AS denied_by, {_said("e.confirmed_by")} AS confirmed_by,
        d.title, d.publisher, d.url, s.sentence,
        e."trigger"."start" - s."start" AS trigger_start, e."trigger"."end" - s."start" AS trigger_end
    FROM raw_events e JOIN doc d ON d.id = e.document
        LEFT JOIN (
            SELECT s.document, s."index", s."start", substr(d.text, s."start" + 1, s."end" - s."start") AS sentence
            FROM raw_sentences s JOIN raw_documents d ON d.id = s.document
            SEMI JOIN raw_events e ON e.document = s.document AND e.sentence = s."index"
        ) s ON s.document = e.document AND s."index" = e.sentence
) ORDER BY n;
CREATE TABLE pair AS
SELECT n, least(a, b) AS lo, greatest(a, b) AS hi,
    CASE WHEN mutual OR a = b THEN 0 WHEN a < b THEN 1 ELSE -1 END AS way,
    day, quad, intensity, status, type
FROM (
    SELECT DISTINCT n, a, b, mutual, day, quad, intensity, status, type FROM (
        SELECT n, a, unnest(rc) AS b, reciprocal AS mutual, day, quad, intensity, status, type
        FROM (SELECT *, unnest(ac) AS a FROM ev WHERE len(rc) > 0)
        UNION ALL
        SELECT n, a, b, true AS mutual, day, quad, intensity, status, type
        FROM (SELECT *, unnest(ac) AS b FROM (SELECT *, unnest(ac) AS a FROM ev WHERE reciprocal AND len(ac) > 1))
        WHERE a < b
    )
) ORDER BY lo, hi, day DESC;
CREATE TABLE actor_name AS
SELECT name, country, count(*) AS events FROM (
    SELECT unnest(actors) AS name, unnest(actor_countries) AS country FROM ev
    UNION ALL SELECT unnest(recipients), unnest(recipient_countries) FROM ev) GROUP BY ALL;
CREATE TABLE facet AS
SELECT 'outlets' AS kind, publisher AS name, count(*) AS events FROM ev WHERE publisher <> '' GROUP BY 2
UNION ALL SELECT 'sources', unnest(sources) AS name, count(*) FROM ev GROUP BY 2
UNION ALL SELECT 'countries_seen', unnest(list_distinct(list_concat(ac, rc))) AS name, count(*) FROM ev GROUP BY 2;
"""


class Snapshot:
    """One version of the store, ready to be asked from many threads."""

    def __init__(self, store: Store, version: str, folder: Path, limit_seconds: float) -> None:
        self.version = version
        self.limit_seconds = limit_seconds
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._path = Path(tempfile.mkdtemp(dir=folder)) / "snapshot.duckdb"
        self._connection = duckdb.connect(str(self._path))
        # The file goes when the last reader of this snapshot has gone.
        weakref.finalize(self, shutil.rmtree, self._path.parent, ignore_errors=True)
        self._connection.execute("SET preserve_insertion_order = true; SET enable_progress_bar = false")
        files = {name: _view(self._connection, store, name) for name in USED}
        self.shelf = Shelf(store, files)
        self._connection.execute(BUILD)
        load_links(self._connection, store)
        self._connection.execute(BUILD_EPISODES)
        self.counts = self._count()
        for name in USED:
            self._connection.execute(f"DROP VIEW IF EXISTS raw_{name}")
        self._connection.execute("SET enable_external_access = false")

    def _count(self) -> dict[str, Any]:
        sql = """SELECT (SELECT count(*) FROM ev) AS events, (SELECT count(*) FROM doc) AS articles,
            (SELECT count(*) FROM raw_rejections) AS rejected, (SELECT count(DISTINCT publisher) FROM doc) AS outlets,
            (SELECT count(*) FROM episode) AS episodes, (SELECT max(published) FROM doc) AS latest,
            (SELECT min(day) FROM ev) AS first_day, (SELECT max(day) FROM ev) AS last_day"""
        return self.rows(sql)[0]

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts; values are bound, never pasted.

        Raises:
            TimeoutError: the query took longer than the limit.
        """
        with self.cursor() as cursor:
            cursor.execute(sql, list(values))
            columns = [one[0] for one in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def cursor(self, *, limited: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one thread, interrupted at the limit of time unless `limited` is false."""
        cursor = self._connection.cursor()
        watch = threading.Timer(self.limit_seconds, cursor.interrupt)
        watch.daemon = True
        if limited:
            watch.start()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            raise TimeoutError(f"the query took longer than {self.limit_seconds:g} seconds") from error
        finally:
            watch.cancel()
            cursor.close()

    def answer(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The answer under a key: as given before, or made now, once however many ask for it at the same time."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
                return found
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                found = self._answers.get(key)
            if found is None:
                found = make()
                self._remember(key, found)
            return found

    def _remember(self, key: str, answer: bytes) -> None:
        with self._lock:
            self._turns.pop(key, None)
            if len(answer) <= MOST_CACHED_BYTES:
                self._answers[key] = answer
            while len(self._answers) > CACHED_ANSWERS:
                self._answers.popitem(last=False)


class Keeper:
    """Holds the newest snapshot of a store and makes the next one in the background when the store has changed."""

    def __init__(self, folder: Path, limit_seconds: float = 20.0) -> None:
        self.store = open_store(folder)
        self.limit_seconds = limit_seconds
        self._folder = Path(tempfile.mkdtemp(prefix="dragoman-serve-"))
        self._clean = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._lock = threading.Lock()
        self._making = False
        self._closed = False
        self._next_look = 0.0
        self._thread: threading.Thread | None = None
        self._current, self._took = self._make(version_of(self.store))

    def current(self) -> Snapshot:
        """The newest finished snapshot; looks for changes of the store at most once a second."""
        now = time.monotonic()
        with self._lock:
            due = now >= self._next_look and not self._making and not self._closed
            if due:
                self._making = True
                self._next_look = now + max(1.0, PATIENCE * self._took)
        if due:
            self._thread = threading.Thread(target=self._refresh, name="dragoman-snapshot", daemon=True)
            self._thread.start()
        return self._current

    def refresh(self) -> Snapshot:
        """The snapshot of the store as it is now, made before returning."""
        with self._lock:
            self._making = True
        self._refresh()
        return self._current

    def close(self) -> None:
        self._closed = True
        if self._thread is not None:
            self._thread.join(timeout=30)
        self._clean()

    def _refresh(self) -> None:
        try:
            version = version_of(self.store)
            if version != self._current.version:
                self._current, self._took = self._make(version)
        except (DragomanError, duckdb.Error, OSError):
            import logging

            logging.getLogger(__name__).exception("the page still shows the old state of the store")
        finally:
            self._making = False

    def _make(self, version: str) -> tuple[Snapshot, float]:
        began = time.monotonic()
        made = Snapshot(self.store, version, self._folder, self.limit_seconds)
        return made, time.monotonic() - began


def version_of(store: Store) -> str:
    """The versions of the tables that the page shows: changes when and only when they do."""
    names = [*USED, *(("episodes",) if (store.folder / "episodes").is_dir() else ())]
    return ".".join(str(store.table(name).version()) for name in names)


def _view(connection: duckdb.DuckDBPyConnection, store: Store, name: str) -> list[str]:
    """A view `raw_<name>` over the Parquet files of a Delta table; the files."""
    files = [uri.removeprefix("file://") for uri in store.table(name).file_uris()]
    if not files:
        empty = _empty(store, name)
        connection.register("nothing", empty)
        connection.execute(f"CREATE OR REPLACE TABLE empty_{name} AS SELECT * FROM nothing")
        connection.unregister("nothing")
        connection.execute(f"CREATE OR REPLACE VIEW raw_{name} AS SELECT * FROM empty_{name}")
        return files
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    connection.execute(
        f"CREATE OR REPLACE VIEW raw_{name} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)"
    )
    return files


def _empty(store: Store, name: str) -> pa.Table:
    return dataset(store.table(name)).schema.empty_table()
