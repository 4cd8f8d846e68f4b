"""Write which edges of the bundled network best routes may pass: see `isthmus.layers._bundled.network_files`.

``python tools/build_skeleton.py`` reads the networks, gates and hubs in ``layers/data/network`` and writes
``skeleton.npz`` beside them, and ``gaps.csv``: where railways that nothing joins come near each other, or a
port without one; links may be added there, so that the skeleton leads to both sides. With ``--check`` it
compares them with those there. It is to be run after ``build_network.py`` and ``build_gazetteer.py``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rebuild import rebuild
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from isthmus import geo
from isthmus._modes import RAIL, ROUTED
from isthmus.layers._bundled.network_files import ModeGraph, gate_edges, hub_table, mode_graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

FOLDER = Path(__file__).parents[1] / "layers" / "data" / "network"

#: Metres that an edge of no length takes: a sparse matrix has no zeros.
_LEAST_M = 1e-6
#: How wide a gap between railways, or between a port and one, is that a link may close.
_GAP_KM = 50.0


def basis() -> str:
    """Return a digest of the files that the skeleton is made from."""
    names = (*(f"{mode}.npz" for mode in ROUTED), "gates.npz", "hubs.csv")
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in names)).hexdigest()


def build() -> dict[str, bytes]:
    """Return the content of the file."""
    arrays = {"basis": np.array(basis())}
    for mode in ROUTED:
        if mode in hub_table():
            masks = zip(("edges", "nodes"), find_skeleton(mode), strict=True)
            arrays |= {f"{mode}_{name}": np.packbits(mask) for name, mask in masks}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([Gap._fields, *gaps()])
    return {"skeleton.npz": content.getvalue(), "gaps.csv": text.getvalue().encode()}


class Gap(NamedTuple):
    """Where a link may be added; a port's end is its id, the others are nodes of the railways."""

    kind: str
    between: str
    a: int | str
    b: int


@cache
def gaps() -> tuple[Gap, ...]:
    """Return where railways come near each other, or a port without one, that nothing joins."""
    return (*_gaps_at_borders(), *_gaps_at_ports())


def _gaps_at_borders() -> Iterator[Gap]:
    """Yield, of every two countries whose railways no edge joins, where these come closest."""
    graph = mode_graph(RAIL)
    own = graph.codes[graph.country]
    joined = set(zip(own[graph.tails].tolist(), own[graph.heads].tolist(), strict=True))
    nodes = np.unique([graph.tails, graph.heads])
    codes = [code for code in np.unique(own[nodes]).tolist() if code != "ZZ"]
    regions = {code: Region.of(nodes[own[nodes] == code], graph.lonlat) for code in codes}
    for (a, near), (b, far) in combinations(regions.items(), 2):
        if not {(a, b), (b, a)} & joined and (closest := near.closest(far)) is not None:
            yield Gap("border by rail", f"{a} - {b}", *closest)


def _gaps_at_ports() -> Iterator[Gap]:
    """Yield, of every port without a railway, the nearest one of its country."""
    graph, hubs = mode_graph(RAIL), hub_table()
    nodes = np.unique([graph.tails, graph.heads])
    own = graph.codes[graph.country[nodes]]
    ports = hubs[(hubs["kind"] == "port") & (hubs[RAIL] < 0)]
    for name, key, country, *place in ports[["name", "id", "country", "lon", "lat"]].to_numpy().tolist():
        if not (own == country).any():
            continue
        railways = Region.of(nodes[own == country], graph.lonlat)
        closest = railways.closest(Region.of(np.zeros(1, np.int64), np.array([place])))
        if closest is not None:
            yield Gap("port to rail", name, key, closest[0])


class Region(NamedTuple):
    """The railways of a country, as points on the unit sphere."""

    nodes: Ints
    tree: KDTree

    @classmethod
    def of(cls, nodes: Ints, lonlat: NDArray[np.float64]) -> Region:
        """Return some of the nodes that have these places."""
        return cls(nodes, KDTree(geo.unit_vectors(*lonlat[nodes].T).T))

    def closest(self, other: Region) -> tuple[int, int] | None:
        """Return the nodes of two regions that are closest to each other, if they are close at all."""
        reach = 2 * np.sin(_GAP_KM * 1000 / geo.MEAN_RADIUS_M / 2)
        apart = np.maximum(self.tree.mins - other.tree.maxes, other.tree.mins - self.tree.maxes)
        if np.linalg.norm(np.maximum(apart, 0)) > reach:
            return None
        away, place = self.tree.query(other.tree.data, distance_upper_bound=reach)
        best = int(np.argmin(away))
        return (int(self.nodes[place[best]]), int(other.nodes[best])) if np.isfinite(away[best]) else None


def find_skeleton(mode: str) -> tuple[Bools, Bools]:
    """Return which edges of a mode's network the skeleton keeps, and at which nodes ways meet something."""
    graph, berths = mode_graph(mode), hub_table()[mode].to_numpy()
    apart = np.zeros(len(graph.tails), bool)
    if len(graph.country):
        apart |= graph.country[graph.tails] != graph.country[graph.heads]
    for held in gate_edges(mode):
        apart[held] = True
    met = np.zeros(len(graph.lonlat), bool)
    ends = [end for gap in gaps() for end in gap[2:] if isinstance(end, int)] if mode == RAIL else []
    for nodes in (berths[berths >= 0], graph.tails[apart], graph.heads[apart], np.array(ends, np.int64)):
        met[nodes] = True
    return apart | _ways_between(graph, ~apart, met), met


def _ways_between(graph: ModeGraph, plain: Bools, met: Bools) -> Bools:
    """Return a mask of the plain edges on the shortest ways between nodes that plain edges join."""
    size = len(graph.lonlat)
    joined = csr_array(
        (np.ones(plain.sum(), np.int8), (graph.tails[plain], graph.heads[plain])), shape=(size, size)
    )
    region = connected_components(joined, directed=False)[1]
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


if __name__ == "__main__":
    sys.exit(rebuild(__doc__, FOLDER, build))
