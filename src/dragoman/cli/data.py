"""The commands that move data: export, import, compare, sql, and the upkeep of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.options import AsOf, StoreOption

Words = list[str] | None
FORMS = "polecat, icews, gdelt, plover, csv, parquet, jsonl, geojson"

store_app = typer.Typer(no_args_is_help=True, help="Check, tidy and upgrade a store.")


def export(
    target: Annotated[str, typer.Argument(help="File to write, or - for standard output.")] = "-",
    store: StoreOption = Path("store"),
    form: Annotated[str, typer.Option("--format", "-f", help=FORMS)] = "csv",
    dyad: Annotated[str | None, typer.Option(help="'RUS > PRK', as for query.")] = None,
    kind: Annotated[Words, typer.Option("--type", help="PLOVER type; may be repeated.")] = None,
    status: Annotated[Words, typer.Option(help="occurred, planned, ...; without it what the format can tell.")] = None,
    context: Annotated[Words, typer.Option(help="PLOVER context.")] = None,
    since: Annotated[str | None, typer.Option(help="Earliest date, YYYY[-MM[-DD]].")] = None,
    until: Annotated[str | None, typer.Option(help="Latest date, YYYY[-MM[-DD]].")] = None,
    place: Annotated[str | None, typer.Option(help="Country code or part of a place's name.")] = None,
    one_a_day: Annotated[bool, typer.Option(help="One row for each day, source, target and type.")] = False,
    as_of: AsOf = None,
) -> None:
    """Write events in the columns of POLECAT, ICEWS, GDELT and others, with a codebook page."""
    from dragoman.cli import work
    from dragoman.export import export as write
    from dragoman.store import open_store
    from dragoman.store.query import Query

    asked = Query(
        dyad=dyad,
        types=tuple(t.upper() for t in kind or ()),
        statuses=tuple(status or ()),
        contexts=tuple(context or ()),
        since=work.first_day(since),
        until=work.last_day(until),
        place=place,
        limit=None,
    )
    done = write(open_store(store, as_of=as_of), target, form, query=asked, one_a_day=one_a_day)
    left = f"; {done.left_out:,} found but not shown" if done.left_out else ""
    typer.echo(f"{done.rows:,} rows of {done.events:,} events{left}", err=True)
    if done.codebook:
        typer.echo(f"codebook: {done.codebook}", err=True)


def import_(
    file: Annotated[Path, typer.Argument(help="An event file, which may be gzip or zip.")],
    store: StoreOption = Path("store"),
    form: Annotated[
        str | None, typer.Option("--format", "-f", help=f"{FORMS}; seen from the file if not told.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the data set; that of the file if not told.")] = None,
) -> None:
    """Lay events of others (GDELT, ICEWS, POLECAT, ...) beside ours, in the table `imported`."""
    from dragoman.export.importing import import_file
    from dragoman.store import open_store

    dataset = name or file.name.split(".")[0]
    count = import_file(open_store(store), file, form=form, dataset=dataset)
    typer.echo(f"{count:,} events as data set {dataset!r}: dragoman compare {store} '{store}#{dataset}'", err=True)


def compare(
    a: Annotated[str, typer.Argument(help="A store, STORE#DATASET, or an event file.")],
    b: Annotated[str, typer.Argument(help="As for the first.")],
    days: Annotated[int, typer.Option(help="How many days apart the dates of one event may be.")] = 2,
    since: Annotated[str | None, typer.Option(help="Earliest date of both, YYYY[-MM[-DD]].")] = None,
    until: Annotated[str | None, typer.Option(help="Latest date of both, YYYY[-MM[-DD]].")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell which events two sets share, and how dates, places and types differ."""
    from dragoman.cli import work
    from dragoman.export.comparing import compare as run

    found = run(a, b, days=days, since=work.first_day(since), until=work.last_day(until))
    if as_json:
        import dataclasses
        import json

        shown = {f.name: getattr(found, f.name) for f in dataclasses.fields(found) if f.name != "matches"}
        typer.echo(json.dumps(shown, default=str, ensure_ascii=False))
        return
    typer.echo(f"{found.events_a:,} events in A ({a})\n{found.events_b:,} events in B ({b})\n{found.both:,} in both")
    if not found.both:
        return
    typer.echo(
        f"same type {_share(found.same_type)}, same country {_share(found.same_country)},"
        f" median distance {_km(found.median_km)}"
    )
    typer.echo("days by which B is later: " + ", ".join(f"{day:+d}: {count:,}" for day, count in found.days))
    other = [(one, two, count) for one, two, count in found.types if one != two][:10]
    if other:
        typer.echo("types that differ: " + ", ".join(f"{one} / {two}: {count:,}" for one, two, count in other))
    for side, rows in (("A", found.only_a), ("B", found.only_b)):
        for row in rows[:5]:
            who = f"{', '.join(row['actor_names'] or ())} > {', '.join(row['recipient_names'] or ())}"
            typer.echo(f"only in {side}: {row['day']} {row['type']} {who}")


def sql(
    statement: Annotated[
        str, typer.Argument(help="A SELECT over events, reports, documents, participants, dyads, ...")
    ],
    store: StoreOption = Path("store"),
    form: Annotated[str, typer.Option("--format", help="table, json (lines) or csv.")] = "table",
    as_of: AsOf = None,
) -> None:
    """Ask the store in SQL, for reading alone."""
    from dragoman.cli.query import rows
    from dragoman.store import open_store
    from dragoman.store.sql import sql as run

    rows(run(open_store(store, as_of=as_of), statement).to_pylist(), form)


@store_app.command()
def check(
    store: StoreOption = Path("store"),
    deep: Annotated[bool, typer.Option(help="Read every column of every row.")] = False,
) -> None:
    """Tell whether a store is whole; changes nothing."""
    from dragoman.store import open_store
    from dragoman.store.check import check as run

    problems = run(open_store(store), deep=deep)
    for problem in problems:
        typer.echo(f"{problem.where}: {problem.what}")
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{store} is whole")


@store_app.command()
def stats(
    store: StoreOption = Path("store"),
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Sizes and rates of a store."""
    from dataclasses import asdict

    from dragoman.cli.query import rows
    from dragoman.cli.show import print_json
    from dragoman.store import open_store
    from dragoman.store.upkeep import stats as run

    found = run(open_store(store, as_of=as_of))
    if as_json:
        print_json(asdict(found))
        return
    typer.echo(f"version {found.version} of {found.at}, format {found.format}")
    rows([{"table": name, **asdict(one)} for name, one in found.tables.items()], "table")
    for name, value in found.rates.items():
        typer.echo(f"{name.replace('_', ' ')}: {'unknown' if value is None else f'{value:.4g}'}")


@store_app.command()
def compact(
    store: StoreOption = Path("store"),
    sort: Annotated[bool, typer.Option(help="Order the events by day as well, which makes queries quicker.")] = True,
    forget_before: Annotated[
        str | None, typer.Option(help="Also drop versions older than this day or version: they cannot be read again.")
    ] = None,
) -> None:
    """Put small files together, and drop old versions if asked."""
    from dragoman.store import open_store
    from dragoman.store.upkeep import compact as run
    from dragoman.store.upkeep import forget

    opened = open_store(store)
    done = run(opened, sort=sort)
    typer.echo(
        f"{sum(one['removed'] for one in done.values())} files put into {sum(one['added'] for one in done.values())}"
    )
    if forget_before:
        typer.echo(f"{forget(opened, forget_before)} files deleted")


@store_app.command()
def upgrade(folder: Annotated[Path, typer.Argument(help="Folder of the store.")]) -> None:
    """Bring a store of an older version of dragoman to the format of this one."""
    from dragoman.store.upgrade import upgrade as run

    before, after = run(folder)
    typer.echo(f"{folder} is of format {after}" + ("" if before == after else f", was of {before}"))


@store_app.command()
def versions(
    store: StoreOption = Path("store"),
    limit: Annotated[int, typer.Option(help="The last so many.")] = 20,
) -> None:
    """The versions of a store, which --as-of takes."""
    from dragoman.cli.query import rows
    from dragoman.store import open_store
    from dragoman.store.folder import read_versions

    log = read_versions(open_store(store).folder)[-limit:]
    rows([{"version": one.version, "at": one.at, "what": one.what} for one in log], "table")


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0%}"


def _km(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0f} km"
