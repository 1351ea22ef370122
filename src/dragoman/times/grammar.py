"""The time grammar: rules of data/times/rules.toml compiled over the words of lexicon.toml, applied to text.

Every rule is one regular expression without nested repetition, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.times.tense import TenseWords

YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
NOT_A_DAY = r"(?![\d%]|:\d|\.\d|,\d{3})"
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?" + NOT_A_DAY
EDGE_BEFORE = r"(?<![\w$£€.,/-])"
EDGE_AFTER = r"(?![\w])"
LONGEST = 120  # characters of an expression before the word that its rule needs
BLANKS = str.maketrans("\t\n\xa0", "   ")  # an expression may go over the end of a line


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; `build` names the reader that gives its value; `needs` must occur in the text, else the rule is
    not tried."""

    name: str
    pattern: re.Pattern[str]
    build: str
    needs: re.Pattern[str] | None

    def starts(self, text: str) -> int:
        """Where the first match can begin; -1: nowhere."""
        if self.needs is None:
            return 0
        found = self.needs.search(text)
        return max(0, found.start() - LONGEST) if found else -1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of data/times/lexicon.toml."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    tens: dict[str, int]
    units: dict[str, str]
    parts: dict[str, str]
    seasons: dict[str, str]
    holidays: dict[str, str]
    islamic: dict[str, int]
    persian: dict[str, int]
    vague: dict[str, str]
    sets: dict[str, str]
    modifiers: dict[str, str]
    month_openers: frozenset[str]
    named_days: tuple[str, ...]
    tense: TenseWords


@dataclass(frozen=True, slots=True)
class Grammar:
    rules: tuple[Rule, ...]
    lexicon: Lexicon

    def matches(self, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Matches in text order without overlaps: the longest, then that of the earlier rule. Their offsets are those
        of the text, their words are in lower case."""
        flat = lowered(text.translate(BLANKS))
        found = [
            (match.start(), -match.end(), number, match)
            for number, rule in enumerate(self.rules)
            if (start := rule.starts(flat)) >= 0
            for match in rule.pattern.finditer(flat, start)
        ]
        found.sort(key=lambda one: one[:3])
        end = 0
        for start, _, number, match in found:
            if start >= end and match.end() > start:
                end = match.end()
                yield self.rules[number], match


def lowered(text: str) -> str:
    """Text in lower case, of the same length."""
    out = text.lower()
    return out if len(out) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def load(data: Data) -> Grammar:
    words = data.toml("times/lexicon.toml")
    plain = [name for name in Lexicon.__dataclass_fields__ if name not in ("tense", *words["context"])]
    try:
        lexicon = Lexicon(
            **{name: words[name] for name in plain},
            month_openers=frozenset(words["context"]["month_openers"]),
            named_days=tuple(words["context"]["named_days"]),
            tense=TenseWords.of(words["tense"]),
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"times/lexicon.toml: missing or unknown section {error}") from error
    classes = _classes(lexicon)
    return Grammar(tuple(_compile(row, classes) for row in data.toml("times/rules.toml")["rule"]), lexicon)


def _compile(row: dict[str, Any], classes: dict[str, str]) -> Rule:
    text = re.sub(r"\{([A-Z]+)\}", lambda m: classes.get(m[1], m[0]), row["pattern"])
    needs = row.get("needs")
    try:
        # Patterns in lower case over text in lower case: twice as fast as to ignore case.
        whole = (EDGE_BEFORE + "(?:" + text + ")" + EDGE_AFTER).lower().replace("(?p<", "(?P<")
        needed = re.compile(needs.lower()) if needs else None
        return Rule(row["name"], re.compile(whole), row["build"], needed)
    except re.error as error:
        raise DataError(f"times/rules.toml: rule {row['name']!r}: {error}") from error


def _alternatives(words: Iterable[str]) -> str:
    """Longest first, so that the whole of a name matches."""
    return "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words, key=len, reverse=True))


def _classes(lexicon: Lexicon) -> dict[str, str]:
    months = "|".join(
        m if len(m) > 4 or m in ("may", "june", "july") else rf"{m}\b\.?"
        for m in sorted(lexicon.months, key=len, reverse=True)
    )
    units = _alternatives(u for u in lexicon.units if u not in ("weekend", "centurie"))
    other = _alternatives([*lexicon.islamic, *lexicon.persian])
    return {
        "MONTH": rf"(?P<month>{months})",
        "MONTHTWO": rf"(?P<monthtail>{months})",
        "WEEKDAY": r"(?P<weekday>" + _alternatives(w for w in lexicon.weekdays if len(w) > 5) + ")",
        "DAY": DAY,
        "DAYTWO": DAY.replace("<day>", "<day2>"),
        "YEAR": YEAR,
        "NUMBER": _number(lexicon),
        "ORDINAL": rf"(?P<ordinal>{_alternatives(lexicon.ordinals)}|\d\d?(?:st|nd|rd|th))",
        "UNIT": rf"(?P<unit>{units}|centurie)s?",
        "UNITS": rf"(?P<unit>{units}|centurie)s",
        "HOLIDAY": r"(?P<holiday>" + _alternatives(lexicon.holidays) + ")",
        "OTHERMONTH": rf"(?P<othermonth>{other})",
        "OTHERMONTHTWO": rf"(?P<othermonthtail>{other})",
        "VAGUE": r"(?P<vague>" + _alternatives(v for v, value in lexicon.vague.items() if value) + ")",
    }


def _number(lexicon: Lexicon) -> str:
    small = _alternatives(n for n, value in lexicon.numbers.items() if value < 20)
    tens = _alternatives(n for n, value in lexicon.numbers.items() if 20 <= value < 100)
    digits = r"\d+(?:\.\d+|,\d{3})?(?: \d/\d)?"
    return rf"(?P<number>{digits}|(?:{tens})(?:[ -](?:{small}))?|(?:a |one )?hundred|{small}|half an?)"
