"""MediaWiki dumps (`pages-articles.xml`, also .gz and .bz2), Wikinews above all: articles as plain text."""

from __future__ import annotations

import bz2
import re
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from dragoman.errors import SourceError
from dragoman.read.source import Options, gunzip, merged, rejected, too_large
from dragoman.read.xml import local, root_name
from dragoman.records import Given, Page, Rejected

HEAD = 4096
MARKS = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{\||\|\}")
CLOSES = {"}}": "{{", "]]": "[[", "|}": "{|"}
DEEPEST = 40
# Templates that stand in the middle of a sentence -> which of their arguments is shown.
SHOWN = {"w": -1, "wikipedia": -1, "lang": -1, "nowrap": 0, "small": 0, "abbr": 0, "nihongo": 0, "transl": -1, "'": 0}
DATE = re.compile(r"\{\{\s{0,3}(?:date|datestamp)\s{0,3}\|\s{0,3}([^|{}]{4,40})", re.IGNORECASE)
HIDDEN = re.compile(
    r"<!--|-->|<(/?)(ref|gallery|math|timeline|score|imagemap|table)\b[^<>]{0,500}?(/?)>", re.IGNORECASE
)
TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|__[A-Z]{3,20}__|'{2,5}")
OUTSIDE = re.compile(r"\[(?:https?:)?//[^\s\]]{1,2000}(?:[ \t]([^\]\n]{0,500}))?\]")
HEADING = re.compile(r"(={1,6})\s{0,5}([^=\n]{1,200}?)\s{0,5}\1\s{0,5}")
# Sections behind the article.
END = frozenset(
    ("sources", "source", "references", "external links", "further reading", "see also", "notes", "related news",
     "related articles", "related stories", "sister links", "bibliography", "footnotes")
)  # fmt: skip


def read_xml(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The pages of an XML file: a MediaWiki dump, or else a feed or sitemap, told apart by its first element.

    Raises:
        SourceError: the file cannot be read, or is neither.
    """
    try:
        with path.open("rb") as stream:
            head = _unpacked(stream, path).read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"cannot read {path}: {error}") from error
    if root_name(head) == "mediawiki":
        return read_dump(path, options)
    from dragoman.read.feeds import read_feed_file

    return read_feed_file(path, options)


def read_dump(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The articles of a MediaWiki dump in its order, redirects and pages of other namespaces left out.

    The address of an article is that of the wiki and its title; its date of publication is the one of its date
    template, as Wikinews has it.
    """
    try:
        with path.open("rb") as stream:
            yield from dump_pages(_unpacked(stream, path), path.absolute().as_uri(), str(path), options)
    except OSError as error:
        raise SourceError(f"cannot read the dump {path}: {error}") from error


def dump_pages(stream: BinaryIO, base: str, label: str, options: Options) -> Iterator[Page | Rejected]:
    """The same of an open stream. `base`: its address, `label`: its name for messages."""
    from lxml import etree

    name, address = "", f"{base}#"
    language: str | None = None
    try:
        for _, element in etree.iterparse(
            stream, events=("end",), tag=("{*}siteinfo", "{*}page"), resolve_entities=False, no_network=True
        ):
            if local(element) == "siteinfo":
                name, address = _text(element, "sitename") or name, _root(_text(element, "base")) or address
                root = element.getroottree().getroot()
                language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
            else:
                item = _page(element, address, Given(publisher=name or None, language=language), label, options)
                if item is not None:
                    yield item
            _forget(element)
    except (OSError, EOFError, zlib.error, etree.LxmlError, ValueError) as error:
        yield rejected(base, "truncated", f"{label}: {error}; the dump is cut or damaged")


def _unpacked(stream: BinaryIO, path: Path) -> BinaryIO:
    name = path.name.lower()
    if name.endswith(".bz2"):
        return cast(BinaryIO, bz2.BZ2File(stream))
    return gunzip(stream) if name.endswith(".gz") else stream


def _forget(element: Any) -> None:
    """Free an element and those before it, which the parser would keep to the end."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _text(element: Any, name: str) -> str:
    found = next((one for one in element.iter() if local(one) == name), None)
    return str(found.text or "") if found is not None else ""


def _root(base: str) -> str:
    return base.rpartition("/")[0] + "/" if base.startswith(("http://", "https://")) else ""


def _page(element: Any, address: str, wiki: Given, source_name: str, options: Options) -> Page | Rejected | None:
    title = _text(element, "title")
    if _text(element, "ns") not in ("", "0") or not title or any(local(one) == "redirect" for one in element):
        return None
    url = address + quote(title.replace(" ", "_"))
    source = _text(element, "text")
    if len(source) > options.max_bytes:
        return too_large(url, options.max_bytes)
    dated = DATE.search(source)
    own = Given(title, dated[1].strip() if dated else None, (), wiki.publisher, wiki.language)
    body = plain_text(source).encode("utf-8", "replace")
    day = _text(element, "timestamp")[:10] or None
    label = f"{source_name}#{_text(element, 'id')}"
    given = merged(options.given, own)
    return Page(url, body, "text/plain; charset=utf-8", source=label, retrieved=day, given=given, clean=True)


def plain_text(source: str) -> str:
    """The running text of wiki markup, paragraphs separated by blank lines, up to its sources and links."""
    text = OUTSIDE.sub(lambda match: match[1] or "", _unwrapped(_visible(source)))
    lines: list[str] = []
    for line in unescape(TAGS.sub("", text)).split("\n"):
        heading = HEADING.fullmatch(line.strip())
        if heading:
            if heading[2].casefold() in END:
                break
            continue
        line = " ".join(line.lstrip("*#:; \t").split())
        if line and not line.startswith(("|", "!", "{", "}")):
            lines.append(line)
    return "\n\n".join(lines)


def _visible(source: str) -> str:
    """Markup without comments, and without elements that show no running text. What is left open stays, but its tag.
    Linear in the length of the text."""
    kept: list[str] = []
    open_at: tuple[str, int] | None = None
    place = 0
    for match in HIDDEN.finditer(source):
        name = "--" if match[0] in ("<!--", "-->") else match[2].lower()
        closes = match[0] == "-->" or match[1] == "/"
        if open_at is None:
            kept.append(source[place : match.start()])
            place = match.end()
            if not closes and not match[3]:
                open_at = name, match.end()
        elif closes and name == open_at[0]:
            open_at, place = None, match.end()
    return "".join(kept) + source[place:]


def _unwrapped(source: str) -> str:
    """Markup without templates and tables, links as the words they show. Linear in the length of the text."""
    stack: list[tuple[str, list[str]]] = [("", [])]
    place = 0
    for match in MARKS.finditer(source):
        mark = match[0]
        stack[-1][1].append(source[place : match.start()])
        place = match.end()
        if mark not in CLOSES:
            if len(stack) < DEEPEST:
                stack.append((mark, []))
        elif stack[-1][0] == CLOSES[mark]:
            inner = "".join(stack.pop()[1])
            stack[-1][1].append(_shown(mark, inner))
    stack[-1][1].append(source[place:])
    return "".join("".join(pieces) for _, pieces in stack)


def _shown(mark: str, inner: str) -> str:
    """What a reader sees of a link, template or table."""
    if mark == "|}":
        return ""
    parts = inner.split("|")
    if mark == "]]":
        target = parts[0].strip()
        if ":" in target and not target.startswith(":"):
            kind = target.partition(":")[0].casefold()
            if kind in ("file", "image", "category", "media") or len(parts) == 1:
                return ""
        return parts[-1].strip() or target.lstrip(":")
    name = parts[0].strip().casefold()
    if name not in SHOWN or len(parts) < 2 or (name == "wikipedia" and len(parts) > 3):
        return ""
    plain = [part for part in parts[1:] if not re.match(r"\s{0,3}\w{1,20}\s{0,3}=", part)] or [""]
    return plain[SHOWN[name]].strip()
