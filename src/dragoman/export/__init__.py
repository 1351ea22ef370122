"""Events in the columns that other data sets have, with a page that tells how they were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.export.writing import Exported
    from dragoman.store.delta import Store
    from dragoman.store.query import Query


def export(
    store: Store, target: str | Path, form: str, *, query: Query | None = None, one_a_day: bool = False
) -> Exported:
    """Write the events of a store to a file, in constant memory, and a codebook page `<target>.codebook.md` beside it.

    `form`: polecat, icews, gdelt, plover, csv, parquet, jsonl or geojson. `target`: a file, or "-" for standard output
    (then without the page). `one_a_day`: one row for each day, source, target and type, as one-a-day filters keep them.

    Raises:
        StoreError: the store cannot be read, or the file cannot be written.

    Example:
        >>> export(open_store("store"), "events.tsv", "polecat", query=Query(since="2024-01-01", limit=None))
    """
    from dragoman.export.writing import write

    return write(store, target, form, query=query, one_a_day=one_a_day)
