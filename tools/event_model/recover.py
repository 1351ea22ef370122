"""Float weights of the package's model, to train on from it: `python recover.py --base DIR --out DIR`.

The int8 file keeps a scale for each column, so the weights come back with the error of their rounding alone. Pieces
that the vocabulary of the package has are taken from it; those that only the codebook as it now stands needs start
from the base encoder.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from network import EventNetwork  # noqa: E402
from vocabulary import load_pruned  # noqa: E402

from dragoman.data import codebook  # noqa: E402

MODEL = ROOT / "src" / "dragoman" / "data" / "events" / "model"
# The products of matrices of a layer, in the order in which the exported graph has them.
PRODUCTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
TABLES = ("word_embeddings", "position_embeddings", "token_type_embeddings")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=16000)
    options = parser.parse_args()
    encoder, tokenizer = load_pruned(options.base, options.vocabulary, [e.text for e in codebook.read(strict=False)])
    network = EventNetwork(encoder)
    state = network.state_dict()
    found = recovered(MODEL)
    words = found.pop("encoder.embeddings.word_embeddings.weight")
    places = json.loads((MODEL / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    table = state["encoder.embeddings.word_embeddings.weight"]
    known = 0
    for piece, row in tokenizer.get_vocab().items():
        if piece in places:
            table[row] = words[places[piece]]
            known += 1
    for name, value in found.items():
        assert state[name].shape == value.shape, name
        state[name] = value
    missing = set(state) - set(found) - {"encoder.embeddings.word_embeddings.weight"}
    assert not missing, missing
    network.load_state_dict(state)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "weights.pt")
    tokenizer.save(str(options.out / "tokenizer.json"))
    encoder.config.save_pretrained(options.out)
    print(f"{known} of {len(table)} word pieces from the package's model")


def recovered(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a model folder of the package, by their names in the network."""
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    out: dict[str, np.ndarray] = {}
    for name, value in arrays.items():
        if name.startswith("network.") and not name.endswith(("_quantized", "_scale", "_zero_point")):
            out[name.removeprefix("network.")] = value
    for table in TABLES:
        name = f"network.encoder.embeddings.{table}.weight"
        out[name.removeprefix("network.")] = _float(arrays, name)
    products = [n.input[1].removesuffix("_quantized") for n in graph.node if n.op_type == "MatMulInteger"]
    layers = (len(products) - 2) // len(PRODUCTS)
    names = [f"encoder.encoder.layer.{n}.{part}" for n in range(layers) for part in PRODUCTS] + ["trigger", "sentence"]
    for name, product in zip(names, products, strict=True):
        out[f"{name}.weight"] = _float(arrays, product).T
    with np.load(folder / "heads.npz") as heads:
        out |= {name: heads[name] for name in heads.files}
    return {name: torch.tensor(np.array(value, dtype=np.float32)) for name, value in out.items()}


def _float(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    zero = arrays[f"{name}_zero_point"].astype(np.float32)
    return (arrays[f"{name}_quantized"].astype(np.float32) - zero) * arrays[f"{name}_scale"]


if __name__ == "__main__":
    main()
