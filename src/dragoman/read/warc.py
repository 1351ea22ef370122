"""Web archives: WARC and WET files, plain, gzipped or zstandard (needs fastwarc)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.errors import EngineError, SourceError
from dragoman.read.source import Options, merged, rejected, too_large
from dragoman.records import Given, Page, Rejected

PAGES = ("text/html", "text/plain", "application/xhtml+xml")
ENCODED = 16 + zlib.MAX_WBITS


def read_warc(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The HTML and text responses of a web archive, and the converted texts of a WET file, in their order.

    Raises:
        EngineError: fastwarc is not installed.
        SourceError: the file cannot be opened.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise EngineError("reading web archives needs fastwarc: pip install 'dragoman[warc]'") from error
    kinds = WarcRecordType.response | WarcRecordType.conversion
    base = path.absolute().as_uri()
    seen = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=True):
                item = _page(record, path, options)
                if item is not None:
                    yield item
                seen += 1
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        if not path.exists():
            raise SourceError(f"cannot read the web archive {path}: {error}") from error
        yield rejected(base, "truncated", f"{path}: {error}, behind record {seen}; the archive is cut or damaged")


def _page(record: Any, path: Path, options: Options) -> Page | Rejected | None:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or f"{path.absolute().as_uri()}#{record.stream_pos}"
    source = f"{path}@{record.stream_pos}"
    retrieved = (record.headers.get("WARC-Date") or "")[:10] or None
    encoding, media_type = "", "text/plain; charset=utf-8"
    if record.is_http:
        if not record.is_http_parsed or record.http_headers is None:
            return rejected(url, "unreadable", f"{source}: no HTTP header")
        status = str(record.http_headers.status_code or "")
        media_type = record.http_headers.get("Content-Type") or "text/html"
        encoding = (record.http_headers.get("Content-Encoding") or "").strip().lower()
        if status != "200" or media_type.partition(";")[0].strip().lower() not in PAGES:
            return None
    body = record.reader.read(options.max_bytes + 1)
    if len(body) > options.max_bytes:
        return too_large(url, options.max_bytes)
    if encoding in ("gzip", "x-gzip", "deflate"):
        plain = inflate(body, options.max_bytes)
        if plain is None:
            return too_large(url, options.max_bytes)
        body = plain
    given = merged(options.given, Given(language=_language(record)))
    return Page(url, body, media_type, source=source, retrieved=retrieved, given=given, clean=False)


def _language(record: Any) -> str | None:
    value = record.headers.get("WARC-Identified-Content-Language")
    return str(value).partition(",")[0][:2] or None if value else None


def inflate(body: bytes, limit: int) -> bytes | None:
    """A gzip or deflate body in plain, as far as it can be read; None where it grows beyond `limit`. A body that is
    not compressed at all (crawlers often store it so) is returned as it is."""
    for window in (ENCODED, zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(window)
        try:
            plain = inflater.decompress(body, limit + 1)
        except zlib.error:
            continue
        return None if len(plain) > limit else plain
    return body
