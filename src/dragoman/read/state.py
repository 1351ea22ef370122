"""What a watcher knows between two runs: one SQLite file in the store's folder.

SQLite writes whole transactions or none, so that a killed watcher finds its feeds, hosts and pages as they were at its
last commit. The file is locked while a watcher runs: two watchers of one store would ask every host twice.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dragoman.errors import StoreError
from dragoman.read.addresses import host_of
from dragoman.read.courtesy import Robots
from dragoman.records import Given

TABLES = """
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, host TEXT, due REAL, etag TEXT, modified TEXT, failures INTEGER,
    checked REAL, outcome TEXT);
CREATE TABLE IF NOT EXISTS hosts (name TEXT PRIMARY KEY, held REAL, robots TEXT, robots_at REAL);
CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, host TEXT, due REAL, feed TEXT, given TEXT, etag TEXT,
    modified TEXT, digest TEXT, document TEXT, version INTEGER, tries INTEGER, visits INTEGER, first REAL, checked REAL,
    outcome TEXT, told TEXT, title TEXT);
CREATE INDEX IF NOT EXISTS pages_due ON pages (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS counts (name TEXT, label TEXT, value REAL, PRIMARY KEY (name, label));
"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as last seen; times are seconds of the epoch. `failures`: in a row. `outcome`: of the last look."""

    url: str
    due: float = 0.0
    etag: str = ""
    modified: str = ""
    failures: int = 0
    checked: float = 0.0
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class PageState:
    """A page as last seen. `due`: when to ask for it, None: never again. `digest`: of its bytes; `document`: as it was
    coded, "" if it was not; `version` counts its texts from 1; `tries`: failures in a row; `visits`: readings;
    `told`: when its feed says that it was changed; `outcome`: new, coded, copy, alias, or the reason of a refusal."""

    url: str
    due: float | None = 0.0
    feed: str = ""
    given: Given = field(default_factory=Given)
    etag: str = ""
    modified: str = ""
    digest: str = ""
    document: str = ""
    version: int = 0
    tries: int = 0
    visits: int = 0
    first: float = 0.0
    checked: float = 0.0
    outcome: str = "new"
    told: str = ""
    title: str = ""


class State:
    """The state of a watcher; for one thread. Changes last from the next `commit` on.

    Raises:
        StoreError: the file cannot be opened, or another watcher holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.executescript(TABLES)
            self._base.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"cannot use {path}: {error}; another watcher may be running on this store: stop it first"
            ) from error

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        self._base.close()

    def commit(self) -> None:
        try:
            self._base.execute("COMMIT")
            self._base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise StoreError(f"cannot write {self.path}: {error}; is the disk full?") from error

    def feed(self, url: str) -> FeedState:
        row = self._base.execute("SELECT * FROM feeds WHERE url = ?", [url]).fetchone()
        return FeedState(**{name: row[name] for name in FeedState.__slots__}) if row else FeedState(url)

    def keep_feed(self, feed: FeedState) -> None:
        self._put("feeds", {**asdict(feed), "host": host_of(feed.url)})

    def page(self, url: str) -> PageState | None:
        row = self._base.execute("SELECT * FROM pages WHERE url = ?", [url]).fetchone()
        if row is None:
            return None
        told = json.loads(row["given"])
        given = Given(**{**told, "authors": tuple(told["authors"])})
        return PageState(**{**{name: row[name] for name in PageState.__slots__}, "given": given})

    def keep_page(self, page: PageState) -> None:
        given = json.dumps(asdict(page.given), ensure_ascii=True)
        self._put("pages", {**asdict(page), "given": given, "host": host_of(page.url)})

    def add_page(self, page: PageState) -> bool:
        """Keep a page that is not known yet; whether it was new."""
        if self._base.execute("SELECT 1 FROM pages WHERE url = ?", [page.url]).fetchone():
            return False
        self.keep_page(replace(page, first=page.first or time.time()))
        return True

    def due_pages(self, now: float) -> list[tuple[str, str]]:
        """For each host that has any, the page that is due for the longest time: (host, address)."""
        rows = self._base.execute("SELECT host, url, MIN(due) FROM pages WHERE due <= ? GROUP BY host", [now])
        return [(row[0], row[1]) for row in rows]

    def waiting(self, now: float) -> int:
        """How many pages are due."""
        return int(self._base.execute("SELECT COUNT(*) FROM pages WHERE due <= ?", [now]).fetchone()[0])

    def failing(self) -> int:
        """How many feeds failed when they were last looked at."""
        return int(self._base.execute("SELECT COUNT(*) FROM feeds WHERE failures > 0").fetchone()[0])

    def put_off(self, host: str, until: float) -> None:
        """Ask for no page of a host before a moment."""
        self._base.execute("UPDATE pages SET due = ? WHERE host = ? AND due < ?", [until, host, until])

    def robots(self) -> dict[str, Robots]:
        rows = self._base.execute("SELECT name, robots_at, robots FROM hosts WHERE robots_at IS NOT NULL")
        return {row[0]: Robots(row[1], row[2]) for row in rows}

    def keep_robots(self, host: str, robots: Robots) -> None:
        self._base.execute(
            "INSERT INTO hosts (name, robots, robots_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "robots = excluded.robots, robots_at = excluded.robots_at",
            [host, robots.text, robots.at],
        )

    def held(self) -> dict[str, float]:
        rows = self._base.execute("SELECT name, held FROM hosts WHERE held > ?", [time.time()])
        return {row[0]: row[1] for row in rows}

    def keep_held(self, held: dict[str, float]) -> None:
        self._base.executemany(
            "INSERT INTO hosts (name, held) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET held = excluded.held",
            list(held.items()),
        )

    def count(self, name: str, label: str = "", by: float = 1.0) -> None:
        """Add to a counter, which counts over all runs."""
        self._base.execute(
            "INSERT INTO counts VALUES (?, ?, ?) "
            "ON CONFLICT (name, label) DO UPDATE SET value = value + excluded.value",
            [name, label, by],
        )

    def counts(self) -> Iterator[tuple[str, str, float]]:
        for row in self._base.execute("SELECT name, label, value FROM counts ORDER BY name, label").fetchall():
            yield row[0], row[1], row[2]

    def total(self, name: str) -> float:
        row = self._base.execute("SELECT COALESCE(SUM(value), 0) FROM counts WHERE name = ?", [name]).fetchone()
        return float(row[0])

    def _put(self, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        self._base.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", list(row.values()))
