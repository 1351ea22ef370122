"""Decisions of reviewers, kept in the store: on events of the coder, and events that the coder missed."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from dragoman import __version__
from dragoman.errors import StoreError
from dragoman.records import Coded, short_hash

if TYPE_CHECKING:
    from dragoman.store.delta import Store

Row = dict[str, Any]
TRIES = 10
ACCEPT, CORRECT, REJECT, MISSED = DECISIONS = ("accept", "correct", "reject", "missed")
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("id", "event", "document", "decision", "who", "at", "note", "correction", "version")
    ]
)


@dataclass(frozen=True, slots=True)
class Review:
    """`decision`: one of `DECISIONS`. `correction`: the fields put right, by their names in the API; of a missed event,
    whose id is made up here, all fields and the words that tell it."""

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


def missed(coded: Coded, words: dict[str, Any], fields: Row, *, who: str = "", note: str = "") -> Review:
    """A review that adds an event. `words`: which of the article tell it, as `sentence` (its number), `start` and `end`
    (characters of the sentence).

    Raises:
        ValueError: there are no such words.
    """
    number, start, end = int(words["sentence"]), int(words["start"]), int(words["end"])
    if not 0 <= number < len(coded.sentences):
        raise ValueError(f"the article has {len(coded.sentences)} sentences, counted from 0")
    sentence = coded.sentences[number].of(coded.document.text)
    if not 0 <= start < end <= len(sentence) or not sentence[start:end].strip():
        raise ValueError(f"the sentence has {len(sentence)} characters, and the event needs some words of it")
    told = {**fields, "sentence": number, "start": start, "end": end, "trigger": sentence[start:end]}
    event = short_hash(coded.document.id, str(number), str(start), str(end), str(fields.get("type")))
    return Review(event, MISSED, document=coded.document.id, who=who, note=note, correction=told)


def _shown(row: Row) -> Row:
    return {**row, "correction": json.loads(row["correction"]) if row["correction"] else None}
