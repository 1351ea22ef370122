"""The store under stress: `kill -9`, a crowd of processes, a full disk.

    python -m benchmarks.store_trials kills [TIMES]
    python -m benchmarks.store_trials crowd [SECONDS]
    python -m benchmarks.store_trials full FOLDER

Each compares what is there at the end with what undisturbed work leaves, by checksum. `full` wants a folder on a small
file system of its own, 20 to 100 MB (`mount -t tmpfs -o size=30m tmpfs FOLDER`).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.store import EVENTS_EACH, rows
from dragoman.errors import StoreError
from dragoman.linking import link
from dragoman.records import short_hash
from dragoman.store import open_store
from dragoman.store.check import check
from dragoman.store.delta import Store
from dragoman.store.folder import LINKING_UNFINISHED, PENDING
from dragoman.store.query import Query, count, find
from dragoman.store.series import group
from dragoman.store.upkeep import compact

CONTENTS = {
    "raw_documents": "id, page",
    "raw_events": "id, document, type, day",
    "raw_sentences": 'document, "index", "start"',
    "links": "event, earlier, score, episode",
    "fingerprints": "document, state, family",
    "episodes": "id, members::VARCHAR, status, witnesses, statuses::VARCHAR",
}
BATCH = 40
WRITERS, READERS = 2, 5
APART = 1_000_000  # the articles of a second writer are numbered from here
AFTER = 200  # articles written once the disk has room again
BALLAST = 6_000_000  # bytes


def content(folder: Path) -> str:
    """A checksum of what a store holds, whatever its files."""
    with open_store(folder).connect() as connection:
        found = {
            name: connection.execute(f"SELECT count(*), bit_xor(hash({key})) FROM {name}").fetchall()[0]
            for name, key in CONTENTS.items()
        }
    return "; ".join(f"{name} {numbers}" for name, numbers in found.items())


def start(*words: object) -> subprocess.Popen[str]:
    """This module in another process."""
    command = [sys.executable, "-m", "benchmarks.store_trials", *map(str, words)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def work(folder: Path, articles: int) -> None:
    """What a killed process does: ingest, link and compact, taking up where the last one was."""
    store = open_store(folder, create=True)
    known = store.pages()
    for at in range(0, articles, BATCH):
        if short_hash("page", at) not in known:
            store.add(rows(at, min(BATCH, articles - at)))
        if at % 400 == 0:
            link(store)
        if at % 1200 == 800:
            compact(store)
    link(store)


def kills(times: int, folder: Path, articles: int = 2000) -> str:
    """Kill a process that ingests, links and compacts at random moments, start another, and compare at the end."""
    work(folder / "calm", articles)
    calm = content(folder / "calm")
    chance = random.Random(1)
    done = turn = 0
    while done < times:
        target = folder / f"killed{turn}"
        turn += 1
        for _ in range(10):
            process = start("work", target, articles)
            try:
                said = process.communicate(timeout=chance.uniform(0.8, 5.0))[0]
                if process.returncode:
                    return f"the work failed: {said}"
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                done += 1
        work(target, articles)
        if content(target) != calm:
            return f"after {done} kills the content is another"
    print(f"{done} kills, the same content in {turn} stores")
    return ""


def ingest_until(folder: Path, first: int, end: float) -> None:
    """Ingest articles from a number on until a time; print how many."""
    store = open_store(folder)
    at = first
    while time.time() < end:
        store.add(rows(at, BATCH))
        at += BATCH
    print(at - first)


def link_until(folder: Path, end: float) -> None:
    """Link again and again; print how often."""
    runs = 0
    while time.time() < end:
        link(open_store(folder))
        runs += 1
        time.sleep(0.5)
    print(runs)


def read_until(folder: Path, seed: int, end: float) -> None:
    """Ask again and again what users ask; every article must be there with all of its events. Print how often."""
    chance = random.Random(seed)
    asks: Sequence[Callable[[Store], object]] = (
        lambda store: group(store, Query(dyad="USA > RUS", limit=None), ["month"]),
        lambda store: count(store, Query(types=("ASSAULT",))),
        lambda store: find(store, Query(dyad="PRK <> USA", limit=100)),
        lambda store: store.episodes(),
        whole,
    )
    done = 0
    while time.time() < end:
        chance.choice(asks)(open_store(folder))
        done += 1
    print(done)


def whole(store: Store) -> None:
    with store.connect() as connection:
        articles, events = connection.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM events)"
        ).fetchall()[0]
    if events != articles * EVENTS_EACH:
        raise AssertionError(f"{articles} articles but {events} events")


def crowd(seconds: float, folder: Path) -> str:
    """Two processes ingest, one links and five read at once; nothing may fail, be lost or doubled."""
    target = folder / "crowd"
    link(open_store(target, create=True))  # readers of episodes find them, none at first
    end = time.time() + seconds
    writers = [start("ingest", target, number * APART, end) for number in range(WRITERS)]
    others = [start("link", target, end), *(start("read", target, seed, end) for seed in range(READERS))]
    said = [process.communicate()[0] for process in (*writers, *others)]
    for process, words in zip((*writers, *others), said, strict=True):
        if process.returncode:
            return f"a process failed: {words}"
    articles = [int(words) for words in said[:WRITERS]]
    problems = check(open_store(target), deep=True)
    if problems:
        return f"the store is damaged: {problems}"
    link(open_store(target))
    calm = open_store(folder / "calm", create=True)
    for number, written in enumerate(articles):
        for at in range(0, written, BATCH):
            calm.add(rows(number * APART + at, BATCH))
    link(calm)
    if content(target) != content(folder / "calm"):
        return "the content is another"
    reads = sum(int(words) for words in said[WRITERS + 1 :])
    print(f"{sum(articles)} articles, {int(said[WRITERS])} runs of linking, {reads} reads in {seconds:.0f} s")
    return ""


def full(folder: Path) -> str:
    """Ingest and link until the disk is full, read, make room, go on."""
    target, ballast = folder / "store", folder / "ballast"
    ballast.write_bytes(bytes(BALLAST))
    store = open_store(target, create=True)
    at, has_room = 0, True
    while has_room:
        try:
            store.add(rows(at, BATCH))
            at += BATCH
        except StoreError as error:
            print(f"after {at} articles: {error}")
            has_room = False
        if at % (10 * BATCH) == 0 or not has_room:
            try:
                link(store)
            except StoreError as error:
                print(f"linking: {error}")
    reader = open_store(target)
    whole(reader)
    found = count(reader, Query(limit=None))
    damage = [problem for problem in check(reader, deep=True) if problem.where not in (PENDING, LINKING_UNFINISHED)]
    if found != at * EVENTS_EACH or damage:
        return f"{found} events of {at} articles can be read; {damage}"
    ballast.unlink()
    for more in range(at, at + AFTER, BATCH):
        store.add(rows(more, BATCH))
    link(store)
    with tempfile.TemporaryDirectory() as other:
        calm = open_store(Path(other), create=True)
        for number in range(0, at + AFTER, BATCH):
            calm.add(rows(number, BATCH))
        link(calm)
        if content(target) != content(Path(other)):
            return "the content is another"
    print(f"{at} articles when the disk was full, {AFTER} after; the same content")
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.store_trials", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("trial", choices=["kills", "crowd", "full", "work", "ingest", "link", "read"])
    parser.add_argument("words", nargs="*")
    options = parser.parse_args(arguments)
    words = options.words
    if options.trial == "work":
        work(Path(words[0]), int(words[1]))
    elif options.trial == "ingest":
        ingest_until(Path(words[0]), int(words[1]), float(words[2]))
    elif options.trial == "link":
        link_until(Path(words[0]), float(words[1]))
    elif options.trial == "read":
        read_until(Path(words[0]), int(words[1]), float(words[2]))
    else:
        with tempfile.TemporaryDirectory(prefix="dragoman-trials-") as folder:
            if options.trial == "kills":
                wrong = kills(int(words[0]) if words else 100, Path(folder))
            elif options.trial == "crowd":
                wrong = crowd(float(words[0]) if words else 180, Path(folder))
            else:
                wrong = full(Path(words[0]))
        print(wrong or "passed")
        return 1 if wrong else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
