"""Articles on several pages and the day of their last change, as `code` and `ingest` read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.batch import page_id
from dragoman.data import Data
from dragoman.extract.pages import PageExtractor
from dragoman.read.limits import Limits
from dragoman.reading import Reading
from dragoman.records import Document, Page, Rejected
from dragoman.settings import Settings

WORDS = "The traders of the valley said that few lorries had come since the rains, and that prices had risen again. "
PARTS = (
    "The envoy of Freedonia met the president of Sylvania in the capital on Monday. " + WORDS,
    "Sylvania will send grain to the northern towns before the end of the month. " + WORDS,
    "Freedonia recalled its ambassador in April. " + WORDS,
)


def part(number: int, following: str) -> bytes:
    link = f'<a rel="next" href="{following}">Next</a>' if following else ""
    return (
        f"<html><head><title>Talks in the valley</title></head><body><article><h1>Talks in the valley</h1>"
        f"<p>{PARTS[number]}</p><p>{WORDS}{number}</p></article>{link}</body></html>"
    ).encode()


@pytest.fixture
def reading(server: Any, hostile: Any) -> Reading:
    following = ("/a?page=2", "/a?page=3", "/a?page=2")
    for number, path in enumerate(("/a", "/a?page=2", "/a?page=3")):
        server.pages[path] = hostile.head() + part(number, following[number])
    allowed = (f"127.0.0.1:{server.port}",)
    return Reading(Settings(), limits=Limits(pace=0, robots=False, allow_hosts=allowed, seconds=3))


def texts(page: Page | Rejected) -> list[bool]:
    assert isinstance(page, Page)
    document = PageExtractor(Settings(), Data()).extract(page)
    assert isinstance(document, Document)
    return [one.split(". ")[0] in document.text for one in PARTS]


def test_a_fetched_article_comes_with_its_further_pages(reading: Reading, server: Any) -> None:
    (page,) = reading.pages(f"http://127.0.0.1:{server.port}/a")
    assert texts(page) == [True, True, True]
    assert isinstance(page, Page)
    assert page_id(page) != page_id(Page(page.url, page.body, page.media_type))
    asked = [path for _, _, path in server.asked]
    assert sorted(asked) == ["/a", "/a?page=2", "/a?page=3"]


def test_the_entries_of_a_feed_come_with_their_further_pages(reading: Reading, server: Any, tmp_path: Path) -> None:
    feed = tmp_path / "feed.rss"
    link = f"<item><link>http://127.0.0.1:{server.port}/a</link></item>"
    feed.write_text(f'<rss version="2.0"><channel><title>F</title>{link}</channel></rss>')
    (page,) = reading.pages(str(feed))
    assert texts(page) == [True, True, True]


def test_a_further_page_that_is_missing_is_told(reading: Reading, server: Any) -> None:
    del server.pages["/a?page=3"]
    page, missing = reading.pages(f"http://127.0.0.1:{server.port}/a")
    assert texts(page) == [True, True, False]
    assert isinstance(missing, Rejected)
    assert missing.reason == "missing"
    assert "/a?page=3" in missing.url


def test_pages_of_files_are_not_followed(reading: Reading, server: Any, tmp_path: Path) -> None:
    saved = tmp_path / "a.html"
    saved.write_bytes(part(0, f"http://127.0.0.1:{server.port}/a?page=2"))
    (page,) = reading.pages(str(saved))
    assert texts(page) == [True, False, False]
    assert server.asked == []


@pytest.mark.parametrize(
    ("published", "changed", "day"),
    [
        ("2024-05-02", "2024-05-04T08:00:00Z", "2024-05-04"),
        ("2024-05-02", "2024-05-01", None),
        ("2024-05-02", "", None),
    ],
)
def test_the_day_of_the_last_change(published: str, changed: str, day: str | None) -> None:
    metas = f'<meta property="article:published_time" content="{published}">'
    metas += f'<meta property="article:modified_time" content="{changed}">' if changed else ""
    body = part(0, "").replace(b"</head>", metas.encode() + b"</head>")
    document = PageExtractor(Settings(), Data()).extract(Page("http://a.example/a", body, "text/html"))
    assert isinstance(document, Document)
    found = document.updated
    assert (found.end if found else None) == day
    if found:
        assert found.basis == "markup:article:modified_time"
