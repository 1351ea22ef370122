"""Keeps the page's tables in step with the store, beside the requests: at the start, and while somebody writes.

The tables are kept in the user's folder of caches, so that the next start finds them; what changed meanwhile is put in
while the page already shows the rest. Without such a folder, or where another server uses it, they are made anew.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from dragoman import __version__
from dragoman.errors import DragomanError, StoreError
from dragoman.serve.build import SEQUENCES, STAGES, TABLES
from dragoman.serve.changes import RebuildError, fill, noted, refresh
from dragoman.serve.database import Database
from dragoman.serve.extent import Extent, identity, is_current, read_extent
from dragoman.serve.memory import Answer
from dragoman.serve.snapshot import EPISODES, Snapshot
from dragoman.store import open_store
from dragoman.store.connection import DAMAGED

PATIENCE = 5  # following the store may take one fifth of the time at most
MOST_REMADE = 64
REMADE_SECONDS = 5.0
GRACE_SECONDS = 3.0
FILE = "tables.duckdb"
log = logging.getLogger(__name__)


class PreparingError(Exception):
    """The tables for this question are still being made. `step` of `steps`; `events`: how many the store has."""

    def __init__(self, step: int, steps: int, events: int) -> None:
        super().__init__(f"the record of {events:,} events is being read: step {step} of {steps}")
        self.step, self.steps, self.events = step, steps, events


class Keeper:
    """Holds the newest snapshot of a store and makes the next one in the background when the store has changed.

    Raises:
        StoreError: there is no store in the folder, or it is damaged.
    """

    def __init__(self, folder: Path, limit_seconds: float = 20.0, cache: Path | None = None) -> None:
        self.store = open_store(folder)
        self.limit_seconds = limit_seconds
        self.extent = read_extent(self.store)
        self._folder = _Folder(identity(self.store), cache)
        self._lock = threading.Lock()
        self._work = threading.Lock()
        self._changed = threading.Condition()
        self._forced = threading.local()
        self._step = 0
        self._failure: Exception | None = None
        self._making: Database | None = None
        self._closed = False
        atexit.register(self.close)  # a thread of the database must not outlive the interpreter
        self._current = self._kept()
        self._next_look = float("inf")
        # What was kept of an older state is not shown at once if the newer one is soon there.
        self._behind_until = time.monotonic() + GRACE_SECONDS
        work = self._first if self._current is None else self._follow
        threading.Thread(target=work, name="dragoman-tables", daemon=True).start()

    def current(self, stage: int = EPISODES) -> Snapshot:
        """The newest snapshot; looks for changes of the store at most once a second.

        Raises:
            PreparingError: what the stage needs is not there yet.
        """
        forced: Snapshot | None = getattr(self._forced, "snapshot", None)
        if forced is not None:
            return forced
        found = self.peek()
        if found is None or found.stage < stage or time.monotonic() < self._behind_until:
            if self._failure is not None:
                raise self._failure
            raise PreparingError(self._step + 1, len(TABLES), self.extent.rows.get("events", 0))
        return found

    def peek(self) -> Snapshot | None:
        """The newest snapshot, if there is one."""
        with self._lock:
            due = time.monotonic() >= self._next_look and not self._closed
            if due:
                self._next_look = float("inf")
        if due:
            threading.Thread(target=self._follow, name="dragoman-tables", daemon=True).start()
        return self._current

    def wait(self, seconds: float = 3600.0) -> Snapshot:
        """The snapshot once it is whole."""

        def done() -> bool:
            return self._failure is not None or (self._current is not None and self._current.stage == EPISODES)

        with self._changed:
            self._changed.wait_for(done, seconds)
        if self._failure is None and self._current is not None:
            return self._current
        return self.current()

    def refresh(self) -> Snapshot:
        """The snapshot of the store as it is now, made before returning."""
        self.wait()
        self._bring_up()
        return self.wait()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        for database in (self._making, self._current.database if self._current else None):
            if database is not None:
                database.interrupt()
        if self._work.acquire(timeout=20):
            self._work.release()
        if self._current is not None:
            self._current.database.close()
        self._folder.close()

    # ------------------------------------------------------------ behind the requests

    def _kept(self) -> Snapshot | None:
        """What an earlier server left, if it is of this store and of this program."""
        for path in self._folder.kept():
            try:
                database = Database(path, self.store.folder, self.limit_seconds)
                with database.writing() as cursor:
                    extent = noted(cursor)
                if extent:
                    database.keep()
                    return Snapshot(database, self.store, extent)
                database.close()
            except duckdb.Error:
                log.warning("the tables kept in %s cannot be read and are made anew", path.parent)
            shutil.rmtree(path.parent, ignore_errors=True)
        return None

    def _first(self) -> None:
        with self._work:
            try:
                self._publish(self._made(self.extent, first=True))
            except (DragomanError, duckdb.Error, OSError) as error:
                self._failure = StoreError(DAMAGED.format(self.store.folder, error))
                if not self._closed:
                    log.exception("the store cannot be shown")
                with self._changed:
                    self._changed.notify_all()
        self._behind_until = 0.0
        self._next_look = time.monotonic() + 1.0

    def _follow(self) -> None:
        began = time.monotonic()
        try:
            self._bring_up()
            self._behind_until = 0.0
        except (DragomanError, duckdb.Error, OSError):
            if not self._closed:
                log.exception("the page still shows the old state of the store")
        finally:
            now = time.monotonic()
            self._next_look = now + max(1.0, PATIENCE * (now - began))

    def _bring_up(self) -> None:
        with self._work:
            current = self._current
            if self._closed or current is None or is_current(self.store, current.extent):
                return
            extent = read_extent(self.store)
            try:
                with current.database.writing() as cursor:
                    refresh(cursor, self.store, extent)
                made = Snapshot(current.database, self.store, extent)
            except RebuildError:
                made = self._made(extent)
            self._remake(made)
            self._publish(made)

    def _made(self, extent: Extent, *, first: bool = False) -> Snapshot:
        """New tables; at the first time they are shown as they become ready."""
        database = self._making = Database(self._folder.new(), self.store.folder, self.limit_seconds)

        def reached(name: str) -> None:
            self._step += 1
            if self._closed:
                raise InterruptedError
            if first and name in STAGES[:-1]:
                self._publish(Snapshot(database, self.store, extent, STAGES.index(name) + 1))

        self._step = 0
        with database.writing() as cursor:
            fill(cursor, self.store, extent, reached)
        self._making = None
        made = Snapshot(database, self.store, extent)
        if self._folder.lasting:
            database.keep()
            with contextlib.suppress(duckdb.Error), database.writing() as cursor:
                cursor.execute("CHECKPOINT")
        return made

    def _remake(self, made: Snapshot) -> None:
        """Answer anew, before the new version is shown, what was asked of the version before."""
        stop = time.monotonic() + REMADE_SECONDS
        self._forced.snapshot = made
        try:
            for key, answer in self._current.memory.wanted()[:MOST_REMADE] if self._current else ():
                if self._closed or time.monotonic() > stop:
                    return
                with contextlib.suppress(Exception):
                    made.memory.keep(key, Answer(answer.make(), answer.make))
        finally:
            del self._forced.snapshot

    def _publish(self, made: Snapshot) -> None:
        old = self._current
        if old is not None:
            made.memory.follow(old.memory)
        self._behind_until = 0.0
        self._current = made
        if old is not None and old.database is not made.database:
            self._folder.drop(old.database.path)
        with self._changed:
            self._changed.notify_all()


class _Folder:
    """Where the tables lie: in the user's folder of caches if this process alone uses it, else in a temporary one."""

    def __init__(self, store: str, cache: Path | None) -> None:
        self._handle: int | None = None
        made = hashlib.sha256(f"{__version__} {duckdb.__version__} {SEQUENCES} {TABLES}".encode()).hexdigest()[:12]
        self.path = (cache or caches()) / store
        self._made = made
        self.lasting = self._locked()
        if not self.lasting:
            self.path = Path(tempfile.mkdtemp(prefix="dragoman-serve-"))

    def _locked(self) -> bool:
        import fcntl

        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
            return False
        return True

    def kept(self) -> Iterator[Path]:
        """The files that were left, newest first; those of another version of the program are removed."""
        if not self.lasting:
            return
        folders = sorted((one for one in self.path.iterdir() if one.is_dir()), key=lambda one: -one.stat().st_mtime_ns)
        for folder in folders:
            if folder.name.startswith(self._made) and (folder / FILE).is_file():
                yield folder / FILE
            else:
                shutil.rmtree(folder, ignore_errors=True)

    def new(self) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{self._made}-", dir=self.path)) / FILE

    def drop(self, path: Path) -> None:
        """Remove a file that nobody will read again; whoever reads it now still can."""
        shutil.rmtree(path.parent, ignore_errors=True)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        else:
            shutil.rmtree(self.path, ignore_errors=True)


def caches() -> Path:
    """The user's folder of caches."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dragoman" / "serve"
