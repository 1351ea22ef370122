"""The record: a folder of Delta Lake tables, with DuckDB as its query engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.store.delta import Store


def open_store(folder: str | Path, *, create: bool = False, as_of: str | int | None = None) -> Store:
    """Open a store, or make it with `create`. `as_of`: a version number or an ISO date or time, for reading the past.

    Raises:
        StoreError: no store is there, the folder holds something else, or the store is of a newer format.
    """
    from dragoman.store.delta import Store

    return Store.open(Path(folder), create=create, as_of=as_of)
