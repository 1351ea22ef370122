"""Factuality of a marked predicate in a sentence (both factuality sets)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.records import Span

FIELDS = ("id", "text", "predicate", "dct")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    records = list(records)
    texts = list(dict.fromkeys(record["text"] for record in records))
    parsed = dict(zip(texts, bench.parses(bench.document(text) for text in texts), strict=True))
    for record in records:
        predicate = Span(record["predicate"]["start"], record["predicate"]["end"])
        label, value = bench.stage("claims").factuality(parsed[record["text"]], predicate)
        yield {"id": record["id"], "label": label, "value": value}
