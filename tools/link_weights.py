"""Fit the weights of `data/link/ties.toml` on the stories of benchmarks/stories/dev: logistic regression over pairs of
reports that meet, with a ridge.

    python tools/link_weights.py [--ridge 1.0] [--write]

Weights keep the sign that a feature must have. Deterministic. Without --write it prints the weights only.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.bench import Bench
from benchmarks.stories import STORIES, coded, mentions, read_stories
from dragoman.data import PACKAGE, Data
from dragoman.link.ties import WEIGHTS, compare
from dragoman.store import open_store

# What may only speak against one episode, and what may speak either way; all other features may only speak for one. The
# stories are too few to learn the signs from: most pairs that meet in them are of one story.
AGAINST = (
    "other_mode",
    "crossed",
    "other_who",
    "other_whom",
    "next_day",
    "other_days",
    "perhaps_other_days",
    "published_apart",
    "other_town",
    "other_country",
)
EITHER = ("same_article", "one_planned")


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
        turns = [connection.sql("FROM pair").to_arrow_table() for _ in compare(connection, Data())]
        connection.register("turn", pa.concat_tables(turns))
        rows = connection.sql("SELECT DISTINCT * FROM turn ORDER BY earlier, later").to_arrow_table()
    names = [name for name in rows.column_names if name not in ("earlier", "later")]
    pairs = list(zip(rows.column("earlier").to_pylist(), rows.column("later").to_pylist(), strict=True))
    kept = [number for number, (one, other) in enumerate(pairs) if one in gold and other in gold]
    values = np.column_stack([rows.column(name).to_numpy().astype(float) for name in names])
    same = np.array([gold.get(one) == gold.get(other) for one, other in pairs])
    return names, values[kept], same[kept]


def fit(values: np.ndarray, same: np.ndarray, signs: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of a logistic regression by projected gradient steps, each of the sign that its feature may have (+1, -1;
    0 for any); the last one is the bias, which the ridge leaves alone."""
    design = np.column_stack([values, np.ones(len(values))])
    signs = np.append(signs, 0)
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 0
    weights = np.zeros(design.shape[1])
    step = 1 / (0.25 * np.linalg.norm(design, 2) ** 2 + ridge)
    for _ in range(20_000):
        chance = 1 / (1 + np.exp(-design @ weights))
        weights = weights + step * (design.T @ (same - chance) - penalty * weights)
        weights = np.where(signs * weights < 0, 0, weights)
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
    signs = np.array([-1 if name in AGAINST else 0 if name in EITHER else 1 for name in names])
    weights = fit(values, same, signs, options.ridge)
    right = ((np.column_stack([values, np.ones(len(values))]) @ weights > 0) == same).mean()
    print(f"{len(same)} pairs, {int(same.sum())} of one episode; {right:.3f} told right")
    for name, weight in [*zip(names, weights, strict=False), ("bias", weights[-1])]:
        print(f"{name:<20}{weight:+.3f}")
    if options.write:
        write(names, weights)


if __name__ == "__main__":
    main()
