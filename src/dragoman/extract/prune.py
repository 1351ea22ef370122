"""Taking furniture out of an HTML tree, and reading its text block by block."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.extract.lexicon import Lexicon

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# An element with more of the page's prose than this is no furniture, whatever its class says.
MOST_OF_PROSE = 0.25
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


class Pruner:
    """Removes elements whose tag, class or id says that they are no part of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.always, self.classed = (frozenset(lexicon.pages[kind].split()) for kind in ("furniture", "classed"))
        self.tokens = frozenset(lexicon.pages["prune"].split())
        self.pairs = frozenset(tuple(pair.split("-", 1)) for pair in lexicon.pages["prune_pairs"].split())

    def prune(self, tree: HtmlElement) -> None:
        """Take the furniture out of `tree`, in place; elements with much of the page's prose stay."""
        prose = _prose(tree)
        most = MOST_OF_PROSE * prose.get(tree, 0)
        doomed = [
            element
            for element in tree.iter()
            if isinstance(element.tag, str)
            and element.tag not in ("html", "body", "main", "article", "h1")
            and self._is_furniture(element)
            and prose.get(element, 0) <= most
        ]
        for element in doomed:
            parent = element.getparent()
            if parent is not None:
                _drop(element, parent)

    def _is_furniture(self, element: HtmlElement) -> bool:
        if element.tag in self.always:
            return True
        if element.tag not in self.classed:
            return False
        if (
            element.get("hidden") is not None
            or HIDDEN.search(element.get("style") or "")
            or element.get("aria-hidden") == "true"
        ):
            return True
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(marks) < 3:
            return False
        tokens = [token.lower() for token in TOKEN.findall(marks[:300])]
        if self.tokens.intersection(tokens):
            return True
        return element.tag != "p" and any(pair in self.pairs for pair in pairwise(tokens))


def _prose(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of paragraphs below each element."""
    below: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        length = sum(len(text) for text in paragraph.itertext())
        element = paragraph
        while element is not None and length > 40:
            below[element] = below.get(element, 0) + length
            element = element.getparent()
    return below


def _drop(element: HtmlElement, parent: HtmlElement) -> None:
    """Remove an element, its tail text staying where it is."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)


# Elements that stand on lines of their own, and such as show no text.
BLOCKS = re.compile(
    r"(?:address|article|aside|blockquote|body|br|button|center|d[dlt]|details|dialog|div|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|option|p|pre|section|summary|table|t(?:body|d|foot|h|head|itle|r)|ul)$"
)
HIDES = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "textarea"))


def block_lines(tree: HtmlElement) -> list[str]:
    """The visible text of a tree, a line for each block element."""
    lines: list[str] = []
    current: list[str] = []

    def close() -> None:
        line = " ".join("".join(current).split())
        if line:
            lines.append(line)
        current.clear()

    title = tree.find(".//title")
    if title is not None and title.text:
        lines.append(" ".join(title.text.split()))
    skipped: HtmlElement | None = None
    from lxml import etree

    for action, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if skipped is not None:
            if action == "end" and element is skipped:
                skipped = None
                current.append(element.tail or "")
            continue
        if BLOCKS.match(element.tag):
            close()
        if action == "start":
            if element.tag in HIDES:
                skipped = element
                continue
            current.append(element.text or "")
        elif element.tag != "html":
            current.append(element.tail or "")
    close()
    return lines
