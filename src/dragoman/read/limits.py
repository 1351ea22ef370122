"""What the collector may do on the network: whom it names as its sender, how long, how often, how far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings of fetching; times are seconds unless the name says otherwise.

    `contact`: an e-mail or web address that the user agent names, so that a host can complain to a person.
    `allow_hosts`: names (`host` or `host:port`) that may lead to loopback or private addresses; none by default.
    `seconds`: longest time for one request, a slow header or body included; `step_seconds`: longest silence.
    `pace`: least time between two requests to one host; a longer crawl-delay of its robots.txt wins. `robots`: obey
    robots.txt. `longest_wait`: what a request may wait for its turn, before it is put off to a later round.

    `workers`: requests at a time, each to another host. `poll_minutes`: time between two looks at a feed;
    `longest_hours`: the same for feeds that fail or ask for more. `tries`: of a page that fails for now.
    `revisit_hours`: when a page is looked at again, counted from its first reading. `parts`: most pages of one article.
    """

    contact: str = ""
    allow_hosts: tuple[str, ...] = ()
    seconds: float = 30.0
    step_seconds: float = 10.0
    redirects: int = 5
    pace: float = 2.0
    robots: bool = True
    longest_wait: float = 60.0
    workers: int = 8
    poll_minutes: float = 15.0
    longest_hours: float = 24.0
    tries: int = 4
    revisit_hours: tuple[float, ...] = (1.0, 6.0, 24.0)
    parts: int = 10


LIMITS = Limits()
