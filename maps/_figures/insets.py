"""Which parts of the Earth a figure shows: one map of the whole network, and insets where places crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.cluster.hierarchy import fcluster, linkage

from isthmus.geo import MEAN_RADIUS_M, unit_vectors
from isthmus.maps._atlas import central_places

from .basemap import COAST, INK
from .view import View

if TYPE_CHECKING:
    import numpy.typing as npt

    from isthmus.layers import Atlas

    from .labels import Labels

__all__ = ["area_of", "draw_letter", "view_insets", "view_whole"]

#: Share of the gateways, at each side, that may lie outside: those of detours about other continents.
OUTSIDE = 0.06

#: Places nearer to one another than this, in metres, belong together.
NEIGHBOURS = 700_000.0

#: An inset shows at least this many places, and is at most this share of the main map wide.
FEWEST = 5
WIDEST = 0.3
MOST_INSETS = 2


def view_whole(atlas: Atlas, *, aspect: float) -> View:
    """Return the view that shows the countries with the most places, and almost all gateways.

    Examples
    --------
    >>> from isthmus import layers
    >>> view = view_whole(layers.example(), aspect=1.6)
    >>> view.azimuthal, round(view.width / 1e6)
    (True, 12)
    """
    places = shapely.get_coordinates(central_places(atlas).geometry.to_numpy())
    gateways = shapely.get_coordinates(atlas.gateways.geometry.to_numpy())
    points = np.vstack([places, gateways])
    if not len(points):
        return View.world(aspect=aspect)
    if len(gateways):
        xy = View.around(points, aspect=aspect).forward(gateways)
        low = np.quantile(xy, OUTSIDE, axis=0, method="lower")
        high = np.quantile(xy, 1 - OUTSIDE, axis=0, method="higher")
        kept = ((xy >= low) & (xy <= high)).all(axis=1)
        points = np.vstack([places, gateways[kept]])
    return View.around(points, aspect=aspect)


def view_insets(atlas: Atlas, whole: View, *, aspect: float) -> list[View]:
    """Return views of the neighbourhoods with the most places, from left to right on the whole map."""
    points = shapely.get_coordinates(central_places(atlas).geometry.to_numpy())
    if len(points) < FEWEST:
        return []
    groups = fcluster(linkage(unit_vectors(*points.T).T), NEIGHBOURS / MEAN_RADIUS_M, criterion="distance")
    sizes = np.bincount(groups)
    crowded = [group for group in np.argsort(-sizes, kind="stable") if sizes[group] >= FEWEST]
    views = [View.around(points[groups == group], aspect=aspect, margin=0.1) for group in crowded]
    views = [view for view in views if view.width <= WIDEST * whole.width][:MOST_INSETS]
    return sorted(views, key=lambda view: float(whole.forward([[view.lon, view.lat]])[0, 0]))


def area_of(view: View) -> shapely.Polygon:
    """Return the outline of a view in degrees.

    Examples
    --------
    >>> area_of(View.around([[120.3, 22.6], [121.5, 25.1]], aspect=1)).contains(shapely.Point(121, 24))
    True
    """
    ring: npt.NDArray[np.float64] = shapely.get_coordinates(
        shapely.segmentize(shapely.box(*view.bounds), view.width / 50)
    )
    return shapely.Polygon([view.inverse(xy) for xy in ring])


def draw_letter(labels: Labels, view: View, letter: str, area: shapely.Polygon) -> None:
    """Outline an area that another map shows, and write its letter; an empty area is the map itself."""
    corner, coordinates = (0.0, 1.0), "axes fraction"
    if not area.is_empty:
        outline = view.project([area])
        labels.keep_out(outline)
        x, y = shapely.get_coordinates(outline).T
        labels.axes.plot(x, y, color=INK, linewidth=0.7)
        corner, coordinates = (float(x[y.argmax()]), float(y.max())), "data"
    label = labels.axes.annotate(
        letter,
        corner,
        xycoords=coordinates,
        xytext=(2.5, -2.5),
        textcoords="offset points",
        va="top",
        color=INK,
        fontsize=7,
        fontweight="bold",
        zorder=4,
        bbox={"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": COAST, "linewidth": 0.4},
    )
    labels.taken.append(labels.box_of(label))
