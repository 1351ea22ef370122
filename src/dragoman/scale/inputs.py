"""The input files of a run over many machines: what they are, which are done, and their pages as Arrow batches."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dragoman.arrow import schema_of, to_row
from dragoman.errors import SourceError
from dragoman.read.readers import reader_of
from dragoman.read.source import media_type_of
from dragoman.reading import Reading
from dragoman.records import Page, Rejected, short_hash
from dragoman.scale.pool import identifier_of
from dragoman.store.delta import Store

LISTS = (".paths", ".paths.gz")
BATCH = 32
Known = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Input:
    """One file or http(s) address. `id` depends on path, size and time of change: a changed file is another input."""

    path: str
    id: str

    @property
    def is_remote(self) -> bool:
        return "://" in self.path[:12]


@dataclass(frozen=True, slots=True)
class Task:
    """A page to code, or a rejection by the reader to pass on. The last row of an input (or of a part of one) has
    neither: `total` counts the rows before it, `skipped` the pages that the store held."""

    input: str
    id: str
    page: Page | None
    rejected: Rejected | None
    total: int | None
    skipped: int | None


TASKS = schema_of(Task)


def inputs_of(sources: Iterable[str]) -> list[Input]:
    """The files that sources name: files, folders (whole), lists of paths (`.paths`, `.paths.gz`), http(s) addresses.

    Raises:
        SourceError: there is no such file or folder.
    """
    found = [one for source in sources for one in _inputs(source)]
    return list({one.id: one for one in found}.values())


def open_inputs(inputs: Iterable[Input], store: Store) -> list[Input]:
    """The inputs that no run into the store has finished yet."""
    finished: set[str] = set()
    for batch in store.batches("runs", ["id"]):
        finished.update(batch.column(0).to_pylist())
    return [one for one in inputs if one.id not in finished]


def known_pages(store: Store) -> Known:
    """The ids of the pages in a store as sorted numbers: eight bytes each, shared among processes without a copy."""
    return np.sort(np.fromiter((int(page, 16) for page in store.pages()), np.uint64))


def read_tasks(one: Input, reading: Reading, known: Known, part: int = 0, parts: int = 1) -> Iterator[pa.RecordBatch]:
    """The pages of an input that are not known, in batches of schema `TASKS`, and a last row that counts them.

    Every `parts`-th page is taken, from number `part` on: reading costs little, so that several processes may read
    one file. An input that breaks off has no last row: it counts as not finished.
    """
    made = _tasks(one, reading, known, part, parts)
    while rows := [to_row(task) for task in islice(made, BATCH)]:
        yield pa.RecordBatch.from_pylist(rows, schema=TASKS)


def _tasks(one: Input, reading: Reading, known: Known, part: int, parts: int) -> Iterator[Task]:
    total = skipped = 0
    try:
        for page in islice(reading.pages(one.path), part, None, parts):
            identifier = identifier_of(page)
            if _holds(known, identifier):
                skipped += 1
                continue
            total += 1
            if isinstance(page, Page):
                yield Task(one.id, identifier, page, None, None, None)
            else:
                yield Task(one.id, identifier, None, page, None, None)
    except SourceError as error:
        url = one.path if one.is_remote else Path(one.path).as_uri()
        rejected = Rejected(url, "read", "unreadable", str(error))
        yield Task(one.id, identifier_of(rejected), None, rejected, None, None)
        return
    yield Task(one.id, "", None, None, total, skipped)


def _holds(known: Known, identifier: str) -> bool:
    number = np.uint64(int(identifier, 16))
    place = int(np.searchsorted(known, number))
    return place < len(known) and known[place] == number


def _inputs(source: str) -> Iterator[Input]:
    if source.startswith(("http://", "https://")):
        yield Input(source, short_hash("input", source))
        return
    path = Path(source).expanduser().absolute()
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if not hidden and file.is_file() and (reader_of(file.name) or media_type_of(file.name)):
                yield from _inputs(str(file))
    elif not path.is_file():
        raise SourceError(f"there is no file or folder {source!r}; give files, folders, lists of paths or addresses")
    elif path.name.lower().endswith(LISTS):
        for line in _lines(path):
            yield from _inputs(line if "://" in line else str(_listed(path, line)))
    else:
        state = path.stat()
        yield Input(str(path), short_hash("input", path, state.st_size, state.st_mtime_ns))


def _lines(path: Path) -> list[str]:
    opened: Any = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            return [text for line in lines if (text := line.strip()) and not text.startswith("#")]
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise SourceError(f"cannot read the list of paths {path}: {error}") from error


def _listed(path: Path, line: str) -> Path:
    """The file of a line: relative to the folder of the list or, as in Common Crawl's layout, to one above it."""
    steps = [step for step in line.split("/") if step not in ("", ".", "..")]
    found = next((one for folder in path.parents if (one := folder.joinpath(*steps)).is_file()), None)
    if found is None:
        raise SourceError(f"{path} names {line[:300]!r}, which is not there; take the line out or fetch the file")
    return found
