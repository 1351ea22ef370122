"""The flat columns of the table of events: days, codes and names, worked out once when an event is written.

Nested records cannot be skipped through: a count of one dyad by month would read every name of every participant. Codes
and names are one string a side, not lists: strings that recur are stored, and searched, once.
"""

from __future__ import annotations

import pyarrow as pa

from dragoman.store.tables import EVENTS


def _codes(column: str) -> str:
    """The codes by which a query finds a side, ` .GOV .MIL RUS RUS.GOV RUS.MIL `: countries, sectors (primary and
    further alike) and both, each between blanks; empty for a side without."""
    sectors = "list_filter(list_prepend(p.sector, coalesce(p.other_sectors, [])), lambda s: s IS NOT NULL)"
    each = f"""list_concat(
        list_filter([p.country], lambda c: c IS NOT NULL),
        list_transform({sectors}, lambda s: '.' || s),
        list_transform(list_filter({sectors}, lambda s: p.country IS NOT NULL), lambda s: p.country || '.' || s))"""
    codes = f"list_sort(list_distinct(flatten(list_transform({column}, lambda p: {each}))))"
    return f"rtrim(' ' || array_to_string(coalesce({codes}, []), ' ')) || CASE len({codes}) WHEN 0 THEN '' ELSE ' ' END"


def _names(column: str) -> str:
    return f"lower(array_to_string(list_transform({column}, lambda p: coalesce(nullif(p.name, ''), p.text)), '\\n'))"


def day_of(interval: str, ends: tuple[str, str]) -> str:
    """The first end of an interval that is told, as a date; NULL where neither is one."""
    return f"""coalesce(TRY_CAST({interval}."{ends[0]}" AS DATE), TRY_CAST({interval}."{ends[1]}" AS DATE))"""


PUBLISHED = day_of("d.published", ("start", "end"))
INDEXED = f"""
SELECT e.*, p.published,
    coalesce({day_of('e."when"', ("start", "end"))}, p.published) AS day,
    coalesce({day_of('e."when"', ("end", "start"))}, p.published) AS day_end,
    {_codes("e.actors")} AS actor_codes, {_codes("e.recipients")} AS recipient_codes,
    {_names("e.actors")} AS actor_words, {_names("e.recipients")} AS recipient_words
FROM new_events e LEFT JOIN (SELECT d.id, {PUBLISHED} AS published FROM new_documents d) p ON p.id = e.document
ORDER BY day
"""


def indexed(events: pa.Table, documents: pa.Table | None) -> pa.Table:
    """Rows of events (columns of the records) with the flat columns. `documents`: rows that tell the days of
    publication; without them events of no date of their own have no day until `dragoman store compact`."""
    import duckdb

    with duckdb.connect() as connection:
        connection.register("new_events", events)
        connection.register("new_documents", _documents() if documents is None else documents)
        return connection.sql(INDEXED).to_arrow_table().select(EVENTS.stored.names).cast(EVENTS.stored)


def _documents() -> pa.Table:
    from dragoman.store.tables import DOCUMENTS

    return DOCUMENTS.schema.empty_table()
