"""Episodes as stored: found, told in full, and the agenda of what is announced."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.errors import StoreError
from dragoman.store.query import Query, conditions, relation, rows

if TYPE_CHECKING:
    from dragoman.store.delta import Store

LEAST_DIGITS = 6  # of an id that stand for it
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
    """The episode of the id of one of its reports (its own id is that of the first), or an unambiguous beginning of six
    digits or more, with the evidence for every field.

    Raises:
        StoreError: the beginning is ambiguous, the store was never linked, or it cannot be read.
    """
    _linked(store)
    with store.connect() as connection:
        same = "starts_with(event, ?)" if len(wanted) >= LEAST_DIGITS else "event = ?"
        sql = f"SELECT * FROM episodes WHERE id IN (SELECT episode FROM links WHERE {same}) LIMIT 2"
        found = rows(connection, sql, [wanted])
    if len(found) > 1:
        raise StoreError(f"several episodes have reports whose ids begin with {wanted!r}: give more of it")
    return found[0] if found else None


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
        return rows(connection, AGENDA.format(wanted=wanted), [now, first, first + timedelta(days=days), *values])


def _linked(store: Store) -> None:
    if "episodes" not in store.tables():
        raise StoreError("the reports are not tied to episodes yet: run `dragoman link` first")
