"""The learned event model at run time: one pass of a small encoder over a sentence, then small heads.

Trained by tools/event_model from the codebook alone; int8 ONNX. All probabilities are from a softmax.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Floats = NDArray[np.float32]

BATCH = 32
MAX_PIECES = 128
Characters = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the model sees it. `ids`: word pieces; `offsets`: characters of each (0, 0 for the frame marks);
    `hidden`: pieces x size; `trigger`: pieces x types; `sentence`: probability of each type, and of a mere statement,
    last."""

    ids: tuple[int, ...]
    offsets: tuple[Characters, ...]
    hidden: Floats
    trigger: Floats
    sentence: Floats

    def pieces(self, start: int, end: int) -> list[int]:
        return [n for n, (s, e) in enumerate(self.offsets) if s < end and start < e]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of a trigger: probabilities of types, CAMEO roots, modes and statuses; `roles`: pieces x
    roles."""

    types: Floats
    roots: Floats
    modes: Floats
    statuses: Floats
    roles: Floats


class EventModel:
    """The model of a folder that tools/event_model/export.py made."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from threadpoolctl import ThreadpoolController
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._marks = marks_of(self._tokenizer)
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.types: tuple[str, ...] = tuple(labels["types"])
        self.roots: tuple[str, ...] = tuple(labels["roots"])
        self.modes: tuple[str, ...] = tuple(labels["modes"])
        self.statuses: tuple[str, ...] = tuple(labels["statuses"])
        self.roles: tuple[str, ...] = tuple(labels["roles"])
        self.sentence: tuple[str, ...] = tuple(labels["sentence"])
        with np.load(folder / "heads.npz") as heads:
            # A copy makes the memory aligned, which numpy's products need to be quick.
            self._heads: dict[str, Floats] = {name: np.array(heads[name], dtype=np.float32) for name in heads.files}
        # The heads are small: on a busy machine a product spread over threads takes thirty times as long.
        self._threads = ThreadpoolController()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The readings of sentences, in their order."""
        encodings = self._tokenizer.encode_batch(list(texts))
        passed = self._run([one.ids for one in encodings])
        return [
            Reading(tuple(one.ids), tuple(one.offsets), hidden, softmax(trigger), sigmoid(sentence))
            for one, (hidden, trigger, sentence) in zip(encodings, passed, strict=True)
        ]

    def _run(self, pieces: Sequence[Sequence[int]]) -> list[tuple[Floats, Floats, Floats]]:
        """Hidden states, trigger logits and sentence logits of sequences of word pieces, in their order."""
        order = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        out: list[tuple[Floats, Floats, Floats] | None] = [None] * len(pieces)
        for group in _chunks(order, BATCH):
            width = max(len(pieces[n]) for n in group)
            ids = np.zeros((len(group), width), dtype=np.int64)
            mask = np.zeros((len(group), width), dtype=np.int64)
            for row, n in enumerate(group):
                ids[row, : len(pieces[n])] = pieces[n]
                mask[row, : len(pieces[n])] = 1
            hidden, trigger, sentence = self._session.run(None, {"ids": ids, "mask": mask})
            for row, n in enumerate(group):
                length = len(pieces[n])
                out[n] = hidden[row, :length], trigger[row, :length], sentence[row]
        return [one for one in out if one is not None]

    def judge(self, asked: Sequence[tuple[Reading, Sequence[int]]]) -> list[Judgement]:
        """What triggers, given by a reading and its word pieces, stand for. One product of matrices for all of them."""
        if not asked:
            return []
        with self._threads.limit(limits=1, user_api="blas"):
            return self._judge(asked)

    def _judge(self, asked: Sequence[tuple[Reading, Sequence[int]]]) -> list[Judgement]:
        states = np.stack([reading.hidden[list(trigger)].mean(0) for reading, trigger in asked])
        firsts = np.stack([reading.hidden[0] for reading, _ in asked])
        joint = np.tanh(self._apply("event_hidden", np.concatenate([states, firsts], 1)))
        cuts = np.cumsum([len(self.types), len(self.roots), len(self.modes)])
        types, roots, modes, statuses = (softmax(part) for part in np.split(self._apply("event", joint), cuts, axis=1))
        keys = self._apply("role_trigger", states).reshape(len(asked), len(self.roles), -1)
        words = {id(reading): reading for reading, _ in asked}
        pieces = np.concatenate([reading.hidden for reading in words.values()])
        projected, bias = np.tanh(self._apply("role_word", pieces)), self._apply("role_bias", pieces)
        starts = dict(zip(words, np.cumsum([0, *(len(r.hidden) for r in words.values())])[:-1].tolist(), strict=True))
        out = []
        for n, (reading, _) in enumerate(asked):
            mine = slice(starts[id(reading)], starts[id(reading)] + len(reading.hidden))
            roles = softmax(projected[mine] @ keys[n].T / keys.shape[2] ** 0.5 + bias[mine])
            out.append(Judgement(types[n], roots[n], modes[n], statuses[n], roles))
        return out

    def pair(self, reading: Reading, source: Sequence[int], target: Sequence[int]) -> tuple[Floats, Floats]:
        """Probabilities of types and CAMEO roots between two stretches of word pieces, either of which may be empty.
        The sentence is read once more, with both stretches marked."""
        ids, places = marked(reading.ids, (source, target), self._marks)
        hidden = self._run([ids])[0][0]
        null = self._heads["null"]
        a, b = (null[n] if place is None else hidden[place] for n, place in enumerate(places))
        joint = np.tanh(self._apply("pair_hidden", np.concatenate([a, b, a * b, hidden[0]])))
        kinds, roots = np.split(self._apply("pair", joint), [len(self.types)])
        return softmax(kinds), softmax(roots)

    def _apply(self, name: str, value: Floats) -> Floats:
        out: Floats = value @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return out


def marks_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """The word pieces that stand before and after a marked source and a marked target."""
    source, target = tokenizer.token_to_id("@"), tokenizer.token_to_id("#")
    assert source is not None and target is not None, "the model's vocabulary lacks the marks @ and #"
    return source, target


def marked(
    ids: Sequence[int], stretches: Sequence[Sequence[int]], marks: Sequence[int]
) -> tuple[list[int], list[int | None]]:
    """Word pieces with a mark before and after each stretch of positions, and where each opening mark stands (None
    for an empty stretch)."""
    before: dict[int, list[int]] = {}
    for number, stretch in enumerate(stretches):
        if stretch:
            before.setdefault(min(stretch), []).append(number)
            before.setdefault(max(stretch) + 1, []).append(number)
    out: list[int] = []
    places: list[int | None] = [None] * len(stretches)
    for position, piece in enumerate(ids):
        for number in before.get(position, ()):
            if places[number] is None:
                places[number] = len(out)
            out.append(marks[number])
        out.append(piece)
    return out, places


def sigmoid(logits: Any) -> Floats:
    out: Floats = 1 / (1 + np.exp(-logits))
    return out


def softmax(logits: Any) -> Floats:
    """Softmax over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    out: Floats = shifted / shifted.sum(-1, keepdims=True)
    return out


def _chunks(order: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), size):
        yield order[start : start + size]
