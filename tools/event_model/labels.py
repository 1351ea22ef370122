"""The label sets of the event model, in the order of its output columns."""

from __future__ import annotations

from dragoman.data.codebook import MODES

TYPES = [
    "none",
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
# CAMEO roots; imposed sanctions (163) apart, since conversion tables disagree on them.
ROOTS = [*(f"{number:02d}" for number in range(1, 21)), "163"]
MODE_LABELS = ["-", *(f"{kind} {mode}" for kind, modes in MODES.items() for mode in modes.split())]
STATUSES = ["occurred", "ongoing", "planned", "possible", "alleged", "denied", "negated"]
ROLES = ["none", "A", "R", "O", "S", "T", "L"]
SENTENCE = [*TYPES[1:], "statement"]


def root_of(code: str) -> int:
    """The column of a CAMEO code's root."""
    return ROOTS.index("163" if code.startswith("163") else code[:2])
