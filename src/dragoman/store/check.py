"""Whether a store is whole: its files, its keys, what its rows say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from dragoman.errors import StoreError
from dragoman.store import folder as layout
from dragoman.store.delta import Store
from dragoman.store.tables import TABLES

RULES = (
    (
        "events without their article",
        "SELECT count(*) FROM known_events e ANTI JOIN raw_documents d ON d.id = e.document",
    ),
    (
        "sentences without their article",
        "SELECT count(*) FROM known_sentences s ANTI JOIN raw_documents d ON d.id = s.document",
    ),
    (
        "events whose sentence is missing",
        """SELECT count(*) FROM raw_events e SEMI JOIN raw_documents d ON d.id = e.document
        ANTI JOIN raw_sentences s ON s.document = e.document AND s."index" = e.sentence""",
    ),
    (
        "sentences that reach past the text",
        """SELECT count(*) FROM raw_sentences s JOIN raw_documents d ON d.id = s.document
        WHERE s."start" < 0 OR s."end" < s."start" OR s."end" > length(d.text)""",
    ),
    (
        "triggers that reach past the text",
        """SELECT count(*) FROM raw_events e JOIN raw_documents d ON d.id = e.document
        WHERE e.trigger."start" < 0 OR e.trigger."end" > length(d.text)""",
    ),
    (
        "events of a wrong day of publication (run `dragoman store compact`)",
        """SELECT count(*) FROM raw_events e JOIN documents d ON d.id = e.document
        WHERE e.published IS DISTINCT FROM d.published""",
    ),
)
# Of a store that is linked: the tables of `dragoman.linking`.
LINK_RULES = (
    ("reports whose episode is missing", "SELECT count(*) FROM links l ANTI JOIN episodes e ON e.id = l.episode"),
    (
        "reports tied to one that is not linked",
        "SELECT count(*) FROM links l ANTI JOIN links e ON e.event = l.earlier WHERE l.earlier IS NOT NULL",
    ),
    (
        "episodes of other reports than those linked to them",
        """SELECT count(*) FROM episodes e LEFT JOIN (
            SELECT episode, count(*) AS reports FROM links GROUP BY episode) l ON l.episode = e.id
        WHERE e.reports IS DISTINCT FROM l.reports""",
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a table (or file), in words that tell what to do where something can be done."""

    where: str
    what: str


def check(store: Store, *, deep: bool = False) -> tuple[Problem, ...]:
    """The problems of a store; none if it is whole. `deep`: read every column of every row, not the counts alone.
    Nothing is changed."""
    problems = list(_tables(store, deep))
    pending = layout.read_pending(store.folder)
    unfinished = (store.folder / layout.LINKING_UNFINISHED).exists()
    if not problems:
        problems += _contents(store, pending or [], linked="links" in store.tables() and not unfinished)
    if unfinished:
        problems.append(Problem(layout.LINKING_UNFINISHED, "linking was cut short: run `dragoman link` again"))
    if pending is not None:
        problems.append(
            Problem(
                layout.PENDING, "a batch is being written, or was cut short: the next write undoes it, nothing to do"
            )
        )
    return tuple(problems)


def _tables(store: Store, deep: bool) -> Iterator[Problem]:
    for name in sorted({table.name for table in TABLES} | set(store.tables())):
        try:
            actions = store.table(name).get_add_actions(flatten=True)
        except StoreError as error:
            yield Problem(name, str(error))
            continue
        for path, size, rows in zip(
            *(actions.column(key).to_pylist() for key in ("path", "size_bytes", "num_records")), strict=True
        ):
            wrong = _file(store.folder / name / path, size, rows, deep)
            if wrong:
                yield Problem(f"{name}/{path}", wrong)


def _file(path: Path, size: int, rows: int | None, deep: bool) -> str | None:
    restore = "restore it from a copy of the store, or read an older version with --as-of"
    try:
        if not path.is_file():
            return f"the file is missing: {restore}"
        if path.stat().st_size != size:
            return f"the file has {path.stat().st_size} bytes instead of {size}: {restore}"
        with pq.ParquetFile(path) as file:
            if rows is not None and file.metadata.num_rows != rows:
                return f"the file has {file.metadata.num_rows} rows instead of {rows}: {restore}"
            if deep:
                for _ in file.iter_batches(16_384):
                    pass
    except (OSError, ValueError) as error:
        return f"the file cannot be read ({' '.join(str(error).split())}): {restore}"
    return None


def _contents(store: Store, pending: list[str], linked: bool) -> Iterator[Problem]:
    with store.connect() as connection:
        connection.execute("CREATE TEMP TABLE pending AS SELECT unnest(?::VARCHAR[]) AS document", [pending])
        for name in ("events", "sentences"):
            connection.execute(
                f"CREATE TEMP VIEW known_{name} AS SELECT * FROM raw_{name} ANTI JOIN pending USING (document)"
            )
        for table in TABLES:
            keys = ", ".join(f'"{key}"' for key in table.keys)
            sql = f"SELECT count(*) FROM (SELECT {keys} FROM raw_{table.name} GROUP BY ALL HAVING count(*) > 1)"
            doubled = _count(connection, sql)
            if doubled:
                yield Problem(table.name, f"{doubled} keys ({keys}) stand for more than one row")
        for what, sql in (*RULES, *(LINK_RULES if linked else ())):
            found = _count(connection, sql)
            if found:
                yield Problem("contents", f"{found} {what}")


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])
