"""Episodes: one thing that happened, as told by several articles.

Where `dragoman link` has written the table `episodes`, its ties are used. Else reports of the same type between the
same countries on the same day, or of the same undated act in articles of the same week, count as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from dragoman.store.commits import dataset

if TYPE_CHECKING:
    from dragoman.serve.snapshot import Snapshot
    from dragoman.store.delta import Store

# The surest of some events `e`, of several as sure the first.
SUREST = "arg_max(e.n, {'sure': e.confidence, 'first': -e.n})"
BUILD_EPISODES = f"""
CREATE TABLE member AS
SELECT e.n, coalesce(l.episode, left(sha256(concat_ws('|', e.type,
        list_sort(list_distinct(list_concat(e.ac, e.rc)))::VARCHAR,
        CASE WHEN e.date_start = e.date_end THEN e.date_start::VARCHAR
        WHEN e.dated THEN concat(e.date_start, '/', e.date_end)
        ELSE 'week ' || date_trunc('week', e.published)::VARCHAR END,
        CASE WHEN len(e.ac) + len(e.rc) = 0 THEN e.id ELSE '' END)), 16)) AS episode
FROM ev e LEFT JOIN link l ON l.event = e.id;
CREATE TABLE episode AS
SELECT m.episode AS id, count(*)::INTEGER AS reports, count(DISTINCT e.document)::INTEGER AS articles,
    count(DISTINCT e.publisher)::INTEGER AS outlets, {SUREST} AS best,
    min(e.date_start) AS date_start, max(e.date_end) AS date_end, max(e.day) AS day, bool_or(e.contested) AS contested,
    count(*) FILTER (e.status IN ('alleged', 'denied'))::INTEGER AS claimed
FROM member m JOIN ev e ON e.n = m.n GROUP BY m.episode;
"""
LINKED = "SELECT id AS episode, unnest(members) AS event FROM linked_episodes"


def load_links(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    """The table `link(event, episode)` from what `dragoman link` wrote, empty where it has not run."""
    connection.execute("CREATE TABLE link (event VARCHAR, episode VARCHAR)")
    if not (store.folder / "episodes").is_dir():
        return
    rows = dataset(store.table("episodes"))
    if not {"id", "members"} <= set(rows.schema.names):
        return
    connection.register("linked_episodes", rows)
    connection.execute(f"INSERT INTO link SELECT DISTINCT ON (event) event, episode FROM ({LINKED})")
    connection.unregister("linked_episodes")


def episode_of(snapshot: Snapshot, event: str) -> str | None:
    """The episode that an event belongs to."""
    found = snapshot.rows("SELECT m.episode FROM member m JOIN ev e ON e.n = m.n WHERE e.id = ?", [event])
    return str(found[0]["episode"]) if found else None


def comparison(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """What the reports of an episode agree and differ on: each value of a field with the outlets that give it."""
    out: dict[str, Any] = {}
    for field in ("date", "place", "status", "type", "who", "whom"):
        values: dict[str, list[str]] = {}
        for one in reports:
            outlets = values.setdefault(_value(one, field), [])
            name = one["publisher"] or "unknown outlet"
            if name not in outlets:
                outlets.append(name)
        out[field] = [{"value": value, "outlets": outlets} for value, outlets in values.items()]
    return out


def _value(one: dict[str, Any], field: str) -> str:
    if field == "date":
        start, end = one["date_start"], one["date_end"]
        if not (start or end):
            return ""
        return str(start) if start == end else f"{start or '…'} – {end or '…'}"
    if field == "place":
        return str(one["place"] or "")
    if field in ("who", "whom"):
        parties = one["actors" if field == "who" else "recipients"]
        return ", ".join(party["name"] for party in parties)
    return str(one[field])
