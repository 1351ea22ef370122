"""Answers that were given, kept for one version of the store, plain and compressed."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_ANSWERS = 256
MOST_BYTES = 300_000
SMALL = 1200  # bytes that are not worth compressing


@dataclass(slots=True)
class Answer:
    """A body. `make` gives it anew, for a later version. `asked`: how often it was asked for."""

    body: bytes
    make: Callable[[], bytes]
    asked: int = 0
    _zipped: bytes | None = field(default=None, repr=False)

    def zipped(self) -> bytes | None:
        """The body compressed, once for all who take it so; None where it is small."""
        if self._zipped is None and len(self.body) > SMALL:
            self._zipped = gzip.compress(self.body, 4, mtime=0)
        return self._zipped


class Memory:
    """The answers of one version, by question."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def tag(self, key: str) -> str:
        """The entity tag of a question."""
        return f'W/"{hashlib.sha256(f"{self.version} {key}".encode()).hexdigest()[:20]}"'

    def find(self, key: str) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
                found.asked += 1
            return found

    def answer(self, key: str, make: Callable[[], bytes]) -> Answer:
        """The answer to a question: as given before, or made now, once however many ask at the same time."""
        found = self.find(key)
        if found is not None:
            return found
        with self._lock:
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            found = self.find(key)
            if found is None:
                found = Answer(make(), make, asked=1)
                self.keep(key, found)
            return found

    def keep(self, key: str, answer: Answer) -> None:
        with self._lock:
            self._turns.pop(key, None)
            if len(answer.body) <= MOST_BYTES:
                self._answers[key] = answer
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)

    def wanted(self) -> list[tuple[str, Answer]]:
        """What was asked for since this version came, the latest first."""
        with self._lock:
            return [(key, one) for key, one in reversed(self._answers.items()) if one.asked]
