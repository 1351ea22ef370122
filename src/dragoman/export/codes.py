"""The code tables of the formats, as DuckDB variables and relations."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from dragoman import __version__
from dragoman.data import Data
from dragoman.events.cameo import cameo_of

if TYPE_CHECKING:
    from dragoman.store.delta import Store

MACROS = "macros.sql"
# The sources of an event without the text of the article, which may be long.
VIEWS = """
CREATE VIEW sources_of_events AS SELECT id, publisher, url, title, language FROM raw_documents;
CREATE VIEW whole_reports AS
SELECT * EXCLUDE (actors, recipients, title, publisher, url, language), d.title, d.publisher, d.url, d.language,
    e.actors,    e.recipients, substr(d.text, s."start" + 1, s."end" - s."start") AS sentence_text,
    substr(d.text, e.trigger_start + 1, e.trigger_end - e.trigger_start) AS trigger_text
FROM (SELECT *, NULL AS title, NULL AS publisher, NULL AS url, NULL AS language FROM events) e
    JOIN raw_documents d ON d.id = e.document
    LEFT JOIN raw_sentences s ON s.document = e.document AND s."index" = e.sentence;
"""


def load_codes(connection: duckdb.DuckDBPyConnection, store: Store | None = None) -> None:
    """Set the variables, macros, views and the relation `reading` that the SQL of the formats uses."""
    data = Data()
    for name, mapping in variables(data).items():
        _set(connection, name, mapping)
    connection.execute((files("dragoman.export") / "sql" / MACROS).read_text(encoding="utf-8"))
    if store is not None:
        connection.execute(VIEWS)
        kinds = connection.execute("SELECT DISTINCT type, cameo, status FROM raw_events").fetchall()
        connection.register("reading", readings(data, kinds))


def variables(data: Data) -> dict[str, Any]:
    """The look-up tables, by the names that the SQL gives them."""
    countries = [row for row in data.table("actors/countries.tsv") if not row["to"]]
    collectives = data.table("export/collectives.tsv")
    sectors = data.table("export/sectors.tsv")
    cameo = data.table("ontology/cameo.tsv")
    rules = data.toml("export/readings.toml")
    return {
        "cow": _column(countries, "iso3", "cow"),
        "fips": _column(countries, "iso3", "fips"),
        "names": {**_column(countries, "iso3", "name"), **_column(collectives, "code", "name")},
        "cameo_countries": {**_column(countries, "iso3", "cameo"), **_column(collectives, "code", "cameo_country")},
        "cameo_types": _column(collectives, "code", "cameo_type"),
        "groups": _column(collectives, "code", "group"),
        "cameo_sectors": _column(sectors, "sector", "cameo"),
        "icews_sectors": _column(sectors, "sector", "icews"),
        "gdelt_codes": {row["code"]: _parent(row["code"]) for row in cameo if row["note"] == "+"},
        "gdelt_quads": {row["code"]: row["quad_gdelt"] for row in cameo if len(row["code"]) == 2},
        "quads": rules["quads"],
        "told": rules["statuses"]["told"],
        "version": f"dragoman {__version__}",
    }


def readings(data: Data, kinds: list[tuple[str, str, Any]]) -> pa.Table:
    """What formats without a modality make of each type, CAMEO code and status: CAMEO code, its label and Goldstein
    score (of the nearest code above, where GDELT has none), and PLOVER type, intensity and quad where they change."""
    scores = {row["code"]: row["goldstein_gdelt"] for row in data.table("ontology/cameo.tsv")}
    labels = {row["code"]: row["label"] for row in data.table("ontology/cameo.tsv")}
    types = {row["type"]: row for row in data.table("ontology/types.tsv") if not row["mode"]}
    planned: Mapping[str, str] = data.toml("export/readings.toml")["planned"]
    rows = []
    for kind, cameo, status in kinds:
        code = cameo_of(kind, cameo, status) if kind in types and cameo else cameo
        other = planned.get(kind) if status == "planned" else None
        rows.append(
            {
                "type": kind,
                "cameo": cameo,
                "status": status,
                "code": code,
                "label": labels.get(code),
                "goldstein": score(scores, code),
                "kind": other,
                "intensity": float(types[other]["intensity"]) if other else None,
                "quad": int(types[other]["quad"]) if other else None,
            }
        )
    text, number = pa.string(), pa.float64()
    names = {"type": text, "cameo": text, "status": text, "code": text, "label": text, "goldstein": number}
    return pa.Table.from_pylist(
        rows, schema=pa.schema({**names, "kind": text, "intensity": number, "quad": pa.int64()})
    )


def score(scores: Mapping[str, str], code: str) -> float | None:
    """GDELT's Goldstein score of a CAMEO code, or of the nearest code above that has one."""
    for length in range(len(code), 1, -1):
        if scores.get(code[:length]):
            return float(scores[code[:length]])
    return None


def _parent(code: str) -> str:
    """The code above one that GDELT lacks, in the form that GDELT gives it (three digits at least)."""
    return code[:3] if len(code) == 4 else f"{code[:2]}0"


def _column(rows: list[dict[str, str]], key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in rows if row[value]}


def _set(connection: duckdb.DuckDBPyConnection, name: str, value: Any) -> None:
    if isinstance(value, dict):
        keys, values = list(map(str, value)), list(map(str, value.values()))
        connection.execute(f"SET VARIABLE {name} = MAP {{}}" if not keys else _map(name, keys, values))
    elif isinstance(value, list):
        connection.execute(f"SET VARIABLE {name} = [{', '.join(map(_quoted, value))}]")
    else:
        connection.execute(f"SET VARIABLE {name} = {_quoted(value)}")


def _map(name: str, keys: list[str], values: list[str]) -> str:
    listed = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in zip(keys, values, strict=True))
    return f"SET VARIABLE {name} = MAP {{{listed}}}"


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
