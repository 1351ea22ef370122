"""A number that is the same for two stores just when they hold the same rows, whatever their order and files."""

from __future__ import annotations

import hashlib
import json

from dragoman.store.delta import Store
from dragoman.store.tables import RUNS, TABLES

MODULUS = 1 << 256


def checksums(store: Store) -> dict[str, str]:
    """Number of rows and digest of each table; that of the runs, which tells times of day, is left out.

    The digest is the sum of the rows' SHA-256 values modulo 2^256: it does not depend on order, and doubled rows show.
    """
    return {table.name: _checksum(store, table.name) for table in TABLES if table is not RUNS}


def _checksum(store: Store, name: str) -> str:
    total = count = 0
    for batch in store.batches(name):
        for row in batch.to_pylist():
            text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
            total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
            count += 1
    return f"{count}:{total % MODULUS:064x}"
