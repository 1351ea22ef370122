"""Source, target and reciprocal spans of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.events.sentences import SentenceJudge

FIELDS = ("id", "sentence", "tokens", "offsets")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    records = list(records)
    judge = SentenceJudge(bench.stage("events"))
    parses = bench.parses(bench.document(record["sentence"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        cast = bench.stage("actors").find(parse)
        spans = judge.parties(parse, cast)
        yield {
            "id": record["id"],
            "spans": [{"label": label, "start": start, "end": end} for label, start, end in spans],
        }
