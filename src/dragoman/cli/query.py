"""`dragoman query`: events as a table, counted, or plotted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dragoman.store.query import Query

Words = list[str] | None
KEYS = (
    "day, week, month, quarter, year, dyad, actor, recipient, type, mode, context, status, quad, country, source, ..."
)


def query(
    dyad: Annotated[str | None, typer.Argument(help="'RUS > PRK', 'PRK <> USA', '* > UKR.CVL', or one actor.")] = None,
    store: Annotated[Path, typer.Option("--store", "-s", help="Folder of the store.")] = Path("store"),
    kind: Annotated[Words, typer.Option("--type", help="PLOVER type; may be repeated.")] = None,
    mode: Annotated[Words, typer.Option(help="PLOVER mode.")] = None,
    status: Annotated[Words, typer.Option(help="occurred, planned, alleged, denied, ...")] = None,
    context: Annotated[Words, typer.Option(help="PLOVER context.")] = None,
    quad: Annotated[list[int] | None, typer.Option(help="Quad class, 1 to 4.")] = None,
    source: Annotated[Words, typer.Option(help="Part of the name of who says so, or of the outlet.")] = None,
    since: Annotated[str | None, typer.Option(help="Earliest date, YYYY[-MM[-DD]].")] = None,
    until: Annotated[str | None, typer.Option(help="Latest date, YYYY[-MM[-DD]].")] = None,
    place: Annotated[str | None, typer.Option(help="Country code or part of a place's name.")] = None,
    near: Annotated[str | None, typer.Option(help="Within N km of a point: LATITUDE,LONGITUDE,KM.")] = None,
    intensity: Annotated[str | None, typer.Option(help="FROM:TO, each -10 to 10, e.g. --intensity=-10:-5.")] = None,
    contested: Annotated[bool | None, typer.Option(help="Only what somebody denies, or only what nobody does.")] = None,
    text: Annotated[str | None, typer.Option(help="Words of the sentence.")] = None,
    episodes: Annotated[bool, typer.Option(help="What happened, each once, not each report of it.")] = False,
    by: Annotated[Words, typer.Option(help=f"Count by {KEYS}; may be repeated.")] = None,
    plot: Annotated[str | None, typer.Option(help="timeline, types or map, in the terminal or with --picture.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Draw the plot into a .svg or .png file.")] = None,
    limit: Annotated[int | None, typer.Option(help="At most so many rows; 100 events if not told.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The store as of a version or date.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, json (lines) or csv.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Find, count and plot events of a store."""
    from dragoman.cli import work
    from dragoman.store import open_store
    from dragoman.store.query import Query

    asked = Query(
        dyad=dyad,
        types=tuple(t.upper() for t in kind or ()),
        modes=tuple(mode or ()),
        statuses=tuple(status or ()),
        contexts=tuple(context or ()),
        quads=tuple(quad or ()),
        sources=tuple(source or ()),
        since=work.first_day(since),
        until=work.last_day(until),
        place=place,
        near=_near(near),
        intensity=_range(intensity),
        contested=contested,
        text=text,
        episodes=episodes,
        limit=limit,
    )
    opened = open_store(store, as_of=as_of)
    wanted = "json" if as_json else form
    if plot or picture:
        _plot(opened, asked, plot or "timeline", picture, by)
    elif by:
        from dragoman.store.series import group

        keys = [key.strip() for one in by for key in one.split(",")]
        rows(group(opened, asked, keys), wanted)
    else:
        _events(opened, asked, wanted)


def _events(opened: Any, asked: Query, form: str) -> None:
    from dataclasses import replace

    from dragoman.cli import show
    from dragoman.store.query import find

    found = find(opened, replace(asked, limit=100) if asked.limit is None else asked)
    if form == "csv":
        rows(found, form)
    else:
        show.reports(found, as_json=_json(form))


def _plot(opened: Any, asked: Query, kind: str, picture: Path | None, by: Words) -> None:
    from dragoman.cli.show import console
    from dragoman.store.plots import draw, plot

    period = by[0] if by else None
    if picture:
        typer.echo(f"wrote {draw(opened, asked, picture, kind, by=period)}", err=True)
    else:
        typer.echo(plot(opened, asked, kind, by=period, width=min(140, console.width)))


def rows(found: list[dict[str, Any]], form: str) -> None:
    """Print rows as a table, JSON Lines or CSV."""
    import csv
    import sys

    if _json(form):
        from dragoman.cli.show import print_json

        for row in found:
            print_json(row)
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        if found:
            writer.writerow(found[0])
        writer.writerows([_cell(value) for value in row.values()] for row in found)
    else:
        _table(found)


def _table(found: list[dict[str, Any]]) -> None:
    from rich import box
    from rich.table import Table

    from dragoman.cli.show import console

    if not found:
        console.print("nothing found")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, value in found[0].items():
        table.add_column(name.replace("_", " "), justify="right" if isinstance(value, int | float) else "left")
    for row in found:
        table.add_row(*(_cell(value) for value in row.values()))
    console.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return "; ".join(map(_cell, value)) if isinstance(value, list) else str(value)


def _json(form: str) -> bool:
    from dragoman.errors import SettingsError

    if form not in ("table", "json", "csv"):
        raise SettingsError(f"--format {form!r}: one of table, json, csv")
    return form == "json"


def _near(text: str | None) -> tuple[float, float, float] | None:
    from dragoman.errors import SettingsError

    if text is None:
        return None
    try:
        latitude, longitude, kilometres = (float(part) for part in text.replace("km", "").split(","))
    except ValueError as error:
        raise SettingsError(f"--near {text!r}: write LATITUDE,LONGITUDE,KM, for example 50.45,30.52,100") from error
    return latitude, longitude, kilometres


def _range(text: str | None) -> tuple[float, float] | None:
    from dragoman.errors import SettingsError

    if text is None:
        return None
    low, sign, high = text.partition(":")
    try:
        return float(low or -10), float(high or 10) if sign else float(low)
    except ValueError as error:
        raise SettingsError(f"--intensity {text!r}: write FROM:TO, for example -10:-5") from error
