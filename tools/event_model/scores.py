"""Figures on held-out sentences: types of given triggers, triggers found, roles, pairs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import torch
from dataset import Item, batches, collate
from labels import MODE_LABELS, ROOTS, STATUSES, TYPES
from network import EventNetwork


def evaluate(network: EventNetwork, items: list[Item]) -> dict[str, Any]:
    """Macro-F1 of types and roots of given triggers and of pairs, accuracy of modes and statuses, F1 of trigger
    pieces with their type and of role pieces."""
    network.eval()
    kinds, roots, pair_roots = Counter(), Counter(), Counter()
    hits: Counter[str] = Counter()
    with torch.no_grad():
        for group in batches(items, 32, None):
            batch = collate(group)
            hidden = network.hidden(batch["ids"], batch["mask"])
            _count(hits, "trigger", network.trigger(hidden).argmax(-1), batch["trigger"])
            if "rows" in batch:
                logits, roles = network.events(hidden, batch["rows"], batch["words"])
                parts = logits.split([len(TYPES), len(ROOTS), len(MODE_LABELS), len(STATUSES)], -1)
                kinds.update(zip(batch["kinds"].tolist(), parts[0].argmax(-1).tolist(), strict=True))
                real = batch["roots"] >= 0
                roots.update(zip(batch["roots"][real].tolist(), parts[1][real].argmax(-1).tolist(), strict=True))
                hits["mode"] += int((parts[2].argmax(-1) == batch["modes"])[real].sum())
                hits["status"] += int((parts[3].argmax(-1) == batch["statuses"])[real].sum())
                hits["events"] += int(real.sum())
                _count(hits, "role", roles.argmax(-1)[real], batch["roles"][real])
            if "pair_ids" in batch:
                logits = network.pairs(network.hidden(batch["pair_ids"], batch["pair_mask"]), batch["pair_places"])
                found = logits.split([len(TYPES), len(ROOTS)], -1)[1].argmax(-1)
                pair_roots.update(zip(batch["pair_roots"].tolist(), found.tolist(), strict=True))
    return {
        "type_macro_f1": macro(kinds),
        "root_macro_f1": macro(roots),
        "pair_root_macro_f1": macro(pair_roots),
        "trigger_f1": _f1(hits, "trigger"),
        "role_f1": _f1(hits, "role"),
        "mode_accuracy": hits["mode"] / max(1, hits["events"]),
        "status_accuracy": hits["status"] / max(1, hits["events"]),
        "by_type": {TYPES[k]: round(f1(kinds, k), 3) for k in range(len(TYPES))},
    }


def _count(hits: Counter[str], name: str, found: torch.Tensor, gold: torch.Tensor) -> None:
    known = gold >= 0
    hits[f"{name} tp"] += int(((found == gold) & (gold > 0) & known).sum())
    hits[f"{name} found"] += int(((found > 0) & known).sum())
    hits[f"{name} gold"] += int(((gold > 0) & known).sum())


def _f1(hits: Counter[str], name: str) -> float:
    total = hits[f"{name} found"] + hits[f"{name} gold"]
    return 2 * hits[f"{name} tp"] / total if total else 0.0


def f1(confusion: Counter[tuple[int, int]], label: int) -> float:
    right = confusion[label, label]
    total = sum(n for (g, _), n in confusion.items() if g == label) + sum(
        n for (_, p), n in confusion.items() if p == label
    )
    return 2 * right / total if total else 0.0


def macro(confusion: Counter[tuple[int, int]]) -> float:
    labels = {g for g, _ in confusion}
    return sum(f1(confusion, label) for label in labels) / max(1, len(labels))
