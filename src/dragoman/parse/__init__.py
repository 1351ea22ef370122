"""Document -> Parse: sentences, tokens, dependencies, entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from dragoman.data import Data
from dragoman.records import Document, Parse
from dragoman.settings import Settings


class Parser(Protocol):
    def parse(self, documents: Iterable[Document]) -> Iterator[Parse]:
        """The parses of documents, in their order."""
        ...


def load(settings: Settings, data: Data) -> Parser:
    """The built-in parser: a spaCy pipeline."""
    from dragoman.parse.spacy_parser import SpacyParser

    return SpacyParser(settings.parse.pipeline, settings.parse.max_chars)
