"""Ingest with all cores of one machine: as `dragoman.ingest`, with the coding done by a pool of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from dragoman.batch import Result
from dragoman.ingest import Progress
from dragoman.records import Page, Rejected, short_hash
from dragoman.scale.pool import Limits, Pool, identifier_of
from dragoman.scale.worker import Code, CoderFactory
from dragoman.scale.writer import Report, now, run_row, total
from dragoman.settings import Settings
from dragoman.store.delta import Store
from dragoman.store.tables import RUNS

COMMIT_PAGES = 200  # as in plain ingest: what a killed run codes again


def ingest_workers(
    pages: Iterable[Page | Rejected],
    store: Store,
    settings: Settings,
    *,
    workers: int,
    sources: tuple[str, ...] = (),
    report: Report | None = None,
    factory: Callable[[], Code] | None = None,
    limits: Limits | None = None,
) -> Progress:
    """Code pages that the store does not hold yet with `workers` processes and write them in the order of the source,
    so that the rows are those of plain ingest. A killed run is continued by running it again.

    Raises:
        EngineError: the workers cannot load the models.
        StoreError: the store cannot be written.
    """
    run = _Ingest(store, report)
    with Pool(workers, factory or CoderFactory(settings), limits=limits) as pool:
        try:
            for found in pool.results(run.fresh(pages)):
                run.add(found)
        finally:
            run.close()
    identifier = short_hash(run.started, *sources, run.progress)
    store.merge(RUNS, [run_row(identifier, run.started, sources, settings, run.progress)])
    return run.progress


class _Ingest:
    """What is held between the pool and the store. Writing has a thread of its own: the pool must not wait for it."""

    def __init__(self, store: Store, report: Report | None) -> None:
        self.store = store
        self.report = report
        self.started = now()
        self.progress = Progress()
        self._held: list[Result] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._write: Future[dict[str, int]] | None = None

    def fresh(self, pages: Iterable[Page | Rejected]) -> Iterator[Page | Rejected]:
        """The pages that the store does not hold, each once."""
        known = self.store.pages()
        for page in pages:
            identifier = identifier_of(page)
            if identifier in known:
                self._step(Progress(pages=1, skipped=1))
                continue
            known.add(identifier)
            yield page

    def add(self, found: Result) -> None:
        self._held.append(found)
        if found.coded is None:
            self._step(Progress(pages=1, rejected=1))
        else:
            self._step(Progress(pages=1, coded=1, events=len(found.coded.events)))
        if len(self._held) >= COMMIT_PAGES:
            self._commit()

    def close(self) -> None:
        """Write what is left; raises what a write raised."""
        try:
            self._commit()
            self._wait()
        finally:
            self._thread.shutdown()

    def _commit(self) -> None:
        self._wait()
        if self._held:
            self._write = self._thread.submit(self.store.write, self._held)
            self._held = []

    def _wait(self) -> None:
        if self._write is not None:
            write, self._write = self._write, None
            write.result()

    def _step(self, step: Progress) -> None:
        self.progress = total(self.progress, step)
        if self.report:
            self.report(self.progress)
