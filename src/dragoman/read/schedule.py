"""When the watcher does what: the next look at a feed, the next reading of a page, waiting after a failure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from dragoman.read.feeds import MAX_LISTS, Entry
from dragoman.read.limits import Limits
from dragoman.read.state import State
from dragoman.read.watchlist import Feed

MAX_AGE = re.compile(r"\b(?:s-maxage|max-age)\s{0,3}=\s{0,3}\"?(\d{1,9})")
FOR_NOW = frozenset(("timeout", "unreachable", "retry-later", "broken", "truncated", "tls"))
FIRST_WAIT = 60.0


class Round:
    """The feeds of a watcher, and which of them are to be looked at."""

    def __init__(self, feeds: dict[str, Feed], state: State) -> None:
        self.feeds = feeds
        self.demanded: set[str] = set()
        self._once = False
        self._most = len(feeds) + MAX_LISTS
        self._dues: dict[str, float | None] = {url: state.feed(url).due for url in feeds}

    def demand_all(self) -> None:
        """Look at every feed once, whether its time has come or not, and then at none."""
        self._once = True
        self.demanded = set(self.feeds)

    def add(self, feed: Feed) -> None:
        """A feed that another list names."""
        if feed.url not in self.feeds and len(self.feeds) < self._most:
            self.feeds[feed.url] = feed
            self._dues[feed.url] = 0.0
            if self._once:
                self.demanded.add(feed.url)

    def due(self, now: float) -> Iterator[Feed]:
        for url, feed in list(self.feeds.items()):
            due = self._dues[url]
            if url in self.demanded if self._once else due is not None and due <= now:
                yield feed

    def taken(self, url: str) -> None:
        """A feed is being looked at."""
        self._dues[url] = None
        self.demanded.discard(url)

    def later(self, url: str, due: float) -> None:
        self._dues[url] = due


def next_look(
    limits: Limits, feed: Feed, *, failures: int = 0, wait: float | None = None, cache_control: str = ""
) -> float:
    """Seconds until a feed is looked at again: twice as long after every failure in a row, and not before its copy
    grows stale or the host's Retry-After is over."""
    seconds = 60 * (limits.poll_minutes if feed.minutes is None else feed.minutes)
    longest = max(3600 * limits.longest_hours, seconds)
    fresh = max((float(age) for age in MAX_AGE.findall(cache_control)), default=0.0)
    return min(longest, max(seconds * 2.0 ** min(failures, 20), wait or 0.0, fresh))


def next_visit(limits: Limits, first: float, visits: int, now: float) -> float | None:
    """When a page that was read `visits` times is read again; None: never."""
    if visits > len(limits.revisit_hours):
        return None
    return max(now, first + 3600 * limits.revisit_hours[visits - 1])


def after_failure(limits: Limits, failures: int, wait: float | None) -> float:
    """Seconds to leave a host alone after failures in a row; `wait`: what it asked for."""
    seconds: float = FIRST_WAIT * 2.0 ** min(failures - 1, 20) if wait is None else wait
    return min(3600 * limits.longest_hours, seconds)


def is_for_now(reason: str, status: int) -> bool:
    """Whether a later try may succeed."""
    return reason in FOR_NOW or (reason == "http-status" and status >= 500)


def is_too_old(entry: Entry, feed: Feed, now: float) -> bool:
    """Whether the list dates an entry further back than the feed's `newest_days`."""
    if feed.newest_days is None:
        return False
    stamps = [seconds_of(text) for text in (entry.given.published, entry.updated) if text]
    known = [stamp for stamp in stamps if stamp is not None]
    return bool(known) and max(known) < now - 86_400 * (feed.newest_days + 1)


def seconds_of(text: str) -> float | None:
    """The moment (seconds of the epoch) that a feed's date means; None where it is none."""
    try:
        found = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).timestamp()
    except (OverflowError, ValueError, OSError):
        return None
