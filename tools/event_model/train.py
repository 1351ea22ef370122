"""Train the event model from the codebook alone: `python tools/event_model/train.py --base DIR --out DIR`.

Deterministic: fixed seeds, one thread order, families split by hash. Writes weights (PyTorch), the pruned tokenizer and
report.json with the figures on the held-out fifth; `export.py` makes the package's files of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as functions
from transformers import BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from dataset import Item, batches, collate, held_out, item  # noqa: E402
from labels import MODE_LABELS, ROLES, ROOTS, STATUSES, TYPES  # noqa: E402
from network import EventNetwork  # noqa: E402
from scores import evaluate  # noqa: E402
from variety import States  # noqa: E402
from vocabulary import load_pruned  # noqa: E402

from dragoman.data import codebook  # noqa: E402
from dragoman.data.codebook import Example  # noqa: E402

SEED = 20261123


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, help="folder of the base encoder, to begin with it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--vocabulary", type=int, default=16000)
    parser.add_argument("--all", action="store_true", help="train on the held-out fifth too")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--start", type=Path, help="folder of weights to train on from (recover.py makes one)")
    parser.add_argument(
        "--vary", type=float, default=0.0, help="share of sentences whose states are exchanged, each epoch"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lenient", action="store_true", help="leave malformed sentences out")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(options.threads)
    examples = codebook.read(strict=not options.lenient)
    network, tokenizer = begin(options, examples)
    train = [e for e in examples if options.all or not held_out(e.family)]
    test = [item(e, tokenizer) for e in examples if held_out(e.family)]
    print(f"{len(train)} sentences to train on, {len(test)} held out", flush=True)
    fit(network, train, tokenizer, test, options)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "weights.pt")
    tokenizer.save(str(options.out / "tokenizer.json"))
    network.encoder.config.save_pretrained(options.out)
    report = evaluate(network, test)
    (options.out / "report.json").write_text(json.dumps(report, indent=1))
    print(json.dumps({k: v for k, v in report.items() if not isinstance(v, dict)}, indent=1))


def begin(options: argparse.Namespace, examples: list[Example]) -> tuple[EventNetwork, Tokenizer]:
    """The network to train and its tokenizer: of the base encoder, or of the weights to train on from."""
    if options.start is None:
        encoder, tokenizer = load_pruned(options.base, options.vocabulary, [e.text for e in examples])
        return EventNetwork(encoder), tokenizer
    config = BertConfig.from_pretrained(options.start)
    config._attn_implementation = "eager"
    network = EventNetwork(BertModel(config, add_pooling_layer=False))
    network.load_state_dict(torch.load(options.start / "weights.pt", weights_only=True))
    return network, Tokenizer.from_file(str(options.start / "tokenizer.json"))


def fit(
    network: EventNetwork, train: list[Example], tokenizer: Tokenizer, test: list[Item], options: argparse.Namespace
) -> None:
    slow = [p for n, p in network.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in network.named_parameters() if not n.startswith("encoder")]
    steps = options.epochs * (len(train) // options.batch + 1)
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": options.rate}, {"params": fast, "lr": 10 * options.rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [options.rate, 10 * options.rate], total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    generator = torch.Generator().manual_seed(options.seed)
    states, luck = States(), random.Random(options.seed)
    plain = [item(e, tokenizer) for e in train]
    for epoch in range(options.epochs):
        network.train()
        start, total, count = time.perf_counter(), 0.0, 0
        items = [
            item(states.exchanged(e, luck), tokenizer) if luck.random() < options.vary else one
            for e, one in zip(train, plain, strict=True)
        ]
        for group in batches(items, options.batch, generator):
            value = loss(network, collate(group, generator))
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + value.item(), count + 1
        found = evaluate(network, test)
        brief = {k: round(v, 3) for k, v in found.items() if isinstance(v, float)}
        print(f"epoch {epoch + 1} loss {total / count:.3f} {time.perf_counter() - start:.0f} s {brief}", flush=True)


def loss(network: EventNetwork, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    hidden = network.hidden(batch["ids"], batch["mask"])
    triggers = network.trigger(hidden)
    total = functions.cross_entropy(triggers.flatten(0, 1), batch["trigger"].flatten(), ignore_index=-100)
    total = total + 0.5 * functions.binary_cross_entropy_with_logits(
        network.sentences(hidden, batch["mask"]), batch["sentence"]
    )
    if "rows" in batch:
        logits, roles = network.events(hidden, batch["rows"], batch["words"])
        kinds, roots, modes, statuses = logits.split([len(TYPES), len(ROOTS), len(MODE_LABELS), len(STATUSES)], -1)
        total = total + functions.cross_entropy(kinds, batch["kinds"], label_smoothing=0.05)
        if (batch["kinds"] > 0).any():
            total = total + functions.cross_entropy(roots, batch["roots"], ignore_index=-100, label_smoothing=0.05)
            total = total + 0.5 * functions.cross_entropy(modes, batch["modes"], ignore_index=-100)
            total = total + 0.5 * functions.cross_entropy(statuses, batch["statuses"], ignore_index=-100)
        total = total + functions.cross_entropy(
            roles.reshape(-1, len(ROLES)), batch["roles"].flatten(), ignore_index=-100
        )
    if "pair_ids" in batch:
        logits = network.pairs(network.hidden(batch["pair_ids"], batch["pair_mask"]), batch["pair_places"])
        kinds, roots = logits.split([len(TYPES), len(ROOTS)], -1)
        total = total + 0.5 * functions.cross_entropy(kinds, batch["pair_kinds"], label_smoothing=0.05)
        total = total + functions.cross_entropy(roots, batch["pair_roots"], label_smoothing=0.05)
    return total


if __name__ == "__main__":
    main()
