"""Page -> Document, or Rejected: body, title, authors, publisher, publication date, language."""

from __future__ import annotations

from typing import Protocol

from dragoman.data import Data
from dragoman.records import Document, Page, Rejected
from dragoman.settings import Settings


class Extractor(Protocol):
    def extract(self, page: Page) -> Document | Rejected:
        """The article of a page without its furniture. Never raises on bad input: it returns `Rejected`."""
        ...


def load(settings: Settings, data: Data) -> Extractor:
    """The built-in extractor: trafilatura for HTML, an own line classifier for plain text."""
    from dragoman.extract.pages import PageExtractor

    return PageExtractor(settings, data)
