"""The coder behind the page: one article at a time, within limits."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import SourceError
from dragoman.records import Coded, Given, Page, Rejected
from dragoman.serve.article import article_view, furniture_lines

if TYPE_CHECKING:
    from dragoman.pipeline import Coder
    from dragoman.store.delta import Store

SHORT = 2000  # characters of a pasted text that is coded as it stands when it makes no page
CODED_TYPES = ("text/plain", "text/html", "application/xhtml+xml", "text/markdown")


class BusyError(Exception):
    """The coder works on another article and did not come free in time."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A page to be coded: its bytes and type, or `url` alone to be fetched."""

    body: bytes = b""
    media_type: str = "text/plain"
    url: str = ""
    title: str | None = None
    published: str | None = None


class CodingDesk:
    """Codes pasted and dropped pages. The models are loaded at the first use, or by `warm`."""

    def __init__(self, settings: Path | None, wait_seconds: float) -> None:
        self._settings = settings
        self._wait_seconds = wait_seconds
        self._lock = threading.Lock()
        self._coder: Coder | None = None

    def warm(self) -> bool:
        """Whether the models are loaded; if not, they are from now on in the background."""
        if self._coder is None and not self._lock.locked():
            threading.Thread(target=self._warm, name="dragoman-coder", daemon=True).start()
        return self._coder is not None

    def _warm(self) -> None:
        with self._lock:
            self._load()

    def _load(self) -> Coder:
        if self._coder is None:
            from dragoman.pipeline import Coder
            from dragoman.settings import Settings

            self._coder = Coder(Settings.load(self._settings))
        return self._coder

    def code(self, wanted: Submission, store: Store | None = None) -> dict[str, Any]:
        """Code a page; with a store, also write the result into it.

        Raises:
            BusyError: another article is being coded for too long.
            SourceError: the address cannot be read.
        """
        page = self._fetched(wanted) if wanted.url and not wanted.body else _page(wanted)
        if isinstance(page, Rejected):
            return _refused(page)
        outcome = self._coded(page)
        if store is not None:
            from dragoman.batch import result

            store.write([result(page, outcome)])
        if isinstance(outcome, Rejected):
            return _refused(outcome)
        furniture = furniture_lines(page.body, page.media_type, outcome.document.text)
        return {**article_view(outcome, furniture=furniture), "stored": store is not None}

    def _coded(self, page: Page) -> Coded | Rejected:
        if not self._lock.acquire(timeout=self._wait_seconds):
            raise BusyError
        try:
            coder = self._load()
            outcome = coder.code_page(page)
            short = page.body.decode("utf-8", "replace").strip() if page.media_type == "text/plain" else ""
            if isinstance(outcome, Rejected) and 0 < len(short) <= SHORT:
                # A pasted sentence or two is too little for a page, but it is what was asked.
                return coder.code_text(short, published=page.given.published, title=page.given.title or "")
            return outcome
        finally:
            self._lock.release()

    def _fetched(self, wanted: Submission) -> Page | Rejected:
        from dragoman.read import open_source

        given = Given(title=wanted.title, published=wanted.published)
        for page in open_source(wanted.url, given=given):
            return page
        raise SourceError(f"nothing to read at {wanted.url}")


def _page(wanted: Submission) -> Page:
    given = Given(title=wanted.title, published=wanted.published)
    return Page(wanted.url, wanted.body, wanted.media_type, source="paste", given=given)


def _refused(one: Rejected) -> dict[str, Any]:
    return {"rejected": {"url": one.url, "stage": one.stage, "reason": one.reason, "detail": one.detail}}
