"""The command `watch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.options import AllowHost, Contact, SettingsFile, StoreOption, Translate

if TYPE_CHECKING:
    import logging
    import threading
    from collections.abc import Callable

    from dragoman.read.watch import Status

LOG_BYTES = 5_000_000


def watch(
    feeds: Annotated[str, typer.Argument(help="A TOML or OPML file of feeds and sitemaps, or the address of one.")],
    store: StoreOption = Path("store"),
    once: Annotated[bool, typer.Option("--once", help="Look at every feed once, fetch what is due, and end.")] = False,
    contact: Contact = None,
    pace: Annotated[float | None, typer.Option(help="Least seconds between two requests to one host.", min=0)] = None,
    allow_host: AllowHost = None,
    translate: Translate = None,
    settings: SettingsFile = None,
) -> None:
    """Watch feeds for ever, politely, and code what is new or changed. Ctrl-C ends it after what is under way."""
    import threading
    from dataclasses import replace

    from dragoman.cli import work
    from dragoman.collect import StoreDesk
    from dragoman.memory import return_freed_memory
    from dragoman.pipeline import Coder
    from dragoman.read.state import State
    from dragoman.read.watch import Watcher
    from dragoman.read.watchlist import read_watchlist
    from dragoman.store import open_store

    return_freed_memory()
    watchlist = read_watchlist(feeds)
    limits = work.load_limits(watchlist.limits, contact=contact, pace=pace, allow_hosts=allow_host)
    opened = open_store(store, create=True)
    state = State(store / "watch" / "state.sqlite")
    handler = _log_to(store / "watch" / "watch.log")
    stop = threading.Event()
    try:
        coder = Coder(work.load_settings(settings, translate=translate))
        desk = StoreDesk(opened, coder)
        report = status_line()
        with stopped_by_signals(stop):
            watcher = Watcher(
                replace(watchlist, limits=limits),
                state,
                desk,
                max_bytes=coder.settings.extract.max_bytes,
                stop=stop,
                report=report,
            )
            ended = watcher.run(once=once)
        typer.echo(line_of(ended))
    finally:
        state.close()
        _close(handler)


def stopped_by_signals(stop: threading.Event) -> _Signals:
    """A context in which the first SIGINT or SIGTERM sets `stop`, and the second one ends the process as usual."""
    return _Signals(stop)


class _Signals:
    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        import signal

        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._on_signal)

    def __exit__(self, *_: object) -> None:
        import signal

        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _on_signal(self, number: int, frame: object) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        typer.echo("\nstopping: what is under way is still stored; once more to stop at once", err=True)
        self._stop.set()


def status_line() -> Callable[[Status], None]:
    """A function that shows how a watcher stands: on one line of a terminal, else nowhere, since the log has it."""
    import sys

    shows = sys.stderr.isatty()

    def report(status: Status) -> None:
        if shows:
            print(f"\r{line_of(status):<100.100}", end="", file=sys.stderr, flush=True)

    return report


def line_of(status: Status) -> str:
    failing = f" ({status.failing} failing)" if status.failing else ""
    return (
        f"{status.feeds} feeds{failing}, {status.waiting} pages due, {status.running} requests; "
        f"{status.fetched} fetched, {status.coded} coded, {status.rejected} rejected, {status.events} events"
    )


def _log_to(path: Path) -> logging.Handler:
    """What the watcher says, in a file of limited size beside its state."""
    import logging
    from logging.handlers import RotatingFileHandler

    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.setLevel(logging.INFO)
    logger = logging.getLogger("dragoman.read")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def _close(handler: logging.Handler) -> None:
    import logging

    logging.getLogger("dragoman.read").removeHandler(handler)
    handler.close()
