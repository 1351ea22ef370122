"""Addresses of the pages of one article: which one is the next part of which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

ENDING = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|amp)$", re.IGNORECASE)
# "/page/2", "/2", "/p2", "-2", "_2", ",2" at the end of a path.
NUMBER = re.compile(r"(?:/page/|/p|/|[-_,]page[-_]?|[-_,])(\d{1,2})$", re.IGNORECASE)


def is_http(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def is_next(url: str, candidate: str, parameters: Iterable[str]) -> bool:
    """Whether an address is that of the next part of the article at `url`: the same address with the next number."""
    try:
        stem, number = _split(url, frozenset(parameters))
        other, following = _split(candidate, frozenset(parameters))
        whole, _ = _split(url, frozenset())
    except ValueError:
        return False
    if following < 2 or following > 99:
        return False
    # A number at the end of an address may be the article's own, so that the first part keeps it.
    return (other == stem and following == number + 1) or (following == 2 and other == whole and other != stem)


def _split(url: str, parameters: frozenset[str]) -> tuple[str, int]:
    """An address without the number of its part, and that number (1 where it has none). No parameters: whole."""
    parts = urlsplit(url)
    path = ENDING.sub("", parts.path.rstrip("/"))
    number = 1
    kept = []
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key.lower() in parameters and value.isdigit() and len(value) < 3:
            number = int(value)
        else:
            kept.append((key, value))
    if parameters and number == 1:
        found = NUMBER.search(path)
        if found:
            number, path = int(found[1]), path[: found.start()]
    return f"{parts.netloc.lower()}{path}?{urlencode(sorted(kept))}", number


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same host but for www, m and amp in front."""
    try:
        hosts = [(urlsplit(address).hostname or "").lower() for address in (one, other)]
    except ValueError:
        return False
    bare = [re.sub(r"^(?:www\d?|m|mobile|amp)\.", "", host) for host in hosts]
    return bool(bare[0]) and bare[0] == bare[1]
