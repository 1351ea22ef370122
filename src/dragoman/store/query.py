"""Queries over a store: views for DuckDB, and the dyad language `RUS.MIL > UKR`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from dragoman.errors import StoreError
from dragoman.store.tables import TABLES

if TYPE_CHECKING:
    from dragoman.store.delta import Store

BY_NAME = {table.name: table for table in TABLES}
RAW = ("documents", "sentences", "events", "actors", "attributions", "rejections", "runs")
VIEWS = """
CREATE VIEW documents AS SELECT id, url, title, publisher, authors, language, text,
    CAST(published.start AS DATE) AS published, CAST(published.end AS DATE) AS published_end, published_basis
FROM raw_documents;
CREATE VIEW events AS SELECT e.id, e.document, e.type, e.modes, e.contexts, e.cameo, e.quad, e.intensity, e.status,
    CAST(e."when".start AS DATE) AS date_start, CAST(e."when".end AS DATE) AS date_end, e."when".grain AS date_grain,
    list_transform(e.actors, lambda p: p.name) AS actor_names,
    list_transform(e.actors, lambda p: p.country) AS actor_countries,
    list_transform(e.actors, lambda p: p.sector) AS actor_sectors,
    list_transform(e.recipients, lambda p: p.name) AS recipient_names,
    list_transform(e.recipients, lambda p: p.country) AS recipient_countries,
    list_transform(e.recipients, lambda p: p.sector) AS recipient_sectors, e.reciprocal,
    e."where".name AS place, e."where".country AS place_country, e."where".latitude AS latitude,
    e."where".longitude AS longitude, e."where".grain AS place_grain,
    list_transform(e.sources, lambda s: s.name) AS sources, list_transform(e.denied_by, lambda s: s.name) AS denied_by,
    list_transform(e.confirmed_by, lambda s: s.name) AS confirmed_by, e.confidence, e.sentence,
    e.trigger.start AS trigger_start, e.trigger.end AS trigger_end, e.origin.rule AS rule
FROM raw_events e;
CREATE VIEW reports AS SELECT e.*, d.title, d.publisher, d.url, d.published,
    substr(d.text, s.start + 1, s.end - s.start) AS sentence_text,
    substr(d.text, e.trigger_start + 1, e.trigger_end - e.trigger_start) AS trigger_text
FROM events e JOIN documents d ON d.id = e.document
    LEFT JOIN raw_sentences s ON s.document = e.document AND s."index" = e.sentence;
"""
DYAD = re.compile(r"\s*(.+?)\s*(<>|>)\s*(.+?)\s*")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; None or empty: anything. `dyad`: "RUS > PRK", "* > UKR.CVL", "PRK <> USA", or one actor.
    Dates are ISO; `since` and `until` bound the event's date, or the publication date where it has none."""

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
    limit: int = 100


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with views over the store's tables."""
    connection = duckdb.connect()
    for name in RAW:
        files = store.files(name)
        if files:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            connection.execute(
                f"CREATE VIEW raw_{name} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)"
            )
        else:
            connection.register(f"raw_{name}", BY_NAME[name].schema.empty_table())
    connection.execute(VIEWS)
    return connection


def find(store: Store, query: Query) -> list[dict[str, Any]]:
    """The reports that a query finds, latest first, as dicts of the columns of the view `reports`."""
    where, values = conditions(query)
    sql = f"SELECT * FROM reports WHERE {where} ORDER BY coalesce(date_start, published) DESC NULLS LAST, id LIMIT ?"
    with connect(store) as connection:
        cursor = connection.execute(sql, [*values, query.limit])
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def conditions(query: Query) -> tuple[str, list[Any]]:
    """The WHERE clause of a query and the values bound to it."""
    parts, values = ["true"], []
    if query.dyad:
        clause, bound = _dyad(query.dyad)
        parts.append(clause)
        values += bound
    for column, wanted in (("type", query.types), ("status", query.statuses), ("quad", query.quads)):
        if wanted:
            parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for column, names in (("modes", query.modes), ("contexts", query.contexts)):
        if names:
            parts.append(f"list_has_any({column}, ?)")
            values.append(list(names))
    if query.since:
        parts.append("coalesce(date_end, date_start, published) >= CAST(? AS DATE)")
        values.append(query.since)
    if query.until:
        parts.append("coalesce(date_start, date_end, published) <= CAST(? AS DATE)")
        values.append(query.until)
    if query.place:
        parts.append("(place_country = ? OR contains(lower(place), ?))")
        values += [query.place.upper(), query.place.lower()]
    if query.text:
        parts.append("contains(lower(sentence_text), ?)")
        values.append(query.text.lower())
    return " AND ".join(parts), values


def _dyad(text: str) -> tuple[str, list[Any]]:
    match = DYAD.fullmatch(text)
    if not match:
        left, values = _side(text, "actor")
        right, more = _side(text, "recipient")
        return f"({left} OR {right})", values + more
    (a, from_a), (b, to_b) = _side(match[1], "actor"), _side(match[3], "recipient")
    forward = f"({a} AND {b})"
    # Reciprocal events list all parties as actors.
    (c, as_actor), (d, also_actor) = _side(match[1], "actor"), _side(match[3], "actor")
    mutual = f"(reciprocal AND {c} AND {d})"
    clause, values = f"({forward} OR {mutual}", [*from_a, *to_b, *as_actor, *also_actor]
    if match[2] == "<>":
        (e, from_b), (f, to_a) = _side(match[3], "actor"), _side(match[1], "recipient")
        clause += f" OR ({e} AND {f})"
        values += [*from_b, *to_a]
    return clause + ")", values


def _side(text: str, role: str) -> tuple[str, list[Any]]:
    """One side of a dyad: `*`, a country code, `CODE.SECTOR`, `*.SECTOR`, or a name in any case."""
    if text == "*":
        return "true", []
    code = re.fullmatch(r"([A-Z]{3}|\*)(?:\.([A-Z]{3}))?", text)
    if not code:
        if not text.strip("'\" "):
            raise StoreError("an empty side in the query: write a country code (RUS), CODE.SECTOR, a name or *")
        return (
            f"len(list_filter({role}_names, lambda n: contains(lower(n), ?))) > 0",
            [text.strip("'\" ").lower()],
        )
    country, sector = code[1], code[2]
    if sector is None:
        return f"list_contains({role}_countries, ?)", [country]
    if country == "*":
        return f"list_contains({role}_sectors, ?)", [sector]
    pairs = f"list_zip({role}_countries, {role}_sectors)"
    return f"len(list_filter({pairs}, lambda z: z[1] = ? AND z[2] = ?)) > 0", [country, sector]
