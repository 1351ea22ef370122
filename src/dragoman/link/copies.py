"""Near-copies of articles: agency copy that twenty papers print is one report.

MinHash over shingles of five words, bands to find candidates, then the share of the shorter text's shingles that the
longer one has (papers cut agency copy from the end). A copy hangs on the earlier article that it shares most with; the
root of the tree is the original of the family.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

PERMUTATIONS, SEED = 128, 1
BAND = 2  # hashes of a band: texts that share a third meet in one of the 64 bands, almost surely
SHINGLE = 5
LEAST_SHINGLES = 12  # shorter texts are copies of each other by chance
COPIED = 0.6  # share of the shorter text's shingles
DAYS = 45  # how long after the original a copy may be printed
UNDATED = -1_000_000
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Prints:
    """Fingerprints of articles. `order`: canonical rank of each, earlier first; `days`: of publication, days of an era,
    `UNDATED` where unknown; `hashes`: (n, PERMUTATIONS) uint32; `sizes`: number of shingles of each."""

    order: np.ndarray
    days: np.ndarray
    hashes: np.ndarray
    sizes: np.ndarray


def shingles(text: str) -> set[str]:
    """The runs of five words of a text, without case and punctuation."""
    words = WORD.findall(text.lower())
    return {" ".join(words[index : index + SHINGLE]) for index in range(max(0, len(words) - SHINGLE + 1))}


def fingerprints(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """MinHashes, (n, PERMUTATIONS) uint32, and numbers of shingles, (n,) int64."""
    from rensa import RMinHash

    hashes = np.zeros((len(texts), PERMUTATIONS), dtype=np.uint32)
    sizes = np.zeros(len(texts), dtype=np.int64)
    for row, text in enumerate(texts):
        found = shingles(text)
        sizes[row] = len(found)
        if found:
            sketch = RMinHash(PERMUTATIONS, SEED)
            sketch.update(sorted(found))
            hashes[row] = sketch.digest()
    return hashes, sizes


def pairs(prints: Prints, fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of near-copies, of what they may be copied from, and the share of the shorter one's shingles that both have;
    those with a `fresh` article (n, bool). Articles without a date are compared with each other alone."""
    one, other = _candidates(prints, fresh)
    kept = np.abs(prints.days[one] - prints.days[other]) <= DAYS
    one, other = one[kept], other[kept]
    share = _shares(prints, one, other)
    one, other, share = one[share >= COPIED], other[share >= COPIED], share[share >= COPIED]
    swap = prints.order[one] > prints.order[other]
    return np.where(swap, one, other), np.where(swap, other, one), share


def _candidates(prints: Prints, fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows that share a band, each once."""
    usable = np.flatnonzero(prints.sizes >= LEAST_SHINGLES)
    count = max(1, len(prints.order))
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, PERMUTATIONS, BAND):
        wide = prints.hashes[usable, start : start + BAND].astype(np.uint64)
        band = wide[:, 0] << np.uint64(32) | wide[:, 1]
        # Articles at most DAYS days apart share a stretch of twice as many, or one that begins half a stretch later.
        for shift in (0, DAYS + 1):
            stretch = (prints.days[usable] + shift) // (2 * (DAYS + 1))
            order = np.lexsort((stretch, band))
            new = (np.diff(band[order]) != 0) | (np.diff(stretch[order]) != 0)
            groups = np.split(usable[order], np.flatnonzero(new) + 1)
            found += [_pairs(np.sort(group), fresh, count) for group in groups if len(group) > 1 and fresh[group].any()]
        found = [np.unique(np.concatenate(found))]
    return found[0] // count, found[0] % count


def _pairs(group: np.ndarray, fresh: np.ndarray, count: int) -> np.ndarray:
    """Pairs of a group with a fresh row, as one number each."""
    left, right = np.triu_indices(len(group), 1)
    kept = fresh[group[left]] | fresh[group[right]]
    codes: np.ndarray = group[left[kept]].astype(np.int64) * count + group[right[kept]]
    return codes


def _shares(prints: Prints, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The share of the shorter text's shingles that both texts have, estimated from the hashes."""
    out = np.zeros(len(one))
    for start in range(0, len(one), 100_000):
        a, b = one[start : start + 100_000], other[start : start + 100_000]
        likeness = (prints.hashes[a] == prints.hashes[b]).mean(axis=1)
        common = likeness / (1 + likeness) * (prints.sizes[a] + prints.sizes[b])
        out[start : start + 100_000] = np.minimum(
            1, common / np.maximum(1, np.minimum(prints.sizes[a], prints.sizes[b]))
        )
    return out
