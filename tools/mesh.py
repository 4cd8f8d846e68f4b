"""Polygons that share borders, cut into arcs, simplified arc by arc and put together again.

Neighbours stay joined because the border between them is one arc. Coordinates are whole numbers on a grid, so
that equal places are equal numbers.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.int64]  # (n, 2)


@dataclass(frozen=True)
class Mesh:
    """Polygons as references to shared arcs.

    Parameters
    ----------
    arcs : list of (n, 2) int arrays
        Each arc once; a closed one is a whole ring.
    polygons : list of lists of lists of int
        For each polygon its rings, the shell first; a ring lists its arcs, ``~i`` being arc ``i`` backwards.
    """

    arcs: list[Points]
    polygons: list[list[list[int]]]


def decode(topology: dict[str, Any], name: str) -> list[tuple[str, list[list[Points]]]]:
    """Return name and polygons, as lists of rings on the grid, of each item of an object in TopoJSON."""
    arcs = [np.cumsum(arc, axis=0) for arc in topology["arcs"]]
    items = []
    for item in topology["objects"][name]["geometries"]:
        polygons = {"Polygon": [item.get("arcs")], "MultiPolygon": item.get("arcs")}[item["type"]]
        rings = [[join(arcs, ring) for ring in polygon] for polygon in polygons]
        items.append((item.get("properties", {}).get("name", ""), rings))
    return items


def join(arcs: Sequence[Points], references: Sequence[int]) -> Points:
    """Return the line that arcs make one after the other; the points where they meet stand once."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in references]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def cut(polygons: Sequence[shapely.Polygon]) -> Mesh:
    """Cut the rings of polygons into arcs where their borders part."""
    outlines = [
        [list(map(tuple, _grid_points(ring).tolist())) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in polygons
    ]
    junctions = _junctions([ring for rings in outlines for ring in rings])
    numbers: dict[tuple[tuple[int, int], ...], int] = {}

    def number(arc: list[tuple[int, int]]) -> int:
        forward, backward = tuple(arc), tuple(reversed(arc))
        if forward <= backward:
            return numbers.setdefault(forward, len(numbers))
        return ~numbers.setdefault(backward, len(numbers))

    references = [[[number(arc) for arc in _split(ring, junctions)] for ring in rings] for rings in outlines]
    return Mesh([np.array(arc) for arc in numbers], references)


def _grid_points(ring: shapely.LinearRing) -> Points:
    points = np.rint(shapely.get_coordinates(ring)).astype(np.int64)
    return points[np.r_[True, np.any(np.diff(points, axis=0) != 0, axis=1)]]


def _junctions(rings: list[list[tuple[int, int]]]) -> set[tuple[int, int]]:
    neighbours: defaultdict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for ring in rings:
        for a, b in pairwise(ring):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {point for point, others in neighbours.items() if len(others) != 2}  # noqa: PLR2004 -- to and fro


def _split(ring: list[tuple[int, int]], junctions: set[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    cycle = ring[:-1]
    first = next((i for i, point in enumerate(cycle) if point in junctions), cycle.index(min(cycle)))
    cycle = [*cycle[first:], *cycle[: first + 1]]
    inner = [i for i, point in enumerate(cycle) if point in junctions and 0 < i < len(cycle) - 1]
    bounds = [0, *inner, len(cycle) - 1]
    return [cycle[i : j + 1] for i, j in pairwise(bounds)]


def effective_areas(xy: NDArray[np.float64], factor: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area at which each point of a line goes, after Visvalingam and Whyatt; infinite at the ends.

    The point with the smallest triangle goes first; a triangle counts times the `factor` at its point.

    References
    ----------
    M. Visvalingam and J. D. Whyatt, Line generalisation by repeated elimination of points, The Cartographic
    Journal 30 (1993), 46-51.
    """
    count = len(xy)
    x, y, weight = xy[:, 0].tolist(), xy[:, 1].tolist(), factor.tolist()
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))

    def triangle(i: int) -> float:
        a, b = before[i], after[i]
        return float(abs((x[a] - x[i]) * (y[b] - y[i]) - (x[b] - x[i]) * (y[a] - y[i])) / 2 * weight[i])

    areas = [np.inf] * count
    current = [np.inf, *(triangle(i) for i in range(1, count - 1)), np.inf]
    heap = [(current[i], i) for i in range(1, count - 1)]
    heapq.heapify(heap)
    largest = 0.0
    while heap:
        area, i = heapq.heappop(heap)
        if area != current[i]:  # gone, or pushed again since with another area
            continue
        areas[i] = largest = max(largest, area)
        current[i] = np.nan
        before[after[i]], after[before[i]] = before[i], after[i]
        for j in (before[i], after[i]):
            if 0 < j < count - 1:
                current[j] = triangle(j)
                heapq.heappush(heap, (current[j], j))
    return np.array(areas)


def assemble(mesh: Mesh, arcs: Sequence[Points], dropped: set[int]) -> NDArray[np.object_]:
    """Return the polygons on simplified arcs, without rings of one `dropped` arc; None where none is left."""

    def outline(rings: list[list[int]]) -> shapely.Polygon | None:
        kept = [not (len(ring) == 1 and max(ring[0], ~ring[0]) in dropped) for ring in rings]
        shell, *holes = [join(arcs, ring) for ring, keep in zip(rings, kept, strict=True) if keep] or [None]
        return shapely.Polygon(shell, holes) if kept[0] else None

    polygons = np.empty(len(mesh.polygons), dtype=object)
    polygons[:] = [outline(rings) for rings in mesh.polygons]
    return polygons


def simplify(
    mesh: Mesh, areas: list[NDArray[np.float64]], tolerances: NDArray[np.float64], dropped: set[int]
) -> NDArray[np.object_]:
    """Return valid polygons that do not overlap, on points whose effective area reaches the arc's tolerance.

    Where simplified outlines cross, the points about the crossing count eight times as much in the next try.
    """
    points = np.vstack(mesh.arcs)
    arc = np.repeat(np.arange(len(mesh.arcs)), [len(points) for points in mesh.arcs])
    tree = shapely.STRtree(shapely.points(points))
    weight = np.concatenate(areas)
    for margin in (4, 8, 16, 32, 64, 128, 256, 512):
        kept = weight >= tolerances[arc]
        polygons = assemble(mesh, _split_arcs(points, arc, kept, len(mesh.arcs)), dropped)
        conflicts = _conflicts(polygons[polygons != None], margin)  # noqa: E711 -- elementwise
        if not len(conflicts):
            return polygons
        weight[np.unique(tree.query(conflicts)[1])] *= 8
    raise ValueError(f"outlines still cross at {shapely.centroid(conflicts)[:10]}")


def keep_points(
    mesh: Mesh, areas: list[NDArray[np.float64]], tolerances: NDArray[np.float64], dropped: set[int]
) -> NDArray[np.object_]:
    """Return polygons on points whose effective area reaches the arc's tolerance, fit to be drawn.

    Outlines may touch or cross by a step of the grid; what must not is `simplify`'s.
    """
    points, weight = np.vstack(mesh.arcs), np.concatenate(areas)
    arc = np.repeat(np.arange(len(mesh.arcs)), [len(points) for points in mesh.arcs])
    return assemble(mesh, _split_arcs(points, arc, weight >= tolerances[arc], len(mesh.arcs)), dropped)


def _split_arcs(points: Points, arc: NDArray[np.int64], kept: NDArray[np.bool_], count: int) -> list[Points]:
    ends = np.cumsum(np.bincount(arc[kept], minlength=count))
    return np.split(points[kept], ends[:-1])


def _conflicts(polygons: NDArray[np.object_], margin: float) -> NDArray[np.object_]:
    edges = shapely.get_parts(shapely.coverage_invalid_edges(polygons))
    reasons = shapely.is_valid_reason(polygons[~shapely.is_valid(polygons)])
    places = [
        text[text.index("[") + 1 : -1].split() for text in reasons
    ]  # such as "Self-intersection[12 34]"
    knots = shapely.points(np.array(places, dtype=float).reshape(-1, 2))
    areas = shapely.envelope(shapely.buffer(np.concatenate([edges, knots]), margin))
    return areas[~shapely.is_empty(areas)]
