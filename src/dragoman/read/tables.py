"""Tables of articles: JSON Lines, CSV, TSV and Parquet with named columns, read row by row."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import SourceError
from dragoman.read.source import Options, gunzip, merged, rejected, too_large
from dragoman.records import Given, Page, Rejected

# Our names of fields and the columns that usually hold them, the best first.
ALIASES: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "article",
        "article_text",
        "articlebody",
        "full_text",
        "fulltext",
        "maintext",
        "story",
    ),
    "html": ("html", "raw_html", "page", "source_html"),
    "title": ("title", "headline", "headline_text", "head"),
    "url": ("url", "link", "source_url", "permalink", "uri", "id"),
    "published": (
        "published",
        "date",
        "publication_date",
        "published_at",
        "publishedat",
        "date_publish",
        "pubdate",
        "datetime",
        "publish_date",
        "timestamp",
    ),
    "authors": ("authors", "author", "byline", "creator"),
    "publisher": ("publisher", "source", "outlet", "domain", "source_domain", "site", "newspaper", "publication"),
    "language": ("language", "lang"),
}
BATCH = 64
# A row may hold a little more than its page: keys, escapes and the other columns.
ROW_OVERHEAD = 1 << 20
MARKUP = re.compile(r"</(?:p|div|body|html|article)>", re.IGNORECASE)
Row = Mapping[str, Any]


def read_table(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The articles of a table file, in the order of its rows.

    Raises:
        SourceError: the file cannot be opened, or no column holds text (names the file and its columns).
    """
    name = path.name.lower()
    label = str(path)
    base = path.absolute().as_uri()
    try:
        if name.endswith((".parquet", ".pq")):
            yield from _pages(_parquet_rows(path), base, label, options)
            return
        with path.open("rb") as stream:
            if name.endswith(".gz"):
                with gunzip(stream) as plain:
                    yield from read_rows(plain, name.removesuffix(".gz"), base, label, options)
            else:
                yield from read_rows(stream, name, base, label, options)
    except OSError as error:
        raise SourceError(f"cannot read the table {path}: {error.strerror or error}") from error


def read_rows(stream: BinaryIO, name: str, base: str, label: str, options: Options) -> Iterator[Page | Rejected]:
    """The articles of a stream of JSON Lines, CSV or TSV; `name` tells by its ending which of them it is."""
    rows = _json_rows(stream, base, options) if name.endswith((".jsonl", ".ndjson")) else _csv_rows(stream, name, base)
    try:
        yield from _pages(rows, base, label, options)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield rejected(base, "truncated", f"{label}: {error}; the file is cut or damaged: copy it again")


def _pages(rows: Iterable[Row | Rejected], base: str, label: str, options: Options) -> Iterator[Page | Rejected]:
    fields: dict[str, str] | None = None
    for number, row in enumerate(rows, 1):
        if isinstance(row, Rejected):
            yield row
            continue
        if fields is None or not _holds_text(row, fields):
            found = columns_of(row, options.columns, label, strict=fields is None)
            if fields is None or _holds_text(row, found):
                fields = found
        yield _page(row, fields, f"{base}#{number}", f"{label}#{number}", options)


def columns_of(row: Row, wanted: Mapping[str, str], label: str, *, strict: bool = True) -> dict[str, str]:
    """Which column of a table holds which field: the caller's choice, else the usual names.

    Raises:
        SourceError: a chosen column is missing, a field is unknown, or (if `strict`) there is no column of text.
    """
    present = ", ".join(map(str, row)) or "none"
    names = {str(column).strip().lower().replace(" ", "_"): str(column) for column in row}
    fields: dict[str, str] = {}
    for name, column in wanted.items():
        if name not in ALIASES:
            raise SourceError(f"{label}: no field {name!r}; fields: {', '.join(ALIASES)}")
        if column not in row:
            if strict:
                raise SourceError(f"{label}: there is no column {column!r}; columns: {present}")
            continue
        fields[name] = column
    for name, aliases in ALIASES.items():
        usual = next((names[alias] for alias in aliases if alias in names), None)
        if name not in fields and usual is not None and usual not in fields.values():
            fields[name] = usual
    if strict and not {"text", "html"} & set(fields):
        raise SourceError(
            f"{label}: no column holds text; columns: {present}. Name it, for example columns={{'text': '...'}}"
        )
    return fields


def _holds_text(row: Row, fields: Mapping[str, str]) -> bool:
    return any(row.get(fields[name]) for name in ("text", "html") if name in fields)


def _page(row: Row, fields: Mapping[str, str], place: str, source: str, options: Options) -> Page | Rejected:
    def value(name: str) -> str:
        return _plain(row.get(fields[name])) if name in fields else ""

    address = value("url")
    url = address if "://" in address[:10] else place
    text, html = value("text"), value("html")
    body = text or html
    if not body.strip():
        return rejected(url, "empty", f"{source}: the row has no text")
    raw = body.encode("utf-8", "replace")
    if len(raw) > options.max_bytes:
        return too_large(url, options.max_bytes)
    authors = row.get(fields["authors"]) if "authors" in fields else None
    own = Given(
        value("title") or None,
        value("published") or None,
        _authors(authors),
        value("publisher") or None,
        value("language") or None,
    )
    is_html = not text or bool(MARKUP.search(text[:20_000]))
    return Page(
        url,
        raw,
        "text/html; charset=utf-8" if is_html else "text/plain; charset=utf-8",
        source=source,
        given=merged(options.given, own),
        clean=bool(text),
    )


def _plain(value: Any) -> str:
    """A cell as text; dates in ISO form, numbers without a needless fraction, lists of paragraphs one below another."""
    if value is None:
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, (list, tuple)):
        return "\n\n".join(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return _plain(value.get("name") or value.get("text") or value.get("title"))
    return str(value).strip()


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value.replace("'", '"'))
        except ValueError:
            value = value.strip("[] ")
    items = value if isinstance(value, (list, tuple)) else re.split(r"\s*[;|]\s*", _plain(value))
    return tuple(name for item in items if (name := _plain(item)))


def _json_rows(stream: BinaryIO, base: str, options: Options) -> Iterator[Row | Rejected]:
    limit = 2 * options.max_bytes + ROW_OVERHEAD
    number = 0
    while line := stream.readline(limit):
        number += 1
        if not line.endswith(b"\n") and len(line) >= limit:
            while (rest := stream.readline(ROW_OVERHEAD)) and not rest.endswith(b"\n"):
                pass
            yield too_large(f"{base}#{number}", options.max_bytes)
            continue
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            row = json.loads(line.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError) as error:
            yield rejected(f"{base}#{number}", "unreadable", f"line {number} is no JSON: {error}")
            continue
        if isinstance(row, dict):
            yield row
        else:
            yield rejected(f"{base}#{number}", "unreadable", f"line {number} is no JSON object")


def _csv_rows(stream: BinaryIO, name: str, base: str) -> Iterator[Row | Rejected]:
    csv.field_size_limit(1 << 30)
    lines = (line.decode("utf-8", "replace").replace("\0", "") for line in iter(stream.readline, b""))
    header = next(lines, "").removeprefix("\ufeff")
    delimiter = "\t" if name.endswith(".tsv") else max(",;\t|", key=header.count)
    columns = [column.strip() for column in next(csv.reader([header], delimiter=delimiter), [])]
    reader = csv.DictReader(lines, fieldnames=columns, delimiter=delimiter)
    try:
        for row in reader:
            yield {key: cell for key, cell in row.items() if key}
    except csv.Error as error:
        yield rejected(f"{base}#{reader.line_num}", "unreadable", f"row {reader.line_num}: {error}")


def _parquet_rows(path: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            for batch in table.iter_batches(batch_size=BATCH):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise SourceError(f"cannot read the table {path}: {error}") from error
