"""`dragoman link`, `episode`, `agenda`: reports tied together, one episode with its evidence, what is announced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import AsJson, AsOf, StoreOption

if TYPE_CHECKING:
    from collections.abc import Iterator


def link(
    store: StoreOption = Path("store"),
    again: Annotated[bool, typer.Option(help="All articles, not only those that are new or changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tie the reports of one event in several articles to an episode, near-copies of articles to a family."""
    from dataclasses import asdict

    from dragoman.cli.show import print_json
    from dragoman.data import Data
    from dragoman.linking import link as run
    from dragoman.settings import Settings
    from dragoman.store import open_store

    done = run(open_store(store), again=again, data=Data(Settings.load().data))
    if as_json:
        print_json(asdict(done))
        return
    typer.echo(
        f"{done.articles:,} articles new, changed or gone ({done.copies:,} near-copies among them and theirs);"
        f" {done.reports:,} reports compared, {done.tied:,} of them tied to an earlier one;"
        f" {done.written:,} episodes written, {done.episodes:,} in all ({done.seconds:.1f} s)"
    )


def agenda(
    dyad: Annotated[str | None, typer.Argument(help="'RUS > PRK', as for query.")] = None,
    store: StoreOption = Path("store"),
    since: Annotated[str | None, typer.Option(help="First day, YYYY[-MM[-DD]]; today if not told.")] = None,
    days: Annotated[int, typer.Option(help="How many days from then on.", min=0)] = 30,
    kind: Annotated[list[str] | None, typer.Option("--type", help="PLOVER type; may be repeated.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """What is announced, by expected day, and what became of it."""
    from datetime import date

    from dragoman.cli import work
    from dragoman.cli.query import rows
    from dragoman.cli.show import print_json
    from dragoman.store import open_store
    from dragoman.store.episodes import agenda as run
    from dragoman.store.query import Query

    first = work.first_day(since)
    asked = Query(dyad=dyad, types=tuple(t.upper() for t in kind or ()), limit=None)
    opened = open_store(store, as_of=as_of)
    found = run(opened, asked if dyad or kind else None, since=date.fromisoformat(first) if first else None, days=days)
    if as_json:
        for row in found:
            print_json(row)
        return
    rows([_agenda_row(row) for row in found], "table")


def episode(
    wanted: Annotated[str, typer.Argument(help="Id of an episode or of one of its reports (its beginning will do).")],
    store: StoreOption = Path("store"),
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """One thing that happened, as all articles tell it: the evidence for each field."""
    from dragoman.cli.show import print_json
    from dragoman.errors import StoreError
    from dragoman.store import open_store
    from dragoman.store.episodes import episode as run

    found = run(open_store(store, as_of=as_of), wanted)
    if found is None:
        raise StoreError(
            f"no episode and no linked report has the id {wanted!r}: `dragoman query --episodes` lists them"
        )
    if as_json:
        print_json(found)
        return
    for line in _told(found):
        typer.echo(line)


def _told(found: dict[str, Any]) -> Iterator[str]:
    from dragoman.cli.show import place

    yield f"{found['type']} {', '.join(found['modes'])}".rstrip() + f"  {_parties(found)}"
    yield f"status    {found['status']}" + (", contested" if found["contested"] else "")
    outlets = found["outlets"] or "unknown"
    yield f"told by   {found['reports']} reports in {found['articles']} articles of {outlets} outlets;"
    yield f"          {found['witnesses']} of the articles are no copies of another"
    for title, name in (("date", "dates"), ("place", "places")):
        for number, one in enumerate(found[name]):
            value = _days(one["start"], one["end"]) if name == "dates" else place(one["name"], one["country"])
            outlets = ", ".join(one["outlets"]) or "unknown outlet"
            yield f"{'' if number else title:<10}{value}: {one['witnesses']} ({outlets})"
    for number, one in enumerate(found["statuses"]):
        by = f", says {one['source']}" if one["source"] else ""
        day, where = one["published"] or "undated", f"{one['outlet'] or 'unknown outlet'}, {one['event']}"
        yield f"{'' if number else 'course':<10}{day} {one['status']}{by} ({where})"
    for number, one in enumerate(found["sources"]):
        yield f"{'' if number else 'sources':<10}{one['name']}: {one['stance']} ({one['outlet'] or 'unknown outlet'})"
    if found["announced"]:
        expected = _days(found["expected_start"], found["expected_end"])
        yield f"announced for {expected or 'no certain day'}; outcome: {found['outcome'] or 'not told'}"


def _agenda_row(row: dict[str, Any]) -> dict[str, Any]:
    from dragoman.cli.show import place

    return {
        "expected": _days(row["expected_start"], row["expected_end"]),
        "type": row["type"],
        "who": _parties(row),
        "where": place(row["place"], row["place_country"]),
        "outcome": row["outcome"],
        "told_by": row["witnesses"],
        "episode": row["episode"],
    }


def _parties(row: dict[str, Any]) -> str:
    who, whom = (", ".join(row[f"{side}_names"] or ()) for side in ("actor", "recipient"))
    return f"{who or '?'} > {whom}" if whom else who or "?"


def _days(start: Any, end: Any) -> str:
    if start is None and end is None:
        return ""
    return str(start) if start == end else f"{start or '…'} – {end or '…'}"
