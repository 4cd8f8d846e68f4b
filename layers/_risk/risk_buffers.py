"""Thresholds of distance around the rows of a layer."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._arguments import as_numbers, check_flag, is_number, unfit
from isthmus.layers._bundled.files import join_credits, table_credits
from isthmus.layers._scale.partitions import is_lazy, map_parts, spread_boxes, tell
from isthmus.layers._tables.cells import as_cells
from isthmus.layers._tables.crs import DEGREES, in_degrees
from isthmus.layers._tables.schemas import ATTRIBUTION
from isthmus.layers._tables.table import check_columns, check_places, note_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isthmus.geo import PathKind
    from isthmus.layers._tables.table import GeometryArray

#: Columns that rings have of their own.
_MADE: Final = ("of_id", "from_km", "to_km")
#: What `isthmus.geo.buffer` takes.
_SHORTEST_KM, _LONGEST_KM = 0.001, 9_000


def buffer(
    table: gpd.GeoDataFrame,
    radii_km: Sequence[float],
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
    dissolve: bool = False,
) -> gpd.GeoDataFrame:
    """Return the bands around each row, such as 0 to 10 and 10 to 50 km, measured on the ellipsoid.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Points, lines or polygons.
    radii_km : sequence of float
        Outer radii in kilometres.
    tolerance : float
        How far the boundary may lie from the true distance, as a share of the radius.
    path : {"geodesic", "straight"}, optional
        What a leg of a line or an edge of a polygon is: by default, the geodesic of lines, and straight in
        longitude and latitude of polygons, as in GeoJSON, QGIS and GeoPandas.
    dissolve : bool
        Whether the bands of all rows are united, so that each radius gives one row and a place counts for
        the nearest band only.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a ring, the widest first, so that a map draws the narrow ones on top: the columns of the
        table (none if dissolved, but for whom to name), ``from_km``, ``to_km`` and the geometry, in degrees
        (EPSG:4326), split at 180 degrees. Where the table has ids, those of the rings are ``id@to_km``, and
        ``of_id`` names the row they surround.

    Raises
    ------
    ArgumentError
        If an argument is not what is expected: the table has no CRS, a radius is not above 0.
    GeometryError
        If a geometry or a radius has no right answer.
    ValidationError
        If no row has a place.

    Warns
    -----
    DataWarning
        If some rows have no place; their rings have none either.

    Examples
    --------
    >>> from isthmus import layers
    >>> ports = layers.example().gateways.query("kind == 'port'").head(1)
    >>> layers.buffer(ports, [10, 50])[["id", "of_id", "from_km", "to_km"]]
                id     of_id  from_km  to_km
    0  port_kao@50  port_kao     10.0   50.0
    1  port_kao@10  port_kao      0.0   10.0
    """
    radii = as_distances("radii_km", radii_km)
    if len(radii) == 0:
        raise geo.ArgumentError("radii_km: expected one radius or more, got none")
    check_flag("dissolve", dissolve)
    taken = [name for name in _MADE if isinstance(table, pd.DataFrame) and name in table and not dissolve]
    if taken:
        raise unfit("table", "no column that its rings get", taken[0], "rename it, or leave it out")
    answer = partial(_draw_bands, radii=radii, tolerance=tolerance, path=path, dissolve=dissolve)
    if not is_lazy(table):
        check_places(in_degrees(table, "table"), "table")
        return answer(table)
    if dissolve:
        raise unfit(
            "dissolve", "False for a table in parts", dissolve, "unite what is written, radius by radius"
        )
    token = f"{radii.tolist()}-{tolerance}-{path}"
    return map_parts(answer, table, token=token, spread=partial(spread_boxes, radius_km=radii[-1]))


def _draw_bands(
    table: gpd.GeoDataFrame,
    *,
    radii: NDArray[np.float64],
    tolerance: float,
    path: PathKind | None,
    dissolve: bool,
) -> gpd.GeoDataFrame:
    shapes = _shapes_in_degrees(table)
    discs = geo.rings(shapes, radii * 1000, tolerance=tolerance, path=path, disjoint=not dissolve)
    inner = np.concatenate([[0.0], radii[:-1]])
    if dissolve:
        return _dissolve(table, discs, inner, radii)
    return _ring_rows(table, discs, inner, radii)


def as_distances(argument: str, values: object) -> NDArray[np.float64]:
    """Return distances in kilometres, each once, the shortest first.

    Raises
    ------
    ArgumentError
        If one is no number, or none that a buffer may be wide.

    Examples
    --------
    >>> as_distances("radii_km", [50, 10, 10])
    array([10., 50.])
    >>> as_distances("radii_km", "10km")
    Traceback (most recent call last):
    isthmus.geo.ArgumentError: radii_km: expected kilometres from 0.001 to 9,000, such as [10, 50], got '10km'
    """
    expected = f"kilometres from {_SHORTEST_KM:g} to {_LONGEST_KM:,}, such as [10, 50]"
    given = sorted(values) if isinstance(values, (set, frozenset)) and all(map(is_number, values)) else values
    found = np.atleast_1d(as_numbers(argument, given, expected))
    if found.ndim > 1 or not ((found >= _SHORTEST_KM) & (found <= _LONGEST_KM)).all():
        raise unfit(argument, expected, values)
    return np.unique(found)


def _shapes_in_degrees(table: gpd.GeoDataFrame) -> GeometryArray:
    """Return the geometries of a table, in degrees; a note says which rows have none."""
    places = in_degrees(table, "table")
    check_columns(table, "table")
    tell(note_places(places, "table", "nothing is drawn around them"), stacklevel=5)
    shapes: GeometryArray = places.geometry.to_numpy()
    return shapes


def _ring_rows(
    table: gpd.GeoDataFrame, bands: GeometryArray, inner: NDArray[np.float64], outer: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    count = len(outer)
    rows = np.tile(np.arange(len(table)), count)
    widest_first = np.repeat(np.arange(count)[::-1], len(table))
    rings = table.drop(columns=table.geometry.name).iloc[rows].reset_index(drop=True)
    rings["from_km"], rings["to_km"] = inner[widest_first], outer[widest_first]
    if "id" in rings:
        rings.insert(1, "of_id", rings["id"])
        names = _row_names(table["id"])
        made = [f"{names[row]}@{km:g}" for row, km in zip(rows, rings["to_km"], strict=True)]
        rings["id"] = pd.Series(made, dtype="str")
    return gpd.GeoDataFrame(rings, geometry=bands[rows, widest_first], crs=DEGREES)


def _row_names(ids: pd.Series) -> list[str]:
    """Return ids as text; a row without one of its own is called by its number, too."""
    known = as_cells({"id": ids})["id"]
    times = Counter(known)
    return [
        name if name and times[name] == 1 else f"{name or 'row'}.{number}"
        for number, name in enumerate(known, start=1)
    ]


def _dissolve(
    table: gpd.GeoDataFrame, discs: GeometryArray, inner: NDArray[np.float64], outer: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    united = np.array([shapely.union_all(discs[:, ring]) for ring in range(len(outer))], dtype=object)
    bands = united.copy()
    bands[1:] = shapely.difference(united[1:], united[:-1])
    columns = {"id": [f"within@{km:g}" for km in outer], "from_km": inner, "to_km": outer}
    if owners := join_credits(table_credits(table)):
        columns[ATTRIBUTION.name] = owners
    return gpd.GeoDataFrame(columns, geometry=bands, crs=DEGREES).iloc[::-1].reset_index(drop=True)
