"""The base map of a figure: sea, graticule, land, borders and lakes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection

from isthmus.geo import METRES_PER_DEGREE
from isthmus.layers._bundled.countries import countries, disputed_lines, lakes

from .marks import line_vertices, polygon_path

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from .view import View

__all__ = ["COAST", "INK", "MUTED", "draw_basemap", "parts_in_view"]

SEA = "#dce7ed"
LAND = "#f5f3ee"
TINT = "#ebe3cf"
BORDER = "#c2bdb0"
COAST = "#98aab3"
GRID = "#cbdae2"
INK = "#1d2a33"
MUTED = "#5f6b73"

#: Steps of a graticule in degrees; the least that gives no more lines than this across the map is drawn.
STEPS = (1, 2, 5, 10, 15, 30)
MOST_LINES = 8


def draw_basemap(
    axes: Axes, view: View, outlines: npt.NDArray[np.object_], tinted: npt.NDArray[np.bool_]
) -> None:
    """Draw sea, land, borders and lakes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    view : View
        Which part of the Earth.
    outlines : (n,) array of shapely geometries
        Countries as they are drawn in the view.
    tinted : (n,) array of bool
        Which of them are set off.
    """
    axes.set(xlim=view.bounds[::2], ylim=view.bounds[1::2], xticks=[], yticks=[], facecolor=SEA)
    for spine in axes.spines.values():
        spine.set(color=COAST, linewidth=0.6)
    _draw_base_lines(axes, view.project(_graticule(view)), GRID, 0.35)
    _draw_base_areas(axes, outlines[~tinted], LAND, BORDER, 0.35)
    _draw_base_areas(axes, outlines[tinted], TINT, BORDER, 0.35)
    _draw_base_areas(axes, view.project(lakes().geometry), SEA, COAST, 0.2)
    _draw_base_areas(axes, view.project([_all_land()]), "none", COAST, 0.4)
    _draw_base_lines(axes, view.project(disputed_lines().geometry), MUTED, 0.5, dash=(2.5, 2))


def parts_in_view(
    shapes: npt.NDArray[np.object_], kind: shapely.GeometryType
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Return the parts of a kind that are left of shapes cut to a view, and the shape each is part of."""
    parts, inner = shapely.get_parts(shapes, return_index=True)
    parts, outer = shapely.get_parts(parts, return_index=True)
    kept = (shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)
    return parts[kept], inner[outer[kept]]


def _draw_base_areas(
    axes: Axes, shapes: npt.NDArray[np.object_], color: str, edge: str, width: float
) -> None:
    paths = [polygon_path(part) for part in parts_in_view(shapes, shapely.GeometryType.POLYGON)[0]]
    axes.add_collection(
        PathCollection(paths, facecolors=color, edgecolors=edge, linewidths=width), autolim=False
    )


def _draw_base_lines(
    axes: Axes, shapes: npt.NDArray[np.object_], color: str, width: float, dash: tuple[float, ...] = ()
) -> None:
    lines = line_vertices(parts_in_view(shapes, shapely.GeometryType.LINESTRING)[0])
    style = (0, dash) if dash else "solid"
    axes.add_collection(
        LineCollection(lines, colors=color, linewidths=width, linestyles=style), autolim=False
    )


@cache
def _all_land() -> shapely.Geometry:
    return shapely.coverage_union_all(countries().geometry.to_numpy())


def _graticule(view: View) -> list[shapely.LineString]:
    """Return meridians and parallels at a round step."""
    span = view.width / METRES_PER_DEGREE
    step = next((step for step in STEPS if span / step <= MOST_LINES), STEPS[-1])
    lons, lats = np.arange(-180, 180, step), np.arange(-90 + step, 90, step)
    meridians = [shapely.LineString([(lon, -90 + step), (lon, 90 - step)]) for lon in lons]
    return meridians + [shapely.LineString([(-180, lat), (180, lat)]) for lat in lats]
