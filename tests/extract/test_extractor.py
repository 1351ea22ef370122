"""The extractor as a whole: what is given, what is refused, and that no input makes it raise or dawdle."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.data import Data
from dragoman.extract.pages import PageExtractor
from dragoman.records import Document, Given, Page, Rejected
from dragoman.settings import Extract, Settings

SENTENCE = "The minister said on Monday that his neighbours had shelled a village near the border. "
TITLE = "<title>Village shelled | Carthage Post</title>"
CHECK = "<h1>Just a moment...</h1><p>Checking your browser before you may go on to the page.</p>"
ARTICLE = "\n\n".join([SENTENCE * 2] * 4)


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_given_wins_over_the_page(extractor: PageExtractor) -> None:
    page = Page(
        "https://carthage.example/2020/05/06/x",
        html(
            f"<h1>Village shelled again</h1><p>{SENTENCE * 5}</p>",
            "<title>Village shelled again | Carthage Post</title>",
        ),
        "text/html",
        given=Given("Another headline", "2019-02-03T10:00:00Z", ("Jane Doe",), "The Other Gazette"),
    )
    document = extractor.extract(page)
    assert isinstance(document, Document)
    assert (document.title, document.authors, document.publisher) == (
        "Another headline",
        ("Jane Doe",),
        "The Other Gazette",
    )
    assert document.published is not None
    assert (document.published.start, document.published_basis) == ("2019-02-03", "given")


def test_feed_dates_have_their_own_basis(extractor: PageExtractor) -> None:
    page = Page("u", ARTICLE.encode(), "text/plain", source="feed:x", given=Given(published="2020-01-02"), clean=True)
    document = extractor.extract(page)
    assert isinstance(document, Document)
    assert document.published_basis == "feed"


def test_clean_pages_are_kept_whole(extractor: PageExtractor) -> None:
    text = f"Menus are short\n\n{SENTENCE}\n\nSubscribe to our newsletter today"
    document = extractor.extract(Page("u", text.encode(), "text/plain", clean=True))
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == ["Menus are short", SENTENCE.strip(), "Subscribe to our newsletter today"]


def test_clean_html_keeps_its_paragraphs(extractor: PageExtractor) -> None:
    document = extractor.extract(Page("u", f"<p>{SENTENCE}</p><p>{SENTENCE}</p>".encode(), "text/html", clean=True))
    assert isinstance(document, Document)
    assert document.text.count("\n\n") == 1


def test_the_address_dates_a_page_without_markup(extractor: PageExtractor) -> None:
    page = Page(
        "https://carthage.example/2020/05/06/x", html(f"<h1>Village shelled</h1><p>{SENTENCE * 5}</p>"), "text/html"
    )
    document = extractor.extract(page)
    assert isinstance(document, Document)
    assert document.published is not None
    assert (document.published.start, document.published_basis) == ("2020-05-06", "url")


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b" \n\t ", "text/plain", "empty"),
        (b"word", "text/plain", "too-short"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "text/html", "binary"),
        (b"%PDF-1.7 something", "text/plain", "binary"),
        (bytes(range(256)) * 50, "text/plain", "binary"),
        (SENTENCE.encode() * 9, "application/pdf", "binary"),
        (b"a" * 10_000_001, "text/plain", "too-large"),
        (b"x" * 100_000, "text/plain", "too-short"),
        (
            html(CHECK),
            "text/html",
            "not-found",
        ),
    ],
)
def test_refusals(body: bytes, media_type: str, reason: str, extractor: PageExtractor) -> None:
    found = extractor.extract(Page("u", body, media_type))
    assert isinstance(found, Rejected)
    assert (found.stage, found.reason) == ("extract", reason)
    assert found.detail


def test_limits_come_from_the_settings(data: Data) -> None:
    small = PageExtractor(Settings(extract=Extract(max_bytes=10, min_words=1)), data)
    found = small.extract(Page("u", b"more than ten bytes", "text/plain"))
    assert isinstance(found, Rejected)
    assert found.reason == "too-large"


def test_a_page_cut_in_the_middle_still_gives_its_beginning(extractor: PageExtractor) -> None:
    whole = html(
        f"<h1>Village shelled</h1><p>{SENTENCE * 3}</p><p>{SENTENCE}", "<title>Village shelled | Carthage Post</title>"
    )
    found = extractor.extract(Page("u", whole[:-60], "text/html"))
    assert isinstance(found, Document)
    assert found.publisher == "Carthage Post"


HOSTILE = {
    "deep": b"<html><body>" + b"<div>" * 100_000 + SENTENCE.encode(),
    "deep inline": b"<html><body>" + b"<b><i>" * 50_000 + SENTENCE.encode(),
    "links": b"<html><body>" + b"<a href=x>A headline of some words</a> " * 20_000,
    "one line": b"a" * 3_000_000,
    "open brackets": b"[(" * 300_000,
    "dates": b"1 May 2020 " * 50_000,
    "bylines": (b"By " + b"Aaa " * 60 + b"\n") * 300,
    "json-ld": b'<html><head><script type="application/ld+json">' + b"[" * 50_000 + b"</script></head><p>x</p>",
    "entities": b'<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]><html><body><p>&a;</p></body></html>',
    "invisible": "\u200b".encode() * 200_000,
    "accents": ("a" + "\u0301" * 100_000).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_quickly(name: str, extractor: PageExtractor) -> None:
    started = time.monotonic()
    for media_type in ("text/html", "text/plain"):
        assert isinstance(extractor.extract(Page("u", HOSTILE[name], media_type)), (Document, Rejected))
    assert time.monotonic() - started < 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), media_type=st.sampled_from(["text/html", "text/plain", "", "image/png"]))
def test_any_bytes_give_a_record(body: bytes, media_type: str, extractor: PageExtractor) -> None:
    assert isinstance(extractor.extract(Page("u", body, media_type)), (Document, Rejected))


PIECES = (
    *(
        "<p>",
        "</p>",
        "<div class='related'>",
        "</div>",
        "<h1>",
        "<time datetime='2021-05-03'>",
        "\n",
        " ",
        "|",
        "©",
        "“",
    ),
    *("By Jane Doe", "3 May 2021", SENTENCE, "- Advertisement -", "(END)", "Photo: AFP", "12°", "\x00", "\U0001f600"),
    '<script type=\'application/ld+json\'>{"@type":"NewsArticle"}</script>',
    "<meta property='og:title' content='A'>",
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40), media_type=st.sampled_from(["text/html", "text/plain"]))
def test_any_mixture_of_page_pieces_gives_a_sound_record(
    pieces: list[str], media_type: str, extractor: PageExtractor
) -> None:
    body = "".join(pieces).encode("utf-8", "surrogatepass")
    found = extractor.extract(Page("u", body, media_type))
    if isinstance(found, Document):
        assert "\n\n\n" not in found.text
        assert found.text == found.text.strip()
        assert extractor.extract(Page("u", body, media_type)) == found


def test_the_samples_of_the_package_are_read(extractor: PageExtractor) -> None:
    folder = Path(__file__).parents[2] / "src/dragoman/data/samples"
    pages = sorted(path for path in folder.iterdir() if path.suffix in (".html", ".txt"))
    assert len(pages) == 12
    for path in pages:
        found = extractor.extract(
            Page(path.as_uri(), path.read_bytes(), "text/html" if path.suffix == ".html" else "text/plain")
        )
        assert isinstance(found, Document), path.name
        assert found.published is not None, path.name
        assert found.publisher, path.name
        assert "fiction" not in found.text, path.name


@pytest.mark.parametrize("title", ["Live: students march in Tirana", "Albania: students march in Tirana"])
def test_words_of_an_address_are_no_outlet(title: str, extractor: PageExtractor) -> None:
    said = "Police in Albania detained eleven students in front of the parliament on Monday. " * 3
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{said}</p></body></html>".encode()
    for url in ("https://news.example/albania/live/march", "file:///pages/albania-live.html"):
        found = extractor.extract(Page(url, body, "text/html"))
        assert isinstance(found, Document)
        assert (found.title, found.publisher) == (title, None)
    for site in ("albanialivetoday.example", "tirana.example"):
        head = b'<html><head><meta property="og:site_name" content="Albania Live Today">'
        found = extractor.extract(Page(f"https://{site}/march", body.replace(b"<html><head>", head), "text/html"))
        assert isinstance(found, Document)
        assert found.title == title
        assert found.publisher not in ("Albania", "Live", None)


def test_an_outlet_before_the_headline_is_cut_off(extractor: PageExtractor) -> None:
    said = "Police in Albania detained eleven students in front of the parliament on Monday. " * 3
    title = "The Tirana Sentinel: students march in the capital"
    body = f"<html><head><title>{title}</title></head><body><p>{said}</p></body></html>".encode()
    found = extractor.extract(Page("https://www.tiranasentinel.example/march", body, "text/html"))
    assert isinstance(found, Document)
    assert found.title == "students march in the capital"
