"""The plots as text, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.store.plots.places import Spot, outlines
from dragoman.store.series import QUADS

Row = dict[str, Any]
FULL, PARTS = "█", " ▏▎▍▌▋▊▉"
MARKS = {1: "░", 2: "▓", 3: "▒", 4: "█"}
LETTERS = {1: "verbal coop.", 2: "material coop.", 3: "verbal conflict", 4: "material conflict"}
MOST_LINES = 120
BRAILLE = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def timeline(rows: Sequence[Row], period: str, title: str, width: int = 100) -> str:
    """A line for each period: its day, a bar split by quad class, the number and the mean intensity."""
    if not rows:
        return f"{title}: no events"
    lines = [f"{title}: {sum(row['events'] for row in rows):,} events by {period}"]
    lines.append("  ".join(f"{MARKS[quad]} {name}" for quad, name in LETTERS.items()))
    if len(rows) > MOST_LINES:
        lines.append(f"(the last {MOST_LINES} of {len(rows)}; group by a longer period for all)")
    most = max(row["events"] for row in rows)
    room = max(10, width - 30)
    for row in rows[-MOST_LINES:]:
        mean = "" if row["mean_intensity"] is None else f"{row['mean_intensity']:+.1f}"
        lines.append(
            f"{_day(row[period], period):<11}{_split(row, room * row['events'] / most)} {row['events']:,} {mean}"
        )
    return "\n".join(lines)


def mix(rows: Sequence[Row], title: str, width: int = 100) -> str:
    """A line for each type, most first."""
    if not rows:
        return f"{title}: no events"
    total, most = sum(row["events"] for row in rows), max(row["events"] for row in rows)
    lines = [f"{title}: {total:,} events by type"]
    for row in rows:
        share = row["events"] / total
        lines.append(f"{row['type']:<11}{bar(row['events'] / most * (width - 32))} {row['events']:,} ({share:.0%})")
    return "\n".join(lines)


def bar(length: float) -> str:
    """A bar of so many characters, to an eighth."""
    whole, part = divmod(round(max(0.0, length) * 8), 8)
    return FULL * whole + (PARTS[part] if part else "")


def world(spots: Sequence[Spot], title: str, width: int = 100) -> str:
    """A map of the world in Braille dots, places of events as digits for their number (9: 256 and more)."""
    wide, high = max(40, width), max(12, width // 4)
    dots = [[0] * wide for _ in range(high)]
    for ring in outlines():
        for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True):
            steps = int(max(abs(u - x) * wide / 180, abs(v - y) * high / 40, 1)) if abs(u - x) < 90 else 0
            for step in range(steps):
                _dot(dots, x + (u - x) * step / steps, y + (v - y) * step / steps)
    lines = [[chr(BRAILLE + cell) if cell else " " for cell in row] for row in dots]
    cells: dict[tuple[int, int], int] = {}
    for spot in spots:
        place = _cell(spot.longitude, spot.latitude, wide, high)
        cells[place] = cells.get(place, 0) + spot.events
    for (column, row), events in cells.items():
        lines[row][column] = str(min(9, events.bit_length()))
    total = sum(spot.events for spot in spots)
    heading = f"{title}: {total:,} events at {len(spots):,} places (1: one event, each digit more: twice as many)"
    return "\n".join([heading, *("".join(row).rstrip() for row in lines)])


def _cell(longitude: float, latitude: float, wide: int, high: int) -> tuple[int, int]:
    """Column and row of a point; the map ends at 84 north and 60 south."""
    column = int((longitude + 180) / 360 * wide)
    row = int((84 - latitude) / 144 * high)
    return min(wide - 1, max(0, column)), min(high - 1, max(0, row))


def _dot(dots: list[list[int]], longitude: float, latitude: float) -> None:
    wide, high = len(dots[0]), len(dots)
    x, y = int((longitude + 180) / 360 * wide * 2), int((84 - latitude) / 144 * high * 4)
    if 0 <= x < wide * 2 and 0 <= y < high * 4:
        dots[y // 4][x // 2] |= DOTS[y % 4][x % 2]


def _split(row: Row, length: float) -> str:
    """A bar of so many characters, in parts by quad class."""
    out = ""
    done = 0.0
    for quad, name in QUADS.items():
        done += length * row[name] / max(1, row["events"])
        out += MARKS[quad] * (round(done) - len(out))
    return out or ("·" if row["events"] else "")


def _day(day: Any, period: str) -> str:
    if period == "year":
        return f"{day:%Y}"
    return f"{day:%Y-%m}" if period in ("month", "quarter") else f"{day}"
