"""The outlines of marks, said once for the page, for printed figures and for QGIS."""

from __future__ import annotations

import json
from functools import cache

from .files import bundled

__all__ = ["outline", "svg_path"]

Outline = float | tuple[tuple[float, float], ...]


@cache
def _outlines() -> dict[str, Outline]:
    with bundled("outlines.json") as path:
        drawn = json.loads(path.read_text("utf-8"))
    return {
        shape: tuple((x, y) for x, y in shown) if isinstance(shown, list) else float(shown)
        for shape, shown in drawn.items()
    }


def outline(shape: str) -> Outline:
    """Return the outline of a mark in a square from -1 to 1, whose ordinates run downwards.

    Parameters
    ----------
    shape : str
        Name of the shape; one that is not known is a circle.

    Returns
    -------
    float or tuple of (float, float)
        The radius of a disc, or the corners of a polygon.

    Examples
    --------
    >>> outline("circle"), outline("square")
    (0.9, ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)))
    """
    return _outlines().get(shape, _outlines()["circle"])


def svg_path(shape: str) -> str:
    """Return an outline as SVG writes it.

    Examples
    --------
    >>> svg_path("square")
    'M-0.8,-0.8L0.8,-0.8L0.8,0.8L-0.8,0.8Z'
    """
    drawn = outline(shape)
    if isinstance(drawn, float):
        return f"M{-drawn} 0A{drawn} {drawn} 0 1 0 {drawn} 0A{drawn} {drawn} 0 1 0 {-drawn} 0Z"
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in drawn) + "Z"
