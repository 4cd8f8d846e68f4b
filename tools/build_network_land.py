"""Railways and main roads of OpenStreetMap, by way of scgraph_data: read, mended, reduced to junctions."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Box = tuple[float, float, float, float]

GEOD = Geod(ellps="WGS84")
EARTH_KM = 6371.0
GAP_KM = 1.0  # separate parts nearer than this are joined, and so are two ends that lead nowhere
END_GAP_KM = 0.5  # from an end to a line that goes on: at 1 km, lines that only pass each other would join
TIE_KM = 2.0  # from the end of a link to the place that it ends at; farther off it is a place of its own
DETOUR_KM = 5.0  # an end nearer than this to its neighbour over the lines is no gap
SMALLEST_PART = 200  # nodes before chains are contracted
BEND_DEG = 0.02  # a drawn line strays from the source's by this much at most
DECIMALS = 3  # of a degree, as in the source


class Lines(NamedTuple):
    """A network of lines: places, pairs of them and the metres between.

    Parameters
    ----------
    lonlat : (n, 2) array
        In degrees.
    edges : (m, 2) array of int
        The smaller number first, each pair once.
    metres : (m,) array
    """

    lonlat: Array
    edges: Ints
    metres: Array


def build_lines(source: str, links: Sequence[Array], box: Box | None = None) -> Lines:
    """Return the lines of a source file in a box: gaps closed, small parts dropped, chains contracted.

    Parameters
    ----------
    source : str
        Text of a module of scgraph_data.
    links : sequence of (n, 2) array
        Courses of links that the source lacks.
    box : tuple of float, optional
        West, south, east, north.
    """
    lines = simple(*add_links(*parse(source), links))
    if box is not None:
        lon, lat = lines.lonlat.T
        lines = kept_nodes(lines, (lon >= box[0]) & (lon <= box[2]) & (lat >= box[1]) & (lat <= box[3]))
    return order_by_morton(contract(without_small_parts(close_gaps(lines))))


def parse(source: str) -> tuple[Array, Ints]:
    """Return places and pairs of a module of scgraph_data, which is read as text and never run."""
    graph, nodes = source[source.index("graph") :].split("\nnodes", maxsplit=1)
    rows = re.findall(r"\{([^}]*)\}", graph)
    counts = [row.count(":") for row in rows]
    heads = np.array(re.findall(r"(\d+):", graph), dtype=np.int64)
    tails = np.repeat(np.arange(len(rows)), counts)
    numbers = re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", nodes[: nodes.rindex("]]")])
    latlon = np.array(numbers, dtype=float).reshape(-1, 2)
    if len(latlon) != len(rows):
        raise ValueError(f"expected a place for each of {len(rows)} nodes, got {len(latlon)}")
    return latlon[:, ::-1], np.column_stack([tails, heads])


def add_links(lonlat: Array, pairs: Ints, links: Sequence[Array]) -> tuple[Array, Ints]:
    """Return places and pairs with those of links, which end at the nearest places, if any are near."""
    tree = KDTree(sphere(lonlat))
    courses = [_tie(course, tree, lonlat) for course in links]
    stops = len(lonlat) + np.cumsum([len(course) for course in courses])
    steps = np.setdiff1d(np.arange(len(lonlat), stops[-1]), stops - 1)
    return np.vstack([lonlat, *courses]), np.vstack([pairs, np.column_stack([steps, steps + 1])])


def _tie(course: Array, tree: KDTree, lonlat: Array) -> Array:
    far, near = tree.query(sphere(course[[0, -1]]))
    first, last = np.where(far[:, None] <= TIE_KM, lonlat[near], course[[0, -1]])
    return np.vstack([first, course[1:-1], last])


def simple(lonlat: Array, pairs: Ints) -> Lines:
    """Return the lines without loops, each pair of places once, places of equal coordinates as one."""
    places, number = np.unique(np.round(lonlat, DECIMALS), axis=0, return_inverse=True)
    edges = np.sort(number.ravel()[pairs], axis=1)
    edges = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0)
    return Lines(places, edges, chords_m(places, edges))


def chords_m(lonlat: Array, edges: Ints) -> Array:
    """Return the geodesic length of each edge."""
    return np.asarray(GEOD.inv(*lonlat[edges[:, 0]].T, *lonlat[edges[:, 1]].T)[2])


def kept_nodes(lines: Lines, kept: NDArray[np.bool_]) -> Lines:
    """Return the lines between the places that are kept."""
    number = np.cumsum(kept) - 1
    whole = kept[lines.edges].all(axis=1)
    return Lines(lines.lonlat[kept], number[lines.edges[whole]], lines.metres[whole])


def parts_of(lines: Lines) -> Ints:
    """Return the number of the connected part that each place is in."""
    count = len(lines.lonlat)
    matrix = coo_array((np.ones(len(lines.edges)), lines.edges.T), shape=(count, count))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def close_gaps(lines: Lines) -> Lines:
    """Return the lines with small gaps closed: between separate parts, and at ends that lead nowhere.

    Parts are joined at their nearest places; an end is joined to the nearest place that is not near already
    over the lines, from further away if that is an end, too.
    """
    tree = KDTree(sphere(lines.lonlat))
    near = tree.query_pairs(GAP_KM, output_type="ndarray").astype(np.int64)
    gaps = np.linalg.norm(tree.data[near[:, 0]] - tree.data[near[:, 1]], axis=1)
    near = near[np.lexsort([near[:, 1], near[:, 0], gaps])]
    is_end = np.bincount(lines.edges.ravel(), minlength=len(lines.lonlat)) == 1
    near_ends = near[(np.sort(gaps) <= END_GAP_KM) | is_end[near].all(axis=1)]
    return link(lines, np.vstack([_between_parts(lines, near), _at_ends(lines, near_ends)]))


def sphere(lonlat: Array) -> Array:
    """Return points of a globe in km."""
    lon, lat = np.radians(lonlat).T
    return EARTH_KM * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def link(lines: Lines, pairs: Ints) -> Lines:
    """Return the lines with some places joined by a geodesic."""
    links = np.unique(np.sort(pairs, axis=1), axis=0)
    edges = np.vstack([lines.edges, links])
    return Lines(lines.lonlat, edges, np.concatenate([lines.metres, chords_m(lines.lonlat, links)]))


def _between_parts(lines: Lines, near: Ints) -> Ints:
    """Return of the pairs, nearest first, the first for any two separate parts."""
    part = parts_of(lines)
    near = near[part[near[:, 0]] != part[near[:, 1]]]
    first = np.unique(np.sort(part[near], axis=1), axis=0, return_index=True)[1]
    return near[first]


def _at_ends(lines: Lines, near: Ints) -> Ints:
    """Return of the pairs, nearest first, the first for any end of a line that leads to another line."""
    count = len(lines.lonlat)
    is_end = np.bincount(lines.edges.ravel(), minlength=count) == 1
    matrix = coo_array((lines.metres, lines.edges.T), shape=(count, count)).tocsr()
    matrix = (matrix + matrix.T).tocsr()
    both = np.vstack([near, near[:, ::-1]])
    rank = np.tile(np.arange(len(near)), 2)
    pairs = both[np.argsort(rank, kind="stable")]
    pairs = pairs[is_end[pairs[:, 0]]]
    near_by_line: dict[int, set[int]] = {}
    found: dict[int, int] = {}
    for end, other in pairs.tolist():
        if end not in near_by_line:
            near_by_line[end] = _reach(matrix, end)
        if end not in found and other not in near_by_line[end]:
            found[end] = other
    return np.array(list(found.items()), dtype=np.int64).reshape(-1, 2)


def _reach(matrix: csr_array, start: int) -> set[int]:
    """Return the places within `DETOUR_KM` of a place over the lines."""
    best = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        far, here = heapq.heappop(heap)
        if far > best[here]:
            continue
        for i in range(matrix.indptr[here], matrix.indptr[here + 1]):
            total, other = far + matrix.data[i], int(matrix.indices[i])
            if total < best.get(other, 1000 * DETOUR_KM):
                best[other] = total
                heapq.heappush(heap, (total, other))
    return set(best)


def without_small_parts(lines: Lines) -> Lines:
    """Return the lines without parts of fewer than `SMALLEST_PART` places."""
    part = parts_of(lines)
    return kept_nodes(lines, np.bincount(part)[part] >= SMALLEST_PART)


def contract(lines: Lines) -> Lines:
    """Return the lines between junctions, ends and bends; of lines between the same two the shortest stays.

    Each is as long as the source's line between them, bends that are left out included.
    """
    chains = _chains(lines)
    place = np.concatenate(chains)
    chain = np.repeat(np.arange(len(chains)), [len(nodes) for nodes in chains])
    steps = chords_m(lines.lonlat, np.column_stack([place[:-1], place[1:]]))
    along = np.concatenate([[0.0], np.cumsum(steps)])
    kept = _bends(lines.lonlat, place, chain)
    same = np.diff(chain[kept]) == 0
    pairs = np.column_stack([place[kept][:-1], place[kept][1:]])[same]
    return _shortest(lines.lonlat, np.sort(pairs, axis=1), np.diff(along[kept])[same])


def _chains(lines: Lines) -> list[list[int]]:
    """Return the places of each line between two junctions or ends."""
    count = len(lines.lonlat)
    degree = np.bincount(lines.edges.ravel(), minlength=count)
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for a, b in lines.edges.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    is_end = (degree != 2).tolist()  # noqa: PLR2004 -- a way in and a way out
    starts = [(end, first) for end in range(count) if is_end[end] for first in neighbours[end]]
    chains = [_chain(start, first, neighbours, is_end) for start, first in starts]
    return [chain for chain in chains if chain[0] < chain[-1]]


def _chain(start: int, first: int, neighbours: list[list[int]], is_end: list[bool]) -> list[int]:
    """Return the places from an end over the next to another end."""
    chain = [start, first]
    while not is_end[chain[-1]]:
        one, other = neighbours[chain[-1]]
        chain.append(one if one != chain[-2] else other)
    return chain


def _bends(lonlat: Array, place: Ints, chain: Ints) -> NDArray[np.bool_]:
    """Return which places of chains a line must keep so that it strays by `BEND_DEG` at most."""
    lines = shapely.simplify(shapely.linestrings(lonlat[place], indices=chain), BEND_DEG)
    points, owner = shapely.get_coordinates(lines, return_index=True)
    corner = _position(lonlat, points)
    return np.isin(chain * len(lonlat) + place, owner * len(lonlat) + corner)


def _position(lonlat: Array, points: Array) -> Ints:
    """Return which of the places, sorted by lon and lat, each point is."""
    keys = np.rint((lonlat + 180.0) * 10**DECIMALS).astype(np.int64) @ np.array([10**6, 1])
    wanted = np.rint((points + 180.0) * 10**DECIMALS).astype(np.int64) @ np.array([10**6, 1])
    return np.searchsorted(keys, wanted)


def _shortest(lonlat: Array, pairs: Ints, metres: Array) -> Lines:
    """Return the lines between pairs of places, the shortest of each pair, without unused places."""
    order = np.lexsort([metres, pairs[:, 1], pairs[:, 0]])
    pairs, metres = pairs[order], metres[order]
    first = np.r_[True, (np.diff(pairs, axis=0) != 0).any(axis=1)]
    used, number = np.unique(pairs[first], return_inverse=True)
    return Lines(lonlat[used], number.reshape(-1, 2), metres[first])


def order_by_morton(lines: Lines) -> Lines:
    """Return the lines with near places near in number, so that differences of numbers are small."""
    grid = np.rint((lines.lonlat + np.array([180.0, 90.0])) * 10**DECIMALS).astype(np.uint64)
    order = np.argsort(_spread(grid[:, 0]) | (_spread(grid[:, 1]) << np.uint64(1)), kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    edges = np.sort(number[lines.edges], axis=1)
    sequence = np.lexsort(edges.T[::-1])
    return Lines(lines.lonlat[order], edges[sequence], lines.metres[sequence])


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values with a zero bit after each bit."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
