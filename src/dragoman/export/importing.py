"""Event data of others laid beside ours, in the table `imported` of a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable, write_deltalake

from dragoman.errors import StoreError
from dragoman.export.reading import NARROW, read
from dragoman.store.commits import PARQUET, PROPERTIES, retried

if TYPE_CHECKING:
    from dragoman.store.delta import Store

TABLE = "imported"


def import_file(store: Store, path: str | Path, *, form: str | None = None, dataset: str | None = None) -> int:
    """Read a file of events (see `reading.read`) into the table `imported` under the name of a data set, which is
    replaced where it was there before; our own events are not touched. The number of events.

    Raises:
        SourceError: the file cannot be read.
        StoreError: the store cannot be written, or the name is not plain.
    """
    rows = read(path, form, dataset=dataset)
    name = dataset or Path(path).name.split(".")[0]
    if not name or not all(letter.isalnum() or letter in "-_ " for letter in name):
        raise StoreError(f"{name!r} is no name for a data set: give one of letters, digits, - and _ with --name")
    folder = store.folder / TABLE
    with store.changing():
        if not DeltaTable.is_deltatable(str(folder)):
            write_deltalake(str(folder), NARROW.empty_table(), configuration=PROPERTIES)
        retried(
            str(folder),
            lambda: write_deltalake(
                str(folder), rows, mode="overwrite", predicate=f"dataset = '{name}'", writer_properties=PARQUET
            ),
        )
        store.note(f"import {name}")
    return int(rows.num_rows)
