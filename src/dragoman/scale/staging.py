"""A shared folder through which many processes hand their answers to the one that writes the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from dragoman.scale.answers import ANSWERS
from dragoman.scale.shares import Share

FILE_PAGES = 256
ENDING = ".arrow"


class Staging:
    """Arrow files in a folder, each whole or absent. As a context manager it makes the folder and removes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._taken: set[str] = set()

    def __enter__(self) -> Staging:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, share: Share, answers: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, int]]:
        """Write the answers of a share; names and rows of the files. A share that is coded again after a failure
        gives files of the same names and content, so that none is counted twice."""
        held: list[pa.RecordBatch] = []
        number = 0
        for batch in answers:
            held.append(batch)
            if sum(one.num_rows for one in held) >= FILE_PAGES:
                yield self._write(share, number, held)
                held, number = [], number + 1
        if held:
            yield self._write(share, number, held)

    def take(self) -> Iterator[pa.RecordBatch]:
        """The answers of files that were not taken before."""
        for path in sorted(self.folder.glob(f"*{ENDING}")):
            if path.name in self._taken:
                continue
            self._taken.add(path.name)
            with pa.OSFile(str(path)) as source:
                yield from pa.ipc.open_file(source).read_all().cast(ANSWERS).combine_chunks().to_batches()
            path.unlink(missing_ok=True)

    def _write(self, share: Share, number: int, batches: list[pa.RecordBatch]) -> tuple[str, int]:
        name = f"{share.input.id}-{share.part:05d}-{number:06d}{ENDING}"
        path = self.folder / name
        unfinished = path.with_suffix(".part")
        with pa.OSFile(str(unfinished), "wb") as sink, pa.ipc.new_file(sink, ANSWERS) as writer:
            for batch in batches:
                writer.write_batch(batch)
        unfinished.rename(path)
        return name, sum(batch.num_rows for batch in batches)
