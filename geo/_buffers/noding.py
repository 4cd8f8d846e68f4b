"""Raw outlines turned into valid polygons with longitudes in [-180, 180].

A point belongs to a buffer if the raw outline winds around it. GEOS' buffer by zero evaluates this rule
exactly: it nodes the ring and keeps the faces with a positive depth. It works on a plane chart: longitudes
and latitudes, unwrapped, where no pole is near, and otherwise the chart around the pole, with its
colatitude as distance and its longitude as direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._antimeridian import split_chart, with_crossings
from isthmus.geo._chains import Chains, GeometryArray, put_together, unravel_rows, unwrap_chains
from isthmus.geo._charts import polygons_on_chart
from isthmus.geo._ellipsoid import HALF_TURN, METRES_PER_DEGREE, POLE_LATITUDE, inverse, wrap_degrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely import LinearRing

    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

# Edges that end nearer to a pole are kept true to the polar chart.
_POLAR_LATITUDE: Final = 75.0
_MOST_BISECTIONS: Final = 60


def polygons_of(
    outlines: Chains, pole: IntArray, refinement_m: FloatArray, *, simple: bool = False
) -> GeometryArray:
    """Return the polygons or multi-polygons inside raw outlines.

    Parameters
    ----------
    outlines : Chains
        Raw rings, not closed.
    pole : array of int, shape (outlines,)
        The pole in reach: +1, -1, or 0 for none.
    refinement_m : array of float, shape (outlines,)
        How far edges near a pole may leave the edges on the polar chart.
    simple : bool
        Whether no outline crosses itself, as circles don't.
    """
    result = np.empty(len(outlines), object)
    rings = unwrap_chains(_close(outlines), path="straight")
    for sign in (0, 1, -1):
        chosen = np.flatnonzero(pole == sign)
        if len(chosen) == 0:
            continue
        mine = rings if len(chosen) == len(rings) else rings.pick(chosen)
        if sign == 0:
            result[chosen] = _from_lonlat(mine, simple=simple)
        else:
            result[chosen] = _from_polar_chart(mine, sign, refinement_m[chosen])
    return result


def fill_false_holes(buffers: GeometryArray, lines: Chains, radius_m: FloatArray) -> GeometryArray:
    """Fill the holes of buffers that lie within the radius of a vertex of their line.

    Where a line much shorter than its radius turns back and forth, the loops of its outline lie within the
    tolerance of each other, and some may wind around nothing.
    """
    parts, owner = shapely.get_parts(buffers, return_index=True)
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts))
    if len(holed) == 0:
        return buffers
    for k in holed:
        line, radius = lines.pick(owner[[k]]), radius_m[owner[k]]
        true = [hole for hole in parts[k].interiors if not _is_reached(hole, line, radius)]
        parts[k] = shapely.Polygon(parts[k].exterior, true)
    return put_together(buffers, parts, owner)


def _is_reached(hole: LinearRing, line: Chains, radius_m: float) -> bool:
    inside = shapely.Polygon(hole).representative_point()
    lon, lat = np.full(len(line.lon), inside.x), np.full(len(line.lon), inside.y)
    return bool(np.min(inverse(lon, lat, line.lon, line.lat)[2]) < radius_m)


def _close(outlines: Chains) -> Chains:
    row, place = unravel_rows(outlines.counts + 1)
    vertex = outlines.offsets[:-1][row] + np.where(place == outlines.counts[row], 0, place)
    offsets = outlines.offsets + np.arange(len(outlines) + 1)
    return Chains(outlines.lon[vertex], outlines.lat[vertex], offsets)


def _fill(rings: GeometryArray) -> GeometryArray:
    """Return the area that rings wind around."""
    polygons = np.asarray(shapely.polygons(rings))
    crossing = ~shapely.is_valid(polygons)
    if crossing.any():
        polygons[crossing] = shapely.orient_polygons(shapely.buffer(polygons[crossing], 0), exterior_cw=False)
    return polygons


def _from_lonlat(rings: Chains, *, simple: bool) -> GeometryArray:
    polygons = np.asarray(shapely.polygons(rings.to_rings())) if simple else _fill(rings.to_rings())
    return _cut_across(polygons)


def _cut_across(polygons: GeometryArray) -> GeometryArray:
    box = shapely.bounds(polygons)
    across = np.flatnonzero((box[:, 0] < -HALF_TURN) | (box[:, 2] > HALF_TURN))
    if len(across):
        atoms, owner = split_chart(polygons[across], np.arange(len(across)))
        polygons[across] = put_together(np.full(len(across), shapely.Polygon(), object), atoms, owner)
    return polygons


def _from_polar_chart(rings: Chains, pole: int, error_m: FloatArray) -> GeometryArray:
    fine = _bisect(rings, error_m, lambda chains: _off_chart(chains, pole))
    x, y = _to_chart(fine.lon, fine.lat, pole)
    on_chart = _fill(Chains(x, y, fine.offsets).to_rings())
    polygons, owner = shapely.get_parts(on_chart, return_index=True)
    atoms, polygon = shapely.get_rings(polygons, return_index=True)
    noded = _bisect(Chains.of(atoms), error_m[owner[polygon]], lambda chains: _off_lonlat(chains, pole))
    lonlat = unwrap_chains(Chains(*_from_chart(noded.lon, noded.lat, pole), noded.offsets), path="geodesic")
    crossed = with_crossings(lonlat, owner[polygon], "straight")
    chart = polygons_on_chart(crossed, polygon, owner, pole=np.full(len(crossed), pole))
    drawn = ~shapely.is_empty(chart)  # slivers may collapse
    atoms, owner = split_chart(shapely.orient_polygons(chart[drawn], exterior_cw=False), owner[drawn])
    return put_together(np.full(len(rings), shapely.Polygon(), object), atoms, owner)


def _to_chart(lon: FloatArray, lat: FloatArray, pole: int) -> tuple[FloatArray, FloatArray]:
    colatitude, direction = POLE_LATITUDE - pole * lat, np.radians(lon)
    return colatitude * np.sin(direction), colatitude * np.cos(direction)


def _from_chart(x: FloatArray, y: FloatArray, pole: int) -> tuple[FloatArray, FloatArray]:
    return np.degrees(np.arctan2(x, y)), pole * (POLE_LATITUDE - np.hypot(x, y))


def _bisect(rings: Chains, error_m: FloatArray, deviation: Callable[[Chains], FloatArray]) -> Chains:
    """Halve edges until they deviate from what they stand for by no more than an error."""
    for _ in range(_MOST_BISECTIONS):
        i = rings.legs
        bent = i[deviation(rings) > error_m[rings.chain[i]]]
        if len(bent) == 0:
            break
        counts = np.ones(len(rings.lon), np.int64)
        counts[bent] = 2
        vertex, copy = unravel_rows(counts)
        lon, lat = rings.lon[vertex], rings.lat[vertex]
        new = copy == 1
        lon[new] = (rings.lon[bent] + rings.lon[bent + 1]) / 2
        lat[new] = (rings.lat[bent] + rings.lat[bent + 1]) / 2
        rings = rings.take(vertex, lon, lat)
    return rings


def _off_chart(rings: Chains, pole: int) -> FloatArray:
    """Return by how many metres edges in longitude and latitude, away from the pole, bend on the chart."""
    i = rings.legs
    x, y = _to_chart(rings.lon, rings.lat, pole)
    lon, lat = (rings.lon[i] + rings.lon[i + 1]) / 2, (rings.lat[i] + rings.lat[i + 1]) / 2
    middle_x, middle_y = _to_chart(lon, lat, pole)
    missed = np.hypot(middle_x - (x[i] + x[i + 1]) / 2, middle_y - (y[i] + y[i + 1]) / 2)
    return np.where(_near_pole(pole * rings.lat, i), 0.0, missed * METRES_PER_DEGREE)


def _off_lonlat(rings: Chains, pole: int) -> FloatArray:
    """Return by how many metres edges on the chart, near the pole, bend in longitude and latitude.

    So near the pole the chart is true to distances and geodesics are straight on it.
    """
    i = rings.legs
    lon, lat = _from_chart(rings.lon, rings.lat, pole)
    half_east = wrap_degrees(lon[i + 1] - lon[i]) / 2
    x, y = _to_chart(lon[i] + half_east, (lat[i] + lat[i + 1]) / 2, pole)
    missed = np.hypot(x - (rings.lon[i] + rings.lon[i + 1]) / 2, y - (rings.lat[i] + rings.lat[i + 1]) / 2)
    return np.where(_near_pole(pole * lat, i), missed * METRES_PER_DEGREE, 0.0)


def _near_pole(lat: FloatArray, i: IntArray) -> BoolArray:
    return np.maximum(lat[i], lat[i + 1]) > _POLAR_LATITUDE
