"""The state of a predicate as the climb from it to the root goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.records import Cue, Status, Token

RANK: dict[str, int] = {
    "occurred": 0,
    "ongoing": 1,
    "planned": 2,
    "possible": 3,
    "alleged": 4,
    "denied": 5,
    "negated": 6,
}
# Doubts that a negation below them does not settle: "if no price is agreed", "fears that it might not hold".
DOUBTS = frozenset({"condition", "question", "noun of possibility", "noun of claim", "adverb of possibility"})


@dataclass(slots=True)
class Reading:
    """`negated` flips with every negation; `doubted`: a doubt governs the negation; `cues`: the words that decided,
    from the predicate outwards."""

    status: Status = "occurred"
    negated: bool = False
    doubted: bool = False
    cues: list[Cue] = field(default_factory=list)

    def weaken(self, status: Status, token: Token, rule: str) -> None:
        """Take a less certain status, unless a stronger doubt holds already."""
        if RANK[status] > RANK[self.status] or self.status in ("occurred", "ongoing"):
            self.status = status
        self.doubted = self.doubted or (self.negated and rule in DOUBTS)
        self.cues.append(Cue(token.span, rule, status))

    def flip(self, token: Token, rule: str) -> None:
        self.negated = not self.negated
        self.cues.append(Cue(token.span, rule, "negated" if self.negated else "affirmed"))

    def settled(self) -> Reading:
        """The reading with its negation told by the status."""
        if self.negated:
            self.status = "possible" if self.doubted else "negated"
        return self
