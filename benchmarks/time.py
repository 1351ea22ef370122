"""Time expressions: spans, types and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record

FIELDS = ("id", "text", "dct")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    clock = bench.stage("times")
    for record in records:
        document = bench.document(record["text"], published=record["dct"])
        yield {
            "id": record["id"],
            "timexes": [
                {"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value}
                for t in clock.find(document)
            ],
        }
