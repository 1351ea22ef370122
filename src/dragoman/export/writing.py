"""Writes an export: the rows of a query through SQL of the format, whole or not at all, in bounded memory."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dragoman.errors import StoreError
from dragoman.export.codebook import Facts, page
from dragoman.export.codes import load_codes
from dragoman.export.forms import Form, form_of
from dragoman.store.connection import connect
from dragoman.store.folder import failure
from dragoman.store.query import Query, conditions, relation
from dragoman.store.upkeep import stats

if TYPE_CHECKING:
    from dragoman.store.delta import Store

MEMORY = "768MB"  # what a sort or join needs beyond goes to temporary files
BATCH_ROWS = 2000
DAY_KEY = """day, type, CASE actor_codes WHEN '' THEN actor_words ELSE actor_codes END,
    CASE recipient_codes WHEN '' THEN recipient_words ELSE recipient_codes END"""
CHOSEN = """CREATE TEMP TABLE chosen AS
SELECT id, 1 + coalesce(len(also), 0) AS mentions, 1 AS outlets, 1 AS articles
FROM raw_events SEMI JOIN picked USING (id)"""
CHOSEN_A_DAY = f"""CREATE TEMP TABLE chosen AS
SELECT arg_min(id, {{c: -confidence, i: id}}) AS id, sum(1 + coalesce(len(also), 0))::BIGINT AS mentions,
    count(DISTINCT publisher) AS outlets, count(DISTINCT document) AS articles
FROM raw_events e SEMI JOIN picked USING (id) JOIN sources_of_events d ON d.id = e.document
GROUP BY {DAY_KEY}"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `events`: events in the file; `rows`: lines of it; `left_out`: events that the query found but
    the format or the one-a-day rule does not show; `codebook`: the page beside it."""

    target: str
    form: str
    events: int
    rows: int
    left_out: int
    codebook: Path | None


def write(
    store: Store, target: str | Path, form: str, *, query: Query | None = None, one_a_day: bool = False
) -> Exported:
    """See `dragoman.export.export`."""
    wanted = form_of(form)
    asked = replace(query or Query(), limit=None)
    with tempfile.TemporaryDirectory(prefix="dragoman-export-") as spill, connect(store, memory=MEMORY) as connection:
        connection.execute(f"SET temp_directory = '{spill}'")
        load_codes(connection, store)
        found = _pick(connection, wanted, asked, one_a_day)
        with _target(target) as path:
            rows = _features(connection, wanted, path) if wanted.name == "geojson" else _rows(connection, wanted, path)
        events = int(_scalar(connection, "SELECT count(*) FROM chosen"))
        counts = _counts(connection)
    codebook = None
    done = Exported(str(target), wanted.name, events, rows, found - events, None)
    if str(target) != "-":
        codebook = Path(f"{target}.codebook.md")
        facts = Facts(wanted, done, asked, one_a_day, stats(store), store, counts)
        codebook.write_text(page(facts), encoding="utf-8")
    return replace(done, codebook=codebook)


def _pick(connection: duckdb.DuckDBPyConnection, form: Form, query: Query, one_a_day: bool) -> int:
    """Make the table `chosen`; how many events the query found."""
    where, values = conditions(query)
    connection.execute(f"CREATE TEMP TABLE found AS SELECT id FROM {relation(query)} WHERE {where}", values)
    told = form.modal or query.statuses
    connection.execute(
        "CREATE TEMP VIEW picked AS SELECT id FROM found"
        if told
        else "CREATE TEMP TABLE picked AS SELECT id FROM raw_events SEMI JOIN found USING (id)"
        " WHERE list_contains(getvariable('told'), status)"
    )
    connection.execute(CHOSEN_A_DAY if one_a_day else CHOSEN)
    connection.execute(
        f"CREATE TEMP VIEW pairs AS {(files('dragoman.export') / 'sql' / 'pairs.sql').read_text('utf-8')}"
    )
    return int(_scalar(connection, "SELECT count(*) FROM found"))


def _rows(connection: duckdb.DuckDBPyConnection, form: Form, path: str) -> int:
    """Write the rows by DuckDB's own writer; their number."""
    names = ", ".join(f'"{name}"' for name in form.columns)
    sql = f"SELECT * FROM ({form.sql}) AS exported{f'({names})' if names else ''}"
    try:
        done = connection.execute(f"COPY ({sql}) TO '{path.replace(chr(39), chr(39) * 2)}' ({form.copy})").fetchall()
    except duckdb.Error as error:
        raise failure(path, error) from error
    return int(done[0][0])


def _features(connection: duckdb.DuckDBPyConnection, form: Form, path: str) -> int:
    """Write a feature collection, feature by feature."""
    count = 0
    reader = connection.sql(form.sql).to_arrow_reader(BATCH_ROWS)
    try:
        with Path(path).open("w", encoding="utf-8") as file:
            file.write('{"type": "FeatureCollection", "features": [')
            for batch in reader:
                for feature in batch.column(0).to_pylist():
                    file.write(("\n" if not count else ",\n") + feature)
                    count += 1
            file.write("\n]}\n")
    except (OSError, duckdb.Error) as error:
        raise failure(path, error) from error
    return count


@contextmanager
def _target(target: str | Path) -> Iterator[str]:
    """A path to write to: beside the target, which it becomes when all went well; or standard output."""
    if str(target) == "-":
        sys.stdout.flush()
        yield "/dev/stdout"
        return
    wanted = Path(target)
    if not wanted.parent.is_dir():
        raise StoreError(f"no folder {wanted.parent}: make it first, or name another file")
    made = wanted.with_name(f".{wanted.name}.{os.getpid()}.part")
    try:
        yield str(made)
        made.replace(wanted)
    except OSError as error:
        raise failure(wanted, error) from error
    finally:
        made.unlink(missing_ok=True)


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """What the codebook page tells of the rows."""
    chosen = "raw_events SEMI JOIN chosen USING (id)"
    return {
        "type": connection.execute(f"SELECT type, count(*) FROM {chosen} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall(),
        "status": connection.execute(f"SELECT status, count(*) FROM {chosen} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall(),
        "days": connection.execute(f"SELECT min(day), max(day), count(DISTINCT document) FROM {chosen}").fetchall(),
        "engines": connection.execute(
            f"SELECT DISTINCT origin.engine, origin.version FROM {chosen} ORDER BY ALL"
        ).fetchall(),
        "settings": connection.execute(
            "SELECT DISTINCT version, settings FROM raw_runs WHERE settings IS NOT NULL ORDER BY ALL LIMIT 20"
        ).fetchall(),
    }


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return connection.execute(sql).fetchall()[0][0]
