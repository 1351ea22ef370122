"""Toponym resolution; with `--spans predicted` recognition too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from benchmarks.bench import Bench, Record
from dragoman.records import Document, Span, Toponym

FIELDS = ("id", "title", "domain", "text", "toponyms")


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    """Of the given toponyms start and end are read, nothing else."""
    atlas = bench.stage("places")
    predicted = bench.options.get("spans") == "predicted"
    for record in records:
        document = page(bench, record)
        if predicted:
            found = atlas.find(next(bench.parses([document])))
        else:
            found = atlas.resolve(document, tuple(Span(t["start"], t["end"]) for t in record["toponyms"]))
        yield {"id": record["id"], "toponyms": [render(one) for one in found]}


def page(bench: Bench, record: Record) -> Document:
    document = bench.document(record["text"], title=record.get("title") or "")
    return replace(document, url=record.get("domain") or "")


def render(one: Toponym) -> Record:
    place = one.place
    return {
        "start": one.span.start,
        "end": one.span.end,
        "lat": place.latitude if place else None,
        "lon": place.longitude if place else None,
        "geonameid": place.geonameid if place else None,
    }
