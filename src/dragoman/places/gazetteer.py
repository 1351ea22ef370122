"""The gazetteer in memory: arrays over data/places/*.parquet (GeoNames, CC BY 4.0), found by the hash of a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.places.names import key_of, name_hash
from dragoman.records import Place

KINDS = ("country", "admin1", "admin2", "city", "region", "place", "continent")
GRAINS = {
    "country": "country",
    "admin1": "province",
    "admin2": "district",
    "city": "city",
    "region": "region",
    "place": "point",
    "continent": "region",
}
NOTABLE = 15_000  # inhabitants
COUNTRY, ADMIN1, ADMIN2, CITY, REGION, PLACE, CONTINENT = range(len(KINDS))


@dataclass(frozen=True)
class Gazetteer:
    """Columns by row number of a place; `admin1` and `admin2` are row numbers, -1 for none. `areas`: exact names of
    places/areas.tsv."""

    areas: dict[str, int]
    geonameid: NDArray[np.int32]
    name: pa.ChunkedArray
    country: NDArray[np.int16]
    country_codes: tuple[str, ...]
    kind: NDArray[np.int8]
    latitude: NDArray[np.float32]
    longitude: NDArray[np.float32]
    population: NDArray[np.int32]
    admin1: NDArray[np.int32]
    admin2: NDArray[np.int32]
    capital: NDArray[np.bool_]
    hashes: NDArray[np.uint32]
    owners: NDArray[np.int32]

    def find(self, name: str) -> NDArray[np.int32]:
        """Row numbers of the places of a name, in any order of letters' case and accents."""
        value = np.uint32(name_hash(key_of(name)))  # of the type of the hashes, which else would be copied
        return self.owners[self.hashes.searchsorted(value) : self.hashes.searchsorted(value, "right")]

    def has(self, name: str) -> bool:
        value = name_hash(key_of(name))
        at = int(self.hashes.searchsorted(np.uint32(value)))
        return at < len(self.hashes) and int(self.hashes[at]) == value

    def is_notable(self, name: str) -> bool:
        """Whether a name means, among others, a country, a province, a district or a town of some size."""
        rows = self.find(name)

        return bool((self.population[rows] >= NOTABLE).any())

    @cached_property
    def country_rows(self) -> dict[str, int]:
        """Row number of each country by its code."""
        rows = np.flatnonzero(self.kind == COUNTRY)
        return {self.country_codes[self.country[row]]: int(row) for row in rows[::-1]}

    @cached_property
    def capital_rows(self) -> dict[str, int]:
        """Row number of each country's capital by the country's code; of several the largest."""
        rows = np.flatnonzero(self.capital & (self.kind == CITY))
        rows = rows[np.argsort(self.population[rows])]
        return {self.country_codes[self.country[row]]: int(row) for row in rows}

    def name_of(self, row: int) -> str:
        return str(self.name[row].as_py())

    def place(self, row: int, score: float = 1.0) -> Place:
        """The record of a place."""
        admin1, admin2 = int(self.admin1[row]), int(self.admin2[row])
        kind = KINDS[self.kind[row]]
        return Place(
            name=self.name_of(row),
            country=self.country_codes[self.country[row]] or None,
            admin1=self.name_of(row) if kind == "admin1" else self.name_of(admin1) if admin1 >= 0 else None,
            admin2=self.name_of(row) if kind == "admin2" else self.name_of(admin2) if admin2 >= 0 else None,
            latitude=round(float(self.latitude[row]), 5),
            longitude=round(float(self.longitude[row]), 5),
            geonameid=int(self.geonameid[row]),
            grain=GRAINS[kind],
            score=round(score, 3),
        )


def load(data: Data) -> Gazetteer:
    """The gazetteer, with the areas of places/areas.tsv corrected or added at its end."""
    found = _read(data)
    pa.default_memory_pool().release_unused()  # what unpacking took is thrice what is kept
    return found


def _read(data: Data) -> Gazetteer:
    places = pq.read_table(data.path("places/places.parquet"), use_threads=False)
    areas = data.table("places/areas.tsv")
    places = pa.concat_tables([places, _added(areas, places.schema)]).unify_dictionaries()
    country = places.column("country").combine_chunks()
    names = pq.read_table(data.path("places/names.parquet"), use_threads=False)

    def array(name: str) -> Any:
        return places.column(name).to_numpy()

    latitude, longitude, rows = array("latitude").copy(), array("longitude").copy(), {}
    following = len(latitude) - sum(not area["geonameid"] for area in areas)
    for area in areas:
        row = following
        if area["geonameid"]:
            found = np.flatnonzero(array("geonameid") == int(area["geonameid"]))
            if not len(found):
                raise DataError(f"places/areas.tsv: {area['name']!r}: no place {area['geonameid']} in the gazetteer")
            row = int(found[0])
            latitude[row], longitude[row] = float(area["latitude"]), float(area["longitude"])
        else:
            following += 1
        rows.update(dict.fromkeys((area["name"], *filter(None, area["aliases"].split("|"))), row))
    return Gazetteer(
        areas=rows,
        geonameid=array("geonameid"),
        name=places.column("name"),
        country=country.indices.to_numpy(),
        country_codes=tuple(country.dictionary.to_pylist()),
        kind=array("kind"),
        latitude=latitude,
        longitude=longitude,
        population=array("population"),
        admin1=array("admin1"),
        admin2=array("admin2"),
        capital=array("capital"),
        hashes=names.column("hash").to_numpy(),
        owners=names.column("place").to_numpy(),
    )


def _added(areas: list[dict[str, str]], schema: pa.Schema) -> pa.Table:
    """Rows for the areas that the gazetteer lacks, in the columns of its table."""
    new = [area for area in areas if not area["geonameid"]]
    values: dict[str, Any] = {
        "name": [area["name"] for area in new],
        "latitude": [float(area["latitude"]) for area in new],
        "longitude": [float(area["longitude"]) for area in new],
        "kind": [KINDS.index("region")] * len(new),
        "country": [""] * len(new),
        "admin1": [-1] * len(new),
        "admin2": [-1] * len(new),
    }
    columns = []
    for field in schema:
        column = values.get(field.name, [False if pa.types.is_boolean(field.type) else 0] * len(new))
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        array = pa.array(column, plain)
        columns.append(array.dictionary_encode().cast(field.type) if pa.types.is_dictionary(field.type) else array)
    return pa.Table.from_arrays(columns, schema=schema)


def kilometres(
    lat1: float | NDArray[np.float32],
    lon1: float | NDArray[np.float32],
    lat2: NDArray[np.float32],
    lon2: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Great-circle distances from a point to points, in kilometres; from a column of points, a row for each."""
    a, b = np.radians(lat1), np.radians(lat2)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    out: NDArray[np.float64] = 6371.0 * 2 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return out
