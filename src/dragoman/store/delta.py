"""A store on disk: Delta tables in a folder, each batch written whole or undone."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from deltalake import DeltaTable

from dragoman.arrow import from_row
from dragoman.batch import Result
from dragoman.errors import StoreError
from dragoman.records import Coded, Document, Event, Span
from dragoman.store import commits
from dragoman.store import folder as layout
from dragoman.store.commits import create_table, readable, told
from dragoman.store.folder import log_version, writing
from dragoman.store.index import indexed
from dragoman.store.tables import DOCUMENTS, EVENTS, FORMAT, REJECTIONS, RUNS, TABLES, Rows, Table, rows_of

if TYPE_CHECKING:
    import duckdb

    from dragoman.store.query import Query

SMALL_FILES = 16  # of one table, after which a writer puts them together
TIDY_EVERY = 8  # writes between two counts of the files
BY_NAME = {table.name: table for table in TABLES}


class Store:
    """An open store. Writing is safe from several processes at once; reading sees whole batches only."""

    def __init__(self, folder: Path, as_of: str | int | None = None) -> None:
        self.folder = folder
        self.as_of = as_of
        self.pinned = None if as_of is None else layout.version_at(folder, as_of)
        self._guard = threading.Lock()
        self._open: tuple[dict[str, int], duckdb.DuckDBPyConnection] | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, as_of: str | int | None = None) -> Store:
        found = layout.read_format(folder)
        if found is None:
            if not create:
                raise StoreError(f"no store in {folder}: make one with `dragoman ingest SOURCE --store {folder}`")
            _create(folder)
        elif found > FORMAT:
            raise StoreError(
                f"{folder} is of format {found}, newer than this version reads ({FORMAT}): upgrade dragoman"
            )
        elif found < FORMAT:
            raise StoreError(
                f"{folder} is of format {found}, older than this version writes ({FORMAT}):"
                f" run `dragoman store upgrade {folder}`, which keeps all that is in it"
            )
        return cls(folder, as_of)

    # Writing

    def write(self, results: Iterable[Result]) -> dict[str, int]:
        """Write the rows of results as one batch; the number of rows offered to each table."""
        rows = rows_of(results)
        self.add(rows)
        return {name: len(found) for name, found in rows.items()}

    def add(self, rows: Mapping[str, pa.Table | Rows]) -> None:
        """Write a batch: rows for any of the tables, in the columns of the records. Articles that the store holds are
        replaced with all that hangs on them. Readers see the batch whole or not at all; a killed write is undone by
        the next one.

        Raises:
            StoreError: the disk is full or cannot be written, or other processes never let go.
        """
        tables = {name: commits.arrow(BY_NAME[name], found) for name, found in rows.items() if len(found)}
        if not tables:
            return
        documents = tables.get(DOCUMENTS.name)
        names: list[str] = documents["id"].to_pylist() if documents is not None else []
        if EVENTS.name in tables:
            tables[EVENTS.name] = indexed(tables[EVENTS.name], documents)
        with self.changing():
            if names:
                layout.write_pending(self.folder, names)
            held = self._held(DOCUMENTS, names)
            for table in TABLES:
                self._add(table, tables.get(table.name), held)
            layout.clear_pending(self.folder)
            self.note("add", tidy=True)

    def merge(self, table: Table, rows: Rows) -> None:
        """Insert rows of one table, replacing those of the same key. For whole articles use `add`, which is quicker.

        Raises:
            StoreError: as for `add`.
        """
        source = commits.arrow(table, rows)
        if table.index:
            source = indexed(source, None)
        with self.changing():
            commits.merge(self._path(table.name), table, source)
            self.note(f"merge {table.name}", loose=True if table.owner == "document" else None)

    def replace_events(self, events: pa.Table, documents: pa.Table) -> None:
        """Write events again with the days that their documents tell."""
        with self.changing():
            commits.merge(self._path(EVENTS.name), EVENTS, indexed(events, documents))
            self.note("days")

    def note(self, what: str, *, loose: bool | None = None, tidy: bool = False) -> None:
        """Log what was written, as a version; within `changing`. What was written counts, even if the disk is too full
        to note it, or to `tidy`."""
        with suppress(StoreError), told(self.folder):
            version = log_version(self.folder, what, loose=loose).version
            if tidy and version % TIDY_EVERY == 0:
                self._tidy()

    def _add(self, table: Table, rows: pa.Table | None, held: set[str]) -> None:
        """Add the rows of one table. `held`: documents of the batch that the store holds already."""
        if table.owner and held:
            commits.merge(
                self._path(table.name), table, table.stored.empty_table() if rows is None else rows, replaced=held
            )
        elif rows is None:
            return
        elif (table is REJECTIONS and self._held(table, rows["page"].to_pylist())) or table is RUNS:
            commits.merge(self._path(table.name), table, rows)
        else:
            commits.append(self._path(table.name), rows)

    def _held(self, table: Table, keys: list[str]) -> set[str]:
        """Those of the keys that a table holds."""
        if not keys:
            return set()
        column = table.keys[0]
        found = commits.matching(DeltaTable(self._path(table.name)), column, keys, [column])
        return set(found.column(0).to_pylist())

    def _undo(self) -> None:
        """Remove what a killed process left of its last batch."""
        names = layout.read_pending(self.folder)
        if names is None:
            return
        for table in TABLES:
            if table.owner:
                commits.delete(self._path(table.name), table.owner, names)
        layout.clear_pending(self.folder)

    def _tidy(self) -> None:
        from dragoman.store.upkeep import MIDDLE_BYTES, compact_table, small_files

        crowded = [table for table in TABLES if small_files(self._path(table.name)) > SMALL_FILES]
        for table in crowded:
            compact_table(self._path(table.name), target=MIDDLE_BYTES)
        if crowded:
            log_version(self.folder, "compact")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock of writers over tables without the leavings of a killed one: whoever logs a version must.

        Raises:
            StoreError: the store is open as of a version, its disk is full or cannot be written, or others hold it.
        """
        if self.as_of is not None:
            raise StoreError(f"the store is open as of {self.as_of}: open it without --as-of to write")
        with writing(self.folder), told(self.folder):
            self._undo()
            yield

    # Reading

    def pages(self) -> set[str]:
        """Ids of the pages that were coded or rejected before."""
        names = set(layout.read_pending(self.folder) or ())
        out: set[str] = set()
        for batch in self.batches(DOCUMENTS.name, ["page", "id"]):
            pages, documents = batch.column(0).to_pylist(), batch.column(1).to_pylist()
            out.update(page for page, one in zip(pages, documents, strict=True) if one not in names)
        for batch in self.batches(REJECTIONS.name, ["page"]):
            out.update(batch.column(0).to_pylist())
        return out

    def batches(self, name: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a table as Arrow record batches, by default in the columns of the records."""
        table = BY_NAME.get(name)
        dataset = commits.dataset(self.table(name))
        wanted = columns or (table.schema.names if table else None)
        with readable(self, name):
            yield from dataset.to_batches(columns=wanted)

    def table(self, name: str) -> DeltaTable:
        """A Delta table as of the version that the store is read at.

        Raises:
            StoreError: it is not there or damaged.
        """
        pinned = self.pinned
        if pinned is not None and name not in pinned.tables:
            raise StoreError(f"{self.folder} had no table {name!r} as of version {pinned.version} ({pinned.at})")
        with readable(self, name):
            return DeltaTable(self._path(name), version=pinned.tables[name] if pinned else None)

    def tables(self) -> list[str]:
        """The names of the tables, those of other stages among them."""
        return sorted(self.pinned.tables) if self.pinned else layout.tables_in(self.folder)

    def files(self, name: str) -> list[str]:
        """The Parquet files that make up a table, as of the version that the store is read at."""
        return [uri.removeprefix("file://") for uri in self.table(name).file_uris()]

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the views of `views.sql` over the tables. Close it after use. Several may be open at
        once, in several threads; they share what was opened while no table changes."""
        from dragoman.store.connection import connect

        with self._guard:
            if self._open is None or self._versions(self._open[0]) != self._open[0]:
                before = self._versions(self._open[0] if self._open else {})
                self._open = before, connect(self)
            return self._open[1].cursor()

    def _versions(self, known: Mapping[str, int]) -> dict[str, int]:
        """The newest version of each table. `known`: versions that they have."""
        if self.pinned:
            return self.pinned.tables
        return {name: layout.newest(self.folder / name, known.get(name, 0)) for name in layout.tables_in(self.folder)}

    def events(self, query: str | Query | None = None, *, as_: str = "arrow", **wanted: Any) -> Any:
        """The reports that a query finds, latest first, as `arrow`, `pandas`, `polars`, `batches` (a record batch
        reader, for more than memory holds) or `duckdb` (a relation).

        Example:
            >>> store.events("RUS > UKR", types=("ASSAULT",), since="2024-01-01", as_="pandas")
        """
        from dragoman.store.query import asked
        from dragoman.store.results import events

        return events(self, asked(query, **wanted), as_)

    def episodes(self, query: str | Query | None = None, *, as_: str = "arrow", **wanted: Any) -> Any:
        """What happened, each once, as `events` gives the reports of it; `dragoman link` must have run.

        Example:
            >>> store.episodes("RUS <> UKR", types=("CONSULT",), as_="pandas")[["day", "place", "reports", "witnesses"]]
        """
        from dataclasses import replace

        from dragoman.store.query import asked
        from dragoman.store.results import events

        return events(self, replace(asked(query, **wanted), episodes=True), as_)

    def coded(self, document: str) -> Coded | None:
        """A coded article as it was, for `explain`; None if the store has no such document."""
        rows = self._rows("documents", "id", document)
        if not rows:
            return None
        spans = sorted(self._rows("sentences", "document", document), key=lambda row: row["index"])
        events = [from_row(Event, row) for row in self._rows("events", "document", document)]
        return Coded(
            document=from_row(Document, rows[0]),
            sentences=tuple(Span(row["start"], row["end"]) for row in spans),
            events=tuple(sorted(events, key=lambda event: event.trigger.start)),
            actors=(),
            mentions=(),
            times=(),
            toponyms=(),
            attributions=(),
            notes=tuple(rows[0]["notes"] or ()),
        )

    def event_document(self, event: str) -> str | None:
        """The document of an event, by the event's id or an unambiguous beginning of it."""
        found = [row["document"] for row in self._rows("events", "id", event)]
        if found:
            return str(found[0])
        if len(event) < 6:
            return None
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT document FROM events WHERE starts_with(id, ?) LIMIT 2", [event]
            ).fetchall()
        return str(rows[0][0]) if len(rows) == 1 else None

    def _rows(self, name: str, column: str, value: str) -> list[dict[str, Any]]:
        with readable(self, name):
            found = commits.matching(self.table(name), column, [value], BY_NAME[name].schema.names)
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    def _path(self, name: str) -> str:
        return str(self.folder / name)


def _create(folder: Path) -> None:
    """Make a store in a new or empty folder, or finish one whose making was cut short."""
    if folder.exists() and not (folder.is_dir() and all(layout.is_ours(path) for path in folder.iterdir())):
        raise StoreError(f"{folder} is not empty and holds no store: name an empty or new folder")
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with writing(folder):
            if layout.read_format(folder) is not None:
                return
            for table in TABLES:
                create_table(folder, table)
            log_version(folder, "create")
            layout.write_format(folder)
