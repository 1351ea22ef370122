"""Plain text with page furniture -> Article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.extract import dates
from dragoman.extract.article import Article, Dated
from dragoman.extract.body import Block, find_body
from dragoman.extract.headings import find_title
from dragoman.extract.imprint import Imprint
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.lines import AGENCY_END, QUOTE_START, TERMINAL, Kind, Line, LineReader
from dragoman.extract.names import Names
from dragoman.extract.titles import same_outlet

FRONT_MATTER = re.compile(r"\A---[ ]*\n(.{0,4000}?)\n---[ ]*\n", re.DOTALL)
FIELD = re.compile(r"^([A-Za-z_]{2,20})\s?:\s?(.{1,400})$", re.MULTILINE)
MARKDOWN_HEAD = re.compile(r"^#{1,6}\s+")
BULLET = re.compile(r"^(?:[•▪◦‣■●–—*-]\s+|\d{1,2}[.)]\s+(?=[A-Z]))")
CONTINUES = re.compile(r"^(?:[,;:)\]’”]|[a-z(])")
WRAP_LEAST, WRAP_MOST = 45, 100
MAX_LINES = 40_000
# A headline may stand above a gallery and again below it, this many lines apart at most.
HEADLINE_REACH = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """A plain page taken apart: its lines, the blocks of the article, the headline and where it stands."""

    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    title: str
    outlet: str | None
    title_lines: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.blocks[0].start if self.blocks else len(self.lines)

    @property
    def end(self) -> int:
        return self.blocks[-1].end if self.blocks else len(self.lines)


class PlainPages:
    """Reads articles out of plain text that still holds menus, weather, captions, bylines and footers."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names
        self.reader = LineReader(lexicon, names)
        self.imprint = Imprint(lexicon, names)

    def read(self, text: str, *, url: str = "", title: str | None = None) -> Article:
        """The article of a plain page. `title`: the headline, where it is known from elsewhere."""
        fields, text = front_matter(text)
        return self.article(self.layout(text, title or fields.get("title")), fields, url)

    def article(self, layout: Layout, fields: Mapping[str, str], url: str) -> Article:
        """The article of a page that is taken apart. `fields`: its front matter."""
        paragraphs = tuple(self.paragraphs(layout))
        spots = layout.title_lines or (None,)
        zones = [(layout.lines, spot, layout.start, layout.end) for spot in spots]
        authors = next((names for zone in zones if (names := self.imprint.authors(*zone))), ())
        if not authors and "author" in fields:
            authors = self.names.people(fields["author"])
        publisher = self._named(layout.outlet) or self.imprint.publisher(layout.lines, layout.start, layout.end, url)
        published = next((dated for zone in zones if (dated := self.imprint.published(*zone, url))), None)
        if "date" in fields and (day := dates.stamp_date(fields["date"], self.lexicon.months)):
            published = Dated(day, "markup:front matter")
        authors = tuple(name for name in authors if not publisher or not same_outlet(name, publisher))
        paragraphs = self.names.without_biography(paragraphs, authors)
        return Article(layout.title, paragraphs, authors, publisher, published)

    def _named(self, outlet: str | None) -> str | None:
        """The outlet's name, where a page's title gives its domain ("dailynews.example")."""
        if outlet and " " not in outlet and "." in outlet:
            return self.lexicon.outlets.get(outlet.casefold().removeprefix("www.")) or outlet
        return outlet

    def layout(self, text: str, title: str | None = None) -> Layout:
        """Lines, body and headline of a plain page."""
        lines = self.reader.read(joined_lines(text))
        blocks = find_body(lines, self.lexicon)
        start = blocks[0].start if blocks else len(lines)
        heading = find_title(lines, start, self.lexicon, self.names, title)
        blocks = _after_headline(lines, blocks, heading.text)
        blocks = [block for block in blocks if block.end > block.start]
        above = _headlines(lines, blocks[0].start if blocks else len(lines), heading.text)
        spots = above or (() if heading.line is None else (heading.line,))
        return Layout(tuple(lines), tuple(blocks), heading.text, heading.outlet, spots)

    def paragraphs(self, layout: Layout) -> list[str]:
        """The prose of the article's blocks, furniture between its lines left out."""
        kept: list[Line] = []
        for block in layout.blocks:
            inside = layout.lines[block.start : block.end]
            kept += [line for place, line in enumerate(inside) if self._belongs(inside, place, layout)]
        texts = [BULLET.sub("", line.text) for line in kept]
        if layout.blocks and not texts:
            return []
        return self._signed_off(layout, texts)

    def _belongs(self, inside: Sequence[Line], place: int, layout: Layout) -> bool:
        line = inside[place]
        if line.kind not in (Kind.PROSE, Kind.SENTENCE) or line.folded == fold(layout.title):
            return False
        if line.kind is Kind.SENTENCE and self._is_call(inside, place):
            return False
        following = next((other for other in inside[place + 1 :] if other.kind is not Kind.BLANK), None)
        return not self.reader.describes_picture(line, following)

    def _is_call(self, inside: Sequence[Line], place: int) -> bool:
        """Whether a short sentence calls upon the reader ("Stay up to date!"), or is the question of a poll."""
        line = inside[place]
        if line.text.startswith(QUOTE_START):
            return False
        if line.text.endswith("!"):
            return True
        before = inside[place - 1] if place else None
        after = inside[place + 1] if place + 1 < len(inside) else None
        alone = not any(other is not None and (other.is_prose or other.kind is Kind.BLANK) for other in (before, after))
        return line.text.endswith("?") and alone

    def _signed_off(self, layout: Layout, texts: list[str]) -> list[str]:
        """A last paragraph that ends with its agency's name reads like a caption, but belongs to the article."""
        for line in layout.lines[layout.end : layout.end + 3]:
            if line.kind is Kind.CAPTION and line.words >= 12 and AGENCY_END.search(line.text):
                rest = AGENCY_END.sub("", line.text)
                if TERMINAL.search(rest):
                    return [*texts, rest]
            if line.kind is not Kind.BLANK:
                break
        return texts


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields between two lines of dashes at the top of a Markdown file, and the text behind them."""
    match = FRONT_MATTER.match(text)
    if not match:
        return {}, text
    fields = {name.casefold(): value.strip().strip("\"'") for name, value in FIELD.findall(match[1])}
    return fields, text[match.end() :]


def joined_lines(text: str) -> list[str]:
    """The lines of a page; those that a narrow column or a link broke are joined again."""
    raw = [MARKDOWN_HEAD.sub("", line.strip()) for line in text.split("\n", MAX_LINES)[:MAX_LINES]]
    lines = _unwrapped(raw)
    out: list[str] = []
    for line in lines:
        if out and _continues(out[-1], line):
            glue = "" if line[0] in ",;:)]’”." else " "
            out[-1] = f"{out[-1]}{glue}{line}"
        else:
            out.append(line)
    return out


def _continues(before: str, line: str) -> bool:
    """Whether a line goes on with the sentence that the line before left open."""
    if not line or not before or TERMINAL.search(before) or not CONTINUES.match(line):
        return False
    words, words_before = len(line.split()), len(before.split())
    if line[0] in ",;)]":
        return words_before > 1
    return (words_before >= 8 and words >= 3) or (words >= 8 and words_before >= 4)


def _unwrapped(lines: list[str]) -> list[str]:
    """Paragraphs of hard-wrapped text as one line each; other text as it is."""
    width = _wrap_width(lines)
    if not width:
        return lines
    out: list[str] = []
    open_line = False
    for line in lines:
        if open_line and line and not BULLET.match(line):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
        open_line = bool(line) and len(line) >= width * 0.7
    return out


def _wrap_width(lines: list[str]) -> int:
    """The column at which a text is wrapped, 0 where it is not: many lines of one length that end in mid-sentence."""
    long = [len(line) for line in lines if len(line) >= WRAP_LEAST]
    if len(long) < 8 or max(long) > WRAP_MOST:
        return 0
    open_ended = 0
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if len(line) >= WRAP_LEAST and following and not TERMINAL.search(line):
            open_ended += 1
    return max(long) if open_ended >= 0.6 * len(long) else 0


def _headlines(lines: Sequence[Line], start: int, title: str) -> tuple[int, ...]:
    """The lines above `start` that are the headline, the nearest first, the page's title far above left out."""
    wanted = fold(title)
    found = [number for number in range(start - 1, -1, -1) if wanted and lines[number].folded == wanted]
    return tuple(number for number in found if number >= found[0] - HEADLINE_REACH)


def _after_headline(lines: Sequence[Line], blocks: list[Block], title: str) -> list[Block]:
    """Blocks without what stands above a headline that lies within them, unless that is most of them."""
    wanted = fold(title)
    if not wanted:
        return blocks
    total = sum(line.words for block in blocks for line in lines[block.start : block.end] if line.kind is Kind.PROSE)
    before, out = 0, []
    for number, block in enumerate(blocks):
        for line in lines[block.start : block.end]:
            if line.folded == wanted and before <= 0.3 * total:
                out = [replace(block, start=line.number + 1), *blocks[number + 1 :]]
            if line.kind is Kind.PROSE:
                before += line.words
    return out or blocks
