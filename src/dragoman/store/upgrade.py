"""Upgrades of a store from older formats, one step for each; what a version of the store holds stays readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, Schema, write_deltalake

from dragoman.errors import StoreError
from dragoman.store import folder as layout
from dragoman.store.commits import PARQUET, PROPERTIES, create_table, dataset, told
from dragoman.store.folder import log_version, writing
from dragoman.store.index import indexed
from dragoman.store.tables import DOCUMENTS, EVENTS, FORMAT, TABLES

UPDATED = "updated"


def upgrade(folder: Path) -> tuple[int, int]:
    """Bring a store to the format of this version of the package; the formats before and after. A step that was cut
    short is done again by the same command.

    Raises:
        StoreError: no store is there, it is of a newer format, or it cannot be written.
    """
    found = layout.read_format(folder)
    if found is None:
        raise StoreError(f"no store in {folder}: name the folder of one")
    if found > FORMAT:
        raise StoreError(f"{folder} is of format {found}, newer than this version writes ({FORMAT}): upgrade dragoman")
    with told(folder), writing(folder):
        for number in range(found, FORMAT):
            STEPS[number](folder)
            log_version(folder, f"upgrade to format {number + 1}")
            layout.write_format(folder, number + 1)
    return found, FORMAT


def _to_two(folder: Path) -> None:
    """Flat columns beside the events; a log of versions; history that does not lapse."""
    for table in TABLES:
        create_table(folder, table)
    for name in layout.tables_in(folder):
        DeltaTable(str(folder / name)).alter.set_table_properties(PROPERTIES)
    events = DeltaTable(str(folder / EVENTS.name))
    if set(EVENTS.index.names) <= {field.name for field in events.schema().fields}:
        return
    documents = dataset(DeltaTable(str(folder / DOCUMENTS.name)))
    days = documents.to_table(columns=["id", "published"])
    batches = dataset(events).to_batches(columns=EVENTS.schema.names, batch_size=50_000)
    rows = (
        batch for one in batches if one.num_rows for batch in indexed(pa.Table.from_batches([one]), days).to_batches()
    )
    write_deltalake(
        events,
        pa.RecordBatchReader.from_batches(EVENTS.stored, rows),
        mode="overwrite",
        schema_mode="overwrite",
        writer_properties=PARQUET,
    )


def _to_three(folder: Path) -> None:
    """The day of an article's last change."""
    documents = DeltaTable(str(folder / DOCUMENTS.name))
    if UPDATED not in {field.name for field in documents.schema().fields}:
        column = Schema.from_arrow(pa.schema([DOCUMENTS.schema.field(UPDATED)])).fields
        documents.alter.add_columns(column)


STEPS: dict[int, Callable[[Path], None]] = {1: _to_two, 2: _to_three}
