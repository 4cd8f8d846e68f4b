"""Raw outlines turned into valid polygons with longitudes in [-180, 180].

A point belongs to a buffer if the raw outline winds around it. GEOS' buffer by zero evaluates this rule
exactly: it nodes the ring and keeps the faces with a positive depth. It works on a plane chart: longitudes
and latitudes, unwrapped, where no pole is near, and otherwise the chart around the pole, with its
colatitude as distance and its longitude as direction.
"""

from __future__ import annotations

import numpy as np
import shapely

from .antimeridian import split_chart, with_crossings
from .chains import Chains, GeometryArray, put_together, ragged, unwrapped
from .ellipsoid import POLE_LATITUDE, FloatArray, IntArray, wrapped
from .error_budget import POLAR_LATITUDE
from .winding import polygons_on_chart

METRES_PER_DEGREE = 111_195.0
_MOST_BISECTIONS = 60


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
    rings = unwrapped(_closed(outlines), path="straight")
    for sign in (0, 1, -1):
        chosen = np.flatnonzero(pole == sign)
        if len(chosen) == 0:
            continue
        mine = rings if len(chosen) == len(rings) else rings.chosen(chosen)
        if sign == 0:
            result[chosen] = _from_lonlat(mine, simple=simple)
        else:
            result[chosen] = _from_polar_chart(mine, sign, refinement_m[chosen])
    return result


def _closed(outlines: Chains) -> Chains:
    row, place = ragged(outlines.counts + 1)
    vertex = outlines.offsets[:-1][row] + np.where(place == outlines.counts[row], 0, place)
    offsets = outlines.offsets + np.arange(len(outlines) + 1)
    return Chains(outlines.lon[vertex], outlines.lat[vertex], offsets)


def _wound(rings: GeometryArray) -> GeometryArray:
    """Return the area that rings wind around."""
    polygons = np.asarray(shapely.polygons(rings))
    crossing = ~shapely.is_valid(polygons)
    if crossing.any():
        polygons[crossing] = shapely.orient_polygons(shapely.buffer(polygons[crossing], 0), exterior_cw=False)
    return polygons


def _from_lonlat(rings: Chains, *, simple: bool) -> GeometryArray:
    polygons = np.asarray(shapely.polygons(rings.to_rings())) if simple else _wound(rings.to_rings())
    return _split(polygons)


def _split(polygons: GeometryArray) -> GeometryArray:
    atoms, owner = split_chart(polygons, np.arange(len(polygons)))
    return put_together(np.full(len(polygons), shapely.Polygon(), object), atoms, owner)


def _from_polar_chart(rings: Chains, pole: int, refinement_m: FloatArray) -> GeometryArray:
    x, y = _to_chart(rings.lon, rings.lat, pole)
    on_chart = _wound(Chains(x, y, rings.offsets).to_rings())
    polygons, owner = shapely.get_parts(on_chart, return_index=True)
    atoms, polygon = shapely.get_rings(polygons, return_index=True)
    refined = _refined_near_pole(Chains.of(atoms), pole, refinement_m[owner[polygon]])
    lonlat = unwrapped(Chains(*_from_chart(refined.lon, refined.lat, pole), refined.offsets), path="geodesic")
    crossed = with_crossings(lonlat, owner[polygon], "straight")
    chart = polygons_on_chart(crossed, polygon, owner, pole=np.full(len(crossed), pole))
    atoms, owner = split_chart(shapely.orient_polygons(chart, exterior_cw=False), owner)
    return put_together(np.full(len(rings), shapely.Polygon(), object), atoms, owner)


def _to_chart(lon: FloatArray, lat: FloatArray, pole: int) -> tuple[FloatArray, FloatArray]:
    colatitude, direction = POLE_LATITUDE - pole * lat, np.radians(lon)
    return colatitude * np.sin(direction), colatitude * np.cos(direction)


def _from_chart(x: FloatArray, y: FloatArray, pole: int) -> tuple[FloatArray, FloatArray]:
    return np.degrees(np.arctan2(x, y)), pole * (POLE_LATITUDE - np.hypot(x, y))


def _refined_near_pole(rings: Chains, pole: int, error_m: FloatArray) -> Chains:
    """Bisect edges near the pole until straight edges in longitude and latitude follow those on the chart.

    So near the pole the chart is true to distances and geodesics are straight on it.
    """
    for _ in range(_MOST_BISECTIONS):
        i = rings.legs
        middle_x, middle_y = (rings.lon[i] + rings.lon[i + 1]) / 2, (rings.lat[i] + rings.lat[i + 1]) / 2
        bent = _bent(rings, i, middle_x, middle_y, pole) > error_m[rings.chain[i]]
        if not bent.any():
            break
        counts = np.ones(len(rings.lon), np.int64)
        counts[i[bent]] = 2
        vertex, copy = ragged(counts)
        x, y = rings.lon[vertex], rings.lat[vertex]
        x[copy == 1], y[copy == 1] = middle_x[bent], middle_y[bent]
        rings = rings.take(vertex, x, y)
    return rings


def _bent(rings: Chains, i: IntArray, middle_x: FloatArray, middle_y: FloatArray, pole: int) -> FloatArray:
    """Return by how many metres edges miss their middle on the chart when read in longitude and latitude."""
    lon, lat = _from_chart(rings.lon, rings.lat, pole)
    half_east = wrapped(lon[i + 1] - lon[i]) / 2
    x, y = _to_chart(lon[i] + half_east, (lat[i] + lat[i + 1]) / 2, pole)
    missed = np.hypot(x - middle_x, y - middle_y) * METRES_PER_DEGREE
    near = np.maximum(np.abs(lat[i]), np.abs(lat[i + 1])) > POLAR_LATITUDE
    return np.where(near, missed, 0.0)
