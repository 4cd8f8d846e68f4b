"""An atlas shown no more exactly than to the city, the region or the country.

Rows that are coarse enough already stay as they are. Of the others

- places are rounded to the grid of `GRID_DEGREES`; to the country, they move to the mark of their country. So
  do places that rounding would carry abroad. The gazetteer's entry is taken out, and so is the city, unless
  cities may be shown;
- columns of the user's own that say where a place is, such as a second latitude, are left out;
- lines are drawn anew as geodesics between their coarsened ends, and their lengths measured anew; a line that
  names no places is rounded to the grid;
- shapes are rounded to the grid, and their rules taken out.

Names, notes and sources are text that people wrote: they stay, so read them before you pass a file on.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._arguments import check_kind
from isthmus._choices import PRECISIONS
from isthmus.geo import DataWarning, Problem

from ._atlas import Atlas
from ._bundled.countries import country_at, country_marks, lies_in
from ._bundled.files import credit_ends
from ._checking.checks import TOLERANCE_KM
from ._geometry.rules import between
from ._reading.place_columns import axis_name, holds_shapes, is_coordinate, split_pairs
from ._tables.atlas_schemas import ATLAS_SCHEMAS
from ._tables.cells import as_cells, as_degrees
from ._tables.crs import DEGREES
from ._tables.schemas import ATTRIBUTION, PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from isthmus._choices import Precision

    from ._tables.table import GeometryArray

GRID_DEGREES: Mapping[Precision, float] = {"city": 0.1, "region": 0.5, "country": 5.0}
"""Distance between the points of the grid: about 11, 55 and 550 km from north to south."""

_ENDS = {"corridors": ("from_id", "to_id"), "partnerships": ("a", "b"), "flows": ("origin", "destination")}
_TELLING = {
    "city": None,
    "coord_basis": None,
    "location_verified": "n/a",
    "geometry_rule": None,
}  # columns that say where a row is, and what takes their place
_OF_CITIES = {"city": True, "location_verified": True}  # those that say no more than the city


def coarsen(atlas: Atlas, precision: Precision) -> Atlas:
    """Return an atlas whose rows are no more exact than asked for.

    Parameters
    ----------
    atlas : Atlas
        Any atlas.
    precision : {"exact", "city", "region", "country"}
        The finest precision to keep; a row that does not say its precision is taken for exact.

    Returns
    -------
    Atlas
        A new one, which says so in ``about``; each row says its own in column ``precision``. It has no
        rejected rows: those are as exact as their files.

    Raises
    ------
    ArgumentError
        If there is no such precision.

    Examples
    --------
    >>> from isthmus import layers
    >>> coarse = coarsen(layers.example(), "region")
    >>> coarse.factories.loc[0, ["city", "precision", "geometry"]].tolist()
    [nan, 'region', <POINT (120.5 24)>]
    """
    check_kind("atlas", atlas, Atlas, "an Atlas")
    about = replace(atlas.about, precision=precision)  # refuses what is no precision
    about = replace(about, precision=_coarser(precision, atlas.about.precision))
    if precision == "exact":
        return replace(atlas, about=about)
    tables = {name: _without_coordinates(name, table) for name, table in atlas.tables()}
    exact = _place_points(tables)
    tables |= {name: _coarse_places(tables[name], precision) for name in PLACES}
    points = _place_points(tables)
    moved = {name for name, point in points.items() if point != exact[name]}
    marks = dict(zip(country_marks()["iso"], country_marks().geometry, strict=True))
    for name, ends in _ENDS.items():
        drawn = marks if name == "flows" else points
        tables[name] = _owe_ends(_coarse_lines(tables[name], ends, drawn, moved, precision), ends, tables)
    tables["risk_zones"] = _coarse_shapes(tables["risk_zones"], precision)
    return Atlas(**tables, about=about, read_from=atlas.read_from)


def _place_points(tables: Mapping[str, gpd.GeoDataFrame]) -> dict[str, shapely.Point]:
    places = pd.concat([tables[name][["id", "geometry"]] for name in PLACES])
    return dict(zip(places["id"], places.geometry, strict=True))


def _coarser(one: Precision, other: Precision) -> Precision:
    return max(one, other, key=PRECISIONS.index)


def _rows_finer(table: gpd.GeoDataFrame, precision: Precision) -> NDArray[np.bool_]:
    """Tell which rows are more exact than a precision."""
    finer = PRECISIONS[: PRECISIONS.index(precision)]
    rows: NDArray[np.bool_] = table["precision"].fillna("exact").isin(finer).to_numpy(dtype=bool)
    return rows


def _coarse_places(table: gpd.GeoDataFrame, precision: Precision) -> gpd.GeoDataFrame:
    rows = np.flatnonzero(_rows_finer(table, precision) & table.geometry.notna().to_numpy())
    points = table.geometry.to_numpy()[rows]
    codes = table["country"].astype(object).to_numpy()[rows]
    codes = np.where(pd.isna(codes), country_at(points, within_km=TOLERANCE_KM), codes)
    rounded = _to_grid(points, precision)
    abroad = ~pd.isna(codes) & ~lies_in(rounded, codes, within_km=TOLERANCE_KM)
    to_mark = ~pd.isna(codes) if precision == "country" else abroad
    marks = country_marks().set_index("iso").geometry.reindex(codes).to_numpy()
    to_mark &= ~shapely.is_missing(marks)
    said = np.where(to_mark, "country", precision)
    return _with_shapes(table, rows, np.where(to_mark, marks, rounded), said)


def _coarse_lines(
    table: gpd.GeoDataFrame,
    ends: tuple[str, str],
    points: Mapping[str, shapely.Point],
    moved: set[str],
    precision: Precision,
) -> gpd.GeoDataFrame:
    starts, stops = (table[end].astype(object).where(table[end].notna(), None).tolist() for end in ends)
    touched = [start in moved or stop in moved for start, stop in zip(starts, stops, strict=True)]
    rows = np.flatnonzero(_rows_finer(table, precision) | np.array(touched, dtype=bool))
    geodesics = between([starts[row] for row in rows], [stops[row] for row in rows], points)
    known = [starts[row] in points and stops[row] in points for row in rows]
    rounded = _to_grid(table.geometry.to_numpy()[rows], precision)
    said = [
        max(precision, word, key=PRECISIONS.index) for word in table["precision"].fillna("exact").iloc[rows]
    ]
    coarse = _with_shapes(table, rows, np.where(np.array(known, dtype=bool), geodesics, rounded), said)
    if "length_km" in coarse:
        lengths = np.nan_to_num(geo.length(coarse.geometry.to_numpy()[rows])) / 1000
        coarse.loc[coarse.index[rows], "length_km"] = lengths.round(1)
    return coarse


def _owe_ends(
    table: gpd.GeoDataFrame, ends: tuple[str, str], tables: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Return lines that name the owners of their ends alone where they follow no network any more."""
    name = ATTRIBUTION.name
    if name not in table or "geometry_rule" not in table:
        return table
    places = pd.concat([tables[layer][["id", name]] for layer in PLACES]).dropna()
    owed = dict(zip(places["id"], places[name], strict=True))
    starts, stops = (table[end].astype(object).where(table[end].notna(), None).tolist() for end in ends)
    between_ends = pd.Series(credit_ends(starts, stops, owed), index=table.index, dtype="str")
    drawn_anew = table["geometry_rule"].isna() & table[name].notna()
    return table.assign(**{name: table[name].where(~drawn_anew, between_ends)})


def _coarse_shapes(table: gpd.GeoDataFrame, precision: Precision) -> gpd.GeoDataFrame:
    rows = np.flatnonzero(_rows_finer(table, precision))
    shapes = table.geometry.to_numpy()[rows]
    rounded = _to_grid(shapes, precision)
    lost = shapely.is_empty(rounded)  # smaller than a cell of the grid: take the cell around its middle
    rounded[lost] = _grid_cells(shapes[lost], precision)
    return _with_shapes(table, rows, rounded, precision)


def _to_grid(shapes: GeometryArray, precision: Precision) -> GeometryArray:
    """Return shapes with vertices on the grid, still valid, on the Earth."""
    on_grid: GeometryArray = shapely.set_precision(shapes, GRID_DEGREES[precision])
    return on_grid


def _grid_cells(shapes: GeometryArray, precision: Precision) -> GeometryArray:
    half = GRID_DEGREES[precision] / 2
    x, y = shapely.get_coordinates(_to_grid(shapely.centroid(shapes), precision)).T
    cells: GeometryArray = shapely.box(x - half, y - half, x + half, y + half)
    return cells


def _with_shapes(
    table: gpd.GeoDataFrame, rows: NDArray[np.intp], shapes: GeometryArray, said: object
) -> gpd.GeoDataFrame:
    """Return a table with other shapes in some rows, which say how exact they are and nothing more exact."""
    geometry = table.geometry.to_numpy().copy()
    geometry[rows] = shapes
    coarse = table.set_geometry(gpd.GeoSeries(geometry, index=table.index, crs=DEGREES))
    index = table.index[rows]
    coarse.loc[index, "precision"] = said
    for name in _TELLING.keys() & set(table):
        keeps = _OF_CITIES.get(name, False) & (coarse.loc[index, "precision"] == "city")
        coarse.loc[index[~keeps], name] = _TELLING[name]
    return coarse


def _without_coordinates(layer: str, table: pd.DataFrame) -> Any:  # noqa: ANN401 - of the kind it was
    """Return a layer without columns of its own that say where places are, and tell which they were."""
    places = table.geometry.name if isinstance(table, gpd.GeoDataFrame) else None
    own = [name for name in table if name not in ATLAS_SCHEMAS[layer] and name != places]
    left = [name for name in own if is_coordinate(str(name)) and _says_places(str(name), table[name])]
    if left:
        got = f"{', '.join(map(str, left))}, left out: exact coordinates"
        warnings.warn(
            DataWarning([Problem(layer, "columns no more exact than the layer", got, severity="note")]),
            stacklevel=4,
        )
    return table.drop(columns=left)


def _says_places(name: str, cells: pd.Series[Any]) -> bool:
    """Tell whether a column that may be one of coordinates holds some."""
    texts = [text for text in as_cells({name: cells})[name] if text.strip()]
    axis = axis_name(name).axis
    if axis in {"lon", "lat"}:
        return bool(texts) and all(as_degrees(text, axis) is not None for text in texts)
    return bool(texts) and (axis == "wkt" or holds_shapes(texts) or split_pairs(name, texts) is not None)
