"""A store on disk: Delta tables in a folder, written by merging on ids."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from dragoman.arrow import from_row
from dragoman.batch import Result
from dragoman.errors import StoreError
from dragoman.records import Coded, Document, Event, Span
from dragoman.store.tables import FORMAT, TABLES, Rows, Table, rows_of

if TYPE_CHECKING:
    import duckdb

MARKER = "dragoman.json"
TRIES = 12


class Store:
    """An open store. Writing is safe from several processes at once; reading sees whole writes only."""

    def __init__(self, folder: Path, as_of: str | int | None = None) -> None:
        self.folder = folder
        self.as_of = as_of

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, as_of: str | int | None = None) -> Store:
        marker = folder / MARKER
        if marker.is_file():
            _check_format(marker)
        elif not create:
            raise StoreError(f"no store in {folder}: make one with `dragoman ingest SOURCE --store {folder}`")
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StoreError(f"{folder} is not empty and holds no store: name an empty or new folder")
        else:
            _create(folder, marker)
        return cls(folder, as_of)

    def write(self, results: Iterable[Result]) -> dict[str, int]:
        """Merge the rows of results into the tables; the number of rows offered to each."""
        rows = rows_of(results)
        for table in TABLES:
            if rows[table.name]:
                self.merge(table, rows[table.name])
        return {name: len(found) for name, found in rows.items()}

    def merge(self, table: Table, rows: Rows) -> None:
        """Insert rows, replacing those of the same key. Retries when another process commits first."""
        source = pa.Table.from_pylist(rows, schema=table.schema)
        condition = " AND ".join(f't."{key}" = s."{key}"' for key in table.keys)
        for attempt in range(TRIES):
            try:
                delta = DeltaTable(self._path(table.name))
                merger = delta.merge(source, predicate=condition, source_alias="s", target_alias="t")
                merger.when_matched_update_all().when_not_matched_insert_all().execute()
                return
            except CommitFailedError:
                time.sleep(random.uniform(0.02, 0.1) * 2 ** min(attempt, 5))
            except (DeltaError, OSError) as error:
                raise StoreError(f"cannot write to {self._path(table.name)}: {error}") from error
        raise StoreError(f"{self._path(table.name)} stays busy: other processes write to it all the time; try again")

    def pages(self) -> set[str]:
        """Ids of the pages that were coded or rejected before."""
        out: set[str] = set()
        for name in ("documents", "rejections"):
            for batch in self.batches(name, ["page"]):
                out.update(batch.column(0).to_pylist())
        return out

    def batches(self, name: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows of a table as Arrow record batches."""
        dataset = self.table(name).to_pyarrow_dataset()
        yield from dataset.to_batches(columns=columns)

    def table(self, name: str) -> DeltaTable:
        try:
            delta = DeltaTable(self._path(name))
            if self.as_of is not None:
                delta.load_as_version(_version(self.as_of))
            return delta
        except (TableNotFoundError, DeltaError, OSError, ValueError) as error:
            raise StoreError(f"cannot read the table {name!r} of {self.folder}: {error}") from error

    def files(self, name: str) -> list[str]:
        """The Parquet files that make up a table, as of the version that the store is read at."""
        return [uri.removeprefix("file://") for uri in self.table(name).file_uris()]

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the views of `views.sql` over the tables. Close it after use."""
        from dragoman.store.query import connect

        return connect(self)

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
        with self.connect() as connection:
            cursor = connection.execute(f'SELECT * FROM raw_{name} WHERE "{column}" = ?', [value])
            columns = [one[0] for one in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _path(self, name: str) -> str:
        return str(self.folder / name)


def _create(folder: Path, marker: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            write_deltalake(str(folder / table.name), table.schema.empty_table(), mode="ignore")
        marker.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    except (OSError, DeltaError) as error:
        raise StoreError(f"cannot make a store in {folder}: {error}") from error


def _check_format(marker: Path) -> None:
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} is damaged: {error}; restore it from a copy of the store") from error
    if found > FORMAT:
        raise StoreError(
            f"{marker.parent} is of format {found}, newer than this version reads ({FORMAT}): upgrade dragoman"
        )


def _version(as_of: str | int) -> Any:
    if isinstance(as_of, int) or as_of.isdigit():
        return int(as_of)
    return as_of if "T" in as_of else f"{as_of}T23:59:59Z"
