"""The filter bar as a record, and as a bound WHERE clause over the snapshot's table `ev`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

CODE = re.compile(r"([A-Z]{3}|\*)(?:\.([A-Z]{3}))?")
COUNTRY = re.compile(r"[A-Z]{3}")
DYAD = re.compile(r"\s*(.+?)\s*(<>|>)\s*(.+?)\s*")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; None or empty: anything. `dyad`: "RUS > PRK", "* > UKR.CVL", "PRK <> USA", or one actor.
    `actor`: country code, CODE.SECTOR or part of a name, on either side. `source`: part of the name of who says so
    or of the outlet. Dates are ISO and bound the event's day (its date, else the day of publication)."""

    dyad: str | None = None
    actor: str | None = None
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    source: str | None = None
    since: str | None = None
    until: str | None = None
    place: str | None = None
    text: str | None = None
    document: str | None = None
    contested: bool = False

    def between(self, a: str, b: str) -> Filters:
        """The same for the events between two actors alone."""
        return replace(self, dyad=f"{a} <> {b}")


def where(filters: Filters) -> tuple[str, list[Any]]:
    """The WHERE clause over `ev` and the values bound to it."""
    parts: list[str] = []
    values: list[Any] = []

    def add(clause: str, *bound: Any) -> None:
        parts.append(clause)
        values.extend(bound)

    if filters.dyad:
        clause, bound = dyad(filters.dyad)
        add(clause, *bound)
    if filters.actor:
        clause, bound = dyad(filters.actor)
        add(clause, *bound)
    for column, wanted in (("type", filters.types), ("status", filters.statuses), ("quad", filters.quads)):
        if wanted:
            add(f"{column} IN ({', '.join('?' * len(wanted))})", *wanted)
    for column, names in (("modes", filters.modes), ("contexts", filters.contexts)):
        if names:
            add(f"list_has_any({column}, ?::VARCHAR[])", list(names))
    if filters.since:
        add("day >= CAST(? AS DATE)", filters.since)
    if filters.until:
        add("day <= CAST(? AS DATE)", filters.until)
    if filters.place:
        low = filters.place.lower()
        add("(place_country = ? OR contains(lower(place), ?))", filters.place.upper(), low)
    if filters.source:
        low = filters.source.lower()
        add(
            "(contains(lower(publisher), ?) OR len(list_filter(sources, lambda s: contains(lower(s), ?))) > 0)",
            low,
            low,
        )
    if filters.text:
        add("(contains(lower(sentence), ?) OR contains(lower(title), ?))", filters.text.lower(), filters.text.lower())
    if filters.document:
        add("document = ?", filters.document)
    if filters.contested:
        add("(contested OR status IN ('alleged', 'denied'))")
    return " AND ".join(parts) or "true", values


def dyad(text: str) -> tuple[str, list[Any]]:
    """`A > B`, `A <> B`, or one actor on either side, as a clause; a side is `*`, CODE, CODE.SECTOR or a name."""
    match = DYAD.fullmatch(text)
    if not match:
        (left, values), (right, more) = _side(text.strip(), "actor"), _side(text.strip(), "recipient")
        return f"({left} OR {right})", [*values, *more]
    one, way, other = match[1], match[2], match[3]
    if COUNTRY.fullmatch(one) and COUNTRY.fullmatch(other):
        return _countries(one, way, other)
    (a, from_a), (b, to_b) = _side(one, "actor"), _side(other, "recipient")
    (c, as_actor), (d, also_actor) = _side(one, "actor"), _side(other, "actor")
    # Reciprocal events list all parties as actors.
    clause, values = f"(({a} AND {b}) OR (reciprocal AND {c} AND {d})", [*from_a, *to_b, *as_actor, *also_actor]
    if one == other:
        clause, values = f"(({a} AND {b})", [*from_a, *to_b]
    if way == "<>":
        (e, from_b), (f, to_a) = _side(other, "actor"), _side(one, "recipient")
        clause += f" OR ({e} AND {f})"
        values += [*from_b, *to_a]
    return clause + ")", values


def _countries(one: str, way: str, other: str) -> tuple[str, list[Any]]:
    """Two countries, by way of the table of pairs, which is sorted by them."""
    lo, hi = sorted((one, other))
    ways = "" if way == "<>" or one == other else f" AND way IN (0, {1 if one == lo else -1})"
    return f"n IN (SELECT n FROM pair WHERE lo = ? AND hi = ?{ways})", [lo, hi]


def _side(text: str, role: str) -> tuple[str, list[Any]]:
    if text == "*":
        return "true", []
    code = CODE.fullmatch(text)
    short = "ac" if role == "actor" else "rc"
    if not code:
        return f"len(list_filter({role}s, lambda p: contains(lower(p), ?))) > 0", [text.strip("'\" ").lower()]
    country, sector = code[1], code[2]
    if sector is None:
        return f"list_contains({short}, ?)", [country]
    if country == "*":
        return f"list_contains({role}_sectors, ?)", [sector]
    pairs = f"list_zip({role}_countries, {role}_sectors)"
    return f"len(list_filter({pairs}, lambda z: z[1] = ? AND z[2] = ?)) > 0", [country, sector]
