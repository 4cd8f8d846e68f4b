"""One map of a figure: what an atlas holds inside a view, drawn by its symbology and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection

from isthmus import geo
from isthmus.layers._bundled.countries import countries

from .base import INK, MUTED, draw_ground, in_view
from .country_names import country_names
from .furniture import draw_letter, draw_scale
from .labels import Names
from .marks import SHRINK, dash_of, draw_mark, line_vertices, polygon_path, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol
    from isthmus.maps._layer import Look

    from .content import Content
    from .view import View

__all__ = ["draw_panel"]

#: Points between the middles of marks that stand side by side.
GAP = 5.2

#: Points between the marks of one city at most, once they stand side by side.
NEAR = 6 * GAP

#: Metres between the vertices of a line, few enough for it to look curved.
MAX_GAP_M = 50_000.0

LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)

#: Share of the square of a map's width that a country's largest part in view covers if it is named.
SMALLEST_NAMED = 0.0012

#: What is read of a mark besides its place.
MARK_COLUMNS = ["name", "city", "kind", "precision"]

#: Kinds of gateways that are named by themselves rather than by their city.
PASSAGES = ("strait", "canal", "cape")

PASSAGE_STYLE = {"fontsize": 5.4, "color": INK, "style": "italic"}
CITY_STYLE = {"fontsize": 5.8, "color": INK}
COUNTRY_STYLE = {"fontsize": 5.0, "color": MUTED}


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


def draw_panel(axes: Axes, view: View, content: Content, letters: Mapping[str, shapely.Polygon]) -> None:
    """Draw a map into axes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    view : View
        Which part of the Earth.
    content : Content
        What.
    letters : mapping of str to Polygon
        Areas in degrees that are shown on maps of these letters: outlined, and left free of names. An empty
        area stands for the whole map, which is given the letter itself.
    """
    table = countries()
    outlines = view.project(table.geometry)
    tinted = table["iso"].isin(content.countries).to_numpy()
    draw_ground(axes, view, outlines, tinted)
    names = Names(axes)
    for look, symbol, rows in content.classes():
        shapes = view.project(_curved(rows.geometry.to_numpy()))
        _draw_areas(axes, shapes, symbol)
        names.avoid(_draw_lines(axes, shapes, symbol, _weights(rows, look)))
    for letter, area in letters.items():
        draw_letter(names, view, letter, area)
    marks = _marks(axes, view, content)
    for mark in marks:
        draw_mark(axes, mark.symbol, mark.xy, hollow=mark.hollow)
        names.keep_clear(mark.xy, GAP / 2)
    draw_scale(names, view, content.lang)
    titles = np.array([name.upper() for name in country_names(table, content.lang)])
    smallest = view.width**2 * SMALLEST_NAMED
    _name_areas(names, outlines[tinted], titles[tinted], smallest)
    _name_marks(names, marks, NEAR * _metres_a_point(axes, view))
    _name_areas(names, outlines[~tinted], titles[~tinted], smallest)


def _curved(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return lines with so many vertices that they follow the geodesic, and all else as it is."""
    lines = np.isin(shapely.get_type_id(geometries), LINES)
    curved = geometries.copy()
    curved[lines] = geo.densify(geometries[lines], MAX_GAP_M)
    return curved


def _draw_areas(axes: Axes, shapes: npt.NDArray[np.object_], symbol: Symbol) -> None:
    parts, _ = in_view(shapes, shapely.GeometryType.POLYGON)
    areas = PathCollection(
        [polygon_path(part) for part in parts],
        facecolors=[(symbol.color, symbol.opacity)],
        edgecolors=[(symbol.color, 0.8)],
        linewidths=symbol.width * SHRINK,
    )
    axes.add_collection(areas, autolim=False)


def _weights(rows: gpd.GeoDataFrame, look: Look) -> npt.NDArray[np.float64]:
    """Return how much wider than its class each row's line is drawn: by the square root of its number."""
    if look.symbology.weight not in rows:
        return np.ones(len(rows))
    numbers = rows[look.symbology.weight].fillna(0).to_numpy(float)
    return np.asarray(np.sqrt(numbers / max(numbers.max(), 1e-9)))


def _draw_lines(
    axes: Axes, shapes: npt.NDArray[np.object_], symbol: Symbol, weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.object_]:
    """Draw the lines of a class on a pale casing, each once, and return them."""
    parts, rows = in_view(shapes, shapely.GeometryType.LINESTRING)
    _, first = np.unique(shapely.to_wkb(shapely.normalize(parts), hex=True).astype(str), return_index=True)
    parts, rows = parts[np.sort(first)], rows[np.sort(first)]
    widths = symbol.width * SHRINK * weights[rows]
    lines = line_vertices(parts)
    for color, extra, style, alpha in (
        ("white", 1.0, "solid", 0.7),
        (symbol.color, 0, dash_of(symbol), symbol.opacity),
    ):
        collection = LineCollection(
            lines, colors=color, linewidths=widths + extra, linestyles=style, alpha=alpha
        )
        collection.set_capstyle("butt")
        axes.add_collection(collection, autolim=False)
    return parts


def _marks(axes: Axes, view: View, content: Content) -> list[Mark]:
    """Return the marks in view, none of which hides another."""
    marks = [mark for _, symbol, rows in content.classes() for mark in _marks_of_class(symbol, rows, view)]
    places = np.array([mark.xy for mark in marks]).reshape(-1, 2)
    places = spread(places, GAP * _metres_a_point(axes, view))
    return [replace(mark, xy=(x, y)) for mark, (x, y) in zip(marks, places.tolist(), strict=True)]


def _metres_a_point(axes: Axes, view: View) -> float:
    return view.width / (axes.bbox.width * 72 / axes.figure.dpi)


def _marks_of_class(symbol: Symbol, rows: gpd.GeoDataFrame, view: View) -> Iterator[Mark]:
    points = rows[rows.geom_type == "Point"]
    left, bottom, right, top = view.bounds
    texts = points.reindex(columns=MARK_COLUMNS).fillna("").astype(str)
    xy = view.forward(shapely.get_coordinates(points.geometry.to_numpy())).tolist()
    for (x, y), (name, city, kind, precision) in zip(xy, texts.to_numpy().tolist(), strict=True):
        if left <= x <= right and bottom <= y <= top:
            yield Mark((x, y), symbol, name, city, passage=kind in PASSAGES, hollow=precision == "country")


def _name_marks(names: Names, marks: list[Mark], near: float) -> None:
    """Name passages, then cities, those with the most marks first."""
    for mark in marks:
        if mark.passage:
            names.beside(mark.xy, mark.name, PASSAGE_STYLE)
    cities: dict[str, list[tuple[float, float]]] = {}
    for mark in marks:
        if mark.city:
            cities.setdefault(mark.city, []).append(mark.xy)
    for city, places in sorted(cities.items(), key=lambda item: -len(item[1])):
        names.beside(_middle_of_first(np.array(places), near), city, CITY_STYLE)


def _middle_of_first(places: npt.NDArray[np.float64], near: float) -> npt.NDArray[np.float64]:
    """Return the middle of the places near the first; farther ones are of another city of that name."""
    return np.asarray(places[np.linalg.norm(places - places[0], axis=1) <= near].mean(axis=0))


def _name_areas(
    names: Names, outlines: npt.NDArray[np.object_], titles: npt.NDArray[np.object_], smallest: float
) -> None:
    """Name areas, the largest first, in the middle of the largest part that is in view."""
    parts, rows = in_view(outlines, shapely.GeometryType.POLYGON)
    areas = shapely.area(parts)
    named: set[int] = set()
    for i in np.argsort(-areas, kind="stable")[: (areas > smallest).sum()]:
        if rows[i] not in named:
            named.add(rows[i])
            circle = shapely.maximum_inscribed_circle(parts[i], np.sqrt(smallest) / 20)
            names.amid(shapely.get_coordinates(circle)[0], titles[rows[i]], COUNTRY_STYLE)
