"""Streams of events for download: CSV, JSON Lines, GeoJSON, Parquet, and a calendar of what is announced."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.serve.filters import Filters, where
from dragoman.serve.snapshot import Snapshot

Row = dict[str, Any]
BATCH_ROWS = 5000
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}
COLUMNS = """id, document, type, modes, contexts, cameo, quad, intensity, status, contested, date_start, date_end,
    grain, published, actors, actor_countries, actor_sectors, recipients, recipient_countries, recipient_sectors,
    reciprocal, place, place_country, admin1, latitude, longitude, place_grain, sources, denied_by, confirmed_by,
    confidence, title, publisher, url, sentence"""


def export(snapshot: Snapshot, filters: Filters, form: str, limit: int) -> Iterator[bytes]:
    """The matching events, latest first, in a format of `FORMATS`, as chunks of bytes."""
    clause, values = where(filters)
    sql = f"SELECT {COLUMNS} FROM ev WHERE {clause} ORDER BY n LIMIT ?"
    batches = _batches(snapshot, sql, [*values, limit])
    if form == "parquet":
        return _parquet(batches)
    rows = (row for batch in batches for row in batch.to_pylist())
    return {"csv": _csv, "jsonl": _jsonl, "geojson": _geojson}[form](rows)


def _batches(snapshot: Snapshot, sql: str, values: list[Any]) -> Iterator[pa.RecordBatch]:
    with snapshot.streaming() as cursor:
        reader: Any = cursor.sql(sql, params=values).to_arrow_reader(BATCH_ROWS)
        yield from reader


def _csv(rows: Iterable[Row]) -> Iterator[bytes]:
    memory = io.StringIO()
    writer = csv.writer(memory)
    writer.writerow([name.strip() for name in COLUMNS.split(",")])
    for number, row in enumerate(rows, 1):
        writer.writerow([_cell(value) for value in row.values()])
        if number % 500 == 0:
            yield memory.getvalue().encode()
            memory.seek(0)
            memory.truncate()
    yield memory.getvalue().encode()


def _cell(value: Any) -> Any:
    """A cell of a table; text that a spreadsheet would take for a formula is made plain with an apostrophe."""
    if isinstance(value, list):
        value = "; ".join("" if one is None else str(one) for one in value)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _jsonl(rows: Iterable[Row]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"


def _geojson(rows: Iterable[Row]) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": ['
    mark = b"\n"
    for row in rows:
        if row["latitude"] is None or row["longitude"] is None:
            continue
        point = {"type": "Point", "coordinates": [round(row.pop("longitude"), 4), round(row.pop("latitude"), 4)]}
        feature = {"type": "Feature", "id": row["id"], "geometry": point, "properties": row}
        yield mark + json.dumps(feature, ensure_ascii=False, default=str).encode()
        mark = b",\n"
    yield b"\n]}\n"


def _parquet(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    memory = io.BytesIO()
    writer: pq.ParquetWriter | None = None
    sent = 0
    for batch in batches:
        writer = writer or pq.ParquetWriter(memory, batch.schema, compression="zstd")
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    while sent < memory.getbuffer().nbytes:
        yield bytes(memory.getbuffer()[sent : sent + 1_000_000])
        sent += 1_000_000


def calendar(rows: Iterable[Row]) -> str:
    """Planned events as an iCalendar file (RFC 5545), all-day entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dragoman//agenda//EN"]
    for row in rows:
        first = row["date_start"] or row["date_end"]
        last = row["date_end"] or row["date_start"]
        who = ", ".join(party["name"] for party in row["actors"])
        whom = ", ".join(party["name"] for party in row["recipients"])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{row['id']}@dragoman",
            f"DTSTAMP:{(row['published'] or first):%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last + datetime.timedelta(days=1):%Y%m%d}",
            "SUMMARY:" + _plain(f"{row['type'].title()} ({row['status']}): {who}{' → ' if whom else ''}{whom}"),
            "DESCRIPTION:" + _plain("".join(row["said"]) + " — " + (row["publisher"] or "")),
            f"LOCATION:{_plain(row['place'] or '')}",
            f"STATUS:{'CONFIRMED' if row['status'] == 'planned' else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    return "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR", ""])


def _plain(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, continued with a space; characters are kept whole."""
    out, held, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > 73:
            out.append(held)
            held, size = " ", 1
        held += character
        size += width
    return "\r\n".join([*out, held])
