"""Which edges between points meet an area, as one that is shut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo._antimeridian import bounds, split_antimeridian
from isthmus.geo._chains import Chains, GeometryArray, path_of_edges, path_of_lines
from isthmus.geo._ellipsoid import (
    MEAN_RADIUS_M,
    POLE_LATITUDE,
    BoolArray,
    FloatArray,
    IntArray,
    unit_vectors,
    wrap_degrees,
)
from isthmus.geo._geodesic import densify, straight_lengths

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind

# Between vertices this far apart a geodesic and the line straight in longitude and latitude differ by less
# than gap^2 tan(latitude) / (8 radius): 3.4 m at a latitude of 60 degrees.
_GAP_M: Final = 10_000.0
# Edges are looked at in pieces of this length before they get vertices so dense.
_PIECE_M: Final = 300_000.0
# Angles on the sphere differ from those on the ellipsoid by less than this factor.
_MARGIN: Final = 1.01


def edges_through(
    lonlat: FloatArray, tails: IntArray, heads: IntArray, areas: GeometryArray, path: PathKind | None
) -> BoolArray:
    """Return a mask of the edges between points that meet one of some areas."""
    area = _unite(areas, path_of_edges(path))
    path = path_of_lines(path)
    shapely.prepare(area)
    covered = np.asarray(shapely.intersects_xy(area, *lonlat.T))
    met: BoolArray = covered[tails] | covered[heads]
    others = np.flatnonzero(~met)
    others = others[_may_meet(lonlat[tails[others]], lonlat[heads[others]], area, path)]
    edge, start, end = _pieces(others, lonlat[tails[others]], lonlat[heads[others]], path)
    near = _may_meet(start, end, area, path)
    lines = split_antimeridian(densify(_lines_between(start[near], end[near]), _GAP_M, path=path))
    met[edge[near][shapely.intersects(area, lines)]] = True
    return met


def _unite(areas: GeometryArray, path: PathKind) -> BaseGeometry:
    """Return all areas, with straight edges; geodesic ones keep their course where others cut them."""
    drawn = densify(areas, _GAP_M, path=path) if path == "geodesic" else areas
    return shapely.union_all(split_antimeridian(drawn))


def _pieces(
    edges: IntArray, start: FloatArray, end: FloatArray, path: PathKind
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Cut edges into pieces, of which few may meet an area: the edge, the start and the end of each."""
    chains = Chains.of(densify(_lines_between(start, end), _PIECE_M, path=path))
    lonlat = np.column_stack([chains.lon, chains.lat])
    return edges[chains.chain[chains.legs]], lonlat[chains.legs], lonlat[chains.legs + 1]


def _lines_between(start: FloatArray, end: FloatArray) -> GeometryArray:
    return np.asarray(shapely.linestrings(np.stack([start, end], axis=1)))


def _may_meet(start: FloatArray, end: FloatArray, area: BaseGeometry, path: PathKind) -> BoolArray:
    """Tell quickly which lines may meet an area: each stays within half its length of its ends."""
    half = _MARGIN * _half_angles(start, end, path)
    west, south, east, north = bounds(area)
    width = (east - west) % 360.0 if east < west else east - west
    result = np.zeros(len(start), bool)
    for lon, lat in (start.T, end.T):
        sine = np.sin(np.minimum(half, np.pi / 2)) / np.maximum(np.cos(np.radians(lat)), 1e-300)
        aside = np.where(
            np.abs(lat) + np.degrees(half) < POLE_LATITUDE, np.degrees(np.arcsin(np.minimum(sine, 1))), 180.0
        )
        beyond = np.abs(wrap_degrees(lon - (west + width / 2))) - width / 2
        level = (lat >= south - np.degrees(half)) & (lat <= north + np.degrees(half))
        result |= level & (beyond <= aside)
    return result


def _half_angles(start: FloatArray, end: FloatArray, path: PathKind) -> FloatArray:
    """Return half the length of lines as an angle at the centre of the Earth."""
    if path == "geodesic":
        chord = np.linalg.norm(unit_vectors(*start.T) - unit_vectors(*end.T), axis=0)
        half: FloatArray = np.arcsin(chord / 2)
        return half
    east = start[:, 0] + wrap_degrees(end[:, 0] - start[:, 0])
    return straight_lengths(start[:, 0], start[:, 1], east, end[:, 1]) / 2 / MEAN_RADIUS_M
