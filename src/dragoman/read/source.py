"""What all readers share: options, limits, and reading with a limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from dragoman.read.limits import Limits
from dragoman.records import Given, Page, Rejected
from dragoman.settings import Extract

MAX_BYTES = Extract().max_bytes
CHUNK = 1 << 16
MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}
TABLE_ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asked for. `columns`: our name of a field -> column of the table. `limits`: of the network.
    `next_part`: the address of the next page of an article, "" for none; without it articles are one page each."""

    given: Given = field(default_factory=Given)
    columns: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = MAX_BYTES
    limits: Limits = field(default_factory=Limits)
    next_part: Callable[[Page], str] | None = None


def rejected(url: str, reason: str, detail: str) -> Rejected:
    """A page that cannot be read."""
    return Rejected(url, "read", reason, detail)


def too_large(url: str, limit: int) -> Rejected:
    return rejected(url, "too-large", f"more than extract.max_bytes = {limit:,} bytes: raise the limit or cut the page")


def read_limited(stream: BinaryIO, limit: int) -> bytes | None:
    """All bytes of a stream, or None where they are more than `limit`."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(min(CHUNK, limit + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            return None
    return b"".join(pieces)


def page_from(stream: BinaryIO, url: str, media_type: str, source: str, options: Options) -> Page | Rejected:
    """The page that a stream holds, or the reason why it cannot be read."""
    try:
        body = read_limited(stream, options.max_bytes)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return rejected(url, "truncated", f"{source}: {error}; the file is cut or damaged: copy it again")
    except (OSError, ValueError, RuntimeError) as error:
        return rejected(url, "unreadable", f"{source}: {error}")
    if body is None:
        return too_large(url, options.max_bytes)
    return Page(url, body, media_type, source=source, given=options.given)


def media_type_of(name: str) -> str | None:
    """The media type of a file by its ending, a closing .gz aside; None where it is no page."""
    path = PurePosixPath(name.lower().removesuffix(".gz"))
    return MEDIA_TYPES.get(path.suffix)


def is_table(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(TABLE_ENDINGS)


def merged(given: Given, own: Given) -> Given:
    """What is known of a page from its row or feed (`own`), overruled by what the caller gave."""
    return replace(
        own,
        title=given.title or own.title,
        published=given.published or own.published,
        authors=given.authors or own.authors,
        publisher=given.publisher or own.publisher,
        language=given.language or own.language,
    )


def gunzip(stream: BinaryIO) -> BinaryIO:
    """A gzipped stream as plain bytes, decompressed as it is read."""
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))


def single(item: Page | Rejected) -> Iterator[Page | Rejected]:
    yield item
