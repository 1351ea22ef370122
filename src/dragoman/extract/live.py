"""Live blogs: every entry becomes a page of its own, with its own time."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dragoman.data import Data
from dragoman.extract.details import tokens_of
from dragoman.extract.markup import Markup, items_of, json_nodes, names_of, string_of, text_of
from dragoman.extract.prune import block_lines
from dragoman.records import Given, Page, short_hash

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SOURCE = "live:"
MOST = 2000
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class LiveReader:
    """Finds the entries of live blogs in JSON-LD, microdata, or elements whose classes name them."""

    def __init__(self, data: Data) -> None:
        marks = data.toml("extract/parts.toml")["live"]
        self.types = frozenset(marks["types"].split())
        self.entry_types = frozenset(marks["entry_types"].split())
        self.entry_marks = tuple(frozenset(line.split()) for line in marks["entry"])
        self.least: int = marks["least"]

    def entries(self, page: Page, tree: HtmlElement, markup: Markup) -> tuple[Page, ...]:
        """The entries of a live blog as pages, in the order of the page; none where the page is no live blog.

        The address of an entry is that of the page with the entry's own anchor; its time is given as the page tells it.
        """
        found = list(self._told(page, tree, markup))
        if not found:
            found = list(self._shown(page, tree, markup))
        return tuple({one.url: one for one in found[:MOST]}.values())

    def _told(self, page: Page, tree: HtmlElement, markup: Markup) -> Iterator[Page]:
        """Entries that JSON-LD gives with their text."""
        for node in json_nodes(tree):
            kinds = {str(kind).rpartition("/")[2].lower() for kind in items_of(node.get("@type"))}
            if not kinds & self.types:
                continue
            for entry in items_of(node.get("liveBlogUpdate")):
                if not isinstance(entry, dict):
                    continue
                body = string_of(entry.get("articleBody")) or string_of(entry.get("text"))
                stamp = string_of(entry.get("datePublished")) or string_of(entry.get("dateCreated"))
                if not body or not stamp:
                    continue
                title = string_of(entry.get("headline")) or string_of(entry.get("name"))
                mark = string_of(entry.get("url")) or string_of(entry.get("@id"))
                html = body if "<p" in body or "<br" in body else "".join(_paragraphs(body))
                yield _page(page, markup, mark, title, stamp, html, tuple(names_of(entry.get("author"))))

    def _shown(self, page: Page, tree: HtmlElement, markup: Markup) -> Iterator[Page]:
        """Entries that the page shows: elements of an entry's type or class, each with a time of its own."""
        typed = any(one.rstrip("/").rpartition("/")[2].lower() in self.types for one in tree.xpath(".//@itemtype"))
        elements: list[HtmlElement] = []
        known: set[HtmlElement] = set()
        for element in tree.iter("article", "div", "li", "section"):
            if not (self._is_marked(element) or (typed and self._is_typed(element))):
                continue
            inside = any(parent in known for parent in islice(element.iterancestors(), 12))
            if not inside and _time(element):
                elements.append(element)
                known.add(element)
        if len(elements) < self.least:
            return
        for element in elements:
            heading = next(iter(element.iter(*HEADINGS)), None)
            title = text_of(heading) if heading is not None else ""
            anchor = element.get("id") or next((one.get("id") for one in element.iter() if one.get("id")), "") or ""
            stamp = _time(element)
            if heading is not None:
                heading.drop_tree()
            for time in list(element.iter("time")):
                time.drop_tree()
            lines = block_lines(element)
            yield _page(
                page, markup, f"#{anchor}" if anchor else "", title, stamp, "".join(_paragraphs("\n".join(lines))), ()
            )

    def _is_typed(self, element: HtmlElement) -> bool:
        kind = (element.get("itemtype") or "").rstrip("/").rpartition("/")[2].lower()
        return kind in self.entry_types or element.get("itemprop") == "liveBlogUpdate"

    def _is_marked(self, element: HtmlElement) -> bool:
        tokens = tokens_of(element)
        return bool(tokens) and any(wanted <= tokens for wanted in self.entry_marks)


def _page(page: Page, markup: Markup, mark: str, title: str, stamp: str, html: str, authors: tuple[str, ...]) -> Page:
    given = page.given
    anchor = mark.rpartition("#")[2] if "#" in mark else ""
    anchor = anchor or short_hash(stamp, html)
    own = Given(
        title or given.title or markup.title,
        stamp,
        authors or given.authors or markup.authors,
        given.publisher or markup.publisher,
        given.language or markup.language,
    )
    url = f"{page.url.partition('#')[0]}#{quote(anchor, safe=':_.-')}"
    body = html.encode("utf-8", "replace")
    media_type = "text/html; charset=utf-8"
    return Page(url, body, media_type, f"{SOURCE}{page.source}", page.retrieved, own, clean=True)


def _paragraphs(text: str) -> Iterator[str]:
    return (f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.split("\n") if line.strip())


def _time(element: Any) -> str:
    for one in element.iter("time"):
        found = one.get("datetime") or ""
        if found:
            return str(found)
    return ""
