"""The watcher's figures in the text format of Prometheus: a file beside its state, for `/metrics` to hand on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

FILE = "metrics.prom"
# Counter -> name of its label and what it counts.
COUNTERS = {
    "fetches": ("kind", "Requests by kind of page and outcome."),
    "bytes": ("kind", "Bytes of answers, unpacked."),
    "coded": ("", "Pages coded."),
    "rejected": ("reason", "Pages rejected, by reason."),
    "events": ("", "Events coded."),
    "languages": ("language", "Pages by language."),
    "versions": ("", "Pages that changed and were coded again."),
}
GAUGES = {
    "feeds": "Feeds that are watched.",
    "failing": "Feeds whose last look failed.",
    "waiting": "Pages that are due.",
    "running": "Requests under way.",
}


def write_metrics(folder: Path, status: Any, counts: Iterable[tuple[str, str, float]], now: float) -> None:
    """Write the figures whole or not at all."""
    new = folder / f"{FILE}.new"
    new.write_text(exposition(status, counts, now), encoding="utf-8")
    new.replace(folder / FILE)


def read_metrics(store: Path) -> str:
    """What `/metrics` of a server over this store answers about its watcher; "" where none has run."""
    try:
        return (store / "watch" / FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def exposition(status: Any, counts: Iterable[tuple[str, str, float]], now: float) -> str:
    """The figures of a watcher. `status`: a record with the gauges; `counts`: name, label, value."""
    lines = []
    told = {one.name for one in fields(status)}
    for name, text in GAUGES.items():
        if name in told:
            lines += [*_head(name, text, "gauge"), f"dragoman_watch_{name} {getattr(status, name)}"]
    lines += [*_head("last_save_seconds", "When the watcher last saved.", "gauge")]
    lines += [f"dragoman_watch_last_save_seconds {now:.0f}"]
    held: dict[str, list[tuple[str, float]]] = {}
    for name, label, value in counts:
        held.setdefault(name, []).append((label, value))
    for name, (key, text) in COUNTERS.items():
        if name in held:
            lines += _head(f"{name}_total", text, "counter")
            lines += [f"dragoman_watch_{name}_total{_label(key, label)} {value:.0f}" for label, value in held[name]]
    return "\n".join(lines) + "\n"


def _head(name: str, text: str, kind: str) -> list[str]:
    return [f"# HELP dragoman_watch_{name} {text}", f"# TYPE dragoman_watch_{name} {kind}"]


def _label(key: str, label: str) -> str:
    if not key or not label:
        return ""
    kind, sign, outcome = label.partition(":")
    pairs = {key: kind, "outcome": outcome} if sign else {key: label}
    quoted = (f'{name}="' + value.translate({92: r"\\", 34: r"\"", 10: r"\n"}) + '"' for name, value in pairs.items())
    return "{" + ",".join(quoted) + "}"
