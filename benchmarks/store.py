"""The store at size: ingest rate, bytes, latency of queries, compaction; and what `kill -9` and crowds do to it.

    python -m benchmarks.store --events 10000 100000 1000000 [--keep FOLDER]
    python -m benchmarks.store --kills 100
    python -m benchmarks.store --crowd 180

The rows are made by a seeded generator, five events to an article; they say nothing about accuracy.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from dragoman.records import short_hash
from dragoman.store.tables import Rows

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
SENTENCE = "The {a} government and the {b} army were named in report {n} of the {o} on the matter of the day. "


def rows(first: int, count: int) -> dict[str, Rows]:
    """Rows of the articles `first` to `first + count`, the same for the same numbers."""
    out: dict[str, Rows] = {"documents": [], "sentences": [], "events": []}
    for number in range(first, first + count):
        _article(number, random.Random(number), out)
    return out


def _article(number: int, chance: random.Random, out: dict[str, Rows]) -> None:
    document = short_hash("article", number)
    published = FIRST + timedelta(days=number * 7919 % DAYS)
    outlet = f"Outlet {int(chance.paretovariate(0.8)) % 400}"
    text = ""
    for index in range(EVENTS_EACH):
        a, b = (STATES[min(int(chance.expovariate(0.08)), len(STATES) - 1)] for _ in range(2))
        sentence = SENTENCE.format(a=a, b=b, n=number, o=outlet)
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
        "when": {"start": day, "end": day, "grain": "day", "basis": "made"} if chance.random() < 0.8 else None,
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
