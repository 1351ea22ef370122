"""What the store holds at a moment: the files of its tables, which are never changed, only added and replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.store.commits import dataset
from dragoman.store.delta import Store
from dragoman.store.folder import MARKER, newest

# Documents come first: whatever they name was written before them, so that it is in the tables opened later.
ARTICLES = ("documents", "sentences", "events")
OTHERS = ("rejections", "episodes", "versions")  # the last two are there once something was linked, or watched
LINKS = pa.schema([("event", pa.string()), ("episode", pa.string())])


@dataclass(frozen=True, slots=True)
class Extent:
    """`versions` and `files` by table; `rows`: how many rows it has by its log, before anything is read."""

    versions: Mapping[str, int]
    files: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]

    @property
    def version(self) -> str:
        """Changes when and only when one of the tables does."""
        return ".".join(str(number) for number in self.versions.values())


def read_extent(store: Store) -> Extent:
    versions: dict[str, int] = {}
    files: dict[str, tuple[str, ...]] = {}
    rows: dict[str, int] = {}
    for name in (*ARTICLES, *OTHERS):
        if not (store.folder / name / "_delta_log").is_dir():
            continue
        delta = store.table(name)
        versions[name] = delta.version()
        files[name] = tuple(uri.removeprefix("file://") for uri in delta.file_uris())
        counts: Any = delta.get_add_actions(flatten=True).column("num_records")
        rows[name] = sum(one or 0 for one in counts.to_pylist())
    return Extent(versions, files, rows)


def is_current(store: Store, known: Extent) -> bool:
    """Whether no table has changed; looks at the names of files only."""
    there = [name for name in (*ARTICLES, *OTHERS) if (store.folder / name / "_delta_log").is_dir()]
    return there == list(known.versions) and all(
        newest(store.folder / name, number) == number for name, number in known.versions.items()
    )


def identity(store: Store) -> str:
    """Tells a store from another one made later in the same folder."""
    marker = store.folder.resolve() / MARKER
    found = marker.stat()
    return hashlib.sha256(f"{marker} {found.st_ino} {found.st_ctime_ns}".encode()).hexdigest()[:24]


def listed(files: Iterable[str], *, named: bool = False) -> str:
    """Parquet files as a table expression; `named`: with a column `filename`."""
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{names}], union_by_name = true{', filename = true' if named else ''})"


def show(
    cursor: duckdb.DuckDBPyConnection, store: Store, files: Mapping[str, Iterable[str]], *, wanted: bool = False
) -> None:
    """Make the views `raw_documents`, `raw_sentences` and `raw_events` over files; `wanted`: only of the articles in
    the table `wanted`."""
    for name in ARTICLES:
        some = list(files.get(name, ()))
        if not some:
            cursor.register(f"empty_{name}", dataset(store.table(name)).schema.empty_table())
        source = listed(some) if some else f"empty_{name}"
        key = "id" if name == "documents" else "document"
        semi = f" SEMI JOIN wanted w ON w.id = r.{key}" if wanted else ""
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW raw_{name} AS SELECT r.* FROM {source} r{semi}")


def show_links(cursor: duckdb.DuckDBPyConnection, extent: Extent) -> None:
    """Make the view `raw_links` of what `dragoman link` tied, and the table `superseded` of articles that came anew."""
    episodes, versions = extent.files.get("episodes", ()), extent.files.get("versions", ())
    links = f"SELECT unnest(members) AS event, id AS episode FROM {listed(episodes)}" if episodes else None
    cursor.register("no_links", LINKS.empty_table())
    cursor.execute(f"CREATE OR REPLACE TEMP VIEW raw_links AS {links or 'SELECT * FROM no_links'}")
    cursor.execute("CREATE OR REPLACE TEMP TABLE superseded (id VARCHAR)")
    documents = extent.files["documents"]
    if versions and documents:
        cursor.execute(
            f"""INSERT INTO superseded SELECT DISTINCT v.previous FROM {listed(versions)} v
            SEMI JOIN {listed(documents)} d ON d.id = v.document WHERE v.previous IS NOT NULL"""
        )


def missing(files: Iterable[str]) -> bool:
    return any(not Path(file).is_file() for file in files)
