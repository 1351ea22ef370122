"""The watcher, against a server of our own on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dragoman.errors import StoreError
from dragoman.read.addresses import resolver
from dragoman.read.limits import Limits
from dragoman.read.metrics import read_metrics
from dragoman.read.state import State
from dragoman.read.watch import Look, Status, Taken, Watcher
from dragoman.read.watchlist import Feed, Watchlist
from dragoman.records import Page, Rejected, short_hash

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("hostile.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]

# The hostile server breaks connections on purpose; what its threads leave behind is not ours.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass
class DeskDouble:
    """Takes every page that holds the word envoy; keeps what it was given."""

    taken: list[tuple[Page, ...]] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)
    flushed: int = 0
    look_of: Callable[[Page], Look] = lambda page: Look()

    def look(self, page: Page) -> Look:
        return self.look_of(page)

    def take(self, parts: tuple[Page, ...], was: str) -> Taken:
        self.taken.append(parts)
        self.was.append(was)
        if b"envoy" not in parts[0].body:
            return Taken("", "too-short")
        return Taken(short_hash(*(part.body for part in parts)), "coded", 2, "en", 1 if was else 0)

    def refuse(self, one: Rejected) -> None:
        self.refused.append(one)

    def flush(self) -> None:
        self.flushed += 1


def rss(*links: str) -> str:
    items = "".join(f"<item><title>Envoy {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'


@dataclass
class Farm:
    """A server, the feeds on it, and the watcher over them."""

    server: Any
    hostile: ModuleType
    folder: Path
    desk: DeskDouble = field(default_factory=DeskDouble)

    def limits(self, **changed: Any) -> Limits:
        known = {"seconds": 0.8, "step_seconds": 0.4, "pace": 0.0, "robots": False, "tries": 1, "revisit_hours": ()}
        return Limits(**{**known, **changed})

    def url(self, path: str, host: str = "hostile.test") -> str:
        return f"http://{host}:{self.server.port}{path}"

    def serve(self, path: str, body: str, *, media_type: str = "text/html", more: str = "") -> None:
        self.server.pages[path] = self.hostile.head(media_type=media_type, more=more) + body.encode()

    def feed(self, *paths: str, path: str = "/feed.xml", more: str = "") -> None:
        links = (one if one.startswith("http") else self.url(one) for one in paths)
        self.serve(path, rss(*links), media_type="application/rss+xml", more=more)

    def run(
        self, *, once: bool = True, stop: threading.Event | None = None, feeds: tuple[str, ...] = (), **changed: Any
    ) -> Status:
        state = State(self.folder / "watch" / "state.sqlite")
        names = tuple(Feed(one) for one in feeds or (self.url("/feed.xml"),))
        names_allowed = [f"{host}.test:{self.server.port}" for host in ("hostile", *(f"host{n}" for n in range(20)))]

        def look_up(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        watcher = Watcher(
            Watchlist(names, self.limits(**changed)),
            state,
            self.desk,
            max_bytes=2_000_000,
            resolve=resolver(names_allowed, look_up),
            stop=stop,
        )
        try:
            return watcher.run(once=once)
        finally:
            state.close()

    def state(self, path: str) -> Any:
        state = State(self.folder / "watch" / "state.sqlite")
        try:
            return state.page(self.url(path) if path.startswith("/") else path)
        finally:
            state.close()

    def asked(self, path: str) -> int:
        return sum(one == path for _, _, one in self.server.asked)


@pytest.fixture
def farm(server: Any, hostile: ModuleType, tmp_path: Path) -> Farm:
    return Farm(server, hostile, tmp_path)


def test_every_hostile_page_has_a_stored_outcome_and_the_watcher_lives_on(farm: Farm) -> None:
    """Each case stands on a host of its own, so that none has to wait for another."""
    paths = [path for path, _ in CASES if path not in ("/loop",)]
    hosts = {path: f"host{number % 20}.test" for number, path in enumerate(paths)}
    farm.feed(*(farm.url(path, hosts[path]) for path in paths))
    for _ in range(3):
        farm.run(workers=20)
        for path in paths:
            state = farm.state(farm.url(path, hosts[path]))
            if state.due is not None:
                _hurry(farm)
    for path, outcome in CASES:
        if path in hosts:
            state = farm.state(farm.url(path, hosts[path]))
            assert state.due is None, path
            if outcome:
                # On a busy machine an endless answer may reach the limit of time before that of size.
                assert state.outcome in (outcome, "timeout"), path
    assert "/secret" not in {path for _, _, path in farm.server.asked}
    stored = {one.url.partition(".test")[2].partition("/")[2]: one.reason for one in farm.desk.refused}
    assert stored["bomb"] == "too-large"
    assert len(stored) == sum(1 for path, outcome in CASES if outcome and path in hosts)


def _hurry(farm: Farm) -> None:
    """Let all time pass that the watcher would wait."""
    import sqlite3

    with sqlite3.connect(farm.folder / "watch" / "state.sqlite") as base:
        base.execute("UPDATE pages SET due = 0 WHERE due IS NOT NULL")
        base.execute("UPDATE hosts SET held = 0")
    base.close()


def test_a_page_is_taken_once_whatever_its_links_carry(farm: Farm) -> None:
    farm.feed("/good", "/good?utm_source=feed", "/good#top", "/to-good")
    farm.run()
    farm.run()
    assert len(farm.desk.taken) == 1
    assert farm.asked("/good") == 2  # once by its own address and once behind the redirect
    assert farm.state("/to-good").outcome == "copy"
    assert farm.desk.flushed > 0


def test_feeds_are_asked_conditionally(farm: Farm) -> None:
    def answer(request: str) -> bytes:
        if 'if-none-match: "one"' in request.lower():
            return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
        body = rss(farm.url("/good")).encode()
        return farm.hostile.head(media_type="application/rss+xml", more='ETag: "one"\r\n') + body  # type: ignore[no-any-return]

    farm.server.pages["/feed.xml"] = answer
    farm.run()
    farm.run()
    assert farm.asked("/feed.xml") == 2
    assert farm.asked("/good") == 1
    assert 'outcome="unchanged"' in read_metrics(farm.folder)


def test_a_changed_page_is_taken_again_with_its_earlier_version(farm: Farm) -> None:
    farm.serve("/story", "<p>the envoy left</p>")
    farm.feed("/story")
    farm.run(revisit_hours=(0.0, 0.0, 1.0))
    assert len(farm.desk.taken) == 1  # read twice more or less at once, unchanged
    farm.serve("/story", "<p>the envoy stayed</p>")
    _hurry(farm)
    farm.run(revisit_hours=(0.0, 0.0, 0.0, 0.0, 1.0))
    assert len(farm.desk.taken) == 2
    assert farm.desk.was[0] == ""
    assert farm.desk.was[1] != ""
    assert farm.state("/story").version == 2


def test_texts_in_the_feed_itself_need_no_fetch(farm: Farm) -> None:
    text = "The envoy left the country in anger. " * 40
    item = f"<item><title>Envoy</title><link>{farm.url('/good')}</link><description>{text}</description></item>"
    farm.serve("/feed.xml", f'<rss version="2.0"><channel><title>G</title>{item}</channel></rss>')
    farm.run()
    farm.run()
    assert farm.asked("/good") == 0
    assert len(farm.desk.taken) == 1
    assert farm.desk.taken[0][0].clean


def test_robots_and_crawl_delay(farm: Farm) -> None:
    farm.serve("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 0.3\n", media_type="text/plain")
    farm.serve("/a", "<p>envoy a</p>")
    farm.feed("/a", "/private/b")
    farm.run(robots=True)
    farm.run(robots=True)
    assert farm.asked("/robots.txt") == 1
    assert farm.asked("/private/b") == 0
    assert farm.state("/private/b").outcome == "robots"
    times = [at for at, _, _ in farm.server.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.25


def test_robots_that_cannot_be_had_put_the_host_off(farm: Farm) -> None:
    farm.server.pages["/robots.txt"] = farm.hostile.head("500 Oops")
    farm.feed("/good")
    farm.run(robots=True)
    assert farm.asked("/feed.xml") == 0
    assert farm.asked("/robots.txt") == 1


def test_pace_is_kept_for_each_host_and_hosts_run_side_by_side(farm: Farm) -> None:
    for number in range(6):
        farm.serve(f"/p{number}", f"<p>envoy {number}</p>")
    farm.feed(*(farm.url(f"/p{n}", f"host{h}.test") for n in range(6) for h in range(4)))
    started = time.monotonic()
    farm.run(pace=0.2)
    assert time.monotonic() - started < 4
    assert len(farm.desk.taken) == 24
    for host in {host for _, host, _ in farm.server.asked}:
        times = [at for at, one, _ in farm.server.asked if one == host]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps, default=1) > 0.17


def test_retry_after_is_obeyed_across_runs(farm: Farm) -> None:
    farm.feed(farm.url("/429", "host1.test"), farm.url("/good", "host1.test"))
    farm.run(tries=3)
    farm.run(tries=3)
    asked = [path for _, host, path in farm.server.asked if host.startswith("host1")]
    assert asked in (["/429"], ["/good", "/429"])
    state = farm.state(farm.url("/429", "host1.test"))
    assert state.outcome == "retry-later"
    assert state.due - time.time() > 6000


def test_failing_feeds_are_backed_off(farm: Farm) -> None:
    farm.feed("/good")
    feeds = (farm.url("/500", "host1.test"), farm.url("/image", "host2.test"), farm.url("/feed.xml"))
    status = farm.run(feeds=feeds)
    assert (status.feeds, status.failing, status.coded) == (3, 2, 1)


def test_parts_of_an_article_come_together(farm: Farm) -> None:
    farm.serve("/long", "<p>envoy 1</p>")
    farm.serve("/long?page=2", "<p>two</p>")
    farm.serve("/long?page=3", "<p>three</p>")
    following = {"/long": "/long?page=2", "/long?page=2": "/long?page=3", "/long?page=3": "/long"}
    farm.desk.look_of = lambda page: Look("", farm.url(following[page.url.partition(str(farm.server.port))[2]]), "T")
    farm.feed("/long")
    farm.run()
    assert [[part.body for part in parts] for parts in farm.desk.taken] == [
        [b"<p>envoy 1</p>", b"<p>two</p>", b"<p>three</p>"]
    ]


def test_sitemaps_and_lists_of_feeds(farm: Farm) -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    farm.serve("/index.xml", f"<sitemapindex><sitemap><loc>{farm.url('/map.xml')}</loc></sitemap></sitemapindex>")
    farm.serve(
        "/map.xml",
        f'<urlset xmlns:n="{news}"><url><loc>{farm.url("/good")}</loc><n:news><n:publication><n:name>Gazette</n:name>'
        "<n:language>en</n:language></n:publication><n:publication_date>2024-05-03</n:publication_date>"
        "<n:title>Envoy</n:title></n:news></url></urlset>",
    )
    farm.run(feeds=(farm.url("/index.xml"),))
    ((page,),) = farm.desk.taken
    assert (page.given.title, page.given.published, page.given.publisher) == ("Envoy", "2024-05-03", "Gazette")


def test_a_stopped_watcher_saves_and_a_second_one_is_refused(farm: Farm) -> None:
    farm.feed("/good", "/loris-body")
    stop = threading.Event()
    thread = threading.Thread(target=farm.run, kwargs={"once": False, "stop": stop})
    thread.start()
    for _ in range(100):
        if farm.asked("/good"):
            break
        time.sleep(0.02)
    time.sleep(0.2)
    with pytest.raises(StoreError, match="another watcher"):
        State(farm.folder / "watch" / "state.sqlite")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert farm.state("/good").outcome == "coded"
    assert "dragoman_watch_coded_total 1" in read_metrics(farm.folder)
