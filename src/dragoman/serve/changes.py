"""Filling the page's tables from the store, and bringing them up to date by what has changed alone.

Files of a Delta table never change. Files that came hold new articles; where files went, merged or put together, the
rows of both sides are compared, and the articles that differ are taken out and put in again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from dragoman.serve.build import ACTOR_NAME, EPISODE, FACET, LINK, MEMBER, PAIR, SEQUENCES, TABLES
from dragoman.serve.extent import ARTICLES, Extent, listed, missing, show, show_links
from dragoman.store.delta import Store

MOST_CHANGED = 0.3  # share of all articles from which on it is quicker to begin anew
KEYS = {"documents": "id", "sentences": "document", "events": "document"}
Cursor = duckdb.DuckDBPyConnection


class RebuildError(Exception):
    """So much has changed, or gone, that the tables are better made anew."""


@dataclass(frozen=True, slots=True)
class Held:
    """The files of a table that are in the page's tables. `waiting`: those that hold rows of articles which had not yet
    been written when they were read."""

    files: frozenset[str]
    waiting: frozenset[str]


def fill(cursor: Cursor, store: Store, extent: Extent, reached: Callable[[str], None]) -> None:
    """Make all tables. `reached` is told each as it is ready."""
    cursor.execute(SEQUENCES)
    cursor.execute("CREATE TABLE held (name VARCHAR, file VARCHAR, waiting BOOLEAN)")
    cursor.execute("CREATE TABLE state (key VARCHAR, value VARCHAR)")
    show(cursor, store, extent.files)
    show_links(cursor, extent)
    for name, select in TABLES.items():
        cursor.execute(f"CREATE TABLE {name} AS {select}")
        reached(name)
    _note(cursor, extent)


def held(cursor: Cursor) -> dict[str, Held]:
    rows = cursor.execute("SELECT name, file, waiting FROM held").fetchall()
    return {
        name: Held(
            frozenset(file for table, file, _ in rows if table == name),
            frozenset(file for table, file, waiting in rows if table == name and waiting),
        )
        for name in (*ARTICLES, "episodes", "versions")
    }


def refresh(cursor: Cursor, store: Store, extent: Extent) -> None:
    """Bring the tables up to the extent, in one transaction.

    Raises:
        RebuildError: they had better be made anew; nothing was changed.
    """
    before = held(cursor)
    show_links(cursor, extent)
    sources = _wanted(cursor, store, extent, before)
    show(cursor, store, sources, wanted=True)
    cursor.execute("BEGIN TRANSACTION")
    try:
        cursor.execute("CREATE OR REPLACE TEMP TABLE touched (episode VARCHAR)")
        _take_out(cursor)
        mark = _number(cursor, "SELECT coalesce(max(num), 0) FROM doc")
        for name in ("doc", "ev"):
            cursor.execute(f"INSERT INTO {name} {TABLES[name]}")
        fresh = f"doc_num > {mark}"
        _tally(cursor, "", fresh)
        cursor.execute(f"INSERT INTO pair {PAIR.format(which=fresh)}")
        if frozenset(extent.files.get("episodes", ())) != before["episodes"].files:
            _tie(cursor)
        cursor.execute(f"INSERT INTO member {MEMBER.format(which=fresh)}")
        cursor.execute(f"INSERT INTO touched SELECT m.episode FROM member m JOIN ev e ON e.n = m.n WHERE e.{fresh}")
        cursor.execute("DELETE FROM episode WHERE id IN (SELECT episode FROM touched)")
        cursor.execute(
            f"INSERT INTO episode {EPISODE} WHERE m.episode IN (SELECT episode FROM touched) GROUP BY m.episode"
        )
        _note(cursor, extent, before)
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise


def _wanted(cursor: Cursor, store: Store, extent: Extent, before: dict[str, Held]) -> dict[str, list[str]]:
    """Fill the table `wanted` with the articles to put in, and tell the files that hold them."""
    added = {name: sorted(set(extent.files[name]) - before[name].files) for name in ARTICLES}
    gone = {name: sorted(before[name].files - set(extent.files[name])) for name in ARTICLES}
    fresh = {name: [*added[name], *sorted(before[name].waiting - set(gone[name]))] for name in ARTICLES}
    cursor.execute("CREATE OR REPLACE TEMP TABLE wanted (id VARCHAR)")
    whole = {name: list(extent.files[name]) for name in ARTICLES}
    if any(gone.values()):
        if missing(file for files in gone.values() for file in files):
            raise RebuildError
        for name in ARTICLES:
            cursor.execute(f"INSERT INTO wanted {_differing(name, added[name], gone[name])}")
        sources = whole
    else:
        if added["documents"]:
            cursor.execute(f"INSERT INTO wanted SELECT id FROM {listed(added['documents'])} d ANTI JOIN doc USING (id)")
        later = 0
        if added["events"]:  # events of articles that are here already, written without them
            cursor.execute(
                f"""INSERT INTO wanted SELECT DISTINCT r.document FROM {listed(added["events"])} r
                JOIN doc d ON d.id = r.document ANTI JOIN ev e ON e.id = r.id"""
            )
            later = _number(cursor, "SELECT count(*) FROM wanted w SEMI JOIN doc d ON d.id = w.id")
        sources = whole if later else fresh
    changed = _number(cursor, "SELECT count(*) FROM (SELECT DISTINCT id FROM wanted)")
    if changed > 1000 and changed > MOST_CHANGED * _number(cursor, "SELECT count(*) FROM doc"):
        raise RebuildError
    return sources


def _differing(name: str, added: list[str], gone: list[str]) -> str:
    """The articles whose rows in files that came are not those in files that went."""
    key = KEYS[name]
    sides = [
        f"(SELECT r.{key} AS id, hash(r) AS row FROM {listed(files)} r)"
        if files
        else "(SELECT NULL::VARCHAR AS id, NULL::UBIGINT AS row WHERE false)"
        for files in (added, gone)
    ]
    return f"""SELECT id FROM (SELECT DISTINCT id FROM (
        (FROM {sides[0]} EXCEPT FROM {sides[1]}) UNION ALL (FROM {sides[1]} EXCEPT FROM {sides[0]}))) d
        ANTI JOIN wanted USING (id)"""


def _take_out(cursor: Cursor) -> None:
    """Remove what is to be put in again, and the articles that a later version replaces."""
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE old AS
        SELECT id FROM doc WHERE id IN (SELECT id FROM wanted UNION ALL SELECT id FROM superseded)"""
    )
    if not _number(cursor, "SELECT count(*) FROM old"):
        return
    which = "document IN (SELECT id FROM old)"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE old_events AS SELECT n FROM ev WHERE {which}")
    cursor.execute("INSERT INTO touched SELECT episode FROM member WHERE n IN (SELECT n FROM old_events)")
    _tally(cursor, "-", which)
    for name in ("pair", "member", "ev"):
        cursor.execute(f"DELETE FROM {name} WHERE n IN (SELECT n FROM old_events)")
    cursor.execute("DELETE FROM doc WHERE id IN (SELECT id FROM old)")


def _tie(cursor: Cursor) -> None:
    """Follow what `dragoman link` has tied anew."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE tied AS {LINK}")
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE moved AS SELECT DISTINCT event FROM (
        (FROM tied EXCEPT FROM link) UNION ALL (FROM link EXCEPT FROM tied))"""
    )
    cursor.execute("DELETE FROM link WHERE event IN (SELECT event FROM moved)")
    cursor.execute("INSERT INTO link SELECT event, episode FROM tied WHERE event IN (SELECT event FROM moved)")
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE moved_events AS
        SELECT m.n, m.episode FROM member m JOIN ev e ON e.n = m.n WHERE e.id IN (SELECT event FROM moved)"""
    )
    cursor.execute("INSERT INTO touched SELECT episode FROM moved_events")
    cursor.execute("DELETE FROM member WHERE n IN (SELECT n FROM moved_events)")
    which = "n IN (SELECT n FROM moved_events)"
    cursor.execute(f"INSERT INTO member {MEMBER.format(which=which)}")
    cursor.execute(f"INSERT INTO touched SELECT episode FROM member WHERE {which}")


def _tally(cursor: Cursor, sign: str, which: str) -> None:
    for name, select in (("facet", FACET), ("actor_name", ACTOR_NAME)):
        cursor.execute(f"INSERT INTO {name} {select.format(sign=sign, which=which)}")


def _note(cursor: Cursor, extent: Extent, before: dict[str, Held] | None = None) -> None:
    """Note the files that are in, and those whose articles are still to come."""
    kept: list[tuple[str, str, bool]] = []
    for name, files in extent.files.items():
        unsure: Iterable[str] = files
        if before is not None and name in before:
            unsure = (set(files) - before[name].files) | (before[name].waiting & set(files))
        waiting = _unclaimed(cursor, unsure) if name in ("sentences", "events") else set()
        kept += [(name, file, file in waiting) for file in files]
    cursor.execute("DELETE FROM held")
    if kept:
        cursor.execute(
            "INSERT INTO held SELECT unnest($1), unnest($2), unnest($3)",
            [[one[column] for one in kept] for column in range(3)],
        )
    cursor.execute("DELETE FROM state")
    for key, value in (("versions", extent.versions), ("rows", extent.rows)):
        cursor.execute("INSERT INTO state VALUES ($1, $2)", [key, json.dumps(dict(value))])


def _unclaimed(cursor: Cursor, files: Iterable[str]) -> set[str]:
    files = list(files)
    if not files:
        return set()
    rows = cursor.execute(
        f"""SELECT DISTINCT r.filename FROM {listed(files, named=True)} r
        ANTI JOIN doc d ON d.id = r.document ANTI JOIN superseded s ON s.id = r.document"""
    ).fetchall()
    return {row[0] for row in rows}


def noted(cursor: Cursor) -> Extent | None:
    """The extent that the tables stand for; None where they were never finished."""
    try:
        state: dict[str, Any] = {
            key: json.loads(value) for key, value in cursor.execute("SELECT key, value FROM state").fetchall()
        }
    except duckdb.Error:
        return None
    if not {"versions", "rows"} <= set(state):
        return None
    files = {name: tuple(one.files) for name, one in held(cursor).items() if one.files or name in ARTICLES}
    return Extent(state["versions"], files, state["rows"])


def _number(cursor: Cursor, sql: str) -> int:
    return int(cursor.execute(sql).fetchall()[0][0])
