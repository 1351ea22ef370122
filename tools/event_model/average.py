"""Average the weights of two trainings from different seeds: steadier than either.

    python average.py --models A B --share 0.75 --out C

`--share`: of the first. Both must have the same vocabulary.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, nargs=2, required=True)
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    first, second = options.models
    if (first / "tokenizer.json").read_bytes() != (second / "tokenizer.json").read_bytes():
        raise SystemExit("the two models have different vocabularies: train both on the same codebook")
    shutil.copytree(first, options.out, dirs_exist_ok=True)
    one, other = (torch.load(folder / "weights.pt") for folder in options.models)
    mixed = {
        name: options.share * value + (1 - options.share) * other[name] if value.is_floating_point() else value
        for name, value in one.items()
    }
    torch.save(mixed, options.out / "weights.pt")


if __name__ == "__main__":
    main()
