"""Time the questions asked of a network beside networkx and beside scipy on a bare matrix.

Run ``python benchmarks/network.py``; ``--large`` adds a network of the size of the world's rails, roads and
lanes. Random geometric networks, seeded; each time is the best of three, in milliseconds.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from job import Job, Peer
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree
from timing import report

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEIGHBOURS = 5
SPEED_M_PER_H = 50_000
GATES = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also time 570,000 nodes and 940,000 edges")
    sizes = [(100_000, 150_000)] + ([(570_000, 940_000)] if parser.parse_args().large else [])
    for nodes, edges in sizes:
        compare(nodes, edges)


def compare(nodes: int, edges: int) -> None:
    lonlat, tails, heads, metres = random_geometric(nodes, edges)
    modes = ["road"] * edges
    rng = np.random.default_rng(1)
    gates = {f"gate {i}": rng.integers(0, edges, 10) for i in range(GATES)}

    def build() -> geo.Network:
        hours = metres / SPEED_M_PER_H
        return geo.Network(lonlat, tails, heads, modes=modes, lengths_m=metres, hours=hours, gates=gates)

    network = build()
    network.distances([0])
    matrix = network._graph.weigh("time").matrix  # noqa: SLF001 - the same matrix, bare
    graph = as_networkx(network)
    a, b = far_apart(lonlat, matrix)
    print(f"\n{nodes:,} nodes, {edges:,} edges; ms")
    report("build", build, networkx=lambda: as_networkx(network))
    report(
        "one to all",
        lambda: network.distances([a]),
        networkx=lambda: nx.single_source_dijkstra_path_length(graph, a),
        scipy=lambda: dijkstra(matrix, indices=a),
    )
    report(
        "one to one",
        lambda: network.shortest_route(a, b),
        networkx=lambda: nx.dijkstra_path(graph, a, b),
        scipy=lambda: dijkstra(matrix, indices=a, return_predecessors=True),
    )
    report("one to one, a gate closed", lambda: network.without(gates=["gate 0"]).shortest_route(a, b))
    report("five alternatives", lambda: network.alternatives(a, b, 5))
    report("independent routes", lambda: network.independent_routes(a, b))
    report("minimum cut, edges", lambda: network.minimum_cut(a, b))
    report("minimum cut, nodes", lambda: network.minimum_cut(a, b, apart="node"))
    best = network.best_routes(range(5), range(nodes - 10, nodes))
    report(
        f"5 x 10 pairs, {GATES} closures",
        lambda: [network.without(gates=[name]).reroute(best) for name in network.gates],
    )


def random_geometric(nodes: int, edges: int) -> tuple[Any, Any, Any, Any]:
    """Join random points, numbered from south to north, to some of their nearest neighbours."""
    rng = np.random.default_rng(0)
    lonlat = np.column_stack([rng.uniform(-30, 150, nodes), np.sort(rng.uniform(-40, 70, nodes))])
    _, nearest = KDTree(lonlat).query(lonlat, k=NEIGHBOURS + 1)
    pairs = np.column_stack([np.repeat(np.arange(nodes), NEIGHBOURS), nearest[:, 1:].ravel()])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    tails, heads = pairs[np.sort(rng.permutation(len(pairs))[:edges])].T
    metres = geo.Network(lonlat, tails, heads, modes=["road"] * edges).lengths_m
    return lonlat, tails, heads, metres


def far_apart(lonlat: Any, matrix: Any) -> tuple[int, int]:  # noqa: ANN401
    """Return connected nodes near Taichung and near Gdansk."""
    _, component = connected_components(matrix, directed=False)
    largest = np.flatnonzero(component == np.bincount(component).argmax())
    _, nearest = KDTree(lonlat[largest]).query([(120.5, 24.3), (18.7, 54.4)])
    a, b = int(largest[nearest[0]]), int(largest[nearest[1]])
    return (a, b) if a != b else (int(largest[0]), int(largest[-1]))


def as_networkx(network: geo.Network) -> Any:  # noqa: ANN401
    graph = nx.MultiGraph()
    hours = np.zeros(len(network.tails)) if network.hours is None else network.hours
    ends = zip(network.tails.tolist(), network.heads.tolist(), hours.tolist(), strict=True)
    graph.add_weighted_edges_from(ends)
    return graph


class Ways(NamedTuple):
    """A network, the matrix of its hours, and two nodes far apart."""

    network: geo.Network
    matrix: Any
    a: int
    b: int

    @classmethod
    def of(cls, nodes: int, _: Path) -> Ways:
        lonlat, tails, heads, metres = random_geometric(nodes, nodes * 2)
        network = geo.Network(
            lonlat, tails, heads, modes=["road"] * len(tails), lengths_m=metres, hours=metres / SPEED_M_PER_H
        )
        matrix = network._graph.weigh("time").matrix  # noqa: SLF001 - the same matrix, bare
        return cls(network, matrix, *far_apart(lonlat, matrix))

    @property
    def arcs(self) -> tuple[list[int], list[int], list[float]]:
        """The cells of the matrix: from, to and hours."""
        cells = self.matrix.tocoo()
        return cells.row.tolist(), cells.col.tolist(), cells.data.tolist()


def by_ours(made: Ways) -> Callable[[], float]:
    return lambda: made.network.shortest_route(made.a, made.b).hours


def by_scipy(made: Ways) -> Callable[[], float]:
    return lambda: float(dijkstra(made.matrix, indices=made.a, return_predecessors=True)[0][made.b])


def by_networkx(made: Ways) -> Callable[[], float]:
    graph = as_networkx(made.network)
    return lambda: float(nx.single_source_dijkstra(graph, made.a, made.b)[0])


def by_rustworkx(made: Ways) -> Callable[[], float]:
    import rustworkx as rx  # noqa: PLC0415 - as other peers it may be missing

    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(made.matrix.shape[0]))
    graph.add_edges_from(list(zip(*made.arcs, strict=True)))
    return lambda: float(rx.dijkstra_shortest_path_lengths(graph, made.a, float, goal=made.b)[made.b])


def by_igraph(made: Ways) -> Callable[[], float]:
    import igraph  # noqa: PLC0415

    tails, heads, hours = made.arcs
    graph = igraph.Graph(n=made.matrix.shape[0], edges=list(zip(tails, heads, strict=True)), directed=True)
    return lambda: sum(
        hours[edge] for edge in graph.get_shortest_path(made.a, made.b, weights=hours, output="epath")
    )


def by_networkit(made: Ways) -> Callable[[], float]:
    import networkit  # noqa: PLC0415

    graph = networkit.Graph(made.matrix.shape[0], weighted=True, directed=True)
    for tail, head, hour in zip(*made.arcs, strict=True):
        graph.addEdge(tail, head, hour)

    def task() -> float:
        search = networkit.distance.BidirectionalDijkstra(graph, made.a, made.b)
        search.run()
        return float(search.getDistance())

    return task


def _rows_of(made: Ways) -> list[dict[int, float]]:
    """Return the hours to the neighbours of each node."""
    rows: list[dict[int, float]] = [{} for _ in range(made.matrix.shape[0])]
    for tail, head, hour in zip(*made.arcs, strict=True):
        rows[tail][head] = hour
    return rows


def by_scgraph(made: Ways) -> Callable[[], float]:
    from scgraph import Graph  # noqa: PLC0415

    graph = Graph(_rows_of(made))
    return lambda: float(graph.dijkstra(made.a, made.b)["length"])


def by_contraction(made: Ways) -> Callable[[], float]:
    from scgraph import Graph  # noqa: PLC0415

    hierarchy = Graph(_rows_of(made)).create_contraction_hierarchy()
    return lambda: float(hierarchy.search(made.a, made.b)["length"])


def by_pandana(made: Ways) -> Callable[[], float]:
    import pandana  # noqa: PLC0415

    lon, lat = (pd.Series(values) for values in made.network.lonlat.T)
    tails, heads, hours = (pd.Series(values) for values in made.arcs)
    network = pandana.Network(lon, lat, tails, heads, hours.to_frame("h"), twoway=False)
    return lambda: float(network.shortest_path_length(made.a, made.b, imp_name="h"))


JOBS = [
    Job(
        "one route in a random geometric network",
        "nodes",
        (1_000, 10_000, 100_000, 1_000_000),
        Ways.of,
        (
            Peer("geo.Network.shortest_route", "isthmus", by_ours, float),
            Peer("scipy, to all nodes", "scipy", by_scipy, float),
            Peer("networkit, both ways", "networkit", by_networkit, float),
            Peer("rustworkx", "rustworkx", by_rustworkx, float),
            Peer("igraph", "igraph", by_igraph, float),
            Peer("scgraph", "scgraph", by_scgraph, float, most=100_000),
            Peer("scgraph, contraction hierarchies", "scgraph", by_contraction, float, most=100_000),
            Peer("pandana, contraction hierarchies", "pandana", by_pandana, float, most=100_000),
            Peer("networkx", "networkx", by_networkx, float, most=100_000),
        ),
        "hours at the largest",
    )
]


if __name__ == "__main__":
    main()
