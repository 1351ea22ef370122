"""The extractor's word lists, loaded once, and the look-up of furniture phrases."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dragoman.data import Data

STRAIGHT = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "..."}
)
EDGES = " \t:;,.-|»«›‹•·*…<>→←▶►▼▾+\u2190\u2192\u25bc#[]()"
SPACE = re.compile(r"\s+")
# Where a line is longer than this, the kinds that name pieces of menus no longer look at its start and end.
SHORT_WORDS = 8
LONG_LINE = 600
SHORT_KINDS = ("weather", "menu", "published", "updated", "viewing", "share")


def fold(text: str) -> str:
    """Text for comparison: no case, straight quotes, single spaces."""
    return SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(STRAIGHT)).strip().casefold()


@dataclass(frozen=True, slots=True)
class Hit:
    """A furniture phrase in a line. `where`: line, start, end or any; `position` in characters of the folded line."""

    kind: str
    where: str
    position: int
    length: int


class Lexicon:
    """Furniture phrases, language lists and mastheads of `data/extract/`."""

    def __init__(self, data: Data) -> None:
        import ahocorasick

        self.whole: dict[str, tuple[str, ...]] = {}
        pieces: dict[str, tuple[tuple[str, str], ...]] = {}
        for row in data.table("extract/furniture.tsv"):
            kind, where, phrase = row["kind"], row["where"], fold(row["phrase"])
            if where == "line":
                bare = phrase.strip(EDGES) or phrase
                self.whole[bare] = (*self.whole.get(bare, ()), kind)
            else:
                pieces[phrase] = (*pieces.get(phrase, ()), (kind, where))
        self.pieces = pieces
        self._automaton = ahocorasick.Automaton()
        for phrase, uses in pieces.items():
            self._automaton.add_word(phrase, (phrase, uses))
        self._automaton.make_automaton()
        english = data.toml("extract/language.toml")
        self.function_words = frozenset(english["function_words"].split())
        self.speech = frozenset(english["speech"].split())
        self.caption_words = frozenset(english["caption_words"].split())
        self.particles = frozenset(english["particles"].split())
        self.honorifics = frozenset(english["honorifics"].split())
        self.weekdays = frozenset(english["weekdays"].split())
        self.months: dict[str, int] = english["months"]
        self.outlets = {row["domain"]: row["name"] for row in data.table("extract/outlets.tsv")}
        self.outlet_names = {joined(name): name for name in self.outlets.values()}
        self._mastheads = {fold(name): name for name in self.outlets.values() if len(name.split()) > 1}
        self.pages: dict[str, Any] = data.toml("extract/pages.toml")
        self.consent_addresses: tuple[str, ...] = tuple(data.toml("extract/parts.toml")["wall"]["consent"])
        self.outlet_words = frozenset(self.pages["outlet_words"].split())
        self.sections = frozenset(self.pages["sections"].replace("-", " ").split()) | frozenset(
            section.replace("-", " ") for section in self.pages["sections"].split()
        )
        self.month_first = frozenset(self.pages["month_first"].split())
        self.separators: tuple[str, ...] = tuple(self.pages["title_separators"])

    def kinds(self, folded: str) -> tuple[str, ...]:
        """The kinds of which the whole line is a phrase."""
        bare = folded.strip(EDGES)
        # "12 comments", "3 shares"
        return self.whole.get(folded) or self.whole.get(bare) or self.whole.get(bare.lstrip("0123456789 "), ())

    def hits(self, folded: str) -> list[Hit]:
        """Phrases at the start, the end or anywhere in a folded line, whole words only."""
        found: list[Hit] = []
        text = folded[:LONG_LINE]
        short = text.count(" ") < SHORT_WORDS
        for end, (phrase, uses) in self._automaton.iter(text):
            start = end + 1 - len(phrase)
            if phrase[0].isalnum() and start and text[start - 1].isalnum():
                continue
            if phrase[-1].isalnum() and end + 1 < len(text) and text[end + 1].isalnum():
                continue
            for kind, where in uses:
                if where == "start" and start > 0 and text[:start].strip(EDGES):
                    continue
                if where == "end" and text[end + 1 :].strip(EDGES):
                    continue
                if where != "any" and kind in SHORT_KINDS and not short:
                    continue
                found.append(Hit(kind, where, start, len(phrase)))
        return found

    def is_kind(self, text: str, *wanted: str) -> bool:
        """Whether a text is as a whole a phrase of one of the kinds."""
        return any(kind in wanted for kind in self.kinds(fold(text)))

    def function_share(self, words: list[str]) -> float:
        """The share of function words among lower-case words: about 0.4 in prose, near 0 in menus."""
        return sum(word in self.function_words for word in words) / len(words) if words else 0.0

    def masthead(self, folded: str) -> str | None:
        """The outlet whose name, of two words at least, is the whole of a folded line."""
        return self._mastheads.get(folded) or self._mastheads.get(f"the {folded}")

    def outlet_of(self, address: str) -> str | None:
        """The name of the outlet that owns a URL, host or e-mail address: from the list, else cut out of the domain."""
        host = (urlsplit(address).hostname or "") if "://" in address else address.rpartition("@")[2]
        labels = host.casefold().strip(". ").split(".")
        for first in range(len(labels) - 1):
            name = self.outlets.get(".".join(labels[first:]))
            if name:
                return name
        return self._cut(labels)

    def _cut(self, labels: list[str]) -> str | None:
        """ "koreadaily.example" -> "Korea Daily": a domain ending in a word that outlets use."""
        for label in labels[-3:-1]:
            plain = label.replace("-", "")
            for word in sorted(self.outlet_words, key=len, reverse=True):
                stem = plain.removesuffix(word)
                if stem != plain and len(stem) > 2:
                    lead = "The " if stem.startswith("the") and len(stem) > 5 else ""
                    return f"{lead}{stem.removeprefix('the' if lead else '').capitalize()} {word.capitalize()}"
        return None


def joined(name: str) -> str:
    """Letters and digits of a name alone, for comparing mastheads with domains."""
    return "".join(character for character in fold(name) if character.isalnum())
