"""Which lines of a plain page are the article: the dense blocks of prose that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.extract.lexicon import Lexicon
from dragoman.extract.lines import Kind, Line

# Words of prose count for a block, lines of furniture against it; the block with the highest sum is the article.
WEIGHTS = {
    Kind.BLANK: 0.0,
    Kind.TITLE: -6.0,
    Kind.MENU: -5.0,
    Kind.PASSED: -1.5,
    Kind.CAPTION: -2.0,
    Kind.CREDIT: -1.0,
}
LINE_CAP = 60
SENTENCE_FACTOR = 0.6
# A sentence alone between two titles is most often the teaser of another story.
TEASER_FACTOR = 0.35
# What separates two blocks has to be outweighed by the further block, which must also tell the same story.
GAP_BASE, GAP_LINE, GAP_CAP = 14.0, 2.0, 60.0
SAME_NAMES, SAME_STEMS = 0.3, 0.14
STEM = 6
DATELINE = re.compile(r"[A-Z\u00c0-\u00de][^()\n]{2,60}\([A-Z][A-Za-z .]{1,30}\)\s{0,2}(?:-{1,2}|–|—)")
BOX_LINES = 10
WORD = re.compile(r"[^\W\d_]{4,}")
Story = tuple[set[str], set[str]]
NAME = re.compile(r"\b[A-Z\u00c0-\u00de][\w'’-]{3,}")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `start` to `end` (exclusive) of a page. `weight`: prose words less furniture."""

    start: int
    end: int
    weight: float


def find_body(lines: Sequence[Line], lexicon: Lexicon) -> list[Block]:
    """The blocks of the article, in their order on the page; none where the page holds no prose."""
    weights = line_weights(lines)
    blocks = [block for piece in _pieces(lines) if (block := _densest(weights, *piece)).weight > 0]
    if not blocks:
        return []
    core = max(range(len(blocks)), key=lambda place: blocks[place].weight)
    chosen = [core]
    story = _story(lines, blocks[core], lexicon)
    for step in (-1, 1):
        last, place = core, core + step
        while 0 <= place < len(blocks):
            earlier, later = blocks[min(last, place)], blocks[max(last, place)]
            inserted = _is_inserted(lines, earlier, later)
            joined = inserted and _is_dense(lines, blocks[place])
            if (inserted and step < 0 and _has_dateline(lines, blocks[place])) or (
                blocks[place].weight > _gap(lines, earlier, later)
                and (joined or _same_story(lines, blocks[place], story, lexicon))
            ):
                chosen.append(place)
                last = place
            elif abs(place - last) > 2:
                break
            place += step
    return [blocks[place] for place in sorted(chosen)]


def line_weights(lines: Sequence[Line]) -> list[float]:
    """What each line counts for or against the article, seen with its neighbours."""
    solid = [line for line in lines if line.kind not in (Kind.BLANK, Kind.PASSED, Kind.CREDIT)]
    alone = set()
    for place, line in enumerate(solid):
        around = [solid[near].kind for near in (place - 1, place + 1) if 0 <= near < len(solid)]
        if all(kind not in (Kind.PROSE, Kind.SENTENCE, Kind.CAPTION) for kind in around):
            alone.add(line.number)
    weights = []
    for place, line in enumerate(lines):
        if line.kind in (Kind.PROSE, Kind.SENTENCE):
            worth = min(line.words, LINE_CAP) * (SENTENCE_FACTOR if line.kind is Kind.SENTENCE else 1.0)
            weights.append(worth * (TEASER_FACTOR if place in alone else 1.0))
        else:
            weights.append(WEIGHTS.get(line.kind, -20.0))
    return weights


def _pieces(lines: Sequence[Line]) -> Iterable[tuple[int, int]]:
    """The stretches between headings and footers that end an article."""
    start = 0
    for line in lines:
        if line.kind in (Kind.STOP, Kind.FOOTER):
            if line.number > start:
                yield start, line.number
            start = line.number + 1
    if start < len(lines):
        yield start, len(lines)


def _densest(weights: Sequence[float], start: int, end: int) -> Block:
    """The stretch with the highest sum (Kadane's algorithm)."""
    best = Block(start, start, 0.0)
    total, first = 0.0, start
    for place in range(start, end):
        if total <= 0:
            total, first = 0.0, place
        total += weights[place]
        if total > best.weight:
            best = Block(first, place + 1, total)
    return best


def _gap(lines: Sequence[Line], earlier: Block, later: Block) -> float:
    between = sum(line.kind is not Kind.BLANK for line in lines[earlier.end : later.start])
    return min(GAP_BASE + GAP_LINE * between, GAP_CAP)


def _is_inserted(lines: Sequence[Line], earlier: Block, later: Block) -> bool:
    """Whether what parts two blocks is a short box such as articles have inside: a heading and a few titles."""
    between = [line for line in lines[earlier.end : later.start] if line.kind is not Kind.BLANK]
    final = any(line.kind is Kind.FOOTER or line.has("end") for line in between)
    return len(between) <= BOX_LINES and not final


def _has_dateline(lines: Sequence[Line], block: Block) -> bool:
    """Whether a block opens like an agency's report, "HAVANA (AP) —": it is the first paragraph of the article."""
    return any(line.is_prose and DATELINE.match(line.text) for line in lines[block.start : block.end])


def _is_dense(lines: Sequence[Line], block: Block) -> bool:
    """Whether a block is running text: two paragraphs at least, and hardly any other line."""
    inside = [line for line in lines[block.start : block.end] if line.kind not in (Kind.BLANK, Kind.PASSED)]
    prose = [line for line in inside if line.kind is Kind.PROSE]
    return len(prose) >= 2 and sum(line.kind is Kind.TITLE for line in inside) <= len(prose)


def _story(lines: Sequence[Line], block: Block, lexicon: Lexicon) -> Story:
    """Names, and the first letters of all words that carry meaning, of the prose of a block."""
    prose = [line for line in lines[block.start : block.end] if line.is_prose]
    names = {name.casefold() for line in prose for name in NAME.findall(line.text)} - lexicon.function_words
    words = {word for line in prose for word in WORD.findall(line.folded)} - lexicon.function_words - lexicon.speech
    return names, {word[:STEM] for word in words}


def _same_story(lines: Sequence[Line], block: Block, story: Story, lexicon: Lexicon) -> bool:
    names, stems = _story(lines, block, lexicon)
    if names and len(names & story[0]) >= SAME_NAMES * len(names):
        return True
    return len(stems & story[1]) >= SAME_STEMS * len(stems)
