"""Which event a trigger is: the frame lexicon and the learned model, weighed against each other.

The weights were chosen on the codebook's held-out families and the development sets; `explain` shows both voices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dragoman.events.frames import Match
from dragoman.events.model import EventModel, Judgement

FRAME_PLAIN, FRAME_SPECIFIC = 3.0, 8.0  # how many times likelier a frame makes its type
ALONE = 0.93  # probability that a trigger which no frame knows must have
LIKELY = 0.5  # probability of any event at all that there must be
NONE = "none"
DEFAULT_CAMEO = {
    "AGREE": "030",
    "CONSULT": "040",
    "SUPPORT": "050",
    "CONCEDE": "080",
    "COOPERATE": "060",
    "AID": "070",
    "RETREAT": "084",
    "REQUEST": "100",
    "ACCUSE": "110",
    "REJECT": "120",
    "THREATEN": "130",
    "PROTEST": "140",
    "SANCTION": "160",
    "MOBILIZE": "150",
    "COERCE": "170",
    "ASSAULT": "180",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`type` "none": no event. `confidence`: probability of the type. `rule`: both voices in words."""

    type: str
    mode: str
    cameo: str
    confidence: float
    rule: str


def decide(match: Match | None, judgement: Judgement | None, model: EventModel | None) -> Decision:
    """The type, mode and CAMEO code of a trigger."""
    if judgement is None or model is None:
        assert match is not None
        frame = match.frame
        confidence = 0.75 if frame.weight >= 2 else 0.6
        return Decision(frame.type, frame.mode, frame.cameo, confidence, f"frame {frame.name}")
    scores = {name: float(p) for name, p in zip(model.types, judgement.types, strict=True)}
    said = f"model: {_best(scores)}"
    if match is not None:
        scores[match.frame.type] *= FRAME_SPECIFIC if match.frame.weight >= 2 else FRAME_PLAIN
        total = sum(scores.values())
        scores = {name: p / total for name, p in scores.items()}
        said = f"frame {match.frame.name}; {said}"
    kind = max((name for name in scores if name != NONE), key=lambda name: scores[name])
    event = 1 - scores[NONE]
    if event < LIKELY or (match is None and scores[kind] < ALONE):
        return Decision(NONE, "", "", 1 - event, said)
    framed = match is not None and match.frame.type == kind
    mode = match.frame.mode if match is not None and framed else ""
    cameo = match.frame.cameo if match is not None and framed else DEFAULT_CAMEO[kind]
    return Decision(kind, mode or _mode(kind, judgement, model), cameo, scores[kind], said)


def _best(scores: dict[str, float]) -> str:
    first, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return f"{first} {scores[first]:.2f}, {second} {scores[second]:.2f}"


def _mode(kind: str, judgement: Judgement, model: EventModel) -> str:
    """The likeliest mode of a type, none if that is likelier."""
    own = [n for n, label in enumerate(model.modes) if label == "-" or label.startswith(f"{kind} ")]
    label = model.modes[own[int(np.argmax(judgement.modes[own]))]]
    return "" if label == "-" else label.split(" ", 1)[1]
