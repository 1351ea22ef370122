"""The watcher with the real coder and a real store, on loopback."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dragoman import engines
from dragoman.cli.collect import line_of
from dragoman.collect import StoreDesk
from dragoman.data import Data
from dragoman.errors import EngineError
from dragoman.ingest import ingest
from dragoman.llm.double import Scripted, ScriptedService
from dragoman.llm.settings import LlmSettings
from dragoman.llm.translate import LlmTranslator
from dragoman.pipeline import Coder
from dragoman.read.limits import Limits
from dragoman.read.source import Options
from dragoman.read.state import State
from dragoman.read.watch import Status, Watcher
from dragoman.read.watchlist import Feed, Watchlist
from dragoman.reading import Reading
from dragoman.records import Coded, Document, Page
from dragoman.settings import Engines, Settings
from dragoman.store import open_store
from dragoman.store.delta import Store

HEAD = (
    '<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2024-05-03"></head>'
)
LEFT = "Kenya's foreign minister met his Ugandan counterpart in Kampala on Thursday to discuss the border. "
FILL = "The two countries share a long border on the lake, and traders have complained about it for many years. " * 3
GERMAN = "Der Außenminister von Kenia traf am Donnerstag in Kampala seinen Amtskollegen und sprach über Grenzen. " * 4


def article(title: str, *paragraphs: str) -> str:
    return HEAD.format(title=title) + f"<body><h1>{title}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)


class Site:
    """A feed and its pages, and the store that watches them."""

    def __init__(self, server: Any, hostile: ModuleType, folder: Path, coder: Coder) -> None:
        self.server, self.hostile, self.coder = server, hostile, coder
        self.store: Store = open_store(folder, create=True)
        self.host = f"127.0.0.1:{server.port}"

    def serve(self, path: str, body: str, media_type: str = "text/html; charset=utf-8") -> None:
        self.server.pages[path] = self.hostile.head(media_type=media_type) + body.encode()

    def feed(self, *paths: str) -> None:
        items = "".join(f"<item><link>http://{self.host}{path}</link></item>" for path in paths)
        self.serve("/feed.xml", f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>', "text/xml")

    def watch(self) -> Status:
        limits = Limits(pace=0, robots=False, allow_hosts=(self.host,), revisit_hours=(1.0, 1.0, 1.0, 1.0))
        state = State(self.store.folder / "watch" / "state.sqlite")
        desk = StoreDesk(self.store, self.coder)
        try:
            return Watcher(Watchlist((Feed(f"http://{self.host}/feed.xml"),), limits), state, desk).run(once=True)
        finally:
            state.close()

    def later(self) -> None:
        """Let the time pass until pages are looked at again."""
        with sqlite3.connect(self.store.folder / "watch" / "state.sqlite") as base:
            base.execute("UPDATE pages SET due = 0 WHERE due IS NOT NULL")
        base.close()

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [row for batch in self.store.batches(table) for row in batch.to_pylist()]


@pytest.fixture
def site(server: Any, hostile: ModuleType, tmp_path: Path, coder: Coder) -> Site:
    return Site(server, hostile, tmp_path / "store", coder)


def test_a_changed_page_becomes_a_version_with_the_difference_of_its_events(site: Site) -> None:
    site.serve("/a", article("Ministers meet in Kampala", LEFT, FILL))
    site.feed("/a", "/missing")
    status = site.watch()
    assert (status.coded, status.rejected) == (1, 1)
    (first,) = site.rows("documents")
    added = "Ethiopian police arrested two Kenyan traders in Moyale on Friday. "
    site.serve("/a", article("Ministers meet in Kampala", LEFT, FILL, added))
    site.later()
    site.watch()
    assert len(site.rows("documents")) == 2
    (version,) = site.rows("versions")
    assert version["previous"] == first["id"]
    assert {change["kind"] for change in version["changes"]} == {"added"}
    assert {change["event"] for change in version["changes"]} < {row["id"] for row in site.rows("events")}
    (gone,) = site.rows("rejections")
    assert gone["reason"] == "missing"
    site.later()
    site.watch()
    assert len(site.rows("documents")) == 2


def live_page(**changed: str) -> str:
    """A live blog of three entries; `changed`: further text of entries, by their anchor."""
    updates = [
        {"@type": "BlogPosting", "headline": f"Update {n}", "datePublished": f"2024-05-0{n}T10:30:00+03:00",
         "articleBody": f"{LEFT} {FILL} Number {n}. {changed.get(f'post{n}', '')}", "url": f"https://a.example/live#post{n}"}
        for n in (1, 2, 3)
    ]  # fmt: skip
    data = json.dumps({"@type": "LiveBlogPosting", "headline": "Talks live", "liveBlogUpdate": updates})
    script = f'<script type="application/ld+json">{data}</script>'
    return f"<html><head><title>Talks live</title>{script}</head><body><h1>Talks live</h1></body></html>"


def test_entries_of_live_blogs_are_documents_with_their_own_dates(site: Site, coder: Coder) -> None:
    site.serve("/live", live_page())
    site.feed("/live")
    site.watch()
    rows = sorted(site.rows("documents"), key=lambda row: row["url"])
    assert [(row["url"].partition("#")[2], row["published"]["start"], row["title"]) for row in rows] == [
        ("post1", "2024-05-01", "Update 1"),
        ("post2", "2024-05-02", "Update 2"),
        ("post3", "2024-05-03", "Update 3"),
    ]
    assert "2024-05-01T10:30:00+03:00" in rows[0]["published_basis"]
    site.serve("/live", live_page(post2="Ethiopian police arrested two Kenyan traders in Moyale on Friday."))
    site.later()
    site.watch()
    assert len(site.rows("documents")) == 4
    (version,) = site.rows("versions")
    assert version["url"].endswith("#post2")
    assert {change["kind"] for change in version["changes"]} == {"added"}


def test_code_and_ingest_read_live_blogs_by_entry_and_keep_other_languages(coder: Coder, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "live.html").write_text(live_page())
    (pages / "german.html").write_text(article("Minister treffen sich", GERMAN))
    store = open_store(tmp_path / "store", create=True)
    reading = Reading(coder.settings)
    counts = ingest(reading.pages(str(pages)), store, coder)
    assert (counts.pages, counts.coded) == (4, 4)
    assert ingest(reading.pages(str(pages)), store, coder).skipped == 4
    with store.connect() as connection:
        rows = connection.execute("SELECT language, published::VARCHAR, notes FROM documents ORDER BY 1, 2").fetchall()
    assert [row[:2] for row in rows[1:]] == [("en", "2024-05-01"), ("en", "2024-05-02"), ("en", "2024-05-03")]
    assert "kept, not coded" in rows[0][2][0]


class Installed:
    """An entry point of another package."""

    def __init__(self, name: str, what: Any) -> None:
        self.name, self.what = name, what

    def load(self) -> Any:
        return self.what


def test_installed_readers_and_translators_are_used(
    coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Upper:
        name = "upper"

        def translate(self, document: Document, language: str) -> Document:
            return replace(document, text=f"{LEFT} {document.text.upper()}", language=language)

    def letters(path: Path, options: Options) -> Iterator[Page]:
        yield Page(path.as_uri(), article("Minister treffen sich", GERMAN).encode(), "text/html", given=options.given)

    installed = {
        "dragoman.read": [Installed(".post", letters)],
        "dragoman.translate": [Installed("upper", lambda settings, data: Upper())],
    }

    def entry_points(*, group: str, name: str | None = None) -> list[Installed]:
        return [one for one in installed[group] if name in (None, one.name)]

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    monkeypatch.setattr("dragoman.engines.entry_points", entry_points)
    box = tmp_path / "box.post"
    box.touch()
    (page,) = Reading(coder.settings).pages(str(box))
    assert isinstance(page, Page)
    found = engines.translator(Settings(engines=Engines(translate="upper")), Data(None))
    monkeypatch.setattr(coder, "translator", found)
    coded = coder.code_page(page)
    assert isinstance(coded, Coded)
    assert coded.events
    assert coded.notes[-1] == "translated from 'de' by the engine 'upper'"


def test_an_article_of_several_pages_is_one_document(site: Site) -> None:
    pager = '<div class="pagination"><a href="/long?page=2">2</a></div>'
    site.serve("/long", article("Ministers meet in Kampala", LEFT, FILL) + pager)
    more = "Ethiopian police arrested two traders. " + FILL
    site.serve("/long?page=2", article("Ministers meet in Kampala", LEFT, more))
    site.feed("/long")
    site.watch()
    (row,) = site.rows("documents")
    assert "arrested two traders" in row["text"]
    assert row["text"].count("Ugandan counterpart") == 1


def test_other_languages_are_kept_marked_and_counted(site: Site) -> None:
    site.serve("/de", article("Minister treffen sich", GERMAN))
    site.feed("/de")
    status = site.watch()
    (row,) = site.rows("documents")
    assert (row["language"], status.coded, status.events) == ("de", 1, 0)
    assert "kept, not coded" in row["notes"][0]


def test_other_languages_are_translated_by_an_engine(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(request: dict[str, Any]) -> Scripted:
        count = request["messages"][1]["content"].count("[") if "[" in request["messages"][1]["content"] else 1
        return Scripted({"paragraphs": [LEFT + FILL] * count})

    site.serve("/de", article("Minister treffen sich", GERMAN))
    site.feed("/de")
    with ScriptedService(script) as service:
        translator = LlmTranslator(LlmSettings(address=service.address, model="double"))
        monkeypatch.setattr(site.coder, "translator", translator)
        status = site.watch()
        translator.close()
    (row,) = site.rows("documents")
    assert row["language"] == "en"
    assert status.events > 0
    assert "translated from 'de'" in row["notes"][-1]


@pytest.mark.parametrize(
    ("answers", "asked", "good"),
    [
        ([["T", "one", "two"]], 1, True),
        ([["T"], ["T"], ["one", "two"]], 3, True),
        ([["T", "one"], ["T"], ["one"], ["one"], ["two"]], 5, True),
        ([[]] * 9, 2, False),
    ],
)
def test_translations_have_as_many_paragraphs_as_the_text(answers: list[list[str]], asked: int, good: bool) -> None:
    document = Document("i", "u", "Titel", "eins\n\nzwei", language="de")
    left = list(answers)
    with ScriptedService(lambda request: Scripted({"paragraphs": left.pop(0)})) as service:
        translator = LlmTranslator(LlmSettings(address=service.address, model="double", retries=0))
        found = translator.translate(document, "en")
        translator.close()
        assert len(service.requests) == asked
    assert (found is not None) == good
    if found is not None:
        assert (found.title, found.text, found.language) == ("T", "one\n\ntwo", "en")
        assert found.id != document.id


def test_unknown_translation_engines_are_refused() -> None:
    with pytest.raises(EngineError, match="no engine 'babel' for 'translate'"):
        engines.translator(Settings(engines=Engines(translate="babel")), Data(None))


def test_the_command_stops_gracefully(site: Site, tmp_path: Path) -> None:
    """SIGTERM while a page is under way: the page that was read is stored, the exit is clean."""
    site.serve("/a", article("Ministers meet in Kampala", LEFT, FILL))
    site.feed("/a", "/silence")
    toml = tmp_path / "feeds.toml"
    toml.write_text(
        f'feeds = ["http://{site.host}/feed.xml"]\n'
        f'[limits]\npace = 0\nrobots = false\nallow_hosts = ["{site.host}"]\nseconds = 2\nstep_seconds = 2\n'
    )
    code = (
        "import sys, typer; from dragoman.cli.collect import watch\n"
        "app = typer.Typer(); app.command()(watch); app(sys.argv[1:], standalone_mode=False)"
    )
    store = tmp_path / "other"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(toml), "--store", str(store)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    for _ in range(400):
        if any(path == "/silence" for _, _, path in site.server.asked) or process.poll() is not None:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert "1 coded" in out
    assert "stopping" in errors
    assert len(list(open_store(store).batches("documents"))) == 1
    assert "dragoman_watch_coded_total 1" in (store / "watch" / "metrics.prom").read_text()


def test_the_status_line() -> None:
    assert line_of(replace(Status(), feeds=3, failing=1)).startswith("3 feeds (1 failing), 0 pages due")
