"""Which edges a closure stops: by index, by gate, by mode, or by the area they pass through."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import describe
from isthmus.geo._antimeridian import bounds, split_antimeridian
from isthmus.geo._chains import Chains
from isthmus.geo._ellipsoid import POLE_LATITUDE, BoolArray, FloatArray, IntArray, unit_vectors, wrap_degrees
from isthmus.geo._geodesic import densify
from isthmus.geo.errors import blame

from .checks import Checks

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import ArrayLike

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
    modes: Collection[str],
) -> BoolArray:
    """Return a mask of the edges that a closure stops, after checking everything it names."""
    checks = Checks("closure")
    indices = checks.indices("edges", edges, count=len(graph.tails), of="edge")
    gates = check_names(checks, "gates", gates, graph.gates)
    modes = check_names(checks, "modes", modes, graph.mode_names)
    areas = _check_areas(checks, area)
    checks.settle()
    closed = np.isin(graph.mode, [graph.mode_names.index(mode) for mode in modes])
    for held in (indices, *(graph.gates[name] for name in gates)):
        closed[held] = True
    if len(areas):
        with blame("area"):
            closed |= _through(graph, areas)
    return closed


def check_names(
    checks: Checks, argument: str, given: Collection[str], known: Collection[str]
) -> tuple[str, ...]:
    """Return some names, of a text those between its commas; note each unknown one and what is nearest."""
    names = tuple(checks.items(argument, [] if isinstance(given, str) else given, "names"))
    if isinstance(given, str):
        names = tuple(name.strip() for name in given.split(",") if name.strip())
    for name in names:
        if not isinstance(name, str) or name not in known:
            nearest = get_close_matches(str(name), known, n=1, cutoff=0.0)
            remedy = f"; the nearest is {nearest[0]!r}" if nearest else ""
            checks.note(argument, f"one of the {len(known)} of this network", describe(name) + remedy)
    return names


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


def _through(graph: Multigraph, areas: GeometryArray) -> BoolArray:
    """Return a mask of the edges whose geodesic meets an area; its own sides are geodesics too."""
    # each area for itself first: a side keeps its course where another one cuts it
    area = shapely.union_all(split_antimeridian(densify(areas, _GAP_M)))
    shapely.prepare(area)
    covered = np.asarray(shapely.intersects_xy(area, *graph.lonlat.T))
    closed: BoolArray = graph.is_open & (covered[graph.tails] | covered[graph.heads])
    others = np.flatnonzero(graph.is_open & ~closed)
    edge, start, end = _pieces(graph, others[_may_meet(*_ends(graph, others), area)])
    near = _may_meet(start, end, area)
    lines = split_antimeridian(densify(_lines_between(start[near], end[near]), _GAP_M))
    closed[edge[near][shapely.intersects(area, lines)]] = True
    return closed


def _ends(graph: Multigraph, edges: IntArray) -> tuple[FloatArray, FloatArray]:
    return graph.lonlat[graph.tails[edges]], graph.lonlat[graph.heads[edges]]


def _pieces(graph: Multigraph, edges: IntArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Cut edges into pieces, of which few may meet an area: the edge, the start and the end of each."""
    chains = Chains.of(densify(_lines_between(*_ends(graph, edges)), _PIECE_M))
    lonlat = np.column_stack([chains.lon, chains.lat])
    return edges[chains.chain[chains.legs]], lonlat[chains.legs], lonlat[chains.legs + 1]


def _lines_between(start: FloatArray, end: FloatArray) -> GeometryArray:
    return np.asarray(shapely.linestrings(np.stack([start, end], axis=1)))


def _may_meet(start: FloatArray, end: FloatArray, area: BaseGeometry) -> BoolArray:
    """Tell quickly which geodesics may meet an area: each stays within half its length of its ends."""
    half = _MARGIN * np.arcsin(np.linalg.norm(unit_vectors(*start.T) - unit_vectors(*end.T), axis=0) / 2)
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
