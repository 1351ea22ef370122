"""Many synthetic articles through plain ingest, worker processes, Ray and Spark: time, memory, storage, same rows.

    python -m benchmarks.scale --articles 1000 --engines plain workers ray spark --workers 2 [--kill 20]

The articles are made from tables of states and acts by a seeded generator; they say nothing about accuracy.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dragoman.ingest import Progress
from dragoman.read import open_source
from dragoman.settings import Settings
from dragoman.store import open_store
from dragoman.store.delta import Store

ENGINES = ("plain", "workers", "ray", "spark")
FILE_ARTICLES = 250
STATES = "Kenya Peru Norway Egypt Vietnam Chad Poland Bolivia Jordan Nepal Ghana Serbia Oman Laos Mali Fiji".split()
OFFICES = ("foreign minister", "president", "defence minister", "envoy", "prime minister")
NAMES = "Adoum Keita|Ann Holm|Luis Quispe|Tran Bao|Maja Novak|Omar Haddad|Grace Mensah|Piotr Lis|Sita Rana".split("|")
ACTS = (
    "{a}'s {o}, {n}, met his counterpart from {b} in the capital on {d} to discuss the border.",
    "{a} accused {b} of shelling two villages near the river on {d}, and {b} denied the charge.",
    "{a} said it would send food and medicine to {b} next month, {n} told reporters.",
    "Police in {a} arrested {k} citizens of {b} on {d} on suspicion of spying.",
    "{a} expelled the ambassador of {b}, a day after {b} had recalled its own envoy.",
    "Thousands of people marched in {a} on {d} against a trade agreement with {b}.",
    "{a} and {b} signed an agreement on fishing rights, said {n}, the {o} of {a}.",
    "The army of {a} withdrew {k} soldiers from its frontier with {b} last week.",
    "{n}, the {o} of {a}, urged {b} to release {k} prisoners before the end of the year.",
    "{a} imposed sanctions on {k} companies of {b} over a dispute about a dam.",
)
FILLERS = (
    "The talks had been delayed for {k} days because of heavy rain.",
    "Bread prices rose by {k} percent in the month of {m}, according to the statistics office.",
    "The river carries most of the trade of the region in the dry season.",
    "A football match between the two cities drew {k} thousand visitors.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()


def articles(count: int) -> Iterator[dict[str, str]]:
    """Synthetic articles of some 90 words with five acts each, the same for the same count."""
    for number in range(count):
        draw = random.Random(number)
        sentences = []
        for _ in range(5):
            a, b = draw.sample(STATES, 2)
            words = {"a": a, "b": b, "o": draw.choice(OFFICES), "n": draw.choice(NAMES), "d": draw.choice(DAYS)}
            fill = {"k": str(draw.randint(3, 90)), "m": draw.choice(MONTHS)}
            sentences.append(draw.choice(ACTS).format(**words, **fill))
            if draw.random() < 0.4:
                sentences.append(draw.choice(FILLERS).format(**fill))
        yield {
            "url": f"https://news.example/{number}",
            "date": f"2024-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            "title": f"Report {number}",
            "text": "\n\n".join(sentences),
        }


def write_inputs(folder: Path, count: int) -> list[str]:
    """JSON Lines files of `FILE_ARTICLES` articles."""
    made = articles(count)
    paths = []
    for number in range(-(-count // FILE_ARTICLES)):
        path = folder / f"{number:05d}.jsonl"
        with path.open("w", encoding="utf-8") as lines:
            for _, article in zip(range(FILE_ARTICLES), made, strict=False):
                lines.write(json.dumps(article) + "\n")
        paths.append(str(path))
    return paths


def ingest(engine: str, paths: list[str], store: Store, workers: int) -> Progress:
    settings = Settings.load()
    if engine == "ray":
        from dragoman.scale.ray_data import ingest_ray

        return ingest_ray(paths, store, settings, workers=workers)
    if engine == "spark":
        from dragoman.scale.spark import ingest_spark

        return ingest_spark(paths, store, settings, workers=workers)
    pages = chain.from_iterable(map(open_source, paths))
    if engine == "workers":
        from dragoman.scale.local import ingest_workers

        return ingest_workers(pages, store, settings, workers=workers)
    from dragoman.ingest import ingest as plain
    from dragoman.pipeline import Coder

    return plain(pages, store, Coder(settings))


@dataclass(frozen=True, slots=True)
class Measured:
    engine: str
    articles: int
    workers: int
    seconds: float
    processor_seconds: float
    peak_megabytes: float
    store_bytes: int
    progress: Progress
    checksums: dict[str, str]

    def line(self) -> str:
        per_article = 1000 * self.seconds / self.articles
        processor = 1000 * self.processor_seconds / self.articles
        return (
            f"{self.engine:<8}{self.articles:>8}{self.workers:>8}{self.seconds:>9.1f} s{per_article:>8.1f} ms/article"
            f"{processor:>8.1f} cpu ms{self.peak_megabytes:>8.0f} MB peak"
            f"{self.store_bytes / self.articles:>8.0f} B/article"
            f"{self.store_bytes / max(1, self.progress.events):>8.0f} B/event{self.progress.events:>9} events"
        )


def measure(engine: str, count: int, workers: int, folder: Path, kill: float | None) -> Measured:
    """One run in a process of its own, so that memory and processor time are its own."""
    from dragoman.scale.checksum import checksums

    inputs = folder / f"inputs-{count}"
    inputs.mkdir(exist_ok=True)
    paths = write_inputs(inputs, count)
    target = folder / f"{engine}-{count}-{workers}"
    shutil.rmtree(target, ignore_errors=True)
    store = open_store(target, create=True)
    started = time.perf_counter()
    with killer(kill):
        progress = ingest(engine, paths, store, workers)
    seconds = time.perf_counter() - started
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measured(
        engine,
        count,
        workers,
        seconds,
        own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime,
        max(own.ru_maxrss, below.ru_maxrss) / 1024,
        sum(path.stat().st_size for path in target.rglob("*") if path.is_file()),
        progress,
        checksums(store),
    )


@contextmanager
def killer(seconds: float | None) -> Iterator[None]:
    """Kill one of the coding processes below this one every so many seconds."""
    stop = threading.Event()

    def kill() -> None:
        while seconds and not stop.wait(seconds):
            found = list(coding_processes(os.getpid()))
            if found:
                victim = random.choice(found)
                print(f"killing process {victim}", file=sys.stderr)
                os.kill(victim, signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()


def coding_processes(ancestor: int) -> Iterator[int]:
    """The workers (see `dragoman.scale.worker`) that descend from a process."""
    parents: dict[int, int] = {}
    workers = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            parents[int(entry.name)] = int(status[1])
            if b"from dragoman.scale.worker import main" in command:
                workers.append(int(entry.name))
    for worker in workers:
        above = worker
        while above in parents and above != ancestor:
            above = parents[above]
        if above == ancestor:
            yield worker


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["plain", "workers"])
    parser.add_argument("--workers", type=int, nargs="+", default=[2])
    parser.add_argument("--kill", type=float, help="kill a coding process every so many seconds")
    parser.add_argument("--folder", type=Path, help="keep inputs and stores here")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="dragoman-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    same = True
    for count in options.articles:
        found: list[Measured] = []
        for engine in options.engines:
            for workers in options.workers if engine != "plain" else [1]:
                found.append(in_a_process(engine, count, workers, folder, options.kill))
                print(found[-1].line(), flush=True)
        same &= len({json.dumps(one.checksums, sort_keys=True) for one in found}) == 1
        print(f"{count} articles: rows of all runs {'are the same' if same else 'DIFFER'}", flush=True)
    if options.folder is None:
        shutil.rmtree(folder)
    return 0 if same else 1


def in_a_process(engine: str, count: int, workers: int, folder: Path, kill: float | None) -> Measured:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as one:
        return one.submit(measure, engine, count, workers, folder, kill).result()


if __name__ == "__main__":
    sys.exit(main())
