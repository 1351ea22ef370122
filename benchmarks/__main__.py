"""The command line: `python -m benchmarks run|all|speed`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import runner
from benchmarks.sets import SETS, by_name


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="write the predictions of one set")
    run.add_argument("set", choices=[one.name for one in SETS])
    run.add_argument("input", type=Path)
    run.add_argument("output", type=Path)
    run.add_argument("--spans", choices=["given", "predicted"], help="geo: use the given spans or find them too")
    everything = commands.add_parser("all", help="run and score the sets, hold them against the floors")
    everything.add_argument("--data", type=Path, required=True, help="the folder of evaluation sets")
    everything.add_argument("--only", nargs="*", default=[], help="names of sets")
    everything.add_argument("--quick", action="store_true", help="leave out the slow sets")
    everything.add_argument("--update-floors", action="store_true", help="raise floors that are exceeded")
    everything.add_argument("--json", type=Path, default=runner.OUT / "table.json", help="where the table goes as JSON")
    speed = commands.add_parser("speed", help="time the pipeline against bare spaCy over the same text")
    speed.add_argument("--articles", type=int, default=60)
    speed.add_argument("--data", type=Path, help="the folder of evaluation sets: whether the prefilter leaves any out")
    options = parser.parse_args(arguments)
    if options.command == "run":
        extra = {"spans": options.spans} if options.spans else {}
        count = runner.run(by_name(options.set), options.input, options.output, extra)
        print(f"{count} predictions in {options.output}")
        return 0
    if options.command == "speed":
        from benchmarks.speed import compare

        return compare(options.articles, options.data)
    return run_all(options)


def run_all(options: argparse.Namespace) -> int:
    if not options.data.is_dir():
        print(f"no evaluation data in {options.data}: the benchmarks on shared data are skipped")
        return 0
    floors = runner.read_floors()
    rows: list[runner.Row] = []
    for one in SETS:
        if (options.only and one.name not in options.only) or (options.quick and not one.quick):
            continue
        found, seconds = runner.measure(one, options.data, floors)
        rows += found
        for row in found:
            print(line(row), flush=True)
        print(f"{'':<16}{'seconds':<28}{seconds:>8.1f}", flush=True)
    table = [{"set": r.set, "measure": r.measure, "value": r.value, "floor": r.floor} for r in rows]
    options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")
    if options.update_floors:
        print(f"{runner.raise_floors(rows)} floors raised")
    low = [row for row in rows if not row.holds]
    for row in low:
        print(f"BELOW ITS FLOOR: {row.set} {row.measure}: {row.value} < {row.floor}")
    return 1 if low else 0


def line(row: runner.Row) -> str:
    value = "–" if row.value is None else f"{row.value:.4f}"
    floor = "–" if row.floor is None else f"{row.floor:.4f}"
    return f"{row.set:<16}{row.measure:<28}{value:>8}  floor {floor:>7}  {row.published}"


if __name__ == "__main__":
    sys.exit(main())
