"""Decisions of reviewers on events: who, when, what; kept in the store, exported as gold.

The export is a zip of `<id>.txt` and `<id>.gold.json` in the form of the project's article evaluation set, so that
users can measure the coder on their own text. What nobody reviewed counts neither for nor against.
"""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from dragoman import __version__
from dragoman.errors import StoreError
from dragoman.records import Coded, Event, short_hash

if TYPE_CHECKING:
    from dragoman.store.delta import Store

Row = dict[str, Any]
TRIES = 10
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("id", "event", "document", "decision", "who", "at", "note", "correction", "version")
    ]
)


@dataclass(frozen=True, slots=True)
class Review:
    """`decision`: accept, correct or reject. `correction`: the fields put right, by their names in the API."""

    event: str
    decision: str
    document: str = ""
    who: str = ""
    note: str = ""
    correction: dict[str, Any] | None = None


def add(store: Store, review: Review) -> Row:
    """Keep a decision; later ones on the same event win, none is ever lost.

    Raises:
        StoreError: the store cannot be written.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    row = {
        "id": short_hash(review.event, review.who, at),
        "event": review.event,
        "document": review.document,
        "decision": review.decision,
        "who": review.who,
        "at": at,
        "note": review.note,
        "correction": json.dumps(review.correction, ensure_ascii=False, sort_keys=True) if review.correction else None,
        "version": __version__,
    }
    table = pa.Table.from_pylist([row], schema=SCHEMA)
    for attempt in range(TRIES):
        try:
            write_deltalake(str(store.folder / "reviews"), table, mode="append")
            return _shown(row)
        except CommitFailedError:
            time.sleep(random.uniform(0.02, 0.1) * 2**attempt)
        except (DeltaError, OSError) as error:
            raise StoreError(f"cannot write the review: {error}") from error
    raise StoreError("the table of reviews stays busy: try again")


def read(store: Store) -> list[Row]:
    """All decisions, oldest first."""
    try:
        table = DeltaTable(str(store.folder / "reviews")).to_pyarrow_table()
    except (TableNotFoundError, FileNotFoundError):
        return []
    except (DeltaError, OSError) as error:
        raise StoreError(f"cannot read the reviews: {error}") from error
    return [_shown(row) for row in sorted(table.to_pylist(), key=lambda row: row["at"])]


def latest(rows: list[Row]) -> dict[str, Row]:
    """The last decision on each event."""
    return {row["event"]: row for row in rows}


def _shown(row: Row) -> Row:
    return {**row, "correction": json.loads(row["correction"]) if row["correction"] else None}


# ---------------------------------------------------------------- gold


def gold_zip(store: Store) -> bytes:
    """The reviewed articles as a zip of texts and gold files."""
    decided = latest(read(store))
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in sorted({row["document"] for row in decided.values()}):
            coded = store.coded(document)
            if coded is not None:
                archive.writestr(f"{document}.txt", coded.document.text)
                archive.writestr(
                    f"{document}.gold.json", json.dumps(gold(coded, decided), ensure_ascii=False, indent=1)
                )
    return memory.getvalue()


UNSEEN: Row = {"who": "", "at": "", "decision": "none", "note": "", "correction": None}


def gold(coded: Coded, decided: dict[str, Row]) -> Row:
    """The gold file of an article: the events that were accepted or corrected; those that nobody reviewed are optional,
    neither right nor wrong; those rejected are left out, so that coding them is an error."""
    document = coded.document
    published = document.published
    kept: list[Row] = []
    unscored: list[str] = []
    for event in coded.events:
        review = decided.get(event.id)
        if review is None:
            unscored.append(coded.sentence_text(event))
            kept.append({**gold_event(coded, event, UNSEEN, len(kept) + 1), "optional": True})
        elif review["decision"] != "reject":
            kept.append(gold_event(coded, event, review, len(kept) + 1))
    scored = {one["sentence"] for one in kept if "optional" not in one}
    return {
        "id": document.id,
        "file": f"{document.id}.txt",
        "url": document.url or None,
        "meta": {
            "title": document.title,
            "authors": list(document.authors),
            "publisher": document.publisher,
            "published": published.start if published else None,
            "published_basis": document.published_basis,
            "language": document.language,
        },
        "body_must_include": [],
        "body_must_exclude": [],
        "events": kept,
        "unscored_sentences": sorted(set(unscored) - scored),
    }


def gold_event(coded: Coded, event: Event, review: Row, number: int) -> Row:
    """An event as coded, with the reviewer's corrections over it."""
    right = review["correction"] or {}
    modes = right.get("modes", list(event.modes))
    when = {"start": event.when.start if event.when else None, "end": event.when.end if event.when else None}
    if "date_start" in right or "date_end" in right:
        when = {
            "start": right.get("date_start") or None,
            "end": right.get("date_end") or right.get("date_start") or None,
        }
    place = {"name": event.where.name, "country": event.where.country} if event.where else None
    if "place" in right or "place_country" in right:
        place = {"name": right.get("place") or "", "country": right.get("place_country") or None}
        place = place if place["name"] or place["country"] else None
    return {
        "id": f"{coded.document.id}#{number}",
        "type": right.get("type", event.type),
        "mode": modes[0] if modes else None,
        "trigger": event.trigger.of(coded.document.text),
        "sentence": coded.sentence_text(event),
        "actor": _parties(right.get("actors"), event.actors),
        "recipient": _parties(right.get("recipients"), event.recipients),
        "date": when,
        "place": place,
        "status": right.get("status", event.status),
        "attributed_to": [source.name for source in event.sources if source.name],
        "denied_by": [source.name for source in event.denied_by if source.name],
        "salience": "main",
        "also_in": [coded.sentences[index].of(coded.document.text) for index in event.also],
        "reciprocal": bool(right.get("reciprocal", event.reciprocal)),
        "reviewed": {"who": review["who"], "at": review["at"], "decision": review["decision"], "note": review["note"]},
    }


def _parties(corrected: list[Row] | None, coded: Any) -> list[Row]:
    if corrected is None:
        return [{"text": one.text, "country": one.country, "sector": one.sector} for one in coded]
    return [
        {"text": one.get("name") or "", "country": one.get("country") or None, "sector": one.get("sector") or None}
        for one in corrected
    ]
