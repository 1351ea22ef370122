"""The web, feeds and web archives as sources; nothing here leaves the machine."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from dragoman.read import open_source
from dragoman.read.feeds import parse_feed
from dragoman.read.source import Options
from dragoman.read.web import MAX_REDIRECTS, RefusedError, fetch, is_public, public_addresses
from dragoman.records import Page, Rejected

HTML = {"content-type": "text/html; charset=utf-8"}


def resolve(host: str, port: int) -> list[str]:
    if host.endswith(".inside"):
        raise RefusedError("address", "not public")
    return ["93.184.215.14"]


def ok(body: bytes) -> httpx2.Response:
    return httpx2.Response(200, headers=HTML, stream=httpx2.ByteStream(body))


def get(
    answer: Callable[[httpx2.Request], httpx2.Response], url: str = "https://a.example/x", limit: int = 10_000
) -> Page | Rejected:
    return fetch(url, Options(max_bytes=limit), transport=httpx2.MockTransport(answer), resolve=resolve)


def reason(found: Page | Rejected) -> str:
    assert isinstance(found, Rejected)
    assert found.stage == "read"
    return found.reason


def test_a_page_is_asked_for_by_name_at_the_address_that_was_checked() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return ok(b"<p>x</p>")

    found = get(answer)
    assert isinstance(found, Page)
    assert (found.url, found.body, found.media_type) == ("https://a.example/x", b"<p>x</p>", "text/html; charset=utf-8")
    assert seen[0].url.host == "93.184.215.14"
    assert seen[0].headers["host"] == "a.example"
    assert seen[0].extensions["sni_hostname"] == "a.example"
    assert "dragoman" in seen[0].headers["user-agent"]
    assert "cookie" not in seen[0].headers


def test_redirects_are_followed_checked_and_counted() -> None:
    def inside(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"location": "http://metadata.inside/latest"})

    def around(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"location": "/again"})

    def once(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/x":
            return httpx2.Response(301, headers={"location": "/y"})
        return ok(b"ok")

    assert reason(get(inside)) == "address"
    assert reason(get(around)) == "redirects"
    found = get(once)
    assert isinstance(found, Page)
    assert found.url == "https://a.example/y"
    assert MAX_REDIRECTS < 10


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "https://user:word@a.example/", "http:///x", "gopher://a"]
)
def test_other_schemes_and_passwords_are_refused(url: str) -> None:
    assert reason(get(lambda request: httpx2.Response(200), url)) == "address"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "missing"), (403, "refused"), (429, "retry-later"), (503, "retry-later"), (500, "http-status")],
)
def test_statuses(status: int, code: str) -> None:
    assert reason(get(lambda request: httpx2.Response(status))) == code


def test_bodies_are_limited_before_and_after_unpacking() -> None:
    bomb = gzip.compress(bytes(20_000_000))
    assert reason(get(lambda request: ok(b"x" * 20_000))) == "too-large"

    def packed(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={**HTML, "content-encoding": "gzip"}, stream=httpx2.ByteStream(bomb))

    assert reason(get(packed)) == "too-large"

    def other(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={**HTML, "content-encoding": "br"}, stream=httpx2.ByteStream(b"x"))

    assert reason(get(other)) == "unreadable"


def test_failing_connections_are_rejections() -> None:
    def late(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("late")

    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    assert reason(get(late)) == "timeout"
    assert reason(get(broken)) == "unreachable"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254",
     "no address"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


def test_public_addresses() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:4700::1111")
    with pytest.raises(RefusedError, match="not public"):
        public_addresses("127.0.0.1", 80)
    assert reason(next(open_source("http://localhost/"))) == "address"


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Carthage Gazette</title><item><title>Envoy leaves</title><link>https://a.example/1</link>
<pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate><author>jane@a.example (Jane Doe)</author>
<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item></channel></rss>"""


def test_feeds_with_whole_texts_need_no_fetch(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(text="The envoy left the country. " * 40))
    (found,) = open_source(str(path))
    assert isinstance(found, Page)
    assert (found.url, found.clean, found.source) == ("https://a.example/1", True, f"feed:{path}")
    assert (found.given.title, found.given.published, found.given.publisher) == (
        "Envoy leaves",
        "2021-05-03",
        "Carthage Gazette",
    )


def test_json_feeds_and_junk() -> None:
    item = {"url": "https://a.example/1", "title": "A", "content_text": "x"}
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item, 7]}).encode()
    (entry,) = parse_feed(feed)
    assert (entry.url, entry.given.title, entry.given.publisher, entry.is_whole) == (
        "https://a.example/1",
        "A",
        "T",
        False,
    )
    assert parse_feed(b"no feed at all") == []
    assert parse_feed(b'{"items": 5}') == []


def warc(*records: tuple[str, str, bytes]) -> bytes:
    out = b""
    for kind, url, block in records:
        media_type = "application/http;msgtype=response" if kind == "response" else "text/plain"
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-05-03T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: {media_type}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        out += head.encode() + block + b"\r\n\r\n"
    return out


def response(media_type: str, body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{more}\r\n".encode() + body


def test_web_archives_give_pages_only(tmp_path: Path) -> None:
    raw = warc(
        ("response", "https://a.example/1", response("text/html", b"<p>one</p>")),
        ("response", "https://a.example/2", response("image/png", b"no page")),
        ("response", "https://a.example/3", response("text/html", b"moved", "301 Moved")),
        (
            "response",
            "https://a.example/4",
            response("text/html", gzip.compress(b"<p>four</p>"), more="Content-Encoding: gzip\r\n"),
        ),
        ("response", "https://a.example/5", response("text/html", b"x" * 5000)),
        ("conversion", "https://a.example/6", b"Text of a page"),
    )
    (tmp_path / "a.warc").write_bytes(raw)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(raw))
    for name in ("a.warc", "b.warc.gz"):
        found = list(open_source(str(tmp_path / name), max_bytes=1000))
        assert [(item.url[-1], item.reason if isinstance(item, Rejected) else item.body) for item in found] == [
            ("1", b"<p>one</p>"),
            ("4", b"<p>four</p>"),
            ("5", "too-large"),
            ("6", b"Text of a page"),
        ]
        assert isinstance(found[0], Page)
        assert found[0].retrieved == "2021-05-03"


def test_a_cut_web_archive_gives_its_beginning(tmp_path: Path) -> None:
    raw = b"".join(
        gzip.compress(warc(("response", f"https://a.example/{n}", response("text/html", b"<p>one</p>"))))
        for n in range(5)
    )
    (tmp_path / "a.warc.gz").write_bytes(raw[:-40])
    found = list(open_source(str(tmp_path / "a.warc.gz")))
    assert sum(isinstance(item, Page) for item in found) >= 4
