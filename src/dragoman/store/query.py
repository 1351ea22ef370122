"""Queries over a store: what to look for, as a record and as a bound WHERE clause over the view `reports`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb

from dragoman.errors import StoreError
from dragoman.store.dyads import dyad

if TYPE_CHECKING:
    from dragoman.store.delta import Store

EARTH_KM = 6371.0
LATEST = "day DESC NULLS LAST, id"
MOST_PICKED = 5000
SHOWN = "* EXCLUDE (actor_codes, recipient_codes, actor_words, recipient_words)"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; None or empty: anything. `dyad`: "RUS > PRK", "* > UKR.CVL", "PRK <> USA", or one actor.
    Dates are ISO; `since` and `until` bound the event's date, or the publication date where it has none. `place`:
    country code, or part of a name of a place. `near`: latitude, longitude, kilometres. `intensity`: from, to, both
    included. `sources`: parts of the names of who says so, denies or confirms, or of the outlet. `contested`: whether
    somebody denies it. `episodes`: what happened, each once, instead of the reports of it. `limit` None: all."""

    dyad: str | None = None
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    quads: tuple[int, ...] = ()
    since: str | None = None
    until: str | None = None
    place: str | None = None
    text: str | None = None
    limit: int | None = 100
    near: tuple[float, float, float] | None = None
    intensity: tuple[float, float] | None = None
    sources: tuple[str, ...] = ()
    contested: bool | None = None
    document: str | None = None
    episodes: bool = False

    @property
    def needs_words(self) -> bool:
        """Whether it asks for more than the flat columns of events hold: the words, or the outlet."""
        return bool(self.text or self.sources)


def asked(query: str | Query | None = None, **wanted: Any) -> Query:
    """A query as callers of the Python API give it: one, or a dyad and the fields of one; no limit unless told."""
    if isinstance(query, Query):
        return query
    return Query(dyad=query, limit=wanted.pop("limit", None), **wanted)


def find(store: Store, query: Query) -> list[dict[str, Any]]:
    """The reports that a query finds, latest first, as dicts of the columns of the view `reports`."""
    with store.connect() as connection:
        return rows(connection, *select(connection, query))


def count(store: Store, query: Query) -> int:
    """How many reports a query finds, its limit aside."""
    where, values = conditions(query)
    with store.connect() as connection:
        return int(run(connection, f"SELECT count(*) FROM {relation(query)} WHERE {where}", values).fetchall()[0][0])


def select(connection: duckdb.DuckDBPyConnection, query: Query, columns: str = "*") -> tuple[str, list[Any]]:
    """The SELECT statement of a query over the view `reports`, and the values bound to it. Where few are wanted, they
    are picked by the narrow columns first; only the picked ones are read whole and joined to their text."""
    where, values = conditions(query)
    if query.limit is None or query.limit > MOST_PICKED or query.needs_words or query.episodes:
        limit = "" if query.limit is None else f" LIMIT {max(0, int(query.limit))}"
        view = "happened" if query.episodes else "reported"
        return f"SELECT {columns} FROM (SELECT {SHOWN} FROM {view} WHERE {where}) ORDER BY {LATEST}{limit}", values
    sql = f"SELECT id, document, day FROM events WHERE {where} ORDER BY {LATEST} LIMIT {max(0, int(query.limit))}"
    return _picked(run(connection, sql, values).fetchall(), columns)


def _picked(rows: list[tuple[str, str, date | None]], columns: str) -> tuple[str, list[Any]]:
    """The reports of events that are known by id; days and documents narrow what is read of each table."""
    if not rows:
        return f"SELECT {columns} FROM reports WHERE false", []
    ids, documents = [row[0] for row in rows], sorted({row[1] for row in rows})
    days = [row[2] for row in rows if row[2]]
    between = "day BETWEEN ? AND ?" if len(days) == len(rows) else "(day IS NULL OR day BETWEEN ? AND ?)"
    bounds = [min(days), max(days)] if days else [date.min, date.max]
    marks, owners = ", ".join("?" * len(ids)), ", ".join("?" * len(documents))
    where = f"id IN ({marks}) AND {between} AND document IN ({owners})"
    return f"SELECT {columns} FROM reports WHERE {where} ORDER BY {LATEST}", [*ids, *bounds, *documents]


def relation(query: Query) -> str:
    """The view that holds all columns that a query asks about."""
    if query.episodes:
        return "happened"
    return "reported" if query.needs_words else "events"


def run(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> duckdb.DuckDBPyConnection:
    """Run a statement with its values.

    Raises:
        StoreError: the store cannot be read.
    """
    try:
        return connection.execute(sql, values)
    except duckdb.Error as error:
        raise failed(error) from error


def rows(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows of a statement as dicts, errors as in `run`."""
    cursor = run(connection, sql, values)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def failed(error: duckdb.Error) -> StoreError:
    """What to tell of a query that failed."""
    if isinstance(error, duckdb.CatalogException) and "happened" in str(error):
        return StoreError("the reports are not tied to episodes yet: run `dragoman link` first")
    return StoreError(f"the query failed: {error}; `dragoman store check` tells whether the store is whole")


def conditions(query: Query) -> tuple[str, list[Any]]:
    """The WHERE clause of a query over `relation(query)`, and the values bound to it.

    Raises:
        StoreError: the dyad, a date or a range is malformed.
    """
    parts: list[str] = []
    values: list[Any] = []

    def add(clause: str, *bound: Any) -> None:
        parts.append(clause)
        values.extend(bound)

    if query.dyad:
        clause, bound = dyad(query.dyad)
        add(clause, *bound)
    for column, wanted in (("type", query.types), ("status", query.statuses), ("quad", query.quads)):
        if wanted:
            add(f"{column} IN ({', '.join('?' * len(wanted))})", *wanted)
    for column, names in (("modes", query.modes), ("contexts", query.contexts)):
        if names:
            add(f"list_has_any({column}, ?::VARCHAR[])", list(names))
    if query.since:
        add("day_end >= ?::DATE", _day(query.since))
    if query.until:
        add("day <= ?::DATE", _day(query.until))
    if query.place:
        add("(place_country = ? OR contains(lower(place), ?))", query.place.upper(), query.place.lower())
    if query.near:
        add(*_near(*query.near))
    if query.intensity:
        low, high = query.intensity
        if low > high:
            raise StoreError(f"no intensity is from {low} to {high}: give the lower first")
        add("intensity BETWEEN ? AND ?", low, high)
    if query.contested is not None:
        add("contested" if query.contested else "NOT contested")
    if query.document:
        add("document = ?", query.document)
    if query.sources:
        add(*_sources(query.sources))
    if query.text:
        add("contains(lower(sentence_text), ?)", query.text.lower())
    return " AND ".join(parts) or "true", values


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise StoreError(f"{text!r} is no date: write YYYY-MM-DD") from error


def _near(latitude: float, longitude: float, kilometres: float) -> tuple[Any, ...]:
    """Places within a distance on the sphere (haversine)."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and kilometres >= 0):
        raise StoreError(f"no such place: latitude {latitude}, longitude {longitude}, {kilometres} km")
    clause = f"""2 * {EARTH_KM} * asin(least(1, sqrt(pow(sin(radians(latitude - ?) / 2), 2)
        + cos(radians(latitude)) * cos(radians(?)) * pow(sin(radians(longitude - ?) / 2), 2)))) <= ?"""
    return clause, latitude, latitude, longitude, kilometres


def _sources(names: tuple[str, ...]) -> tuple[Any, ...]:
    said = "list_concat(list_concat(sources, denied_by), confirmed_by)"
    one = f"(contains(lower(publisher), ?) OR len(list_filter({said}, lambda s: contains(lower(s), ?))) > 0)"
    bound = [name.lower() for name in names for _ in range(2)]
    return "(" + " OR ".join([one] * len(names)) + ")", *bound


def unlimited(query: Query) -> Query:
    return replace(query, limit=None)
