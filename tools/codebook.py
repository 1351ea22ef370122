"""Check the executable codebook and report its distribution: `python tools/codebook.py [--quiet] [FILE...]`."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from dragoman.data.codebook import CODEBOOK, Example, read_file  # noqa: E402

SHINGLE = 4
NEAR_COPY = 0.6


def main(arguments: list[str]) -> int:
    paths = [Path(a) for a in arguments if a != "--quiet"] or sorted(CODEBOOK.glob("*/*.txt"))
    examples: list[Example] = []
    problems: list[str] = []
    for path in paths:
        found, errors = read_file(path)
        examples += found
        problems += errors
    problems += near_copies(examples)
    for problem in problems[:200]:
        print(problem)
    if "--quiet" not in arguments:
        report(examples)
    print(f"{len(examples)} sentences, {len(problems)} problems")
    return 1 if problems else 0


def shingles(example: Example) -> frozenset[str]:
    words = re.findall(r"\w+", example.text.lower())
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def near_copies(examples: list[Example]) -> list[str]:
    """Sentences that share most of their four-word shingles with an earlier one."""
    index: dict[str, list[int]] = {}
    sets = [shingles(e) for e in examples]
    out = []
    for number, mine in enumerate(sets):
        shared = Counter(other for s in mine for other in index.get(s, ()))
        for other, count in shared.most_common(1):
            if count / min(len(mine), len(sets[other])) >= NEAR_COPY:
                e, o = examples[number], examples[other]
                out.append(f"{e.where}: near copy of {o.where}: {e.text[:90]}")
        for s in mine:
            index.setdefault(s, []).append(number)
    return out


def report(examples: list[Example]) -> None:
    types: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    triggers: dict[str, Counter[str]] = {}
    for example in examples:
        if not example.events:
            types["none"] += 1
        for event in example.events:
            types[event.type] += 1
            modes[f"{event.type} {event.mode}"] += 1
            statuses[event.status] += 1
            words = " ".join(example.text[s:e] for s, e in event.triggers).lower()
            triggers.setdefault(event.type, Counter())[words] += 1
    out = csv.writer(sys.stdout, delimiter="\t")
    out.writerow(["type", "events", "distinct triggers", "most frequent triggers"])
    for kind, count in types.most_common():
        seen = triggers.get(kind, Counter())
        out.writerow([kind, count, len(seen), ", ".join(f"{w} {n}" for w, n in seen.most_common(8))])
    print("modes:", ", ".join(f"{m} {n}" for m, n in sorted(modes.items())))
    print("statuses:", ", ".join(f"{m} {n}" for m, n in statuses.most_common()))
    lengths = sorted(len(e.text.split()) for e in examples)
    if lengths:
        print("words per sentence, deciles:", [lengths[len(lengths) * i // 10] for i in range(1, 10)])
        openings = Counter(" ".join(e.text.split()[:2]) for e in examples)
        print("openings:", ", ".join(f"{o!r} {n}" for o, n in openings.most_common(12)))
        print("families:", len({e.family for e in examples}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
