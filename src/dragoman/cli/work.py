"""What the commands call: sources to pages, pages to results."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from dragoman.errors import DragomanError, SettingsError
from dragoman.ingest import Progress
from dragoman.memory import return_freed_memory
from dragoman.pipeline import Coder
from dragoman.read.limits import LIMITS, Limits
from dragoman.read.watchlist import read_limits
from dragoman.reading import Reading
from dragoman.records import Actor, Coded, Event, Given, Rejected
from dragoman.settings import Settings
from dragoman.store import open_store


def load_settings(path: Path | None = None, *, translate: str | None = None) -> Settings:
    """Settings of a file and the environment. `translate`: the engine that translates, if another than they name."""
    found = Settings.load(path)
    return replace(found, engines=replace(found.engines, translate=translate)) if translate is not None else found


def load_reading(
    settings: Settings,
    *,
    published: str | None = None,
    columns: Iterable[str] | None = None,
    clean: bool = False,
    contact: str | None = None,
    allow_hosts: list[str] | None = None,
) -> Reading:
    """How to read sources. `columns`: field=name. `allow_hosts`: hosts that may be private.

    Raises:
        SettingsError: an option is not understood.
    """
    limits = load_limits(contact=contact, allow_hosts=allow_hosts)
    mapping = tuple(_pair(column) for column in columns or ())
    return Reading(settings, Given(published=day(published)), mapping, clean, limits)


def load_limits(limits: Limits = LIMITS, **asked: Any) -> Limits:
    """Limits of fetching, but for what is asked otherwise (not None).

    Raises:
        SettingsError: a value is not understood.
    """
    return read_limits({key: value for key, value in asked.items() if value is not None}, "options", limits)


def _pair(text: str) -> tuple[str, str]:
    field, sign, name = text.partition("=")
    if not sign:
        raise SettingsError(f"--column {text!r}: write field=name, for example text=body")
    return field, name


def code_sources(sources: Iterable[str], coder: Coder, reading: Reading) -> Iterator[Coded | Rejected]:
    for page in chain.from_iterable(map(reading.pages, sources)):
        yield page if isinstance(page, Rejected) else coder.code_page(page)


def timed(source: str, *, published: str | None = None, clean: bool = False) -> Iterator[Coded]:
    """The pages of a source with their time expressions.

    Raises:
        DragomanError: a page cannot be read or extracted.
    """
    settings = load_settings()
    settings = replace(settings, prefilter=replace(settings.prefilter, enabled=False))
    reading = load_reading(settings, published=published, clean=clean)
    for result in code_sources([source], Coder(settings), reading):
        if isinstance(result, Rejected):
            raise DragomanError(f"{result.url}: {result.detail}")
        yield result


def look_up(name: str, *, on: str | None = None, settings: Path | None = None) -> tuple[Actor, ...]:
    from dragoman.actors import tables
    from dragoman.actors.lookup import lookup
    from dragoman.data import Data

    return lookup(name, tables.load(Data(Settings.load(settings).data)), on=day(on))


def import_actors(file: Path, to: Path) -> dict[str, int]:
    from dragoman.actors import importers, tables
    from dragoman.data import Data

    return importers.write(importers.read(file, tables.load(Data())), to)


def ingest(
    sources: Iterable[str],
    store: Path,
    reading: Reading,
    *,
    workers: int | None = None,
    engine: str | None = None,
    address: str | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Progress:
    """Code sources into a store: in this process, or with `workers` or an `engine` in others."""
    return_freed_memory()
    opened = open_store(store, create=True)
    names = tuple(sources)
    if workers is None and engine is None:
        from dragoman.ingest import ingest

        pages = chain.from_iterable(map(reading.pages, names))
        return ingest(pages, opened, Coder(reading.settings), sources=names, report=report)
    from dragoman.scale import run

    return run.ingest(
        names,
        opened,
        reading.settings,
        engine=engine or "workers",
        workers=workers,
        address=address,
        reading=reading,
        report=report,
    )


def query(store: Path, *, as_of: str | None = None, **wanted: Any) -> list[dict[str, Any]]:
    from dragoman.store.query import Query, find

    return find(open_store(store, as_of=as_of), Query(**wanted))


def events_to_explain(
    wanted: str, store: Path, *, published: str | None = None
) -> Iterator[tuple[Coded, Event | None]]:
    """The event of that id in the store, or all events of a page; None for a page without."""
    if Path(wanted).exists() or "://" in wanted:
        settings = load_settings()
        for outcome in code_sources([wanted], Coder(settings), load_reading(settings, published=published)):
            if isinstance(outcome, Rejected):
                raise DragomanError(f"{outcome.url}: {outcome.reason}: {outcome.detail}")
            yield from ((outcome, event) for event in outcome.events or (None,))
        return
    opened = open_store(store)
    document = opened.event_document(wanted)
    coded = opened.coded(document) if document else None
    if coded is None:
        raise DragomanError(f"no event {wanted!r} in {store}: give its id as `dragoman query` prints it, or a page")
    yield from ((coded, event) for event in coded.events if event.id.startswith(wanted))


def day(text: str | None) -> str | None:
    """An ISO day as given, or an error that tells the form."""
    if text is None:
        return None
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise SettingsError(f"{text!r} is no date: write YYYY-MM-DD") from error


def first_day(text: str | None) -> str | None:
    """The first day of a year, month or day."""
    return text and day((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])


def last_day(text: str | None) -> str | None:
    """The last day of a year, month or day."""
    if text and len(text) == 7 and text[:4].isdigit() and text[5:].isdigit():
        text = f"{text}-{calendar.monthrange(int(text[:4]), min(12, max(1, int(text[5:]))))[1]:02d}"
    return text and day(f"{text}-12-31" if len(text) == 4 else text)
