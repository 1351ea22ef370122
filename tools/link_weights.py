"""Fit the weights of `data/link/ties.toml` on the stories of benchmarks/stories/dev: logistic regression over pairs of
reports that meet, with a ridge.

    python tools/link_weights.py [--ridge 1.0] [--write]

Deterministic. Without --write it prints the weights only.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.bench import Bench
from benchmarks.stories import STORIES, coded, mentions, read_stories
from dragoman.data import PACKAGE, Data
from dragoman.link.ties import WEIGHTS, compare
from dragoman.store import open_store


def features(folder: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names of the features, their values (pairs, features), and whether each pair is one episode."""
    articles = read_stories(STORIES / "dev")
    results = coded(articles, Bench())
    gold, _ = mentions(articles, results)
    store = open_store(folder, create=True)
    store.write(results)
    with store.connect() as connection:
        connection.execute("CREATE TEMP TABLE fresh_document AS SELECT id AS document FROM documents")
        connection.execute("CREATE TEMP TABLE fresh_event (event VARCHAR)")
        compare(connection, Data())
        rows = connection.sql("FROM pair ORDER BY earlier, later").to_arrow_table()
    names = [name for name in rows.column_names if name not in ("earlier", "later")]
    pairs = list(zip(rows.column("earlier").to_pylist(), rows.column("later").to_pylist(), strict=True))
    kept = [number for number, (one, other) in enumerate(pairs) if one in gold and other in gold]
    values = np.column_stack([rows.column(name).to_numpy().astype(float) for name in names])
    same = np.array([gold.get(one) == gold.get(other) for one, other in pairs])
    return names, values[kept], same[kept]


def fit(values: np.ndarray, same: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of a logistic regression by Newton's method; the last one is the bias, which the ridge leaves alone."""
    design = np.column_stack([values, np.ones(len(values))])
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (same - chance) - penalty * weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def write(names: list[str], weights: np.ndarray) -> None:
    path = PACKAGE / WEIGHTS
    text = path.read_text(encoding="utf-8")
    lines = [f"{name} = {weight:.3f}" for name, weight in zip(names, weights, strict=False)]
    text = re.sub(r"^bias = .*", f"bias = {weights[-1]:.3f}", text, flags=re.M)
    path.write_text(text[: text.index("[weights]")] + "[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dragoman-weights-") as folder:
        names, values, same = features(Path(folder) / "store")
    weights = fit(values, same, options.ridge)
    right = ((np.column_stack([values, np.ones(len(values))]) @ weights > 0) == same).mean()
    print(f"{len(same)} pairs, {int(same.sum())} of one episode; {right:.3f} told right")
    for name, weight in [*zip(names, weights, strict=False), ("bias", weights[-1])]:
        print(f"{name:<20}{weight:+.3f}")
    if options.write:
        write(names, weights)


if __name__ == "__main__":
    main()
