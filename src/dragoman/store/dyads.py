"""The language of dyads: `RUS > PRK`, `PRK <> USA`, `* > UKR.CVL`, or one actor on either side."""

from __future__ import annotations

import re
from typing import Any

from dragoman.errors import StoreError

ARROW = re.compile(r"\s*(<>|>)\s*")
CODE = re.compile(r"([A-Z]{3}|\*)(?:\.([A-Z]{3}))?")


def dyad(text: str) -> tuple[str, list[Any]]:
    """A dyad as a clause over `actor_codes`, `recipient_codes`, `actor_words`, `recipient_words`, `reciprocal`, and the
    values bound to it. A side is `*`, CODE, CODE.SECTOR, *.SECTOR, or part of a name in any case.

    Raises:
        StoreError: a side is empty, or there are more than two.
    """
    parts = ARROW.split(text.strip())
    if len(parts) == 1:
        left, values = _side(text.strip(), "actor")
        right, more = _side(text.strip(), "recipient")
        return f"({left} OR {right})", values + more
    if len(parts) != 3:
        raise StoreError(f"{text!r} has more than two sides: write it as 'RUS > PRK' or 'RUS <> PRK'")
    one, way, other = parts
    (a, from_a), (b, to_b) = _side(one, "actor"), _side(other, "recipient")
    clause, values = f"(({a} AND {b})", [*from_a, *to_b]
    if one != other:
        # Reciprocal events list all parties as actors.
        (c, as_actor), (d, also_actor) = _side(one, "actor"), _side(other, "actor")
        clause += f" OR (reciprocal AND {c} AND {d})"
        values += [*as_actor, *also_actor]
    if way == "<>":
        (e, from_b), (f, to_a) = _side(other, "actor"), _side(one, "recipient")
        clause += f" OR ({e} AND {f})"
        values += [*from_b, *to_a]
    return clause + ")", values


def _side(text: str, role: str) -> tuple[str, list[Any]]:
    if text == "*":
        return "true", []
    code = CODE.fullmatch(text)
    if code:
        return f"contains({role}_codes, ?)", [f" {text.removeprefix('*')} "]
    name = text.strip("'\" ").lower()
    if not name:
        raise StoreError("an empty side in the query: write a country code (RUS), CODE.SECTOR, a name or *")
    return f"contains({role}_words, ?)", [name]
