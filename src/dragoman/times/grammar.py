"""The time grammar: rules of data/times/rules.toml compiled over the words of lexicon.toml, applied to text.

Every rule is one regular expression without nested repetition, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.data import Data
from dragoman.errors import DataError

YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%]|\.\d|,\d{3})"
EDGE_BEFORE = r"(?<![\w$£€.,/-])"
EDGE_AFTER = r"(?![\w])"
BLANKS = str.maketrans("\t\n\xa0", "   ")  # an expression may go over the end of a line


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; `build` names the function of normalise.py that gives its value."""

    name: str
    pattern: re.Pattern[str]
    build: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of data/times/lexicon.toml."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    units: dict[str, str]
    parts: dict[str, str]
    seasons: dict[str, str]
    holidays: dict[str, str]
    vague: dict[str, str]
    sets: dict[str, str]
    modifiers: dict[str, str]
    tense: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Grammar:
    rules: tuple[Rule, ...]
    lexicon: Lexicon

    def matches(self, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Matches in text order without overlaps: the longest, then that of the earlier rule."""
        flat = text.translate(BLANKS)
        found = [
            (match.start(), -match.end(), number, match)
            for number, rule in enumerate(self.rules)
            for match in rule.pattern.finditer(flat)
        ]
        found.sort(key=lambda one: one[:3])
        end = 0
        for start, _, number, match in found:
            if start >= end:
                end = match.end()
                yield self.rules[number], match


def load(data: Data) -> Grammar:
    words = data.toml("times/lexicon.toml")
    lexicon = Lexicon(
        **{name: words[name] for name in Lexicon.__dataclass_fields__ if name != "tense"},
        tense={name: frozenset(found) for name, found in words["tense"].items()},
    )
    classes = _classes(lexicon)
    return Grammar(tuple(_compile(row, classes) for row in data.toml("times/rules.toml")["rule"]), lexicon)


def _compile(row: dict[str, Any], classes: dict[str, str]) -> Rule:
    text = re.sub(r"\{([A-Z]+)\}", lambda m: classes[m[1]] if m[1] in classes else m[0], row["pattern"])
    try:
        return Rule(row["name"], re.compile(EDGE_BEFORE + "(?:" + text + ")" + EDGE_AFTER, re.IGNORECASE), row["build"])
    except re.error as error:
        raise DataError(f"times/rules.toml: rule {row['name']!r}: {error}") from error


def _classes(lexicon: Lexicon) -> dict[str, str]:
    def words(found: Any) -> str:
        return "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(found, key=len, reverse=True))

    months = "|".join(
        m if len(m) > 4 or m in ("may", "june", "july") else rf"{m}\b\.?"
        for m in sorted(lexicon.months, key=len, reverse=True)
    )
    small = [n for n, value in lexicon.numbers.items() if value < 20]
    tens = [n for n, value in lexicon.numbers.items() if 20 <= value < 100]
    digits = r"\d+(?:\.\d+|,\d{3})?(?: \d/\d)?"
    spelt = rf"(?:{words(tens)})(?:[ -](?:{words(small)}))?|(?:a |one )?hundred|{words(small)}|half an?"
    number = rf"(?P<number>{digits}|{spelt})"
    units = words([u for u in lexicon.units if u not in ("weekend", "centurie")])
    return {
        "MONTH": rf"(?P<month>{months})",
        "WEEKDAY": r"(?P<weekday>" + words(w for w in lexicon.weekdays if len(w) > 5) + ")",
        "DAY": DAY,
        "YEAR": YEAR,
        "NUMBER": number,
        "ORDINAL": rf"(?P<ordinal>{words(lexicon.ordinals)}|\d\d?(?:st|nd|rd|th))",
        "UNIT": rf"(?P<unit>{units}|centurie)s?",
        "UNITS": rf"(?P<unit>{units}|centurie)s",
        "HOLIDAY": r"(?P<holiday>" + words(lexicon.holidays) + ")",
        "VAGUE": r"(?P<vague>" + words(v for v, value in lexicon.vague.items() if value) + ")",
    }
