"""Ingest over a Spark cluster, or the cores of one machine (needs Java 17 and `pip install 'dragoman[spark]'`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import Any

import pyarrow as pa

from dragoman.errors import EngineError
from dragoman.ingest import Progress
from dragoman.reading import Reading
from dragoman.records import short_hash
from dragoman.scale.inputs import Input, inputs_of, known_pages, open_inputs
from dragoman.scale.pool import Limits, Pool
from dragoman.scale.shares import Job, Share, code_share, shares_of
from dragoman.scale.staging import Staging
from dragoman.scale.worker import Code, CoderFactory
from dragoman.scale.writer import Report, Writer
from dragoman.settings import Settings
from dragoman.store.delta import Store

TODO = "path string, id string, part int, parts int"
DONE = "file string, rows long"
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
POLL = 0.5  # seconds between two looks into the staging folder


def ingest_spark(
    sources: Iterable[str],
    store: Store,
    settings: Settings,
    *,
    workers: int | None = None,
    master: str | None = None,
    spark: Any = None,
    reading: Reading | None = None,
    report: Report | None = None,
    factory: Callable[[], Code] | None = None,
    limits: Limits | None = None,
) -> Progress:
    """Code files into a store with Spark's `mapInArrow`; finished files are left out when it is run again.

    The tasks lay their answers down in the folder `staging` of the store, which must therefore be shared by all
    machines, and this process writes them to the tables while the others code: one writer, no conflicts.

    Args:
        sources: files, folders and `.paths` lists, that all machines can read.
        workers: number of coders; None for Spark's default parallelism.
        master: of a cluster, such as `spark://head:7077`; None for this machine alone.
        spark: a session to use instead of a new one; it is left running.

    Raises:
        EngineError: pyspark or Java is not installed, or a task failed for good.
        SourceError: there is no such file or folder.
        StoreError: the store cannot be written.
    """
    inputs = open_inputs(inputs_of(sources), store)
    if not inputs:
        return Progress()
    session = spark or _session(master, workers)
    try:
        shares = shares_of(inputs, workers or session.sparkContext.defaultParallelism)
        writer = Writer(store, settings, shares, report=report)
        job = Job(reading or Reading(settings), factory or CoderFactory(settings), limits)
        _run(session, shares, job, store, writer)
    finally:
        if spark is None:
            session.stop()
    return writer.progress


def _session(master: str | None, workers: int | None) -> Any:
    # Workers must run this interpreter: the first `python3` of the path may lack the package.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError("the engine spark needs the package pyspark: pip install 'dragoman[spark]'") from error
    builder: Any = SparkSession.builder
    builder = builder.master(master or f"local[{workers or '*'}]").appName("dragoman")
    try:
        for name, value in QUIET.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(f"Spark does not start: {error}; is Java 17 installed and JAVA_HOME right?") from error
    return session


def _run(session: Any, shares: list[Share], job: Job, store: Store, writer: Writer) -> None:
    """Start the tasks in a thread and write what they stage until they are done."""
    staging = Staging(store.folder / "staging" / short_hash(writer.started, os.getpid(), *shares))
    known = session.sparkContext.broadcast(known_pages(store))
    rows = [(one.input.path, one.input.id, one.part, one.parts) for one in shares]
    frame = session.createDataFrame(rows, TODO).repartition(len(rows))

    def task(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        pool = _pool(job)
        for batch in batches:
            for row in batch.to_pylist():
                share = Share(Input(row["path"], row["id"]), row["part"], row["parts"])
                for file, count in staging.put(share, code_share(share, job, known.value, pool)):
                    yield pa.RecordBatch.from_pydict({"file": [file], "rows": [count]})

    coded = frame.mapInArrow(task, DONE)
    with staging, ThreadPoolExecutor(1, thread_name_prefix="spark") as thread:
        running = thread.submit(coded.collect)
        try:
            while not wait([running], timeout=POLL).done:
                _take(staging, writer)
            _take(staging, writer)
        finally:
            session.sparkContext.cancelAllJobs()
            writer.flush()
        error = running.exception()
        if error is not None:
            raise EngineError(f"a Spark task failed for good: {error}") from error


def _take(staging: Staging, writer: Writer) -> None:
    for batch in staging.take():
        writer.add(batch)


@cache
def _pool(job: Job) -> Pool:
    """The worker of this Python process; Spark keeps the process for many tasks."""
    return Pool(1, job.factory, limits=job.limits)
