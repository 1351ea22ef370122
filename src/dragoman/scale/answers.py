"""Answers of many machines as Arrow: pages in, results out, and results taken apart into the rows of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.arrow import from_row, schema_of, to_row
from dragoman.records import Coded, Page, Rejected
from dragoman.scale.pool import Pool
from dragoman.store.tables import ACTORS, ATTRIBUTIONS, DOCUMENTS, EVENTS, REJECTIONS, SENTENCES, Table


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a page of an input. The last row of an input has `total` and `skipped` alone."""

    input: str
    page: str
    coded: Coded | None
    rejected: Rejected | None
    total: int | None
    skipped: int | None


ANSWERS = schema_of(Answer)


def code_tasks(batches: Iterable[pa.RecordBatch], pool: Pool) -> Iterator[pa.RecordBatch]:
    """Code batches of schema `TASKS` to batches of schema `ANSWERS`, batch by batch, in the same order."""
    for batch in batches:
        rows = batch.to_pylist()
        pages = (from_row(Page, row["page"]) for row in rows if row["page"] is not None)
        outcomes = pool.code(pages)
        answers = []
        for row in rows:
            coded, rejected = None, row["rejected"]
            if row["page"] is not None:
                outcome = next(outcomes)
                coded, rejected = (to_row(outcome), None) if isinstance(outcome, Coded) else (None, to_row(outcome))
            answers.append(
                {
                    "input": row["input"],
                    "page": row["id"],
                    "coded": coded,
                    "rejected": rejected,
                    "total": row["total"],
                    "skipped": row["skipped"],
                }
            )
        for _ in outcomes:
            raise AssertionError("more outcomes than pages")
        yield pa.RecordBatch.from_pylist(answers, schema=ANSWERS)


def store_rows(answers: pa.Table) -> dict[str, pa.Table]:
    """The rows of each table of a store that answers give, each key once, as `store.tables.rows_of` makes them from
    records, but without leaving Arrow: one process must keep up with the answers of many."""
    answers = answers.combine_chunks()
    rejected = _with_struct(answers.filter(pc.is_valid(answers["rejected"])), "rejected")
    coded = _with_struct(answers.filter(pc.is_valid(answers["coded"])), "coded")
    documents = _with_struct(coded, "document")
    names = documents["id"]
    return {
        SENTENCES.name: _unique(SENTENCES, _children(coded["sentences"], names, numbered=True)),
        EVENTS.name: _unique(EVENTS, _children(coded["events"], names)),
        ACTORS.name: _unique(ACTORS, _children(coded["actors"], names)),
        ATTRIBUTIONS.name: _unique(ATTRIBUTIONS, _children(coded["attributions"], names, numbered=True)),
        REJECTIONS.name: _unique(REJECTIONS, rejected),
        DOCUMENTS.name: _unique(DOCUMENTS, documents),
    }


def _with_struct(table: pa.Table, column: str) -> pa.Table:
    """A table with the fields of a struct column as columns; `page` and `notes` are kept beside them."""
    struct = _array(table[column])
    columns = dict(zip([field.name for field in struct.type], struct.flatten(), strict=True))
    kept = {name: table[name] for name in ("page", "notes") if name in table.column_names}
    return pa.table({**columns, **kept})


def _children(lists: pa.ChunkedArray, names: pa.ChunkedArray, *, numbered: bool = False) -> pa.Table:
    """The items of a list column as rows, with the id of their document and, if `numbered`, their place in the list."""
    array = _array(lists)
    items, parents = array.flatten(), pc.list_parent_indices(array)
    columns: dict[str, Any] = dict(zip([field.name for field in items.type], items.flatten(), strict=True))
    columns["document"] = names.take(parents)
    if numbered:
        lengths = np.asarray(array.value_lengths())
        starts = np.cumsum(lengths) - lengths
        columns["index"] = np.arange(len(items)) - starts[np.asarray(parents)]
    return pa.table(columns)


def _unique(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the columns of a table, the last of each key."""
    rows = rows.append_column("row", pa.array(np.arange(rows.num_rows)))
    last = rows.group_by(list(table.keys)).aggregate([("row", "max")])["row_max"]
    if len(last) < rows.num_rows:
        rows = rows.take(last.sort())
    return rows.select(table.schema.names).cast(table.schema)


def _array(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
