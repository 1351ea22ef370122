"""Extracts of a Wikidata JSON dump: one item a line, as in the dumps, or JSON Lines.

Read twice: first the states (P298) and the positions, then the people with positions held (P39, with P580 and P582)
and the bodies of known classes. https://www.wikidata.org/wiki/Wikidata:Database_download
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from dragoman.actors.names import split
from dragoman.actors.tables import Tables

HUMAN, POSITION, CITIZEN, JURISDICTION, STATE, CLASS, ISO3, START, END = (
    "Q5",
    "P39",
    "P27",
    "P1001",
    "P17",
    "P31",
    "P298",
    "P580",
    "P582",
)
MOST_ALIASES = 12


@dataclass(slots=True)
class _Known:
    """What the first reading finds: code of each state, label and state of each item that is no person."""

    states: dict[str, str] = field(default_factory=dict)
    positions: dict[str, tuple[str, str]] = field(default_factory=dict)


def read(open_lines: Callable[[], IO[str]], tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of offices and organisations. `open_lines` opens the file anew for each reading."""
    known = _Known()
    with open_lines() as lines:
        for item in items(lines):
            code = _text(_values(item, ISO3))
            if code:
                known.states[str(item.get("id"))] = code
            elif HUMAN not in _ids(item, CLASS):
                state = next(iter((*_ids(item, JURISDICTION), *_ids(item, STATE))), "")
                if _label(item) and (_ids(item, JURISDICTION) or _role(_label(item), tables)):
                    known.positions[str(item.get("id"))] = (_label(item), state)
    with open_lines() as lines:
        for item in items(lines):
            if HUMAN in _ids(item, CLASS):
                yield from _offices(item, known, tables)
            else:
                yield from _body(item, known, tables)


def items(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The items of a dump; lines that hold none are passed over."""
    for line in lines:
        text = line.strip().rstrip(",")
        if text.startswith("{"):
            try:
                item = json.loads(text)
            except ValueError:
                continue
            if isinstance(item, dict) and isinstance(item.get("claims", {}), dict):
                yield item


def _offices(item: dict[str, Any], known: _Known, tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    person = _label(item)
    home = next((known.states[one] for one in _ids(item, CITIZEN) if one in known.states), "")
    for claim in item.get("claims", {}).get(POSITION, ()):
        position = _id(claim.get("mainsnak", {}))
        label, state = known.positions.get(position or "", ("", ""))
        if not person or not label:
            continue
        role = _role(label, tables)
        yield (
            "offices",
            {
                "person": person,
                "aliases": _aliases(item),
                "country": known.states.get(state, home),
                "sector": role or "GOV",
                "role": label,
                "from": _time(claim, START),
                "to": _time(claim, END),
                "id": str(item.get("id", "")),
            },
        )


def _body(item: dict[str, Any], known: _Known, tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    sector = next((tables.words["wikidata"][one] for one in _ids(item, CLASS) if one in tables.words["wikidata"]), None)
    if sector is None or not _label(item):
        return
    state = next((known.states[one] for one in _ids(item, STATE) if one in known.states), "")
    row = {"name": _label(item), "aliases": _aliases(item), "kind": "wikidata", "id": str(item.get("id", ""))}
    is_international = sector == "IGO"
    yield (
        "organisations",
        {**row, "country": "IGO" if is_international else state, "sector": "" if is_international else sector},
    )


def _role(label: str, tables: Tables) -> str | None:
    """The sector of a position, from its words: "Minister of Defence of Chad"."""
    for words in (label.lower().split(" of ")[0], label.lower()):
        role = tables.role([word.lower() for word in split(words)])
        if role is not None and role.kind in ("person", "group"):
            return role.sector
    return None


def _label(item: dict[str, Any]) -> str:
    for language in ("en", "mul", "en-gb"):
        label = (item.get("labels") or {}).get(language)
        if isinstance(label, dict) and label.get("value"):
            return " ".join(str(label["value"]).split())
    return ""


def _aliases(item: dict[str, Any]) -> str:
    found = (item.get("aliases") or {}).get("en") or []
    names = [" ".join(str(one.get("value", "")).replace("|", " ").split()) for one in found if isinstance(one, dict)]
    return "|".join(names[:MOST_ALIASES])


def _values(item: dict[str, Any], wanted: str) -> list[Any]:
    claims = (item.get("claims") or {}).get(wanted) or []
    return [
        claim.get("mainsnak", {}) for claim in claims if isinstance(claim, dict) and claim.get("rank") != "deprecated"
    ]


def _ids(item: dict[str, Any], wanted: str) -> list[str]:
    return [found for snak in _values(item, wanted) if (found := _id(snak))]


def _id(snak: dict[str, Any]) -> str | None:
    value = (snak.get("datavalue") or {}).get("value")
    return str(value["id"]) if isinstance(value, dict) and "id" in value else None


def _text(snaks: list[Any]) -> str:
    for snak in snaks:
        value = (snak.get("datavalue") or {}).get("value")
        if isinstance(value, str):
            return value
    return ""


def _time(claim: dict[str, Any], wanted: str) -> str:
    """The day, month or year of a qualifier, as precise as it is given."""
    for snak in (claim.get("qualifiers") or {}).get(wanted, ()):
        value = (snak.get("datavalue") or {}).get("value")
        if isinstance(value, dict) and str(value.get("time", "")).startswith("+"):
            text, precision = str(value["time"])[1:11], value.get("precision", 11)
            return text[: {9: 4, 10: 7}.get(precision, 10)] if precision >= 9 else ""
    return ""
