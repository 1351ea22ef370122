"""Two sets of events side by side: which both have, which one has, and how dates, places and types differ.

Events are candidates for one another where a country acts on the same country in both, within some days, and both are
cooperation or both conflict. Of the candidates, the pairs that are each other's best are taken, round by round, so that
an event is matched once at most and the order of rows does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.errors import DragomanError, StoreError
from dragoman.export.importing import TABLE
from dragoman.export.reading import NARROW, read
from dragoman.store import open_store
from dragoman.store.folder import MARKER

ROUNDS = 100
OURS = """SELECT '{name}' AS dataset, id, day, type, modes, cameo, status, quad, intensity, actor_names,
    list_filter(actor_countries, lambda c: c IS NOT NULL) AS actor_countries,
    list_filter(actor_sectors, lambda c: c IS NOT NULL) AS actor_sectors, recipient_names,
    list_filter(recipient_countries, lambda c: c IS NOT NULL) AS recipient_countries,
    list_filter(recipient_sectors, lambda c: c IS NOT NULL) AS recipient_sectors, place, place_country, latitude,
    longitude, publisher, published, url
FROM reports WHERE list_contains(['occurred', 'ongoing', 'alleged', 'planned'], status)"""
# Parties of an event without recipients (a meeting) are paired with each other, both ways.
SIDES = """CREATE TEMP TABLE sides_{side} AS
SELECT DISTINCT id, day, quad, source, target FROM (
    SELECT id, day, quad, source, unnest(targets) AS target FROM (
        SELECT id, day, quad, unnest(actor_countries) AS source,
            CASE WHEN len(recipient_countries) = 0 THEN actor_countries ELSE recipient_countries END AS targets
        FROM {side}
    )
) WHERE day IS NOT NULL"""
CANDIDATES = """CREATE TEMP TABLE candidates AS
SELECT a, b, 2 * (x.type IS NOT DISTINCT FROM y.type)::INTEGER + (x.quad IS NOT DISTINCT FROM y.quad)::INTEGER
    + 1.5 / (1 + abs(datediff('day', x.day, y.day)))
    + CASE WHEN x.place_country = y.place_country THEN 0.5 ELSE 0 END
    + CASE WHEN list_has_any(list_transform(x.actor_names, lambda n: lower(n)),
        list_transform(y.actor_names, lambda n: lower(n))) THEN 0.5 ELSE 0 END
    + CASE WHEN km(x.latitude, x.longitude, y.latitude, y.longitude) < 50 THEN 0.5 ELSE 0 END AS score
FROM (
    SELECT DISTINCT m.id AS a, n.id AS b FROM sides_a m JOIN sides_b n ON m.source = n.source AND m.target = n.target
        AND n.day BETWEEN m.day - {days} AND m.day + {days} AND (m.quad <= 2) = (n.quad <= 2)
) JOIN a x ON x.id = a JOIN b y ON y.id = b"""
BEST = """INSERT INTO matches SELECT a, b, score FROM (
    SELECT *, row_number() OVER (PARTITION BY a ORDER BY score DESC, b) AS of_a,
        row_number() OVER (PARTITION BY b ORDER BY score DESC, a) AS of_b FROM candidates
) WHERE of_a = 1 AND of_b = 1"""
KM = """CREATE MACRO km(p, q, r, s) AS 2 * 6371 * asin(least(1, sqrt(pow(sin(radians(r - p) / 2), 2)
    + cos(radians(p)) * cos(radians(r)) * pow(sin(radians(s - q) / 2), 2))))"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`days`: how many days later the event is in B, with the number of matches. `types`: type in A, type in B,
    matches. `same_type`, `same_country`: shares of the matches (of those that have both). `median_km`: between places
    with coordinates. `only_a`, `only_b`: up to 20 events that the other has not, as dicts. `matches`: a, b, score."""

    a: str
    b: str
    events_a: int
    events_b: int
    both: int
    days: tuple[tuple[int, int], ...]
    types: tuple[tuple[str | None, str | None, int], ...]
    same_type: float | None
    same_country: float | None
    median_km: float | None
    only_a: tuple[dict[str, Any], ...]
    only_b: tuple[dict[str, Any], ...]
    matches: pa.Table


def compare(a: str, b: str, *, days: int = 2, since: str | None = None, until: str | None = None) -> Comparison:
    """Compare two sets of events, each a store, `STORE#DATASET` for what was imported, or a file. `days`: how far apart
    the dates of one event may be; `since`, `until`: ISO days that bound both.

    Raises:
        DragomanError: one of them cannot be read.
    """
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
        connection.execute(KM)
        for side, named in (("a", a), ("b", b)):
            connection.register("given", load(named))
            connection.execute(
                f"CREATE TABLE {side} AS SELECT DISTINCT ON (id) * FROM given WHERE coalesce(day >= ?::DATE, ? IS NULL)"
                " AND coalesce(day <= ?::DATE, ? IS NULL) ORDER BY ALL",
                [since, since, until, until],
            )
            connection.execute(SIDES.format(side=side))
        connection.execute(CANDIDATES.format(days=max(0, int(days))))
        _match(connection)
        return _result(connection, a, b)


def load(named: str) -> pa.Table:
    """The events of a store, a data set of a store, or a file, in schema `NARROW`."""
    folder, sign, dataset = named.partition("#")
    if (Path(folder) / MARKER).is_file():
        store = open_store(folder)
        if sign and TABLE not in store.tables():
            raise StoreError(f"{folder} has no data set {dataset!r}: read one in with `dragoman import`")
        quoted = dataset.replace("'", "''")
        sql = f"SELECT * FROM {TABLE} WHERE dataset = '{quoted}'" if sign else OURS.format(name="ours")
        with store.connect() as connection:
            table = connection.sql(sql).to_arrow_table()
        if sign and not table.num_rows:
            raise StoreError(f"{folder} has no data set {dataset!r}: read one in with `dragoman import`")
        return table.select(NARROW.names).cast(NARROW)
    if not Path(named).is_file():
        raise DragomanError(f"{named} is neither a store nor a file")
    return read(named)


def _match(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE matches (a VARCHAR, b VARCHAR, score DOUBLE)")
    for _ in range(ROUNDS):
        before = connection.execute("SELECT count(*) FROM matches").fetchall()[0][0]
        connection.execute(BEST)
        connection.execute("DELETE FROM candidates WHERE a IN (SELECT a FROM matches) OR b IN (SELECT b FROM matches)")
        if connection.execute("SELECT count(*) FROM matches").fetchall()[0][0] == before:
            return


def _result(connection: duckdb.DuckDBPyConnection, a: str, b: str) -> Comparison:
    pairs = "matches m JOIN a x ON x.id = m.a JOIN b y ON y.id = m.b"

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return list(connection.execute(sql).fetchall())

    shares = rows(
        f"""SELECT avg((x.type = y.type)::INTEGER), avg((x.place_country = y.place_country)::INTEGER),
        median(km(x.latitude, x.longitude, y.latitude, y.longitude)) FROM {pairs}"""
    )[0]
    return Comparison(
        a=a,
        b=b,
        events_a=rows("SELECT count(*) FROM a")[0][0],
        events_b=rows("SELECT count(*) FROM b")[0][0],
        both=rows("SELECT count(*) FROM matches")[0][0],
        days=tuple(rows(f"SELECT datediff('day', x.day, y.day) AS d, count(*) FROM {pairs} GROUP BY d ORDER BY d")),
        types=tuple(rows(f"SELECT x.type, y.type, count(*) AS n FROM {pairs} GROUP BY ALL ORDER BY n DESC, 1, 2")),
        same_type=shares[0],
        same_country=shares[1],
        median_km=shares[2],
        only_a=_only(connection, "a"),
        only_b=_only(connection, "b"),
        matches=connection.sql("SELECT * FROM matches ORDER BY a").to_arrow_table(),
    )


def _only(connection: duckdb.DuckDBPyConnection, side: str) -> tuple[dict[str, Any], ...]:
    found = connection.sql(
        f"""SELECT id, day, type, actor_names, recipient_names, place, publisher FROM {side}
        WHERE id NOT IN (SELECT {side} FROM matches) ORDER BY day NULLS LAST, id LIMIT 20"""
    )
    return tuple(found.to_arrow_table().to_pylist())
