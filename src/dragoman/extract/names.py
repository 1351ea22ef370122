"""Authors: names in bylines, freed of titles, agencies and places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dragoman.extract.dates import printed_dates
from dragoman.extract.lexicon import Lexicon, fold

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
BRACKETED = re.compile(r"[\[(<{][^\[\](){}<>]{0,120}[\])>}]")
BY = re.compile(
    r"\s*(?:written by|reported by|report by|story by|words by|text by|posted by|submitted by|created by|authors?\s?:|"
    r"reporters?\s?:|text\s?:|words\s?:|by\s?:|by)(?=[\s:\u00a0]|$)[\s:]*",
    re.IGNORECASE,
)
SPLIT = re.compile(r"\s*[,;|•·]\s*|\s+(?:and|with|&|und|et|y)\s+|\s*&\s*|\s+[-–—]\s+|\s*/\s*|\n+")
TAIL = re.compile(
    r"\s+(?:in|at|from|for|on|published|posted|updated|last|special to|reporting from|is a|is an|is the)\s.*$",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_][\w'’.\-‐]*$")
CREDITS = re.compile(r"\(?\s*(?:additional\s)?(?:reporting|writing)(?: and writing)? by ([^;()]{3,200})", re.IGNORECASE)
# "al-Khalidi", "el-Sayed", "d'Arc"
LOWER_JOINED = re.compile(r"[a-z]{1,3}['’\-][A-Z]")
NAME = r"[A-Z\u00c0-\u00de][\w.'’-]{0,20}(?: [A-Z\u00c0-\u00de][\w.'’-]{0,20}){1,3}"
JOBS = "reporter|correspondent|editor|writer|columnist|journalist|producer|fellow|contributor|photographer|bureau chief"
BIOGRAPHY = re.compile(
    rf"{NAME},? is (?:a|an|the|our) (?:[\w’'.-]{{1,20}} ){{0,8}}(?:{JOBS})\b|Follow \w{{1,20}} on (?:X|Twitter)\b"
)
BIO_VERB = re.compile(r",?\s(?:reports|covers|writes|is based|has covered|has reported|joined|edits)\b", re.IGNORECASE)
LAST_LINES, LONG_BIOGRAPHY = 3, 600
LETTERS = re.compile(r"[^\W\d_]")
MAX_AUTHORS = 12
MAX_WORDS = 5


class Names:
    """Recognises personal names by their form: two to five capitalised words, none of them an agency's or a job's."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.roles = frozenset(
            phrase for phrase, _ in _phrases(lexicon, "role", "any") if " " not in phrase and "." not in phrase
        )

    def person(self, text: str) -> str | None:
        """The name in a piece of a byline, in the usual case, or None where it is no person's."""
        text = TAIL.sub("", BRACKETED.sub(" ", EMAIL.sub(" ", text)))
        words = text.replace("\u00a0", " ").strip(" \t,;:|-–—.•·*\"'").split()
        while words and fold(words[0]).rstrip(".") in self.lexicon.honorifics:
            words = words[1:]
        while len(words) > 2 and self.lexicon.is_kind(words[-1], "agency"):
            words = words[:-1]
        if not 1 < len(words) <= MAX_WORDS or not self._plausible(words):
            return None
        return " ".join(self._cased(words))

    def _plausible(self, words: list[str]) -> bool:
        if self.lexicon.is_kind(" ".join(words), "agency", "menu", "share", "weather", "stop", "end", "related", "ad"):
            return False
        for word in words:
            folded = fold(word).strip(".,")
            if not WORD.match(word) or folded in self.roles or (folded in self.lexicon.months and len(words) < 3):
                return False
            if folded in self.lexicon.function_words and folded not in self.lexicon.particles and len(folded) > 1:
                return False
            if not word[0].isupper() and folded not in self.lexicon.particles and not LOWER_JOINED.match(word):
                return False
        return sum(len(word) > 1 for word in words) >= 2 or len(words) > 2

    def _cased(self, words: list[str]) -> list[str]:
        # The last letters count, as in "McKAY".
        shouting = all(word[-2:].isupper() for word in words if len(word) > 2 and LETTERS.search(word[-2:]))
        if not shouting:
            return words
        return [
            word.lower() if word.lower() in self.lexicon.particles and place else _title(word)
            for place, word in enumerate(words)
        ]

    def people(self, byline: str) -> tuple[str, ...]:
        """The persons of a byline ("By Jane Doe and John Roe, Foreign Staff"), in order and once each."""
        match = BY.match(byline)
        rest = byline[match.end() :] if match else byline
        date = next(printed_dates(rest[:400], self.lexicon.months), None)
        # A date may follow the names ("By JANE DOE JAN. 3, 2019"), or stand before them.
        rest = rest if date is None else rest[: date.start] if date.start > 4 else rest[date.end :]
        return unique(name for piece in SPLIT.split(rest[:400]) if piece and (name := self.person(piece)))

    def credited(self, paragraph: str) -> tuple[str, ...]:
        """The reporters of an agency's closing line "(Reporting by A in Cairo and B; Editing by C)"."""
        match = CREDITS.search(paragraph[:400])
        return self.people(match[1]) if match else ()

    def byline(self, line: str) -> tuple[str, ...] | None:
        """The persons of a line that is a byline as a whole; () where it names only an agency; None if it is none."""
        if len(line) > 240:
            return None
        match = BY.match(line)
        words = line.split()
        if match and match.end() < len(line):
            found = self.people(line)
            if found:
                rest = line[match.end() :]
                return found if len(words) <= 14 or len(EMAIL.sub("", rest)) < 90 else None
            rest = BRACKETED.sub("", line[match.end() :]).strip(" .,:")
            return () if self.is_agency(rest) else None
        return None

    def without_biography(self, paragraphs: tuple[str, ...], authors: tuple[str, ...]) -> tuple[str, ...]:
        """Paragraphs without the lines about the author at their end ("Jane Doe covers diplomacy for ...")."""
        last = len(paragraphs) - 1
        return tuple(
            text
            for place, text in enumerate(paragraphs)
            if place < max(1, last + 1 - LAST_LINES) or not self._is_biography(text, authors, place == last)
        )

    def _is_biography(self, text: str, authors: tuple[str, ...], is_last: bool) -> bool:
        if len(text) > LONG_BIOGRAPHY:
            return False
        if is_last and BIOGRAPHY.match(text):
            return True
        name = next((name for name in authors if fold(text[: len(name)]) == fold(name)), None)
        return name is not None and bool(BIO_VERB.match(text[len(name) :]))

    def is_agency(self, text: str) -> bool:
        """Whether a piece of a byline names an agency, a desk or the staff."""
        folded = fold(text).strip(" .,|-/()[]")
        if "agency" in self.lexicon.kinds(folded):
            return True
        words = folded.split()
        return 0 < len(words) <= 7 and any(word.strip(".,") in self.roles for word in words)

    def alone(self, line: str) -> str | None:
        """The name in a line that holds nothing else."""
        words = line.split()
        if not 2 <= len(words) <= 4 or len(line) > 45 or any(character.isdigit() for character in line):
            return None
        name = self.person(line)
        return name if name and fold(name) == fold(line).strip(" .,|-–—") else None


def _phrases(lexicon: Lexicon, kind: str, where: str) -> list[tuple[str, str]]:
    return [(phrase, where) for phrase, uses in lexicon.pieces.items() if (kind, where) in uses]


def _title(word: str) -> str:
    """ "O'NEILL" -> "O'Neill", "AL-KHATIB" -> "Al-Khatib", "MCKAY" -> "McKay"; initials stay."""
    if len(word.strip(".")) < 2 or re.fullmatch(r"(?:[A-Z]\.){1,3}", word):
        return word
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    cased = re.sub(r"(['’])S$", lambda match: match[1] + "s", cased)
    return re.sub(r"^Mc([a-z])(?=[a-z]{2})", lambda match: "Mc" + match[1].upper(), cased)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names once each, whatever their case; the form that is not all capitals wins."""
    kept: dict[str, str] = {}
    for name in names:
        key = " ".join(re.findall(r"\w+", fold(name)))
        if key and (key not in kept or kept[key].isupper()):
            kept[key] = name
    return tuple(kept.values())[:MAX_AUTHORS]
