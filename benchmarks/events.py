"""Whole events from a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.events.cameo import cameo_type, joint_type
from dragoman.records import Participant

FIELDS = ("id", "sentence")
BODIES = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    """Events in the CAMEO reading that the set's labels come from, CONCEDE and RETREAT joined as in them; participants
    with country, body kind and sector."""
    records = list(records)
    parses = bench.parses(bench.document(record["sentence"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        cast = bench.stage("actors").find(parse)
        witness = bench.stage("claims")
        events = bench.stage("events").code(parse, cast)
        events = witness.judge(parse, cast, witness.find(parse, cast), events)
        yield {
            "id": record["id"],
            "events": [
                {
                    "type": joint_type(cameo_type(event.type, event.cameo, event.status)),
                    "source": [actor(p) for p in event.actors],
                    "target": [actor(p) for p in event.recipients],
                    "reciprocal": event.reciprocal,
                }
                for event in events
            ],
        }


def actor(one: Participant) -> Record:
    out: Record = {"text": one.text, "sector": one.sector}
    out["org" if one.country in BODIES else "country"] = one.country
    return out
