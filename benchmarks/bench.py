"""What every set module shares: the loaded stages, and reading and writing JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman import engines
from dragoman.data import Data
from dragoman.pipeline import Coder, document_of
from dragoman.records import Document, Parse
from dragoman.settings import Settings

Record = dict[str, Any]


class Bench:
    """Stages loaded on first use, so that a set pays only for what it measures."""

    def __init__(self, options: Record | None = None) -> None:
        self.options = options or {}
        self.settings = Settings.load()
        self.data = Data(self.settings.data)
        self._stages: Record = {}

    def stage(self, name: str) -> Any:
        if name not in self._stages:
            self._stages[name] = engines.load(name, self.settings, self.data)
        return self._stages[name]

    @cached_property
    def coder(self) -> Coder:
        return Coder(self.settings)

    def parses(self, documents: Iterable[Document]) -> Iterator[Parse]:
        parses: Iterator[Parse] = self.stage("parse").parse(documents)
        return parses

    @staticmethod
    def document(text: str, published: str | None = None, title: str = "") -> Document:
        return document_of(text, published=published, title=title)


def read_jsonl(path: Path) -> list[Record]:
    with path.open(encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def write_jsonl(path: Path, records: Iterable[Record]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8") as handle:
        for record in records:
            handle.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count
