"""One entrance to all ways of coding many pages into a store; the command line calls it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain

from dragoman.errors import EngineError
from dragoman.ingest import Progress
from dragoman.reading import Reading
from dragoman.scale.writer import Report
from dragoman.settings import Settings
from dragoman.store.delta import Store

ENGINES = ("workers", "ray", "spark")


def ingest(
    sources: Iterable[str],
    store: Store,
    settings: Settings,
    *,
    engine: str = "workers",
    workers: int | None = None,
    address: str | None = None,
    reading: Reading | None = None,
    report: Report | None = None,
) -> Progress:
    """Code sources into a store with worker processes of this machine (`workers`), Ray Data or Spark.

    Args:
        sources: for `workers` all that `open_source` reads; for the others files, folders and `.paths` lists.
        workers: number of coders; None for one for each processor.
        address: of a Ray cluster or Spark master; None for this machine alone.
        reading: how to read the sources.
        report: called with the counts as pages come in.

    Raises:
        EngineError: there is no such engine, or a package that it needs is not installed.
        SourceError: a source cannot be read.
        StoreError: the store cannot be written.
    """
    names = tuple(sources)
    reading = reading or Reading(settings)
    if engine == "workers":
        from dragoman.scale.local import ingest_workers

        pages = chain.from_iterable(map(reading.pages, names))
        count = workers or os.cpu_count() or 1
        return ingest_workers(pages, store, settings, workers=count, sources=names, report=report)
    if engine == "ray":
        from dragoman.scale.ray_data import ingest_ray

        return ingest_ray(names, store, settings, workers=workers, address=address, reading=reading, report=report)
    if engine == "spark":
        from dragoman.scale.spark import ingest_spark

        return ingest_spark(names, store, settings, workers=workers, master=address, reading=reading, report=report)
    raise EngineError(f"no engine {engine!r} for ingest: write one of {', '.join(ENGINES)}")
