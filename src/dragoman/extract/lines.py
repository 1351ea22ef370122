"""The lines of a plain page and what each of them is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum

from dragoman.extract.dates import printed_dates
from dragoman.extract.lexicon import Hit, Lexicon, fold
from dragoman.extract.names import EMAIL, Names

# An agency's mark of the end may follow the last full stop.
TERMINAL = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s?[■□▪◼●♦◆▲]?$|[.!?…,][”\"’']$|[”\"]$")
ELLIPSIS = re.compile(r"(?:\.\.\.|…)(?: more| less| read more)?$", re.IGNORECASE)
CREDIT_END = re.compile(
    r"(?:\[[A-Z][^\[\]]{1,60}\]|\((?:AP|AFP|EPA|Reuters|REUTERS|Yonhap|Xinhua|TASS|dpa|DPA|ANSA|File|FILE|Archive|Handout|Pool|Photo)"
    r"[^()]{0,60}\)|[|/]\s?(?:Reuters|REUTERS|AFP|AP|EPA|Getty|Xinhua|TASS)|—\s?(?:AFP|Reuters|AP|EPA|Bernama|Xinhua)"
    r"(?:pix| photo| pic)?)\s*\.?$"
)
AGENCY_END = re.compile(r"\s*[(\[–—-]\s*(?:with\s)?[A-Z][A-Za-z./ ]{1,30}[)\]]?\s*$")
QUOTE_START = ("“", '"', "‘", "'", "«", "„")
WORD = re.compile(r"[^\W\d_][^\s]*")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
LETTER = re.compile(r"[^\W\d_]")
PIPES = re.compile(r"\s[|•·/]\s")
DEGREES = re.compile(r"-?\d{1,3}(?:\.\d)?\s?°|°\s?[CFcf]\b|℃|^\s?-?\d{1,3}(?:\.\d)?\s?[FC]$")
NUMERIC = re.compile(r"^[\W\d_]+$|^\d[\d.,:%]*\s?\w{0,6}$")
RATES = re.compile(r"(?:[A-Z]{3}\s?\d+\.\d+){2}|(?:[▲▼△▽]|[+-]?\d+\.\d+%).*\d")
HASHTAG = re.compile(r"^(?:#\w[\w ]{0,40}\s?){1,20}$")
SOCIAL = re.compile(r"^@\w{2,30}$|^https?://\S+$|^(?:www\.)\S+$")
PROSE_WORDS, SHORT_PROSE_WORDS, UNTERMINATED_WORDS = 9, 3, 24
PROSE_SHARE = 0.18
EARLY_VETO = 40
CAPTION_WORDS = 70
OPENING, GALLERY = 60, 3
SHOWN = 4000


class Kind(Enum):
    BLANK = "blank"
    PROSE = "prose"
    SENTENCE = "sentence"
    TITLE = "title"
    PASSED = "passed"
    MENU = "menu"
    STOP = "stop"
    FOOTER = "footer"
    CAPTION = "caption"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. `weight`: how much it counts for the article when positive, against it when negative."""

    number: int
    text: str
    folded: str
    kind: Kind
    words: int
    hits: tuple[Hit, ...] = ()
    weight: float = 0.0

    @property
    def is_prose(self) -> bool:
        return self.kind in (Kind.PROSE, Kind.SENTENCE)

    def has(self, kind: str, where: str | None = None) -> bool:
        return any(hit.kind == kind and (where is None or hit.where == where) for hit in self.hits)


class LineReader:
    """Tells prose from furniture, line by line, without regard to the neighbours."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names

    def read(self, texts: list[str]) -> list[Line]:
        """The lines of a page, classified; a line that repeats keeps its class."""
        known: dict[str, Line] = {}
        lines = []
        openings = Counter(text[:OPENING] for text in texts if len(text) > OPENING)
        for number, text in enumerate(texts):
            line = known.get(text)
            if line is None:
                line = self._line(number, text)
                # A gallery repeats its captions, whole and cut short, for every width of screen.
                if line.is_prose and openings[text[:OPENING]] >= GALLERY:
                    line = replace(line, kind=Kind.CAPTION)
                known[text] = line
            lines.append(replace(line, number=number))
        return lines

    def _line(self, number: int, text: str) -> Line:
        # The ends of a line tell what it is; a megabyte without a break must not be searched by every pattern.
        shown = text if len(text) <= SHOWN else f"{text[: SHOWN - SHOWN // 4]} {text[-SHOWN // 4 :]}"
        folded = fold(shown)
        if not folded:
            return Line(number, "", "", Kind.BLANK, 0)
        words = [word.strip(".,;:!?\"'()") for word in folded.split()]
        count = len(words) if shown is text else text.count(" ") + 1
        hits = tuple(Hit(kind, "line", 0, len(folded)) for kind in self.lexicon.kinds(folded)) + tuple(
            self.lexicon.hits(folded)
        )
        line = Line(number, shown, folded, Kind.TITLE, count, hits)
        line = replace(line, kind=self._kind(line, words))
        return replace(line, text=text) if line.is_prose else line

    def _kind(self, line: Line, words: list[str]) -> Kind:
        whole = {hit.kind for hit in line.hits if hit.where == "line"}
        if whole:
            return _whole_kind(whole)
        if self._is_noise(line):
            return Kind.MENU
        prose = self._prose(line, words)
        veto = self._veto(line, prose)
        if veto is not None:
            return veto
        if prose is not None:
            return prose
        if line.words <= 12 and self.names.byline(line.text) is not None:
            return Kind.PASSED
        return Kind.TITLE

    def _is_noise(self, line: Line) -> bool:
        text = line.text
        if HASHTAG.match(text) or SOCIAL.match(text) or NUMERIC.match(text) or RATES.search(text[:300]):
            return True
        if line.words <= 8 and (DEGREES.search(text) or line.has("weather")):
            return True
        if line.words <= 4 and EMAIL.search(text):
            return True
        letters = len(LETTER.findall(text[:400]))
        latin = len(LATIN.findall(text[:400]))
        if letters and latin * 2 < letters:
            return True
        return len(PIPES.findall(text)) >= 2 and not TERMINAL.search(text)

    def _prose(self, line: Line, words: list[str]) -> Kind | None:
        """PROSE for a sentence or more of running text, SENTENCE for a short one, None for anything else."""
        text = line.text.rstrip()
        ended = bool(TERMINAL.search(text)) and not (line.words < 14 and ELLIPSIS.search(text))
        share = self.lexicon.function_share(words)
        if line.words >= PROSE_WORDS and share >= PROSE_SHARE and (ended or line.words >= UNTERMINATED_WORDS):
            return Kind.PROSE
        if line.words >= 14 and ended and share >= 0.1:
            return Kind.PROSE
        if not ended:
            # A sentence that leads over to a quotation or a list.
            return Kind.SENTENCE if text.endswith(":") and line.words >= 4 and share >= 0.15 else None
        if text.endswith("?") and not text.startswith(QUOTE_START) and line.words < PROSE_WORDS and share < 0.3:
            return None
        if line.words >= SHORT_PROSE_WORDS and (share > 0 or text.startswith(QUOTE_START)):
            return Kind.SENTENCE
        return None

    def _veto(self, line: Line, prose: Kind | None) -> Kind | None:
        """The kind of furniture that a line is in spite of its form."""
        if CREDIT_END.search(line.text) and not _is_dateline_only(line.text):
            return Kind.CAPTION
        if line.has("caption", "start") and (prose is None or line.words < 60):
            return Kind.CREDIT if line.words <= 8 else Kind.CAPTION
        if line.has("credit"):
            hit = next(hit for hit in line.hits if hit.kind == "credit")
            if prose is None or hit.position + hit.length + 30 > len(line.folded):
                return Kind.CREDIT if line.words <= 8 else Kind.CAPTION
        if (line.has("stop", "start") or line.has("end", "start")) and (prose is None or line.words <= 14):
            return Kind.STOP
        strong = [
            hit
            for hit in line.hits
            if hit.kind in ("footer", "newsletter", "note", "related", "ad", "consent", "paywall", "missing")
        ]
        if not strong:
            return None
        first = strong[0]
        if prose is not None and not self._is_outlets_own(line, strong):
            return None
        return Kind.FOOTER if first.kind == "footer" else Kind.PASSED

    def _is_outlets_own(self, line: Line, strong: list[Hit]) -> bool:
        """Whether a sentence with such a phrase is the outlet's own, and not a report that happens to use it."""
        if any(hit.where == "start" for hit in strong):
            return True
        if line.text.startswith(QUOTE_START) or any(word in self.lexicon.speech for word in line.folded.split()):
            return line.words <= 30 and any(hit.kind == "note" for hit in strong) and strong[0].position < EARLY_VETO
        return len(strong) > 1 or line.words <= 30 or strong[0].position < EARLY_VETO

    def describes_picture(self, line: Line, following: Line | None) -> bool:
        """Whether a sentence right above a picture's credit is its caption: in the present tense, with persons placed
        ("left", "centre"), or with a full date; and reporting nobody's words."""
        if following is None or following.kind is not Kind.CREDIT or line.words >= CAPTION_WORDS:
            return False
        words = {word.strip(".,;:!?\"'()") for word in line.folded.split()}
        if words & self.lexicon.speech or line.text.count(". ") > 2:
            return False
        return (
            bool(words & self.lexicon.caption_words)
            or any(hit.kind == "caption" for hit in line.hits)
            or next(printed_dates(line.text, self.lexicon.months), None) is not None
        )


def _whole_kind(kinds: set[str]) -> Kind:
    if kinds & {"stop", "end"}:
        return Kind.STOP
    if kinds & {"ad", "share", "agency", "byline", "related"}:
        return Kind.PASSED
    if "caption" in kinds:
        return Kind.CREDIT
    return Kind.MENU


def _is_dateline_only(text: str) -> bool:
    """A line such as "GENEVA (AP)" ends like a credit."""
    return len(text.split()) <= 4
