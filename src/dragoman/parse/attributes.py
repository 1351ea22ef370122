"""The attribute ruler of a spaCy pipeline, its answers kept by word.

The ruler matches all of its patterns against each token. Most look at one token alone, so what they give for a word
with its tag and dependency is looked up the next time; a document with a word that may begin a longer pattern goes
through the ruler itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from spacy.attrs import DEP, LEMMA, LOWER, MORPH, POS, TAG

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

SEEN = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})  # what a pattern may look at: all follows from the key of a word
WRITTEN = (TAG, POS, MORPH, LEMMA, DEP)
KEPT = 200_000  # words
Key = tuple[int, int, int]
Row = tuple[int, ...]


class Rule(NamedTuple):
    """A pattern of the ruler: what its first token must be, and what it writes; None for a longer pattern."""

    wanted: dict[str, Any]
    written: dict[int, int] | None


class AttributeMemory:
    """A component that sets the attributes of documents as its ruler would."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self.ruler = ruler
        self.strings = ruler.vocab.strings
        self.rules = [
            Rule(pattern[0], written if len(pattern) == 1 else None)
            for one, written in zip(ruler.patterns, ruler.attrs, strict=True)
            for pattern in cast(list[list[dict[str, Any]]], one["patterns"])
        ]
        self.by_tag: dict[int, list[Rule]] = {}
        self.known: dict[Key, Row | None] = {}

    def pipe(self, docs: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:
        """The documents with their attributes."""
        return map(self, docs)

    def __call__(self, doc: Doc) -> Doc:
        keys: list[Key] = list(map(tuple, doc.to_array([LOWER, TAG, DEP]).tolist()))
        rows = []
        for key in keys:
            if key not in self.known:
                if len(self.known) >= KEPT:
                    self.known.clear()
                self.known[key] = self._row(*key)
            row = self.known[key]
            if row is None:
                return self.ruler(doc)
            rows.append(row)
        return doc.from_array(list(WRITTEN), cast(Any, np.array(rows, dtype=np.uint64))) if rows else doc

    def _row(self, lower: int, tag: int, dep: int) -> Row | None:
        """What the ruler writes for a word; None if the word may begin a longer pattern."""
        if tag not in self.by_tag:
            name = self.strings[tag]
            self.by_tag[tag] = [
                rule for rule in self.rules if "TAG" not in rule.wanted or fits(rule.wanted["TAG"], name)
            ]
        word = self.strings[lower]
        seen: dict[str, str | bool] = {
            "LOWER": word,
            "TAG": self.strings[tag],
            "DEP": self.strings[dep],
            "IS_SPACE": word.isspace(),
        }
        row = {TAG: tag, POS: 0, MORPH: 0, LEMMA: 0, DEP: dep}
        for rule in self.by_tag[tag]:
            if all(fits(wanted, seen[name]) for name, wanted in rule.wanted.items()):
                if rule.written is None:
                    return None
                row.update(rule.written)
        return tuple(row[attribute] for attribute in WRITTEN)


def fits(wanted: Any, value: str | bool) -> bool:
    """Whether a value is what a pattern of spaCy's matcher wants."""
    if not isinstance(wanted, dict):
        return bool(wanted == value)
    if "REGEX" in wanted:
        return re.search(wanted["REGEX"], str(value)) is not None
    return value in wanted["IN"] if "IN" in wanted else value not in wanted["NOT_IN"]


def load(nlp: Language) -> Any:
    """The memory of a pipeline's ruler; the ruler itself where its patterns want more, None without one."""
    if "attribute_ruler" not in nlp.pipe_names:
        return None
    ruler: Any = nlp.get_pipe("attribute_ruler")
    patterns = [pattern for one in ruler.patterns for pattern in one["patterns"]]
    plain = (
        all(len(pattern) < 3 for pattern in patterns)
        and all(name in SEEN and _is_plain(want) for p in patterns for token in p for name, want in token.items())
        and all(set(written) <= set(WRITTEN) for written in ruler.attrs)
    )
    return AttributeMemory(ruler) if plain else ruler


def _is_plain(wanted: Any) -> bool:
    return not isinstance(wanted, dict) or wanted.keys() in ({"IN"}, {"NOT_IN"}, {"REGEX"})
