"""What a page tells besides its article: canonical address, next part, date of change, captions, related headlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from dragoman.data import Data
from dragoman.extract.address import is_http, is_next, same_site
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.markup import CANONICAL, Markup, text_of
from dragoman.extract.prune import TOKEN

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST = 200
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Details:
    """What stands around an article. `canonical`: its own address, of the same site as the page, else "";
    `amp`: address of its AMP version; `next_part`: address of its next page; `updated`: ISO day of its last change and
    `updated_basis` the place that tells it; `captions` of pictures; `related`: headlines of other articles; `locked`:
    the page says that its text is not free; `title`."""

    canonical: str = ""
    amp: str = ""
    next_part: str = ""
    updated: str | None = None
    updated_basis: str = "none"
    captions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    locked: bool = False
    title: str = ""


class DetailReader:
    """Reads `Details` out of HTML."""

    def __init__(self, lexicon: Lexicon, data: Data) -> None:
        marks = data.toml("extract/parts.toml")
        self.pager = frozenset(marks["pages"]["pager"].split())
        self.next_texts = frozenset(marks["pages"]["next"])
        self.parameters = tuple(marks["pages"]["parameters"].split())
        self.related = frozenset(marks["around"]["related"].split())
        self.captions = frozenset(marks["around"]["captions"].split())

    def read(self, tree: HtmlElement, url: str, markup: Markup) -> Details:
        """The details of a page. `url`: its address; `markup`: as read from the same tree."""
        canonical = next(
            (
                found
                for one in tree.xpath(CANONICAL)
                if is_http(found := _joined(url, str(one))) and same_site(url, found)
            ),
            "",
        )
        amp = next((_joined(url, str(one)) for one in tree.xpath(".//link[@rel='amphtml']/@href")), "")
        captions, related = self._around(tree)
        return Details(
            canonical,
            amp,
            self._next(tree, url),
            markup.updated.date if markup.updated else None,
            markup.updated.basis if markup.updated else "none",
            captions,
            related,
            markup.locked,
            markup.title,
        )

    def _next(self, tree: HtmlElement, url: str) -> str:
        """The next part: named as such, or linked in a pager, and with the same address but for the number."""
        if not is_http(url):
            return ""
        for address in self._leads(tree):
            found = _joined(url, address)
            if is_next(url, found, self.parameters) and same_site(url, found):
                return found
        return ""

    def _leads(self, tree: HtmlElement) -> Iterator[str]:
        yield from (str(one) for one in tree.xpath(".//link[@rel='next']/@href | .//a[@rel='next']/@href")[:5])
        for link in tree.xpath(".//a[@href]")[:3000]:
            text = fold("".join(link.itertext())[:40]).strip(" .>»›→")
            if text in self.next_texts or (text.isdigit() and self._in_pager(link)):
                yield str(link.get("href"))

    def _in_pager(self, link: HtmlElement) -> bool:
        return any(self.pager & tokens_of(element) for element in (link, *islice(link.iterancestors(), 4)))

    def _around(self, tree: HtmlElement) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Captions of pictures, and headlines of other articles."""
        captions: dict[str, None] = {}
        related: dict[str, None] = {}
        for element in tree.iter("figcaption", "div", "section", "aside", "ul", "p", "span"):
            tokens = tokens_of(element)
            if element.tag == "figcaption" or tokens & self.captions:
                captions[text_of(element)] = None
            elif tokens & self.related:
                related |= dict.fromkeys(text_of(link) for link in element.iter("a"))
        return _listed(captions), _listed(related)


def tokens_of(element: Any) -> frozenset[str]:
    """The words that the class and id of an element are made of, in lower case."""
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(token.lower() for token in TOKEN.findall(marks[:300])) if len(marks) > 2 else frozenset()


def _listed(found: dict[str, None]) -> tuple[str, ...]:
    return tuple(text[:LONGEST] for text in found if len(text.split()) > 2)[:MOST]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
