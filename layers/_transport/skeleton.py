"""The part of each mode's network that best routes may pass, whatever is closed by name: its skeleton.

What costs more than its length lies at gates and borders, and what is closed by name is a gate, a hub or a
country. So between the places where a way may begin, end, meet a gate or cross a border, it leads within one
country, and the shortest one there is the best by every weight of every cost model, and is open or shut as a
whole. The skeleton holds these shortest ways, and everything at gates and borders; where nothing meets along
a way, it is one edge. Its routes take what those of the whole network take, at a tenth of the edges.

It is bundled for ends that are hubs (`tools/build_skeleton.py`). What is shut by an area, and ends that are
places of one's own, need the whole network. Such graphs of portals are known from routing over overlays
(Schulz, Wagner and Zaroliagis 2002, "Using multi-level graphs for timetable information in railway systems",
ALENEX, Lecture Notes in Computer Science 2409, 43-59).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from isthmus.layers._bundled.files import ModeGraph, gate_edges, hub_table, mode_graph, skeleton_masks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["Ground", "find_skeleton", "ground"]

#: Metres that an edge of no length takes: a sparse matrix has no zeros.
_LEAST_M = 1e-6


@dataclass(frozen=True, eq=False)
class Ground:
    """The network of one mode that routes are searched on: the whole one, or its skeleton.

    Parameters
    ----------
    mode : str
    graph : ModeGraph
    node : array of int, shape (nodes of the whole,)
        The node of `graph` that each is, -1 where it is none.
    edge : array of int, shape (edges of the whole,)
        The edge of `graph` that each is or is a part of, -1 where it is none.
    """

    mode: str
    graph: ModeGraph
    node: Ints
    edge: Ints

    @cached_property
    def gates(self) -> list[Ints]:
        """The edges that each gate holds, gates in the order of `gate_table`."""
        return [self.edge[held] for held in gate_edges(self.mode)]

    def course(self, edge: int, start: int) -> NDArray[np.float64]:
        """Return the places of the whole network between the ends of an edge, from one of its nodes on."""
        order, first = self._parts
        whole, nodes = mode_graph(self.mode), [int(self._places[start])]
        parts = order[first[edge] : first[edge + 1]]
        left = set(zip(whole.tails[parts].tolist(), whole.heads[parts].tolist(), strict=True))
        while left:
            step = next(ends for ends in left if nodes[-1] in ends)
            nodes.append(sum(step) - nodes[-1])
            left.remove(step)
        return whole.lonlat[nodes[1:-1]]

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        """The edges of the whole network, by that of which each is a part, and where these start."""
        order = np.argsort(self.edge, kind="stable")
        return order, np.searchsorted(self.edge[order], np.arange(len(self.graph.tails) + 1))

    @cached_property
    def _places(self) -> Ints:
        """The node of the whole network that each node is."""
        return np.flatnonzero(self.node >= 0)


@cache
def ground(mode: str, *, is_skeleton: bool = False) -> Ground:
    """Return the network of a mode, or its skeleton; a mode of direct links is its own."""
    whole = mode_graph(mode)
    if not is_skeleton or (masks := skeleton_masks(mode)) is None:
        return Ground(mode, whole, np.arange(len(whole.lonlat)), np.arange(len(whole.tails)))
    return _join_chains(mode, whole, *masks)


def _join_chains(mode: str, whole: ModeGraph, kept: Bools, met: Bools) -> Ground:
    """Return the network of the edges kept, in which those along a way where nothing is met are one edge."""
    edges, count = np.flatnonzero(kept), len(whole.lonlat)
    nodes = np.concatenate([whole.tails[edges], whole.heads[edges]])
    inner = (np.bincount(nodes, minlength=count) == 2) & ~met  # noqa: PLR2004 - one edge in, one out
    place = np.tile(np.arange(len(edges)), 2)
    chain = _components(len(edges), *_pair_up(nodes, place, inner[nodes]))
    outer = met | (np.isin(np.arange(count), nodes) & ~inner)
    number, edge = np.where(outer, np.cumsum(outer) - 1, -1), np.full(len(whole.tails), -1)
    edge[edges] = chain
    start, stop = number[[*_pair_up(chain[place], nodes, outer[nodes])]]
    metres = np.asarray(np.bincount(chain, whole.metres[edges]), np.float64)
    country = whole.country[outer] if len(whole.country) else whole.country
    graph = ModeGraph(whole.lonlat[outer], start, stop, metres, whole.codes, country)
    return Ground(mode, graph, number, edge)


def _pair_up(keys: Ints, values: Ints, chosen: Bools) -> tuple[Ints, Ints]:
    """Return the two values of each key, by the keys; every key that is chosen has two."""
    order = np.argsort(keys[chosen], kind="stable")
    one, other = values[chosen][order].reshape(-1, 2).T
    return one, other


def _components(count: int, one: Ints, other: Ints) -> Ints:
    matrix = csr_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    found: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
    return found


def find_skeleton(mode: str) -> tuple[Bools, Bools]:
    """Return which edges of a mode's network the skeleton keeps, and at which nodes ways meet something."""
    graph, berths = mode_graph(mode), hub_table()[mode].to_numpy()
    apart = np.zeros(len(graph.tails), bool)
    if len(graph.country):
        apart |= graph.country[graph.tails] != graph.country[graph.heads]
    for held in gate_edges(mode):
        apart[held] = True
    met = np.zeros(len(graph.lonlat), bool)
    for nodes in (berths[berths >= 0], graph.tails[apart], graph.heads[apart]):
        met[nodes] = True
    return apart | _ways_between(graph, ~apart, met), met


def _ways_between(graph: ModeGraph, plain: Bools, met: Bools) -> Bools:
    """Return a mask of the plain edges on the shortest ways between nodes that plain edges join."""
    region = _components(len(graph.lonlat), graph.tails[plain], graph.heads[plain])
    edges = np.flatnonzero(plain & (graph.tails != graph.heads))
    edges = edges[np.argsort(region[graph.tails[edges]], kind="stable")]
    starts = np.flatnonzero(np.diff(region[graph.tails[edges]], prepend=-1))
    kept = np.zeros(len(plain), bool)
    for part in np.split(edges, starts[1:]):
        kept[_ways_within(graph, part, met)] = True
    return kept


def _ways_within(graph: ModeGraph, edges: Ints, met: Bools) -> Ints:
    """Return those of some edges of one region that lie on the shortest ways between the nodes met there."""
    nodes, place = np.unique([graph.tails[edges], graph.heads[edges]], return_inverse=True)
    one, other = np.sort(place.reshape(2, -1), axis=0)
    count, metres = len(nodes), np.maximum(graph.metres[edges], _LEAST_M)
    order = np.lexsort((metres, other, one))
    first = order[np.flatnonzero(np.diff((one * count + other)[order], prepend=-1))]  # of parallel edges
    matrix = csr_array((metres[first], (one[first], other[first])), shape=(count, count))
    goals = np.flatnonzero(met[nodes])
    keys = [np.empty(0, np.int64), *(_keys_of_tree(matrix, start, goals) for start in goals.tolist())]
    return edges[first[np.isin((one * count + other)[first], np.concatenate(keys))]]


def _keys_of_tree(matrix: csr_array, start: int, goals: Ints) -> Ints:
    """Return the entries of a symmetric matrix, as row times columns plus column, on ways to some nodes."""
    _, before = dijkstra(matrix, directed=False, indices=start, return_predecessors=True)
    passed, count = np.zeros(matrix.shape[0], bool), matrix.shape[0]
    passed[start] = True
    front = goals
    while len(front := np.unique(front[~passed[front]])):
        passed[front] = True
        front = before[front].astype(np.int64)
    passed[start] = False
    nodes = np.flatnonzero(passed)
    ends = np.sort([nodes, before[nodes].astype(np.int64)], axis=0)
    keys: Ints = ends[0] * count + ends[1]
    return keys
