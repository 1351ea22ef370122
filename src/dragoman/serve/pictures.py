"""What the charts draw: two actors over time, the map, the network."""

from __future__ import annotations

import datetime
from typing import Any

from dragoman.serve.filters import Filters, where
from dragoman.serve.queries import (
    CLAIMS,
    COMING,
    EVENT_COLUMNS,
    FACTS,
    Row,
    bin_unit,
    event_row,
    focus,
    latest,
    reference_day,
)
from dragoman.serve.snapshot import Snapshot

SINGLE_MARKS = 400  # more events than these are drawn as bins, not as single marks


def dyad(snapshot: Snapshot, filters: Filters, a: str, b: str, today: datetime.date | None = None) -> Row:
    """Two actors over time: single events or bins, mean intensity, what each side says, by direction."""
    filters = filters.between(a, b)
    clause, values = where(filters)
    totals = snapshot.rows(
        f"""SELECT count(*) AS events, count(*) FILTER (quad <= 2) AS cooperation,
            count(*) FILTER (quad > 2) AS conflict, count(*) FILTER ({COMING}) AS coming,
            count(*) FILTER ({CLAIMS}) AS claims,
            round(avg(intensity) FILTER ({FACTS}), 2) AS mean, min(day) AS first_day, max(day) AS last_day,
            count(DISTINCT publisher) AS outlets FROM ev WHERE {clause}""",
        values,
    )[0]
    span = focus(snapshot, clause, values)
    unit = bin_unit(span["start"], span["end"])
    series = snapshot.rows(
        f"""SELECT CAST(date_trunc('{unit}', day) AS DATE) AS day, list_value(
            count(*) FILTER (quad = 1 AND {FACTS}), count(*) FILTER (quad = 2 AND {FACTS}),
            count(*) FILTER (quad = 3 AND {FACTS}), count(*) FILTER (quad = 4 AND {FACTS})) AS quads,
            count(*) FILTER ({CLAIMS}) AS claims,
            list_value(count(*) FILTER (quad <= 2 AND {COMING}), count(*) FILTER (quad > 2 AND {COMING})) AS coming,
            round(avg(intensity) FILTER ({FACTS}), 2) AS mean
            FROM ev WHERE {clause} AND day IS NOT NULL GROUP BY 1 ORDER BY 1""",
        values,
    )
    single = totals["events"] <= SINGLE_MARKS
    return {
        "a": a,
        "b": b,
        "as_of": reference_day(snapshot, today),
        "totals": totals,
        "focus": span,
        "bin": unit,
        "series": series,
        "marks": _marks(snapshot, clause, values) if single else [],
        "episodes": latest(snapshot, filters, "true"),
        "says": {a: _says(snapshot, clause, values, a), b: _says(snapshot, clause, values, b)},
        "types": snapshot.rows(
            f"SELECT type, quad, count(*) AS events FROM ev WHERE {clause} GROUP BY ALL ORDER BY events DESC, type",
            values,
        ),
    }


def _marks(snapshot: Snapshot, clause: str, values: list[Any]) -> list[Row]:
    """One small record for each event, for single marks."""
    return snapshot.rows(
        f"""SELECT id, day, date_end AS end, grain, type, quad, round(intensity, 1) AS intensity, status,
            contested, ac, rc,
            reciprocal AS mutual, left(sentence, 160) AS sentence, publisher
            FROM ev WHERE {clause} AND day IS NOT NULL ORDER BY day, id""",
        values,
    )


def _says(snapshot: Snapshot, clause: str, values: list[Any], side: str) -> list[Row]:
    """What a side does by words: accusations, demands, threats, offers, refusals, latest first."""
    code = side.split(".")[0]
    column = (
        "list_contains(ac, ?)" if len(code) == 3 and code.isupper() else "contains(lower(actors::VARCHAR), lower(?))"
    )
    sql = f"""SELECT {EVENT_COLUMNS} FROM ev WHERE {clause} AND {column} AND NOT reciprocal AND type IN
        ('ACCUSE', 'REQUEST', 'THREATEN', 'REJECT', 'AGREE', 'SUPPORT', 'CONCEDE') ORDER BY ev.n LIMIT 6"""
    return [event_row(row) for row in snapshot.rows(sql, [*values, code])]


LEVELS = {
    "country": ("place_country", "place_country IS NOT NULL"),
    "admin": ("admin1, place_country", "admin1 IS NOT NULL"),
    "city": ("place, place_country", "place IS NOT NULL AND latitude IS NOT NULL"),
}


def places(snapshot: Snapshot, filters: Filters, level: str, limit: int = 800) -> Row:
    """Events by place at a level, most frequent first, with what precision the texts gave."""
    clause, values = where(filters)
    key, needed = LEVELS[level]
    # All events of a town name the same grain; counting which is most frequent is slow and needed for the rest only.
    grain = "any_value(place_grain)" if level == "city" else "mode(place_grain)"
    sql = f"""SELECT concat_ws(', ', {key}) AS name, place_country AS country, events, cooperation, conflict,
            latitude, longitude, grain, last_day
        FROM (SELECT {key}, count(*) AS events,
            count(*) FILTER (quad <= 2) AS cooperation, count(*) FILTER (quad > 2) AS conflict,
            round(avg(latitude), 3) AS latitude, round(avg(longitude), 3) AS longitude, {grain} AS grain,
            max(day) AS last_day
        FROM ev WHERE {clause} AND {needed} GROUP BY {key}) ORDER BY events DESC, name LIMIT ?"""
    totals = snapshot.rows(
        f"""SELECT count(*) AS events, count(place_country) AS placed,
            count(*) FILTER (place_grain IN ('city', 'point', 'district')) AS exact FROM ev WHERE {clause}""",
        values,
    )[0]
    return {"level": level, "places": snapshot.rows(sql, [*values, limit]), "totals": totals}


def network(snapshot: Snapshot, filters: Filters, most_edges: int = 150, most_steps: int = 60) -> Row:
    """Who deals with whom: the heaviest ties, their balance, and their counts in each step of time."""
    clause, values = where(filters)
    filtered = "" if clause == "true" else f"AND n IN (SELECT n FROM ev WHERE {clause})"
    span = snapshot.rows(f"SELECT min(day) AS first, max(day) AS last FROM pair WHERE lo <> hi {filtered}", values)[0]
    unit = bin_unit(span["first"], span["last"])
    sql = f"""WITH e AS (SELECT lo, hi, CAST(date_trunc('{unit}', day) AS DATE) AS step, count(*) AS c,
            count(*) FILTER (quad <= 2) AS up, sum(intensity) AS total FROM pair
            WHERE lo <> hi AND {FACTS} {filtered} GROUP BY ALL),
        top AS (SELECT lo, hi, sum(c) AS weight FROM e GROUP BY ALL ORDER BY weight DESC, lo, hi LIMIT ?)
        SELECT e.* FROM e JOIN top USING (lo, hi) ORDER BY top.weight DESC, lo, hi, step"""
    ties: dict[tuple[str, str], Row] = {}
    steps: set[datetime.date] = set()
    for row in snapshot.rows(sql, [*values, most_edges]):
        tie = ties.setdefault(
            (row["lo"], row["hi"]),
            {
                "a": row["lo"],
                "b": row["hi"],
                "events": 0,
                "cooperation": 0,
                "conflict": 0,
                "intensity": 0.0,
                "steps": [],
            },
        )
        tie["events"] += row["c"]
        tie["cooperation"] += row["up"]
        tie["conflict"] += row["c"] - row["up"]
        tie["intensity"] += row["total"]
        if row["step"]:
            steps.add(row["step"])
            tie["steps"].append((row["step"], row["up"], row["c"] - row["up"]))
    return _stepped(list(ties.values()), sorted(steps), unit, most_steps)


def _stepped(ties: list[Row], steps: list[datetime.date], unit: str, most: int) -> Row:
    """The ties with their steps as [index, cooperation, conflict], neighbouring steps joined where they are many."""
    each = -(-len(steps) // most) if steps else 1
    index = {step: number // each for number, step in enumerate(steps)}
    for tie in ties:
        merged: dict[int, list[int]] = {}
        for step, up, down in tie["steps"]:
            cell = merged.setdefault(index[step], [0, 0])
            cell[0] += up
            cell[1] += down
        tie["steps"] = [[number, *cell] for number, cell in merged.items()]
        tie["intensity"] = round(tie["intensity"] / max(1, tie["events"]), 2)
    return {"unit": unit, "steps": steps[::each], "ties": ties}
