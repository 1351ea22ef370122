"""Attribution: source, cue and content spans of whole articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.records import Attribution, Cast, Span

FIELDS = ("id", "text")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    records = list(records)
    parses = bench.parses(bench.document(record["text"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        found = bench.stage("claims").find(parse, Cast((), ()))
        yield {"id": record["id"], "attributions": [render(one) for one in found if one.content or one.cue]}


def render(one: Attribution) -> Record:
    return {"source": spans(one.source), "cue": spans(one.cue), "content": spans(one.content)}


def spans(found: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in found]
