"""The unit of work that is sent over a cluster: a share of one input file, read and coded where it arrives.

Only names of files travel to the machines and only answers travel back; page bodies never leave the process that
reads them. Several processes share one file by taking every n-th page, since reading is cheap beside coding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from dragoman.reading import Reading
from dragoman.scale.answers import code_tasks
from dragoman.scale.inputs import Input, Known, read_tasks
from dragoman.scale.pool import Limits, Pool
from dragoman.scale.worker import Code

# Shares for each coder: enough that none is idle long at the end, few enough that files are not read too often.
SHARES = 4


@dataclass(frozen=True, slots=True)
class Share:
    """Every `parts`-th page of an input, from number `part` on."""

    input: Input
    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class Job:
    """What every coder of a run has in common; it is sent to each once."""

    reading: Reading
    factory: Callable[[], Code]
    limits: Limits | None = None


def shares_of(inputs: list[Input], coders: int) -> list[Share]:
    """The shares of inputs, so that there are some `SHARES` for each coder; a remote file is fetched but once."""
    parts = max(1, -(-SHARES * coders // max(1, len(inputs))))
    return [
        Share(one, part, 1 if one.is_remote else parts)
        for part in range(parts)
        for one in inputs
        if part == 0 or not one.is_remote
    ]


def code_share(share: Share, job: Job, known: Known, pool: Pool) -> Iterator[pa.RecordBatch]:
    """The answers of a share, in batches of schema `ANSWERS`."""
    yield from code_tasks(read_tasks(share.input, job.reading, known, share.part, share.parts), pool)
