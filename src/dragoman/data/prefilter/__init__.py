"""Articles that hold no event, told before the parse: a linear model over the words of raw sentences.

The weights are log-odds of an event, trained by tools/prefilter.py from the codebook alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.data import Data
from dragoman.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "prefilter/weights.npz"
UNPARSED = "no sentence is likely to tell an event: kept, not parsed (setting prefilter.enabled)"
BITS = 16
MASK = (1 << BITS) - 1
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
# A full stop behind an abbreviation splits too: half a sentence is scored as well as a whole one.
BREAK = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n\s*\n")
ENDINGS = ("ing", "ed", "es", "s", "ly")
NATION, NUMBER = "<nation>", "<number>"
FEW = 3  # so many sentences or fewer are always coded: one alone tells too little to be sure
WORDS_KEPT = 30_000


class Prefilter:
    """Scores raw sentences. `threshold`: log-odds from which a sentence may hold an event; `nations`: names of
    countries and their people, one word each, which count as one word."""

    def __init__(self, weights: NDArray[np.float32], bias: float, nations: frozenset[str], threshold: float) -> None:
        self.weights: list[float] = weights.tolist()
        self.bias = bias
        self.threshold = threshold
        self._hashes = lru_cache(WORDS_KEPT)(lambda word: hashes(word, nations))

    def may_hold_events(self, text: str) -> bool:
        """Whether an article must be parsed: whether any of its sentences reaches the threshold."""
        pieces = sentences(text)
        return len(pieces) <= FEW or any(map(self.is_likely, pieces))

    def is_likely(self, sentence: str) -> bool:
        """Whether a sentence reaches the threshold."""
        return self.score(sentence) >= self.threshold

    def score(self, sentence: str) -> float:
        """Log-odds that a sentence tells an event."""
        weights = self.weights
        return self.bias + sum([weights[bucket] for bucket in self.features(sentence)])

    def features(self, sentence: str) -> set[int]:
        """The buckets of a sentence's features: words, their beginnings, pairs of neighbours, the number of nations
        and, where there is one, each longer word again."""
        words = [self._hashes(word) for word in WORD.findall(sentence)]
        found = {word[0] & MASK for word in words}
        found.update(word[1] for word in words if word[1] >= 0)
        found.update([((a[0] * 31) ^ (b[0] * 17)) >> 3 & MASK for a, b in pairwise(words)])
        nations = sum([word[2] == -2 for word in words])
        found.add(min(nations, 3))
        if nations:
            found.update(word[2] for word in words if word[2] >= 0)
        return found


def hashes(word: str, nations: frozenset[str]) -> tuple[int, int, int]:
    """Of a word: its hash, the bucket of its beginning, and its bucket beside a nation. -1: none; -2: a nation."""
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if lower in nations:
        return zlib.crc32(NATION.encode()), -1, -2
    plain = NUMBER if lower[:1].isdigit() else stem(lower)
    value = zlib.crc32(plain.encode())
    beginning = zlib.crc32(f"^{plain[:5]}".encode()) & MASK if len(plain) > 6 else -1
    return value, beginning, zlib.crc32(f"&{plain}".encode()) & MASK if len(plain) > 3 else -1


def stem(word: str) -> str:
    """A word without the commonest endings, so that "accuses" and "accused" are one."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def sentences(text: str) -> list[str]:
    """Rough sentences of raw text."""
    return [piece for piece in BREAK.split(text) if piece and not piece.isspace()]


def nations(data: Data) -> frozenset[str]:
    """The one-word names of countries and their people, in lower case."""

    def cells() -> Iterator[str]:
        for row in data.table("actors/countries.tsv"):
            for column in ("name", "names", "adjectives", "demonyms"):
                yield from (cell.strip().lower() for cell in row[column].split("|"))

    return frozenset(cell for cell in cells() if cell and " " not in cell)


@lru_cache(1)
def load(settings: Settings, data: Data) -> Prefilter | None:
    """The prefilter of the package or the user's folder; None where the settings switch it off.

    Raises:
        DataError: the weights are missing.
    """
    if not settings.prefilter.enabled:
        return None
    import numpy as np

    with np.load(data.path(WEIGHTS)) as stored:
        weights = stored["weights"].astype(np.float32) * np.float32(stored["step"])
        return Prefilter(weights, float(stored["bias"]), nations(data), settings.prefilter.threshold)
