"""The built-in extractor: Page -> Document, or Rejected with a reason."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.data import Data
from dragoman.extract import dates
from dragoman.extract.article import Article, Dated
from dragoman.extract.decode import decode, is_binary, tidy
from dragoman.extract.details import DetailReader, Details
from dragoman.extract.html import HtmlPages, parse_html
from dragoman.extract.language import language_of
from dragoman.extract.lexicon import Lexicon
from dragoman.extract.live import SOURCE as LIVE_SOURCE
from dragoman.extract.live import LiveReader
from dragoman.extract.names import Names, unique
from dragoman.extract.parts import join
from dragoman.extract.prune import block_lines
from dragoman.extract.refusals import refusal
from dragoman.extract.text import PlainPages, front_matter, joined_lines
from dragoman.records import Document, Interval, Page, Rejected, short_hash
from dragoman.settings import Settings

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HTML_SIGNS = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|h1|span|br)\b", re.IGNORECASE)
TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/octet-stream", "application/x-", "")
HEAD = 3000
MAX_TITLE = 400
# In a page in small letters, which is quicker than a pattern for both.
LIVE = re.compile(rb"live[_ -]?(?:blog|post|entry|update|item|feed|card)|lx-stream|ticker")
# What libraries raise on hostile pages.
LIBRARY_ERRORS = (RecursionError, MemoryError, ValueError, KeyError, IndexError, TypeError, AttributeError)
NO_DETAILS = Details()


class PageExtractor:
    """Extracts articles from HTML and plain text; `settings.extract` sets the limits, `data/extract/` has the words."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self.settings = settings
        self.lexicon = Lexicon(data)
        self.names = Names(self.lexicon)
        self.plain = PlainPages(self.lexicon, self.names)
        self.html = HtmlPages(self.lexicon, self.names, self.plain)
        self.details_of = DetailReader(self.lexicon, data)
        self.live = LiveReader(data)

    def extract(self, page: Page) -> Document | Rejected:
        """The article of a page without its furniture, or `Rejected` for empty, binary, too large, too short or
        unreadable pages and for pages that are no articles."""
        limits = self.settings.extract
        if len(page.body) > limits.max_bytes:
            size = f"{len(page.body):,} bytes, more than extract.max_bytes = {limits.max_bytes:,}"
            return _rejected(page, "too-large", f"{size}: raise it or cut the page")
        if not page.body.strip(b" \t\r\n\0"):
            return _rejected(page, "empty", "the page has no content: fetch it again")
        kind = page.media_type.partition(";")[0].strip().casefold()
        if not kind.startswith(TEXT_TYPES[:-1]) and kind:
            return _rejected(page, "binary", f"media type {kind!r}: convert the page to HTML or plain text first")
        if is_binary(page.body):
            return _rejected(page, "binary", "the page is no text: convert it to HTML or plain text first")
        try:
            return self._whole(page, kind)
        except LIBRARY_ERRORS as error:
            # Pages are hostile; one that trips a library is a row among the rejected, and the run goes on.
            return _rejected(page, "unreadable", f"{type(error).__name__}: {error}; please report this page")

    def details(self, page: Page) -> Details:
        """What an HTML page tells besides its article; nothing for other pages. Never raises on bad input."""
        try:
            tree = self._tree(page)
            if tree is None:
                return NO_DETAILS
            return self.details_of.read(tree, page.url, self.html.markup.read(tree, page.url))
        except LIBRARY_ERRORS:
            return NO_DETAILS

    def entries(self, page: Page) -> tuple[Page, ...]:
        """The entries of a live blog, each a page of its own with its own time; none where the page is no live blog.
        Never raises on bad input."""
        try:
            tree = self._tree(page) if LIVE.search(page.body.lower()) else None
            return () if tree is None else self.live.entries(page, tree, self.html.markup.read(tree, page.url))
        except LIBRARY_ERRORS:
            return ()

    def _tree(self, page: Page) -> HtmlElement | None:
        limits = self.settings.extract
        if page.clean or not page.body or len(page.body) > limits.max_bytes or is_binary(page.body):
            return None
        text = decode(page.body, page.media_type)
        return parse_html(text) if is_html(text, page.media_type.partition(";")[0].strip().casefold()) else None

    def _whole(self, page: Page, kind: str) -> Document | Rejected:
        """The article with its further pages; one of these that is no article adds nothing."""
        first = self._extract(page, kind)
        if isinstance(first, Rejected) or not page.parts:
            return first
        further = (self._extract(replace(page, body=body, parts=()), kind) for body in page.parts)
        return join([first, *(one for one in further if isinstance(one, Document))])

    def _extract(self, page: Page, kind: str) -> Document | Rejected:
        text = decode(page.body, page.media_type)
        given = page.given.title
        if page.clean:
            article = self._clean(text, kind, given or "")
        elif is_html(text, kind):
            found = self.html.read(text, url=page.url, title=given)
            if found is None:
                return _rejected(page, "unreadable", "no HTML could be parsed: fetch the page again")
            article = found
        else:
            article = self.plain.read(tidy(text), url=page.url, title=given)
        refused = refusal(article, text, self.lexicon, self.settings.extract.min_words, page.url)
        if refused:
            return _rejected(page, *refused)
        return self._document(page, article)

    def _clean(self, text: str, kind: str, title: str) -> Article:
        """Article text as it is; blank lines, else lines, part its paragraphs."""
        if is_html(text, kind):
            tree = parse_html(text)
            text = "\n\n".join(block_lines(tree)) if tree is not None else ""
        _, text = front_matter(tidy(text))
        if "\n\n" in text or re.search(r"\n[ \t]+\n", text):
            pieces = [" ".join(piece.split()) for piece in re.split(r"\n[ \t]*\n", text)]
        else:
            pieces = [line.strip() for line in joined_lines(text)]
        return Article(title, tuple(piece for piece in pieces if piece))

    def _document(self, page: Page, article: Article) -> Document:
        text = "\n\n".join(article.paragraphs)
        published, basis = self._published(page, article)
        given = page.given
        authors = given.authors
        if authors:
            authors = unique(name for value in authors for name in (self.names.people(value) or ())) or authors
        return Document(
            id=short_hash(page.url, text),
            url=page.url,
            title=" ".join((given.title or article.title).split())[:MAX_TITLE],
            text=text,
            published=published,
            published_basis=basis,
            authors=authors or article.authors,
            publisher=given.publisher or article.publisher,
            language=language_of(text, given.language),
            updated=_updated(article, published),
        )

    def _published(self, page: Page, article: Article) -> tuple[Interval | None, str]:
        """The day of publication: what was given outright, else what the page tells; never a day of viewing."""
        told = article.published
        if page.given.published:
            day = dates.stamp_date(page.given.published, self.lexicon.months)
            if day:
                told = Dated(day, _basis(page))
        if told is None:
            return None, "none"
        return Interval(told.date, told.date, "day", told.basis), told.basis


def _updated(article: Article, published: Interval | None) -> Interval | None:
    """The day of the last change; a day before that of publication is no change."""
    told = article.updated
    if told is None or (published is not None and published.end is not None and told.date < published.end):
        return None
    return Interval(told.date, told.date, "day", told.basis)


def _basis(page: Page) -> str:
    """Where a given date comes from; an entry of a live blog keeps its time of day, for which a date has no room."""
    if page.source.startswith(LIVE_SOURCE):
        return f"markup:live entry, {page.given.published}"
    return "feed" if page.source.startswith("feed:") else "given"


def is_html(text: str, media_type: str) -> bool:
    """Whether a page is HTML: by its first characters, or by its media type where it has any element at all."""
    head = text[:HEAD]
    if HTML_SIGNS.search(head):
        return "html" in media_type or head.lstrip()[:1] == "<" or len(HTML_SIGNS.findall(head)) > 3
    return "html" in media_type and bool(re.search(r"<[a-zA-Z!/]", text))


def _rejected(page: Page, reason: str, detail: str) -> Rejected:
    return Rejected(page.url, "extract", reason, detail)
