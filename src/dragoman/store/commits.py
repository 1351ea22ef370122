"""Single commits to Delta tables, tried again when another process was first, and their errors in plain words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from dragoman.errors import StoreError
from dragoman.store.folder import failure
from dragoman.store.tables import DOCUMENTS, Rows, Table

if TYPE_CHECKING:
    from dragoman.store.delta import Store

TRIES = 12


def settings_of_parquet(rows: int) -> WriterProperties:
    """How Parquet files are written. `rows`: of a group."""
    return WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=rows)


PARQUET = settings_of_parquet(32 * 1024)
# Old versions stay readable until `dragoman store compact --forget-before` drops them, never by the mere lapse of time.
PROPERTIES = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "50",
}


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turns errors of writing into `StoreError`."""
    try:
        yield
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise failure(folder, error) from error


@contextmanager
def readable(store: Store, name: str) -> Iterator[None]:
    """Turns errors of reading a table into `StoreError`."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, (DeltaError, OSError, ValueError, pa.ArrowException)) and not _panic(error):
            raise
        raise StoreError(
            f"cannot read the table {name!r} of {store.folder}: {' '.join(str(error).split())};"
            f" `dragoman store check --store {store.folder}` tells what is damaged"
        ) from error


def _panic(error: BaseException) -> bool:
    """The Delta library's own crash on a damaged file, which is no `Exception`."""
    return type(error).__name__ == "PanicException"


def dataset(table: DeltaTable) -> pa.dataset.Dataset:
    """The rows of a Delta table, to be read whole; `matching` reads some of them."""
    schema = pa.schema(table.schema().to_arrow())
    files = _files(table)
    if not files:
        return pa.dataset.dataset(schema.empty_table())
    return pa.dataset.dataset(files, schema=schema, format="parquet")


def matching(table: DeltaTable, column: str, values: list[str], columns: list[str]) -> pa.Table:
    """The rows of a Delta table with one of the values in a column. Not by a filter of pyarrow: merged files hold
    string views, whose statistics it cannot compare with strings. A column that was added later is null in files from
    before. Raises OSError where a file cannot be read."""
    import duckdb

    files = _files(table)
    form = pa.schema(table.schema().to_arrow()).empty_table()
    if not files:
        return form.select(columns)
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"""SELECT {names}
        FROM (SELECT * FROM form UNION ALL BY NAME SELECT * FROM read_parquet($files, union_by_name = true))
        WHERE "{column}" IN (SELECT unnest($values::VARCHAR[]))"""
    try:
        with duckdb.connect() as connection:
            connection.register("form", form)
            return connection.sql(sql, params={"files": files, "values": values}).to_arrow_table()
    except duckdb.Error as error:
        raise OSError(str(error)) from error


def _files(table: DeltaTable) -> list[str]:
    return [uri.removeprefix("file://") for uri in table.file_uris()]


def append(path: str, rows: pa.Table) -> None:
    """Append rows to a Delta table."""
    write_deltalake(path, rows, mode="append", writer_properties=PARQUET)


def overwrite(path: str, rows: Callable[[], pa.RecordBatchReader]) -> None:
    """Put rows in the place of all that a Delta table holds; they are asked for again if it must be tried again."""
    retried(path, lambda: write_deltalake(path, rows(), mode="overwrite", writer_properties=PARQUET))


def merge(path: str, table: Table, source: pa.Table, replaced: Iterable[str] = ()) -> None:
    """Insert rows, replacing those of the same key; rows of the `replaced` documents that are not among them go."""
    condition = " AND ".join(f't."{key}" = s."{key}"' for key in table.keys)

    def attempt() -> None:
        merger = DeltaTable(path).merge(
            source, predicate=condition, source_alias="s", target_alias="t", writer_properties=PARQUET
        )
        merger = merger.when_matched_update_all().when_not_matched_insert_all()
        names = ", ".join(f"'{name}'" for name in sorted(replaced))
        if names and table is not DOCUMENTS:
            merger = merger.when_not_matched_by_source_delete(predicate=f't."{table.owner}" IN ({names})')
        merger.execute()

    retried(path, attempt)


def delete(path: str, column: str, values: list[str]) -> None:
    source = pa.table({column: pa.array(values, pa.string())})

    def attempt() -> None:
        delta = DeltaTable(path)
        merger = delta.merge(source, predicate=f't."{column}" = s."{column}"', source_alias="s", target_alias="t")
        merger.when_matched_delete().execute()

    retried(path, attempt)


def retried(path: str, attempt: Callable[[], object]) -> None:
    """Try until no other process (one that compacts, say) commits first.

    Raises:
        StoreError: others commit first every time.
    """
    for number in range(TRIES):
        try:
            attempt()
            return
        except CommitFailedError:
            time.sleep(random.uniform(0.02, 0.1) * 2 ** min(number, 5))
    raise StoreError(f"{path} stays busy: other processes write to it all the time; try again")


def arrow(table: Table, rows: pa.Table | Rows) -> pa.Table:
    if isinstance(rows, pa.Table):
        return rows.select(table.schema.names).cast(table.schema)
    return pa.Table.from_pylist(rows, schema=table.schema)


def create_table(folder: Path, table: Table) -> None:
    """An empty Delta table, unless it is there."""
    write_deltalake(str(folder / table.name), table.stored.empty_table(), mode="ignore", configuration=PROPERTIES)
