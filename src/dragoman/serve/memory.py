"""Answers that were given, kept for one version of the store, plain and compressed."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

MOST_ANSWERS = 256
MOST_BYTES = 300_000
SMALL = 1200  # bytes that are not worth compressing
LATE_SECONDS = 10.0  # how long an answer of the version before is still given while the new one is made


@dataclass(slots=True)
class Answer:
    """A body. `make` gives it anew, for a later version. `asked`: how often it was asked for. `tag`: its entity tag."""

    body: bytes
    make: Callable[[], bytes]
    asked: int = 0
    tag: str = ""
    _zipped: bytes | None = field(default=None, repr=False)

    def zipped(self) -> bytes | None:
        """The body compressed, once for all who take it so; None where it is small."""
        if self._zipped is None and len(self.body) > SMALL:
            self._zipped = gzip.compress(self.body, 4, mtime=0)
        return self._zipped


class Memory:
    """The answers of one version, by question; and for some seconds those of the version before, where the new ones are
    not made yet."""

    def __init__(self, version: str) -> None:
        self.version = version
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._late: dict[str, tuple[float, Answer]] = {}
        self._under_way: dict[str, Future[Answer]] = {}
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

    def late(self, key: str) -> Answer | None:
        """The answer of the version before, if it was still the newest a few seconds ago."""
        until, answer = self._late.get(key, (0.0, None))
        return answer if time.monotonic() < until else None

    def ask(self, key: str, make: Callable[[], bytes], pool: Executor) -> Future[Answer]:
        """The answer to a question: as given before, or made now, once however many ask at the same time."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                known: Future[Answer] = Future()
                known.set_result(found)
                return known
            under_way = self._under_way.get(key)
            if under_way is None:
                under_way = self._under_way[key] = pool.submit(self._made, key, make)
            return under_way

    def under_way(self, key: str) -> Future[Answer] | None:
        """The answer that is being made, if it is."""
        return self._under_way.get(key)

    def _made(self, key: str, make: Callable[[], bytes]) -> Answer:
        try:
            answer = Answer(make(), make)
            self.keep(key, answer)
            return answer
        finally:
            with self._lock:
                self._under_way.pop(key, None)

    def keep(self, key: str, answer: Answer) -> None:
        answer.tag = self.tag(key)
        with self._lock:
            if len(answer.body) <= MOST_BYTES:
                self._answers[key] = answer
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)

    def follow(self, before: Memory) -> None:
        """Take over what the version before has answered, for those who ask while it is answered anew."""
        now = time.monotonic()
        with before._lock:
            given = {key: (now + LATE_SECONDS, one) for key, one in before._answers.items()}
            older = {key: late for key, late in before._late.items() if late[0] > now}
        self._late = older | given

    def wanted(self) -> list[tuple[str, Answer]]:
        """What was asked for since this version came, the latest first."""
        with self._lock:
            return [(key, one) for key, one in reversed(self._answers.items()) if one.asked]
