"""Single web addresses, fetched with limits of size, time and redirects, and only from public hosts (needs httpx2)."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from dragoman.errors import EngineError
from dragoman.read.source import Options, rejected, too_large
from dragoman.records import Page, Rejected

if TYPE_CHECKING:
    import httpx2

USER_AGENT = "dragoman/0.1 (political event coder; +https://pypi.org/project/dragoman/)"
ACCEPT = (
    "text/html, application/xhtml+xml, text/plain;q=0.8, application/feed+json;q=0.7, application/xml;q=0.6, */*;q=0.1"
)
MAX_REDIRECTS = 5
SECONDS = 30.0
STEP_SECONDS = 10.0
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/xml", "text/xml")
# Addresses that Python calls global but which lead into private nets: IPv6 ranges that wrap IPv4 ones.
WRAPPING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
Resolve = Callable[[str, int], list[str]]


class RefusedError(Exception):
    """A fetch that ends in a rejection: `reason` and what to do about it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read_web(url: str, options: Options) -> Iterator[Page | Rejected]:
    """The page at an address, or the pages of the feed that stands there.

    Raises:
        EngineError: httpx2 (or for feeds feedparser) is not installed.
    """
    page = fetch(url, options)
    if isinstance(page, Page) and page.media_type.partition(";")[0].strip().lower() in FEED_TYPES:
        from dragoman.read.feeds import parse_feed, read_entries

        entries = parse_feed(page.body)
        if entries:
            yield from read_entries(entries, url, options)
            return
    yield page


def fetch(
    url: str,
    options: Options,
    *,
    source: str = "",
    transport: httpx2.BaseTransport | None = None,
    resolve: Resolve | None = None,
) -> Page | Rejected:
    """One page from the web.

    Each host is resolved once, its addresses checked, and the connection made to the address that was checked, so that
    no second answer of the name server can lead into a private net; the same after every redirect. `transport` and
    `resolve` are for tests.

    Raises:
        EngineError: httpx2 is not installed.
    """
    try:
        import httpx2
    except ImportError as error:
        raise EngineError("fetching pages needs httpx2: pip install 'dragoman[web]'") from error
    deadline = time.monotonic() + SECONDS
    try:
        with httpx2.Client(
            transport=transport, timeout=STEP_SECONDS, follow_redirects=False, trust_env=False, verify=_context()
        ) as client:
            return _follow(client, url, options, source or url, resolve or public_addresses, deadline)
    except RefusedError as refused:
        return rejected(url, refused.reason, str(refused))
    except httpx2.TimeoutException:
        return rejected(url, "timeout", f"no answer within {STEP_SECONDS:.0f} seconds: try again later")
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ssl.SSLError, OSError, ValueError) as error:
        return rejected(url, "unreachable", f"{type(error).__name__}: {error}")


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _follow(
    client: httpx2.Client, url: str, options: Options, source: str, resolve: Resolve, deadline: float
) -> Page | Rejected:
    at = url
    for _ in range(MAX_REDIRECTS + 1):
        request = _request(client, at, resolve)
        response = client.send(request, stream=True)
        try:
            if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
                at = urljoin(at, response.headers["location"])
                continue
            if response.status_code != 200:
                raise RefusedError(*_status(response.status_code))
            body = _body(response, options.max_bytes, deadline)
            if body is None:
                return too_large(url, options.max_bytes)
            media_type = response.headers.get("content-type", "text/html")
            day = time.strftime("%Y-%m-%d", time.gmtime())
            return Page(at, body, media_type, source=source, retrieved=day, given=options.given)
        finally:
            response.close()
    raise RefusedError("redirects", f"more than {MAX_REDIRECTS} redirects, the last to {at[:200]}")


def _request(client: httpx2.Client, url: str, resolve: Resolve) -> httpx2.Request:
    """A request to the checked address of a host, under the host's own name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise RefusedError("address", f"{url[:200]!r}: only plain http and https addresses are fetched")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolve(host, port)[0]
    place = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{place}:{port}", fragment="").geturl()
    name = host if parts.port is None else f"{host}:{port}"
    extensions: dict[str, Any] = {"sni_hostname": host} if parts.scheme == "https" else {}
    headers = {"Host": name, "User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
    return client.build_request("GET", target, headers=headers, extensions=extensions)


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises RefusedError where there are none, or where any of them is not public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise RefusedError("unreachable", f"the host {host!r} is not known: {error}") from error
    for address in found:
        if not is_public(address):
            raise RefusedError("address", f"{host!r} leads to {address}, which is not public: it is not fetched")
    if not found:
        raise RefusedError("unreachable", f"the host {host!r} has no address")
    return sorted(found, key=lambda address: (":" in address, address))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, loopback, link-local, multicast, reserved or
    a cloud's metadata service."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in WRAPPING):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local)


def _status(code: int) -> tuple[str, str]:
    if code in (429, 503):
        return "retry-later", f"the host answers {code}: try again later, and less often"
    if code in (401, 402, 403, 407, 451):
        return "refused", f"the host answers {code}: the page is not open to us"
    if code in (404, 410):
        return "missing", f"the host answers {code}: there is no such page"
    return "http-status", f"the host answers {code}"


def _body(response: httpx2.Response, limit: int, deadline: float) -> bytes | None:
    """The body, decompressed piece by piece; None as soon as it is larger than `limit`."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise RefusedError("unreadable", f"the host sends the encoding {encoding!r}, which was not asked for")
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_raw(1 << 14):
        if time.monotonic() > deadline:
            raise RefusedError("timeout", f"the page took more than {SECONDS:.0f} seconds: try again later")
        try:
            plain = inflater.decompress(piece, limit + 1 - size) if inflater else piece
        except zlib.error as error:
            raise RefusedError("unreadable", f"the page is packed wrongly: {error}") from error
        pieces.append(plain)
        size += len(plain)
        if size > limit:
            return None
    return b"".join(pieces)
