"""Ties between reports: the pairs that meet, compared and scored."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from dragoman.data import Data

WEIGHTS = "link/ties.toml"
REPORTS_AT_ONCE = 200_000
PASSING = ("stretch", "near_report", "local_stretch", "local_report", "meeting_point", "met", "pair")


def statements(name: str) -> str:
    """The SQL of a file of this folder."""
    return (files("dragoman.link") / f"{name}.sql").read_text(encoding="utf-8")


def compare(connection: duckdb.DuckDBPyConnection, data: Data) -> Iterator[None]:
    """Compare the reports that meet, some weeks at a time so that memory does not grow with the store: `pair` holds the
    pairs of a turn; each pair comes in one turn. The tables of the turns are gone after the last.

    In: the tables `fresh_document(document)` and `fresh_event(event)`. Out: `report`, and `pair` at each turn.
    """
    settings = data.toml(WEIGHTS)
    for name in ("common_words", "common_parties"):
        connection.execute(f"SET VARIABLE {name} = ?", [settings[name].split()])
    connection.execute(statements("reports"))
    counts = connection.execute("SELECT week, count(*) FROM stretch GROUP BY week ORDER BY week").fetchall()
    for first, last in slices(counts, REPORTS_AT_ONCE):
        connection.execute("SET VARIABLE first_week = ?", [first])
        connection.execute("SET VARIABLE last_week = ?", [last])
        connection.execute(statements("meetings"))
        connection.execute(statements("likeness"))
        yield
    for name in PASSING:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def slices(counts: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """First and last week of runs of weeks with at most so many reports together; one week is never parted."""
    first = last = total = 0
    for week, count in counts:
        if total and total + count > most:
            yield first, last
            total = 0
        first, last, total = (first if total else week), week, total + count
    if total:
        yield first, last


def tie(connection: duckdb.DuckDBPyConnection, data: Data) -> None:
    """Make the table `tie(later, earlier, score)`: the pairs with a fresh report that are likely enough."""
    settings = data.toml(WEIGHTS)
    total = " + ".join([str(settings["bias"]), *(f"{value} * {name}" for name, value in settings["weights"].items())])
    connection.execute("CREATE OR REPLACE TEMP TABLE tie (later VARCHAR, earlier VARCHAR, score DOUBLE)")
    for _ in compare(connection, data):
        connection.execute(
            f"""INSERT INTO tie
            WITH scored AS (SELECT later, earlier, round(1 / (1 + exp(-({total}))), 4) AS score FROM pair)
            SELECT * FROM scored WHERE score >= ?""",
            [settings["likely"]],
        )
