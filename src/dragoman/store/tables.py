"""The tables of a store: their schemas, keys, and the rows that a result gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dragoman.arrow import schema_of, to_row
from dragoman.batch import Result
from dragoman.records import Actor, Attribution, Coded, Document, Event, Rejected

Rows = list[dict[str, Any]]
FORMAT = 3


NOTHING = pa.schema([])


@dataclass(frozen=True, slots=True)
class Table:
    """`schema`: the columns of the records. `keys`: the columns that make a row unique; `merge` on them makes a rerun
    harmless. `index`: flat columns worked out from the records (see `index.py`), which make queries quick."""

    name: str
    schema: pa.Schema
    keys: tuple[str, ...]
    index: pa.Schema = NOTHING

    @property
    def stored(self) -> pa.Schema:
        """The columns on disk: those of the records and those worked out from them."""
        return pa.schema([*self.schema, *self.index])

    @property
    def owner(self) -> str | None:
        """The column that tells the document of a row, None for tables that are not of documents."""
        return "id" if self.name == "documents" else "document" if "document" in self.schema.names else None


def _with(schema: pa.Schema, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([*(pa.field(n, t) for n, t in fields), *schema])


TEXT, NUMBER = pa.string(), pa.int64()
DOCUMENTS = Table("documents", _with(schema_of(Document), ("page", TEXT), ("notes", pa.list_(TEXT))), ("id",))
SENTENCES = Table(
    "sentences",
    pa.schema([("document", TEXT), ("index", NUMBER), ("start", NUMBER), ("end", NUMBER)]),
    ("document", "index"),
)
EVENT_INDEX = pa.schema(
    [
        ("published", pa.date32()),
        ("day", pa.date32()),
        ("day_end", pa.date32()),
        ("actor_codes", TEXT),
        ("recipient_codes", TEXT),
        ("actor_words", TEXT),
        ("recipient_words", TEXT),
    ]
)
EVENTS = Table("events", _with(schema_of(Event), ("document", TEXT)), ("id",), EVENT_INDEX)
ACTORS = Table("actors", _with(schema_of(Actor), ("document", TEXT)), ("document", "id"))
ATTRIBUTIONS = Table(
    "attributions", _with(schema_of(Attribution), ("document", TEXT), ("index", NUMBER)), ("document", "index")
)
REJECTIONS = Table("rejections", _with(schema_of(Rejected), ("page", TEXT)), ("page",))
RUNS = Table(
    "runs",
    pa.schema(
        [
            ("id", TEXT),
            ("started", TEXT),
            ("ended", TEXT),
            ("version", TEXT),
            ("sources", pa.list_(TEXT)),
            ("settings", TEXT),
            ("pages", NUMBER),
            ("skipped", NUMBER),
            ("coded", NUMBER),
            ("rejected", NUMBER),
            ("events", NUMBER),
        ]
    ),
    ("id",),
)
# Documents come last: a document in the store says that all of its rows are there.
TABLES = (SENTENCES, EVENTS, ACTORS, ATTRIBUTIONS, REJECTIONS, RUNS, DOCUMENTS)


def rows_of(results: Iterable[Result]) -> dict[str, Rows]:
    """The rows of each table that results give, each key once."""
    out: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {table.name: {} for table in TABLES}

    def add(table: Table, row: dict[str, Any]) -> None:
        out[table.name][tuple(row[key] for key in table.keys)] = row

    for one in results:
        if one.rejected is not None:
            add(REJECTIONS, {"page": one.page, **to_row(one.rejected)})
        if one.coded is not None:
            _coded_rows(add, one.page, one.coded)
    return {name: list(rows.values()) for name, rows in out.items()}


def _coded_rows(add: Any, page: str, coded: Coded) -> None:
    document = coded.document.id
    for index, span in enumerate(coded.sentences):
        add(SENTENCES, {"document": document, "index": index, "start": span.start, "end": span.end})
    for event in coded.events:
        add(EVENTS, {"document": document, **to_row(event)})
    for actor in coded.actors:
        add(ACTORS, {"document": document, **to_row(actor)})
    for index, attribution in enumerate(coded.attributions):
        add(ATTRIBUTIONS, {"document": document, "index": index, **to_row(attribution)})
    add(DOCUMENTS, {"page": page, "notes": list(coded.notes), **to_row(coded.document)})
