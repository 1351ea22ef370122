"""Lists of pages and of lists: sitemaps, sitemap indexes, OPML, and feeds, told apart by their content."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from dragoman.read.feeds import MAX_ENTRIES, Entry, parse_feed
from dragoman.read.source import gunzip, read_limited
from dragoman.read.xml import local, parse_xml, root_name
from dragoman.records import Given

# The sitemap protocol's own limits: 50,000 addresses, 50 MB unpacked.
MAX_ADDRESSES = 50_000
MAX_LIST_BYTES = 50_000_000
# feedparser takes 0.3 ms for an entry, and the largest news feeds have some hundreds.
MAX_FEED_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds. `kind`: feed, sitemap, index or opml; `more`: addresses of further lists."""

    kind: str
    entries: tuple[Entry, ...] = ()
    more: tuple[str, ...] = ()


def parse_listing(body: bytes, base: str = "") -> Listing | None:
    """The list that the bytes are, None where they are none. `base`: the address that relative links start from."""
    unpacked = _plain(body)
    if unpacked is None:
        return None
    root = root_name(unpacked)
    if root in ("urlset", "sitemapindex"):
        return _sitemap(unpacked, base)
    if root == "opml":
        return _opml(unpacked, base)
    if len(unpacked) > MAX_FEED_BYTES:
        return None
    entries = parse_feed(unpacked, base)
    known = root in ("rss", "feed", "rdf") or (unpacked.lstrip()[:1] == b"{" and b"jsonfeed.org" in unpacked[:4096])
    return Listing("feed", tuple(entries)) if entries or known else None


def entries_of(body: bytes, base: str = "") -> list[Entry]:
    """The pages that a feed or sitemap names; an empty list where the bytes are none."""
    found = parse_listing(body, base)
    return list(found.entries) if found else []


def _plain(body: bytes) -> bytes | None:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return read_limited(gunzip(BytesIO(body)), MAX_LIST_BYTES)
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile):
        return None


def _sitemap(body: bytes, base: str) -> Listing:
    root = parse_xml(body)
    if root is None:
        return Listing("sitemap")
    entries: list[Entry] = []
    more: list[str] = []
    for element in root.iterchildren():
        if len(entries) + len(more) >= MAX_ADDRESSES:
            break
        told = _told(element)
        address = urljoin(base, told.get("loc", "")) if told.get("loc") else ""
        if not address.startswith(("http://", "https://")):
            continue
        if local(element) == "sitemap":
            more.append(address)
        elif local(element) == "url":
            given = Given(
                told.get("title"),
                told.get("publication_date"),
                (),
                told.get("name"),
                (told.get("language") or "")[:2].lower() or None,
            )
            entries.append(Entry(address, "", given, told.get("lastmod")))
    return Listing("index" if more else "sitemap", tuple(entries), tuple(more))


def _told(element: Any) -> dict[str, str]:
    """The texts below an element by name; pictures and videos have titles and addresses of their own."""
    told: dict[str, str] = {}
    for child in element.iterchildren():
        name = local(child)
        if name == "news":
            told |= {local(one): (one.text or "").strip() for one in child.iter() if one.text and local(one) != "news"}
        elif name in ("loc", "lastmod") and child.text:
            told[name] = child.text.strip()
    return told


def _opml(body: bytes, base: str) -> Listing:
    root = parse_xml(body)
    found: dict[str, None] = {}
    for element in root.iter() if root is not None else ():
        address = element.get("xmlUrl") or element.get("xmlurl") if local(element) == "outline" else None
        if address:
            found[urljoin(base, address.strip())] = None
        if len(found) >= MAX_ENTRIES:
            break
    return Listing("opml", (), tuple(found))
