"""Write which edges of the bundled network best routes may pass: see `isthmus.layers._bundled.network_files`.

``python tools/build_skeleton.py`` reads the networks, gates and hubs in ``layers/data/network`` and writes
``skeleton.npz`` beside them; with ``--check`` it compares it with the one there. It is to be run after
``build_network.py`` and ``build_gazetteer.py``.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rebuild import rebuild
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from isthmus._modes import ROUTED
from isthmus.layers._bundled.network_files import ModeGraph, gate_edges, hub_table, mode_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

FOLDER = Path(__file__).parents[1] / "layers" / "data" / "network"

#: Metres that an edge of no length takes: a sparse matrix has no zeros.
_LEAST_M = 1e-6


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
    return {"skeleton.npz": content.getvalue()}


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
