"""Time what closures do to 5 origins and 10 destinations by sea and rail, beside peers.

Run ``python benchmarks/resilience.py``. Every closure of up to two gates or countries that changes a route
is made ready, with its routes; then scipy, igraph, rustworkx and networkx are told these closures, and search
the same graph from each origin for the hours alone. As that takes minutes, they are timed on a sample in
turns, and scaled up by the number of closures; their hours are compared with ours on these. Processor time; a
peer that is not installed is told as such.
"""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from isthmus import layers
from isthmus.layers._redundancy.replacements import Replacements

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from isthmus.layers._transport.case import Case

    Floats = NDArray[np.float64]

ORIGINS: Final = ["TW", "JP", "KR", "CN", "VN"]
DESTINATIONS: Final = ["PL", "CZ", "DE", "NL", "IT", "ES", "FR", "GB", "SE", "GR"]
SAMPLE: Final = 4


def main() -> None:
    asked = {"modes": "sea,rail", "by": "time", "on": "open"}
    result = layers.resilience(layers.example(), origins=ORIGINS, destinations=DESTINATIONS, **asked)
    case = result.case
    print(
        f"{case.network}; {len(case.pairs)} pairs; to import, read and find the routes of all pairs", end=" "
    )
    print(f"{_ready(case):.1f} s of processor time")
    ready = Replacements(case, depth=2)
    trees, took = timed(lambda: ready.trees)
    closures = sorted({tuple(sorted(closed)) for tree in trees.values() if tree for closed in tree.tree})
    print(f"\nEvery closure of up to two gates or countries that changes a route: {len(closures)}\n")
    print("| by | s | times ours |\n|---|---|---|")
    print(f"| isthmus | {took:.1f} | 1 |")
    for name, each in compare(case, ready, closures).items():
        total = each * len(closures)
        print(f"| {name} | {total:.0f} | {total / took:.0f} |" if each else f"| {name} | not installed | |")
    _time_answers(result)


def timed(task: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a task gives and the seconds of processor time that it took."""
    start = time.process_time()
    return task(), time.process_time() - start


def _ready(case: Case) -> float:
    case.after  # noqa: B018 - it is worked out when first asked for
    return time.process_time()


@dataclass(frozen=True)
class Graph:
    """The arcs that routes are searched over, with a node for each origin that leads to all of its own."""

    case: Case
    nodes: int
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    weights: Floats
    edge: NDArray[np.int64]

    @classmethod
    def of(cls, case: Case) -> Graph:
        """Return the graph of a case."""
        graph = case.network._graph  # noqa: SLF001 - the same arcs, bare
        arcs, weights = graph.stages.adjacency, graph.weigh("time").weights
        ends = [(arcs.nodes + i, node) for i, end in enumerate(case.origins) for node in end.nodes]
        more, nodes = np.array(ends).T, arcs.nodes + len(case.origins)
        tails, heads = (
            np.append(one, other) for one, other in zip((arcs.tails, arcs.heads), more, strict=True)
        )
        edge = np.append(graph.stages.edge, np.full(len(ends), len(graph.tails)))
        return cls(case, nodes, tails, heads, np.append(weights, np.zeros(len(ends))), edge)

    def under(self, closed: tuple[str, ...], ready: Replacements) -> tuple[Any, Any, Floats]:
        """Return the tails, heads and weights of the arcs that are open."""
        shut = np.zeros(len(self.case.network.tails) + 1, bool)
        for name in closed:
            shut[ready.gates[name]] = True
        kept = ~shut[self.edge] & np.isfinite(self.weights)
        return self.tails[kept], self.heads[kept], self.weights[kept]

    def hours(self, distances: list[Floats]) -> Floats:
        """Return the hours of all pairs from distances of all nodes from each origin."""
        stages = self.case.network._graph.stages  # noqa: SLF001
        goals = [
            np.concatenate([stages.copies(node) for node in end.nodes]) for end in self.case.destinations
        ]
        return np.array([[float(found[goal].min()) for goal in goals] for found in distances])


def by_networkx(graph: Graph, arcs: tuple[Any, Any, Floats]) -> Floats:
    import networkx as nx  # noqa: PLC0415 - a peer that may be missing

    made = nx.MultiDiGraph()
    made.add_weighted_edges_from(zip(*(values.tolist() for values in arcs), strict=True))
    found = []
    for start in range(graph.nodes - len(ORIGINS), graph.nodes):
        reached = nx.single_source_dijkstra_path_length(made, start)
        found.append(np.array([reached.get(node, np.inf) for node in range(graph.nodes)]))
    return graph.hours(found)


def by_rustworkx(graph: Graph, arcs: tuple[Any, Any, Floats]) -> Floats:
    import rustworkx as rx  # noqa: PLC0415

    made = rx.PyDiGraph()
    made.add_nodes_from(range(graph.nodes))
    made.add_edges_from(list(zip(*(values.tolist() for values in arcs), strict=True)))
    found = []
    for start in range(graph.nodes - len(ORIGINS), graph.nodes):
        reached = rx.dijkstra_shortest_path_lengths(made, start, float)
        distance = np.full(graph.nodes, np.inf)
        distance[[*reached.keys()]] = [*reached.values()]
        found.append(distance)
    return graph.hours(found)


def by_igraph(graph: Graph, arcs: tuple[Any, Any, Floats]) -> Floats:
    import igraph  # noqa: PLC0415

    made = igraph.Graph(n=graph.nodes, edges=np.column_stack(arcs[:2]), directed=True)
    starts = [*range(graph.nodes - len(ORIGINS), graph.nodes)]
    return graph.hours([*np.array(made.distances(starts, weights=arcs[2].tolist()))])


def by_scipy(graph: Graph, arcs: tuple[Any, Any, Floats]) -> Floats:
    order = np.lexsort((arcs[2], arcs[1], arcs[0]))
    tails, heads, weights = (values[order] for values in arcs)
    first = np.append(True, (np.diff(tails) > 0) | (np.diff(heads) != 0))  # of parallel arcs the cheapest
    matrix = csr_array((weights[first], (tails[first], heads[first])), shape=(graph.nodes, graph.nodes))
    starts = np.arange(graph.nodes - len(ORIGINS), graph.nodes)
    return graph.hours([*dijkstra(matrix, indices=starts)])


PEERS: Final = {"scipy": by_scipy, "igraph": by_igraph, "rustworkx": by_rustworkx, "networkx": by_networkx}


def compare(case: Case, ready: Replacements, closures: list[tuple[str, ...]]) -> dict[str, float]:
    """Return how many seconds each peer takes for one closure, 0 where it is not installed."""
    graph, took = Graph.of(case), dict.fromkeys(PEERS, 0.0)
    there = [name for name in PEERS if importlib.util.find_spec(name)]
    sample = closures[:: max(len(closures) // SAMPLE, 1)][:SAMPLE]
    for closed in sample:
        arcs, ours = graph.under(closed, ready), hours_of(ready, closed)
        for name in there:
            theirs, each = timed(lambda search=PEERS[name], arcs=arcs: search(graph, arcs))
            took[name] += each / len(sample)
            known = np.isfinite(ours)
            if not np.allclose(theirs[known], ours[known]):
                raise SystemExit(f"{name}: other hours under {closed}")
    return {f"{name} {version(name)}" if name in there else name: each for name, each in took.items()}


def hours_of(ready: Replacements, closed: tuple[str, ...]) -> Floats:
    """Return our hours of all pairs under a closure, NaN where it is none of a pair or goods are cut off."""
    found = np.full((len(ORIGINS), len(DESTINATIONS)), np.nan)
    for pair, tree in ready.trees.items():
        if tree is not None and {*closed} <= {*tree.gates}:
            route = tree.best(closed)
            found[pair] = np.nan if route is None else route.hours
    return found


def _time_answers(result: layers.Resilience) -> None:
    """Print how long single answers take once routes are ready."""
    events = layers.likely_closures()
    _, took = timed(lambda: layers.disruption(result, events))
    print(f"\n10,000 draws of {len(events)} closures: {took:.2f} s")
    trees, took = timed(lambda: result.replacements.trees)
    print(f"{len(trees)} trees of three closures: {took:.2f} s")
    _, took = timed(lambda: [result.what_if(name) for name in ("suez", "malacca", "suez,panama")])
    print(f"what_if, a pair: {1000 * took / 3 / len(trees):.2f} ms")


if __name__ == "__main__":
    main()
