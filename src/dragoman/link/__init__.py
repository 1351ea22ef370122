"""The same event across articles: near-copies of articles, ties between reports, episodes.

A report is an event as one article tells it. Reports have a canonical order (day of publication, article, place in the
text); each is tied to the earlier one that it most likely repeats, if that is likely enough. An episode is a tree of
such ties. What a report is tied to depends on the reports before it and on nothing else, so that the episodes are the
same whatever the order of arrival, a new report changes the ties around it alone, and a removed one leaves no trace.

All of this works on tables of a DuckDB connection; `dragoman.linking` brings them from a store and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from dragoman.data import Data


def tie(connection: duckdb.DuckDBPyConnection, data: Data) -> None:
    """Tie the reports of a connection with the views of a store.

    In: tables `fresh_document(document)` and `fresh_event(event)`. Out: `report` (all reports, with their
    `canon`ical order) and `tie(later, earlier, score)`: the pairs with a fresh report that are likely enough;
    `score` is the probability that both tell of one event.
    """
    from dragoman.link import ties

    ties.tie(connection, data)
