"""Episodes as stored: found, told in full, and the agenda of what is announced."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.errors import StoreError
from dragoman.store.query import Query, conditions, relation, run

if TYPE_CHECKING:
    from dragoman.store.delta import Store

AGENDA = """
SELECT p.expected_start, p.expected_end, p.type, p.modes, p.actor_names, p.actor_countries, p.recipient_names,
    p.recipient_countries, p.place, p.place_country, p.witnesses, p.first_published, p.last_published, p.id AS episode,
    p.best, coalesce(p.outcome, CASE WHEN p.expected_end >= ?::DATE THEN 'ahead' ELSE 'unknown' END) AS outcome,
    list_filter(p.statuses, lambda s: s.status IN ('occurred', 'ongoing', 'negated')) AS told
FROM episodes p
WHERE p.announced AND p.expected_start IS NOT NULL AND p.expected_end >= ?::DATE AND p.expected_start <= ?::DATE
    AND {wanted}
ORDER BY p.expected_start, p.expected_end, p.id
"""


def episode(store: Store, wanted: str) -> dict[str, Any] | None:
    """The episode of an id, or of the id of one of its reports, with the evidence for every field.

    Raises:
        StoreError: the store was never linked, or cannot be read.
    """
    _linked(store)
    with store.connect() as connection:
        sql = "SELECT * FROM episodes WHERE id = coalesce((SELECT episode FROM links WHERE event = ?), ?)"
        cursor = run(connection, sql, [wanted, wanted])
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    return dict(zip(columns, rows[0], strict=True)) if rows else None


def agenda(
    store: Store, query: Query | None = None, *, today: date | None = None, since: date | None = None, days: int = 30
) -> list[dict[str, Any]]:
    """What was announced for the days from `since` (today) on, by expected date: rows with who, whom, what, where, and
    `outcome`: held or cancelled where later articles tell, ahead, or unknown where the day went by and none tells.
    `told`: the reports that tell what became of it. `query`: only episodes with a report that it finds.

    Raises:
        StoreError: the store was never linked, or cannot be read.
    """
    _linked(store)
    now = today or date.today()
    first = since or now
    wanted = "true"
    values: list[Any] = []
    if query is not None:
        where, values = conditions(query)
        wanted = f"""p.id IN (SELECT l.episode FROM links l SEMI JOIN
            (SELECT id FROM {relation(query)} WHERE {where}) f ON f.id = l.event)"""
    with store.connect() as connection:
        cursor = run(connection, AGENDA.format(wanted=wanted), [now, first, first + timedelta(days=days), *values])
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _linked(store: Store) -> None:
    if "episodes" not in store.tables():
        raise StoreError("the reports are not tied to episodes yet: run `dragoman link` first")
