"""What the charts draw: two actors over time, the map, the network."""

from __future__ import annotations

import datetime

from dragoman.serve.filters import Filters, where
from dragoman.serve.queries import (
    CLAIMS,
    COMING,
    FACTS,
    FOUND,
    Row,
    bin_unit,
    focus,
    latest,
    reference_day,
    wide,
)
from dragoman.serve.snapshot import View

SAYING = """NOT reciprocal
    AND type IN ('ACCUSE', 'REQUEST', 'THREATEN', 'REJECT', 'AGREE', 'SUPPORT', 'CONCEDE')"""
SINGLE_MARKS = 400  # more events than these are drawn as bins, not as single marks


def dyad(view: View, filters: Filters, a: str, b: str, today: datetime.date | None = None) -> Row:
    """Two actors over time: single events or bins, mean intensity, what each side says, by direction."""
    filters = filters.between(a, b)
    clause, values = where(filters)
    (says_a, side_a), (says_b, side_b) = _acts(a), _acts(b)
    # The few columns of the matching events that all the questions below ask, each of them looked for once.
    view.rows(
        f"""CREATE OR REPLACE TEMP TABLE chosen AS SELECT {FOUND}, day, quad, status, intensity, type,
            {SAYING} AND {says_a} AS says_a, {SAYING} AND {says_b} AS says_b FROM ev WHERE {clause}""",
        [side_a, side_b, *values],
    )
    totals = view.rows(
        f"""SELECT count(*) AS events, count(*) FILTER (quad <= 2) AS cooperation,
            count(*) FILTER (quad > 2) AS conflict, count(*) FILTER ({COMING}) AS coming,
            count(*) FILTER ({CLAIMS}) AS claims,
            round(avg(intensity) FILTER ({FACTS}), 2) AS mean, min(day) AS first_day, max(day) AS last_day,
            count(DISTINCT publisher) AS outlets FROM chosen"""
    )[0]
    span = focus(view, "true", [], "chosen")
    unit = bin_unit(span["start"], span["end"])
    series = view.rows(
        f"""SELECT CAST(date_trunc('{unit}', day) AS DATE) AS day, list_value(
            count(*) FILTER (quad = 1 AND {FACTS}), count(*) FILTER (quad = 2 AND {FACTS}),
            count(*) FILTER (quad = 3 AND {FACTS}), count(*) FILTER (quad = 4 AND {FACTS})) AS quads,
            count(*) FILTER ({CLAIMS}) AS claims,
            list_value(count(*) FILTER (quad <= 2 AND {COMING}), count(*) FILTER (quad > 2 AND {COMING})) AS coming,
            round(avg(intensity) FILTER ({FACTS}), 2) AS mean
            FROM chosen WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1"""
    )
    return {
        "a": a,
        "b": b,
        "as_of": reference_day(view, today),
        "totals": totals,
        "focus": span,
        "bin": unit,
        "series": series,
        "marks": _marks(view) if totals["events"] <= SINGLE_MARKS else [],
        "episodes": latest(view, "chosen", "true", []),
        "says": {a: _says(view, "says_a"), b: _says(view, "says_b")},
        "types": view.rows("SELECT type, quad, count(*) AS events FROM chosen GROUP BY ALL ORDER BY events DESC, type"),
    }


def _marks(view: View) -> list[Row]:
    """One small record for each chosen event, for single marks."""
    return view.rows(
        """SELECT id, day, date_end AS end, grain, type, quad, round(intensity, 1) AS intensity, status,
            contested, ac, rc,
            reciprocal AS mutual, left(sentence, 160) AS sentence, publisher
            FROM ev WHERE rowid IN (SELECT r FROM chosen) AND day IS NOT NULL ORDER BY day, id"""
    )


def _acts(side: str) -> tuple[str, str]:
    """The clause that a side is who acts, and the value bound to it."""
    code = side.split(".")[0]
    if len(code) == 3 and code.isupper():
        return "list_contains(ac, ?)", code
    return "contains(lower(actors::VARCHAR), lower(?))", code


def _says(view: View, which: str) -> list[Row]:
    """What a side of the chosen events does by words: accusations, demands, threats, offers, refusals, latest first."""
    rows = view.rows(f"SELECT r FROM chosen WHERE {which} ORDER BY n LIMIT 6")
    return wide(view, [row["r"] for row in rows])


LEVELS = {
    "country": ("place_country", "place_country IS NOT NULL"),
    "admin": ("admin1, place_country", "admin1 IS NOT NULL"),
    "city": ("place, place_country", "place IS NOT NULL AND latitude IS NOT NULL"),
}


def places(view: View, filters: Filters, level: str, limit: int = 800) -> Row:
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
    totals = view.rows(
        f"""SELECT count(*) AS events, count(place_country) AS placed,
            count(*) FILTER (place_grain IN ('city', 'point', 'district')) AS exact FROM ev WHERE {clause}""",
        values,
    )[0]
    return {"level": level, "places": view.rows(sql, [*values, limit]), "totals": totals}


def network(view: View, filters: Filters, most_edges: int = 150, most_steps: int = 60) -> Row:
    """Who deals with whom: the heaviest ties, their balance, and their counts in each step of time."""
    clause, values = where(filters)
    filtered = "" if clause == "true" else f"AND n IN (SELECT n FROM ev WHERE {clause})"
    span = view.rows(f"SELECT min(day) AS first, max(day) AS last FROM pair WHERE lo <> hi {filtered}", values)[0]
    unit = bin_unit(span["first"], span["last"])
    sql = f"""WITH e AS (SELECT lo, hi, CAST(date_trunc('{unit}', day) AS DATE) AS step, count(*) AS c,
            count(*) FILTER (quad <= 2) AS up, sum(intensity) AS total FROM pair
            WHERE lo <> hi AND {FACTS} {filtered} GROUP BY ALL),
        top AS (SELECT lo, hi, sum(c) AS weight FROM e GROUP BY ALL ORDER BY weight DESC, lo, hi LIMIT ?),
        tie AS (SELECT e.*, top.weight FROM e JOIN top USING (lo, hi)),
        steps AS (SELECT step, (row_number() OVER (ORDER BY step) - 1) // ceil(count(*) OVER () / ?)::BIGINT AS number
            FROM (SELECT DISTINCT step FROM tie WHERE step IS NOT NULL)),
        merged AS (SELECT lo, hi, weight, number, sum(c)::BIGINT AS c, sum(up)::BIGINT AS up, sum(total) AS total
            FROM tie LEFT JOIN steps USING (step) GROUP BY ALL)
        SELECT lo AS a, hi AS b, sum(c)::BIGINT AS events, sum(up)::BIGINT AS cooperation,
            (sum(c) - sum(up))::BIGINT AS conflict, round(sum(total) / sum(c), 2) AS intensity,
            coalesce(list([number, up, c - up] ORDER BY number) FILTER (number IS NOT NULL), []) AS steps,
            CASE WHEN row_number() OVER (ORDER BY weight DESC, lo, hi) = 1 THEN
                (SELECT list(first ORDER BY first) FROM (SELECT min(step) AS first FROM steps GROUP BY number)) END
            AS starts
        FROM merged GROUP BY lo, hi, weight ORDER BY weight DESC, lo, hi"""
    ties = view.rows(sql, [*values, most_edges, most_steps])
    starts = [tie.pop("starts") for tie in ties]
    return {"unit": unit, "steps": (starts[0] if starts else None) or [], "ties": ties}
