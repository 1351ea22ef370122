"""Pages of any source into a store: restartable, counted, nothing lost and nothing doubled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from dragoman import __version__
from dragoman.batch import Result, page_id, result
from dragoman.pipeline import Coder
from dragoman.records import Page, Rejected, short_hash
from dragoman.store.delta import Store
from dragoman.store.tables import RUNS

COMMIT_PAGES = 200  # pages between two writes: what a killed run codes again


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts so far. `skipped`: pages that the store held before."""

    pages: int = 0
    skipped: int = 0
    coded: int = 0
    rejected: int = 0
    events: int = 0


def ingest(
    pages: Iterable[Page | Rejected],
    store: Store,
    coder: Coder,
    *,
    sources: tuple[str, ...] = (),
    report: Callable[[Progress], None] | None = None,
) -> Progress:
    """Code pages that the store does not hold yet and write them every `COMMIT_PAGES` pages; a killed run is continued
    by running it again. `report` is called after each page."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    progress = Progress()
    known = store.pages()
    held: list[Result] = []
    try:
        for outcome in _outcomes(pages, known, coder):
            progress = _count(progress, outcome)
            if outcome is not None:
                held.append(outcome)
            if len(held) >= COMMIT_PAGES:
                store.write(held)
                held = []
            if report:
                report(progress)
    finally:
        if held:
            store.write(held)
    _log_run(store, coder, started, sources, progress)
    return progress


def _outcomes(pages: Iterable[Page | Rejected], known: set[str], coder: Coder) -> Iterator[Result | None]:
    """A result for each page, None for one that is known."""
    for page in pages:
        if isinstance(page, Rejected):
            identifier = short_hash(page.url, page.stage, page.reason)
            yield None if identifier in known else Result(identifier, None, page)
            known.add(identifier)
            continue
        identifier = page_id(page)
        if identifier in known:
            yield None
            continue
        known.add(identifier)
        yield result(page, coder.code_page(page))


def _count(progress: Progress, outcome: Result | None) -> Progress:
    if outcome is None:
        return replace(progress, pages=progress.pages + 1, skipped=progress.skipped + 1)
    if outcome.coded is None:
        return replace(progress, pages=progress.pages + 1, rejected=progress.rejected + 1)
    events = progress.events + len(outcome.coded.events)
    return replace(progress, pages=progress.pages + 1, coded=progress.coded + 1, events=events)


def _log_run(store: Store, coder: Coder, started: str, sources: tuple[str, ...], progress: Progress) -> None:
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    row = {
        "id": short_hash(started, *sources, progress),
        "started": started,
        "ended": ended,
        "version": __version__,
        "sources": list(sources),
        "settings": json.dumps(asdict(coder.settings), default=str, sort_keys=True),
        **asdict(progress),
    }
    store.merge(RUNS, [row])
