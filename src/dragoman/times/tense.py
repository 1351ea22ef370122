"""The tense of the clause around an expression: by the words nearby, and where they tell nothing by the parse.

"The ministers will meet on Friday" and "the ministers met on Friday" name different days. The nearest telling word
decides: backwards from the expression first, forwards first where the expression opens its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.records import Sentence, Span, Token

BEFORE, AFTER = 220, 120  # characters around an expression that are looked at
WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[,;:()]|--|[—–]")
SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!Sept)[.!?]['\"”’)]*\s+(?=[\"“'(A-Z])|\n\s*\n"
)
OPENERS = frozenset({",", ";", ":", "(", "--", "—", "–", "and", "but", "that"})
LEADING = frozenset("on in at by of the this late early later earlier until till from since around about".split())
DETERMINERS = frozenset("the a an his her its their our your these those some many several still".split())
NEGATION = frozenset({"not", "neither", "nor", "no", "nobody", "none"})
NO_INFINITIVE = frozenset("the a an his her its their our this that these those each all any some".split())


@dataclass(frozen=True, slots=True)
class TenseWords:
    """The word lists of section `tense` of data/times/lexicon.toml."""

    modals: frozenset[str]
    planned: frozenset[str]
    willing: frozenset[str]
    starting: frozenset[str]
    limits: tuple[str, ...]
    irregular: frozenset[str]
    no_past: frozenset[str]
    present: frozenset[str]

    @classmethod
    def of(cls, words: dict[str, Any]) -> TenseWords:
        lists = {name: frozenset(found) for name, found in words.items() if name != "limits"}
        return cls(limits=tuple(words["limits"]), **lists)

    def is_past(self, word: str) -> bool:
        return word in self.irregular or (word.endswith("ed") and len(word) > 4 and word not in self.no_past)


def tense_around(text: str, start: int, end: int, words: TenseWords) -> str:
    """Past, future or none, as the words around `text[start:end]` tell."""
    before = SENTENCE_END.split(text[max(0, start - BEFORE) : start + 1])[-1][:-1]
    after = SENTENCE_END.split(text[end : end + AFTER], maxsplit=1)[0]
    back = WORD.findall(before)[::-1]
    if before.rstrip().lower().endswith(words.limits):
        done = back[0].lower() == "by" and _backwards(back, words) == "past"
        return "past" if done else "future"
    ahead = WORD.findall(after)
    lead = next((n for n, word in enumerate(back) if word.lower() not in LEADING), len(back))
    if after.startswith(("'s ", "’s ")):  # "Monday's drills": no clause but its own tells their tense
        back = back[: next((n for n, word in enumerate(back) if word == ","), len(back))]
    opens = lead == len(back) or back[lead].lower() in OPENERS or after.startswith(("'s ", "’s "))
    if opens:
        return _forwards(ahead, words) or _backwards(back, words)
    return _backwards(back, words) or _forwards(ahead, words)


def _backwards(back: Sequence[str], words: TenseWords) -> str:
    """The tense by the nearest telling word of `back`, the words before in reverse order."""
    infinitive = gerund = False
    for at, shown in enumerate(back):
        word = shown.lower()
        governor, further = (*(w.lower() for w in back[at + 1 : at + 3]), "", "")[:2]
        if word in (";", "--", "—") and at > 3:
            return ""
        if word in words.modals or word.endswith(("'ll", "’ll")):
            return "past" if word == "could" and NEGATION.intersection(w.lower() for w in back) else "future"
        if word == "to" and at and back[at - 1].islower() and back[at - 1] not in NO_INFINITIVE:
            infinitive = True
        elif word in words.planned or (infinitive and (word in words.present or word in words.willing)):
            return "future"
        elif governor in ("be", "to") or _is_adjective(word, governor, further):
            continue
        elif shown.islower() and words.is_past(word):
            return "future" if infinitive and word in ("was", "were") and back[at - 1].lower() == "to" else "past"
        elif word in words.present:
            return "future" if gerund or word in ("is", "are") else ""
        elif word in words.starting:
            return "future"
        gerund = gerund or (word.endswith("ing") and len(word) > 5)
    return ""


def _is_adjective(word: str, before: str, further: str) -> bool:
    """ "An unspecified date", "the newly elected head": a participle that stands with a noun."""
    return word.endswith("ed") and (before in DETERMINERS or (further in DETERMINERS and before.endswith("ly")))


def _forwards(ahead: Sequence[str], words: TenseWords) -> str:
    for at, shown in enumerate(ahead):
        word = shown.lower()
        if word in (";", "--", "—"):
            return ""
        if word in words.modals or word.endswith(("'ll", "’ll")) or word in words.starting:
            return "future"
        if word in words.planned or (word in words.willing and ahead[at + 1 : at + 2] == ["to"]):
            return "future"
        if word in ("is", "are") and any(w.endswith("ing") or w == "to" for w in ahead[at + 1 : at + 2]):
            return "future"
        if shown.islower() and words.is_past(word):
            return "future" if word in ("was", "were") and ahead[at + 1 : at + 2] == ["to"] else "past"
    return ""


def tense_in(sentence: Sentence, span: Span, words: TenseWords) -> str:
    """Past, future or none, by the verb that governs the words of `span` in a parsed sentence."""
    inside = [token for token in sentence.tokens if token.span.overlaps(span)]
    if not inside:
        return ""
    tokens = sentence.tokens
    one = inside[-1]
    if any(t.dep == "case" and t.head == one.index for t in tokens):  # "Monday's drills"
        return ""
    for _ in range(len(tokens)):
        if one.pos in ("VERB", "AUX") and not one.span.overlaps(span):
            told = _of_verb(one, tokens, words)
            if told:
                return told
        if one.head == one.index:
            break
        one = tokens[one.head]
    return ""


def _of_verb(verb: Token, tokens: Sequence[Token], words: TenseWords) -> str:
    helpers = [t for t in tokens if t.head == verb.index and t.dep in ("aux", "auxpass")]
    if any(t.tag == "MD" for t in helpers):
        return "future"
    if verb.text.lower() in words.planned:
        return "future"
    if verb.tag == "VBD" or any(t.tag == "VBD" for t in helpers):
        return "past"
    if verb.tag == "VBN" and (verb.dep == "acl" or any(t.lemma == "have" for t in helpers)):
        return "past"
    if verb.tag == "VBG" and any(t.tag in ("VBZ", "VBP") for t in helpers):
        return "future"
    if verb.text.lower() in words.starting:
        return "future"
    return ""
