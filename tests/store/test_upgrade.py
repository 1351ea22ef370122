"""A store of an older format, brought to this one: what is in it stays."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from dragoman.batch import Result
from dragoman.errors import StoreError
from dragoman.pipeline import document_of
from dragoman.records import Coded
from dragoman.store import open_store
from dragoman.store.folder import write_format
from dragoman.store.tables import DOCUMENTS, FORMAT
from dragoman.store.upgrade import upgrade


def article(text: str) -> Result:
    coded = Coded(document_of(text, published="2024-05-02"), (), (), (), (), (), (), ())
    return Result(coded.document.id, coded, None)


def test_a_store_of_format_two_gains_the_day_of_change(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = open_store(folder, create=True)
    store.write([article("an old article")])
    path = str(folder / DOCUMENTS.name)
    old = pa.table(DeltaTable(path).to_pyarrow_table()).drop_columns(["updated"])
    write_deltalake(path, old, mode="overwrite", schema_mode="overwrite")
    write_format(folder, 2)
    with pytest.raises(StoreError, match="store upgrade"):
        open_store(folder)
    assert upgrade(folder) == (2, FORMAT)
    again = open_store(folder)
    old_id = article("an old article").page
    assert again.coded(old_id) is not None  # while no file has the column yet
    again.write([article("a new article")])
    with again.connect() as connection:
        rows = connection.execute("SELECT text, published, updated FROM documents ORDER BY text").fetchall()
    assert [(row[0], str(row[1]), row[2]) for row in rows] == [
        ("a new article", "2024-05-02", None),
        ("an old article", "2024-05-02", None),
    ]
    coded = again.coded(old_id)
    assert coded is not None
    assert coded.document.updated is None
    assert upgrade(folder) == (FORMAT, FORMAT)
