"""The codebook as tensors: word pieces with trigger, role and sentence labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from labels import MODE_LABELS, ROLES, ROOTS, SENTENCE, STATUSES, TYPES
from tokenizers import Tokenizer

from dragoman.data.codebook import Example

MAX_PIECES = 128


@dataclass
class Item:
    """One sentence. `events`: (trigger pieces, type, root, mode, status, role of each piece); `pairs`: (source pieces,
    target pieces, type, root)."""

    ids: list[int]
    trigger: list[int]
    sentence: list[float]
    events: list[tuple[list[int], int, int, int, int, list[int]]]
    pairs: list[tuple[list[int], list[int], int, int]]


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
        root = ROOTS.index(event.cameo[:2])
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
        pairs += list(_pairs(spans, 0, ROOTS.index(example.statement[:2]), False))
    for start, end in example.near_misses:
        words = pieces(offsets, start, end)
        if words and not example.events:
            events.append((words, 0, -100, -100, -100, [0] * len(ids)))
    return Item(ids, trigger, sentence, events, pairs)


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


def collate(batch: list[Item]) -> dict[str, torch.Tensor]:
    width = max(len(item.ids) for item in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    trigger = torch.full((len(batch), width), -100)
    for row, one in enumerate(batch):
        n = len(one.ids)
        ids[row, :n] = torch.tensor(one.ids)
        mask[row, :n] = 1
        trigger[row, 1 : n - 1] = torch.tensor(one.trigger[1 : n - 1])
    sentence = torch.tensor([one.sentence for one in batch])
    rows, words, kinds, roots, modes, statuses, roles = [], [], [], [], [], [], []
    pair_rows, sources, targets, pair_kinds, pair_roots = [], [], [], [], []
    for row, one in enumerate(batch):
        for event in one.events:
            rows.append(row)
            words.append(_spread(event[0], width))
            kinds.append(event[1])
            roots.append(event[2])
            modes.append(event[3])
            statuses.append(event[4])
            roles.append(torch.tensor(event[5] + [-100] * (width - len(event[5]))))
        for source, target, kind, root in one.pairs:
            pair_rows.append(row)
            sources.append(_spread(source, width))
            targets.append(_spread(target, width))
            pair_kinds.append(kind)
            pair_roots.append(root)
    out = {"ids": ids, "mask": mask, "trigger": trigger, "sentence": sentence}
    if rows:
        out |= {
            "rows": torch.tensor(rows),
            "words": torch.stack(words),
            "kinds": torch.tensor(kinds),
            "roots": torch.tensor(roots),
            "modes": torch.tensor(modes),
            "statuses": torch.tensor(statuses),
            "roles": torch.stack(roles),
        }
    if pair_rows:
        out |= {
            "pair_rows": torch.tensor(pair_rows),
            "sources": torch.stack(sources),
            "targets": torch.stack(targets),
            "pair_kinds": torch.tensor(pair_kinds),
            "pair_roots": torch.tensor(pair_roots),
        }
    return out


def _spread(positions: list[int], width: int) -> torch.Tensor:
    """Weights that average over positions; all zero for none."""
    out = torch.zeros(width)
    if positions:
        out[positions] = 1.0 / len(positions)
    return out
