"""RSS, Atom and JSON feeds: entries with their whole text as pages, the others as addresses to fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import EngineError, SourceError
from dragoman.read.source import Options, gunzip, merged, read_limited
from dragoman.records import Given, Page, Rejected

# A text of fewer words than this is a teaser, and the page itself is fetched.
WHOLE_TEXT = 120
MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `html`: its content, often only a teaser."""

    url: str
    html: str
    given: Given

    @property
    def is_whole(self) -> bool:
        return len(self.html.split()) >= WHOLE_TEXT


def read_feed_file(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The pages of a feed that is stored in a file.

    Raises:
        SourceError: the file cannot be read or holds no feed.
    """
    try:
        with path.open("rb") as stream:
            body = read_limited(gunzip(stream) if path.suffix.lower() == ".gz" else stream, options.max_bytes)
    except (OSError, EOFError) as error:
        raise SourceError(f"cannot read the feed {path}: {error}") from error
    if body is None:
        raise SourceError(f"the feed {path} is larger than {options.max_bytes:,} bytes")
    entries = parse_feed(body)
    if not entries:
        raise SourceError(f"{path} holds no feed entries; RSS, Atom and JSON Feed are understood")
    yield from read_entries(entries, str(path), options)


def read_entries(entries: list[Entry], feed: str, options: Options) -> Iterator[Page | Rejected]:
    """The pages of feed entries: the entry's own text where it is whole, else the page behind its link."""
    for entry in entries:
        given = merged(options.given, entry.given)
        source = f"feed:{feed}"
        if entry.is_whole or not entry.url.startswith(("http://", "https://")):
            body = entry.html.encode("utf-8", "replace")
            yield Page(entry.url or feed, body, "text/html; charset=utf-8", source=source, given=given, clean=True)
        else:
            from dragoman.read.web import fetch

            yield fetch(entry.url, Options(given, {}, options.max_bytes), source=source)


def parse_feed(body: bytes) -> list[Entry]:
    """The entries of a feed; an empty list where the bytes are no feed.

    Raises:
        EngineError: feedparser is not installed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body)
    try:
        import feedparser
    except ImportError as error:
        raise EngineError("reading feeds needs feedparser: pip install 'dragoman[web]'") from error
    feed: Any = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    outlet = str(feed.feed.get("title") or "") or None
    return [_entry(entry, outlet) for entry in feed.entries[:MAX_ENTRIES]]


def _entry(entry: Mapping[str, Any], outlet: str | None) -> Entry:
    contents = [str(part.get("value") or "") for part in entry.get("content") or []]
    html = max([*contents, str(entry.get("summary") or "")], key=len)
    names = [str(author.get("name") or "") for author in entry.get("authors") or []]
    stamp = entry.get("published_parsed")
    day = f"{stamp[0]:04d}-{stamp[1]:02d}-{stamp[2]:02d}" if stamp else entry.get("published")
    given = Given(
        str(entry.get("title") or "") or None, day or None, tuple(name for name in names if name), outlet, None
    )
    return Entry(str(entry.get("link") or ""), html, given)


def _json_feed(body: bytes) -> list[Entry]:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
        items = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    entries = []
    for item in items[:MAX_ENTRIES] if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        people = item.get("authors") or ([item["author"]] if item.get("author") else [])
        names = tuple(str(one.get("name")) for one in people if isinstance(one, dict) and one.get("name"))
        given = Given(item.get("title"), item.get("date_published"), names, feed.get("title"), item.get("language"))
        text = item.get("content_html") or item.get("content_text") or item.get("summary") or ""
        entries.append(Entry(str(item.get("url") or item.get("id") or ""), str(text), given))
    return entries
