"""Reviewed articles as gold: a zip of `<id>.txt` and `<id>.gold.json` in the form of the project's evaluation set.

Users can measure the coder on their own text with it. What nobody reviewed counts neither for nor against.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from dragoman.records import Coded, Event
from dragoman.serve.reviews import MISSED, latest, read

if TYPE_CHECKING:
    from dragoman.store.delta import Store

Row = dict[str, Any]
UNSEEN: Row = {"who": "", "at": "", "decision": "none", "note": "", "correction": None}


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


def gold(coded: Coded, decided: dict[str, Row]) -> Row:
    """The gold file of an article: the events that were accepted, corrected, or added as missed; those that nobody
    reviewed are optional, neither right nor wrong; those rejected are left out, so that coding them is an error."""
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
    for review in decided.values():
        if review["decision"] == MISSED and review["document"] == document.id:
            kept.append(missed_event(coded, review, len(kept) + 1))
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


def missed_event(coded: Coded, review: Row, number: int) -> Row:
    """An event that a reviewer found and the coder had not."""
    told = review["correction"]
    return {
        "id": f"{coded.document.id}#{number}",
        "type": told["type"],
        "mode": (told.get("modes") or [None])[0],
        "trigger": told["trigger"],
        "sentence": coded.sentences[told["sentence"]].of(coded.document.text),
        "actor": _parties(told.get("actors") or [], ()),
        "recipient": _parties(told.get("recipients") or [], ()),
        "date": {
            "start": told.get("date_start"),
            "end": told.get("date_end") or told.get("date_start"),
        },
        "place": {"name": told.get("place") or "", "country": told.get("place_country") or None}
        if told.get("place") or told.get("place_country")
        else None,
        "status": told.get("status") or "occurred",
        "attributed_to": [],
        "denied_by": [],
        "salience": "main",
        "also_in": [],
        "reciprocal": bool(told.get("reciprocal")),
        "reviewed": {name: review[name] for name in ("who", "at", "decision", "note")},
    }


def _parties(corrected: list[Row] | None, coded: Any) -> list[Row]:
    if corrected is None:
        return [{"text": one.text, "country": one.country, "sector": one.sector} for one in coded]
    return [
        {"text": one.get("name") or "", "country": one.get("country") or None, "sector": one.get("sector") or None}
        for one in corrected
    ]
