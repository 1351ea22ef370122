"""Whole pages: metadata, body, events. The input is a folder of *.html and *.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.bench import Bench, Record
from dragoman.records import Coded, Event, Page, Participant, Rejected

FIELDS = ("id", "path")
MEDIA = {".html": "text/html", ".txt": "text/plain"}


def read_folder(folder: Path) -> list[Record]:
    return [{"id": path.stem, "path": str(path)} for path in sorted(folder.iterdir()) if path.suffix in MEDIA]


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    for record in records:
        path = Path(record["path"])
        # The name of a gold file holds the date and the outlet: the page must be coded without it.
        coded = bench.coder.code_page(Page("", path.read_bytes(), MEDIA[path.suffix], source=path.name))
        yield {"id": record["id"]} if isinstance(coded, Rejected) else render(record["id"], coded)


def render(name: str, coded: Coded) -> Record:
    document = coded.document
    published = document.published if document.published and document.published.start else None
    return {
        "id": name,
        "meta": {
            "title": document.title,
            "authors": list(document.authors),
            "publisher": document.publisher,
            "published": published.end or published.start if published else None,
        },
        "text": document.text,
        "events": [render_event(coded, event) for event in coded.events],
    }


def render_event(coded: Coded, event: Event) -> Record:
    return {
        "type": event.type,
        "sentence": coded.sentence_text(event),
        "trigger": event.trigger.of(coded.document.text),
        "actor": [render_participant(p) for p in event.actors],
        "recipient": [render_participant(p) for p in event.recipients],
        "date": {"start": event.when.start, "end": event.when.end} if event.when else None,
        "place": {"name": event.where.name, "country": event.where.country} if event.where else None,
        "status": event.status,
        "attributed_to": list(dict.fromkeys(s.name for s in event.sources if s.name)),
    }


def render_participant(one: Participant) -> Record:
    return {"text": one.name or one.text, "country": one.country, "sector": one.sector}
