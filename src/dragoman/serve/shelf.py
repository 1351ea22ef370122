"""Whole articles out of the store's Parquet files, by the columns that name them first: quick also among a million."""

from __future__ import annotations

from typing import Any

import duckdb

from dragoman.arrow import from_row
from dragoman.records import Coded, Document, Event, Span
from dragoman.store.delta import BY_NAME, Store

Row = dict[str, Any]


class Shelf:
    """The articles of one version of the store. `files`: the Parquet files of the tables, by name."""

    def __init__(self, store: Store, files: dict[str, list[str]]) -> None:
        self._store = store
        self._files = files
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false; SET parquet_metadata_cache = true")

    def coded(self, document: str) -> Coded | None:
        """A coded article; asked of the store itself where it is newer than this version or its files are gone."""
        try:
            rows = self._rows("documents", "id", document)
            if rows:
                return self._assembled(rows[0], document)
        except duckdb.Error:
            pass  # files of an old version may be vacuumed away
        return self._store.coded(document)

    def _assembled(self, row: Row, document: str) -> Coded:
        spans = sorted(self._rows("sentences", "document", document), key=lambda one: one["index"])
        events = [from_row(Event, one) for one in self._rows("events", "document", document)]
        return Coded(
            document=from_row(Document, row),
            sentences=tuple(Span(one["start"], one["end"]) for one in spans),
            events=tuple(sorted(events, key=lambda event: event.trigger.start)),
            actors=(),
            mentions=(),
            times=(),
            toponyms=(),
            attributions=(),
            notes=tuple(row["notes"] or ()),
        )

    def _rows(self, table: str, column: str, value: str) -> list[Row]:
        files = self._files.get(table)
        if not files:
            return []
        with self._connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM read_parquet(?, union_by_name = true) WHERE "{column}" = ?', [files, value])
            columns = [one[0] for one in cursor.description or ()]
            # Files that an earlier version of the program wrote lack the columns that came later.
            blank: Row = dict.fromkeys(BY_NAME[table].schema.names)
            return [blank | dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()
