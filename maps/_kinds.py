"""Kinds of layers that are worked out of a table: hexagons that count, a heat map, arcs of flows."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._arguments import as_number, check_choice, list_choices, unfit
from isthmus.layers._geometry.densities import DENSITY, densities, hexagons, unused_name
from isthmus.layers._tables.crs import in_degrees

from ._messages import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from ._thematic import StyleOptions

#: Kinds by what their tables hold.
KINDS: Final = {"hexbin": "Point", "heat": "Point", "arcs": "LineString"}

#: The kind whose rows lie in tiles beside the page, under an overview of hexagons.
TILED: Final = "tiles"

#: What says how large the cells or how far the heat of a kind reaches, by the kind.
SIZES: Final = {"hexbin": "cell_km", "heat": "radius_km"}

#: Shares of what a table spans that a cell or a radius is, if nobody says; kilometres where it spans nothing.
SHARES: Final = {"hexbin": 1 / 30, "heat": 1 / 15}
ALONE_KM: Final = 50.0

#: The scale of colours of what lies dense.
CMAP: Final = "YlOrRd"


class Drawing(NamedTuple):
    """What is drawn of a table, how, a sentence that says what was worked out, and what its look is told."""

    table: gpd.GeoDataFrame
    style: StyleOptions
    note: str = ""
    look: Mapping[str, Any] = MappingProxyType({})


def draw_kind(table: gpd.GeoDataFrame, given: StyleOptions, lang: str) -> Drawing:
    """Return what is drawn of a table: itself, or what its kind makes of it.

    Raises
    ------
    ArgumentError
        If there is no such kind, the table holds other geometries, or the column has other values.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame({"t": [2.0, 3.0]}, geometry=gpd.points_from_xy([21, 21], [52, 52]), crs=4326)
    >>> drawn = draw_kind(table, {"kind": "hexbin", "cell_km": 20, "column": "t"}, "en")
    >>> drawn.table[["points", "t"]].to_numpy().tolist(), drawn.style["column"], drawn.note
    ([[2.0, 5.0]], 't', 'Hexagons of one area, 20 km from middle to middle.')
    """
    kind = given.get("kind") or ""
    for name, size in (("cell_km", given.get("cell_km")), ("radius_km", given.get("radius_km"))):
        if size is not None and SIZES.get(kind) != name:
            raise unfit(name, f"no such option but of kind {list_choices(SIZES)}", size)
    if not kind:
        return Drawing(table, given)
    check_choice("kind", kind, (*KINDS, TILED))
    table, words = _of_shape(table, kind), messages(lang)
    if kind == "arcs":
        return Drawing(table.assign(geometry=_arcs(table.geometry)), given, look={"kind": kind})
    column, size = given.get("column"), _size_km(table, kind, given)
    numbers = addends(table, column)
    note = words[f"{kind}.note"].format(km=f"{size:g}")
    style = cast("StyleOptions", {"cmap": CMAP, **given})
    if kind == "hexbin":
        cells = hexagons(table, size, column)
        counted = str(cells.columns[0])
        style["column"] = column or counted
        labels = {counted: words["hexbin.points"]}
        return Drawing(cells, style, note, {"kind": kind, "labels": labels})
    density = unused_name(DENSITY, table.columns)
    style = cast("StyleOptions", {"vmin": 0, **style, "column": density})
    table = table.assign(**{density: densities(shapely.get_coordinates(table.geometry), size, numbers)})
    told = {
        "kind": kind,
        "labels": {density: words["heat.density"]},
        "heat_km": size,
        "heat_by": column or "",
    }
    return Drawing(table, style, note, told)


def _of_shape(table: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Return the rows that have a place, in degrees, each of a single part where points are counted."""
    table = in_degrees(table)
    if table.geometry.name != "geometry":
        kept = {"geometry": unused_name("geometry", table.columns)}
        table = table.rename(columns=kept).rename_geometry("geometry")
    table = table[~(table.geometry.isna() | table.geometry.is_empty)]
    shape = KINDS[kind]
    others = {*table.geom_type} - {shape, f"Multi{shape}"}
    if others:
        raise unfit("kind", f"{shape} in every row, of which {kind} is made", sorted(others))
    return table.explode(ignore_index=True) if shape == "Point" else table


def _arcs(lines: gpd.GeoSeries) -> Any:  # noqa: ANN401  # an array of shapely
    """Return the shortest lines from where lines start to where they end."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(owner, np.arange(len(lines)))
    last = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    return shapely.linestrings(np.stack([xy[first], xy[last]], axis=1))


def addends(table: gpd.GeoDataFrame, column: str | None) -> Any:  # noqa: ANN401  # an array
    """Return what each point counts for: the number in a column, or one."""
    if column is None:
        return np.ones(len(table))
    if column not in table.columns:
        raise unfit("column", f"a column of the table: {list_choices(map(str, table.columns))}", column)
    if not pd.api.types.is_numeric_dtype(table[column]) or (table[column].dropna() < 0).any():
        raise unfit("column", "numbers of at least 0, which add up", table[column])
    return table[column].to_numpy(float, na_value=np.nan)


def _size_km(table: gpd.GeoDataFrame, kind: str, given: Mapping[str, Any]) -> float:
    """Return how far a cell or the heat reaches: as was said, else a round number that suits the table."""
    name = SIZES[kind]
    if given.get(name) is not None:
        return as_number(name, given[name], expected="kilometres from 0.01 to 2000", low=0.01, high=2000)
    if not len(table):
        return ALONE_KM
    west, south, east, north = geo.bounds(shapely.multipoints(shapely.get_coordinates(table.geometry)))
    wide = (east - west) % 360 * np.cos(np.radians((south + north) / 2))
    span = np.hypot(wide, north - south) * geo.METRES_PER_DEGREE / 1000
    if not span:
        return ALONE_KM
    share = min(max(span * SHARES[kind], 0.01), 2000)
    power = 10 ** np.floor(np.log10(share))
    return float(max(step for step in (1, 2, 5) if step <= share / power) * power)
