"""What the markup of an HTML page says about its article: JSON-LD, meta elements, microdata, <time>."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.extract import dates
from dragoman.extract.article import Dated
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.names import Names, unique
from dragoman.extract.titles import cuts, is_masthead, likeness, same_outlet, split_title

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CANONICAL = ".//link[@rel='canonical']/@href"
JSON_NODES = 3000
SAME_TITLE = 0.6
MAX_META = 2000

MODIFIED = ("article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified", "lastmod",
            "dcterms.modified", "dc.date.modified", "updated_time", "revised")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """What an HTML page tells about itself. `lead`: the article's text in JSON-LD, for pages that scripts fill;
    `locked`: that its text is not free."""

    title: str
    authors: tuple[str, ...]
    publisher: str | None
    published: Dated | None
    lead: str
    address: str
    language: str | None
    locked: bool = False
    updated: Dated | None = None


class MarkupReader:
    """Reads titles, authors, outlets and dates of publication from the markup, the most reliable place first."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names
        places = lexicon.pages["markup"]
        self.article_types = frozenset(places["article_types"].split())
        self.title_metas, self.author_metas, self.publisher_metas, self.date_metas = (
            tuple(places[kind].split()) for kind in ("titles", "authors", "publishers", "dates")
        )
        self.author_paths: tuple[str, ...] = tuple(places["author_paths"])

    def read(self, tree: HtmlElement, url: str) -> Markup:
        metas = read_metas(tree)
        nodes = list(json_nodes(tree))
        page_title = text_of(tree.find(".//title"))
        node = self._article(nodes, page_title or metas.get("og:title", [""])[0])
        address = self._address(tree, metas, url)
        headings = frozenset(fold(text_of(heading)) for heading in tree.iter("h1"))
        outlet = self._publisher(nodes, node, metas, page_title, headings, address)
        return Markup(
            self._title(tree, metas, node, page_title, outlet or host_of(address)),
            self._authors(tree, metas, node, outlet),
            outlet,
            self._published(tree, metas, node, address),
            string_of(node.get("articleBody")),
            address,
            (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower() or None,
            _is_locked(node, metas),
            self._updated(tree, metas, nodes),
        )

    def _updated(self, tree: HtmlElement, metas: dict[str, list[str]], nodes: list[dict[str, Any]]) -> Dated | None:
        """The day of the last change."""
        told: list[tuple[str, str]] = [
            (str(node["dateModified"]), "markup:json-ld")
            for node in nodes
            if isinstance(node.get("dateModified"), (str, int, float))
        ]
        told += [(metas[name][0], f"markup:{name}") for name in MODIFIED if name in metas]
        for element in tree.iter("time"):
            marks = " ".join((element.get("class") or "", element.get("itemprop") or "")).lower()
            if "updat" in marks or "modif" in marks:
                told.append((element.get("datetime") or "".join(element.itertext()), "markup:time"))
        days = ((dates.stamp_date(value, self.lexicon.months), basis) for value, basis in told)
        return next((Dated(day, basis) for day, basis in days if day is not None), None)

    def _article(self, nodes: list[dict[str, Any]], title: str) -> dict[str, Any]:
        """The JSON-LD node of the article itself: of an article type and with the page's headline."""

        def worth(node: dict[str, Any]) -> float:
            kinds = {str(kind).rpartition("/")[2].lower() for kind in items_of(node.get("@type"))}
            if not kinds & self.article_types and not any("article" in kind for kind in kinds):
                return 0.0
            known = sum(bool(node.get(key)) for key in ("headline", "author", "datePublished", "articleBody"))
            return 1 + known + 3 * likeness(string_of(node.get("headline")), title) - 2 * ("webpage" in kinds)

        best = max(nodes, key=worth, default={})
        return best if best and worth(best) > 0 else {}

    def _address(self, tree: HtmlElement, metas: dict[str, list[str]], url: str) -> str:
        for found in [url, *tree.xpath(CANONICAL), *metas.get("og:url", [])]:
            if str(found).startswith(("http://", "https://")):
                return str(found)
        return url

    def _title(
        self, tree: HtmlElement, metas: dict[str, list[str]], node: dict[str, Any], page_title: str, known: str
    ) -> str:
        """The visible headline, where it is that of the page's title; else the headline that the markup tells."""
        told = [
            string_of(node.get("headline")),
            *(metas[name][0] for name in self.title_metas if name in metas),
            page_title,
        ]
        told = [split_title(title, self.lexicon, known)[0] for title in told if title]
        told = [title for title in told if not is_masthead(title, self.lexicon)]
        headings = [text for heading in tree.iter("h1") if (text := text_of(heading)) and len(text) < 300]
        best, score = "", 0.0
        for heading in headings:
            alike = max((likeness(heading, title) for title in told), default=0.0)
            if alike > score and len(heading.split()) > 1:
                best, score = heading, alike
        if score >= SAME_TITLE or (best and not told):
            return split_title(best, self.lexicon, known)[0]
        if not told and len(headings) == 1:
            return split_title(headings[0], self.lexicon, known)[0]
        return told[0] if told else ""

    def _authors(
        self, tree: HtmlElement, metas: dict[str, list[str]], node: dict[str, Any], outlet: str | None
    ) -> tuple[str, ...]:
        def persons(values: list[str]) -> tuple[str, ...]:
            found = unique(name for value in values if "://" not in value for name in self.names.people(value))
            return tuple(name for name in found if not outlet or fold(name) != fold(outlet))

        places: list[list[str]] = [names_of(node.get("author")), names_of(node.get("creator"))]
        places += [metas[name] for name in self.author_metas if name in metas]
        for path in self.author_paths:
            elements = tree.xpath(path)[:12]
            places.append([text for element in elements if (text := text_of(element)) and len(text) < 160])
        return next((found for values in places if (found := persons(values))), ())

    def _publisher(
        self,
        nodes: list[dict[str, Any]],
        node: dict[str, Any],
        metas: dict[str, list[str]],
        page_title: str,
        headings: frozenset[str],
        address: str,
    ) -> str | None:
        """The outlet's name: the one that most places agree on, in Latin letters where there is one."""
        told = [*names_of(node.get("publisher"))]
        for name in self.publisher_metas:
            told += [value for value in metas.get(name, []) if "://" not in value]
        told += [string_of(other.get("name")) for other in nodes if "WebSite" in items_of(other.get("@type"))]
        listed = self.lexicon.outlet_of(address) if address.startswith("http") else None
        ending = split_title(page_title, self.lexicon, listed or host_of(address))[1]
        if ending is None:
            # What stands behind the visible headline in the page's title is the outlet.
            pieces = cuts(page_title, self.lexicon.separators)
            ending = next((tail for head, tail in pieces if tail and fold(head) in headings), None)
        told = [" ".join(value.split()).strip(" .|-–—©®™") for value in [*told, ending or "", listed or ""]]
        told = [
            value for value in told if value and len(value) <= 60 and any(c.isalpha() and ord(c) < 0x250 for c in value)
        ]
        if not told:
            return None

        def worth(place: int) -> float:
            value = told[place]
            agree = sum(same_outlet(value, other) for other in told)
            return (
                agree
                + 1.5 * (value in (listed, ending))
                - 0.05 * place
                - 0.5 * value.startswith("@")
                - (0.6 if value.isupper() and len(value) > 5 else 0.0)
            )

        return told[max(range(len(told)), key=worth)]

    def _published(
        self, tree: HtmlElement, metas: dict[str, list[str]], node: dict[str, Any], address: str
    ) -> Dated | None:
        months = self.lexicon.months
        in_address = dates.url_date(address, months)
        for value, basis in self._stamps(tree, metas, node):
            day = dates.stamp_date(value, months)
            if day is None:
                continue
            # Greenwich time near midnight: the address has the outlet's own day.
            if in_address and in_address != day and dates.is_utc(value) and dates.days_apart(day, in_address) == 1:
                return Dated(in_address, "url")
            return Dated(day, f"markup:{basis}")
        return Dated(in_address, "url") if in_address else None

    def _stamps(
        self, tree: HtmlElement, metas: dict[str, list[str]], node: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """Timestamps of publication with the place where each stands, the most reliable first."""
        for key in ("datePublished", "dateCreated"):
            if isinstance(node.get(key), (str, int, float)):
                yield str(node[key]), "json-ld"
        for name in self.date_metas:
            for value in metas.get(name, [])[:1]:
                yield value, name
        for element in tree.xpath(".//*[contains(@itemprop, 'datePublished')]")[:3]:
            yield element.get("datetime") or element.get("content") or text_of(element), "itemprop"
        yield from ((value, "time") for value in self._times(tree))

    def _times(self, tree: HtmlElement) -> list[str]:
        """<time> elements that belong to the article: marked as publication, else the first one behind the headline."""
        marked: list[str] = []
        behind: list[str] = []
        elsewhere: list[str] = []
        seen_headline = False
        for element in tree.iter("h1", "time"):
            if element.tag == "h1":
                seen_headline = True
                continue
            value = element.get("datetime") or element.get("title") or text_of(element)
            marks = " ".join((element.get("class") or "", element.get("itemprop") or "", text_of(element)[:40])).lower()
            if not value or "updat" in marks or "modif" in marks:
                continue
            if element.get("pubdate") is not None or "publish" in marks or "posted" in marks:
                marked.append(value)
            elif seen_headline:
                behind.append(value)
            else:
                elsewhere.append(value)
        return marked[:1] or behind[:1] or (elsewhere if len(elsewhere) == 1 else [])


def read_metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the meta elements by lower-case name or property, in the order of the page."""
    metas: dict[str, list[str]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number > MAX_META:
            break
        content = " ".join((element.get("content") or "").split())[:1000]
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(key) or "").strip().lower()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def json_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """All objects of the JSON-LD blocks that have a type."""
    seen = 0
    for script in tree.xpath(".//script[contains(@type, 'ld+json')]"):
        try:
            waiting = [json.loads((script.text or "").strip().rstrip(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and seen < JSON_NODES:
            item = waiting.pop(0)
            seen += 1
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                if "@type" in item:
                    yield item
                waiting += [value for value in item.values() if isinstance(value, (dict, list))]


def _is_locked(node: dict[str, Any], metas: dict[str, list[str]]) -> bool:
    """Whether the page says that its text is for subscribers (schema.org, Facebook's content tier)."""
    free = str(node.get("isAccessibleForFree", "")).strip().lower()
    return free in ("false", "0") or "locked" in metas.get("article:content_tier", [])


def items_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def string_of(value: Any) -> str:
    found = next((item for item in items_of(value) if isinstance(item, str)), "")
    return found.strip()


def names_of(value: Any) -> list[str]:
    """Names of a JSON-LD person or organisation, a list of them, or plain strings."""
    names = []
    for item in items_of(value)[:20]:
        name = item.get("name") if isinstance(item, dict) else item
        names += [part for part in items_of(name) if isinstance(part, str)]
    return names


def text_of(element: Any) -> str:
    """Text of an element on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def host_of(address: str) -> str:
    """The host of a web address, which may name the outlet; the words of its path do not. "" for a file."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
