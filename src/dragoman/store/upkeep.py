"""Upkeep of a store: small files put together, old versions dropped, sizes and rates told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

from dragoman.errors import StoreError
from dragoman.store import folder as layout
from dragoman.store.commits import PARQUET, retried, settings_of_parquet, told
from dragoman.store.delta import BY_NAME, Store
from dragoman.store.tables import DOCUMENTS, EVENTS

TARGET_BYTES = 128_000_000
MIDDLE_BYTES = (
    32_000_000  # what a writer stops at, so that each row is written anew a few times at most as a store grows
)
# The Delta library holds a whole group of rows while it writes: this bounds the memory of a writer that tidies.
MIDDLE_ROWS = 4 * 1024
LEFTOVER_HOURS = 24  # files that no version knows of may be those of a write under way; after a day they are not


def small_files(path: str) -> int:
    """How many files of a table a writer would put together."""
    sizes = DeltaTable(path).get_add_actions(flatten=True).column("size_bytes").to_pylist()
    return sum(size < MIDDLE_BYTES // 2 for size in sizes)


def compact_table(path: str, *, sort: str | None = None, target: int = TARGET_BYTES) -> dict[str, int]:
    """Put the small files of a table together. `sort`: order all rows by a column, which rewrites the whole table.
    `target`: bytes of a file."""
    out: dict[str, Any] = {}

    def attempt() -> None:
        optimize = DeltaTable(path).optimize
        groups = settings_of_parquet(MIDDLE_ROWS) if target <= MIDDLE_BYTES else PARQUET
        options: dict[str, Any] = {"target_size": target, "max_concurrent_tasks": 1, "writer_properties": groups}
        out.update(optimize.z_order([sort], **options) if sort else optimize.compact(**options))

    retried(path, attempt)
    return {"removed": int(out.get("numFilesRemoved", 0)), "added": int(out.get("numFilesAdded", 0))}


def compact(store: Store, *, sort: bool = False) -> dict[str, dict[str, int]]:
    """Put the small files of every table together; what was read before reads the same after. Other processes may
    write meanwhile. `sort`: also order the events by day, which makes short spans of time quick to read.

    Raises:
        StoreError: the disk is full or cannot be written.
    """
    out = {}
    with told(store.folder):
        for name in layout.tables_in(store.folder):
            by_day = "day" if sort and name == EVENTS.name else None
            out[name] = compact_table(str(store.folder / name), sort=by_day)
        _fill_days(store)
        with store.changing():
            last = layout.last_version(store.folder)
            loose = bool(last and last.loose) and _orphans(store) > 0
            store.note("compact", loose=loose)
    return out


def _orphans(store: Store) -> int:
    """How many events are there without their documents."""
    with store.connect() as connection:
        found = connection.execute(
            "SELECT count(*) FROM raw_events e ANTI JOIN raw_documents d ON d.id = e.document"
        ).fetchall()
    return int(found[0][0])


def _fill_days(store: Store) -> None:
    """Give the days of publication to events that were written without their documents (`Store.merge`)."""
    with store.connect() as connection:
        rows = connection.sql(
            """SELECT e.* FROM raw_events e JOIN documents d ON d.id = e.document
            WHERE e.published IS NULL AND d.published IS NOT NULL"""
        ).to_arrow_table()
        if not rows.num_rows:
            return
        connection.register("wanted", rows.select(["document"]))
        documents = connection.sql(
            "SELECT * FROM raw_documents WHERE id IN (SELECT document FROM wanted)"
        ).to_arrow_table()
    store.replace_events(rows.select(EVENTS.schema.names), documents.select(DOCUMENTS.schema.names))


def forget(store: Store, before: str) -> int:
    """Delete the files that only versions older than a day (ISO) or a version number need: these can then no longer be
    read with `as_of`, so do not forget what a publication cites. Returns the number of files deleted.

    Raises:
        StoreError: there is no such version, or the disk cannot be written.
    """
    kept = layout.version_at(store.folder, before)
    deleted = 0
    with store.changing():
        for name in layout.tables_in(store.folder):
            delta = DeltaTable(str(store.folder / name))
            versions = list(range(kept.tables.get(name, 0), delta.version() + 1))
            for hours, full in ((0, False), (LEFTOVER_HOURS, True)):
                deleted += len(
                    delta.vacuum(
                        hours, dry_run=False, enforce_retention_duration=False, full=full, keep_versions=versions
                    )
                )
        _drop_versions(store.folder, kept.version)
        store.note(f"forget before version {kept.version}")
    return deleted


def _drop_versions(folder: Path, first: int) -> None:
    lines = (folder / layout.VERSIONS).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = []
    for line in lines:
        try:
            if json.loads(line)["version"] >= first:
                kept.append(line)
        except (ValueError, KeyError, TypeError):
            continue
    layout.replace_file(folder / layout.VERSIONS, "".join(kept))


@dataclass(frozen=True, slots=True)
class TableStats:
    """`bytes`: of the Parquet files of this version. `disk`: of all files, old versions among them."""

    rows: int
    files: int
    bytes: int
    disk: int
    version: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Sizes and rates of a store. `rates`: see `_rates`."""

    format: int
    version: int
    at: str
    tables: Mapping[str, TableStats]
    rates: Mapping[str, float | None]


def stats(store: Store) -> Stats:
    """Sizes of the tables, and rates over all runs: pages a second, events an article, share of rejections."""
    tables = {name: _table_stats(store, name) for name in store.tables()}
    log = layout.read_versions(store.folder)
    current = store.pinned or (log[-1] if log else None)
    if current is None:
        raise StoreError(f"{store.folder} has no log of versions: restore {layout.VERSIONS} from a copy of the store")
    return Stats(layout.read_format(store.folder) or 0, current.version, current.at, tables, _rates(store, tables))


def _table_stats(store: Store, name: str) -> TableStats:
    delta = store.table(name)
    sizes = delta.get_add_actions(flatten=True)
    rows: list[int] = [count or 0 for count in sizes.column("num_records").to_pylist()]
    size: list[int] = [*sizes.column("size_bytes").to_pylist()]
    disk = sum(path.stat().st_size for path in (store.folder / name).rglob("*") if path.is_file())
    return TableStats(sum(rows), len(size), sum(size), disk, delta.version())


def _rates(store: Store, tables: Mapping[str, TableStats]) -> dict[str, float | None]:
    with store.connect() as connection:
        found = connection.execute(
            """SELECT sum(coded + rejected),
                sum(epoch(TRY_CAST(ended AS TIMESTAMPTZ) - TRY_CAST(started AS TIMESTAMPTZ)))
            FROM raw_runs WHERE coded + rejected > 0"""
        ).fetchall()
    pages, seconds = found[0]
    documents, events = tables[DOCUMENTS.name].rows, tables[EVENTS.name].rows
    rejected = tables["rejections"].rows
    return {
        "pages_per_second": pages / seconds if pages and seconds else None,
        "events_per_document": events / documents if documents else None,
        "rejected_share": rejected / (rejected + documents) if rejected + documents else None,
        "bytes_per_event": sum(tables[name].bytes for name in BY_NAME) / events if events else None,
    }
