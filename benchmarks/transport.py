"""Time the bundled transport network beside networkx, scipy and scgraph, in one run.

Run ``python benchmarks/transport.py``; it needs scgraph (``pip install scgraph``). Each time is the best of
three, in milliseconds, with the ratio to ours. scgraph and networkx search by the same weights on graphs of
their own, built before the clock starts. The first loading of a network is timed once.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import dijkstra
from timing import report

from isthmus.layers._transport.world_network import hubs, network

if TYPE_CHECKING:
    from isthmus.geo import Network

ENDS = ("TWTXG", "PLGDN")  # Taichung, Gdansk
BY = "cost"


def main() -> None:
    nodes = hubs().set_index("id")["node"]
    a, b = (int(nodes[port]) for port in ENDS)
    for modes in (["sea"], ["sea", "rail"], ["sea", "rail", "road", "air"]):
        compare(modes, a, b)


def compare(modes: list[str], a: int, b: int) -> None:
    start = time.perf_counter()
    graph = network(modes=modes)
    cold = 1000 * (time.perf_counter() - start)
    print(f"\n{', '.join(modes)}: {len(graph.lonlat):,} nodes, {len(graph.tails):,} edges; ms")
    print(f"  {'load, first time':26} {cold:8.1f}")
    report("load again", lambda: network(modes=modes))
    graph.distances([a], by=BY)
    matrix = graph._graph.weigh(BY).matrix  # noqa: SLF001 - the same matrix, bare
    other, its = as_networkx(graph), as_scgraph(matrix)
    report(
        "one to all",
        lambda: graph.distances([a], by=BY),
        scipy=lambda: dijkstra(matrix, indices=a),
        networkx=lambda: nx.single_source_dijkstra_path_length(other, a),
    )
    report(
        "one to one",
        lambda: graph.shortest_route(a, b, by=BY),
        scipy=lambda: dijkstra(matrix, indices=a, return_predecessors=True),
        networkx=lambda: nx.dijkstra_path(other, a, b),
        scgraph=lambda: its.dijkstra(a, b),
        scgraph_2=lambda: its.bidirectional_dijkstra(a, b),
    )
    report("one to one, Suez shut", lambda: graph.without(gates=["suez"]).shortest_route(a, b, by=BY))
    report("five alternatives", lambda: graph.alternatives(a, b, 5, by=BY))


def as_networkx(graph: Network) -> Any:  # noqa: ANN401
    weights = np.zeros(len(graph.tails)) if graph.costs is None else graph.costs
    made = nx.MultiGraph()
    made.add_weighted_edges_from(
        zip(graph.tails.tolist(), graph.heads.tolist(), weights.tolist(), strict=True)
    )
    return made


def as_scgraph(matrix: Any) -> Any:  # noqa: ANN401
    from scgraph import Graph  # noqa: PLC0415 - a peer that may be missing

    indices, weights, starts = matrix.indices.tolist(), matrix.data.tolist(), matrix.indptr.tolist()
    rows = [dict(zip(indices[i:j], weights[i:j], strict=True)) for i, j in pairwise(starts)]
    return Graph(rows)


if __name__ == "__main__":
    main()
