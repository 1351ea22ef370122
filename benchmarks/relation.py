"""Relation classification: the PLOVER type between a marked source and target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.events.sentences import SentenceJudge

FIELDS = ("id", "sentence", "source", "target")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    """The likeliest type for each pair, in the CAMEO reading that the set's labels come from."""
    records = list(records)
    judge = SentenceJudge(bench.stage("events"))
    parses = bench.parses(bench.document(record["sentence"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        cast = bench.stage("actors").find(parse)
        kind = judge.relate(parse, cast, span(record["source"]), span(record["target"]))
        yield {"id": record["id"], "type": kind}


def span(side: Record | None) -> tuple[int, int] | None:
    if not side or side.get("start") is None:
        return None
    return side["start"], side["end"]
