"""Which module reads which file: the one place to name a new source.

A source is one module with a function from a path and options to pages; it is named here by the endings of its files.
A package may bring its own: an entry point of group `dragoman.read`, named by the ending (`.mbox`), that loads such a
function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from dragoman.read.source import Options
from dragoman.records import Page, Rejected

Reader = Callable[[Path, Options], Iterator[Page | Rejected]]

# Endings, the longer ones first where they overlap -> module and function.
READERS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".wet.zst"), "warc:read_warc"),
    ((".paths", ".paths.gz"), "warc:read_paths_file"),
    ((".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz"), "archives:read_archive"),
    ((".jsonl", ".ndjson", ".csv", ".tsv", ".jsonl.gz", ".ndjson.gz", ".csv.gz", ".tsv.gz"), "tables:read_table"),
    ((".parquet", ".pq"), "tables:read_table"),
    ((".xml", ".xml.gz", ".xml.bz2"), "wiki:read_xml"),
    ((".rss", ".atom", ".opml", ".rss.gz", ".atom.gz"), "feeds:read_feed_file"),
)


def reader_of(name: str) -> Reader | None:
    """The reader of a file by its name; None where it is a page, or nothing that is known."""
    lower = name.lower()
    for endings, place in READERS:
        if lower.endswith(endings):
            module, _, function = place.partition(":")
            found: Reader = getattr(import_module(f"dragoman.read.{module}"), function)
            return found
    return _installed(lower)


def _installed(name: str) -> Reader | None:
    from importlib.metadata import entry_points

    for point in entry_points(group="dragoman.read"):
        if name.endswith(point.name.lower()):
            found: Reader = point.load()
            return found
    return None
