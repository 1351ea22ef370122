"""Counts and mean intensity of events by day, week, month, dyad, type and other keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.errors import StoreError
from dragoman.store.query import Query, conditions, relation, rows

if TYPE_CHECKING:
    from dragoman.store.delta import Store

PERIODS = ("day", "week", "month", "quarter", "year")
PLAIN = {"type": "type", "status": "status", "quad": "quad", "country": "place_country", "cameo": "cameo"}
LISTS = {"mode": "modes", "context": "contexts", "source": "sources"}
SIDES = {"actor": "actor_codes", "recipient": "recipient_codes"}
KEYS = (*PERIODS, *PLAIN, *LISTS, *SIDES, "dyad", "publisher")
QUADS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
COUNTS = ("events", *QUADS.values())
FIRST = "count(*) AS events, sum(intensity) AS total, " + ", ".join(
    f"count(*) FILTER (quad = {number}) AS {name}" for number, name in QUADS.items()
)
SECOND = "sum(events)::BIGINT AS events, round(sum(total) / sum(events), 4) AS mean_intensity, " + ", ".join(
    f"sum({name})::BIGINT AS {name}" for name in QUADS.values()
)


def group(store: Store, query: Query, by: Sequence[str]) -> list[dict[str, Any]]:
    """Events counted by the keys of `by` (of `KEYS`), in their order: rows with the keys, `events`, `mean_intensity`
    and the counts of the four quad classes. An event counts once for each value of a key that is a list (modes, dyads).
    Weeks begin on Monday. The query's limit is that of the rows; without a period the largest come first.

    Raises:
        StoreError: a key is not known.
    """
    sql, values = statement(query, by)
    with store.connect() as connection:
        return rows(connection, sql, values)


def statement(query: Query, by: Sequence[str]) -> tuple[str, list[Any]]:
    """The SQL of `group`, and the values bound to it."""
    unknown = [key for key in by if key not in KEYS]
    if unknown or not by:
        raise StoreError(f"cannot group by {', '.join(unknown) or 'nothing'}; known: {', '.join(KEYS)}")
    where, values = conditions(query)
    source = "reported" if "publisher" in by and not query.episodes else relation(query)
    if any(key in PERIODS for key in by):
        where += " AND day IS NOT NULL"
    # Counted by the columns as they are first, so that lists are taken apart once for each combination, not each event.
    columns = {name: expression for key in by for name, expression in _columns(key).items()}
    narrow = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    listed = ", ".join(f'"{name}"' for name in columns)
    first = f"SELECT {listed}, {FIRST} FROM (SELECT {narrow}, intensity, quad FROM {source} WHERE {where}) GROUP BY ALL"
    keys = ", ".join(f'{_value(key)} AS "{key}"' for key in by)
    apart = f"SELECT {keys}, events, total, {', '.join(QUADS.values())} FROM ({first})"
    names = ", ".join(f'"{key}"' for key in by)
    order = names if any(key in PERIODS for key in by) else f"events DESC, {names}"
    known = " AND ".join(f'"{key}" IS NOT NULL' for key in by)
    limit = "" if query.limit is None else f" LIMIT {max(0, int(query.limit))}"
    sql = f"SELECT {names}, {SECOND} FROM ({apart}) WHERE {known} GROUP BY {names} ORDER BY {order}{limit}"
    return sql, values


def _columns(key: str) -> dict[str, str]:
    """The columns that a key is made of, by a name of their own."""
    if key in PERIODS:
        return {f"{key} of": "day" if key == "day" else f"date_trunc('{key}', day)::DATE"}
    if key == "dyad":
        return {name: name for name in ("actor_codes", "recipient_codes", "reciprocal")}
    column = {**LISTS, **SIDES, **PLAIN}.get(key, key)
    return {column: column}


def _value(key: str) -> str:
    """The expression of a key over the columns of `_columns`."""
    if key in PERIODS:
        return f'"{key} of"'
    if key in LISTS:
        return f"unnest(list_distinct({LISTS[key]}))"
    if key in SIDES:
        return f"unnest({_countries(SIDES[key])})"
    if key == "dyad":
        return f"unnest({_dyads()})"
    return PLAIN.get(key, key)


def _countries(codes: str) -> str:
    """The countries among the codes of a side."""
    return f"list_filter(string_split({codes}, ' '), lambda c: length(c) = 3)"


def _dyads() -> str:
    a, b = _countries("actor_codes"), _countries("recipient_codes")
    there = f"flatten(list_transform({a}, lambda x: list_transform({b}, lambda y: x || ' > ' || y)))"
    mutual = f"""flatten(list_transform({a}, lambda x: list_transform(
        list_filter({a}, lambda y: x < y), lambda y: x || ' <> ' || y)))"""
    return f"list_distinct(list_concat({there}, CASE WHEN reciprocal THEN {mutual} ELSE [] END))"


def filled(rows: Sequence[dict[str, Any]], period: str) -> list[dict[str, Any]]:
    """A series by one period with the empty periods between the first and the last."""
    found = {row[period]: row for row in rows}
    if not found:
        return []
    out, at, last = [], min(found), max(found)
    while at <= last:
        out.append(found.get(at) or {period: at, **dict.fromkeys(COUNTS, 0), "mean_intensity": None})
        at = following(at, period)
    return out


def following(day: date, period: str) -> date:
    """The first day of the next period."""
    if period in ("day", "week"):
        return day + timedelta(days=1 if period == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
