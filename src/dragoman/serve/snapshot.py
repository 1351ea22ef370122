"""One version of the store as the page shows it: the tables, their extent, and the answers given from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from dragoman.serve.build import STAGES
from dragoman.serve.database import Database, Row, Rows
from dragoman.serve.extent import Extent
from dragoman.serve.memory import Memory
from dragoman.serve.shelf import Shelf
from dragoman.store.delta import Store

EVENTS, PAIRS, EPISODES = range(1, len(STAGES) + 1)
COUNTS = """SELECT (SELECT count(*) FROM ev) AS events, (SELECT count(*) FROM doc) AS articles, $1 AS rejected,
    (SELECT count(DISTINCT publisher) FROM doc) AS outlets, (SELECT max(published) FROM doc) AS latest,
    (SELECT min(day) FROM ev) AS first_day, (SELECT max(day) FROM ev) AS last_day"""


@dataclass(frozen=True, slots=True)
class View:
    """A reader's sight of a snapshot: all its queries see the same state."""

    rows: Rows
    counts: Row


class Snapshot:
    """A version, ready to be asked from many threads. `stage`: what can be asked for already (EVENTS, PAIRS, EPISODES);
    less than all only while the tables are being made for the first time."""

    def __init__(self, database: Database, store: Store, extent: Extent, stage: int = EPISODES) -> None:
        self.database = database
        self.extent = extent
        self.stage = stage
        self.version = extent.version if stage == EPISODES else f"{extent.version}-{stage}"
        self.memory = Memory(self.version)
        self.shelf = Shelf(store, {name: list(files) for name, files in extent.files.items()})
        with database.reading() as rows:
            self.counts = rows(COUNTS, [extent.rows.get("rejections", 0)])[0]
            self.counts["episodes"] = rows("SELECT count(*) AS c FROM episode")[0]["c"] if stage == EPISODES else None

    @contextmanager
    def view(self) -> Iterator[View]:
        with self.database.reading() as rows:
            yield View(rows, self.counts)

    def streaming(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self.database.streaming()

    def rows(self, sql: str, values: Any = ()) -> list[Row]:
        """The rows of a single query."""
        with self.database.reading() as rows:
            return rows(sql, values)
