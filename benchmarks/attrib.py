"""Attribution: source, cue and content spans of whole articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.records import Attribution, Cast, Span

FIELDS = ("id", "text")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    """The attributions of each text, in the set's reading: a report within a report belongs to the outer one."""
    records = list(records)
    parses = bench.parses(bench.document(record["text"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        found = [one for one in bench.stage("claims").find(parse, Cast((), ())) if one.content or one.cue]
        yield {"id": record["id"], "attributions": [render(one) for one in found if not nested(one, found)]}


def nested(one: Attribution, found: list[Attribution]) -> bool:
    """Whether the cue of an attribution stands in what another one reports."""
    return any(
        other is not one and any(span.holds(cue) for span in other.content for cue in one.cue[:1]) for other in found
    )


def render(one: Attribution) -> Record:
    return {"source": spans(one.source), "cue": spans(one.cue), "content": spans(one.content)}


def spans(found: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in found]
