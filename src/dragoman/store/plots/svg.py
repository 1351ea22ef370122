"""Drawings as SVG."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from dragoman.store.plots.drawing import Circle, Drawing, Path, Rectangle, Shape, Words

FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


def svg(drawing: Drawing) -> str:
    """The drawing as an SVG document."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width}" height="{drawing.height}"'
        f' viewBox="0 0 {drawing.width} {drawing.height}" role="img" font-family={quoteattr(FONT)}>'
    )
    parts = [head, f"<title>{escape(drawing.title)}</title>", '<rect width="100%" height="100%" fill="#ffffff"/>']
    return "\n".join([*parts, *map(_shape, drawing.shapes), "</svg>"]) + "\n"


def _shape(shape: Shape) -> str:
    if isinstance(shape, Rectangle):
        place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
        return f'<rect {place} fill="{shape.fill}"/>'
    if isinstance(shape, Circle):
        place = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}"'
        return f'<circle {place} fill="{shape.fill}" fill-opacity="{_n(shape.opacity)}"/>'
    if isinstance(shape, Path):
        steps = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
        kind = "polyline" if shape.fill == "none" else "polygon"
        return (
            f'<{kind} points="{steps}" fill="{shape.fill}" stroke="{shape.stroke}" stroke-width="{_n(shape.thickness)}"'
            ' stroke-linejoin="round"/>'
        )
    return _words(shape)


def _words(shape: Words) -> str:
    weight = ' font-weight="600"' if shape.bold else ""
    return (
        f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" fill="{shape.fill}"'
        f' text-anchor="{shape.anchor}"{weight}>{escape(shape.text)}</text>'
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
