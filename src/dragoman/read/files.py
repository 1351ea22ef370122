"""Single files, folders and standard input."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from dragoman.errors import SourceError
from dragoman.read.source import Options, gunzip, is_table, media_type_of, page_from, rejected
from dragoman.records import Page, Rejected

log = logging.getLogger(__name__)

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
WEB_ARCHIVES = (".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".wet.zst")
FEEDS = (".rss", ".atom", ".xml", ".rss.gz", ".atom.gz", ".xml.gz")


def read_stdin(options: Options) -> Iterator[Page | Rejected]:
    """The one page that stands in standard input."""
    yield page_from(sys.stdin.buffer, "stdin:", "text/plain", "-", options)


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
    name = path.name.lower()
    if name.endswith(WEB_ARCHIVES):
        from dragoman.read.warc import read_warc

        return read_warc(path, options)
    if name.endswith(ARCHIVES):
        from dragoman.read.archives import read_archive

        return read_archive(path, options)
    if is_table(name):
        from dragoman.read.tables import read_table

        return read_table(path, options)
    if name.endswith(FEEDS):
        from dragoman.read.feeds import read_feed_file

        return read_feed_file(path, options)
    return _read_page(path, options)


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
    return bool(media_type_of(lower)) or is_table(lower) or lower.endswith((*ARCHIVES, *WEB_ARCHIVES, *FEEDS))


def _warn(error: OSError) -> None:
    log.warning("cannot read the folder %s: %s", error.filename, error.strerror)
