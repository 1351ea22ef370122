"""The watcher: looks at feeds for ever, politely, and hands every page to a desk once and again when it has changed."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from dragoman.read.addresses import RefusedError, Resolve, host_of, same_page
from dragoman.read.courtesy import Courtesy, Robots
from dragoman.read.feeds import Entry, page_of_entry
from dragoman.read.lists import parse_listing
from dragoman.read.metrics import write_metrics
from dragoman.read.parts import further
from dragoman.read.schedule import Round, after_failure, is_for_now, is_too_old, next_look, next_visit
from dragoman.read.source import MAX_BYTES, Options, merged, rejected
from dragoman.read.state import FeedState, PageState, State
from dragoman.read.watchlist import Feed, Watchlist
from dragoman.read.web import Answer, page_of
from dragoman.records import Page, Rejected

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)
TICK = 0.5
COMMIT_SECONDS = 10.0
COMMIT_PAGES = 50


@dataclass(frozen=True, slots=True)
class Look:
    """What a page says of itself before it is coded: its canonical address, the address of its next part, its title."""

    canonical: str = ""
    next_part: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a page. `document`: its id, "" where it was rejected; `outcome`: coded, or the reason of its
    rejection; `events`: how many; `language`; `changed`: events that differ from the earlier version."""

    document: str
    outcome: str
    events: int = 0
    language: str = ""
    changed: int = 0


class Desk(Protocol):
    """Who codes and stores the pages. `look` is called from several threads, the rest from one."""

    def look(self, page: Page) -> Look: ...

    def take(self, parts: tuple[Page, ...], was: str) -> Taken:
        """Code a page, all of its parts. `was`: the document of its earlier version, "" for a new page."""
        ...

    def refuse(self, one: Rejected) -> None: ...

    def flush(self) -> None:
        """Store what was taken and refused: after it nothing of that is lost."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """How a watcher stands. Counts of all runs on its store; `waiting`: pages that are due."""

    feeds: int = 0
    failing: int = 0
    waiting: int = 0
    running: int = 0
    fetched: int = 0
    coded: int = 0
    rejected: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class _Got:
    """What a worker brings: the answers for all parts of a page, and what the first says of itself."""

    answers: tuple[Answer, ...]
    look: Look


class Watcher:
    """Watches feeds. `stop`: set it and `run` ends after what is under way. `transport` and `resolve` are for tests."""

    def __init__(
        self,
        watchlist: Watchlist,
        state: State,
        desk: Desk,
        *,
        max_bytes: int = MAX_BYTES,
        stop: threading.Event | None = None,
        report: Callable[[Status], None] | None = None,
        transport: httpx2.BaseTransport | None = None,
        resolve: Resolve | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.limits = watchlist.limits
        self.state = state
        self.desk = desk
        self.stop = stop or threading.Event()
        self._max_bytes = max_bytes
        self._clock = clock
        self._report = report
        self._learnt: list[tuple[str, Robots]] = []
        self._courtesy = Courtesy(
            self.limits,
            robots=state.robots(),
            learnt=lambda host, robots: self._learnt.append((host, robots)),
            stop=self.stop,
            transport=transport,
            resolve=resolve,
            clock=clock,
        )
        for host, until in state.held().items():
            self._courtesy.pace.hold(host, until)
        self._round = Round({feed.url: feed for feed in watchlist.feeds}, state)
        self._host_failures: dict[str, int] = {}
        self._unsaved = 0
        self._saved_at = clock()
        self._reported_at = 0.0

    def run(self, *, once: bool = False) -> Status:
        """Watch until `stop` is set; with `once`, look at every feed once and fetch what is due."""
        running: dict[Future[_Got], Feed | PageState] = {}
        if once:
            self._round.demand_all()
        with ThreadPoolExecutor(self.limits.workers, thread_name_prefix="fetch") as pool:
            try:
                while not self.stop.is_set():
                    self._start(pool, running)
                    if once and not running and not self._open():
                        break
                    self._collect(running, TICK)
            finally:
                self.stop.set()
                for future in running:
                    future.cancel()
                while running:
                    self._collect(running, self.limits.seconds)
                self._save()
        return self.status(0)

    def status(self, running: int) -> Status:
        total = self.state.total
        return Status(
            len(self._round.feeds),
            self.state.failing(),
            self.state.waiting(self._clock()),
            running,
            int(total("fetches")),
            int(total("coded")),
            int(total("rejected")),
            int(total("events")),
        )

    def _open(self) -> bool:
        """Whether anything is left to be asked for now, hosts that asked for time aside."""
        soon = self._clock() + self.limits.longest_wait
        hosts = [host for host, _ in self.state.due_pages(self._clock())]
        hosts += [host_of(url) for url in self._round.demanded]
        return any(self._courtesy.pace.ready_at(host) <= soon for host in hosts)

    def _start(self, pool: ThreadPoolExecutor, running: dict[Future[_Got], Feed | PageState]) -> None:
        """Give idle workers something to do, one request at a time to a host."""
        now = self._clock()
        busy = {host_of(job.url) for job in running.values()}
        free = self.limits.workers - len(running)
        for feed in self._round.due(now) if free > 0 else ():
            host = host_of(feed.url)
            if free > 0 and host not in busy and self._courtesy.pace.ready_at(host) <= now:
                self._round.taken(feed.url)
                running[pool.submit(self._fetch_feed, feed, self.state.feed(feed.url))] = feed
                busy.add(host)
                free -= 1
        for host, url in self.state.due_pages(now) if free > 0 else ():
            page = self.state.page(url)
            if page and free > 0 and host not in busy and self._courtesy.pace.ready_at(host) <= now:
                running[pool.submit(self._fetch_page, page)] = page
                busy.add(host)
                free -= 1

    def _collect(self, running: dict[Future[_Got], Feed | PageState], seconds: float) -> None:
        done = wait(running, timeout=seconds, return_when=FIRST_COMPLETED).done if running else set()
        if not running:
            self.stop.wait(TICK / 5)
        for future in done:
            job = running.pop(future)
            if future.cancelled():
                continue
            got = future.result()
            if isinstance(job, Feed):
                self._settle_feed(job, got.answers[0])
            else:
                self._settle_page(job, got)
        while self._learnt:
            self.state.keep_robots(*self._learnt.pop())
        if self._unsaved >= COMMIT_PAGES or self._clock() - self._saved_at >= COMMIT_SECONDS:
            self._save(len(running))
        if self._report is not None and self._clock() - self._reported_at >= TICK:
            self._reported_at = self._clock()
            self._report(self.status(len(running)))

    def _save(self, running: int = 0) -> None:
        """Store first, then remember: a watcher killed in between fetches a few pages again, whose rows are merged."""
        self.desk.flush()
        self._unsaved = 0
        self.state.keep_held(self._courtesy.pace.held())
        self.state.commit()
        self._saved_at = self._clock()
        write_metrics(self.state.path.parent, self.status(running), self.state.counts(), self._saved_at)

    # What the workers do.

    def _fetch_feed(self, feed: Feed, known: FeedState) -> _Got:
        return _Got((self._ask(feed.url, known.etag, known.modified),), Look())

    def _fetch_page(self, page: PageState) -> _Got:
        known = bool(page.digest)
        first = self._ask(page.url, page.etag if known else "", page.modified if known else "")
        answers = [first]
        look = Look()
        if first.status in (200, 206) and first.refused is None:
            page_read = page_of(first, page.feed, Options())
            look = self.desk.look(page_read)

            def next_part(page: Page) -> str:
                return (look if page is page_read else self.desk.look(page)).next_part

            answers += further(page_read, next_part, lambda url: self._ask(url, "", ""), self.limits.parts)
        return _Got(tuple(answers), look)

    def _ask(self, url: str, etag: str, modified: str) -> Answer:
        headers = {"If-None-Match": etag} if etag else {}
        if modified:
            headers["If-Modified-Since"] = modified
        try:
            return self._courtesy.retrieve(url, max_bytes=self._max_bytes, headers=headers)
        except Exception as error:  # a bug met in a worker must cost one page, not the watcher
            log.exception("%s", url)
            return Answer(url, refused=RefusedError("failed", f"{type(error).__name__}: {error}"))

    # What becomes of their answers.

    def _settle_feed(self, feed: Feed, answer: Answer) -> None:
        self._count(answer, "feed")
        now = self._clock()
        known = self.state.feed(feed.url)
        listing = None if answer.refused or answer.unchanged else parse_listing(answer.body, answer.url)
        if answer.refused is not None and answer.refused.reason == "stopped":
            return
        if answer.refused is not None or (listing is None and not answer.unchanged):
            outcome = answer.refused.reason if answer.refused else "no-feed"
            log.warning("feed %s: %s: %s", feed.url, outcome, answer.refused or "the answer is no feed or sitemap")
            asked = not (answer.refused and answer.refused.wait is not None and not answer.status)
            failures = known.failures + asked
            wait = answer.refused.wait if answer.refused else None
            due = now + next_look(self.limits, feed, failures=failures, wait=wait)
            self._round.later(feed.url, due)
            self.state.keep_feed(replace(known, due=due, failures=failures, checked=now, outcome=outcome))
            return
        new = 0
        if listing is not None:
            for url in listing.more:
                self._round.add(replace(feed, url=url))
            new = sum(self._enter(feed, entry, now) for entry in listing.entries)
        if new:
            log.info("feed %s: %d new pages", feed.url, new)
        due = now + next_look(self.limits, feed, cache_control=answer.headers.get("cache-control", ""))
        self._round.later(feed.url, due)
        etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        if answer.unchanged:
            etag, modified = etag or known.etag, modified or known.modified
        outcome = "unchanged" if answer.unchanged else "read"
        self.state.keep_feed(
            replace(known, due=due, etag=etag, modified=modified, failures=0, checked=now, outcome=outcome)
        )

    def _enter(self, feed: Feed, entry: Entry, now: float) -> bool:
        """Note a page that a feed names; whether it is new."""
        given = merged(feed.given, entry.given)
        url = same_page(entry.url)
        if is_too_old(entry, feed, now):
            return False
        whole = page_of_entry(entry, feed.url, Options(given))
        known = self.state.page(url)
        told = entry.updated or ""
        if whole is not None:
            page = known or PageState(url, None, feed.url, given, first=now)
            if page.digest != _digest((whole,)):
                self._take(replace(page, told=told), (whole,), Look(), now)
            return known is None
        if known is None:
            return self.state.add_page(PageState(url, now, feed.url, given, first=now, told=told))
        if told and known.told and told != known.told and known.outcome == "coded":
            self.state.keep_page(replace(known, due=now, told=told))
        return False

    def _settle_page(self, page: PageState, got: _Got) -> None:
        now = self._clock()
        first = got.answers[0]
        self._count(first, "page")
        refused = next((answer.refused for answer in got.answers if answer.refused is not None), None)
        host = host_of(page.url)
        if refused is not None:
            if refused.reason != "stopped":
                self._failed(page, first, refused, now)
            return
        self._host_failures.pop(host, None)
        if first.unchanged:
            self.state.keep_page(self._seen(replace(page, tries=0), first, now))
            return
        options = Options(page.given, {}, self._max_bytes, self.limits)
        parts = tuple(page_of(answer, f"feed:{page.feed}", options) for answer in got.answers)
        page = replace(page, tries=0)
        if page.digest == _digest(parts):
            self.state.keep_page(self._seen(page, first, now))
        elif not self._is_copy(page, first, got.look, now):
            self._take(self._seen(page, first, now), parts, got.look, now)

    def _is_copy(self, page: PageState, answer: Answer, look: Look, now: float) -> bool:
        """Whether the page is one that is known by another address; if so, that is remembered."""
        for address in dict.fromkeys((same_page(look.canonical), same_page(answer.url))):
            parts = urlsplit(address)
            if address == page.url or not parts.hostname or parts.path in ("", "/"):
                continue
            other = self.state.page(address)
            if other is None:
                self.state.add_page(PageState(address, None, page.feed, outcome="alias", title=look.title, first=now))
            elif other.outcome in ("coded", "copy") and other.title == look.title and not page.document:
                self._put(
                    replace(page, due=None, outcome="copy", title=look.title, document=other.document, checked=now)
                )
                return True
        return False

    def _take(self, page: PageState, parts: tuple[Page, ...], look: Look, now: float) -> None:
        taken = self.desk.take(parts, page.document)
        changed = bool(page.document and taken.document and taken.document != page.document)
        self.state.count("events", by=taken.events)
        self.state.count("coded" if taken.document else "rejected", "" if taken.document else taken.outcome)
        if taken.language:
            self.state.count("languages", taken.language)
        if changed:
            self.state.count("versions")
            log.info("%s: version %d, %d events differ", page.url, page.version + 1, taken.changed)
        self._put(
            replace(
                page,
                digest=_digest(parts),
                document=taken.document or page.document,
                version=page.version + (changed or (not page.document and bool(taken.document))),
                outcome=taken.outcome,
                title=look.title,
                checked=now,
            )
        )

    def _seen(self, page: PageState, answer: Answer, now: float) -> PageState:
        """A page after a reading, with the time of the next one."""
        visits = page.visits + 1
        return replace(
            page,
            visits=visits,
            due=next_visit(self.limits, page.first, visits, now),
            etag=answer.headers.get("etag", page.etag),
            modified=answer.headers.get("last-modified", page.modified),
            checked=now,
        )

    def _failed(self, page: PageState, answer: Answer, refused: RefusedError, now: float) -> None:
        host = host_of(answer.url)
        if refused.wait is not None and not answer.status:
            self.state.put_off(host_of(page.url), now + refused.wait)
            self.state.keep_page(replace(page, due=now + refused.wait, outcome=refused.reason, checked=now))
            return
        for_now = is_for_now(refused.reason, answer.status)
        if for_now:
            failures = self._host_failures[host] = self._host_failures.get(host, 0) + 1
            until = now + after_failure(self.limits, failures, refused.wait)
            self._courtesy.pace.hold(host, until)
            self.state.put_off(host, until)
        tries = page.tries + 1
        if for_now and tries < self.limits.tries:
            due = now + after_failure(self.limits, tries, refused.wait)
            self.state.keep_page(replace(page, due=due, tries=tries, outcome=refused.reason, checked=now))
            return
        if not page.document:
            self.desk.refuse(rejected(page.url, refused.reason, str(refused)))
            self.state.count("rejected", refused.reason)
        log.info("%s: %s: %s", page.url, refused.reason, refused)
        self._put(replace(page, due=None, tries=tries, outcome=refused.reason, checked=now))

    def _put(self, page: PageState) -> None:
        """Note a page that was taken or refused; it is remembered at the next saving, when the store has it."""
        self.state.keep_page(page)
        self._unsaved += 1

    def _count(self, answer: Answer, kind: str) -> None:
        outcome = answer.refused.reason if answer.refused else "unchanged" if answer.unchanged else "read"
        self.state.count("fetches", f"{kind}:{outcome}")
        self.state.count("bytes", kind, len(answer.body))


def _digest(parts: tuple[Page, ...]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part.body).to_bytes(8, "big") + part.body)
    return whole.hexdigest()[:32]
