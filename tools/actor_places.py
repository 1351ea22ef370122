"""Make data/actors/places.tsv, the country of provinces and towns, from data/places: `python tools/actor_places.py`.

A name is kept if most of the inhabitants of all places of that name live in one country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from dragoman.data import Data
from dragoman.places import gazetteer as gz

TARGET = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data" / "actors" / "places.tsv"
HEAD = """# Provinces and towns -> country (ISO alpha-3). Made by tools/actor_places.py from GeoNames (CC BY 4.0).
name	country
"""
TOWN, PROVINCE, SHARE = 100_000, 50_000, 0.75
# Words that name places but mostly mean something else.
COMMON = frozenset(
    {
        *("university", "police", "army", "union", "march", "may", "central", "victory", "liberty", "sport"),
        *("best", "young", "mobile", "reading", "nice", "split", "van", "ford", "salvador", "victoria"),
        *("east", "west", "north", "south", "centre", "northern", "southern", "eastern", "western"),
        *("nord", "sud", "est", "ouest", "new", "old", "upper", "lower", "port", "capital", "district", "province"),
    }
)


def main() -> None:
    data = Data()
    gazetteer = gz.load(data)
    given = {name for row in data.table("actors/given_names.tsv") for name in row["names"].split()}
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    keep: set[str] = set()
    for row in range(len(gazetteer.geonameid)):
        kind, population = gazetteer.kind[row], float(gazetteer.population[row])
        name = gazetteer.name_of(row)
        country = gazetteer.country_codes[gazetteer.country[row]]
        if not country or not re.fullmatch(r"[A-Z][A-Za-zÀ-ɏ' .-]{3,}", name) or name.lower() in COMMON | given:
            continue
        votes[name][country] += population + 1
        if (kind == gz.CITY and population >= TOWN) or (kind == gz.ADMIN1 and population >= PROVINCE):
            keep.add(name)
    rows = []
    for name in sorted(keep):
        country, most = max(votes[name].items(), key=lambda one: one[1])
        if most / sum(votes[name].values()) >= SHARE:
            rows.append(f"{name}\t{country}")
    TARGET.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
