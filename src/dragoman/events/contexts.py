"""The PLOVER contexts of an event: why, or what about; read from the words of its paragraph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dragoman.data import Data
from dragoman.records import Parse, Sentence

ALWAYS = {"cyber": "cyber", "misinformation": "misinformation"}
NEAR, FAR = 2.0, 1.0
ENOUGH = 2.0


@dataclass(frozen=True, slots=True)
class Contexts:
    """`words`: lemma -> contexts it speaks for; `implied`: (type, mode) -> contexts it always has."""

    words: dict[str, tuple[tuple[str, float], ...]]

    def of(self, parse: Parse, sentence: Sentence, kind: str, modes: tuple[str, ...]) -> tuple[str, ...]:
        """Contexts in alphabetic order: those whose words in sentence (counted double) and paragraph weigh enough."""
        score: dict[str, float] = defaultdict(float)
        for other in parse.sentences:
            if other.paragraph != sentence.paragraph:
                continue
            share = NEAR if other.index == sentence.index else FAR
            for lemma in {token.lemma.lower() for token in other.tokens}:
                for context, weight in self.words.get(lemma, ()):
                    score[context] += share * weight
        found = {context for context, value in score.items() if value >= ENOUGH}
        found |= {ALWAYS[mode] for mode in modes if mode in ALWAYS}
        return tuple(sorted(found))


def load(data: Data) -> Contexts:
    words: dict[str, list[tuple[str, float]]] = {}
    for row in data.table("events/contexts.tsv"):
        for word in row["words"].split():
            words.setdefault(word, []).append((row["context"], float(row["weight"])))
    return Contexts({word: tuple(found) for word, found in words.items()})
