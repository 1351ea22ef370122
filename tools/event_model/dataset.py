"""The codebook as tensors: word pieces with trigger, role and sentence labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from labels import MODE_LABELS, ROLES, SENTENCE, STATUSES, TYPES, root_of
from tokenizers import Tokenizer

from dragoman.data.codebook import Example
from dragoman.events.model import marked, marks_of

MAX_PIECES = 128


@dataclass
class Item:
    """One sentence. `events`: (trigger pieces, type, root, mode, status, role of each piece); `pairs`: (pieces with
    source and target marked, places of the two opening marks, type, root)."""

    ids: list[int]
    trigger: list[int]
    sentence: list[float]
    events: list[tuple[list[int], int, int, int, int, list[int]]]
    pairs: list[tuple[list[int], list[int | None], int, int]]


def held_out(family: str, share: int = 5) -> bool:
    """Whether a family is of the held-out part: one in `share`, by a hash of its name."""
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % share == 0


def pieces(offsets: list[tuple[int, int]], start: int, end: int) -> list[int]:
    return [n for n, (s, e) in enumerate(offsets) if s < end and start < e and e > s]


def item(example: Example, tokenizer: Tokenizer) -> Item:
    encoding = tokenizer.encode(example.text)
    offsets = encoding.offsets[:MAX_PIECES]
    ids = encoding.ids[:MAX_PIECES]
    trigger = [0] * len(ids)
    sentence = [0.0] * len(SENTENCE)
    events, pairs = [], []
    for number, event in enumerate(example.events):
        kind = TYPES.index(event.type)
        root = root_of(event.cameo)
        words = [p for start, end in event.triggers for p in pieces(offsets, start, end)]
        roles = [0] * len(ids)
        spans: dict[str, list[list[int]]] = {}
        for role in example.roles:
            if role.event == number and role.label in ROLES:
                found = pieces(offsets, role.start, role.end)
                spans.setdefault(role.label, []).append(found)
                for p in found:
                    roles[p] = ROLES.index(role.label)
        sentence[SENTENCE.index(event.type)] = 1.0
        if not words:
            continue
        for p in words:
            trigger[p] = kind
        mode = MODE_LABELS.index(f"{event.type} {event.mode}") if event.mode else 0
        events.append((words, kind, root, mode, STATUSES.index(event.status), roles))
        pairs += list(_pairs(spans, kind, root, event.reciprocal))
    if example.statement:
        sentence[SENTENCE.index("statement")] = 1.0
        spans = {}
        for role in example.roles:
            spans.setdefault(role.label, []).append(pieces(offsets, role.start, role.end))
        pairs += list(_pairs(spans, 0, root_of(example.statement), False))
    for start, end in example.near_misses:
        words = pieces(offsets, start, end)
        if words and not example.events:
            events.append((words, 0, -100, -100, -100, [0] * len(ids)))
    marks = marks_of(tokenizer)
    seen = [(*marked(ids, sides, marks), kind, root) for *sides, kind, root in pairs]
    return Item(ids, trigger, sentence, events, seen)


def _pairs(
    spans: dict[str, list[list[int]]], kind: int, root: int, reciprocal: bool
) -> Iterator[tuple[list[int], list[int], int, int]]:
    sources = [s for s in spans.get("A", []) if s]
    targets = [s for s in spans.get("R", []) or spans.get("O", []) if s]
    if reciprocal and len(sources) > 1 and not targets:
        sources, targets = sources[:1], sources[1:]
    for source in sources[:2] or [[]]:
        for target in targets[:2] or [[]]:
            if source or target:
                yield source, target, kind, root


def batches(items: list[Item], size: int, generator: torch.Generator | None) -> Iterator[list[Item]]:
    """Batches of items of like length, in random order if a generator is given."""
    order = sorted(range(len(items)), key=lambda i: len(items[i].ids))
    if generator is not None:
        noise = torch.rand(len(items), generator=generator)
        order = sorted(range(len(items)), key=lambda i: len(items[i].ids) + 8 * float(noise[i]))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if generator is not None:
        groups = [groups[i] for i in torch.randperm(len(groups), generator=generator)]
    for group in groups:
        yield [items[i] for i in group]


def collate(batch: list[Item], generator: torch.Generator | None = None) -> dict[str, torch.Tensor]:
    """Tensors of a batch; in training (with a generator) a random half of its pairs, since each costs another pass."""
    ids, mask = _padded([item.ids for item in batch])
    width = ids.shape[1]
    trigger = torch.full((len(batch), width), -100)
    for row, one in enumerate(batch):
        n = len(one.ids)
        trigger[row, 1 : n - 1] = torch.tensor(one.trigger[1 : n - 1])
    out = {"ids": ids, "mask": mask, "trigger": trigger, "sentence": torch.tensor([one.sentence for one in batch])}
    events = [(row, *event) for row, one in enumerate(batch) for event in one.events]
    if events:
        rows, words, kinds, roots, modes, statuses, roles = zip(*events, strict=True)
        out |= {
            "rows": torch.tensor(rows),
            "words": torch.stack([_spread(one, width) for one in words]),
            "kinds": torch.tensor(kinds),
            "roots": torch.tensor(roots),
            "modes": torch.tensor(modes),
            "statuses": torch.tensor(statuses),
            "roles": torch.tensor([one + [-100] * (width - len(one)) for one in roles]),
        }
    pairs = [pair for one in batch for pair in one.pairs]
    if generator is not None:
        pairs = [pairs[n] for n in torch.randperm(len(pairs), generator=generator)[: (len(pairs) + 1) // 2]]
    if pairs:
        marked_ids, places, kinds, roots = zip(*pairs, strict=True)
        out["pair_ids"], out["pair_mask"] = _padded(list(marked_ids))
        out |= {
            "pair_places": torch.tensor([[-1 if p is None else p for p in both] for both in places]),
            "pair_kinds": torch.tensor(kinds),
            "pair_roots": torch.tensor(roots),
        }
    return out


def _padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of word pieces as one tensor, and its mask."""
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def _spread(positions: list[int], width: int) -> torch.Tensor:
    """Weights that average over positions; all zero for none."""
    out = torch.zeros(width)
    if positions:
        out[positions] = 1.0 / len(positions)
    return out
