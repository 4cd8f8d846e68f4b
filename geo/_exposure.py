"""Metres of lines inside zones, pair by pair, without a loop over pairs.

Zones and lines meet in longitude and latitude, where geodesics are followed within `LATERAL_ERROR_M`. A tree
over the lines says which pairs may meet; `crossings` measures them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from ._antimeridian import split_chart, strips, with_crossings, within_range
from ._chains import (
    LINE,
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    as_array,
    path_of_edges,
    path_of_lines,
    take_apart,
    unwrap_chains,
)
from ._charts import LONLAT_BEND, STEEPEST_LATITUDE, polygons_on_chart, straight_step, subdivide
from ._crossings import POSITION_ERROR_M, Edges, common_lengths
from ._ellipsoid import (
    METRES_PER_DEGREE,
    POLE_LATITUDE,
    FloatArray,
    IntArray,
    inverse_of_legs,
    latitude_range,
)
from ._readings import read_rings
from .errors import GeometryError, blame

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind

# How far straight edges in longitude and latitude may leave the geodesics they stand for.
LATERAL_ERROR_M: Final = 5.0
_POLAR_STEP_M: Final = 1_000.0
# Nearer to a pole such steps may be too long; this near they are all right, and so are those on a meridian.
_NEAR_POLE_LATITUDE: Final = 89.7
_AT_POLE_M: Final = 1.0
_ON_MERIDIAN_DEG: Final = 1e-9


class Exposure(NamedTuple):
    """Which line lies how far inside which zone; pairs that share no length are left out.

    Parameters
    ----------
    line, zone : array of int, shape (pairs,)
        Positions in the input, ordered by line and zone.
    metres : array of float, shape (pairs,)
    """

    line: IntArray
    zone: IntArray
    metres: FloatArray


def length_within(
    lines: BaseGeometry | Geometries | None,
    zones: BaseGeometry | Geometries | None,
    *,
    path: PathKind | None = None,
) -> Exposure:
    """Return the length of every line inside every zone, in metres.

    Parameters
    ----------
    lines : geometry or array of geometries
        LineStrings and multi-part lines.
    zones : geometry or array of geometries
        Polygons and multi-polygons: with holes, across the antimeridian, around a pole. Their parts may
        overlap.
    path : {"geodesic", "straight"}, optional
        What a leg of a line and an edge of a zone is: by default, the geodesic of lines, and straight in
        longitude and latitude of zones, as in GeoJSON, QGIS and GeoPandas. Zones that are buffers of this
        package have edges short enough for either.

    Returns
    -------
    Exposure
        Arrays ``line``, ``zone`` and ``metres``, one entry for each pair that shares some length.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> lines = [shapely.LineString([(170, 0), (-170, 0)]), shapely.LineString([(0, 50), (1, 50)])]
    >>> exposure = geo.length_within(lines, [shapely.box(175, -5, 185, 5)], path="straight")
    >>> exposure.line.tolist(), exposure.zone.tolist(), exposure.metres.round().tolist()
    ([0], [0], [1113195.0])
    >>> geo.length_within([None, shapely.LineString()], shapely.box(0, 0, 1, 1)).metres.tolist()
    []
    """
    with ThreadPoolExecutor() as pool:
        index = pool.submit(ZoneIndex, zones, path=path)
        ways = _flat_lines(lines, path_of_lines(path))
        return index.result()._meet(*ways)  # noqa: SLF001 - of this module


class ZoneIndex:
    """Zones made ready for `length_within` once, to measure any number of lines in, a part at a time.

    It survives pickle: worker processes share what one has made.

    Parameters
    ----------
    zones, path
        As for `length_within`.

    Raises
    ------
    GeometryError
        If a zone has no right answer.
    """

    __slots__ = ("_areas", "_outline", "_path", "_zone")

    def __init__(self, zones: BaseGeometry | Geometries | None, *, path: PathKind | None = None) -> None:
        self._areas, self._zone = _flat_zones(zones, path_of_edges(path))
        shapely.prepare(self._areas)
        self._outline, self._path = Edges.of_areas(self._areas), path_of_lines(path)

    def measure(self, lines: BaseGeometry | Geometries | None) -> Exposure:
        """Return what `length_within` does of lines and these zones.

        Parameters
        ----------
        lines
            As for `length_within`.

        Examples
        --------
        >>> import shapely
        >>> from isthmus import geo
        >>> index = geo.ZoneIndex([shapely.box(0, 0, 1, 1)])
        >>> index.measure([shapely.LineString([(0.5, -1), (0.5, 0.5)])]).metres.round().tolist()
        [55287.0]
        """
        return self._meet(*_flat_lines(lines, self._path))

    def _meet(self, chains: Chains, outlines: GeometryArray, line: IntArray) -> Exposure:
        """Return the metres of chains of edges, which some outlines bound, by the lines that own them."""
        area, piece = shapely.STRtree(outlines).query(self._areas)
        if len(piece) == 0:
            return Exposure(piece, area, np.empty(0))
        shapely.prepare(self._areas)  # what was sent from elsewhere is no longer prepared
        near, number = np.unique(piece, return_inverse=True)
        metres = common_lengths(chains.pick(near), self._areas, self._outline, number, area, self._path)
        return _sum_by_pair(line[piece], self._zone[area], metres)


def _sum_by_pair(line: IntArray, zone: IntArray, metres: FloatArray) -> Exposure:
    """Return one entry for each pair of a line and a zone whose parts share some length."""
    found = metres > 0
    line, zone, metres = line[found], zone[found], metres[found]
    order = np.lexsort((zone, line))
    line, zone, metres = line[order], zone[order], metres[order]
    starts = np.ones(len(line), bool)
    starts[1:] = (line[1:] != line[:-1]) | (zone[1:] != zone[:-1])
    total = np.add.reduceat(metres, np.flatnonzero(starts)) if len(line) else metres
    return Exposure(line[starts], zone[starts], total)


def _take_kind(array: GeometryArray, kind: int, name: str) -> tuple[GeometryArray, IntArray]:
    atoms, owner = take_apart(array)
    wrong = shapely.get_type_id(atoms) != kind
    if wrong.any():
        first = int(np.argmax(wrong))
        raise GeometryError(f"expected {name}, got a {atoms[first].geom_type}", index=int(owner[first]))
    return atoms, owner


@blame("lines")
def _flat_lines(
    lines: BaseGeometry | Geometries | None, path: PathKind
) -> tuple[Chains, GeometryArray, IntArray]:
    """Return lines as chains of edges in longitude and latitude, within [-180, 180].

    With them come geometries that have the same bounds, for a tree, and their owners.
    """
    atoms, owner = _take_kind(as_array(lines, "lines"), LINE, "lines")
    if len(atoms) == 0:
        return Chains.of(atoms), atoms, owner
    chains = _follow_geodesics(unwrap_chains(Chains.of(atoms), path=path), owner, path)
    inside = within_range(chains)
    ordinary = chains if inside.all() else chains.pick(np.flatnonzero(inside))
    outlines = atoms[inside]
    bulging = np.flatnonzero((shapely.bounds(outlines) != _bounds_of_chains(ordinary)).any(axis=1))
    outlines[bulging] = ordinary.pick(bulging).to_lines()
    if inside.all():
        return ordinary, outlines, owner
    across = np.flatnonzero(~inside)
    pieces, number = strips(chains.pick(across))
    return (
        ordinary.append(Chains.of(pieces)),
        np.concatenate([outlines, pieces]),
        np.concatenate([owner[inside], owner[across[number]]]),
    )


def _bounds_of_chains(chains: Chains) -> FloatArray:
    first = chains.offsets[:-1]
    return np.column_stack(
        [
            bound.reduceat(side, first)
            for bound in (np.minimum, np.maximum)
            for side in (chains.lon, chains.lat)
        ]
    )


@blame("zones")
def _flat_zones(zones: BaseGeometry | Geometries | None, path: PathKind) -> tuple[GeometryArray, IntArray]:
    """Return zones as polygons in longitude and latitude, within [-180, 180], and their owners."""
    atoms, owner = _take_kind(as_array(zones, "zones"), POLYGON, "polygons")
    if len(atoms) == 0:
        return atoms, owner
    rings, polygon = read_rings(atoms, owner, path)
    chains = _follow_geodesics(rings, owner[polygon], path)
    return _unite_overlaps(*split_chart(polygons_on_chart(chains, polygon, owner), owner))


def _unite_overlaps(areas: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    """Unite the areas of owners whose areas overlap or share an edge: nothing counts twice."""
    several = np.flatnonzero(np.bincount(owner)[owner] > 1)
    if len(several) == 0:
        return areas, owner
    owners, number = np.unique(owner[several], return_inverse=True)
    whole = np.asarray(shapely.multipolygons(areas[several], indices=number))
    overlapping = ~shapely.is_valid(whole)
    if not overlapping.any():
        return areas, owner
    kept = np.ones(len(areas), bool)
    kept[several] = ~overlapping[number]
    united = [shapely.union_all(areas[owner == index]) for index in owners[overlapping]]
    parts, row = shapely.get_parts(united, return_index=True)
    return np.concatenate([areas[kept], parts]), np.concatenate([owner[kept], owners[overlapping][row]])


def _follow_geodesics(chains: Chains, owner: IntArray, path: PathKind) -> Chains:
    """Cut unwrapped geodesic legs until straight edges follow them, and all legs at the antimeridian."""
    chains = with_crossings(chains, owner, path)
    if path == "straight":
        return chains
    i = chains.legs
    azimuth0, azimuth1, length = inverse_of_legs(
        chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1], POSITION_ERROR_M
    )
    low, high = latitude_range(chains.lat[i], azimuth0, chains.lat[i + 1], azimuth1)
    lat = np.maximum(np.abs(low), np.abs(high))
    step = np.where(
        lat > STEEPEST_LATITUDE, _POLAR_STEP_M, straight_step(lat, np.full(len(lat), LATERAL_ERROR_M))
    )
    pieces = np.maximum(1, np.ceil(length / step)).astype(np.int64)
    return _refine_at_poles(subdivide(chains, pieces, azimuth0, length, path, error_m=POSITION_ERROR_M))


def _refine_at_poles(chains: Chains) -> Chains:
    """Cut the legs that pass a pole so near that their curvature, one over the distance from it, shows."""
    i = chains.legs
    near = np.flatnonzero(np.maximum(np.abs(chains.lat[i]), np.abs(chains.lat[i + 1])) > _NEAR_POLE_LATITUDE)
    if len(near) == 0:
        return chains
    j = i[near]
    azimuth, length, pieces = np.zeros(len(i)), np.zeros(len(i)), np.ones(len(i), np.int64)
    azimuth[near], azimuth1, length[near] = inverse_of_legs(
        chains.lon[j], chains.lat[j], chains.lon[j + 1], chains.lat[j + 1], POSITION_ERROR_M
    )
    low, high = latitude_range(chains.lat[j], azimuth[near], chains.lat[j + 1], azimuth1)
    lat = np.maximum(np.abs(low), np.abs(high))
    from_pole = np.maximum((POLE_LATITUDE - lat) * METRES_PER_DEGREE, _AT_POLE_M)
    step = np.sqrt(8 * LATERAL_ERROR_M * from_pole / LONLAT_BEND)
    turns = np.abs(chains.lon[j + 1] - chains.lon[j]) > _ON_MERIDIAN_DEG
    pieces[near] = np.where(turns, np.maximum(1, np.ceil(length[near] / step)), 1)
    return subdivide(chains, pieces, azimuth, length, "geodesic", error_m=POSITION_ERROR_M)
