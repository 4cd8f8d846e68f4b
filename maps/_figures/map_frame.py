"""One map of a figure: its base map, what lies inside a view by its symbology, labels and a scale bar."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection

from isthmus import geo
from isthmus.geo import METRES_PER_DEGREE
from isthmus.layers._bundled.countries import countries, disputed_lines, lakes
from isthmus.layers._tables.schemas import NARROWS
from isthmus.maps._messages import messages

from .marks import (
    INK,
    MUTED,
    SHRINK,
    Mark,
    dash_of,
    draw_mark,
    line_vertices,
    parts_in_view,
    polygon_path,
    spread,
)
from .text import Labels, country_names, label_areas, label_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from matplotlib.axes import Axes

    from isthmus.layers._tables.symbology import Symbol
    from isthmus.maps._looks import Look

    from .view import Content, View

#: Points between the middles of marks that stand side by side.
GAP = 5.2

#: Points between the marks of one city at most, once they stand side by side.
NEAR = 6 * GAP

LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)

#: Of a class, more points than this are dots; a dot's points; pixels of marks whose size tells a number.
MOST_MARKS = 500
DOT = 1.6
LEAST_MARK, MOST_MARK = 3.0, 30.0

#: Share of the square of a map's width that a country's largest part in view covers if it is named.
SMALLEST_NAMED = 0.0012

#: What is read of a mark besides its place.
MARK_COLUMNS = ["name", "city", "kind", "precision"]

#: Kinds of gateways that are named by themselves rather than by their city.
LANDMARKS = (*NARROWS, "cape")

#: A scale bar is at most this share of the map's width.
SCALE_SHARE = 0.2

#: Between the bar and the frame of the map, as a share of the map's width.
INDENT = 0.025

#: Where text stands that belongs to a place on the frame: a little above it.
ABOVE: Mapping[str, Any] = {"xycoords": "axes fraction", "xytext": (0, 2.5), "textcoords": "offset points"}

#: On a map wider than this, in metres, scale varies so much that the bar says where it holds.
WIDE_MAP = 3_000_000.0

#: Parts the thousands of a number, as ISO 80000-1 asks for.
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"

SEA = "#dce7ed"
LAND = "#f5f3ee"
TINT = "#ebe3cf"
BORDER = "#c2bdb0"
COAST = "#98aab3"
GRID = "#cbdae2"

#: Steps of a graticule in degrees; the least that gives no more lines than this across the map is drawn.
STEPS = (1, 2, 5, 10, 15, 30)
MOST_LINES = 8


def draw_map(axes: Axes, view: View, content: Content, letters: Mapping[str, shapely.Polygon]) -> None:
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
        Areas in degrees that are shown on maps of these letters: outlined, and left free of labels. An empty
        area stands for the whole map, which is given the letter itself.
    """
    table = countries()
    outlines = view.project(table.geometry)
    tinted = table["iso"].isin(content.countries).to_numpy()
    draw_basemap(axes, view, outlines, tinted)
    labels = Labels(axes)
    for look, symbol, rows in content.classes:
        shapes = view.project(_bend(rows.geometry.to_numpy()))
        _draw_areas(axes, shapes, symbol)
        labels.avoid(_draw_lines(axes, shapes, symbol, _weights(rows, look)))
    for letter, area in letters.items():
        _draw_letter(labels, view, letter, area)
    for _, symbol, rows in content.classes:
        if len(rows) > MOST_MARKS:
            _draw_dots(axes, symbol, rows, view)
    marks = _marks_in_view(axes, view, content)
    for mark in marks:
        draw_mark(axes, mark.symbol, mark.xy, hollow=mark.hollow)
        labels.keep_clear(mark.xy, GAP / 2)
    _draw_scale_bar(labels, view, content.lang)
    titles = np.array([name.upper() for name in country_names(table, content.lang)])
    smallest = view.width**2 * SMALLEST_NAMED
    label_areas(labels, outlines[tinted], titles[tinted], smallest)
    label_marks(labels, marks, NEAR * _metres_a_point(axes, view))
    label_areas(labels, outlines[~tinted], titles[~tinted], smallest)


def _bend(geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return lines with so many vertices that they follow the geodesic, and all else as it is."""
    lines = np.isin(shapely.get_type_id(geometries), LINES)
    curved = geometries.copy()
    curved[lines] = geo.densify(geometries[lines])
    return curved


def _draw_areas(axes: Axes, shapes: npt.NDArray[np.object_], symbol: Symbol) -> None:
    parts, _ = parts_in_view(shapes, shapely.GeometryType.POLYGON)
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
    return np.asarray(np.sqrt(numbers / max(numbers.max(initial=0), 1e-9)))


def _draw_lines(
    axes: Axes, shapes: npt.NDArray[np.object_], symbol: Symbol, weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.object_]:
    """Draw the lines of a class on a pale casing, each once, and return them."""
    parts, rows = parts_in_view(shapes, shapely.GeometryType.LINESTRING)
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


def _marks_in_view(axes: Axes, view: View, content: Content) -> list[Mark]:
    """Return the marks in view, none of which hides another."""
    marks = [
        mark
        for look, symbol, rows in content.classes
        if len(rows) <= MOST_MARKS
        for mark in _marks_of_class(look, symbol, rows, view)
    ]
    places = np.array([mark.xy for mark in marks]).reshape(-1, 2)
    places = spread(places, GAP * _metres_a_point(axes, view))
    return [replace(mark, xy=(x, y)) for mark, (x, y) in zip(marks, places.tolist(), strict=True)]


def _metres_a_point(axes: Axes, view: View) -> float:
    return view.width / (axes.bbox.width * 72 / axes.figure.dpi)


def _draw_dots(axes: Axes, symbol: Symbol, rows: gpd.GeoDataFrame, view: View) -> None:
    """Draw many points as dots, which may cover each other and have no names."""
    xy = view.forward(shapely.get_coordinates(rows[rows.geom_type == "Point"].geometry.to_numpy()))
    axes.scatter(xy[:, 0], xy[:, 1], s=DOT**2, color=symbol.color, linewidths=0, zorder=2.5, rasterized=True)


def _marks_of_class(look: Look, symbol: Symbol, rows: gpd.GeoDataFrame, view: View) -> Iterator[Mark]:
    points = rows[rows.geom_type == "Point"]
    if look.name not in {"", "name"} and look.name in points:
        points = points.assign(name=points[look.name])
    weighs = look.symbology.weight in points
    sizes = np.maximum(LEAST_MARK, MOST_MARK * _weights(points, look)) if weighs else symbol.width
    left, bottom, right, top = view.bounds
    texts = points.reindex(columns=MARK_COLUMNS).astype(object).fillna("").astype(str)
    if "city" not in points:
        texts["city"] = texts["name"]
    xy = view.forward(shapely.get_coordinates(points.geometry.to_numpy())).tolist()
    widths = np.broadcast_to(sizes, len(points)).tolist()
    for (x, y), size, (name, city, kind, precision) in zip(
        xy, widths, texts.to_numpy().tolist(), strict=True
    ):
        if left <= x <= right and bottom <= y <= top:
            sized = replace(symbol, width=size)
            yield Mark((x, y), sized, name, city, passage=kind in LANDMARKS, hollow=precision == "country")


def _draw_scale_bar(labels: Labels, view: View, lang: str) -> None:
    """Draw a bar of a round length in a lower corner that is free; it holds at the centre of the map."""
    # matplotlib-scalebar knows its own box only when it is drawn, so that names could not keep clear of it.
    km, share = _scale_bar(view)
    key = "figure.scale_at_centre" if view.width > WIDE_MAP else "figure.scale"
    text = messages(lang)[key].format(km=f"{km:,}".replace(",", THIN_SPACE))
    axes = labels.axes
    y = INDENT * axes.bbox.width / axes.bbox.height
    label = axes.annotate(text, (0, y), va="bottom", color=INK, fontsize=5.6, **ABOVE)
    for x, align, start in ((1 - INDENT, "right", 1 - INDENT - share), (INDENT, "left", INDENT)):
        label.xy = (x, y)
        label.set(ha=align)
        ends = [start, start + share]
        bar = shapely.LineString(axes.transAxes.transform([(end, y) for end in ends]))
        if labels.take(shapely.box(*shapely.total_bounds([labels.box_of(label), bar])), wary=True):
            break
    axes.plot(ends, [y, y], color=INK, linewidth=1.1, transform=axes.transAxes, solid_capstyle="butt")


def _scale_bar(view: View) -> tuple[int, float]:
    """Return how many kilometres a bar stands for, and its share of the map's width."""
    left, bottom, right, top = view.bounds
    x, y, reach = (left + right) / 2, (bottom + top) / 2, view.width * SCALE_SHARE / 2
    metres = float(geo.inverse(*view.inverse((x - reach, y)), *view.inverse((x + reach, y)))[2])
    km = _round_down(metres / 1000)
    return km, SCALE_SHARE * 1000 * km / metres


def _round_down(number: float) -> int:
    """Return the largest of 1, 2 and 5 times a power of ten that is not larger.

    Examples
    --------
    >>> _round_down(870), _round_down(45.0)
    (500, 20)
    """
    power = 10 ** int(np.floor(np.log10(number)))
    return int(max(factor * power for factor in (1, 2, 5) if factor * power <= number))


def _draw_letter(labels: Labels, view: View, letter: str, area: shapely.Polygon) -> None:
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
