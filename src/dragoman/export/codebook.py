"""The page that goes with every export: what it is, how it was made, how to read and to cite it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman import __version__
from dragoman.data import PACKAGE
from dragoman.export.forms import Form

if TYPE_CHECKING:
    from dragoman.export.writing import Exported
    from dragoman.store.delta import Store
    from dragoman.store.query import Query
    from dragoman.store.upkeep import Stats

STATUSES = {
    "occurred": "happened, as told without reserve or confirmed",
    "ongoing": "goes on",
    "planned": "announced",
    "possible": "may happen, or may have",
    "alleged": "said to have happened, by a source that has not been confirmed",
    "denied": "said to have happened, and denied by somebody",
    "negated": "said not to have happened",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page tells. `counts`: see `writing._counts`."""

    form: Form
    done: Exported
    query: Query
    one_a_day: bool
    stats: Stats
    store: Store
    counts: dict[str, list[tuple[Any, ...]]]


def page(facts: Facts) -> str:
    """The codebook page in Markdown."""
    parts = [_head(facts), _counts(facts), _reading(facts), _making(facts), _citing(facts)]
    return "\n\n".join(parts) + "\n"


def _head(facts: Facts) -> str:
    version = facts.stats
    filters = {
        key: value for key, value in asdict(facts.query).items() if value not in (None, (), "") and key != "limit"
    }
    asked = ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in filters.items())
    rows = [
        ("file", f"`{Path(facts.done.target).name}`"),
        ("format", facts.form.title),
        ("store", f"version {version.version} of {version.at} (format {version.format})"),
        ("query", asked or "all events"),
        ("one a day", "yes: one row for each day, source, target and type" if facts.one_a_day else "no"),
        ("rows", f"{facts.done.rows:,} of {facts.done.events:,} events; {facts.done.left_out:,} found but not shown"),
        ("made", f"{_now()} by dragoman {__version__}"),
    ]
    return "# Codebook\n\n" + "\n".join(["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)])


def _counts(facts: Facts) -> str:
    first, last, articles = facts.counts["days"][0]
    lines = ["## Counts", "", f"Days {first or 'unknown'} to {last or 'unknown'}; {articles:,} articles.", ""]
    for key in ("type", "status"):
        lines += [f"| {key} | events |", "|---|---:|"]
        lines += [f"| {name} | {count:,} |" for name, count in facts.counts[key]]
        lines.append("")
    return "\n".join(lines).rstrip()


def _reading(facts: Facts) -> str:
    lines = ["## How to read it", ""]
    lines += [f"* {note}" for note in facts.form.notes]
    if facts.form.copy.startswith("FORMAT csv, DELIMITER '\t'"):
        lines.append(
            "* UTF-8, no quoting: tabs and line breaks within a cell are blanks, double quotes are single ones."
        )
    lines.append(
        "* The date is that of the event where the article tells one, else that of publication; a longer time stands"
        " under its first day."
    )
    if facts.form.columns:
        lines += ["", "Columns, in order: " + ", ".join(f"`{name}`" for name in facts.form.columns) + "."]
    lines += ["", "| status | meaning |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in STATUSES.items()]
    return "\n".join(lines)


def _making(facts: Facts) -> str:
    lines = ["## How it was made", ""]
    engines = ", ".join(f"{name} {version}" for name, version in facts.counts["engines"]) or "none"
    lines.append(f"* Event engines: {engines}. Data files of the package: {data_digest()} (SHA-256).")
    settings = facts.counts["settings"]
    if not settings:
        lines.append("* The store has no record of the runs that coded it.")
    for version, text in settings:
        lines += [f"* Coded by dragoman {version} with the settings:", "", "```json", text, "```"]
    return "\n".join(lines)


def _citing(facts: Facts) -> str:
    version = facts.stats
    return "\n".join(
        [
            "## How to cite",
            "",
            f"> Events coded by dragoman {__version__}, store version {version.version} of {version.at[:10]}, exported"
            f" {_now()[:10]} as {facts.form.name}"
            f"{', one a day' if facts.one_a_day else ''}. {facts.done.events:,} events.",
            "",
            "The same rows come again from the same store with"
            f" `dragoman export --format {facts.form.name} --as-of {version.version}` and the query above.",
            "Cite PLOVER (Halterman, Bagozzi, Beger, Schrodt, Scarborough: PLOVER and POLECAT, 2023) for the ontology,"
            " and CAMEO (Schrodt 2012) for its codes.",
        ]
    )


def data_digest() -> str:
    """A digest of the package's data files, which decide how text is coded."""
    digest = hashlib.sha256()
    for path in sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
