"""How sources are read before they are coded, the same for every way of coding them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dragoman import engines
from dragoman.data import Data
from dragoman.extract import Extractor
from dragoman.read import open_source
from dragoman.read.limits import LIMITS, Limits
from dragoman.records import Given, Page, Rejected
from dragoman.settings import Settings


@dataclass(frozen=True, slots=True)
class Reading:
    """Options of `open_source`. `settings`: of the extractor, which finds the entries of live blogs. `clean`: article
    text alone, without furniture."""

    settings: Settings
    given: Given = field(default_factory=Given)
    columns: tuple[tuple[str, str], ...] = ()
    clean: bool = False
    limits: Limits = LIMITS

    def pages(self, source: str) -> Iterator[Page | Rejected]:
        """The pages of a source, those that are fetched with the further pages of their article; for a live blog its
        entries, each with its own time.

        Raises:
            SourceError: there is no such source, or a table has no column of text.
            EngineError: the source needs a package that is not installed.
        """
        columns, max_bytes = dict(self.columns) or None, self.settings.extract.max_bytes
        extractor: Extractor | None = None

        def next_part(page: Page) -> str:
            nonlocal extractor
            extractor = extractor or engines.load("extract", self.settings, Data(self.settings.data))
            details = getattr(extractor, "details", None)
            return details(page).next_part if details else ""

        found = open_source(
            source,
            given=self.given,
            columns=columns,
            max_bytes=max_bytes,
            limits=self.limits,
            next_part=None if self.clean else next_part,
        )
        for page in found:
            if isinstance(page, Rejected):
                yield page
            elif self.clean or page.clean:
                yield replace(page, clean=True)
            else:
                extractor = extractor or engines.load("extract", self.settings, Data(self.settings.data))
                yield from entries_of(page, extractor) or (page,)


def entries_of(page: Page, extractor: Extractor) -> tuple[Page, ...]:
    """The entries of a live blog as pages; none where the page is no live blog, or the extractor cannot tell."""
    entries = getattr(extractor, "entries", None)
    return tuple(entries(page)) if entries else ()
