"""The shapes of a figure and their ink: marks, dashes, lines and polygons as paths, marks side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from isthmus.layers._bundled.files import outline

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol

INK = "#1d2a33"
MUTED = "#5f6b73"

#: Points on paper for a pixel on screen.
SHRINK = 0.46

#: Rings of free places that are tried about a mark.
RINGS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a map.

    Parameters
    ----------
    xy : tuple of float
        Metres on the map.
    symbol : Symbol
        How it is drawn.
    name, city : str
        What it may be named; empty if unknown.
    passage : bool
        Whether it is named by itself rather than by its city.
    hollow : bool
        Whether it stands for a country.
    """

    xy: tuple[float, float]
    symbol: Symbol
    name: str
    city: str
    passage: bool
    hollow: bool


def draw_mark(axes: Axes, symbol: Symbol, xy: tuple[float, float], *, hollow: bool = False) -> None:
    """Draw a mark, whose size is the same at any scale."""
    mark = PathCollection(
        [_mark_path(symbol.shape)],
        sizes=[(symbol.width * SHRINK) ** 2],
        offsets=[xy],
        offset_transform=axes.transData,
        transform=IdentityTransform(),
        facecolors="white" if hollow else symbol.color,
        edgecolors=symbol.color if hollow else "white",
        linewidths=0.7 if hollow else 0.3,
        zorder=3,
    )
    axes.add_collection(mark, autolim=False)


def dash_of(symbol: Symbol) -> Any:  # noqa: ANN401  # matplotlib's kinds of line style
    """Return how the line of a symbol is broken; strokes and gaps keep their proportion to its width."""
    return (0, [length / symbol.width for length in symbol.dash]) if symbol.dash else "solid"


@cache
def _mark_path(shape: str) -> Path:
    """Return the outline of a mark in a square from -1 to 1, the same as on the page."""
    drawn = outline(shape)
    if isinstance(drawn, float):
        return Path.circle(radius=drawn)
    corners = np.array(drawn) * [1, -1]  # the page's ordinates run downwards
    return Path(np.vstack([corners, corners[:1]]), closed=True)


def parts_in_view(
    shapes: npt.NDArray[np.object_], kind: shapely.GeometryType
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Return the parts of a kind that are left of shapes cut to a view, and the shape each is part of."""
    parts, inner = shapely.get_parts(shapes, return_index=True)
    parts, outer = shapely.get_parts(parts, return_index=True)
    kept = (shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)
    return parts[kept], inner[outer[kept]]


def polygon_path(polygon: shapely.Polygon) -> Path:
    """Return a polygon and its holes as one path.

    Examples
    --------
    >>> len(polygon_path(shapely.box(0, 0, 1, 1)).vertices)
    5
    """
    rings = [polygon.exterior, *polygon.interiors]
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))


def line_vertices(lines: npt.NDArray[np.object_]) -> list[npt.NDArray[np.float64]]:
    """Return the vertices of each line."""
    return [shapely.get_coordinates(line) for line in lines]


def spread(xy: npt.NDArray[np.float64], gap: float) -> npt.NDArray[np.float64]:
    """Move points aside, each as little as needed, until none is nearer to another than a gap.

    Parameters
    ----------
    xy : (n, 2) array of float
        Places; a later one gives way to an earlier one.
    gap : float
        In the same unit.

    Returns
    -------
    (n, 2) array of float

    Examples
    --------
    >>> spread(np.zeros((3, 2)), 1.0).round(2).tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.5, 0.87]]
    """
    placed = np.empty_like(xy)
    offsets = _honeycomb() * gap
    for i, place in enumerate(xy):
        candidates = place + offsets
        distances = np.linalg.norm(candidates[:, None] - placed[None, :i], axis=2).min(axis=1, initial=np.inf)
        placed[i] = candidates[
            np.argmax(distances >= gap * (1 - 1e-9))
        ]  # the first that is free, or the middle
    return placed


@cache
def _honeycomb() -> npt.NDArray[np.float64]:
    """Return the centre of a honeycomb of unit spacing, then its neighbours, nearest first."""
    column, row = np.mgrid[-RINGS : RINGS + 1, -RINGS : RINGS + 1].reshape(2, -1)
    xy = np.column_stack([column + row / 2, row * np.sqrt(3) / 2])
    distance, angle = np.hypot(*xy.T).round(9), np.arctan2(xy[:, 1], xy[:, 0]).round(9) % (2 * np.pi)
    return np.asarray(xy[np.lexsort([angle, distance])])
