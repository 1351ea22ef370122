"""Results in the form that the caller works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.errors import EngineError, StoreError
from dragoman.store.query import Query, failed, select

if TYPE_CHECKING:
    import duckdb

    from dragoman.store.delta import Store

FORMS = ("arrow", "pandas", "polars", "batches", "duckdb")
BATCH_ROWS = 10_000


def events(store: Store, query: Query, as_: str = "arrow") -> Any:
    """The reports that a query finds, as an Arrow table, a pandas or Polars frame, a record batch reader, or a DuckDB
    relation (which holds its connection, and reads the store when it is asked).

    Raises:
        EngineError: pandas or Polars is not installed.
        StoreError: the form is not known, or the store cannot be read.
    """
    connection = store.connect()
    sql, values = select(connection, query)
    return shaped(connection, sql, values, as_)


def shaped(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any], as_: str) -> Any:
    """The rows of a statement in a form of `FORMS`; the connection is closed once it is not needed."""
    import duckdb

    if as_ not in FORMS:
        raise StoreError(f"no form {as_!r}: ask for one of {', '.join(FORMS)}")
    try:
        found = connection.sql(sql, params=values)
        if as_ == "duckdb":
            return found
        if as_ == "batches":
            return found.to_arrow_reader(BATCH_ROWS)
        table = found.to_arrow_table()
    except duckdb.Error as error:
        raise failed(error) from error
    if as_ == "pandas":
        _needed("pandas")
        return table.to_pandas()
    if as_ == "polars":
        return _needed("polars").from_arrow(table)
    return table


def _needed(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise EngineError(f"{name} is not installed: `pip install {name}`, or ask for arrow") from error
