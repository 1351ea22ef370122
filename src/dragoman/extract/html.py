"""HTML -> Article: trafilatura and the line classifier for the body, own reading of the markup."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.extract.article import Article
from dragoman.extract.decode import tidy
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.lines import TERMINAL, Kind, Line
from dragoman.extract.markup import Markup, MarkupReader
from dragoman.extract.names import Names
from dragoman.extract.prune import Pruner, block_lines
from dragoman.extract.text import Layout, PlainPages

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Trafilatura takes more than a second beyond this size, resiliparse minutes beyond this depth of nesting.
LARGE = 4_000_000
# Trafilatura's time grows with the square of the number of elements in some pages; articles have some thousands.
MANY = 15_000
DEEP = 200
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
# Elements without an end tag, or whose end tag is often left out.
VOID = re.compile(r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|t[dhr]|option)$", re.I)
# What is left of an article behind a heading such as "Related stories" is not the article any more.
TAIL = 0.4
LEAST_WORDS = 40
UNTERMINATED = 12
LEAST_LOST = 5
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


class HtmlPages:
    """Reads articles out of HTML."""

    def __init__(self, lexicon: Lexicon, names: Names, plain: PlainPages) -> None:
        self.lexicon = lexicon
        self.plain = plain
        self.markup = MarkupReader(lexicon, names)
        self.pruner = Pruner(lexicon)

    def read(self, html: str, *, url: str = "", title: str | None = None) -> Article | None:
        """The article of an HTML page; None where the bytes hold no HTML at all."""
        tree = parse_html(html)
        if tree is None:
            return None
        markup = self.markup.read(tree, url)
        headline = title or markup.title
        layout = self.plain.layout(tidy("\n".join(block_lines(tree))), headline or None)
        beside = self.plain.article(layout, {}, markup.address)
        self.pruner.prune(tree)
        left = frozenset(fold(line) for line in tidy("\n".join(block_lines(tree))).split("\n"))
        paragraphs = _before_end(self._body(tree, html, headline), layout)
        paragraphs = _filled(paragraphs, beside.paragraphs, left)
        if _words(paragraphs) < LEAST_WORDS and _words(beside.paragraphs) > 2 * _words(paragraphs):
            paragraphs = beside.paragraphs
        paragraphs = self._or_lead(paragraphs, markup)
        authors = markup.authors or beside.authors
        return Article(
            tidy(headline or beside.title).strip(),
            self.plain.names.without_biography(paragraphs, authors),
            authors,
            markup.publisher or beside.publisher,
            markup.published or beside.published,
            markup.locked,
            markup.updated,
        )

    def _body(self, tree: HtmlElement, html: str, title: str) -> tuple[str, ...]:
        if len(html) > LARGE or sum(1 for _ in tree.iter()) > MANY:
            return ()
        found = self._filtered(_trafilatura(tree), title)
        if _words(found) >= LEAST_WORDS or depth(html) > DEEP:
            return found
        other = self._filtered(_resiliparse(html), title)
        return other if _words(other) > 1.5 * _words(found) else found

    def _filtered(self, paragraphs: Iterable[str], title: str) -> tuple[str, ...]:
        """Paragraphs without what the classifier of lines knows as furniture, and without repetitions."""
        lines = self.plain.reader.read([" ".join(tidy(text).split()) for text in paragraphs])
        lines = self._cut(lines)
        wanted = fold(title)
        kept: list[Line] = []
        seen: set[str] = set()
        for place, line in enumerate(lines):
            following = lines[place + 1] if place + 1 < len(lines) else None
            caption = self.plain.reader.describes_picture(line, following)
            if self._keeps(line) and not caption and line.folded != wanted and line.folded not in seen:
                kept.append(line)
                if line.words > UNTERMINATED:
                    seen.add(line.folded)
        return tuple(line.text for line in kept)

    def _keeps(self, line: Line) -> bool:
        if line.kind in (Kind.PROSE, Kind.SENTENCE):
            return True
        return (
            line.kind is Kind.TITLE
            and line.words >= UNTERMINATED
            and self.lexicon.function_share(line.folded.split()) > 0.25
        )

    def _cut(self, lines: list[Line]) -> list[Line]:
        """Lines before the first heading of related matter, unless much of the text stands behind it."""
        total = sum(line.words for line in lines if line.kind in (Kind.PROSE, Kind.SENTENCE))
        behind = total
        for place, line in enumerate(lines):
            if line.kind is Kind.STOP and behind < TAIL * total:
                return lines[:place]
            if line.kind in (Kind.PROSE, Kind.SENTENCE):
                behind -= line.words
        return lines

    def _or_lead(self, paragraphs: tuple[str, ...], markup: Markup) -> tuple[str, ...]:
        """The article's text in JSON-LD, where the page itself shows much less (scripts fill it in)."""
        if len(markup.lead.split()) < max(LEAST_WORDS, 1.6 * _words(paragraphs)):
            return paragraphs
        text = markup.lead
        if "<p" in text or "<br" in text:
            tree = parse_html(f"<div>{text}</div>")
            pieces: Iterable[str] = block_lines(tree) if tree is not None else []
        else:
            pieces = text.split("\n")
        found = self._filtered(pieces, markup.title)
        return found if _words(found) > _words(paragraphs) else paragraphs


def parse_html(html: str) -> HtmlElement | None:
    """A tree without comments; what lies deeper than libxml2 allows is lost. None where nothing can be parsed."""
    import lxml.html
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = lxml.html.document_fromstring(CONTROL.sub("", html).encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, lxml.html.HtmlElement) else None


def depth(html: str) -> int:
    """The greatest number of open elements, roughly: elements that are often left open do not count."""
    level = deepest = 0
    for match in TAG.finditer(html):
        if VOID.match(match[2]):
            continue
        level = max(0, level - 1) if match[1] else level + 1
        deepest = max(deepest, level)
    return deepest


def _trafilatura(tree: HtmlElement) -> list[str]:
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(
            tree, include_comments=False, include_tables=False, with_metadata=False, favor_precision=False
        )
    except Exception:  # a failing library must cost a page its first extractor, not the run
        logging.getLogger(__name__).debug("trafilatura failed", exc_info=True)
        return []
    if document is None or document.body is None:
        return []
    paragraphs: list[str] = []
    for element in document.body.iter("p", "head", "item", "quote", "fw", "ab", "cell"):
        if element.tag in ("quote", "item") and element.find(".//p") is not None:
            continue
        if any(parent.tag in ("p", "head") for parent in element.iterancestors()):
            continue
        paragraphs += _pieces(element)
    return paragraphs


def _pieces(element: Any) -> list[str]:
    """Text of an element, cut at its line breaks."""
    for broken in element.iter("lb"):
        broken.tail = "\n" + (broken.tail or "")
    return "".join(element.itertext()).split("\n")


def _resiliparse(html: str) -> Sequence[str]:
    from resiliparse.extract.html2text import extract_plain_text

    try:
        text = extract_plain_text(
            html, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=False, comments=False
        )
    except (ValueError, TypeError, RuntimeError):
        return []
    return str(text).split("\n")


def _words(paragraphs: Iterable[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def _filled(paragraphs: tuple[str, ...], beside: tuple[str, ...], left: frozenset[str]) -> tuple[str, ...]:
    """Paragraphs with those put back that the extractor lost in the middle: lists, mostly.

    `beside`: the paragraphs that the line classifier found on the same page; `left`: the lines of the pruned page.
    """
    whole = fold(" ".join(paragraphs))
    place = {fold(text): number for number, text in enumerate(paragraphs)}
    after: dict[int, list[str]] = {}
    last = -1
    waiting: list[str] = []
    for text in beside:
        folded = fold(text)
        if folded in place:
            if last >= 0 and waiting and place[folded] > last:
                after[last] = waiting
            last, waiting = place[folded], []
        elif folded in left and folded not in whole and len(folded.split()) >= LEAST_LOST:
            waiting.append(text)
    return tuple(text for number, kept in enumerate(paragraphs) for text in (kept, *after.get(number, ())))


def _before_end(paragraphs: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Paragraphs without those that stand behind the heading that ends the article, and without teasers cut short.

    `layout`: the same page read as plain lines.
    """
    stop = next((line.number for line in layout.lines[layout.end :] if line.kind in (Kind.STOP, Kind.FOOTER)), None)
    if stop is not None and layout.blocks:
        place = {line.folded: line.number for line in reversed(layout.lines)}
        kept = tuple(text for text in paragraphs if place.get(fold(text), -1) < stop)
        if _words(kept) > TAIL * _words(paragraphs):
            paragraphs = kept
    end = len(paragraphs)
    while end > 1 and len(paragraphs[end - 1].split()) > UNTERMINATED and not TERMINAL.search(paragraphs[end - 1]):
        end -= 1
    return paragraphs[:end]
