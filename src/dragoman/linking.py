"""Linking a store: families of near-copies, ties between reports, episodes; a new day at the cost of the new day.

Tables: `fingerprints` (the articles that are linked, each with its family), `links` (the tie and the episode of each
report), `episodes`. Fingerprints are written last: an article in them says that its reports are linked. A note in the
folder tells of a killed run, after which all episodes are written anew.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa

from dragoman.data import Data
from dragoman.errors import StoreError
from dragoman.link import copies, tie
from dragoman.link.forest import Forest, grow
from dragoman.link.ties import statements
from dragoman.store import commits
from dragoman.store.commits import create_table
from dragoman.store.connection import connect
from dragoman.store.delta import Store
from dragoman.store.folder import LINKING_LOCK, LINKING_UNFINISHED, failure, only_one
from dragoman.store.tables import Table

TEXT, DAY, WHOLE, REAL = pa.string(), pa.date32(), pa.int32(), pa.float64()
TEXTS = pa.list_(TEXT)


def _rows(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct(list(fields.items())))


FINGERPRINTS = Table(
    "fingerprints",
    pa.schema(
        [
            ("document", TEXT),
            ("published", DAY),
            ("state", TEXT),
            ("hashes", pa.binary()),
            ("shingles", pa.int64()),
            ("copied_from", TEXT),
            ("share", REAL),
            ("family", TEXT),
        ]
    ),
    ("document",),
)
LINKS = Table(
    "links",
    pa.schema([("event", TEXT), ("document", TEXT), ("earlier", TEXT), ("score", REAL), ("episode", TEXT)]),
    ("event",),
)
EPISODES = Table(
    "episodes",
    pa.schema(
        [
            ("id", TEXT),
            ("best", TEXT),
            ("members", TEXTS),
            ("reports", WHOLE),
            ("articles", WHOLE),
            ("outlets", WHOLE),
            ("witnesses", WHOLE),
            ("first_published", DAY),
            ("last_published", DAY),
            ("type", TEXT),
            ("modes", TEXTS),
            ("cameo", TEXT),
            ("quad", pa.int64()),
            ("intensity", REAL),
            ("actor_names", TEXTS),
            ("actor_countries", TEXTS),
            ("recipient_names", TEXTS),
            ("recipient_countries", TEXTS),
            ("date_start", DAY),
            ("date_end", DAY),
            ("date_grain", TEXT),
            ("dates", _rows(start=DAY, end=DAY, grain=TEXT, witnesses=WHOLE, outlets=TEXTS)),
            ("place", TEXT),
            ("place_country", TEXT),
            ("admin1", TEXT),
            ("geonameid", pa.int64()),
            ("latitude", REAL),
            ("longitude", REAL),
            ("place_grain", TEXT),
            ("places", _rows(name=TEXT, country=TEXT, grain=TEXT, witnesses=WHOLE, outlets=TEXTS)),
            ("status", TEXT),
            ("contested", pa.bool_()),
            ("statuses", _rows(published=DAY, status=TEXT, outlet=TEXT, source=TEXT, event=TEXT)),
            ("sources", _rows(name=TEXT, stance=TEXT, kind=TEXT, outlet=TEXT, published=DAY, event=TEXT)),
            ("announced", pa.bool_()),
            ("expected_start", DAY),
            ("expected_end", DAY),
            ("outcome", TEXT),
        ]
    ),
    ("id",),
)
TABLES = (FINGERPRINTS, LINKS, EPISODES)
PRINT = pa.schema([FINGERPRINTS.schema.field(name) for name in ("document", "hashes", "shingles")])
TEXTS_AT_ONCE, REPORTS_AT_ONCE, ROWS_AT_ONCE = 2_000, 200_000, 20_000
MEMORY = "1GB"  # of the database; what needs more goes to temporary files
NO_ROOM = "linking needs more room for temporary files than {0} has ({1}): set TMPDIR to a larger folder, run it again"
LOST = "(SELECT document FROM lost_document)"


@dataclass(frozen=True, slots=True)
class Linked:
    """What a run of linking did. `articles`: those that came, changed or went. `copies`: near-copies in families that
    changed. `reports`: those that hang on something new. `tied`: of these, tied to an earlier one. `written`: episodes
    that came or changed. `episodes`: in all."""

    articles: int = 0
    copies: int = 0
    reports: int = 0
    tied: int = 0
    written: int = 0
    episodes: int = 0
    seconds: float = 0.0


def link(store: Store, *, again: bool = False, data: Data | None = None) -> Linked:
    """Tie the reports of the articles that came, changed or went since the last run to episodes. `again`: of all.

    Other processes may write meanwhile; what they add is linked by the next run. One process links at a time.

    Raises:
        StoreError: the store is open as of a version, its disk is full or cannot be written, or another process links.
    """
    start = time.perf_counter()
    with only_one(store.folder, LINKING_LOCK, "links"):
        with store.changing():
            for table in TABLES:
                create_table(store.folder, table)
        with _database(store) as connection:
            done = _Run(store, connection, data or Data(), again).run()
    return replace(done, seconds=round(time.perf_counter() - start, 2))


@contextmanager
def _database(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own that spills what is too large to the folder for temporary files.

    Raises:
        StoreError: that folder has no room.
    """
    with tempfile.TemporaryDirectory(prefix="dragoman-link-") as spill, connect(store, memory=MEMORY) as connection:
        connection.execute(f"SET temp_directory = '{spill}'")
        try:
            yield connection
        except duckdb.IOException as error:
            raise failure(spill, error) from error
        except duckdb.OutOfMemoryException as error:
            raise StoreError(NO_ROOM.format(tempfile.gettempdir(), " ".join(str(error).split()))) from error


class _Run:
    """One run of linking, step by step, in temporary tables of one connection."""

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection, data: Data, again: bool) -> None:
        self.store, self.connection, self.data = store, connection, data
        self.unfinished = store.folder / LINKING_UNFINISHED
        self.everything = again or self.unfinished.exists()
        connection.execute("SET VARIABLE again = ?", [again])

    def run(self) -> Linked:
        self.connection.execute(statements("changes"))
        articles = self._count("lost_document")
        self.anew = not self._count(f"fingerprints WHERE document NOT IN {LOST}")
        if not articles and not self.everything:
            return Linked(episodes=self._count("episodes"))
        self._families()
        tie(self.connection, self.data)
        self._trees()
        self._tell()
        reports, tied = self.connection.execute("SELECT count(*), count(earlier) FROM report_moved").fetchall()[0]
        done = Linked(
            articles,
            self._count("copy_tree WHERE earlier IS NOT NULL"),
            reports,
            tied,
            self._count("told_episode"),
            self._count("episodes WHERE id NOT IN (FROM report_old_root)") + self._count("told_episode"),
        )
        self._write()
        return done

    def _families(self) -> None:
        """Make `fresh_print`, `copy_tree` and `family`."""
        fresh = self._fresh_prints()
        self.connection.register("fresh_print", fresh)
        rows = self.connection.sql(
            f"""WITH span AS (SELECT min(published) - {copies.DAYS} AS low, max(published) + {copies.DAYS} AS high,
                bool_or(published IS NULL) AS undated FROM article WHERE fresh)
            SELECT a.id, a.canon, a.fresh, a.published, f.hashes, f.shingles FROM article a JOIN (
                SELECT document, hashes, shingles FROM fresh_print
                UNION ALL SELECT document, hashes, shingles FROM fingerprints WHERE document NOT IN {LOST}
            ) f ON f.document = a.id, span
            WHERE a.published BETWEEN low AND high OR (a.published IS NULL AND undated) ORDER BY a.canon"""
        ).to_arrow_table()
        later, earlier, share = copies.pairs(_prints(rows), np.array(rows.column("fresh").to_pylist(), dtype=bool))
        names = rows.column("id")
        edges = pa.table(
            {"later": names.take(pa.array(later)), "earlier": names.take(pa.array(earlier)), "score": share}
        )
        self.connection.register("copy_edge", edges)
        stored = "(SELECT document AS id, copied_from AS earlier, share AS score, family AS root FROM fingerprints)"
        grow(self.connection, Forest("copy", "article", "copy_edge", stored, LOST))
        self.connection.execute(
            f"""CREATE OR REPLACE TEMP TABLE family AS SELECT id AS document, root AS family FROM copy_tree
            UNION ALL SELECT document, family FROM fingerprints
            WHERE document NOT IN (SELECT id FROM copy_tree) AND document NOT IN {LOST}"""
        )

    def _fresh_prints(self) -> pa.Table:
        reader = self.connection.sql(
            "SELECT id, text FROM documents d SEMI JOIN fresh_document f ON f.document = d.id"
        ).to_arrow_reader(TEXTS_AT_ONCE)
        parts = []
        for batch in reader:
            hashes, sizes = copies.fingerprints(batch.column(1).to_pylist())
            binary = pa.array([row.tobytes() for row in hashes], pa.binary())
            parts.append(pa.table([batch.column(0), binary, pa.array(sizes)], schema=PRINT))
        return pa.concat_tables(parts) if parts else PRINT.empty_table()

    def _trees(self) -> None:
        """Make `report_tree`, and `tree(event, episode)` for the episodes that are written."""
        stored = "(SELECT event AS id, earlier, score, episode AS root FROM links)"
        lost = f"(SELECT event FROM links WHERE document IN {LOST})"
        changed = "(SELECT t.id FROM copy_tree t ANTI JOIN fingerprints f ON f.document = t.id AND f.family = t.root)"
        touched = f"id IN (SELECT event FROM links WHERE document IN {changed})"
        forest = Forest("report", "report", "tie", stored, lost)
        grow(self.connection, forest, everything="true" if self.everything else touched)
        if self.everything:
            self.connection.execute("INSERT INTO report_old_root SELECT id FROM episodes")
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE tree AS SELECT id AS event, root AS episode FROM report_tree"
        )

    def _tell(self) -> None:
        """Make `told_episode`, some reports at a time."""
        ask = self.connection.execute
        parts = 1 + self._count("tree") // REPORTS_AT_ONCE
        ask("SET VARIABLE parts = ?", [parts])
        ask(statements("members"))
        for part in range(parts):
            ask("SET VARIABLE part = ?", [part])
            ask(statements("episodes"))
            into = "INSERT INTO told_episode" if part else "CREATE OR REPLACE TEMP TABLE told_episode AS"
            ask(f"{into} FROM part_episode")
        for name in ("member", "said", "teller", "part_episode"):
            ask(f"DROP TABLE {name}")

    def _write(self) -> None:
        """Write what changed, table by table; a killed run is told by the note."""
        make = "CREATE OR REPLACE TEMP TABLE"
        self.connection.execute(
            f"""{make} link_row AS
            SELECT t.id AS event, r.document, t.earlier, t.score, t.root AS episode
            FROM report_tree t JOIN report r USING (id);
            {make} link_gone AS
            SELECT event FROM links WHERE document IN {LOST} AND event NOT IN (SELECT id FROM report_tree);
            {make} print_row AS
            SELECT t.id AS document, a.published, a.state, coalesce(p.hashes, f.hashes) AS hashes,
                coalesce(p.shingles, f.shingles) AS shingles, t.earlier AS copied_from, t.score AS share,
                t.root AS family
            FROM copy_tree t JOIN article a USING (id) LEFT JOIN fresh_print p ON p.document = t.id
                LEFT JOIN fingerprints f ON f.document = t.id;
            {make} print_gone AS
            SELECT document FROM lost_document WHERE document NOT IN (SELECT id FROM article)"""
        )
        with self.store.changing():
            self.unfinished.touch()
            self._replace(LINKS, "link_row", "link_gone")
            self._replace(EPISODES, "told_episode", "report_old_root")
            self._replace(FINGERPRINTS, "print_row", "print_gone")
            self.unfinished.unlink(missing_ok=True)
            self.store.note("link")

    def _replace(self, table: Table, rows: str, gone: str) -> None:
        """Delete the rows of keys that are gone, then insert rows, replacing those of the same key."""
        path = str(self.store.folder / table.name)

        def read() -> pa.RecordBatchReader:
            names = ", ".join(f'"{name}"' for name in table.schema.names)
            found = self.connection.sql(f"SELECT {names} FROM {rows}").to_arrow_reader(ROWS_AT_ONCE)
            return found.cast(table.schema)

        if self.anew:
            commits.overwrite(path, read)
            return
        keys = self.connection.sql(f"FROM {gone}").to_arrow_table().column(0)
        if len(keys):
            commits.delete(path, table.keys[0], keys.to_pylist())
        if self._count(rows):
            commits.merge(path, table, read().read_all())

    def _count(self, relation: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def _prints(rows: pa.Table) -> copies.Prints:
    """Fingerprints of rows in canonical order."""
    count = len(rows)
    hashes = np.frombuffer(b"".join(rows.column("hashes").to_pylist()), dtype=np.uint32)
    days = rows.column("published").cast(pa.int32()).fill_null(copies.UNDATED).to_numpy()
    sizes = rows.column("shingles").to_numpy()
    return copies.Prints(np.arange(count), days, hashes.reshape(count, copies.PERMUTATIONS), sizes)
