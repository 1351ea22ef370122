"""Web archives behind http(s) addresses, read piece by piece through range requests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

from dragoman.errors import RetryableError, SourceError
from dragoman.read.addresses import RefusedError
from dragoman.read.courtesy import Courtesy
from dragoman.read.source import Options
from dragoman.records import Page, Rejected

PIECE = 4 << 20
TRIES = 3
ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".wet.zst")
LISTS = (".paths", ".paths.gz")
FOR_NOW = ("timeout", "unreachable", "broken", "truncated", "retry-later")


def is_archive(url: str) -> bool:
    """Whether an address is that of a web archive or of a list of them."""
    try:
        path = urlsplit(url.partition("#")[0]).path.lower()
    except ValueError:
        return False
    return path.endswith((*ENDINGS, *LISTS))


def read_remote(url: str, options: Options) -> Iterator[Page | Rejected]:
    """The pages of a web archive, or of all that a list of paths names. `URL#bytes=FIRST-LAST` reads those bytes alone,
    such as an index gives them for single records.

    Raises:
        SourceError: the address cannot be read; RetryableError where a later try may succeed.
    """
    from dragoman.read.warc import read_paths, read_stream

    address, _, part = url.partition("#")
    first, last = byte_range(part)
    stream = io.BufferedReader(Ranges(address, options, first, last), PIECE)
    if urlsplit(address).path.lower().endswith(LISTS):
        yield from read_paths(stream, address, options)
    else:
        yield from read_stream(stream, address, address, options)


def byte_range(part: str) -> tuple[int, int | None]:
    """First and last byte of `bytes=FIRST-LAST`; all where the part is empty. Raises SourceError for anything else."""
    if not part:
        return 0, None
    first, sign, last = part.removeprefix("bytes=").partition("-")
    if not (part.startswith("bytes=") and sign and first.isdigit() and (last.isdigit() or not last)):
        raise SourceError(f"#{part}: write #bytes=FIRST-LAST behind the address of a web archive")
    return int(first), int(last) if last else None


class Ranges(io.RawIOBase):
    """The bytes of an address as a stream that is asked for in pieces; a piece that fails is asked for again.

    Raises:
        SourceError: the host refuses, or knows no ranges and the whole is larger than a piece.
        RetryableError: it fails for now.
    """

    def __init__(self, url: str, options: Options, first: int = 0, last: int | None = None) -> None:
        self._url = url
        self._place = first
        self._last = last
        self._held = memoryview(b"")
        self._ended = False
        self._courtesy = Courtesy(options.limits)

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._held and not self._ended:
            self._held = memoryview(self._piece())
        size = min(len(target), len(self._held))
        target[:size] = self._held[:size]
        self._held = self._held[size:]
        return size

    def _piece(self) -> bytes:
        end = self._place + PIECE - 1 if self._last is None else min(self._last, self._place + PIECE - 1)
        if end < self._place:
            self._ended = True
            return b""
        headers = {"Range": f"bytes={self._place}-{end}", "Accept-Encoding": "identity"}
        for attempt in range(TRIES):
            answer = self._courtesy.retrieve(self._url, max_bytes=PIECE, headers=headers)
            if answer.status == 416:
                self._ended = True
                return b""
            if answer.refused is None:
                return self._taken(answer.status, answer.headers.get("content-range", ""), answer.body)
            if answer.refused.reason not in FOR_NOW or attempt + 1 == TRIES:
                self._fail(answer.refused)
        raise AssertionError("unreachable")

    def _fail(self, refused: RefusedError) -> None:
        if refused.reason == "too-large":
            raise SourceError(f"{self._url}: its host serves no ranges; download the file and read it from disk")
        kind = RetryableError if refused.reason in FOR_NOW else SourceError
        raise kind(f"cannot read {self._url} at byte {self._place:,}: {refused.reason}: {refused}")

    def _taken(self, status: int, content_range: str, body: bytes) -> bytes:
        if status == 200:
            # The whole file came: it is small, or the host ignores ranges.
            self._ended = True
            return body[self._place : None if self._last is None else self._last + 1]
        told = content_range.removeprefix("bytes ").partition("/")
        start = told[0].partition("-")[0]
        if not start.isdigit() or int(start) != self._place:
            raise SourceError(f"{self._url}: its host answers with other bytes than asked for: {content_range[:80]!r}")
        self._place += len(body)
        whole = told[2]
        self._ended = not body or (whole.isdigit() and self._place >= int(whole))
        if self._last is not None and self._place > self._last:
            self._ended = True
        return body
