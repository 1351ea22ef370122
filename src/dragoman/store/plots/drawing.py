"""A picture as a list of shapes, which `svg` and `png` draw alike. Units are pixels from the upper left."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; filled where `fill` is a colour, and then closed."""

    points: tuple[Point, ...]
    stroke: str = "none"
    thickness: float = 1.0
    fill: str = "none"


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Text whose baseline is at `y`. `anchor`: start, middle or end, where `x` is of it."""

    x: float
    y: float
    text: str
    size: float = 12.0
    anchor: str = "start"
    fill: str = "#333333"
    bold: bool = False


Shape = Rectangle | Path | Circle | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """`title`: what a reader of the screen is told."""

    width: int
    height: int
    title: str
    shapes: tuple[Shape, ...]
