"""What the extractor's own modules hand to one another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication or change (ISO) and its basis as `Document.published_basis` states it."""

    date: str
    basis: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article before its language is known. `paragraphs` are single lines without furniture;
    `updated`: its last change; `locked`: the page says that its text is not free."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: Dated | None = None
    locked: bool = False
    updated: Dated | None = None

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)
