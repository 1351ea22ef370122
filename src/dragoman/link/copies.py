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
    from collections.abc import Iterator, Sequence

PERMUTATIONS, SEED = 128, 1
BAND = 2  # hashes of a band: texts that share a third meet in two of the 64 bands, almost surely
MEETINGS = 2  # bands that two texts must share: one is what the same boilerplate gives
SHINGLE = 5
LEAST_SHINGLES = 12  # shorter texts are copies of each other by chance
COPIED = 0.6  # share of the shorter text's shingles
DAYS = 45  # how long after the original a copy may be printed
UNDATED = -1_000_000
PAIRS_AT_ONCE = 4_000_000
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
            sketch.update(found)
            hashes[row] = sketch.digest()
    return hashes, sizes


def pairs(prints: Prints, fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of near-copies, of what they may be copied from, and the share of the shorter one's shingles that both have;
    those with a `fresh` article (n, bool). Articles without a date are compared with each other alone."""
    count = max(1, len(prints.order))
    codes, shares = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for rows in _stretches(prints, fresh):
        found = _candidates(prints.hashes[rows], fresh[rows])
        one, other = rows[found // len(rows)], rows[found % len(rows)]
        kept = np.abs(prints.days[one] - prints.days[other]) <= DAYS
        one, other = one[kept], other[kept]
        share = _shares(prints, one, other)
        copied = share >= COPIED
        codes.append(one[copied] * count + other[copied])
        shares.append(share[copied])
    code, first = np.unique(np.concatenate(codes), return_index=True)
    one, other, share = code // count, code % count, np.concatenate(shares)[first]
    swap = prints.order[one] > prints.order[other]
    return np.where(swap, one, other), np.where(swap, other, one), share


def _stretches(prints: Prints, fresh: np.ndarray) -> Iterator[np.ndarray]:
    """Rows, ascending, of stretches of time with a fresh article: any two articles at most DAYS apart share one, since
    stretches are twice as long and a second series of them begins half a stretch later."""
    usable = np.flatnonzero(prints.sizes >= LEAST_SHINGLES)
    for shift in (0, DAYS + 1):
        stretch = (prints.days[usable] + shift) // (2 * (DAYS + 1))
        order = np.argsort(stretch, kind="stable")
        ends = np.flatnonzero(np.diff(stretch[order])) + 1
        yield from (rows for rows in np.split(usable[order], ends) if fresh[rows].any())


def _candidates(hashes: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """Pairs of rows that share enough bands, one of them fresh, each once: lower row * number of rows + higher row."""
    found, times = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    waiting: list[np.ndarray] = []
    for start in range(0, PERMUTATIONS, BAND):
        wide = hashes[:, start : start + BAND].astype(np.uint64)
        band = wide[:, 0] << np.uint64(32) | wide[:, 1]
        order = np.argsort(band, kind="stable")
        again = np.diff(band[order]) == 0
        kept = np.append(again, False) | np.append(False, again)
        waiting += _pairs(band[order[kept]], order[kept], fresh, len(hashes))
        if start + BAND == PERMUTATIONS or sum(map(len, waiting)) > PAIRS_AT_ONCE:
            codes = np.concatenate([found, *waiting])
            weights = np.append(times, np.ones(len(codes) - len(found), dtype=np.int64))
            found, place = np.unique(codes, return_inverse=True)
            times = np.bincount(place, weights, len(found)).astype(np.int64)
            waiting = []
    return found[times >= MEETINGS]


def _pairs(band: np.ndarray, rows: np.ndarray, fresh: np.ndarray, count: int) -> Iterator[np.ndarray]:
    """Pairs of rows of the same band, as numbers; `band` is sorted, and `rows` are ascending within one."""
    for step in range(1, len(rows)):
        same = band[step:] == band[:-step]
        if not same.any():
            return
        lower, higher = rows[:-step][same], rows[step:][same]
        kept = fresh[lower] | fresh[higher]
        yield lower[kept] * count + higher[kept]


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
