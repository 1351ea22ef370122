"""The words of the requests, from data/llm: prompts, forms of the answers, and the ontology they name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.records import STATUSES


@dataclass(frozen=True, slots=True)
class Prompt:
    """One kind of request: what the model is, what it is given, and the form of its answer."""

    name: str
    system: str
    user: str
    schema: dict[str, Any]

    def fill(self, **values: str) -> str:
        """The user's part with its placeholders filled; braces in the values stay as they are."""
        pieces = [self.user.strip()]
        for name, value in values.items():
            pieces = [part for piece in pieces for part in _between(piece, "{" + name + "}", value)]
        return "".join(str(piece) for piece in pieces)


class Filled(str):
    """Text of the article, in which no placeholder is looked for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Prompts:
    """`kinds`: (type, mode) -> CAMEO code, quad class and intensity, mode "" being the type alone."""

    version: str
    extract: Prompt
    arbitrate: Prompt
    certainty: dict[str, float]
    kinds: dict[tuple[str, str], tuple[str, int, float]]
    contexts: frozenset[str]


def load(data: Data) -> Prompts:
    """The prompts with the ontology put in.

    Raises:
        DataError: a file of data/llm or data/ontology is missing or malformed.
    """
    texts = data.toml("llm/prompts.toml")
    rows = data.table("ontology/types.tsv")
    codes = {(row["type"], row["mode"]): row["cameo"] for row in data.table("llm/cameo.tsv")}
    missing = [(row["type"], row["mode"]) for row in rows if (row["type"], row["mode"]) not in codes]
    if missing:
        raise DataError(f"{data.path('llm/cameo.tsv')}: no CAMEO code for {missing}")
    values: dict[str, list[str]] = {
        "{types}": list(dict.fromkeys(row["type"] for row in rows)),
        "{modes}": list(dict.fromkeys(["", *(row["mode"] for row in rows)])),
        "{statuses}": list(STATUSES),
        "{contexts}": list(dict.fromkeys(row["context"] for row in data.table("events/contexts.tsv"))),
    }
    prompts = {
        name: Prompt(
            name,
            texts[name]["system"].strip().replace("{ontology}", ontology(rows)),
            texts[name]["user"],
            _filled(_schema(data, f"llm/{name}.schema.json"), values),
        )
        for name in ("extract", "arbitrate")
    }
    kinds = {
        (row["type"], row["mode"]): (codes[row["type"], row["mode"]], int(row["quad"]), float(row["intensity"]))
        for row in rows
    }
    certainty = {name: float(value) for name, value in texts["certainty"].items()}
    return Prompts(
        str(texts["version"]),
        prompts["extract"],
        prompts["arbitrate"],
        certainty,
        kinds,
        frozenset(values["{contexts}"]),
    )


def ontology(rows: Sequence[dict[str, str]]) -> str:
    """The types, one a line, with their modes and meanings."""
    lines: list[str] = []
    for row in rows:
        if not row["mode"]:
            lines.append(f"{row['type']}: {row['meaning']}.")
        else:
            lines[-1] += f" {row['mode']}: {row['meaning']};"
    return "\n".join(lines)


def _schema(data: Data, name: str) -> dict[str, Any]:
    path = data.path(name)
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error
    return found


def _filled(part: Any, values: dict[str, list[str]]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, values) for name, value in part.items()}
    if isinstance(part, list) and len(part) == 1 and part[0] in values:
        return values[part[0]]
    return part


def _between(piece: str, mark: str, value: str) -> list[str]:
    if isinstance(piece, Filled):
        return [piece]
    before, found, after = piece.partition(mark)
    return [before, Filled(value), after] if found else [piece]
