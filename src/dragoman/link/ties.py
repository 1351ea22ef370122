"""Ties between reports: the pairs that meet, compared and scored."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from dragoman.data import Data

WEIGHTS = "link/ties.toml"


def statements(name: str) -> str:
    """The SQL of a file of this folder."""
    return (files("dragoman.link") / f"{name}.sql").read_text(encoding="utf-8")


def compare(connection: duckdb.DuckDBPyConnection, data: Data) -> None:
    """Make the tables `report` and `pair` from the tables `fresh_document(document)` and `fresh_event(event)`."""
    settings = data.toml(WEIGHTS)
    for name in ("common_words", "common_parties"):
        connection.execute(f"SET VARIABLE {name} = ?", [settings[name].split()])
    for name in ("reports", "meetings", "likeness"):
        connection.execute(statements(name))


def tie(connection: duckdb.DuckDBPyConnection, data: Data) -> None:
    """Make the table `tie(later, earlier, score)`: the pairs with a fresh report that are likely enough."""
    compare(connection, data)
    settings = data.toml(WEIGHTS)
    total = " + ".join([str(settings["bias"]), *(f"{value} * {name}" for name, value in settings["weights"].items())])
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE tie AS
        WITH scored AS (SELECT later, earlier, round(1 / (1 + exp(-({total}))), 4) AS score FROM pair)
        SELECT * FROM scored WHERE score >= ?""",
        [settings["likely"]],
    )
