"""Where the events of a query happened, and the outlines of the lands for a map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.store.query import Query, conditions, relation, run

if TYPE_CHECKING:
    from dragoman.store.delta import Store

OUTLINES = "static/vendor/countries-110m.json"  # Natural Earth, public domain, as the web page has it
MOST_PLACES = 5000


@dataclass(frozen=True, slots=True)
class Spot:
    """Events at one place. `hostile`: the share of them that is conflict."""

    name: str
    latitude: float
    longitude: float
    events: int
    hostile: float


def counted(store: Store, query: Query) -> list[Spot]:
    """The places of the events that a query finds, most events first, at most 5,000."""
    where, values = conditions(query)
    sql = f"""SELECT place, round(latitude, 2) AS y, round(longitude, 2) AS x, count(*) AS n,
        avg((quad > 2)::INTEGER) AS hostile FROM {relation(query)}
    WHERE ({where}) AND latitude IS NOT NULL AND longitude IS NOT NULL GROUP BY ALL
    ORDER BY n DESC, place, y, x LIMIT {MOST_PLACES}"""
    with store.connect() as connection:
        rows = run(connection, sql, values).fetchall()
    return [Spot(str(name or ""), y, x, n, hostile) for name, y, x, n, hostile in rows]


def outlines() -> Iterator[list[tuple[float, float]]]:
    """The rings of the lands, as longitudes and latitudes; none where the web page's files are not installed."""
    source = files("dragoman.serve") / OUTLINES
    if not source.is_file():
        return
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    for land in topology["objects"]["countries"]["geometries"]:
        shapes = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]] if "arcs" in land else []
        for shape in shapes:
            for ring in shape[:1]:
                yield from _unwrapped(_ring(ring, arcs))


def _arc(arc: list[list[int]], transform: dict[str, Any]) -> list[tuple[float, float]]:
    """A TopoJSON arc: steps from point to point, scaled and moved."""
    (a, b), (c, d) = transform["scale"], transform["translate"]
    x = y = 0
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        out.append((x * a + c, y * b + d))
    return out


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        out.extend(points[1:] if out else points)
    return out


def _unwrapped(ring: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """A ring that crosses the date line as one on either side of the map, else the ring."""
    out: list[tuple[float, float]] = []
    for x, y in ring:
        turn = 0.0
        while out and x + turn - out[-1][0] > 180:
            turn -= 360
        while out and x + turn - out[-1][0] < -180:
            turn += 360
        out.append((x + turn, y))
    west, east = min(x for x, _ in out), max(x for x, _ in out)
    if min(y for _, y in ring) < -80 or (west >= -180.5 and east <= 180.5):
        yield ring
        return
    for turn in (0.0, -360.0, 360.0):
        if west + turn < 180 and east + turn > -180:
            yield [(x + turn, y) for x, y in out]
