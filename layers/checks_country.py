"""Checks of countries: that their codes exist, and that points lie where their row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus import geo

from .coordinates import LIMITS
from .countries import countries, country_at
from .parse import GROUPS, quoted
from .schemas import SCHEMAS

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Problem

    from .draft import Draft
    from .table import GeometryArray

TOLERANCE_KM = 30.0
"""How far beyond its country a point may lie: outlines are coarse (15 km at worst), points are rounded."""

_KM_A_DEGREE = 110.5  # of latitude, at least, on WGS 84
_TOO_SMALL = ("VA",)  # countries without an outline


def unknown_countries(draft: Draft) -> list[Problem]:
    """Report codes that are no country's."""
    codes = {*countries()["iso"], *_TOO_SMALL}
    known = {"country": codes, "countries": codes.union(GROUPS)}
    columns = [
        column for column in SCHEMAS[draft.table.layer].columns if column.kind in {"country", "countries"}
    ]
    return [
        draft.table.problem(column.expected, quoted(text), row=row, column=column.name)
        for column in columns
        for row, text in enumerate(draft.values(column.name))
        if text is not None and not known[column.kind].issuperset(text.split("+"))
    ]


def misplaced(draft: Draft) -> list[Problem]:
    """Report points outside the country their row declares, and say so where lon and lat are swapped."""
    if SCHEMAS[draft.table.layer].geometry != "point":
        return []
    outlines = countries().set_index("iso").geometry
    points = draft.layer.geometry.to_numpy()
    declared = np.array(draft.values("country"), dtype=object)
    checked = np.isin(declared.astype(str), outlines.index) & (shapely.get_type_id(points) == 0)
    rows = np.flatnonzero(checked)
    rows = rows[~_inside(points[rows], declared[rows], outlines)]
    swapped = _inside(_swapped(points[rows]), declared[rows], outlines)
    found = country_at(points[rows], within_km=TOLERANCE_KM)
    return [
        _misplaced(draft, row, declared[row], country, swapped=mirrored)
        for row, country, mirrored in zip(rows.tolist(), found, swapped.tolist(), strict=True)
    ]


def _misplaced(draft: Draft, row: int, declared: str, found: str | None, *, swapped: bool) -> Problem:
    point = draft.layer.geometry.iloc[row]
    got = f"{point.x:g}, {point.y:g}, in {found or 'no country'}"
    remedy = "lon and lat look swapped" if swapped else "check lon, lat and country"
    column = "lon" if "lon" in draft.table.cells else "geometry"
    return draft.table.problem(f"a point in {declared}", got, remedy, row=row, column=column)


def _inside(
    points: GeometryArray, declared: NDArray[np.object_], outlines: gpd.GeoSeries
) -> NDArray[np.bool_]:
    """Tell which points lie in their countries, or within the tolerance of them."""
    inside: NDArray[np.bool_] = country_at(points) == declared
    unsure = ~inside & ~shapely.is_missing(points)
    for code in np.unique(declared[unsure].astype(str)):
        rows = np.flatnonzero(unsure & (declared == code))
        inside[rows] = _near(points[rows], outlines[code])
    return inside


def _near(points: GeometryArray, outline: BaseGeometry) -> NDArray[np.bool_]:
    """Tell which points lie within the tolerance of an outline, whose longitudes may run past 180."""
    near = np.zeros(len(points), dtype=bool)
    reach = float(np.max(TOLERANCE_KM / _KM_A_DEGREE / np.cos(np.radians(shapely.get_y(points)))))
    shapely.prepare(outline)
    for turned in (points, shapely.transform(points, _one_turn_on)):
        close = np.flatnonzero(shapely.dwithin(outline, turned, reach))
        gaps = geo.length(np.atleast_1d(shapely.shortest_line(turned[close], outline)))
        near[close[gaps <= TOLERANCE_KM * 1000]] = True
    return near


def _one_turn_on(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([lonlat[:, 0] + 360.0, lonlat[:, 1]])


def _swapped(points: GeometryArray) -> GeometryArray:
    """Return points with lon and lat exchanged, None where that is no point on the Earth."""
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    swapped = np.full(len(points), None, dtype=object)
    possible = np.abs(lon) <= LIMITS["lat"]
    swapped[possible] = shapely.points(lat[possible], lon[possible])
    return swapped
