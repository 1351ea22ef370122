"""Ingest over a cluster, or the cores of one machine, with Ray Data (needs ray: `pip install 'dragoman[ray]'`)."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from dragoman.errors import EngineError
from dragoman.ingest import Progress
from dragoman.reading import Reading
from dragoman.scale.answers import ANSWERS
from dragoman.scale.inputs import Input, Known, inputs_of, known_pages, open_inputs
from dragoman.scale.pool import Limits, Pool
from dragoman.scale.shares import Job, Share, code_share, shares_of
from dragoman.scale.worker import Code, CoderFactory
from dragoman.scale.writer import Report, Writer
from dragoman.settings import Settings
from dragoman.store.delta import Store

# Blocks of Ray's usual 128 MB hold the answers of an hour: they would reach the store, and the user's eye, late.
BLOCK_BYTES = 4_000_000
OBJECT_STORE_BYTES = 500_000_000  # of a local Ray; its own choice is a third of the memory
# With a whole processor for each coder, two processors and two coders leave Ray none for a task of its own, and the
# run hangs.
PROCESSORS = 0.5


def ingest_ray(
    sources: Iterable[str],
    store: Store,
    settings: Settings,
    *,
    workers: int | None = None,
    address: str | None = None,
    reading: Reading | None = None,
    report: Report | None = None,
    factory: Callable[[], Code] | None = None,
    limits: Limits | None = None,
) -> Progress:
    """Code files into a store with Ray Data; finished files are left out when it is run again.

    Args:
        sources: files, folders and `.paths` lists of WARC, Parquet, JSONL and other files, that all machines can read.
        workers: number of coders; None for one for each processor of the cluster.
        address: of a Ray cluster, such as `auto` or `ray://head:10001`; None for this machine alone.

    Raises:
        EngineError: ray is not installed.
        SourceError: there is no such file or folder.
        StoreError: the store cannot be written.
    """
    ray = _ray()
    inputs = open_inputs(inputs_of(sources), store)
    if not inputs:
        return Progress()
    own = not ray.is_initialized()
    if own:
        _start(ray, address, workers)
    try:
        coders = workers or int(ray.cluster_resources().get("CPU", 1))
        shares = shares_of(inputs, coders)
        writer = Writer(store, settings, shares, report=report)
        job = Job(reading or Reading(settings), factory or CoderFactory(settings), limits)
        try:
            for table in _answers(ray, shares, job, known_pages(store), coders):
                for batch in table.cast(ANSWERS).combine_chunks().to_batches():
                    writer.add(batch)
        finally:
            writer.flush()
    finally:
        if own:
            ray.shutdown()
    return writer.progress


def _ray() -> Any:
    # Read when ray is imported: no reports of usage over the net, no messages of its own machinery.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise EngineError("the engine ray needs the package ray: pip install 'dragoman[ray]'") from error
    return ray


def _start(ray: Any, address: str | None, workers: int | None) -> None:
    options: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    if address is None:
        options |= {
            "num_cpus": max(workers or 0, os.cpu_count() or 1),
            "object_store_memory": OBJECT_STORE_BYTES,
            "include_dashboard": False,
        }
    ray.init(address=address, **options)


def _answers(ray: Any, shares: list[Share], job: Job, known: Known, coders: int) -> Iterator[pa.Table]:
    """The answers of shares as they come, in any order."""
    context = ray.data.DataContext.get_current()
    context.target_max_block_size = BLOCK_BYTES
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    items = [{"path": one.input.path, "id": one.input.id, "part": one.part, "parts": one.parts} for one in shares]
    coded = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        _Coder,
        fn_constructor_args=(job, ray.put(known)),
        batch_size=1,
        batch_format="pyarrow",
        num_cpus=PROCESSORS,
        compute=ray.data.ActorPoolStrategy(size=min(coders, len(items))),
    )
    yield from coded.iter_batches(batch_size=None, batch_format="pyarrow")


class _Coder:
    """A coder of the cluster. The models lie in a process below it, so that a page that kills its coder costs neither
    the actor nor the run."""

    def __init__(self, job: Job, known: Any) -> None:
        import ray

        self.job = job
        self.known: Known = ray.get(known) if isinstance(known, ray.ObjectRef) else known
        self.pool = Pool(1, job.factory, limits=job.limits)

    def __call__(self, items: pa.Table) -> Iterator[pa.Table]:
        for item in items.to_pylist():
            share = Share(Input(item["path"], item["id"]), item["part"], item["parts"])
            for batch in code_share(share, self.job, self.known, self.pool):
                yield pa.Table.from_batches([batch])
