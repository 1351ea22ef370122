"""The headline of a plain page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.extract import dates
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.lines import DEGREES, Kind, Line
from dragoman.extract.names import Names
from dragoman.extract.titles import cuts, likeness, split_title

REACH = 60
LEAST_WORDS, MOST_WORDS = 3, 30
LEADING_LINES = 8
STORY_LINES = 5
# A page's title and its headline may differ a little ("N. Korea" - "North Korea").
SAME_HEADLINE = 0.8


@dataclass(frozen=True, slots=True)
class Heading:
    """The headline, the outlet that the page's title names beside it, and the headline's line if it has one."""

    text: str
    outlet: str | None = None
    line: int | None = None


def find_title(lines: Sequence[Line], start: int, lexicon: Lexicon, names: Names, given: str | None) -> Heading:
    """The headline of a page whose article starts at line `start`.

    The page's own title ("Headline - Outlet") in the first lines is the best witness, above all where its first part
    stands again as a line; else the line above the article that looks most like a headline of this story.
    """
    if given:
        text, outlet = split_title(given, lexicon)
        return Heading(text, outlet, _repeated(lines, start, text))
    page_title = _page_title(lines, start, lexicon)
    if page_title is not None:
        line = _repeated(lines, start, page_title.text)
        if line is not None:
            return Heading(lines[line].text, page_title.outlet, line)
        if page_title.outlet:
            return page_title
    candidates = [line for line in lines[max(0, start - REACH) : start] if _could_be(line, lexicon, names)]
    if not candidates:
        first = next((line for line in lines[:start] if line.kind is Kind.TITLE), None)
        return Heading(first.text, None, first.number) if first is not None and first.words >= 2 else Heading("")
    story = Counter(word for line in _story(lines, start) for word in _content(line.folded, lexicon))
    best = max(candidates, key=lambda line: _score(line, candidates, start, story, lexicon))
    text, outlet = split_title(best.text, lexicon)
    return Heading(text, outlet, best.number)


def _page_title(lines: Sequence[Line], start: int, lexicon: Lexicon) -> Heading | None:
    """A line at the top of the page whose first part stands again further down, or whose outlet can be split off."""
    top = [line for line in lines[:start] if line.kind is not Kind.BLANK][:LEADING_LINES]
    for seen, line in enumerate(top):
        if line.words < LEAST_WORDS or (line.kind is Kind.MENU and line.words < 5) or _is_numbers(line.text):
            continue
        if line.has("weather") or DEGREES.search(line.text):
            continue
        text, outlet = split_title(line.text, lexicon)
        for head, tail in cuts(line.text, lexicon.separators):
            if len(head.split()) >= LEAST_WORDS and any(
                other.folded == fold(head) for other in lines[:start] if other.number != line.number
            ):
                return Heading(head, outlet or tail or None, line.number)
        if outlet and len(text.split()) >= LEAST_WORDS and (seen < 2 or _repeated(lines, start, text) is not None):
            return Heading(text, outlet, line.number)
    return None


def _is_numbers(text: str) -> bool:
    """Rates, shares and temperatures, which bars divide as they divide a title."""
    return sum(character.isdigit() for character in text) * 5 > len(text)


def _repeated(lines: Sequence[Line], start: int, text: str) -> int | None:
    """The line nearest above the article that is a headline; nearly the same words will do."""
    wanted = fold(text)
    for number in range(min(start, len(lines)) - 1, -1, -1):
        if lines[number].folded == wanted:
            return number
    for number in range(min(start, len(lines)) - 1, max(0, start - REACH) - 1, -1):
        line = lines[number]
        if line.kind is Kind.BLANK or not LEAST_WORDS <= line.words <= MOST_WORDS:
            continue
        fair = abs(line.words - len(wanted.split())) <= max(2, line.words // 3)
        if fair and number > 0 and likeness(line.text, text) >= SAME_HEADLINE:
            return number
    return None


def _could_be(line: Line, lexicon: Lexicon, names: Names) -> bool:
    if line.kind not in (Kind.TITLE, Kind.SENTENCE) or not LEAST_WORDS <= line.words <= MOST_WORDS:
        return False
    if line.has("published") or line.has("updated") or names.byline(line.text) is not None or names.alone(line.text):
        return False
    found = next(dates.printed_dates(line.text, lexicon.months), None)
    return found is None or found.end - found.start < len(line.text) // 2


def _story(lines: Sequence[Line], start: int) -> list[Line]:
    prose = [line for line in lines[start : start + 40] if line.kind in (Kind.PROSE, Kind.SENTENCE)]
    return prose[:STORY_LINES]


def _content(folded: str, lexicon: Lexicon) -> list[str]:
    """Words of a line that carry meaning, cut to their first letters so that inflection does not part them."""
    words = (word.strip(".,;:!?\"'()").removesuffix("'s") for word in folded.split())
    return [word[:5] for word in words if len(word) > 2 and word not in lexicon.function_words]


def _score(line: Line, candidates: Sequence[Line], start: int, story: Counter[str], lexicon: Lexicon) -> float:
    """How much a line looks like the headline: words of the story, nearness to it, and a headline's length."""
    content = _content(line.folded, lexicon)
    shared = sum(word in story for word in content) / max(len(content), 3)
    distance = sum(line.number < other.number for other in candidates)
    length = 0.0 if 5 <= line.words <= 18 else -0.3
    ended = -0.25 if line.kind is Kind.SENTENCE and not line.text.endswith("?") else 0.0
    return 2 * shared - min(distance, 20) * 0.05 + length + ended + (0.2 if line.number < start else 0.0)
