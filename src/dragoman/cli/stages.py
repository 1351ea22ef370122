"""Commands over single stages: time expressions of a text, actors of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

actors = typer.Typer(no_args_is_help=True, help="Look actors up, or bring your own.")


def times(
    source: Annotated[str, typer.Argument(help="A page: file, URL, or - for stdin.")],
    published: Annotated[str | None, typer.Option(help="Publication date (YYYY-MM-DD).")] = None,
    timeml: Annotated[bool, typer.Option("--timeml", help="Write the text as TimeML.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")] = False,
    text: Annotated[bool, typer.Option("--text", help="The input is article text alone.")] = False,
) -> None:
    """Print the time expressions of a page with their values."""
    from dragoman.cli import show, work

    for coded in work.timed(source, published=published, clean=text):
        if timeml:
            from dragoman.times.timeml import render

            typer.echo(render(coded.document, coded.times))
        else:
            show.times(coded, as_json=as_json)


@actors.command()
def lookup(
    name: Annotated[str, typer.Argument(help="A person, country or organisation.")],
    on: Annotated[str | None, typer.Option("--on", help="The day (YYYY-MM-DD) whose office is told.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")] = False,
    settings: Annotated[Path | None, typer.Option("--settings", help="A TOML file of settings.")] = None,
) -> None:
    """Tell what the tables know of a name: country, sector, and the office held on a day."""
    from dragoman.cli import show, work

    found = work.look_up(name, on=on, settings=settings)
    show.actors(name, found, as_json=as_json)
    if not found:
        raise typer.Exit(1)


@actors.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="TSV in the form of our tables, PETRARCH actors or agents, or Wikidata JSON (.gz, .bz2)."),
    ],
    to: Annotated[Path, typer.Option("--to", help="Your data folder (the setting data).")],
) -> None:
    """Bring actors into your data folder; they come before the package's own."""
    from dragoman.cli import work

    counts = work.import_actors(file, to)
    told = ", ".join(f"{number} {table}" for table, number in counts.items()) or "no rows"
    typer.echo(f"{told} into {to / 'actors'}; use them with the setting data = {str(to)!r}")
