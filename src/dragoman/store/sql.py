"""SQL over the views of a store, for reading alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from dragoman.errors import StoreError
from dragoman.store.connection import connect
from dragoman.store.results import shaped

if TYPE_CHECKING:
    from dragoman.store.delta import Store

READING = ("SELECT", "EXPLAIN")


def sql(store: Store, text: str, *, as_: str = "arrow") -> Any:
    """The rows of one SELECT statement over the views of `views.sql` (`events`, `reports`, `documents`, `participants`,
    `dyads`, `sources`, `places`, ...). It can neither write nor read anything but the store. `as_`: of `results.FORMS`.

    Raises:
        StoreError: it is no SELECT, more than one statement, or DuckDB refuses it.
    """
    connection = reading(store)
    try:
        statements = connection.extract_statements(text)
    except duckdb.Error as error:
        raise StoreError(f"the SQL is not understood: {error}") from error
    if len(statements) != 1 or statements[0].type.name.upper() not in READING:
        raise StoreError("give one SELECT statement: `dragoman sql` reads and does not write")
    return shaped(connection, text, [], as_)


def reading(store: Store) -> duckdb.DuckDBPyConnection:
    """A connection that sees the files of the store and no others, for good."""
    connection = connect(store)
    folder = str(store.folder.resolve()).replace("'", "''")
    seen = str(store.folder).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{folder}/', '{seen}/']")
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")
    return connection
