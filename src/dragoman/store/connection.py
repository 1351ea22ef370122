"""A DuckDB connection over a store: a raw view for each table, and the views of `views.sql`."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import duckdb

from dragoman.errors import StoreError
from dragoman.store import folder as layout
from dragoman.store.commits import dataset
from dragoman.store.tables import EVENTS, TABLES

if TYPE_CHECKING:
    from dragoman.store.delta import Store

NAMES = tuple(table.name for table in TABLES)
# The documents come first: whatever they name was written before them, so that it is in the tables opened later.
ORDER = ("documents", *(name for name in NAMES if name != "documents"))
EPISODES, VERSIONS = "episodes", "versions"  # of `dragoman.linking` and `dragoman.collect`
DAMAGED = "cannot read {0}: {1}; `dragoman store check --store {0}` tells what is damaged"


def connect(store: Store, *, memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with views over the store's tables, all of one state of the store. `memory`: a limit such
    as "512MB"; what needs more goes to temporary files.

    Raises:
        StoreError: the store is damaged.
    """
    names = [*ORDER, *(name for name in store.tables() if name not in ORDER)]
    versions: dict[str, int] = {}
    listed: dict[str, list[str]] = {}
    for name in names:
        delta = store.table(name)
        versions[name] = delta.version()
        listed[name] = [uri.removeprefix("file://") for uri in delta.file_uris()]
    connection = duckdb.connect()
    try:
        connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'; SET parquet_metadata_cache = true")
        if memory:
            connection.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false")
        for name in ORDER:
            _view(connection, store, f"raw_{name}", listed[name], name)
        for name in names[len(ORDER) :]:
            if name.isidentifier():
                _view(connection, store, name, listed[name], name)
        _whole(connection, quiet=is_quiet(store, versions), superseded=VERSIONS in names)
        connection.execute(_sql("views"))
        if EPISODES in names:
            connection.execute(_sql("happened"))
    except duckdb.Error as error:
        connection.close()
        raise StoreError(DAMAGED.format(store.folder, error)) from error
    return connection


def _whole(connection: duckdb.DuckDBPyConnection, *, quiet: bool, superseded: bool) -> None:
    """The views of what counts. `quiet`: no event is there without its document."""
    later = (
        f"SELECT previous FROM {VERSIONS} v SEMI JOIN raw_documents d ON d.id = v.document WHERE previous IS NOT NULL"
    )
    documents = f" d ANTI JOIN ({later}) v ON v.previous = d.id" if superseded else ""
    events = "" if quiet and not superseded else " e SEMI JOIN whole_documents d ON d.id = e.document"
    connection.execute(f"CREATE VIEW whole_documents AS SELECT * FROM raw_documents{documents}")
    connection.execute(f"CREATE VIEW whole_events AS SELECT * FROM raw_events{events}")


def _sql(name: str) -> str:
    return (files("dragoman.store") / f"{name}.sql").read_text(encoding="utf-8")


def is_quiet(store: Store, versions: dict[str, int]) -> bool:
    """Whether tables of these versions hold whole batches alone: they are the ones that the log of versions names."""
    logged = store.pinned or layout.last_version(store.folder)
    if logged is None or logged.loose:
        return False
    return all(logged.tables.get(name) == version for name, version in versions.items() if name in NAMES)


def _view(connection: duckdb.DuckDBPyConnection, store: Store, view: str, paths: list[str], name: str) -> None:
    if paths:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(f"CREATE VIEW {view} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)")
        return
    empty = EVENTS.stored.empty_table() if name == EVENTS.name else dataset(store.table(name)).schema.empty_table()
    connection.register("nothing", empty)
    connection.execute(f"CREATE TABLE {view} AS SELECT * FROM nothing")
    connection.unregister("nothing")
