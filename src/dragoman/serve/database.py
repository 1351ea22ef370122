"""A DuckDB file that many threads read while one changes it, each reader in a transaction of its own."""

from __future__ import annotations

import os
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
Rows = Callable[..., list[Row]]
CLOSE_SECONDS = 3.0  # for which a reader may still hold the file when it is to be closed
LOOK_SECONDS = 0.2  # how late an overdue query may be noticed


class Database:
    """An open file. `allowed`: the folder that it may read besides, which is the store's."""

    def __init__(self, path: Path, allowed: Path, limit_seconds: float) -> None:
        self.path = path
        self.limit_seconds = limit_seconds
        self._connection = duckdb.connect(str(path))
        # The folder goes with the last reader, unless the file is kept for the next start.
        self._end = weakref.finalize(self, shutil.rmtree, path.parent, ignore_errors=True)
        self._readers = max(2, os.cpu_count() or 2)
        self._slots = threading.BoundedSemaphore(self._readers)
        self._watch = Watch()
        self._writer: duckdb.DuckDBPyConnection | None = None
        run = self._connection.execute
        run("SET enable_progress_bar = false; SET TimeZone = 'UTC'; SET parquet_metadata_cache = true")
        run("SET preserve_insertion_order = false")
        folders = ", ".join("'" + str(one.resolve()).replace("'", "''") + "'" for one in (allowed, path.parent))
        run(f"SET allowed_directories = [{folders}]")
        run("SET enable_external_access = false")

    def keep(self) -> None:
        """Leave the file where it is when nobody reads it any longer."""
        self._end.detach()

    def close(self) -> None:
        """Close the file, once the queries that run are stopped."""
        self._watch.interrupt()
        got = [self._slots.acquire(timeout=CLOSE_SECONDS) for _ in range(self._readers)]
        with suppress(duckdb.Error):  # a long download may go on: the process that ends closes the file then
            self._connection.close()
        for one in got:
            if one:
                self._slots.release()

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for whoever changes the tables: one at a time."""
        with self._connection.cursor() as cursor:
            self._writer = cursor
            try:
                yield cursor
            finally:
                self._writer = None

    def busy(self) -> bool:
        """Whether a query runs."""
        return self._watch.busy()

    def interrupt(self) -> None:
        """Stop whoever changes the tables."""
        writer = self._writer
        if writer is not None:
            with suppress(duckdb.Error):
                writer.interrupt()

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """A function that gives the rows of a query as dicts, all queries of one state; values are bound, never pasted.
        No more readers than processors at a time, since more make all of them slower.

        Raises (the function):
            TimeoutError: the query took longer than the limit.
        """
        with self._slots, self._connection.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")

            def rows(sql: str, values: Sequence[Any] = ()) -> list[Row]:
                with self._limited(cursor):
                    cursor.execute(sql, list(values))
                    columns = [one[0] for one in cursor.description or ()]
                    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

            yield rows

    @contextmanager
    def streaming(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for a long download, without a limit of time."""
        with self._connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def _limited(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        ticket = self._watch.add(cursor, time.monotonic() + self.limit_seconds)
        try:
            yield
        except duckdb.InterruptException as error:
            raise TimeoutError(f"the query took longer than {self.limit_seconds:g} seconds") from error
        finally:
            self._watch.remove(ticket)


class Watch:
    """Interrupts the queries that take too long, in one thread for all of them, which rests while there are none."""

    def __init__(self) -> None:
        self._running: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._lock = threading.Lock()
        self._number = 0
        self._awake = False

    def add(self, cursor: duckdb.DuckDBPyConnection, until: float) -> int:
        with self._lock:
            self._number += 1
            self._running[self._number] = until, cursor
            if not self._awake:
                self._awake = True
                threading.Thread(target=self._look, name="dragoman-watch", daemon=True).start()
            return self._number

    def remove(self, ticket: int) -> None:
        with self._lock:
            self._running.pop(ticket, None)

    def busy(self) -> bool:
        with self._lock:
            return bool(self._running)

    def interrupt(self) -> None:
        """Stop all queries that run."""
        with self._lock:
            for _, cursor in self._running.values():
                cursor.interrupt()

    def _look(self) -> None:
        idle = 0
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                idle = 0 if self._running else idle + 1
                if idle > 5:
                    self._awake = False
                    return
                now = time.monotonic()
                for until, cursor in self._running.values():
                    if now > until:
                        cursor.interrupt()
