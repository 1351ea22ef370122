"""Single web addresses, fetched with limits of size, time and redirects, and only from public hosts (needs httpx2)."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from dragoman.errors import EngineError
from dragoman.read.addresses import (
    RefusedError,
    Resolve,
    is_public,
    public_addresses,
    resolver,
    split_address,
)
from dragoman.read.limits import LIMITS, Limits
from dragoman.read.source import Options, rejected, too_large
from dragoman.records import Page, Rejected

if TYPE_CHECKING:
    import httpx2

__all__ = ["Answer", "RefusedError", "fetch", "is_public", "public_addresses", "read_web", "retrieve", "user_agent"]

ACCEPT = (
    "text/html, application/xhtml+xml, text/plain;q=0.8, application/feed+json;q=0.7, application/xml;q=0.6, */*;q=0.1"
)
MAX_REDIRECTS = LIMITS.redirects
MOVED = (301, 302, 303, 307, 308)
FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
)
PIECE = 1 << 14


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered. `url`: where the redirects ended; `headers`: by lower-case name; `refused`: why there is
    no body to be used, None where there is one or where the page has not changed (status 304)."""

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    refused: RefusedError | None = None

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "text/html")

    @property
    def unchanged(self) -> bool:
        return self.status == 304


def user_agent(limits: Limits = LIMITS) -> str:
    """The name under which pages are asked for, with the contact that the settings name."""
    contact = "".join(c for c in limits.contact if c.isprintable() and c not in "()").encode("ascii", "ignore").decode()
    return f"dragoman/0.1 (political event coder{'; ' + contact if contact else ''})"


def read_web(url: str, options: Options) -> Iterator[Page | Rejected]:
    """The page at an address, or the pages of the feed, sitemap or web archive that stands there.

    Raises:
        EngineError: httpx2 (or for feeds feedparser) is not installed.
    """
    from dragoman.read.remote import is_archive, read_remote

    if is_archive(url):
        yield from read_remote(url, options)
        return
    page = fetch(url, options)
    if isinstance(page, Page) and _may_be_list(page):
        from dragoman.read.feeds import read_listing
        from dragoman.read.lists import parse_listing

        listing = parse_listing(page.body, page.url)
        if listing and (listing.entries or listing.more):
            yield from read_listing(page.body, page.url, options)
            return
    if isinstance(page, Rejected):
        yield page
        return
    from dragoman.read.parts import whole

    yield from whole(page, options)


def _may_be_list(page: Page) -> bool:
    """Whether a page may be a feed or sitemap: by its type, or by its first characters where a host lies about it."""
    kind = page.media_type.partition(";")[0].strip().lower()
    return kind in FEED_TYPES or page.body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"<?xml", b"<rss", b"<feed")
    )


def fetch(
    url: str,
    options: Options,
    *,
    source: str = "",
    transport: httpx2.BaseTransport | None = None,
    resolve: Resolve | None = None,
) -> Page | Rejected:
    """One page from the web. `transport` and `resolve` are for tests.

    Raises:
        EngineError: httpx2 is not installed.
    """
    limits = options.limits
    answer = retrieve(url, limits, max_bytes=options.max_bytes, transport=transport, resolve=resolve)
    if answer.refused is not None:
        if answer.refused.reason == "too-large":
            return too_large(url, options.max_bytes)
        return rejected(url, answer.refused.reason, str(answer.refused))
    return page_of(answer, source or url, options)


def page_of(answer: Answer, source: str, options: Options) -> Page:
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return Page(answer.url, answer.body, answer.media_type, source=source, retrieved=day, given=options.given)


def retrieve(
    url: str,
    limits: Limits = LIMITS,
    *,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    before: Callable[[str], None] | None = None,
    after: Callable[[str], None] | None = None,
    transport: httpx2.BaseTransport | None = None,
    resolve: Resolve | None = None,
) -> Answer:
    """What stands at an address, redirects followed.

    Each host is resolved once, its addresses checked, and the connection made to the address that was checked, so that
    no second answer of the name server can lead into a private net; the same after every redirect. No cookie is kept,
    no proxy and no password file of the environment is used, no script runs. `headers`: further ones to send, such as
    If-None-Match. `before`: called with the address of every request; it may wait, or raise RefusedError. `after`: with
    the same, when the request is over.

    Raises:
        EngineError: httpx2 is not installed.
    """
    try:
        import httpcore2
        import httpx2

        from dragoman.read.transport import Deadline, TimedTransport
    except ImportError as error:
        raise EngineError("fetching pages needs httpx2: pip install 'dragoman[web]'") from error
    silent = (httpx2.TimeoutException, httpcore2.TimeoutException, TimeoutError)
    broken = (httpx2.RemoteProtocolError, httpcore2.RemoteProtocolError, httpx2.DecodingError)
    failed = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, httpcore2.NetworkError, httpcore2.ProtocolError)
    at = url
    checked = resolve or resolver(limits.allow_hosts)
    try:
        for _ in range(limits.redirects + 1):
            split_address(at)
            if before is not None:
                before(at)
            deadline = Deadline(limits.seconds)
            with httpx2.Client(
                transport=transport or TimedTransport(_context(), deadline),
                timeout=limits.step_seconds,
                follow_redirects=False,
                trust_env=False,
            ) as client:
                try:
                    answer = _ask(client, at, checked, limits, headers or {}, max_bytes, deadline.at)
                finally:
                    if after is not None:
                        after(at)
            if answer.status not in MOVED or "location" not in answer.headers:
                return answer
            at = _target(at, answer.headers["location"])
        return Answer(at, refused=_refused("redirects", f"more than {limits.redirects} redirects, the last to {at}"))
    except RefusedError as refused:
        return Answer(at, refused=refused)
    except silent:
        return Answer(at, refused=_refused("timeout", "the host is too slow: try again later"))
    except broken as error:
        return Answer(at, refused=_refused("broken", f"the host breaks off or speaks no HTTP: {error}"))
    except (*failed, OSError, ValueError) as error:
        reason = "tls" if isinstance(error, ssl.SSLError) or "SSL" in str(error) else "unreachable"
        return Answer(at, refused=_refused(reason, f"{type(error).__name__}: {error}"))


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise RefusedError("address", f"redirected to {location[:200]!r}, which is no address: {error}") from error


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _refused(reason: str, detail: str, wait: float | None = None) -> RefusedError:
    return RefusedError(reason, detail[:500], wait=wait)


def _ask(
    client: httpx2.Client,
    url: str,
    resolve: Resolve,
    limits: Limits,
    headers: Mapping[str, str],
    max_bytes: int,
    deadline: float,
) -> Answer:
    """One request and its answer, without following redirects."""
    response = client.send(_request(client, url, resolve, limits, headers), stream=True)
    try:
        code = response.status_code
        told = {name.lower(): value for name, value in response.headers.items()}
        if (code in MOVED and "location" in told) or code == 304:
            return Answer(url, code, told)
        if code not in (200, 206):
            return Answer(url, code, told, refused=_status(code, told.get("retry-after", "")))
        body = _body(response, max_bytes, deadline)
        if body is None:
            return Answer(url, code, told, refused=_refused("too-large", f"more than {max_bytes:,} bytes"))
        return Answer(url, code, told, body)
    finally:
        response.close()


def _request(
    client: httpx2.Client, url: str, resolve: Resolve, limits: Limits, headers: Mapping[str, str]
) -> httpx2.Request:
    """A request to the checked address of a host, under the host's own name."""
    parts = split_address(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolve(host, port)[0]
    place = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{place}:{port}", fragment="").geturl()
    own = f"[{host}]" if ":" in host else host
    extensions: dict[str, Any] = {"sni_hostname": host} if parts.scheme == "https" else {}
    sent = {
        "Host": own if parts.port is None else f"{own}:{port}",
        "User-Agent": user_agent(limits),
        "Accept": ACCEPT,
        "Accept-Encoding": "gzip",
        **headers,
    }
    return client.build_request("GET", target, headers=sent, extensions=extensions)


def _status(code: int, retry_after: str) -> RefusedError:
    if code in (429, 503):
        wait = seconds_of(retry_after)
        return _refused("retry-later", f"the host answers {code}: try again later, and less often", wait)
    if code in (401, 402, 403, 407, 451):
        return _refused("refused", f"the host answers {code}: the page is not open to us")
    if code in (404, 410):
        return _refused("missing", f"the host answers {code}: there is no such page")
    return _refused("http-status", f"the host answers {code}")


def seconds_of(retry_after: str) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or as a date; None where it is neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _body(response: httpx2.Response, limit: int, deadline: float) -> bytes | None:
    """The body, decompressed piece by piece; None as soon as it is larger than `limit`."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise RefusedError("unreadable", f"the host sends the encoding {encoding[:40]!r}, which was not asked for")
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_raw(PIECE):
        if time.monotonic() > deadline:
            raise RefusedError("timeout", "the page took too long: try again later")
        try:
            plain = inflater.decompress(piece, limit + 1 - size) if inflater else piece
        except zlib.error as error:
            raise RefusedError("unreadable", f"the page is packed wrongly: {error}") from error
        pieces.append(plain)
        size += len(plain)
        if size > limit:
            return None
    if inflater and pieces and not inflater.eof:
        raise RefusedError("truncated", "the page breaks off in the middle of its gzip stream: try again later")
    return b"".join(pieces)
