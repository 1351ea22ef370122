"""The questions that the views ask: each a function of a view and the filters that returns plain dicts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from dragoman.serve.build import PLACE, SURE
from dragoman.serve.filters import Filters, where
from dragoman.serve.snapshot import View

Row = dict[str, Any]
FACTS = "status IN ('occurred', 'ongoing')"
CLAIMS = "status IN ('alleged', 'denied')"
COMING = "status IN ('planned', 'possible')"
EVENT_COLUMNS = """id, document, type, modes, contexts, cameo, quad, intensity, status, reciprocal, confidence,
    contested, date_start, date_end, grain, published, day, actors, actor_countries, actor_sectors, recipients,
    recipient_countries, recipient_sectors, place, place_country, admin1, latitude, longitude, place_grain, sources,
    denied_by, confirmed_by, title, publisher, url, sentence, trigger_start, trigger_end"""
HEAT_DAYS, PAST_DAYS = 30, 365
SHRINK = 3.0  # events of intensity 0 that each mean is mixed with, so that one report makes no trend
LIST_LENGTH = 12
SORTED = "coalesce(day, DATE '0001-01-01')"  # events without any day come last and can still be paged through
FOUND = "rowid AS r, n, confidence, publisher"
# Of found events `e` and their members `m`, one for each episode: the surest.
BEST = f"SELECT arg_max(e.r, {SURE}) AS r, m.episode, count(DISTINCT e.publisher) AS outlets"
AFTER = f"({SORTED} < CAST(? AS DATE) OR ({SORTED} = CAST(? AS DATE) AND id > ?))"


def event_row(row: Row) -> Row:
    """An event of the view as the API shows it: parties as records, the sentence with its trigger set apart."""
    out = {key: value for key, value in row.items() if key not in _FOLDED}
    for role in ("actor", "recipient"):
        columns = (row[f"{role}s"], row[f"{role}_countries"], row[f"{role}_sectors"])
        out[f"{role}s"] = [
            {"name": name, "country": country, "sector": sector} for name, country, sector in zip(*columns, strict=True)
        ]
    sentence, start, end = row["sentence"] or "", row["trigger_start"] or 0, row["trigger_end"] or 0
    if not 0 <= start <= end <= len(sentence):
        start = end = 0
    out["said"] = [sentence[:start], sentence[start:end], sentence[end:]]
    return out


_FOLDED = {"n", "actor_countries", "actor_sectors", "recipient_countries", "recipient_sectors", "sentence"} | {
    "trigger_start",
    "trigger_end",
}


def reference_day(view: View, today: datetime.date | None = None) -> datetime.date:
    """The day that the page speaks from: today, or the day of the newest article where the store is older."""
    today = today or datetime.datetime.now(datetime.UTC).date()
    latest = view.counts["latest"]
    return min(today, latest) if latest else today


def events(view: View, filters: Filters, *, after: tuple[str, str] | None, limit: int) -> list[Row]:
    """Events, latest first; `after`: day and id of the last one of the page before."""
    clause, values = where(filters)
    if after:
        clause += " AND n > ?"
        values.append(_number(view, *after))
    # By their number alone, which tells the order, the first few are found without a look at all days and ids.
    sql = f"SELECT rowid AS r FROM ev WHERE {clause} ORDER BY n LIMIT ?"
    return wide(view, [row["r"] for row in view.rows(sql, [*values, limit])])


def _number(view: View, day: str, identifier: str) -> int:
    """The number of an event in the order of all; of one that is gone meanwhile, where it would stand."""
    found = view.rows("SELECT n FROM ev WHERE id = ?", [identifier])
    if not found:
        gone = "(SELECT nullif(CAST(? AS DATE), DATE '0001-01-01') AS day, ? AS id)"
        found = view.rows(f"SELECT {PLACE} AS n FROM {gone}", [day, identifier])
    return int(found[0]["n"])


def wide(view: View, numbers: list[int]) -> list[Row]:
    """Whole events by their row numbers, in that order. Finding some rows by a few columns first, and all columns of
    these alone afterwards, is several times as quick as one query for both."""
    if not numbers:
        return []
    sql = f"SELECT rowid AS r, {EVENT_COLUMNS} FROM ev WHERE rowid IN (SELECT unnest(?::BIGINT[]))"
    found = {row.pop("r"): event_row(row) for row in view.rows(sql, [numbers])}
    return [found[number] for number in numbers]


def _with(view: View, rows: list[Row], *names: str) -> list[Row]:
    """Whole events by the row numbers `r`, with some columns of what found them."""
    events = wide(view, [row["r"] for row in rows])
    return [{**event, **{name: row[name] for name in names}} for event, row in zip(events, rows, strict=True)]


def count(view: View, filters: Filters) -> int:
    clause, values = where(filters)
    return int(view.rows(f"SELECT count(*) AS c FROM ev WHERE {clause}", values)[0]["c"])


def event(view: View, identifier: str) -> Row | None:
    """An event by its id or an unambiguous beginning of six or more characters."""
    found = view.rows(f"SELECT {EVENT_COLUMNS} FROM ev WHERE id = ?", [identifier])
    if not found and len(identifier) >= 6:
        found = view.rows(f"SELECT {EVENT_COLUMNS} FROM ev WHERE starts_with(id, ?) LIMIT 2", [identifier])
    return event_row(found[0]) if len(found) == 1 else None


def facets(view: View) -> Row:
    """What the filter bar offers: outlets, sources, countries that occur, most frequent first."""
    sql = """SELECT name, sum(events)::BIGINT AS events FROM facet WHERE kind = ? GROUP BY name HAVING sum(events) > 0
        ORDER BY events DESC, name LIMIT ?"""
    most = {"outlets": 60, "sources": 60, "countries_seen": 400}
    return {kind: view.rows(sql, [kind, limit]) for kind, limit in most.items()}


def suggest(view: View, text: str, limit: int = 12) -> list[Row]:
    """Actors whose name holds the text."""
    sql = """SELECT name, country, sum(events)::BIGINT AS events FROM actor_name WHERE contains(lower(name), ?)
        GROUP BY name, country HAVING sum(events) > 0 ORDER BY events DESC, name LIMIT ?"""
    return view.rows(sql, [text.lower(), limit])


def bin_unit(first: datetime.date | None, last: datetime.date | None) -> str:
    days = (last - first).days if first and last else 0
    return "day" if days <= 120 else "week" if days <= 1100 else "month" if days <= 4000 else "quarter"


def focus(view: View, clause: str, values: list[Any], table: str = "ev") -> Row:
    """The stretch of days that holds the bulk of the events, and how many lie before it. A few recollections of
    decades ago would else squeeze the present into a corner."""
    row = view.rows(
        f"""SELECT min(day) AS first, max(day) AS last, quantile_disc(day, 0.08) AS bulk, count(day) AS events
            FROM {table} WHERE {clause}""",
        values,
    )[0]
    first, last, bulk = row["first"], row["last"], row["bulk"]
    if first is None or last is None:
        return {"start": None, "end": None, "earlier": 0}
    start, width = first, max((last - bulk).days, 20)
    if (bulk - first).days > 2 * width:
        start = bulk - datetime.timedelta(days=width // 8)
    earlier = view.rows(f"SELECT count(*) AS c FROM {table} WHERE {clause} AND day < ?", [*values, start])[0]["c"]
    return {"start": start, "end": last, "earlier": earlier}


def histogram(view: View, filters: Filters) -> Row:
    """Cooperation and conflict over time, whatever dates are chosen, for the date brush."""
    clause, values = where(replace(filters, since=None, until=None))
    span = focus(view, clause, values)
    unit = bin_unit(span["start"], span["end"])
    bins = view.rows(
        f"""SELECT CAST(date_trunc('{unit}', day) AS DATE) AS day, count(*) FILTER (quad <= 2) AS cooperation,
            count(*) FILTER (quad > 2) AS conflict FROM ev WHERE {clause} AND day >= ? GROUP BY 1 ORDER BY 1""",
        [*values, span["start"]],
    )
    return {**span, "unit": unit, "bins": [[row["day"], row["cooperation"], row["conflict"]] for row in bins]}


# ---------------------------------------------------------------- overview


def overview(view: View, filters: Filters, today: datetime.date | None = None) -> Row:
    """What is new, what heats up and cools down, what is contested, what is coming."""
    now = reference_day(view, today)
    clause, values = where(filters)
    distinct = "" if clause == "true" else "count(DISTINCT doc_num) AS articles, count(DISTINCT publisher) AS outlets,"
    totals = view.rows(
        f"""SELECT count(*) AS events, {distinct}
            count(*) FILTER ({FACTS}) AS facts, count(*) FILTER ({CLAIMS}) AS claims,
            count(*) FILTER ({COMING}) AS coming,
            count(*) FILTER (quad <= 2) AS cooperation, count(*) FILTER (quad > 2) AS conflict,
            min(day) AS first_day, max(day) AS last_day FROM ev WHERE {clause}""",
        values,
    )[0]
    if not distinct:  # counting distinct values of a million rows is slow, and known for the whole store
        totals |= {name: view.counts[name] for name in ("articles", "outlets")}
    trends = heat(view, filters, now)
    return {
        "as_of": now,
        "totals": totals,
        "new": _latest(view, replace(filters, until=_earlier(filters.until, now)), FACTS),
        "heating": [one for one in trends if one["change"] < 0][:6],
        "cooling": [one for one in reversed(trends) if one["change"] > 0][:6],
        "contested": _latest(view, filters, f"(contested OR {CLAIMS})", 6),
        "agenda": agenda(view, filters, now, None, 6),
        "heat_days": HEAT_DAYS,
        "past_days": PAST_DAYS,
    }


def latest(view: View, table: str, clause: str, values: list[Any], limit: int = LIST_LENGTH) -> list[Row]:
    """The latest events of a table that fulfil a clause, one for each episode, its surest report. `table`: one with the
    columns `FOUND`."""
    sql = f"""WITH recent AS (SELECT * FROM {table} WHERE {clause} ORDER BY n LIMIT 200)
        {BEST} FROM recent e JOIN member m ON m.n = e.n GROUP BY m.episode ORDER BY min(e.n) LIMIT ?"""
    return _with(view, view.rows(sql, [*values, limit]), "episode", "outlets")


def _latest(view: View, filters: Filters, clause: str, limit: int = LIST_LENGTH) -> list[Row]:
    bound, values = where(filters)
    return latest(view, f"(SELECT {FOUND} FROM ev WHERE {bound} AND {clause})", "true", values, limit)


def heat(view: View, filters: Filters, now: datetime.date) -> list[Row]:
    """Dyads by the change of their mean intensity in the last days against their own past year, heating first."""
    clause, values = where(filters)
    filtered = "" if clause == "true" else f"AND n IN (SELECT n FROM ev WHERE {clause})"
    recent = now - datetime.timedelta(days=HEAT_DAYS)
    past = recent - datetime.timedelta(days=PAST_DAYS)
    sql = f"""WITH p AS (
            SELECT lo, hi, n, day, intensity, day > ? AS fresh FROM pair
            WHERE day > ? AND day <= ? AND {FACTS} AND lo <> hi {filtered}),
        t AS (SELECT lo, hi, count(*) FILTER (fresh) AS recent_events, count(*) FILTER (NOT fresh) AS past_events,
            coalesce(sum(intensity) FILTER (fresh), 0) / (count(*) FILTER (fresh) + {SHRINK}) AS recent,
            coalesce(sum(intensity) FILTER (NOT fresh), 0) / (count(*) FILTER (NOT fresh) + {SHRINK}) AS past
            FROM p GROUP BY lo, hi HAVING count(*) FILTER (fresh) >= 2),
        r AS (SELECT *, recent - past AS change FROM t
            QUALIFY row_number() OVER (ORDER BY round(change, 6), lo, hi) <= 6
                OR row_number() OVER (ORDER BY round(change, 6) DESC, lo DESC, hi DESC) <= 6)
        SELECT lo AS a, hi AS b, recent_events, past_events, round(recent, 2) AS recent, round(past, 2) AS past,
            round(change, 2) AS change FROM r ORDER BY round(r.change, 6), lo, hi"""
    rows = view.rows(sql, [recent, past, now, *values])
    return _with_sparks(view, rows, now)


def _with_sparks(view: View, rows: list[Row], now: datetime.date, weeks: int = 26) -> list[Row]:
    """The same rows with the sum of intensity of each of the last weeks, oldest first."""
    if not rows:
        return rows
    pairs = ", ".join("(?, ?)" for _ in rows)
    bound = [code for row in rows for code in (row["a"], row["b"])]
    sql = f"""SELECT lo, hi, CAST(date_diff('day', day, CAST(? AS DATE)) // 7 AS INTEGER) AS week,
        sum(intensity) FILTER (quad <= 2) AS up, sum(intensity) FILTER (quad > 2) AS down
        FROM pair WHERE (lo, hi) IN ({pairs}) AND day <= ? AND day > ? AND {FACTS} GROUP BY ALL"""
    sparks: dict[tuple[str, str], list[list[float]]] = {}
    for one in view.rows(sql, [now, *bound, now, now - datetime.timedelta(days=7 * weeks)]):
        cells = sparks.setdefault((one["lo"], one["hi"]), [[0.0, 0.0] for _ in range(weeks)])
        cells[weeks - 1 - one["week"]] = [round(one["up"] or 0, 1), round(one["down"] or 0, 1)]
    return [{**row, "spark": sparks.get((row["a"], row["b"]), [])} for row in rows]


def _earlier(until: str | None, now: datetime.date) -> str:
    return min(until, now.isoformat()) if until else now.isoformat()


# ---------------------------------------------------------------- episodes

EPISODE_HEAD = """ep.id AS episode, ep.reports, ep.articles, ep.outlets, ep.contested AS any_contested, ep.claimed,
    ep.date_start AS first_date, ep.date_end AS last_date"""


def episodes(
    view: View, filters: Filters, *, after: tuple[str, str] | None, limit: int, several: bool = False
) -> list[Row]:
    """Episodes that hold a matching event, latest first, each with its surest report; `several`: told by more than one
    article."""
    clause, values = where(filters)
    members = "WHERE articles > 1" if several else "WHERE true"
    if clause != "true":
        members += f" AND id IN (SELECT episode FROM member WHERE n IN (SELECT n FROM ev WHERE {clause}))"
    later = ""
    if after:
        later = f"WHERE {AFTER}"
        values += [after[0], after[0], after[1]]
    sql = f"""WITH ep AS (SELECT * FROM (SELECT * FROM episode {members}) {later} ORDER BY {SORTED} DESC, id LIMIT ?)
        SELECT {EPISODE_HEAD}, ep.day AS episode_day, ev.rowid AS r FROM ep JOIN ev ON ev.n = ep.best
        ORDER BY coalesce(ep.day, DATE '0001-01-01') DESC, ep.id"""
    rows = view.rows(sql, [*values, limit])
    return _with(view, rows, *(name for name in (rows[0] if rows else ()) if name != "r"))


def episode(view: View, identifier: str) -> list[Row]:
    """All reports of an episode, earliest article first."""
    sql = f"""SELECT {EVENT_COLUMNS} FROM ev WHERE n IN (SELECT n FROM member WHERE episode = ?)
        ORDER BY published NULLS LAST, publisher, ev.n LIMIT 500"""
    return [event_row(row) for row in view.rows(sql, [identifier])]


# ---------------------------------------------------------------- agenda


def agenda(
    view: View,
    filters: Filters,
    since: datetime.date,
    until: datetime.date | None,
    limit: int = 300,
    *,
    possible: bool = False,
) -> list[Row]:
    """Planned events dated on or after a day, one for each episode; `possible`: also what is merely possible."""
    wanted = COMING if possible or filters.statuses else "status = 'planned'"
    clause, values = where(filters)
    end = until or datetime.date(9999, 1, 1)
    sql = f"""WITH p AS (SELECT {FOUND}, day FROM ev WHERE {clause} AND {wanted} AND dated
            AND coalesce(date_end, date_start) >= ? AND coalesce(date_start, date_end) <= ?)
        {BEST} FROM p e JOIN member m ON m.n = e.n GROUP BY m.episode
        ORDER BY arg_max(e.day, {SURE}), arg_max(e.n, {SURE}) LIMIT ?"""
    return _with(view, view.rows(sql, [*values, since, end, limit]), "episode", "outlets")


# ---------------------------------------------------------------- articles


def articles(
    view: View, text: str | None, outlet: str | None, *, after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """Articles, latest first, with the number of their events."""
    parts, values = ["true"], []
    if text:
        parts.append("contains(lower(title), ?)")
        values.append(text.lower())
    if outlet:
        parts.append("contains(lower(publisher), ?)")
        values.append(outlet.lower())
    order = "coalesce(published, DATE '0001-01-01')"
    if after:
        parts.append(f"({order} < CAST(? AS DATE) OR ({order} = CAST(? AS DATE) AND id > ?))")
        values += [after[0], after[0], after[1]]
    sql = f"""WITH d AS (SELECT * FROM doc WHERE {" AND ".join(parts)} ORDER BY {order} DESC, id LIMIT ?),
        e AS (SELECT doc_num, count(*) AS events FROM ev WHERE doc_num IN (SELECT num FROM d) GROUP BY doc_num)
        SELECT d.id, d.title, d.publisher, d.url, d.published, d.published_basis, d.characters,
        coalesce(e.events, 0) AS events FROM d LEFT JOIN e ON e.doc_num = d.num ORDER BY {order} DESC, d.id"""
    return view.rows(sql, [*values, limit])


def unreviewed(view: View, filters: Filters, decided: list[str], limit: int) -> list[Row]:
    """Events without a decision, the least certain first."""
    clause, values = where(filters)
    sql = f"""SELECT {EVENT_COLUMNS} FROM ev WHERE {clause} AND id NOT IN (SELECT unnest(?::VARCHAR[]))
        ORDER BY confidence, ev.n LIMIT ?"""
    return [event_row(row) for row in view.rows(sql, [*values, decided, limit])]
