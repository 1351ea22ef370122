"""The commands. Each calls one function of the API and prints what it returns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli import collect, data, link, query, serve, stages
from dragoman.cli.options import AllowHost, AsJson, Columns, Contact, Published, SettingsFile, StoreOption, Translate

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Reads the news and keeps the record: who did what to whom, when, where, according to whom, and how certain.",
)


@app.command()
def code(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, tables, web archives, URLs, or - for stdin.")],
    published: Published = None,
    column: Columns = None,
    as_json: AsJson = False,
    text: Annotated[
        bool, typer.Option("--text", help="The input is article text alone, without page furniture.")
    ] = False,
    contact: Contact = None,
    allow_host: AllowHost = None,
    translate: Translate = None,
    settings: SettingsFile = None,
) -> None:
    """Code pages and print who did what to whom."""
    from dragoman.cli import show, work
    from dragoman.pipeline import Coder

    loaded = work.load_settings(settings, translate=translate)
    reading = work.load_reading(
        loaded, published=published, columns=column, clean=text, contact=contact, allow_hosts=allow_host
    )
    failed = 0
    for outcome in work.code_sources(sources, Coder(loaded), reading):
        failed += show.outcome(outcome, as_json=as_json)
    if failed:
        raise typer.Exit(1)


@app.command()
def ingest(
    sources: Annotated[list[str], typer.Argument(help="As for code.")],
    store: StoreOption,
    published: Published = None,
    column: Columns = None,
    workers: Annotated[int | None, typer.Option(help="Coders at once; with an engine, all processors.", min=1)] = None,
    engine: Annotated[str | None, typer.Option(help="workers (of this machine), ray or spark.")] = None,
    address: Annotated[str | None, typer.Option(help="Of a Ray cluster or a Spark master.")] = None,
    contact: Contact = None,
    allow_host: AllowHost = None,
    translate: Translate = None,
    settings: SettingsFile = None,
) -> None:
    """Code pages into a store. A killed run is continued by the same command."""
    from dragoman.cli import show, work

    loaded = work.load_settings(settings, translate=translate)
    reading = work.load_reading(loaded, published=published, columns=column, contact=contact, allow_hosts=allow_host)
    counts = work.ingest(
        sources, store, reading, workers=workers, engine=engine, address=address, report=show.progress()
    )
    show.counts(counts, store)


@app.command()
def explain(
    event: Annotated[str, typer.Argument(help="Id of an event of the store (its beginning will do), or a page.")],
    store: StoreOption = Path("store"),
    published: Published = None,
    as_json: AsJson = False,
) -> None:
    """Show why an event was coded so: sentence, rule, date arithmetic, sources. A page: all its events, or why none."""
    from dragoman.cli import show, work

    for coded, one in work.events_to_explain(event, store, published=published):
        if one is None:
            show.outcome(coded, as_json=as_json)
        else:
            show.explanation(coded, one, as_json=as_json)


@app.command()
def demo(
    store: Annotated[Path | None, typer.Option("--store", "-s", help="Keep the demonstration's store here.")] = None,
) -> None:
    """Code the sample articles that ship with the package, store, query and explain them."""
    from dragoman.cli import tour

    tour.run(store)


app.command()(link.link)
app.command()(query.query)
app.command()(link.episode)
app.command()(link.agenda)
app.command()(data.export)
app.command("import")(data.import_)
app.command()(data.compare)
app.command()(data.sql)
app.add_typer(data.store_app, name="store")
app.command()(collect.watch)
app.command()(serve.serve)
app.command()(stages.times)
app.add_typer(stages.actors, name="actors")


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from dragoman import __version__

        typer.echo(__version__)
        raise typer.Exit
    _quiet_logs()


def _quiet_logs() -> None:
    import logging
    import os
    import warnings

    warnings.filterwarnings("ignore")
    logging.basicConfig(level=os.environ.get("DRAGOMAN_LOG", "error").upper())
