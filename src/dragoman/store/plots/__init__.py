"""Plots of a query: a timeline, the mix of types, a map; as text for the terminal, as SVG or as PNG."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import StoreError
from dragoman.store.folder import failure
from dragoman.store.plots import charts, terminal
from dragoman.store.plots.places import counted
from dragoman.store.series import PERIODS, filled, group

if TYPE_CHECKING:
    from dragoman.store.delta import Store
    from dragoman.store.query import Query

KINDS = ("timeline", "types", "map")


def plot(
    store: Store, query: Query, kind: str = "timeline", *, by: str | None = None, title: str = "", width: int = 100
) -> str:
    """A plot of the events that a query finds, as text. `kind`: one of `KINDS`; `by`: the period of a timeline (day,
    week, month, quarter, year; None: what fits); `width`: characters of a line.

    Raises:
        StoreError: the kind or the period is not known.
    """
    named = title or titled(query)
    if kind == "types":
        return terminal.mix(group(store, replace(query, limit=None), ["type"]), named, width)
    if kind == "map":
        return terminal.world(counted(store, query), named, width)
    period, rows = _series(store, query, kind, by)
    return terminal.timeline(rows, period, named, width)


def draw(
    store: Store, query: Query, target: str | Path, kind: str = "timeline", *, by: str | None = None, title: str = ""
) -> Path:
    """The same as a picture in a file, SVG or PNG by its ending (PNG needs Pillow: `pip install dragoman[plot]`).

    Raises:
        StoreError: as for `plot`, or the file is of neither form or cannot be written.
        EngineError: Pillow is not installed.
    """
    path, named = Path(target), title or titled(query)
    if path.suffix.lower() not in (".svg", ".png"):
        raise StoreError(f"{path} is neither .svg nor .png: name the picture so")
    if kind == "types":
        drawing = charts.mix(group(store, replace(query, limit=None), ["type"]), named)
    elif kind == "map":
        drawing = charts.world(counted(store, query), named)
    else:
        period, rows = _series(store, query, kind, by)
        drawing = charts.timeline(rows, period, named)
    try:
        if path.suffix.lower() == ".svg":
            from dragoman.store.plots.svg import svg

            path.write_text(svg(drawing), encoding="utf-8")
        else:
            from dragoman.store.plots.png import save_png

            save_png(drawing, path)
    except OSError as error:
        raise failure(path, error) from error
    return path


def titled(query: Query) -> str:
    """A title that tells what is shown."""
    parts = [query.dyad or "all events", *query.types, *query.statuses, *query.modes, *query.contexts]
    if query.since or query.until:
        parts.append(f"{query.since or '…'} to {query.until or '…'}")
    return ", ".join(parts)


def _series(store: Store, query: Query, kind: str, by: str | None) -> tuple[str, list[dict[str, object]]]:
    if kind != "timeline":
        raise StoreError(f"no plot {kind!r}: ask for one of {', '.join(KINDS)}")
    if by is not None and by not in PERIODS:
        raise StoreError(f"a timeline is by {', '.join(PERIODS)}, not by {by!r}")
    whole = replace(query, limit=None)
    period = by or _fitting(store, whole)
    return period, filled(group(store, whole, [period]), period)


def _fitting(store: Store, query: Query) -> str:
    """The shortest period of which at most a hundred make the whole time."""
    months = group(store, query, ["month"])
    if not months:
        return "month"
    days = (months[-1]["month"] - months[0]["month"]).days + 30
    for period, length in (("day", 1), ("week", 7), ("month", 30), ("quarter", 91)):
        if days / length <= 100:
            return period
    return "year" if days > 91 * 150 else "quarter"
