"""Checks of countries: that their codes exist, and that points lie where their row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.layers._bundled.countries import countries, country_at, lies_in
from isthmus.layers._tables.coordinates import LIMITS
from isthmus.layers._tables.parse import GROUPS, quoted
from isthmus.layers._tables.schemas import SCHEMAS

if TYPE_CHECKING:
    from isthmus.geo import Problem
    from isthmus.layers._tables.draft import Draft
    from isthmus.layers._tables.table import GeometryArray

TOLERANCE_KM = 30.0
"""How far beyond its country a point may lie: outlines are coarse (15 km at worst), points are rounded."""

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
    points = draft.layer.geometry.to_numpy()
    declared = np.array(draft.values("country"), dtype=object)
    checked = np.isin(declared.astype(str), countries()["iso"].to_list()) & ~shapely.is_missing(points)
    rows = np.flatnonzero(checked)
    rows = rows[~lies_in(points[rows], declared[rows], within_km=TOLERANCE_KM)]
    swapped = lies_in(_swapped(points[rows]), declared[rows], within_km=TOLERANCE_KM)
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


def _swapped(points: GeometryArray) -> GeometryArray:
    """Return points with lon and lat exchanged, None where that is no point on the Earth."""
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    swapped = np.full(len(points), None, dtype=object)
    possible = np.abs(lon) <= LIMITS["lat"]
    swapped[possible] = shapely.points(lat[possible], lon[possible])
    return swapped
