"""Drawings as PNG, by Pillow."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from dragoman.errors import EngineError
from dragoman.store.plots.drawing import Circle, Drawing, Path, Rectangle, Shape, Words

SCALE = 2  # pixels of the file for each unit of the drawing
FINER = 2  # drawn so much larger and made smaller, which smooths the edges
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def save_png(drawing: Drawing, path: FilePath) -> None:
    """Write the drawing as PNG, at twice its size in pixels.

    Raises:
        EngineError: Pillow is not installed.
        OSError: the file cannot be written.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise EngineError("PNG needs Pillow: `pip install dragoman[plot]`, or name a .svg file") from error
    scale = SCALE * FINER
    image = Image.new("RGB", (drawing.width * scale, drawing.height * scale), "#ffffff")
    pen = ImageDraw.Draw(image, "RGBA")
    for shape in drawing.shapes:
        _draw(pen, shape, scale)
    size = (drawing.width * SCALE, drawing.height * SCALE)
    image.resize(size, Image.Resampling.LANCZOS).save(path, "PNG", optimize=True)


def _draw(pen: Any, shape: Shape, scale: int) -> None:
    if isinstance(shape, Rectangle):
        box = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
        if shape.width > 0 and shape.height > 0:
            pen.rectangle(
                [round(v * scale) for v in box[:2]] + [round(v * scale) - 1 for v in box[2:]], fill=shape.fill
            )
    elif isinstance(shape, Circle):
        box = (shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius)
        pen.ellipse([v * scale for v in box], fill=f"{shape.fill}{round(shape.opacity * 255):02x}")
    elif isinstance(shape, Path):
        points = [(x * scale, y * scale) for x, y in shape.points]
        if shape.fill != "none" and len(points) > 2:
            pen.polygon(points, fill=shape.fill)
            points.append(points[0])
        if shape.stroke != "none" and len(points) > 1:
            pen.line(points, fill=shape.stroke, width=max(1, round(shape.thickness * scale)), joint="curve")
    else:
        _write(pen, shape, scale)


def _write(pen: Any, shape: Words, scale: int) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(shape.size * scale)
    heavy = round(scale * 0.4) if shape.bold else 0
    pen.text(
        (shape.x * scale, shape.y * scale), shape.text, fill=shape.fill, font=font, anchor=ANCHORS[shape.anchor],
        stroke_width=heavy, stroke_fill=shape.fill,
    )  # fmt: skip
