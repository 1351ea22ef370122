"""Manners towards hosts: robots.txt, crawl-delay, a pace for each host, and waiting when a host asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from dragoman.errors import EngineError
from dragoman.read.addresses import RefusedError, Resolve, host_of
from dragoman.read.limits import Limits
from dragoman.read.web import Answer, retrieve

if TYPE_CHECKING:
    import httpx2
    from protego import Protego

# RFC 9309: at least 500 KiB of a robots.txt are read, and no copy is used for longer than a day.
ROBOTS_BYTES = 512_000
ROBOTS_SECONDS = 86_400.0
# A host that cannot be asked for its rules is left alone, and asked again after this time.
ROBOTS_RETRY = 1800.0
LONGEST_DELAY = 3600.0
PRODUCT = "dragoman"
# What a host answers in place of rules; like no rules.
USELESS = ("too-large", "unreadable", "redirects")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a host as fetched at `at` (seconds of the epoch). `text` None: they could not be had."""

    at: float
    text: str | None

    def fresh(self, now: float) -> bool:
        return now < self.at + (ROBOTS_RETRY if self.text is None else ROBOTS_SECONDS)


class Pace:
    """When each host may be asked next. Safe to use from several threads."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._delays: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least `delay` seconds between two requests to a host, the next one included."""
        with self._lock:
            self._delays[host] = max(self._seconds, min(delay, LONGEST_DELAY))
            if host in self._next:
                self._next[host] = max(self._next[host], self._clock() + self._delays[host])

    def rest(self, host: str) -> None:
        """A request has ended: the next one waits from now on, since a slow host must not be asked the more often."""
        with self._lock:
            pause = self._clock() + self._delays.get(host, self._seconds)
            self._next[host] = max(self._next.get(host, 0.0), pause)

    def hold(self, host: str, until: float) -> None:
        """Ask a host for nothing before a moment of the clock."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), until)

    def ready_at(self, host: str) -> float:
        with self._lock:
            return self._next.get(host, 0.0)

    def reserve(self, host: str, longest: float) -> float:
        """Take the next turn at a host: the seconds to wait for it. Takes none where that is more than `longest`."""
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(host, 0.0))
            if start - now <= longest:
                self._next[host] = start + self._delays.get(host, self._seconds)
            return start - now

    def held(self) -> dict[str, float]:
        """The hosts that are not to be asked now, and until when."""
        with self._lock:
            now = self._clock()
            return {host: until for host, until in self._next.items() if until > now}


class Courtesy:
    """Asks before every request whether and when it may be made. Safe to use from several threads.

    `robots`: rules known from before. `learnt`: is told of every robots.txt that is fetched. `stop`: ends all waiting.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        robots: Mapping[str, Robots] | None = None,
        learnt: Callable[[str, Robots], None] | None = None,
        stop: threading.Event | None = None,
        transport: httpx2.BaseTransport | None = None,
        resolve: Resolve | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.limits = limits
        self.pace = Pace(limits.pace, clock)
        self.stop = stop or threading.Event()
        self._robots = dict(robots or {})
        self._parsed: dict[str, Protego] = {}
        self._learnt = learnt
        self._transport = transport
        self._resolve = resolve
        self._clock = clock

    def before(self, url: str) -> None:
        """Wait for the turn of a request.

        Raises:
            RefusedError: robots.txt forbids it ("robots"), or its turn is too far away ("retry-later").
        """
        host = host_of(url)
        if self.limits.robots and not self._allows(url, host):
            raise RefusedError("robots", f"the robots.txt of {host} does not allow {url[:200]}")
        self._wait(host)

    def retrieve(self, url: str, *, max_bytes: int, headers: Mapping[str, str] | None = None) -> Answer:
        """What stands at an address, asked for politely; a host that asks for time is given it."""
        answer = retrieve(
            url,
            self.limits,
            max_bytes=max_bytes,
            headers=headers,
            before=self.before,
            after=self._rest,
            transport=self._transport,
            resolve=self._resolve,
        )
        if answer.refused is not None and answer.refused.wait and answer.status:
            longest = self.limits.longest_hours * 3600
            self.pace.hold(host_of(answer.url), self._clock() + min(answer.refused.wait, longest))
        return answer

    def _rest(self, url: str) -> None:
        self.pace.rest(host_of(url))

    def _wait(self, host: str) -> None:
        wait = self.pace.reserve(host, self.limits.longest_wait)
        if wait > self.limits.longest_wait:
            raise RefusedError("retry-later", f"{host} is not to be asked for another {wait:.0f} seconds", wait=wait)
        if wait > 0 and self.stop.wait(wait):
            raise RefusedError("stopped", "stopped while waiting for its turn", wait=0.0)

    def _allows(self, url: str, host: str) -> bool:
        known = self._robots.get(host)
        if known is None or not known.fresh(self._clock()):
            known = self._fetch_robots(url, host)
        if known.text is None:
            wait = known.at + ROBOTS_RETRY - self._clock()
            raise RefusedError("retry-later", f"the robots.txt of {host} cannot be had now", wait=max(wait, 1.0))
        if not known.text:
            return True
        rules = self._rules(host, known.text)
        return bool(rules.can_fetch(url, PRODUCT))

    def _rules(self, host: str, text: str) -> Protego:
        found = self._parsed.get(host)
        if found is None:
            try:
                from protego import Protego
            except ImportError as error:
                raise EngineError("reading robots.txt needs protego: pip install 'dragoman[web]'") from error
            found = self._parsed[host] = Protego.parse(text)
            delay = found.crawl_delay(PRODUCT)
            if delay:
                self.pace.slow_down(host, float(delay))
        return found

    def _fetch_robots(self, url: str, host: str) -> Robots:
        """RFC 9309: no robots.txt (4xx) allows everything; one that cannot be had now forbids everything for now."""
        self._wait(host)
        answer = retrieve(
            urljoin(url, "/robots.txt"),
            self.limits,
            max_bytes=ROBOTS_BYTES,
            after=self._rest,
            transport=self._transport,
            resolve=self._resolve,
        )
        refused = answer.refused
        if refused is not None and refused.reason == "address":
            raise refused
        text: str | None = None
        if refused is None and answer.status == 200:
            text = answer.body.decode("utf-8", "replace")
        elif refused is not None and (_lacks(answer.status) or refused.reason in USELESS):
            text = ""
        found = Robots(self._clock(), text)
        self._robots[host] = found
        self._parsed.pop(host, None)
        if text:
            self._rules(host, text)
        if self._learnt is not None:
            self._learnt(host, found)
        return found


def _lacks(status: int) -> bool:
    return 400 <= status < 500 and status != 429
