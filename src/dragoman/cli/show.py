"""How results look in a terminal, and as JSON Lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dragoman.explain import dates, days, explain
from dragoman.ingest import Progress
from dragoman.records import Actor, Coded, Event, Participant, Rejected

QUADS = {1: "green", 2: "bold green", 3: "yellow", 4: "red"}
STATUS_STYLE = {"occurred": "", "ongoing": "", "negated": "strike", "denied": "magenta", "alleged": "magenta"}
console = Console(highlight=False, soft_wrap=False)
errors = Console(stderr=True, highlight=False)


def outcome(one: Coded | Rejected, *, as_json: bool) -> int:
    """Print one result; 1 if it is a rejection."""
    if isinstance(one, Rejected):
        if as_json:
            print_json({"rejected": one})
        else:
            errors.print(f"[red]rejected[/] {escape(one.url)}: {one.reason}: {escape(one.detail)}")
        return 1
    if as_json:
        for event in one.events:
            print_json(event_json(one, event))
    else:
        article(one)
    return 0


def event_json(coded: Coded, event: Event) -> dict[str, Any]:
    from dragoman.arrow import to_row

    text = coded.document.text
    return {
        "url": coded.document.url,
        "title": coded.document.title,
        "published": coded.document.published,
        "sentence_text": coded.sentence_text(event),
        "trigger_text": event.trigger.of(text),
        **to_row(event),
    }


def article(coded: Coded) -> None:
    """The heading of an article and the table of its events."""
    document = coded.document
    console.print()
    console.print(Text(document.title or document.url or "(no title)", style="bold"))
    published = document.published
    when = (
        f"{published.start} … {published.end}" if published and not published.is_day else published and published.start
    )
    line = [document.publisher, ", ".join(document.authors), f"{when or 'date unknown'} ({document.published_basis})"]
    console.print(Text(" · ".join(filter(None, line)), style="dim"))
    for note in coded.notes:
        console.print(Text(f"note: {note}", style="dim italic"))
    if not coded.events:
        console.print("no events")
        return
    console.print(table((row(coded, event) for event in coded.events), with_id=False))


def row(coded: Coded, event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "modes": event.modes,
        "quad": event.quad,
        "who": side(event.actors),
        "whom": side(event.recipients),
        "reciprocal": event.reciprocal,
        "when": dates(event),
        "where": place(event.where.name, event.where.country) if event.where else "",
        "status": certainty(
            event.status,
            [s.name for s in event.sources],
            [s.name for s in event.denied_by],
            [s.name for s in event.confirmed_by],
        ),
        "state": event.status,
        "trigger": event.trigger.of(coded.document.text),
    }


def side(parties: Iterable[Participant]) -> str:
    return ", ".join(party_name(p.name or p.text, p.country, p.sector) for p in parties)


def party_name(name: str, country: str | None, sector: str | None) -> str:
    code = ".".join(filter(None, (country, sector)))
    short = name if len(name) <= 38 else name[:36].rstrip() + " …"
    return f"{short} {code}".strip()


def place(name: str | None, country: str | None) -> str:
    return name or "" if not country or name == country else f"{name}, {country}"


def certainty(status: str, sources: Iterable[str], denied: Iterable[str], confirmed: Iterable[str]) -> str:
    """Status with who says so, who denies, who confirms: "alleged by X · denied by Y"."""
    parts = []
    for word, names in (
        ("claimed by" if status == "denied" else f"{status} by" if status == "alleged" else f"{status}, says", sources),
        ("denied by", denied),
        ("confirmed by", confirmed),
    ):
        shown = list(dict.fromkeys(n for n in names if n))
        if shown:
            more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
            parts.append(f"{word} {', '.join(shown[:2])}{more}")
    stated = parts and (parts[0].startswith(status) or status == "denied")
    return " · ".join(parts if stated else [status, *parts])


def table(rows: Iterable[dict[str, Any]], *, with_id: bool) -> Table:
    """Two lines for each event: who to whom; when, where, how certain."""
    out = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    if with_id:
        out.add_column(no_wrap=True, style="dim")
    out.add_column(no_wrap=True)
    out.add_column(overflow="fold")
    for one in rows:
        label = Text(one["type"], style=QUADS[one["quad"]])
        if one["modes"]:
            label.append(f"\n{', '.join(one['modes'])}", style="dim")
        arrow = "<>" if one["reciprocal"] else ">"
        line = Text(one["who"] or "?")
        if one["whom"]:
            line.append(f" {arrow} ", style="bold").append(one["whom"])
        line.append("\n")
        state = Text(one["status"], style=STATUS_STYLE.get(one["state"], "cyan"))
        for n, part in enumerate(filter(None, (one["when"], one["where"]))):
            line.append((" · " if n else "") + part, style="dim")
        if one["when"] or one["where"]:
            line.append(" · ", style="dim")
        line.append_text(state)
        out.add_row(*([one["id"][:8]] if with_id else []), label, line)
    return out


def reports(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Events found in a store."""
    if as_json:
        for one in found:
            print_json(one)
        return
    if not found:
        console.print("no events found; widen the query, or see what is there with `dragoman query`")
        return
    console.print(table((report_row(one) for one in found), with_id=True))
    console.print(Text(f"{len(found)} events; why: dragoman explain ID", style="dim"))


def report_row(one: dict[str, Any]) -> dict[str, Any]:
    def names(role: str) -> str:
        columns = (one[f"{role}_names"], one[f"{role}_countries"], one[f"{role}_sectors"])
        return ", ".join(party_name(n, c, s) for n, c, s in zip(*columns, strict=True))

    start, end = one["date_start"], one["date_end"]
    return {
        **one,
        "who": names("actor"),
        "whom": names("recipient"),
        "when": "" if not (start or end) else f"{start}" if start == end else f"{start or '…'} – {end or '…'}",
        "where": place(one["place"], one["place_country"]),
        "state": one["status"],
        "status": certainty(one["status"], one["sources"], one["denied_by"], one["confirmed_by"]),
    }


def explanation(coded: Coded, event: Event, *, as_json: bool) -> None:
    reasons = explain(coded, event)
    if as_json:
        print_json({"id": event.id, "reasons": [{"topic": r.topic, "text": r.text} for r in reasons]})
        return
    console.print()
    console.print(Text(f"event {event.id}", style="bold"))
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for reason in reasons:
        grid.add_row(reason.topic, Text(reason.text))
    console.print(grid)


def progress() -> Callable[[Progress], None]:
    """A progress line on standard error, once a second; silent where that is no terminal."""
    import time

    start = time.monotonic()
    last = 0.0

    def report(counts: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if sys.stderr.isatty() and now - last >= 1.0:
            last = now
            done = counts.coded + counts.rejected
            rate = done / max(1e-9, now - start)
            print(
                f"\r{counts.pages} pages, {counts.events} events, {counts.rejected} rejected, {rate:.1f} pages/s",
                end="",
                file=sys.stderr,
            )

    return report


def counts(found: Progress, store: Path) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    console.print(
        f"{found.pages} pages: {found.coded} coded, {found.rejected} rejected, {found.skipped} known before; "
        f"{found.events} events in {escape(str(store))}"
    )


def print_json(value: Any) -> None:
    from dragoman.arrow import to_row

    print(json.dumps({k: to_row(v) for k, v in value.items()}, ensure_ascii=False, default=str))


def times(coded: Coded, *, as_json: bool) -> None:
    """Print the time expressions of a page."""
    text = coded.document.text
    if as_json:
        for one in coded.times:
            print_json({"text": one.span.of(text), "expression": one})
        return
    table = Table("words", "type", "value", "days", box=None, pad_edge=False)
    for one in coded.times:
        value = f"{one.value} {one.mod}".strip()
        table.add_row(escape(one.span.of(text)), one.type, value, days(one.interval))
    console.print(table)


def actors(name: str, found: Iterable[Actor], *, as_json: bool) -> None:
    """Print the actors that a name may mean."""
    found = list(found)
    if as_json:
        for one in found:
            print_json({"actor": one})
    elif not found:
        errors.print(f"no actor named {escape(name)} in the tables")
    else:
        table = Table("name", "kind", "country", "sector", "office", "id", box=None, pad_edge=False)
        for one in found:
            table.add_row(
                escape(one.name), one.kind, one.country or "", one.sector or "", one.role or "", one.identifier or ""
            )
        console.print(table)
