"""Single files, folders and standard input."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from dragoman.errors import SourceError
from dragoman.read.readers import reader_of
from dragoman.read.source import Options, gunzip, media_type_of, page_from, rejected
from dragoman.records import Page, Rejected

log = logging.getLogger(__name__)
HEAD = 1 << 16
GZIP = b"\x1f\x8b"


def read_stdin(options: Options) -> Iterator[Page | Rejected]:
    """The one page that stands in standard input; or, where it begins like JSON Lines or a web archive, their pages."""
    stream = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), HEAD)
    try:
        head = stream.peek(HEAD)
        if _unpacked(head).startswith(b"WARC/"):
            from dragoman.read.warc import read_stream

            yield from read_stream(stream, "stdin:", "-", options)
        elif _is_row(head):
            from dragoman.read.tables import read_rows

            yield from read_rows(stream, "-.jsonl", "stdin:", "-", options)
        else:
            yield page_from(stream, "stdin:", "text/plain", "-", options)
    finally:
        stream.detach()


def _unpacked(head: bytes) -> bytes:
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 64)
    except zlib.error:
        return head


def _is_row(head: bytes) -> bool:
    """Whether the first line is a JSON object, or the beginning of a long one."""
    line, end, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not re.match(rb"\{\s*\"", line):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return not end and len(head) >= HEAD


def read_folder(folder: Path, options: Options) -> Iterator[Page | Rejected]:
    """All pages below a folder in sorted order; hidden files and files that hold no pages are passed over."""
    for parent, folders, names in os.walk(folder, onerror=_warn):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or not path.is_file() or not _has_reader(name):
                continue
            try:
                yield from read_path(path, options)
            except SourceError as error:
                # One bad table must not end the reading of a folder.
                yield rejected(path.absolute().as_uri(), "unreadable", str(error))


def read_path(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The pages of one file, by its ending; a file of an unknown ending is taken for a page."""
    reader = reader_of(path.name)
    return reader(path, options) if reader else _read_page(path, options)


def _read_page(path: Path, options: Options) -> Iterator[Page | Rejected]:
    url = path.absolute().as_uri()
    media_type = media_type_of(path.name) or "text/plain"
    try:
        with path.open("rb") as stream:
            if path.name.lower().endswith(".gz"):
                with gunzip(stream) as plain:
                    yield page_from(plain, url, media_type, str(path), options)
            else:
                yield page_from(stream, url, media_type, str(path), options)
    except OSError as error:
        yield rejected(url, "unreadable", f"{path}: {error.strerror or error}; check the file and its permissions")


def _has_reader(name: str) -> bool:
    lower = name.lower()
    return bool(media_type_of(lower)) or reader_of(lower) is not None


def _warn(error: OSError) -> None:
    log.warning("cannot read the folder %s: %s", error.filename, error.strerror)
