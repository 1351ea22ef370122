"""Reads event files of other makers, and our own exports, into one narrow form in which they can be compared."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.data import Data
from dragoman.errors import SourceError, StoreError
from dragoman.export.codes import load_codes
from dragoman.export.forms import FORMS, GDELT, ICEWS, POLECAT

TEXT, WORDS, NUMBER = pa.string(), pa.list_(pa.string()), pa.float64()
NARROW = pa.schema(
    [
        ("dataset", TEXT),
        ("id", TEXT),
        ("day", pa.date32()),
        ("type", TEXT),
        ("modes", WORDS),
        ("cameo", TEXT),
        ("status", TEXT),
        ("quad", pa.int64()),
        ("intensity", NUMBER),
        ("actor_names", WORDS),
        ("actor_countries", WORDS),
        ("actor_sectors", WORDS),
        ("recipient_names", WORDS),
        ("recipient_countries", WORDS),
        ("recipient_sectors", WORDS),
        ("place", TEXT),
        ("place_country", TEXT),
        ("latitude", NUMBER),
        ("longitude", NUMBER),
        ("publisher", TEXT),
        ("published", pa.date32()),
        ("url", TEXT),
    ]
)
# GDELT 1.0 has no ADM2 codes, and its first files no address.
GDELT_ONE = tuple(name for name in GDELT if "ADM2" not in name)
GDELT_WIDTHS = {61: GDELT, 58: GDELT_ONE, 57: GDELT_ONE[:-1]}
SNIFFED = 65_536
_ENTITY = "STRUCT(code VARCHAR, sector VARCHAR, entity_name VARCHAR)[]"
_LOCATION = "STRUCT(resolved_place VARCHAR, country_code VARCHAR, lat DOUBLE, lon DOUBLE)"
_PROPERTIES = (
    'STRUCT(event VARCHAR, modes VARCHAR[], status VARCHAR, quad BIGINT, intensity DOUBLE, "date" VARCHAR,'
    " actors VARCHAR[], actor_countries VARCHAR[], recipients VARCHAR[], recipient_countries VARCHAR[], place VARCHAR,"
    " country VARCHAR, publisher VARCHAR, url VARCHAR)"
)
# What is read of files of objects; keys that a file does not have are NULL.
JSON_COLUMNS = {
    "plover": {
        **dict.fromkeys(("id", "date", "cameo", "status"), "VARCHAR"),
        **dict.fromkeys(("event", "mode", "context"), "VARCHAR[]"),
        "actor": _ENTITY,
        "recipient": _ENTITY,
        "quad_code": "BIGINT",
        "event_scale": "DOUBLE",
        "event_loc": _LOCATION,
        "cite_info": 'STRUCT(publication VARCHAR, "date" VARCHAR, url VARCHAR)',
    },
    "jsonl": {
        **dict.fromkeys("id day type cameo status place place_country publisher published url".split(), "VARCHAR"),
        **dict.fromkeys("modes actor_names actor_countries actor_sectors".split(), "VARCHAR[]"),
        **dict.fromkeys("recipient_names recipient_countries recipient_sectors".split(), "VARCHAR[]"),
        "quad": "BIGINT",
        **dict.fromkeys(("intensity", "latitude", "longitude"), "DOUBLE"),
    },
    "geojson": {"features": f"STRUCT(id VARCHAR, geometry STRUCT(coordinates DOUBLE[]), properties {_PROPERTIES})[]"},
}


def read(path: str | Path, form: str | None = None, *, dataset: str | None = None) -> pa.Table:
    """The events of a file as a table of schema `NARROW`. `form`: a name of `FORMS`; None: seen from the file. Files
    may be compressed (gzip, or zip with one member), in UTF-8 or Latin-1.

    Raises:
        SourceError: the file cannot be read, or is of no known form.
    """
    wanted = Path(path)
    with _unpacked(wanted) as plain, duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
        kind = form or sniff(plain)
        if kind not in FORMS:
            raise SourceError(f"no format {kind!r}: choose one of {', '.join(FORMS)}")
        try:
            _load(connection, plain, kind)
            table = connection.sql(_statement(kind)).to_arrow_table()
        except duckdb.Error as error:
            raise SourceError(f"{wanted} is no {kind} file: {' '.join(str(error).split())}") from error
    name = pa.array([dataset or wanted.name.split(".")[0]] * table.num_rows, TEXT)
    return table.add_column(0, "dataset", name).select(NARROW.names).cast(NARROW)


def sniff(path: Path) -> str:
    """The format of a file, from its beginning.

    Raises:
        SourceError: it is of no known one.
    """
    with path.open("rb") as file:
        start = file.read(SNIFFED)
    if start.startswith(b"PAR1"):
        return "parquet"
    line = start.decode("utf-8", "replace").lstrip("﻿").split("\n", 1)[0].rstrip("\r\n")
    if line.startswith("{"):
        return _json_form(line)
    cells = [cell.strip('" ') for cell in line.split("\t")]
    if {"Event ID", "Event Type", "Actor Name"} <= set(cells):
        return "polecat"
    if {"Event ID", "Source Name", "Target Name"} <= set(cells):
        return "icews"
    if len(cells) in GDELT_WIDTHS and cells[0].isdigit():
        return "gdelt"
    if {"id", "type", "actor_countries"} <= {cell.strip('" ') for cell in line.split(",")}:
        return "csv"
    raise SourceError(f"{path} is of no known format: name it with --format ({', '.join(FORMS)})")


def _json_form(line: str) -> str:
    if '"FeatureCollection"' in line:
        return "geojson"
    try:
        return "plover" if isinstance(json.loads(line).get("event"), list) else "jsonl"
    except ValueError:
        return "plover" if '"event":' in line else "jsonl"


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file as it is, or a copy of it that is unpacked and in UTF-8."""
    with tempfile.TemporaryDirectory(prefix="dragoman-import-") as folder:
        made = Path(folder) / path.name.removesuffix(".gz").removesuffix(".zip")
        try:
            with path.open("rb") as file:
                magic = file.read(4)
            found = path
            if magic.startswith(b"\x1f\x8b"):
                with gzip.open(path) as source, made.open("wb") as target:
                    shutil.copyfileobj(source, target)
                found = made
            elif magic == b"PK\x03\x04":
                _unzip(path, made)
                found = made
            yield found if magic.startswith(b"PAR1") else _in_utf8(found, Path(folder) / "utf8")
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise SourceError(f"cannot read {path}: {error}") from error


def _unzip(path: Path, made: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if not name.endswith("/")]
        if len(members) != 1:
            raise SourceError(f"{path} holds {len(members)} files: unpack it and name one")
        with archive.open(members[0]) as source, made.open("wb") as target:
            shutil.copyfileobj(source, target)


def _in_utf8(path: Path, made: Path) -> Path:
    """The file, or a copy that is taken for Latin-1 and made UTF-8; POLECAT's files are of both kinds."""
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
        return path
    except UnicodeDecodeError:
        with path.open(encoding="latin-1") as source, made.open("w", encoding="utf-8") as target:
            shutil.copyfileobj(source, target)
        return made


def _load(connection: duckdb.DuckDBPyConnection, path: Path, kind: str) -> None:
    """Make the relation `file`, and the look-ups from codes of others to ours."""
    load_codes(connection)
    data = Data()
    connection.register("code", _table([{**row} for row in data.table("ontology/cameo.tsv")]))
    states = [row for row in data.table("actors/countries.tsv") if not row["to"]]
    connection.register("by_fips", _table([{"key": row["fips"], "iso3": row["iso3"]} for row in states if row["fips"]]))
    connection.register(
        "by_cameo", _table([{"key": row["cameo"], "iso3": row["iso3"]} for row in states if row["cameo"]])
    )
    names = {name.lower(): row["iso3"] for row in states for name in (row["name"], *row["names"].split("|")) if name}
    connection.register("by_name", _table([{"key": key, "iso3": value} for key, value in names.items()]))
    where = "'" + str(path).replace("'", "''") + "'"
    if kind in ("polecat", "icews"):
        source = _tabbed(where, _columns(_header(path), kind), skip=1)
    elif kind == "gdelt":
        width = len(_header(path))
        if width not in GDELT_WIDTHS:
            raise SourceError(f"{path} has {width} columns; GDELT's have {', '.join(map(str, GDELT_WIDTHS))}")
        source = _tabbed(where, GDELT_WIDTHS[width], skip=0)
    elif kind == "csv":
        source = f"read_csv({where}, header = true, all_varchar = true)"
    elif kind == "parquet":
        source = f"read_parquet({where})"
    else:
        listed = ", ".join(f"'{name}': '{of}'" for name, of in JSON_COLUMNS[kind].items())
        lines = "unstructured, maximum_object_size = 1000000000" if kind == "geojson" else "newline_delimited"
        source = f"read_json({where}, format = {lines}, columns = {{{listed}}})"
    connection.execute(f"CREATE TABLE file AS SELECT * FROM {source}")
    if kind == "gdelt" and "SOURCEURL" not in GDELT_WIDTHS[len(_header(path))]:
        connection.execute("ALTER TABLE file ADD COLUMN SOURCEURL VARCHAR")


def _tabbed(where: str, columns: Sequence[str], skip: int) -> str:
    listed = ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in columns)
    return (
        f"read_csv({where}, delim = '\t', quote = '', escape = '', header = false, skip = {skip}, auto_detect = false,"
        f" columns = {{{listed}}}, null_padding = true, strict_mode = false)"
    )


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig") as file:
        return [cell.strip('" ') for cell in file.readline().rstrip("\r\n").split("\t")]


def _columns(head: list[str], kind: str) -> list[str]:
    """The column names of a file, those of older files in the words of later ones; nameless ones get a number."""
    known = POLECAT if kind == "polecat" else ICEWS
    renamed = ["Intensity" if name == "Event Intensity" else name for name in head]
    missing = [name for name in known if name not in renamed]
    if missing:
        raise SourceError(f"the {kind} file lacks the columns {', '.join(missing[:5])}")
    return [name or f"unnamed {number}" for number, name in enumerate(renamed)]


def _statement(kind: str) -> str:
    name = {"jsonl": "full", "parquet": "full"}.get(kind, kind)
    return (files("dragoman.export") / "sql" / f"read_{name}.sql").read_text(encoding="utf-8")


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    if not rows:
        raise StoreError("a code table is empty: is the package installed whole?")
    return pa.Table.from_pylist(rows)
