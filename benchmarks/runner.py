"""Run sets, score them, hold the figures against the floors."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import articles
from benchmarks.bench import Bench, Record, read_jsonl, write_jsonl
from benchmarks.sets import EvaluationSet

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"
OUT = HERE / "out"
# The int8 arithmetic of the model differs a little from one kind of processor to another, and with it the figures: one
# event more or less of the nine articles is 0.006.
PROCESSORS = 0.01


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `floor` None: none is pinned yet."""

    set: str
    measure: str
    value: float | None
    floor: float | None
    published: str

    @property
    def holds(self) -> bool:
        return self.floor is None or (self.value is not None and self.value >= self.floor - PROCESSORS)


def run(one: EvaluationSet, source: Path, target: Path, options: Record | None = None) -> int:
    """Write the predictions of a set for an input file or folder; only the fields it declares are passed on."""
    predictor = one.predictor()
    records = articles.read_folder(source) if source.is_dir() else read_jsonl(source)
    inputs = [{key: value for key, value in record.items() if key in predictor.FIELDS} for record in records]
    return write_jsonl(target, predictor.predict(inputs, Bench({**dict(one.options), **(options or {})})))


def score(one: EvaluationSet, data: Path, predictions: Path) -> dict[str, Any]:
    """The scorer's own JSON."""
    command = [sys.executable, str(data / one.scorer), str(data / one.gold), str(predictions), "--json"]
    if one.scorer in ("score_geo.py", "score_time.py"):
        command.append("--by-corpus")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{one.scorer} refuses the predictions of {one.name}: {done.stderr.strip()[-400:]}")
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


def measure(one: EvaluationSet, data: Path, floors: dict[str, dict[str, float]]) -> tuple[list[Row], float]:
    """The table rows of a set and the seconds it took."""
    start = time.perf_counter()
    predictions = OUT / f"{one.name}.jsonl"
    run(one, data / one.gold, predictions)
    seconds = time.perf_counter() - start
    scores = score(one, data, predictions)
    rows = [
        Row(one.name, m.name, m.read(scores), floors.get(one.name, {}).get(m.name), m.published) for m in one.measures
    ]
    return rows, seconds


def read_floors() -> dict[str, dict[str, float]]:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def raise_floors(rows: list[Row]) -> int:
    """Write floors that are the higher of the old floor and the value; the number of floors raised."""
    floors = read_floors()
    raised = 0
    for row in rows:
        if row.value is not None and row.value > floors.get(row.set, {}).get(row.measure, -1.0):
            floors.setdefault(row.set, {})[row.measure] = row.value
            raised += 1
    lines = [
        "# What is reached on the development sets, per measure. Raised by `python -m benchmarks all --update-floors`,"
    ]
    lines += ["# never lowered; `.ci/run` refuses a drop.", ""]
    for name in sorted(floors):
        lines += [f"[{name}]", *(f'"{key}" = {value}' for key, value in floors[name].items()), ""]
    FLOORS.write_text("\n".join(lines), encoding="utf-8")
    return raised
