"""Pages over several worker processes: each page is coded once, whatever happens to a worker."""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO, cast

from dragoman.batch import Result, page_id, result
from dragoman.errors import EngineError
from dragoman.records import Coded, Page, Rejected, short_hash
from dragoman.scale import frames
from dragoman.scale.worker import Code, CoderFactory, resident

log = logging.getLogger(__name__)
TICK = 1.0  # seconds between two looks at the clock and memory of the workers
# A page that ends its worker twice is given up. A kill from outside (the system short of memory, an operator) is seldom
# the page's fault: it counts half.
STRIKES, OWN_STRIKE, OUTSIDE_STRIKE = 4, 2, 1
OUTSIDE = (-signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM))
# Workers in a row that may die while they load, before the pool gives up: by themselves, or killed from outside.
STARTS, KILLED_STARTS = 3, 12
# A library that starts threads of its own in each of N processes makes N of them slower than one.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """`depth`: pages that lie at a worker, the one at work included. `growth`: bytes beyond its size after loading at
    which a worker is replaced between two pages. `memory`: bytes at which it is killed amid a page. `seconds`: longest
    time for a page."""

    depth: int = 3
    growth: int = 400_000_000
    memory: int = 3_000_000_000
    seconds: float = 300.0


@dataclass(slots=True)
class Task:
    number: int
    page: Page
    strikes: int = 0


@dataclass(eq=False, slots=True)
class Worker:
    """A running process with the pages that lie at it, the first being at work since `since`."""

    process: subprocess.Popen[bytes]
    tasks: deque[Task] = field(default_factory=deque)
    ready: bool = False
    base: int = 0
    since: float = 0.0
    retiring: bool = False
    cause: str = ""


def identifier_of(page: Page | Rejected) -> str:
    """The id under which the store knows a page, or the rejection of a page that could not be read."""
    return page_id(page) if isinstance(page, Page) else short_hash(page.url, page.stage, page.reason)


class Pool:
    """Worker processes that hold the models; use it as a context manager, for as many calls as you like.

    Pages are taken from their source only as workers get free, so memory stays bounded however long the source is. A
    worker that dies is replaced and its pages are coded again; a page that ends a worker twice (four times, if it is
    killed from outside) becomes `Rejected` (stage "scale", reason "crash", "timeout" or "memory"). A worker that has
    grown is replaced between two pages.

    Raises:
        EngineError: the workers cannot load the models.

    Example:
        >>> with Pool(workers=2) as pool:
        ...     for outcome in pool.code(open_source("articles.jsonl")): ...
    """

    def __init__(
        self, workers: int, factory: Callable[[], Code] | None = None, *, limits: Limits | None = None
    ) -> None:
        if workers < 1:
            raise EngineError(f"{workers} workers: give at least one")
        self.size = workers
        self.factory = factory or CoderFactory()
        self.limits = limits or Limits()
        self.workers: list[Worker] = []
        self.replaced = 0
        self._inbox: queue.SimpleQueue[tuple[Worker, Any]] = queue.SimpleQueue()
        self._failed_starts = 0
        self._looked = time.monotonic()

    def __enter__(self) -> Pool:
        self._man()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            self._end(worker)
        self.workers = []

    def code(self, pages: Iterable[Page | Rejected], *, ordered: bool = True) -> Iterator[Coded | Rejected]:
        """What becomes of pages: in their order, or (unordered) as it gets ready. Rejections pass through."""
        for found in self.results(pages, ordered=ordered):
            outcome = found.coded or found.rejected
            assert outcome is not None
            yield outcome

    def results(self, pages: Iterable[Page | Rejected], *, ordered: bool = True) -> Iterator[Result]:
        """As `code`, with the id of each page."""
        run = _Run(iter(pages), ordered, window=self.size * self.limits.depth * 4)
        self._man()
        try:
            while True:
                self._deal(run)
                yield from run.deliver()
                if run.finished:
                    return
                if run.waiting:
                    self._listen(run)
        finally:
            for worker in [w for w in self.workers if w.tasks]:
                self.workers.remove(worker)
                self._end(worker)

    def _man(self) -> None:
        while sum(not worker.retiring for worker in self.workers) < self.size:
            self.workers.append(self._start())

    def _start(self) -> Worker:
        paths = os.pathsep.join(path for path in sys.path if path)
        process = subprocess.Popen(
            [sys.executable, "-c", "from dragoman.scale.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": paths},
        )
        worker = Worker(process)
        self._send(worker, self.factory)
        threading.Thread(target=_hear, args=(worker, self._inbox), daemon=True).start()
        return worker

    def _deal(self, run: _Run) -> None:
        """Give pages to the least busy workers until each has its depth."""
        while True:
            free = [w for w in self.workers if not w.retiring and len(w.tasks) < self.limits.depth]
            if not free:
                return
            task = run.next()
            if task is None:
                return
            worker = min(free, key=lambda w: (len(w.tasks), not w.ready))
            if not worker.tasks:
                worker.since = time.monotonic()
            worker.tasks.append(task)
            run.waiting += 1
            self._send(worker, (task.number, task.page))

    def _send(self, worker: Worker, message: Any) -> None:
        try:
            frames.write(cast(BinaryIO, worker.process.stdin), message)
        except OSError:
            log.debug("worker %d is gone", worker.process.pid)  # its end is heard by `_listen`

    def _listen(self, run: _Run) -> None:
        """Take in one message of a worker, and look after slow and large workers now and then."""
        if time.monotonic() - self._looked > TICK:
            self._look_after()
        try:
            worker, message = self._inbox.get(timeout=TICK)
        except queue.Empty:
            return
        if worker not in self.workers:
            return
        if message is None:
            self._bury(worker, run)
        elif message[0] == "failed":
            raise EngineError(message[1])
        elif message[0] == "ready":
            worker.ready, worker.base, worker.since = True, message[1], time.monotonic()
            self._failed_starts = 0
        else:
            _, _, outcome, size = message
            task = worker.tasks.popleft()
            worker.since = time.monotonic()
            run.answer(task, outcome)
            self._retire(worker, size)

    def _retire(self, worker: Worker, size: int) -> None:
        """Replace a worker that has grown; it ends when the pages that lie at it are coded."""
        if not worker.retiring and size - worker.base > self.limits.growth:
            worker.retiring = True
            self.replaced += 1
            log.info("worker %d holds %d MB: replaced", worker.process.pid, size // 1_000_000)
            self._man()
        if worker.retiring and not worker.tasks:
            self.workers.remove(worker)
            self._end(worker)

    def _look_after(self) -> None:
        now = self._looked = time.monotonic()
        for worker in self.workers:
            if not worker.ready or not worker.tasks or worker.cause:
                continue
            if now - worker.since > self.limits.seconds:
                worker.cause = "timeout"
            elif resident(worker.process.pid) > self.limits.memory:
                worker.cause = "memory"
            if worker.cause:
                worker.process.kill()

    def _bury(self, worker: Worker, run: _Run) -> None:
        """Give the pages of a dead worker to others; a strike for the page that it was at."""
        self.workers.remove(worker)
        self._end(worker)
        status = worker.process.returncode
        self.replaced += 1
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= (KILLED_STARTS if status and status < 0 else STARTS):
                raise EngineError(
                    f"{self._failed_starts} workers in a row ended while loading (exit status {status}): see their "
                    "messages above; is there memory for so many?"
                )
        tasks = list(worker.tasks)
        if tasks and worker.ready:
            tasks[0].strikes += OUTSIDE_STRIKE if status in OUTSIDE and not worker.cause else OWN_STRIKE
            cause, url = worker.cause or "crash", tasks[0].page.url
            log.warning("worker %d ended (%s, status %s) at %s", worker.process.pid, cause, status, url)
            if tasks[0].strikes >= STRIKES:
                run.answer(tasks[0], _struck_out(tasks[0].page, cause, status, self.limits))
                del tasks[0]
        run.again(tasks)
        run.waiting -= len(tasks)
        self._man()

    def _end(self, worker: Worker) -> None:
        worker.process.kill()
        worker.process.wait()
        try:
            cast(BinaryIO, worker.process.stdin).close()
        except OSError:
            log.debug("worker %d: unsent pages", worker.process.pid)


class _Run:
    """One pass over a source: what is to be dealt, what is answered, in which order it is delivered."""

    def __init__(self, source: Iterator[Page | Rejected], ordered: bool, window: int) -> None:
        self.source: Iterator[Page | Rejected] | None = source
        self.ordered = ordered
        self.window = window
        self.waiting = 0
        self._read = 0
        self._delivered = 0
        self._retries: deque[Task] = deque()
        self._answers: dict[int, Result] = {}

    @property
    def finished(self) -> bool:
        return self.source is None and not self.waiting and not self._retries and not self._answers

    def next(self) -> Task | None:
        """The next page to deal: one of a dead worker, else of the source. None: nothing for now."""
        if self._retries:
            return self._retries.popleft()
        while self.source is not None and self._read - self._delivered < self.window:
            page = next(self.source, None)
            if page is None:
                self.source = None
                return None
            number = self._read
            self._read += 1
            if isinstance(page, Page):
                return Task(number, page)
            self._answers[number] = Result(identifier_of(page), None, page)
        return None

    def again(self, tasks: list[Task]) -> None:
        self._retries.extendleft(reversed(tasks))

    def answer(self, task: Task, outcome: Coded | Rejected) -> None:
        self.waiting -= 1
        self._answers[task.number] = result(task.page, outcome)

    def deliver(self) -> Iterator[Result]:
        """The answers that may leave now."""
        if not self.ordered:
            for number in list(self._answers):
                self._delivered += 1
                yield self._answers.pop(number)
        while self._delivered in self._answers:
            found = self._answers.pop(self._delivered)
            self._delivered += 1
            yield found


def _hear(worker: Worker, inbox: queue.SimpleQueue[tuple[Worker, Any]]) -> None:
    """Hand on what a worker says; None at its end."""
    stream = cast(BinaryIO, worker.process.stdout)
    try:
        with stream:
            while True:
                inbox.put((worker, frames.read(stream)))
    except (EOFError, OSError, ValueError):
        inbox.put((worker, None))


def _struck_out(page: Page, cause: str, status: int | None, limits: Limits) -> Rejected:
    ways = {
        "crash": f"ended its worker each time (exit status {status}): report it with the page",
        "timeout": f"took more than {limits.seconds:g} s twice: raise the limit or leave it out",
        "memory": f"needed more than {limits.memory // 1_000_000} MB twice: raise the limit or cut the page",
    }
    return Rejected(page.url, "scale", cause, ways[cause])
