"""RSS, Atom and JSON feeds: entries with their whole text as pages, the others as addresses to fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from dragoman.errors import EngineError, SourceError
from dragoman.read.source import Options, gunzip, merged, read_limited, rejected
from dragoman.read.xml import declares_entities
from dragoman.records import Given, Page, Rejected

if TYPE_CHECKING:
    from dragoman.read.courtesy import Courtesy

# A text of fewer words than this is a teaser, and the page itself is fetched.
WHOLE_TEXT = 120
MAX_ENTRIES = 10_000
# Lists within lists (sitemap indexes, OPML): how deep, and how many in all.
MAX_DEPTH = 3
MAX_LISTS = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. `html`: its content, often only a teaser; `updated`: when it was changed, as told."""

    url: str
    html: str
    given: Given
    updated: str | None = None

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
    yield from read_listing(body, str(path), options)


def read_listing(body: bytes, address: str, options: Options) -> Iterator[Page | Rejected]:
    """The pages of a feed, sitemap or list of feeds, each fetched politely.

    Raises:
        SourceError: the bytes are no list.
    """
    from dragoman.read.courtesy import Courtesy
    from dragoman.read.lists import parse_listing

    courtesy = Courtesy(options.limits)
    base = address if "://" in address else ""
    first = parse_listing(body, base)
    if first is None or not (first.entries or first.more):
        raise SourceError(
            f"{address} holds no entries of a feed or sitemap; RSS, Atom, JSON Feed, sitemaps and OPML are understood"
        )
    waiting = [(first, address, 0)]
    known: set[str] = set()
    while waiting:
        listing, at, depth = waiting.pop(0)
        yield from read_entries(list(listing.entries), at, options, courtesy)
        for url in listing.more if depth < MAX_DEPTH else ():
            if url in known or len(known) >= MAX_LISTS:
                continue
            known.add(url)
            answer = courtesy.retrieve(url, max_bytes=options.max_bytes)
            if answer.refused is not None:
                yield rejected(url, answer.refused.reason, str(answer.refused))
                continue
            found = parse_listing(answer.body, answer.url)
            if found is None:
                yield rejected(url, "unreadable", f"{url}, named in {at}, is no feed or sitemap")
            else:
                waiting.append((found, url, depth + 1))


def read_entries(
    entries: list[Entry], feed: str, options: Options, courtesy: Courtesy | None = None
) -> Iterator[Page | Rejected]:
    """The pages of feed entries: the entry's own text where it is whole, else the page behind its link."""
    for entry in entries:
        page = page_of_entry(entry, feed, options)
        if page is not None:
            yield page
            continue
        from dragoman.read.courtesy import Courtesy
        from dragoman.read.parts import whole
        from dragoman.read.web import page_of

        courtesy = courtesy or Courtesy(options.limits)
        answer = courtesy.retrieve(entry.url, max_bytes=options.max_bytes)
        if answer.refused is not None:
            yield rejected(entry.url, answer.refused.reason, str(answer.refused))
        else:
            own = replace(options, given=merged(options.given, entry.given))
            yield from whole(page_of(answer, f"feed:{feed}", own), own, courtesy)


def page_of_entry(entry: Entry, feed: str, options: Options) -> Page | None:
    """The page that an entry is by itself; None where its link has to be followed."""
    if not entry.is_whole and entry.url.startswith(("http://", "https://")):
        return None
    body = entry.html.encode("utf-8", "replace")
    given = merged(options.given, entry.given)
    media_type = "text/html; charset=utf-8"
    return Page(entry.url or feed, body, media_type, source=f"feed:{feed}", given=given, clean=True)


def parse_feed(body: bytes, base: str = "") -> list[Entry]:
    """The entries of a feed; an empty list where the bytes are no feed. `base`: what relative links start from.

    Raises:
        EngineError: feedparser is not installed.
    """
    entries = _json_feed(body) if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _xml_feed(body)
    if not base:
        return entries
    return [replace(entry, url=_joined(base, entry.url)) if entry.url else entry for entry in entries]


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _xml_feed(body: bytes) -> list[Entry]:
    if declares_entities(body):
        return []
    try:
        import feedparser
    except ImportError as error:
        raise EngineError("reading feeds needs feedparser: pip install 'dragoman[web]'") from error
    # A stream of bytes, since feedparser takes bytes that look like an address or a file name for one.
    feed: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    outlet = str(feed.feed.get("title") or "") or None
    return [_entry(entry, outlet) for entry in feed.entries[:MAX_ENTRIES]]


def _entry(entry: dict[str, Any], outlet: str | None) -> Entry:
    contents = [str(part.get("value") or "") for part in entry.get("content") or []]
    html = max([*contents, str(entry.get("summary") or "")], key=len)
    names = [str(author.get("name") or "") for author in entry.get("authors") or []]
    stamp = entry.get("published_parsed")
    day = f"{stamp[0]:04d}-{stamp[1]:02d}-{stamp[2]:02d}" if stamp else entry.get("published")
    given = Given(
        str(entry.get("title") or "") or None, day or None, tuple(name for name in names if name), outlet, None
    )
    # Looked up as in a plain dict: feedparser gives the date of publication, with a warning, where there is none.
    return Entry(str(entry.get("link") or ""), html, given, dict.get(entry, "updated"))


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
        people = people if isinstance(people, list) else []
        names = tuple(str(one.get("name")) for one in people if isinstance(one, dict) and one.get("name"))
        given = Given(
            _string(item.get("title")),
            _string(item.get("date_published")),
            names,
            _string(feed.get("title")),
            _string(item.get("language")),
        )
        text = item.get("content_html") or item.get("content_text") or item.get("summary") or ""
        address = str(item.get("url") or item.get("id") or "")
        entries.append(Entry(address, str(text), given, _string(item.get("date_modified"))))
    return entries


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
