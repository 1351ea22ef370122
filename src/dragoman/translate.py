"""The hook for translation: what an engine that brings articles into a coded language has to do."""

from __future__ import annotations

from typing import Protocol

from dragoman.records import Document


class Translator(Protocol):
    """An engine, offered as an entry point of group `dragoman.translate` that takes the settings and data."""

    name: str

    def translate(self, document: Document, language: str) -> Document | None:
        """The document in another language: title and text translated, paragraph by paragraph, in the same order;
        everything else as it was, but for `language` and the id. None where it cannot be translated."""
        ...
