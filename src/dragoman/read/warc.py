"""Web archives: WARC and WET files, plain, gzipped or zstandard (needs fastwarc)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin

from dragoman.errors import EngineError, SourceError
from dragoman.read.source import Options, gunzip, merged, rejected, too_large
from dragoman.records import Given, Page, Rejected

PAGES = ("text/html", "text/plain", "application/xhtml+xml")
LONGEST_LINE = 4096
MAX_ARCHIVES = 200_000
SKIP = 1 << 20
ENCODED = 16 + zlib.MAX_WBITS


def read_warc(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The HTML and text responses of a web archive, and the converted texts of a WET file, in their order.

    Raises:
        EngineError: fastwarc is not installed.
        SourceError: the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, path.absolute().as_uri(), str(path), options)
    except OSError as error:
        raise SourceError(f"cannot read the web archive {path}: {error}") from error


def read_stream(stream: BinaryIO, base: str, label: str, options: Options) -> Iterator[Page | Rejected]:
    """The same of an open stream. `base`: its address, `label`: its name for messages.

    Raises:
        EngineError: fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise EngineError("reading web archives needs fastwarc: pip install 'dragoman[warc]'") from error
    kinds = WarcRecordType.response | WarcRecordType.conversion
    seen = 0
    forward = Forward(stream)
    trouble: Exception | None = None
    try:
        for record in ArchiveIterator(forward, record_types=kinds, parse_http=True):
            item = _page(record, base, label, options)
            if item is not None:
                yield item
            seen += 1
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        trouble = error
    trouble = forward.error or trouble
    if trouble is not None:
        yield rejected(base, "truncated", f"{label}: {trouble}, behind record {seen}; the archive is cut or damaged")


class Forward:
    """A stream for fastwarc, which ends the process where a stream raises an error or cannot seek: one that ends at the
    first error and keeps it, and seeks by reading on."""

    def __init__(self, stream: BinaryIO) -> None:
        self.error: Exception | None = None
        self._stream = stream
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        if self.error is not None:
            return b""
        try:
            piece = self._stream.read(size)
        except Exception as error:  # whatever the source of the stream raises
            self.error = error
            return b""
        self._place += len(piece)
        return piece

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        left = offset if whence == 1 else offset - self._place if whence == 0 else 0
        while left > 0 and (piece := self.read(min(left, SKIP))):
            left -= len(piece)
        return self._place

    def close(self) -> None:
        """Whoever opened the stream closes it."""


def read_paths_file(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The pages of all web archives that a list names, such as Common Crawl publishes (`warc.paths.gz`): a path a line,
    relative to the folder of the list or, as in Common Crawl's layout, to a folder above it.

    Raises:
        SourceError: the list cannot be read.
    """
    try:
        with path.open("rb") as stream:
            lines = list(_lines(stream, path.name))
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"cannot read the list of web archives {path}: {error}") from error
    for line in lines:
        if line.startswith(("http://", "https://")):
            from dragoman.read.remote import read_remote

            yield from _each(read_remote(line, options), line)
            continue
        steps = [step for step in line.split("/") if step not in ("", ".", "..")]
        found = next((one for folder in path.absolute().parents if (one := folder.joinpath(*steps)).is_file()), None)
        if found is None:
            yield rejected(path.absolute().as_uri(), "missing", f"{path} names {line[:300]!r}, which is not there")
        else:
            yield from _each(read_warc(found, options), line)


def read_paths(stream: BinaryIO, address: str, options: Options) -> Iterator[Page | Rejected]:
    """The same for a list behind an http address; paths start from the host's root, as Common Crawl's do."""
    from dragoman.read.remote import read_remote

    for line in list(_lines(stream, address)):
        url = urljoin(address, line if "://" in line else "/" + line.lstrip("/"))
        yield from _each(read_remote(url, options), url)


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    plain = gunzip(stream) if name.lower().endswith(".gz") else stream
    for number, line in enumerate(iter(lambda: plain.readline(LONGEST_LINE), b"")):
        if number >= MAX_ARCHIVES:
            return
        text = line.decode("utf-8", "replace").strip()
        if text and not text.startswith("#"):
            yield text


def _each(pages: Iterator[Page | Rejected], name: str) -> Iterator[Page | Rejected]:
    """The pages of one archive of a list; one that cannot be read does not end the list."""
    try:
        yield from pages
    except SourceError as error:
        yield rejected(name, "unreadable", str(error))


def _page(record: Any, base: str, label: str, options: Options) -> Page | Rejected | None:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>") or f"{base}#{record.stream_pos}"
    source = f"{label}@{record.stream_pos}"
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
