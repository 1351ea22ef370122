"""The plots as drawings: a timeline, the mix of types, a map."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from dragoman.store.plots.drawing import Circle, Drawing, Path, Rectangle, Shape, Words
from dragoman.store.plots.places import Spot, outlines
from dragoman.store.series import QUADS

Row = dict[str, Any]
# Two hues apart for colour-blind readers, light for words and dark for deeds.
COLOURS = {1: "#9ecae1", 2: "#2171b5", 3: "#fdae6b", 4: "#c9400a"}
GREY, PALE, INK = "#767676", "#e4e4e4", "#333333"
WIDTH, LEFT, RIGHT = 960, 64, 24
LAND = "#e9e6df"
FEWEST_FOR_LARGE = 25  # events that a circle of full size stands for at least


def timeline(rows: Sequence[Row], period: str, title: str) -> Drawing:
    """Events of each period, stacked by quad class, and their mean intensity below. `rows`: from `series.filled`."""
    height, top, tall, gap, low = 460, 84, 220, 34, 80
    shapes: list[Shape] = [*_heading(title, f"events by {period}, and their mean intensity (-10 to 10)"), *_legend(58)]
    most = max((row["events"] for row in rows), default=0)
    shapes += _scale(top, tall, most)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    middle = top + tall + gap + low / 2
    shapes += _intensity_scale(middle, low)
    for number, row in enumerate(rows):
        x = LEFT + number * step
        y = float(top + tall)
        for quad, name in QUADS.items():
            share = tall * row[name] / _ceiling(most)
            y -= share
            if share:
                shapes.append(Rectangle(x + step * 0.1, y, max(0.8, step * 0.8), share, COLOURS[quad]))
        mean = row["mean_intensity"]
        if mean is not None:
            length = mean / 10 * low / 2
            colour = COLOURS[2] if mean >= 0 else COLOURS[4]
            shapes.append(
                Rectangle(
                    x + step * 0.1, middle - max(0.0, length), max(0.8, step * 0.8), max(0.8, abs(length)), colour
                )
            )
    shapes += _dates(rows, period, step, top + tall + gap + low + 18)
    if not rows:
        shapes.append(Words(WIDTH / 2, top + tall / 2, "no events", 14, "middle", GREY))
    return Drawing(WIDTH, height, title, tuple(shapes))


def mix(rows: Sequence[Row], title: str) -> Drawing:
    """Events of each type, most first, split by quad class. `rows`: from `series.group` by type."""
    top, bar = 84, 24
    height = top + bar * max(1, len(rows)) + 30
    most = max((row["events"] for row in rows), default=0)
    total = sum(row["events"] for row in rows)
    left, right = 120, 110
    shapes: list[Shape] = [*_heading(title, f"{total:,} events by type"), *_legend(58)]
    for number, row in enumerate(rows):
        y, x = top + number * bar, float(left)
        shapes.append(Words(left - 8, y + bar * 0.66, str(row["type"]), 12, "end"))
        for quad, name in QUADS.items():
            width = (WIDTH - left - right) * row[name] / max(1, most)
            if width:
                shapes.append(Rectangle(x, y + 3, width, bar - 6, COLOURS[quad]))
            x += width
        words = f"{row['events']:,}  ({row['events'] / total:.0%})"
        shapes.append(Words(x + 6, y + bar * 0.66, words, 11, "start", GREY))
    if not rows:
        shapes.append(Words(WIDTH / 2, top + bar, "no events", 14, "middle", GREY))
    return Drawing(WIDTH, height, title, tuple(shapes))


def world(spots: Sequence[Spot], title: str) -> Drawing:
    """Where events happened: circles by their number, coloured by which of conflict and cooperation prevails. The map
    shows the part of the world where they are."""
    top, wide = 62, WIDTH - 2 * RIGHT
    west, south, east, north = _bounds(spots)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = wide / ((east - west) * squeeze)
    tall = scale * (north - south)
    total = sum(spot.events for spot in spots)

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return RIGHT + (longitude - west) * squeeze * scale, top + (north - latitude) * scale

    shapes: list[Shape] = []
    for ring in outlines():
        inside = _clipped(ring, (west, south, east, north))
        if len(inside) > 2:
            shapes.append(Path(tuple(at(*point) for point in inside), "#ffffff", 0.8, LAND))
    most = max(FEWEST_FOR_LARGE, *(spot.events for spot in spots), 0)
    for spot in sorted(spots, key=lambda one: -one.events):
        x, y = at(spot.longitude, spot.latitude)
        colour = COLOURS[4] if spot.hostile > 0.5 else COLOURS[2]
        shapes.append(Circle(x, y, 2.5 + 15 * math.sqrt(spot.events / most), colour, 0.55))
    named: list[tuple[float, float, float]] = []
    for spot in sorted(spots, key=lambda one: -one.events)[:12]:
        shapes += _label(spot, at(spot.longitude, spot.latitude), most, named)
    shapes += _heading(title, f"{total:,} events at {len(spots):,} places")
    shapes += [
        Circle(RIGHT + 6, top + tall + 18, 5, COLOURS[4], 0.7),
        Words(RIGHT + 16, top + tall + 22, "more conflict", 11, "start", GREY),
        Circle(RIGHT + 116, top + tall + 18, 5, COLOURS[2], 0.7),
        Words(RIGHT + 126, top + tall + 22, "more cooperation", 11, "start", GREY),
        Words(WIDTH - RIGHT, top + tall + 22, "Boundaries: Natural Earth", 10, "end", GREY),
    ]
    return Drawing(WIDTH, round(top + tall + 36), title, tuple(shapes))


def _label(spot: Spot, at: tuple[float, float], most: int, named: list[tuple[float, float, float]]) -> Iterator[Shape]:
    """The name of a place beside its circle, unless another name stands there."""
    x, y = at[0] + 5 + 15 * math.sqrt(spot.events / most), at[1] + 4
    width = 6.2 * len(spot.name)
    if x + width > WIDTH - 4:
        x = at[0] - 5 - 15 * math.sqrt(spot.events / most) - width
    if any(abs(y - other) < 13 and x < end and start < x + width for start, end, other in named):
        return
    named.append((x, x + width, y))
    yield Words(x, y, spot.name, 11, "start", INK)


def _bounds(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """West, south, east, north of the part of the world to show, of a ratio that a page bears."""
    if not spots:
        return -170.0, -56.0, 180.0, 78.0
    west, east = min(s.longitude for s in spots) - 3, max(s.longitude for s in spots) + 3
    south, north = min(s.latitude for s in spots) - 3, max(s.latitude for s in spots) + 3
    middle = (south + north) / 2
    squeeze = math.cos(math.radians(middle))
    width, height = max(12.0, (east - west) * squeeze), max(7.0, north - south)
    height, width = max(height, width * 0.45), max(width, height * 1.5)
    centre = (west + east) / 2
    west, east = centre - width / 2 / squeeze, centre + width / 2 / squeeze
    south, north = middle - height / 2, middle + height / 2
    return max(-180.0, west), max(-85.0, south), min(180.0, east), min(85.0, north)


def _clipped(ring: list[tuple[float, float]], box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """The part of a ring within a box (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        out: list[tuple[float, float]] = []
        for number, point in enumerate(ring):
            before = ring[number - 1]
            is_in, was_in = (point[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
            if is_in != was_in:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                out.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if is_in:
                out.append(point)
        ring = out
    return ring


def _heading(title: str, below: str) -> list[Shape]:
    return [Words(RIGHT, 28, title, 17, "start", INK, True), Words(RIGHT, 47, below, 12, "start", GREY)]


def _legend(y: float) -> Iterator[Shape]:
    x = float(RIGHT)
    for quad, name in QUADS.items():
        yield Rectangle(x, y, 10, 10, COLOURS[quad])
        yield Words(x + 15, y + 9.5, name.replace("_", " "), 11, "start", GREY)
        x += 150


def _ceiling(most: float) -> float:
    """A round number not below `most`."""
    if most <= 4:
        return 4.0
    size = 10 ** math.floor(math.log10(most))
    return float(next(size * step for step in (1, 2, 4, 6, 8, 10) if size * step >= most))


def _scale(top: float, tall: float, most: float) -> Iterator[Shape]:
    ceiling = _ceiling(most)
    for part in range(5):
        y = top + tall - tall * part / 4
        value = ceiling * part / 4
        yield Path(((LEFT, y), (WIDTH - RIGHT, y)), PALE)
        yield Words(LEFT - 8, y + 4, f"{value:,.0f}" if value == int(value) else f"{value:,.1f}", 11, "end", GREY)


def _intensity_scale(middle: float, low: float) -> Iterator[Shape]:
    for value in (-10, 0, 10):
        y = middle - value / 10 * low / 2
        yield Path(((LEFT, y), (WIDTH - RIGHT, y)), PALE)
        yield Words(LEFT - 8, y + 4, f"{value:+d}" if value else "0", 11, "end", GREY)


def _dates(rows: Sequence[Row], period: str, step: float, y: float) -> Iterator[Shape]:
    """Dates under the bars, as many as there is room for."""
    every = max(1, math.ceil(76 / step))
    years = period in ("month", "quarter") and len(rows) > 24
    for number, row in enumerate(rows):
        day: date = row[period]
        if (years and day.month == 1 and day.year % max(1, math.ceil(48 / (step * 12))) == 0) or (
            not years and number % every == 0
        ):
            text = f"{day.year}" if years or period == "year" else f"{day:%Y-%m}" if period == "month" else f"{day}"
            yield Words(LEFT + (number + 0.5) * step, y, text, 11, "middle", GREY)
