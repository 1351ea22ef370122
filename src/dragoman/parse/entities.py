"""The entity recogniser of a spaCy pipeline, its greedy search done here.

spaCy searches token by token. Outside an entity its next action depends on the next token alone: so here the actions of
all tokens are scored in one product, and only tokens inside an entity one by one. The entities are the same; the search
costs a tenth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START
from spacy.tokens import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

Floats = NDArray[np.float32]
FEATURES = 3  # next token, first token of the open entity, token before the next
NEVER = np.float32(-np.inf)


class EntitySearch:
    """A component that sets the entities of documents as its recogniser would."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        model = recogniser.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self.words = model.get_ref("tok2vec")
        self.size, self.pieces, inner = lower.get_dim("nO"), lower.get_dim("nP"), lower.get_dim("nI")
        # The pieces of a maxout stand apart here, so that numpy takes their maximum over whole rows.
        self.lower = lower.get_param("W").transpose(3, 0, 2, 1).reshape(inner, -1).copy()
        self.bias = lower.get_param("b").T.ravel()
        self.pad = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(FEATURES, -1)
        self.weights, self.offsets = upper.get_param("W"), upper.get_param("b")
        moves = recogniser.moves
        self.moves = [moves.get_class_name(n).partition("-")[::2] for n in range(moves.n_moves)]
        kinds = np.array([kind if label or kind == "O" else "" for kind, label in self.moves])
        self.closed = np.flatnonzero(np.isin(kinds, ("B", "U", "O")))
        self.begins, self.names = kinds[self.closed] == "B", kinds[self.closed] != "O"
        rows = {move: row for row, move in enumerate(self.moves)}
        self.inside = {
            label: [rows["I", label], rows["L", label]] for kind, label in self.moves if kind == "B" and label
        }

    def pipe(self, docs: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:
        """The documents with their entities, taken together."""
        batch = [doc for doc in docs if len(doc)]
        if not batch:
            return
        for doc, features in zip(batch, self._features(batch), strict=True):
            doc.set_ents([Span(doc, *found) for found in self._search(doc, features)], default="outside")
            yield doc

    def _features(self, docs: Sequence[Doc]) -> Iterator[Floats]:
        """Of each document, what its tokens add to the hidden layer: tokens x features x (size x pieces)."""
        vectors = self.words.predict(docs)
        joint = (vectors @ self.lower).reshape(len(vectors), FEATURES, -1)
        start = 0
        for doc in docs:
            yield joint[start : start + len(doc)]
            start += len(doc)

    def _hidden(self, summed: Floats) -> Floats:
        found: Floats = (summed + self.bias).reshape(*summed.shape[:-1], self.pieces, self.size).max(-2)
        return found

    def _search(self, doc: Doc, features: Floats) -> Iterator[tuple[int, int, str]]:
        """First token, end and label of each entity."""
        outside = self._hidden(features[:, 0] + self.pad[1] + self.pad[2])
        scores = outside @ self.weights[self.closed].T + self.offsets[self.closed]
        starts = doc.to_array([SENT_START, IS_SPACE])
        last = np.append(starts[1:, 0] == 1, True)  # no entity goes on behind these
        scores[np.ix_(last, self.begins)] = NEVER
        scores[np.ix_(starts[:, 1] == 1, self.names)] = NEVER
        best = self.closed[scores.argmax(1)].tolist()
        at = 0
        while at < len(best):
            kind, label = self.moves[best[at]]
            first, at = at, at + 1
            if kind == "B":
                at = self._end(features, first, label, last)
            if kind != "O":
                yield first, at, label

    def _end(self, features: Floats, first: int, label: str, last: NDArray[np.bool_]) -> int:
        """The end of an entity of several tokens."""
        rows = self.inside[label]
        weights, offsets = self.weights[rows], self.offsets[rows]
        at = first + 1
        while not last[at]:
            hidden = self._hidden(features[at, 0] + features[first, 1] + features[at - 1, 2])
            goes_on, ends = (weights @ hidden + offsets).tolist()
            if ends > goes_on:
                break
            at += 1
        return at + 1


def load(nlp: Language) -> Any:
    """The search for a pipeline's recogniser; the recogniser itself where its model is built otherwise, None without
    one."""
    if "ner" not in nlp.pipe_names:
        return None
    recogniser: Any = nlp.get_pipe("ner")
    model = getattr(recogniser, "model", None)
    plain = (
        model is not None
        and model.attrs.get("has_upper")
        and not model.attrs.get("unseen_classes")
        and model.get_ref("lower").get_dim("nF") == FEATURES
        and recogniser.cfg.get("beam_width", 1) == 1
        and not {"entity_ruler", "span_ruler"} & set(nlp.pipe_names)
    )
    return EntitySearch(recogniser) if plain else recogniser
