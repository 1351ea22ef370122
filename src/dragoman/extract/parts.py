"""Articles of several pages: their parts joined to one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.records import Document, short_hash


def join(parts: Sequence[Document]) -> Document:
    """One document of the parts of an article, in their order; what the parts repeat stands in it once.

    Everything but the text and the id is that of the first part.
    """
    first = parts[0]
    seen: set[str] = set()
    paragraphs = []
    for part in parts:
        own = part.text.split("\n\n")
        paragraphs += [text for text in own if text not in seen]
        seen.update(own)
    text = "\n\n".join(paragraphs)
    return first if len(parts) == 1 else replace(first, text=text, id=short_hash(first.url, text))
