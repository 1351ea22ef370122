"""How a server is set up, and what it promises not to exceed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: bytes and seconds of a body, seconds of a query and of waiting for the coder, and rows of
    an export."""

    body_bytes: int = 2_000_000
    body_seconds: float = 30.0
    query_seconds: float = 20.0
    coder_seconds: float = 30.0
    export_rows: int = 5_000_000


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """`token`: what every request must show, None on loopback. `write`: reviews and pasted articles may be stored.
    `fetch`: pasted web addresses may be fetched by the server. `hosts`: names by which the server may be addressed.
    `cache`: where the page's tables are kept for the next start, by default the user's folder of caches."""

    store: Path
    token: str | None = None
    write: bool = False
    fetch: bool = False
    hosts: tuple[str, ...] = LOOPBACK
    settings: Path | None = None
    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)


def is_loopback(host: str) -> bool:
    """Whether an address to bind to can be reached from this machine alone."""
    return host in LOOPBACK or host.startswith("127.")
