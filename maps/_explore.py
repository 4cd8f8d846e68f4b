"""For `geopandas.GeoDataFrame.explore`: the same call, and a map that needs no network."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

import geopandas as gpd
import pandas as pd

from isthmus._arguments import as_items, check_choice, check_kind, check_text, unfit
from isthmus.layers._geometry.densities import unused_name
from isthmus.layers._tables.crs import check_crs

from ._map import Map
from ._page_map import MapOptions
from ._thematic import StyleOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: What a page does not take from explore(), and what to do instead.
NOT_TAKEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attr": "leave it out; what is owed is always shown",
        "width": "the map fills its page; give height= for the frame in a notebook",
        "highlight_kwds": "leave it out; what is chosen is outlined",
    }
)

#: Words of explore() that say something of the page, or what every page does.
PAGE_WORDS: Final = (
    "control_scale",
    "height",
    "highlight",
    "map_kwds",
    "marker_kwds",
    "marker_type",
    "offline",
    "tiles",
)

#: Ways of explore() to mark a point, all of which are one here.
MARKER_TYPES: Final = ("marker", "circle", "circle_marker")

#: What is said of marks, by what it is here.
MARKER_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"radius": "size", "color": "color", "fill_color": "color", "fill_opacity": "opacity"}
)

#: The names of columns that came as values, or as colours.
VALUES: Final = "values"
COLORS: Final = "color"


def explore(
    table: gpd.GeoDataFrame | gpd.GeoSeries,
    column: Any = None,  # noqa: ANN401  # a name or a column of values, as geopandas has it
    *,
    m: Map | None = None,
    title: str = "",
    **options: Any,
) -> Map:
    """Return a map of a table by the call that `geopandas.GeoDataFrame.explore` takes, in one file offline.

    Parameters
    ----------
    table : geopandas.GeoDataFrame or geopandas.GeoSeries
        Points, lines, polygons or a mixture, in any coordinate reference system.
    column : str or array, optional
        Column that is coloured, or values to colour by.
    m : Map, optional
        The map to draw on; left out, a new one.
    title : str
        Name of the layer in the legend; if empty, the name of the column.
    **options
        explore()'s own, by their names there: ``cmap``, ``color`` (one, one a row, or a column of colours),
        ``scheme``, ``k``, ``vmin``, ``vmax``, ``categorical``, ``categories``, ``legend``, ``legend_kwds``
        (caption, labels, fmt, colorbar), ``tooltip``, ``popup``, ``tooltip_kwds`` and ``popup_kwds``
        (aliases), ``style_kwds`` with a ``style_function`` of colours, ``missing_kwds``, ``marker_kwds``
        (radius, color, fill_color, fill_opacity), ``map_kwds``, ``height``, ``highlight``, options of
        `folium.Map` such as ``zoom_start``; what `Map.add` takes besides; and ``tiles``: None, or a name, for
        which the page has a button that loads OpenStreetMap's.

    Returns
    -------
    Map
        The map, for the last line of a notebook's cell or `Map.save`.

    Raises
    ------
    ArgumentError
        If there is no such column, scale, scheme or option, or a page does not take it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame({"tons": [1, 5]}, geometry=gpd.points_from_xy([21, 19], [52, 50]), crs=4326)
    >>> explore(table, column="tons", cmap="YlOrRd")
    <Map 'tons': tons>
    """
    if isinstance(table, gpd.GeoSeries):
        table = table.to_frame("geometry")
    check_crs(table, "table")
    check_text("title", title)
    table = _with_named_index(table)
    if column is not None and not isinstance(column, str):
        table, column = _with_values(table, column)
    page = _new_map(title or column or "", options) if m is None else m
    check_kind("m", page, Map, "a map of this package")
    style = _layer_style(options)
    style["column"] = column
    table, style = _with_colors(table, style)
    return page.add(table, title=title or column or "", **style)


def _with_named_index(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with the index as its first column, if that has a name of its own."""
    names = [name for name in table.index.names if name is not None]
    return table.reset_index() if names and not {*names} & {*table.columns} else table


def _with_colors(table: gpd.GeoDataFrame, style: StyleOptions) -> tuple[gpd.GeoDataFrame, StyleOptions]:
    """Return the table with a column of the colours that came as one a row, or as a function of a row."""
    said = dict(style.get("style_kwds") or {})
    function = said.pop("style_function", None)
    color: Any = style.get("color")
    if function is not None:
        if not callable(function):
            raise unfit("style_kwds", "a style_function that can be called", function)
        color = [
            _color_of(function, row) for row in table.drop(columns=table.geometry.name).to_dict("records")
        ]
    if color is None or isinstance(color, str):
        return table, style
    colors = as_items("color", color, "a colour, a column of colours, or one a row")
    if len(colors) != len(table):
        raise unfit("color", f"as many colours as rows, {len(table)}", len(colors))
    name = unused_name(COLORS, table.columns)
    table = table.assign(**{name: pd.Series(colors, index=table.index, dtype=object)})
    return table, cast("StyleOptions", {**style, "style_kwds": said, "color": name})


def _color_of(function: Callable[[object], Any], row: Mapping[str, Any]) -> object:
    """Return the colour that a style function gives to a row, as to a feature of GeoJSON."""
    told = function({"type": "Feature", "properties": row})
    check_kind("style_kwds", told, dict, "a style_function that gives a dict with a fillColor or color")
    return told.get("fillColor", told.get("color"))


def _with_values(table: gpd.GeoDataFrame, values: object) -> tuple[gpd.GeoDataFrame, str]:
    """Return the table with values as one more column, and its name."""
    items = as_items("column", values, "the name of a column, or values")
    if len(items) != len(table):
        raise unfit("column", f"as many values as rows, {len(table)}", len(items))
    column, name = pd.Series(items, index=table.index), str(getattr(values, "name", None) or VALUES)
    if name in table.columns and not column.equals(table[name]):
        name = unused_name(name, table.columns)
    return table.assign(**{name: column}), name


def _layer_style(options: Mapping[str, Any]) -> StyleOptions:
    """Return what explore()'s words say of the looks of a layer."""
    known = [*StyleOptions.__annotations__, *MapOptions.__annotations__, *PAGE_WORDS]
    for name, value in options.items():
        if name in NOT_TAKEN:
            raise unfit(name, "no such option, which a page does not take", value, NOT_TAKEN[name])
        check_choice("option", name, known)
    check_choice("marker_type", options.get("marker_type") or MARKER_TYPES[0], MARKER_TYPES)
    marker = options.get("marker_kwds") or {}
    check_kind("marker_kwds", marker, dict, "a dict with a radius")
    for name in marker:
        check_choice("marker_kwds", name, [*MARKER_WORDS, "fill"])
    marks = {MARKER_WORDS[name]: value for name, value in marker.items() if name in MARKER_WORDS}
    style = {name: value for name, value in options.items() if name in StyleOptions.__annotations__}
    return cast("StyleOptions", marks | style)


def _new_map(title: str, options: Mapping[str, Any]) -> Map:
    """Return an empty map as explore()'s words ask for it."""
    words = options.get("map_kwds") or {}
    check_kind("map_kwds", words, dict, "a dict of options of a map")
    names = (*MapOptions.__annotations__, "height", "offline")
    given = {name: options[name] for name in names if name in options}
    for name in given.keys() & words.keys():
        raise unfit(
            "map_kwds", "options that are not given beside it", name, f"leave out one of the two {name}"
        )
    tiles = options.get("tiles")
    check_kind("tiles", tiles, (str, type(None)), "None, or the name of tiles")
    return Map(**({"title": title, "tiles": tiles is not None} | given | words))
