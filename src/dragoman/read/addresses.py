"""Which hosts may be fetched from: those of the public internet, and those that a setting names."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit

# Addresses that Python calls global but which lead into private nets: IPv6 ranges that wrap IPv4 ones.
WRAPPING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4000
SPACES = re.compile(r"[\x00-\x20\x7f]")
# Parameters that tell where a reader came from and change nothing on the page.
TRACKING = re.compile(
    r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|cmpid|ocid|smid|at_[a-z_]+)=[^&]*"
)
Resolve = Callable[[str, int], list[str]]


class RefusedError(Exception):
    """A fetch that ends in a rejection: `reason` and what to do about it. `wait`: seconds until it may be tried."""

    def __init__(self, reason: str, detail: str, *, wait: float | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.wait = wait


def split_address(url: str) -> SplitResult:
    """The parts of an http(s) address. Raises RefusedError where it is of another kind or malformed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedError("address", f"{url[:200]!r} is no address: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or port == 0:
        raise RefusedError("address", f"{url[:200]!r}: only plain http and https addresses are fetched")
    if len(url) > LONGEST_URL or SPACES.search(url):
        raise RefusedError("address", f"{url[:200]!r}: the address is too long or holds spaces")
    return parts


def host_of(url: str) -> str:
    """Host and, where it is not the usual one, port of an address, in lower case; "" where it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return host if port is None or port == PORTS.get(parts.scheme) else f"{host}:{port}"


def same_page(url: str) -> str:
    """An address without its fragment and the parameters that only count readers: what makes two links one page."""
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.lower()
    except ValueError:
        return url
    query = TRACKING.sub("", parts.query).lstrip("&")
    return parts._replace(netloc=host, path=parts.path or "/", query=query, fragment="").geturl()


def resolver(allowed: Iterable[str] = (), look_up: Resolve | None = None) -> Resolve:
    """A function from host and port to checked addresses. `allowed`: hosts whose addresses are not checked;
    `look_up`: how names are resolved, by default the system's way."""
    names = frozenset(name.lower() for name in allowed)
    find = look_up or looked_up

    def resolve(host: str, port: int) -> list[str]:
        found = find(host, port)
        if not found:
            raise RefusedError("unreachable", f"the host {host!r} has no address")
        if host.lower() in names or f"{host.lower()}:{port}" in names:
            return found
        for address in found:
            if not is_public(address):
                raise RefusedError("address", f"{host!r} leads to {address}, which is not public: it is not fetched")
        return found

    return resolve


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host, IPv4 first."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise RefusedError("unreachable", f"the host {host!r} is not known: {error}") from error
    return sorted(found, key=lambda address: (":" in address, address))


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises RefusedError where there are none, or where any of them is not public."""
    return resolver()(host, port)


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
