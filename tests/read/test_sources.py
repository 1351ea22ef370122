"""Sitemaps, lists of feeds, wiki dumps, web archives behind http, lists of archives, standard input."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from dragoman.errors import SettingsError, SourceError
from dragoman.read import open_source
from dragoman.read.addresses import host_of, same_page
from dragoman.read.limits import Limits
from dragoman.read.lists import entries_of, parse_listing
from dragoman.read.readers import reader_of
from dragoman.read.watchlist import read_watchlist
from dragoman.read.web import user_agent
from dragoman.read.wiki import plain_text
from dragoman.records import Page, Rejected

BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def http_record(number: int, text: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
        "WARC-Date: 2021-05-03T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


WARC = [gzip.compress(http_record(n, f"<p>page {n}</p>" + "x" * 100), mtime=0) for n in range(40)]


@pytest.mark.parametrize(
    ("body", "kind", "urls", "more"),
    [
        (b"<urlset><url><loc> http://a.example/1 </loc><lastmod>2024-05-03</lastmod></url><url><loc>ftp://x</loc></url>",
         "sitemap", ["http://a.example/1"], []),
        (b'<s:sitemapindex xmlns:s="u"><s:sitemap><s:loc>/m.xml</s:loc></s:sitemap></s:sitemapindex>',
         "index", [], ["http://a.example/m.xml"]),
        (b'<opml><body><outline text="x"><outline xmlUrl="http://b.example/f"/></outline></body></opml>',
         "opml", [], ["http://b.example/f"]),
        (b'<rss version="2.0"><channel><item><link>/rel</link></item></channel></rss>', "feed",
         ["http://a.example/rel"], []),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://a.example/e"/></entry></feed>',
         "feed", ["http://a.example/e"], []),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/j"}, 5, {"authors": 7}]}',
         "feed", ["http://a.example/j", ""], []),
        (BOMB + b"<urlset><url><loc>http://a.example/&b;</loc></url></urlset>", "sitemap", [], []),
        (b'<rss version="2.0"><channel></channel></rss>', "feed", [], []),
    ],
)  # fmt: skip
def test_lists(body: bytes, kind: str, urls: list[str], more: list[str]) -> None:
    for packed in (body, gzip.compress(body)):
        found = parse_listing(packed, "http://a.example/feed")
        assert found is not None
        assert (found.kind, [entry.url for entry in found.entries], list(found.more)) == (kind, urls, more)


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>no list</body></html>", b"\x1f\x8bcut", b"{}", b"[1]", b"x" * 5_000_000]
)
def test_what_is_no_list(body: bytes) -> None:
    assert parse_listing(body) is None


def test_feeds_with_entities_are_empty() -> None:
    feed = b'<?xml version="1.0"?>' + BOMB + b"<rss><channel><item><title>&b;</title></item></channel></rss>"
    assert entries_of(feed) == []


DUMP = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="en">
<siteinfo><sitename>Wikinews</sitename><base>https://en.wikinews.example/wiki/Main_Page</base></siteinfo>
<page><title>Envoy leaves</title><ns>0</ns><id>7</id><revision><id>9</id><timestamp>2024-05-09T00:00:00Z</timestamp>
<text>{text}</text></revision></page>
<page><title>Old</title><ns>0</ns><id>8</id><redirect title="New"/><revision><text>x</text></revision></page>
<page><title>Talk:Envoy</title><ns>1</ns><id>9</id><revision><text>chat</text></revision></page></mediawiki>"""
WIKITEXT = """{{date|May 3, 2024}} {{Infobox|a={{b|c}}|[[d]]}}
[[File:x.jpg|thumb|A [[caption]] here]]
The '''envoy''' of {{w|Freedonia|the island}} left [[Oslo|the city]] on Friday.&lt;ref&gt;[http://a x]&lt;/ref&gt;

He spoke to [http://a.example the press] &amp;amp; went.
* A point
{| class="x"
| cell
|}
== Sources ==
* {{source|url=http://a.example}}"""


def test_wiki_dumps(tmp_path: Path) -> None:
    dump = DUMP.format(text=WIKITEXT).encode()
    (tmp_path / "pages-articles.xml").write_bytes(dump)
    (tmp_path / "pages-articles.xml.bz2").write_bytes(bz2.compress(dump))
    (tmp_path / "pages-articles.xml.gz").write_bytes(gzip.compress(dump))
    for path in tmp_path.iterdir():
        (page,) = open_source(str(path))
        assert isinstance(page, Page)
        assert page.url == "https://en.wikinews.example/wiki/Envoy_leaves"
        assert (page.given.title, page.given.published) == ("Envoy leaves", "May 3, 2024")
        assert (page.given.publisher, page.given.language, page.retrieved) == ("Wikinews", "en", "2024-05-09")
        assert page.body.decode() == (
            "The envoy of the island left the city on Friday.\n\nHe spoke to the press & went.\n\nA point"
        )
    (tmp_path / "cut.xml").write_bytes(dump[:-300])
    *_, last = open_source(str(tmp_path / "cut.xml"))
    assert isinstance(last, Rejected)
    assert last.reason == "truncated"


@pytest.mark.parametrize(
    "text", ["{{" * 50_000, "[[a|" * 50_000, "'" * 100_000, "<ref>" * 30_000, "{|" * 9 + "}}" * 9, "="]
)
def test_hostile_wiki_markup(text: str) -> None:
    assert isinstance(plain_text(text), str)


def test_an_xml_file_of_nothing_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<note/>")
    with pytest.raises(SourceError, match="feed or sitemap"):
        list(open_source(str(tmp_path / "a.xml")))


def ranges(body: bytes, *, failing: int = 0) -> Callable[[str], bytes]:
    """A server's answers to range requests; the first `failing` ones break off."""
    left = [failing]

    def answer(request: str) -> bytes:
        match = re.search(r"range: bytes=(\d+)-(\d+)", request, re.IGNORECASE)
        assert match
        first, last = int(match[1]), min(int(match[2]), len(body) - 1)
        if first >= len(body):
            return b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        piece = body[first : last + 1]
        head = f"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {first}-{last}/{len(body)}\r\n"
        if left[0]:
            left[0] -= 1
            piece = piece[:10]
        return f"{head}Content-Length: {last + 1 - first}\r\nConnection: close\r\n\r\n".encode() + piece

    return answer


@pytest.fixture
def near(server: Any) -> Limits:
    return Limits(pace=0, robots=False, allow_hosts=(f"127.0.0.1:{server.port}",), seconds=3)


def test_web_archives_behind_http(server: Any, near: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.read.remote.PIECE", 1000)
    server.pages["/a.warc.gz"] = ranges(b"".join(WARC), failing=2)
    root = f"http://127.0.0.1:{server.port}"
    found = list(open_source(f"{root}/a.warc.gz", limits=near))
    assert [one.url for one in found] == [f"https://a.example/{number}" for number in range(40)]
    start = sum(map(len, WARC[:5]))
    part = f"#bytes={start}-{start + len(WARC[5]) - 1}"
    (one,) = open_source(f"{root}/a.warc.gz{part}", limits=near)
    assert one.url == "https://a.example/5"
    with pytest.raises(SourceError, match="bytes=FIRST-LAST"):
        list(open_source(f"{root}/a.warc.gz#5", limits=near))


def test_web_archives_that_cannot_be_read_are_told(server: Any, near: Limits) -> None:
    (found,) = open_source(f"http://127.0.0.1:{server.port}/b.warc.gz", limits=near)
    assert isinstance(found, Rejected)
    assert "missing" in found.detail


def test_lists_of_web_archives(server: Any, near: Limits, hostile: ModuleType, tmp_path: Path) -> None:
    """Common Crawl's layout: paths from the root of the host, or from a folder above the list."""
    folder = tmp_path / "crawl-data" / "CC-NEWS" / "2024" / "05"
    folder.mkdir(parents=True)
    (folder / "one.warc.gz").write_bytes(b"".join(WARC[:3]))
    lines = "crawl-data/CC-NEWS/2024/05/one.warc.gz\ncrawl-data/CC-NEWS/2024/05/none.warc.gz\n../../etc/passwd\n"
    (folder / "warc.paths.gz").write_bytes(gzip.compress(lines.encode()))
    found = list(open_source(str(folder / "warc.paths.gz")))
    assert [isinstance(one, Page) for one in found] == [True, True, True, False, False]
    server.pages["/crawl-data/CC-NEWS/2024/05/one.warc.gz"] = ranges(b"".join(WARC[:3]))
    listed = hostile.head(media_type="text/plain") + lines.splitlines()[0].encode()
    server.pages["/list/warc.paths"] = listed
    near_list = list(open_source(f"http://127.0.0.1:{server.port}/list/warc.paths", limits=near))
    assert len(near_list) == 3


def test_a_sitemap_behind_http_is_read_politely(server: Any, near: Limits, hostile: ModuleType) -> None:
    root = f"http://127.0.0.1:{server.port}"
    xml = "application/xml"
    server.pages["/index.xml"] = (
        hostile.head(media_type=xml)
        + (
            f"<sitemapindex><sitemap><loc>{root}/m1.xml</loc></sitemap><sitemap><loc>{root}/none.xml</loc></sitemap></sitemapindex>"
        ).encode()
    )
    server.pages["/m1.xml"] = (
        hostile.head(media_type=xml)
        + (f"<urlset><url><loc>{root}/good</loc></url><url><loc>{root}/403</loc></url></urlset>").encode()
    )
    assert len(list(open_source(f"{root}/m1.xml", limits=near))) == 2  # though it says that it is a page
    found = list(open_source(f"{root}/index.xml", limits=near))
    assert sorted(one.reason if isinstance(one, Rejected) else one.url for one in found) == [
        f"{root}/good",
        "missing",
        "refused",
    ]


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (b"plain text of an article", 1),
        (json.dumps({"text": "one"}).encode() + b"\n" + json.dumps({"text": "two"}).encode() + b"\n", 2),
        (b"".join(WARC[:4]), 4),
        (gzip.decompress(WARC[0]), 1),
        (b"{not json at all}", 1),
    ],
)
def test_standard_input_is_told_apart(body: bytes, pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(body)))
    found = list(open_source("-"))
    assert len(found) == pages
    assert all(isinstance(one, Page) for one in found)


def test_zstandard_archives(tmp_path: Path) -> None:
    import pyarrow as pa

    path = tmp_path / "a.warc.zst"
    with path.open("wb") as file:
        for one in (gzip.decompress(WARC[0]), http_record(9, "x" * 30_000_000), gzip.decompress(WARC[1])):
            sink = pa.BufferOutputStream()
            with pa.CompressedOutputStream(sink, "zstd") as packed:
                packed.write(one)
            file.write(sink.getvalue().to_pybytes())
    assert path.stat().st_size < 100_000
    found = list(open_source(str(path), max_bytes=1_000_000))
    assert [one.reason if isinstance(one, Rejected) else one.url for one in found] == [
        "https://a.example/0",
        "too-large",
        "https://a.example/1",
    ]


def test_readers_are_found_by_ending() -> None:
    assert reader_of("x.WARC.GZ") is reader_of("x.wet.zst")
    assert reader_of("x.html") is None


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://A.example?utm_source=x&id=5#top", "http://a.example/?id=5"),
        ("http://a.example/x?fbclid=1", "http://a.example/x"),
        ("http://a.example/x?id=1&at_medium=rss", "http://a.example/x?id=1"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_addresses_of_one_page(url: str, same: str) -> None:
    assert same_page(url) == same
    assert host_of("http://A.example:80/") == "a.example"
    assert host_of("http://a.example:8080/") == "a.example:8080"


def test_watchlists(tmp_path: Path) -> None:
    toml = tmp_path / "feeds.toml"
    toml.write_text(
        'feeds = ["http://a.example/f", {url = "http://b.example/f", publisher = "B", minutes = 5, newest_days = 2}]\n'
        '[limits]\npace = 5\ncontact = "me@a.example"\nallow_hosts = ["Localhost"]\nrevisit_hours = [1, 2]\n'
    )
    found = read_watchlist(str(toml))
    assert [feed.url for feed in found.feeds] == ["http://a.example/f", "http://b.example/f"]
    assert (found.feeds[1].given.publisher, found.feeds[1].minutes, found.feeds[1].newest_days) == ("B", 5.0, 2.0)
    assert (found.limits.pace, found.limits.allow_hosts, found.limits.revisit_hours) == (
        5.0,
        ("localhost",),
        (1.0, 2.0),
    )
    assert "me@a.example" in user_agent(found.limits)
    (tmp_path / "f.opml").write_text('<opml><body><outline xmlUrl="http://b.example/f"/></body></opml>')
    assert read_watchlist(str(tmp_path / "f.opml")).feeds[0].url == "http://b.example/f"
    assert read_watchlist("https://a.example/f").feeds[0].url == "https://a.example/f"


@pytest.mark.parametrize(
    "text",
    ["feeds = []", "x = 1", "feeds = [5]", 'feeds = [{url = "u", colour = 1}]', "feeds = [",
     'feeds=["u"]\n[limits]\npase=1',
     'feeds=["u"]\n[limits]\npace=-1', 'feeds=["u"]\n[limits]\nworkers=0', 'feeds=["u"]\n[limits]\nrobots="no"',
     'limits=1\nfeeds=["u"]', 'feeds=[{url="u", minutes="x"}]'],
)  # fmt: skip
def test_malformed_watchlists(text: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"\w"):
        read_watchlist(str(path))
    with pytest.raises(SettingsError, match="cannot read"):
        read_watchlist(str(tmp_path / "none.toml"))
