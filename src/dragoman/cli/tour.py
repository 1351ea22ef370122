"""`dragoman demo`: the whole way from pages to a queried record, on the sample articles of the package."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.rule import Rule

from dragoman.cli import show, work
from dragoman.data import PACKAGE
from dragoman.ingest import ingest
from dragoman.linking import link
from dragoman.pipeline import Coder
from dragoman.reading import Reading
from dragoman.records import Coded
from dragoman.store import open_store
from dragoman.store.query import Query, find

SAMPLES = PACKAGE / "samples"


def run(folder: Path | None) -> None:
    """Code the samples, store and link them, ask the store, explain one event."""
    if folder is not None:
        _run(folder)
        return
    with tempfile.TemporaryDirectory(prefix="dragoman-") as temporary:
        _run(Path(temporary) / "store")


def _run(folder: Path) -> None:
    settings = work.load_settings()
    coder, reading = Coder(settings), Reading(settings)
    show.console.print(Rule("1. The sample pages, coded one by one"))
    for path in sorted(p for p in SAMPLES.iterdir() if p.suffix in (".html", ".txt"))[:4]:
        for outcome in work.code_sources([str(path)], coder, reading):
            show.outcome(outcome, as_json=False)
    show.console.print()
    show.console.print(Rule("2. All of them into a store"))
    store = open_store(folder, create=True)
    show.counts(ingest(reading.pages(str(SAMPLES)), store, coder, sources=("samples",)), folder)
    show.console.print()
    show.console.print(Rule("3. Linked: what several articles tell of"))
    done = link(store)
    show.console.print(f"{done.episodes} episodes from {done.reports} reports")
    told = sorted(find(store, Query(episodes=True, limit=None)), key=lambda row: (-row["witnesses"], row["id"]))[:3]
    show.reports(told, as_json=False)
    show.console.print()
    show.console.print(Rule("4. The store asked: what is only claimed, denied or planned?"))
    found = find(store, Query(statuses=("alleged", "denied", "planned"), limit=12))
    show.reports(found, as_json=False)
    if found:
        show.console.print()
        show.console.print(Rule("5. Why was the first of them coded so?"))
        coded = store.coded(found[0]["document"])
        assert isinstance(coded, Coded)
        for event in coded.events:
            if event.id == found[0]["id"]:
                show.explanation(coded, event, as_json=False)
