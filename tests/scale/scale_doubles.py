"""Stand-ins for the coder that obey the page: they crash, hang, grow or raise as its text says."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import EngineError
from dragoman.records import Coded, Document, Page, Rejected, short_hash
from dragoman.scale.worker import Code

GREED: list[bytes] = []  # what a growing worker never gives back


@dataclass(frozen=True, slots=True)
class Scripted:
    """`folder`: where the marks lie that tell a second attempt from a first."""

    folder: str

    def __call__(self) -> Code:
        return self.code

    def code(self, page: Page) -> Coded | Rejected:
        order, _, argument = page.body.decode().partition(" ")
        if order == "crash" or (order == "crash-once" and self._first(page)):
            os.kill(os.getpid(), signal.SIGSEGV)
        if order == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if order in ("grow", "swell"):
            GREED.append(os.urandom(int(argument)))
        if order in ("hang", "swell"):
            time.sleep(600)
        if order == "slow":
            time.sleep(float(argument))
        if order == "raise":
            raise ValueError("an invented bug")
        if order == "print":
            print("a library that prints")
        if order == "reject":
            return Rejected(page.url, "extract", "empty", "no text")
        document = Document(short_hash(page.url), page.url, "", page.body.decode())
        return Coded(document, (), (), (), (), (), (), (), notes=(str(os.getpid()),))

    def _first(self, page: Page) -> bool:
        mark = Path(self.folder, short_hash(page.url))
        if mark.exists():
            return False
        mark.touch()
        return True


def unloadable() -> Code:
    raise EngineError("no such pipeline")


def dies_while_loading() -> Code:
    os._exit(3)


def has_a_bug() -> Code:
    raise FileNotFoundError("an invented file")
