"""Polygons on a chart of unwrapped longitudes, closed along the pole where a ring goes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from ._chains import Chains, GeometryArray
from ._ellipsoid import FULL_TURN, HALF_TURN, POLE_LATITUDE, BoolArray, FloatArray, IntArray, area_below
from .errors import GeometryError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
# Of a ring, the first again as the last one.
_FEWEST_VERTICES: Final = 4
NODES = (_NODES + 1) / 2
WEIGHTS = _WEIGHTS / 2


def turns_around_pole(rings: Chains) -> IntArray:
    """Return how often each unwrapped ring turns eastwards around the Earth; a pole is then inside it."""
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    starts_at_pole = np.abs(rings.lat[first]) == POLE_LATITUDE
    turns = np.round((rings.lon[last] - rings.lon[first]) / 360.0).astype(np.int64)
    return np.where(starts_at_pole, 0, turns)


def area_under(rings: Chains) -> FloatArray:
    """Return the area between the equator and each ring with straight legs, eastwards positive, in m2.

    Gauss-Legendre quadrature of the integral of `area_below` over longitude.
    """
    i = rings.legs
    lat = rings.lat[i, None] * (1 - NODES) + rings.lat[i + 1, None] * NODES
    leg = np.radians(rings.lon[i + 1] - rings.lon[i]) * (area_below(lat) @ WEIGHTS)
    area: FloatArray = np.zeros(len(rings))
    np.add.at(area, rings.chain[i], leg)
    # a ring that starts at a pole closes along its edge
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    way = np.where(np.abs(rings.lat[first]) == POLE_LATITUDE, rings.lon[first] - rings.lon[last], 0.0)
    area += np.radians(way) * area_below(rings.lat[first])
    return area


def polygons_on_chart(
    rings: Chains, polygon: IntArray, owner: IntArray, *, pole: IntArray | None = None
) -> GeometryArray:
    """Build polygons from unwrapped rings, the shell of each polygon standing before its holes.

    A ring that turns around the Earth is closed along the edge of the pole inside it: the pole of the
    smaller side, unless `pole` says for each ring +1 (north) or -1 (south). It is cut at the antimeridian,
    where the ring should have a vertex already.

    Raises
    ------
    GeometryError
        If all vertices of a ring are at a pole, or a polygon is not valid, unless `pole` is given: such rings
        come from the chart of a pole, and where they only just cross when drawn in longitude and latitude,
        they are repaired.
    """
    turns = turns_around_pole(rings)
    shell = np.ones(len(rings), bool)
    shell[1:] = polygon[1:] != polygon[:-1]
    winds = (turns != 0) | (~shell & _reaches_around(rings, shell)[polygon])
    repair = pole is not None
    lowest, highest = (bound.reduceat(rings.lat, rings.offsets[:-1]) for bound in (np.minimum, np.maximum))
    at_pole = (np.abs(lowest) == POLE_LATITUDE) & (lowest == highest)
    flat = np.flatnonzero(at_pole | (rings.counts < _FEWEST_VERTICES))
    if len(flat):
        raise GeometryError(
            "expected a polygon that covers something, got a ring whose vertices are all at a pole",
            index=int(owner[polygon[flat[0]]]),
        )
    if not winds.any():
        return _assemble(rings, polygon, shell, owner, repair=repair)
    if pole is None:
        pole = np.sign(turns * area_under(rings)).astype(np.int64)
    result = np.empty(int(polygon[-1]) + 1, object)
    polar = np.unique(polygon[winds])
    plain = ~np.isin(polygon, polar)
    if plain.any():
        chosen, number = np.unique(polygon[plain], return_inverse=True)
        some = rings.pick(np.flatnonzero(plain))
        result[chosen] = _assemble(some, number, shell[plain], owner[chosen], repair=repair)
    for p in polar:
        areas = [
            _close_at_pole(rings, int(ring), int(turns[ring]), int(pole[ring]))
            for ring in np.flatnonzero(polygon == p)
        ]
        result[p] = _without_holes(areas)
    return result


def _reaches_around(rings: Chains, shell: BoolArray) -> BoolArray:
    """Say which shells span a whole turn, so that their holes may lie on several turns of the chart."""
    first = rings.offsets[:-1]
    width = np.maximum.reduceat(rings.lon, first) - np.minimum.reduceat(rings.lon, first)
    return width[shell] >= FULL_TURN


def _assemble(
    rings: Chains, polygon: IntArray, shell: BoolArray, owner: IntArray, *, repair: bool
) -> GeometryArray:
    polygons = draw_polygons(rings, polygon, shell)
    wrong = ~shapely.is_valid(polygons)
    if repair:
        polygons[wrong] = shapely.make_valid(polygons[wrong], method="structure", keep_collapsed=False)
    elif wrong.any():
        first_wrong = int(np.argmax(wrong))
        reason = shapely.is_valid_reason(polygons[first_wrong])
        raise GeometryError(
            f"expected a valid polygon, got {reason}; shapely.make_valid may repair it, "
            "or geo.densify if its edges cross only as straight lines in longitude and latitude",
            index=int(owner[first_wrong]),
        )
    return polygons


def draw_polygons(rings: Chains, polygon: IntArray, shell: BoolArray) -> GeometryArray:
    """Return polygons, valid or not, of unwrapped rings; holes are brought to the turn of their shell."""
    first, last = rings.offsets[:-1], rings.offsets[1:] - 1
    west = np.minimum.reduceat(rings.lon, first)
    east = np.maximum.reduceat(rings.lon, first)
    middle = (west + east) / 2
    shift = 360.0 * np.round((middle[shell][polygon] - middle) / 360.0)
    lon = rings.lon + np.repeat(np.where(shell, 0.0, shift), last - first + 1)
    rings_array = Chains(lon, rings.lat, rings.offsets).to_rings()
    return np.asarray(shapely.polygons(rings_array, indices=polygon))


def _close_at_pole(rings: Chains, ring: int, turns: int, pole: int) -> BaseGeometry:
    """Return one ring as a polygon, closed along the pole's edge if it turns around the Earth."""
    span = slice(int(rings.offsets[ring]), int(rings.offsets[ring + 1]))
    lon, lat = rings.lon[span], rings.lat[span]
    if turns:
        lon, lat = around_pole(lon, lat, turns, pole)
    return shapely.make_valid(shapely.Polygon(np.column_stack([lon, lat])))


def around_pole(lon: FloatArray, lat: FloatArray, turns: int, pole: int) -> tuple[FloatArray, FloatArray]:
    """Return a ring that turns around the Earth, closed along the pole's edge."""
    seam = _seam(lon, lat, pole)
    lon = np.concatenate([lon[seam:-1], lon[: seam + 1] + 360.0 * turns])
    lat = np.concatenate([lat[seam:-1], lat[: seam + 1]])
    return np.append(lon, [lon[-1], lon[0]]), np.append(lat, [90.0 * pole, 90.0 * pole])


def _seam(lon: FloatArray, lat: FloatArray, pole: int) -> int:
    """Return the vertex on the antimeridian nearest the pole: the ring never meets the seam beyond it."""
    at_seam = np.flatnonzero(lon[:-1] % 360.0 == HALF_TURN)
    candidates = at_seam if len(at_seam) else np.arange(len(lon) - 1)
    return int(candidates[np.argmax(pole * lat[candidates])])


def _without_holes(areas: list[BaseGeometry]) -> BaseGeometry:
    """Take holes from a shell, wherever on the chart they meet it."""
    shell, holes = areas[0], areas[1:]
    west, _, east, _ = shapely.bounds(shell)
    meeting = []
    for hole in holes:
        hole_west, _, hole_east, _ = shapely.bounds(hole)
        first, last = np.ceil((west - hole_east) / 360.0), np.floor((east - hole_west) / 360.0)
        meeting += [_turn(hole, 360.0 * k) for k in np.arange(first, last + 1)]
    return shapely.difference(shell, shapely.union_all(meeting)) if meeting else shell


def _turn(area: BaseGeometry, degrees: float) -> BaseGeometry:
    return shapely.transform(area, lambda xy: np.column_stack([xy[:, 0] + degrees, xy[:, 1]]))
