"""The store at size: rates of ingest and linking, bytes, latency of queries.

    python -m benchmarks.store --events 10000 100000 1000000 [--pace 300]

The rows are made by a seeded generator, five events to an article; they say nothing about accuracy. They are of ten
years, so that a hundred times as many are also a hundred times as close together; with `--pace` they are of as many
days as so many events a day make.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dragoman.linking import link
from dragoman.records import short_hash
from dragoman.store import open_store
from dragoman.store.delta import Store
from dragoman.store.query import Query, count, find
from dragoman.store.series import group
from dragoman.store.tables import Rows
from dragoman.store.upkeep import compact

ARTICLES_AT_ONCE = 2_000
EVENTS_EACH = 5
STATES = (
    "USA RUS CHN GBR FRA DEU UKR TUR IRN ISR SYR IND PAK PRK KOR JPN EGY SAU BRA MEX NGA KEN ETH ZAF POL ITA ESP "
    "CAN AUS IDN VNM PHL THA MMR BGD AFG IRQ LBN YEM SDN SSD COD UGA RWA TZA SOM LBY TUN DZA MAR CHL PER COL VEN"
).split()
SECTORS = ("GOV", "MIL", "LEG", "CVL", "OPP", "REB", "COP", "BUS")
TYPES = {
    "CONSULT": ("040", 1, 2.5),
    "AGREE": ("030", 1, 2.5),
    "SUPPORT": ("051", 1, 5.0),
    "AID": ("071", 2, 10.0),
    "ACCUSE": ("112", 3, -3.0),
    "REQUEST": ("100", 3, 0.0),
    "THREATEN": ("138", 3, -3.5),
    "SANCTION": ("163", 4, -6.0),
    "COERCE": ("173", 4, -7.0),
    "ASSAULT": ("190", 4, -9.0),
}
STATUSES = ("occurred", "occurred", "occurred", "planned", "alleged", "denied")
FIRST = date(2015, 1, 1)
DAYS = 3650
SENTENCE = "The {a} government and the {b} army were named in report {n} of the {o} on {words}. "
WORDS = [
    first + last
    for first in "ba ke li mo nu ra se ti vo za".split()
    for last in "dan fel gor him jas kul lem nod pir sut".split()
]


def rows(first: int, count: int, days: int = DAYS) -> dict[str, Rows]:
    """Rows of the articles `first` to `first + count`, the same for the same numbers; published within so many days."""
    out: dict[str, Rows] = {"documents": [], "sentences": [], "events": []}
    for number in range(first, first + count):
        _article(number, random.Random(number), out, days)
    return out


def _article(number: int, chance: random.Random, out: dict[str, Rows], days: int) -> None:
    document = short_hash("article", number)
    published = FIRST + timedelta(days=number * 7919 % days)
    outlet = f"Outlet {int(chance.paretovariate(0.8)) % 400}"
    text = ""
    for index in range(EVENTS_EACH):
        a, b = (STATES[min(int(chance.expovariate(0.08)), len(STATES) - 1)] for _ in range(2))
        words = " ".join(chance.choice(WORDS) for _ in range(20))
        sentence = SENTENCE.format(a=a, b=b, n=number, o=outlet, words=words)
        start = len(text)
        text += sentence
        out["sentences"].append({"document": document, "index": index, "start": start, "end": len(text) - 1})
        out["events"].append(_event(document, index, start, a, b, published, chance))
    day = published.isoformat()
    out["documents"].append(
        {
            "page": short_hash("page", number),
            "notes": [],
            "id": document,
            "url": f"https://news.example/{number}",
            "title": f"Report {number}",
            "text": text,
            "published": {"start": day, "end": day, "grain": "day", "basis": "given"},
            "published_basis": "given",
            "authors": [],
            "publisher": outlet,
            "language": "en",
        }
    )


def _event(
    document: str, index: int, start: int, a: str, b: str, published: date, chance: random.Random
) -> dict[str, Any]:
    kind = chance.choice(tuple(TYPES))
    cameo, quad, intensity = TYPES[kind]
    day = (published - timedelta(days=int(chance.expovariate(0.5)))).isoformat()
    dated = chance.random() < 0.8
    return {
        "document": document,
        "id": short_hash(document, index),
        "sentence": index,
        "trigger": {"start": start + 33, "end": start + 38},
        "type": kind,
        "modes": [],
        "contexts": [chance.choice(("military", "diplomatic", "economic"))],
        "cameo": cameo,
        "intensity": intensity,
        "quad": quad,
        "actors": [_party(a, start + 4, chance)],
        "recipients": [_party(b, start + 27, chance)],
        "reciprocal": kind == "CONSULT",
        "confidence": round(chance.random(), 3),
        "origin": {"engine": "bench", "version": "1", "rule": "made"},
        "when": {"start": day, "end": day, "grain": "day", "basis": "made"} if dated else None,
        "when_span": {"start": start + 40, "end": start + 45} if dated else None,
        "where": _place(a, chance) if chance.random() < 0.6 else None,
        "status": chance.choice(STATUSES),
        "cues": [],
        "sources": [],
        "denied_by": [],
        "confirmed_by": [],
        "also": [],
    }


def _party(country: str, start: int, chance: random.Random) -> dict[str, Any]:
    sector = chance.choice(SECTORS)
    name = f"{country} {sector} {int(chance.paretovariate(0.7)) % 500}"
    return {
        "span": {"start": start, "end": start + 3},
        "text": country,
        "name": name,
        "actor": short_hash(name),
        "country": country,
        "sector": sector,
        "other_sectors": [],
        "role": None,
    }


def _place(country: str, chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(200)
    return {
        "name": f"Town {number}",
        "country": country,
        "admin1": f"Province {number % 9}",
        "admin2": None,
        "latitude": round(chance.uniform(-50, 60), 4),
        "longitude": round(chance.uniform(-170, 170), 4),
        "geonameid": 1_000_000 + number,
        "grain": "city",
        "score": 0.9,
    }


@dataclass(frozen=True, slots=True)
class Size:
    """What a store of so many events costs. Rates are events a second, times seconds (`link_processor`: of all threads;
    `link_day_seconds`: of the articles of one more day), latencies milliseconds (median of six, and the first),
    `megabytes` on disk before and with what linking writes, `peak` the process's memory in MB up to the end of the
    first run of linking."""

    events: int
    ingest_rate: float
    megabytes: float
    linked_megabytes: float
    link_seconds: float
    link_processor: float
    link_rate: float
    peak: float
    link_day_seconds: float
    series_first: float
    series: float
    count: float
    dyad: float
    coded: float


def fill(store: Store, articles: int, first: int = 0, days: int = DAYS) -> float:
    """Write articles in batches as `ingest` does with workers; seconds."""
    start = time.perf_counter()
    for at in range(first, first + articles, ARTICLES_AT_ONCE):
        store.add(rows(at, min(ARTICLES_AT_ONCE, first + articles - at), days))
    return time.perf_counter() - start


def measure(events: int, folder: Path, days: int = DAYS) -> Size:
    """Fill, link, add a day, link that, ask."""
    articles = events // EVENTS_EACH
    made = made_in(articles)
    store = open_store(folder, create=True)
    seconds = fill(store, articles, days=days) - made
    megabytes = size_of(folder)
    start = time.process_time()
    linked = link(store)
    processor = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    linked_megabytes = size_of(folder)
    day = max(1, articles // days)
    fill(store, day, first=articles, days=1)
    next_day = link(store)
    compact(store, sort=True)
    series = Query(dyad="USA > RUS", limit=None)
    fresh = open_store(folder)
    times = {
        "series": timed(lambda: group(fresh, series, ["month"])),
        "count": timed(lambda: count(fresh, Query(types=("ASSAULT",), since="2020-01-01"))),
        "dyad": timed(lambda: find(fresh, Query(dyad="PRK <> USA", limit=100))),
        "coded": timed(lambda: fresh.coded(short_hash("article", 7))),
    }
    middle = {name: statistics.median(values) for name, values in times.items()}
    return Size(
        events,
        events / seconds,
        megabytes,
        linked_megabytes,
        linked.seconds,
        processor,
        events / linked.seconds,
        peak,
        next_day.seconds,
        times["series"][0],
        middle["series"],
        middle["count"],
        middle["dyad"],
        middle["coded"],
    )


def size_of(folder: Path) -> float:
    """Megabytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def made_in(articles: int) -> float:
    """Seconds that making the rows of so many articles takes, which is no part of writing them."""
    some = min(articles, 500)
    start = time.perf_counter()
    rows(0, some)
    return (time.perf_counter() - start) * articles / some


def timed(ask: Callable[[], Any]) -> list[float]:
    out = []
    for _ in range(6):
        start = time.perf_counter()
        ask()
        out.append(1000 * (time.perf_counter() - start))
    return out


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--events", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--pace", type=int, default=0, help="events a day (default: as ten years make)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dragoman-store-") as folder:
        for events in options.events:
            found = measure(events, Path(folder) / str(events), events // options.pace if options.pace else DAYS)
            print("  ".join(f"{name} {getattr(found, name):,.1f}" for name in Size.__slots__), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
