"""Users' own actors: TSV tables, PETRARCH actor and agent files, extracts of a Wikidata JSON dump.

    OSError, UnicodeDecodeError ──> DataError(names the file and, where there is one, the line)

Everything becomes rows of this package's tables, written as `*.extra.tsv` to the user's data folder, where they come
before ours. Files are read line by line, so that memory does not grow with them.
"""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from dragoman.actors import petrarch, wikidata
from dragoman.actors.tables import Tables
from dragoman.data import read_tsv
from dragoman.errors import DataError

Row = tuple[str, dict[str, str]]  # name of the table, its cells by column
COLUMNS = {
    "offices": ("person", "aliases", "country", "sector", "role", "from", "to", "id"),
    "organisations": ("name", "aliases", "country", "sector", "kind", "id"),
    "roles": ("words", "sector", "kind", "country"),
}
KEYS = {"person": "offices", "words": "roles", "name": "organisations"}


def read(path: Path, tables: Tables) -> Iterator[Row]:
    """Rows of a file, whose form is told from its name and content.

    Raises:
        DataError: the file cannot be read or its form is not known.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".bz2")
    try:
        if name.endswith((".json", ".jsonl", ".ndjson")):
            yield from wikidata.read(lambda: open_text(path), tables)
        elif name.endswith((".tsv", ".tab")):
            yield from _tables(path)
        else:
            with open_text(path) as lines:
                yield from petrarch.read(lines, tables.words["import"])
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error


def open_text(path: Path) -> IO[str]:
    """A text file, unpacked if its name ends with .gz or .bz2."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    if path.suffix == ".bz2":
        return bz2.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _tables(path: Path) -> Iterator[Row]:
    """Rows of a TSV file with the columns of one of our tables; columns that we do not know are left out."""
    rows = read_tsv(path)
    known = next((table for key, table in KEYS.items() if rows and key in rows[0]), None)
    if known is None:
        needed = ", ".join(KEYS)
        raise DataError(f"{path}: needs a first line of column names with one of {needed}")
    for row in rows:
        yield known, {column: row.get(column, "") for column in COLUMNS[known]}


def write(rows: Iterable[Row], folder: Path) -> dict[str, int]:
    """Append rows to `actors/*.extra.tsv` of a data folder; how many went to each table.

    Raises:
        DataError: the folder cannot be written.
    """
    counts: dict[str, int] = {}
    files: dict[str, Any] = {}
    target = folder / "actors"
    try:
        target.mkdir(parents=True, exist_ok=True)
        try:
            for table, row in rows:
                if table not in files:
                    path = target / f"{table}.extra.tsv"
                    fresh = not path.exists() or path.stat().st_size == 0
                    files[table] = path.open("a", encoding="utf-8")
                    if fresh:
                        files[table].write("\t".join(COLUMNS[table]) + "\n")
                cells = (" ".join(row.get(column, "").split()) for column in COLUMNS[table])
                files[table].write("\t".join(cells) + "\n")
                counts[table] = counts.get(table, 0) + 1
        finally:
            for file in files.values():
                file.close()
    except OSError as error:
        raise DataError(f"cannot write actors to {target}: {error}") from error
    return counts
