"""Train the prefilter (src/dragoman/data/prefilter/weights.npz) from the codebook alone: logistic regression over
hashed features, sentences with an event against those without.

    python tools/prefilter.py [--write] [--report FOLDER…]

Prints the curve of the held-out families (one in five, by a hash of the name, as for the event model) and, for folders
of articles that are given, how many of their *.txt each threshold would leave unparsed; with --write then trains on
all families and writes the weights. Needs numpy. Deterministic.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.data import PACKAGE, Data, codebook
from dragoman.data.prefilter import BITS, FEW, WEIGHTS, Prefilter, nations, sentences

SIZE = 1 << BITS
RIDGE = 3e-5
WITHOUT = 3.0  # weight of a sentence without event: there are eight with one for each
EPOCHS, RATE = 150, 0.05
# What everyday news is about; the other topics without event (statements, history, near misses) are political.
OTHER = frozenset(
    "sport markets accident disaster weather science technology health culture film entertainment museum tourism food "
    "fashion animal local trivia".split()
)
HELD_OUT = 5
Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--report", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    examples = codebook.read(strict=False)
    print(f"{len(examples)} sentences, {sum(not e.events for e in examples)} of them without event")
    report([e for e in examples if not held_out(e)], [e for e in examples if held_out(e)], options.report)
    if options.write:
        model = train(examples)
        weights = np.array(model.weights)
        step = float(np.abs(weights).max()) / 127
        target = PACKAGE / WEIGHTS
        target.parent.mkdir(exist_ok=True)
        whole = np.round(weights / step).astype(np.int8)
        np.savez_compressed(target, weights=whole, step=np.float32(step), bias=np.float32(model.bias))
        print(f"{target}: {target.stat().st_size} bytes")


def held_out(example: codebook.Example) -> bool:
    return int(hashlib.sha256(example.family.encode()).hexdigest(), 16) % HELD_OUT == 0


def train(examples: Sequence[codebook.Example]) -> Prefilter:
    """Adam over all sentences at once: the problem is convex and small."""
    model = Prefilter(np.zeros(SIZE, dtype=np.float32), 0.0, nations(Data()), 0.0)
    rows = [sorted(model.features(example.text)) for example in examples]
    truth = np.array([1.0 if example.events else 0.0 for example in examples])
    columns, owner = np.concatenate(rows).astype(np.int64), np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    share = np.where(truth > 0, 1.0, WITHOUT)
    share /= share.sum()
    values, first, second = np.zeros(SIZE + 1), np.zeros(SIZE + 1), np.zeros(SIZE + 1)
    for epoch in range(1, EPOCHS + 1):
        logits = values[SIZE] + np.bincount(owner, weights=values[columns], minlength=len(rows))
        error = (1 / (1 + np.exp(-logits)) - truth) * share
        slope = np.append(np.bincount(columns, weights=error[owner], minlength=SIZE), error.sum())
        slope[:SIZE] += RIDGE * values[:SIZE]
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        rate = RATE * np.sqrt(1 - 0.999**epoch) / (1 - 0.9**epoch)
        values -= rate * first / (np.sqrt(second) + 1e-10)
    model.weights, model.bias = values[:SIZE].tolist(), float(values[SIZE])
    return model


def report(training: Sequence[codebook.Example], testing: Sequence[codebook.Example], folders: Sequence[Path]) -> None:
    model = train(training)
    with_event = scores(model, [e.text for e in testing if e.events])
    without = scores(model, [e.text for e in testing if not e.events and e.topic in OTHER])
    print(f"held-out families: {len(with_event)} sentences with an event, {len(without)} of other news")
    best = {folder: [highest(model, path) for path in sorted(folder.glob("*.txt"))] for folder in folders}
    names = "".join(f"{folder.name[:16]:>18}" for folder in folders)
    print(f"{'threshold':>10}{'events kept':>14}{'other kept':>14}{names}   (articles unparsed)")
    for threshold in np.arange(0.0, 6.1, 0.5):
        cells = "".join(f"{sum(s < threshold for s in found):>11} of {len(found):<3}" for found in best.values())
        kept = f"{(with_event >= threshold).mean():>14.3f}{(without >= threshold).mean():>14.3f}"
        print(f"{threshold:>10.1f}{kept}{cells}")


def scores(model: Prefilter, texts: Sequence[str]) -> Floats:
    return np.array([model.score(text) for text in texts])


def highest(model: Prefilter, path: Path) -> float:
    """The highest score of an article's sentences; infinite for one so short that it is always parsed."""
    pieces = sentences(path.read_text(encoding="utf-8"))
    return max(map(model.score, pieces)) if len(pieces) > FEW else float("inf")


if __name__ == "__main__":
    main()
