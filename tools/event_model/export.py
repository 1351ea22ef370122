"""Make the package's model files of trained weights: `python tools/event_model/export.py --model DIR --base DIR`.

The encoder with the trigger and sentence heads becomes an ONNX file in per-channel int8; the other heads, which read
single words or pairs, are small matrices that numpy multiplies at run time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from labels import MODE_LABELS, ROLES, ROOTS, SENTENCE, STATUSES, TYPES  # noqa: E402
from network import EventNetwork  # noqa: E402

TARGET = ROOT / "src" / "dragoman" / "data" / "events" / "model"
HEADS = ("event_hidden", "event", "role_word", "role_trigger", "role_bias", "pair_hidden", "pair")


class Reader(torch.nn.Module):
    """What ONNX runs: word pieces in, states, trigger logits and sentence logits out."""

    def __init__(self, network: EventNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        hidden = self.network.hidden(ids, mask)
        return hidden, self.network.trigger(hidden), self.network.sentences(hidden, mask)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder that train.py wrote")
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--float", action="store_true", help="without quantisation, for comparison")
    options = parser.parse_args()
    config = BertConfig.from_pretrained(options.model)
    config._attn_implementation = "eager"
    network = EventNetwork(BertModel(config, add_pooling_layer=False))
    network.load_state_dict(torch.load(options.model / "weights.pt", weights_only=True))
    network.eval()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        export(network, plain)
        if options.float:
            shutil.copy(plain, options.out / "encoder.onnx")
        else:
            quantize_dynamic(plain, options.out / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if name.split(".")[0] in HEADS
    }
    np.savez_compressed(options.out / "heads.npz", null=network.null.detach().numpy().astype(np.float16), **heads)
    shutil.copy(options.model / "tokenizer.json", options.out / "tokenizer.json")
    labels = {
        "types": TYPES,
        "roots": ROOTS,
        "modes": MODE_LABELS,
        "statuses": STATUSES,
        "roles": ROLES,
        "sentence": SENTENCE,
    }
    (options.out / "labels.json").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    for path in sorted(options.out.iterdir()):
        print(f"{path.name} {path.stat().st_size / 1e6:.1f} MB")


def export(network: EventNetwork, path: Path) -> None:
    names = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        Reader(network),
        (torch.ones(2, 12, dtype=torch.long), torch.ones(2, 12, dtype=torch.long)),
        str(path),
        input_names=["ids", "mask"],
        output_names=["hidden", "trigger", "sentence"],
        dynamic_axes={"ids": names, "mask": names, "hidden": names, "trigger": names, "sentence": {0: "batch"}},
        dynamo=False,
    )


if __name__ == "__main__":
    main()
