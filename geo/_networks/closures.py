"""Which edges a closure stops: by index, by gate, by mode, or by the area they pass through."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import describe
from isthmus.geo._antimeridian import bounds, split_antimeridian
from isthmus.geo._chains import Chains, check_path, path_of_edges, path_of_lines
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
from isthmus.geo.errors import blame

from .checks import Checks

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import ArrayLike

    from isthmus._choices import PathKind
    from isthmus.geo._chains import Geometries, GeometryArray

    from .multigraph import Multigraph

# Between vertices this far apart a geodesic and the line straight in longitude and latitude differ by less
# than gap^2 tan(latitude) / (8 radius): 3.4 m at a latitude of 60 degrees.
_GAP_M: Final = 10_000.0
# Edges are looked at in pieces of this length before they get vertices so dense.
_PIECE_M: Final = 300_000.0
# Angles on the sphere differ from those on the ellipsoid by less than this factor.
_MARGIN: Final = 1.01


def mask_of_closure(
    graph: Multigraph,
    *,
    edges: ArrayLike,
    gates: Collection[str],
    area: BaseGeometry | Geometries | None,
    path: PathKind | None,
    modes: Collection[str],
) -> BoolArray:
    """Return a mask of the edges that a closure stops, after checking everything it names."""
    checks = Checks("closure")
    indices = checks.indices("edges", edges, count=len(graph.tails), of="edge")
    gates = check_names(checks, "gates", gates, graph.gates)
    modes = check_names(checks, "modes", modes, graph.mode_names)
    areas = _check_areas(checks, area)
    check_path(path)
    checks.settle()
    closed = np.isin(graph.mode, [graph.mode_names.index(mode) for mode in modes])
    for held in (indices, *(graph.gates[name] for name in gates)):
        closed[held] = True
    if len(areas):
        with blame("area"):
            closed |= _through(graph, _unite(areas, path_of_edges(path)), path_of_lines(path))
    return closed


def check_names(checks: Checks, argument: str, given: object, known: Collection[str]) -> tuple[str, ...]:
    """Return some names, of a text those between its commas; note each unknown one and what is nearest."""
    names = checks.names(argument, given)
    for name in names:
        if name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0.0)
            remedy = f"; the nearest is {nearest[0]!r}" if nearest else ""
            checks.note(argument, f"one of the {len(known)} of this network", describe(name) + remedy)
    return tuple(names)


def _check_areas(checks: Checks, area: BaseGeometry | Geometries | None) -> GeometryArray:
    if isinstance(area, BaseGeometry):
        area = [area]
    areas = checks.items("area", [] if area is None else area, "a Polygon or MultiPolygon")
    for shape in areas:
        if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
            checks.note("area", "a Polygon or MultiPolygon", getattr(shape, "geom_type", describe(shape)))
        elif shape.is_empty:
            checks.note("area", "a polygon that covers something", "an empty one")
    return np.array(areas, dtype=object)


def _unite(areas: GeometryArray, path: PathKind) -> BaseGeometry:
    """Return all areas, with straight edges; geodesic ones keep their course where others cut them."""
    drawn = densify(areas, _GAP_M, path=path) if path == "geodesic" else areas
    return shapely.union_all(split_antimeridian(drawn))


def _through(graph: Multigraph, area: BaseGeometry, path: PathKind) -> BoolArray:
    """Return a mask of the edges that meet an area, whose own edges are straight."""
    shapely.prepare(area)
    covered = np.asarray(shapely.intersects_xy(area, *graph.lonlat.T))
    closed: BoolArray = graph.is_open & (covered[graph.tails] | covered[graph.heads])
    others = np.flatnonzero(graph.is_open & ~closed)
    others = others[_may_meet(*_lonlat_of_ends(graph, others), area, path)]
    edge, start, end = _pieces(graph, others, path)
    near = _may_meet(start, end, area, path)
    lines = split_antimeridian(densify(_lines_between(start[near], end[near]), _GAP_M, path=path))
    closed[edge[near][shapely.intersects(area, lines)]] = True
    return closed


def _lonlat_of_ends(graph: Multigraph, edges: IntArray) -> tuple[FloatArray, FloatArray]:
    return graph.lonlat[graph.tails[edges]], graph.lonlat[graph.heads[edges]]


def _pieces(graph: Multigraph, edges: IntArray, path: PathKind) -> tuple[IntArray, FloatArray, FloatArray]:
    """Cut edges into pieces, of which few may meet an area: the edge, the start and the end of each."""
    chains = Chains.of(densify(_lines_between(*_lonlat_of_ends(graph, edges)), _PIECE_M, path=path))
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
