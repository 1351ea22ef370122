"""A worker process: loads the models once, then codes the pages that come through its standard input.

It is a fresh interpreter, never a fork: the libraries below hold threads and locks
that do not survive one. Nor does it import the caller's main module, so it works below notebooks, Ray and Spark.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import DragomanError
from dragoman.records import Coded, Page, Rejected
from dragoman.scale import frames
from dragoman.settings import Settings

Code = Callable[[Page], Coded | Rejected]


@dataclass(frozen=True, slots=True)
class CoderFactory:
    """Makes the function that codes pages, in the process that is to use it."""

    settings: Settings | None = None

    def __call__(self) -> Code:
        from dragoman.pipeline import Coder

        return Coder(self.settings).code_page


def guarded(code: Code, page: Page) -> Coded | Rejected:
    """What becomes of a page; an error in our own code is a rejection too, since one bad page must not end a run."""
    try:
        return code(page)
    except MemoryError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        detail = (
            f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno}); report it with the page"
        )
        return Rejected(page.url, "scale", "bug", detail)


def resident(pid: int | str = "self") -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, _private_output()
    status = 0
    try:
        _work(source, sink)
    except (BrokenPipeError, EOFError):
        pass  # the parent is gone: nobody waits for the rest
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    # Not by way of the interpreter's end, which aborts where a thread still reads and libraries hold threads.
    os._exit(status)


def _work(source: BinaryIO, sink: BinaryIO) -> None:
    factory = frames.read(source)
    # A thread empties the pipe, so that the parent never waits for a busy worker to read.
    inbox: queue.SimpleQueue[tuple[int, Page]] = queue.SimpleQueue()
    threading.Thread(target=_feed, args=(source, inbox), daemon=True).start()
    try:
        code = factory()
    except DragomanError as error:
        frames.write(sink, ("failed", str(error)))
        return
    frames.write(sink, ("ready", resident()))
    while True:
        number, page = inbox.get()
        frames.write(sink, ("done", number, guarded(code, page), resident()))


def _feed(source: BinaryIO, inbox: queue.SimpleQueue[tuple[int, Page]]) -> None:
    """Hand messages on until the parent closes the pipe or dies: then end at once, whatever is being coded."""
    try:
        while True:
            inbox.put(_pair(frames.read(source)))
    except (EOFError, OSError):
        os._exit(0)


def _pair(message: Any) -> tuple[int, Page]:
    number, page = message
    return number, page


def _private_output() -> BinaryIO:
    """The pipe to the parent, under a number of its own: what libraries print goes to standard error."""
    private = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(private, "wb")
