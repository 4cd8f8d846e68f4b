"""Time what every gate's closure does to 5 origins and 10 destinations by sea and rail, beside networkx.

Run ``python benchmarks/resilience.py``. networkx searches from each origin, with the edges of each gate left
out in turn; since that takes minutes, it is timed on a sample of the gates and scaled up, and its answers are
compared with ours on these. The second line is networkx told to search only what ours searches.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from isthmus import geo, layers

if TYPE_CHECKING:
    from isthmus.layers._transport.case import Case

ORIGINS = ["TW", "JP", "KR", "CN", "VN"]
DESTINATIONS = ["PL", "CZ", "DE", "NL", "IT", "ES", "FR", "GB", "SE", "GR"]
SAMPLE = 3


def main() -> None:
    start = time.perf_counter()
    atlas = layers.example()
    result = layers.resilience(
        atlas, origins=ORIGINS, destinations=DESTINATIONS, modes="sea,rail", by="time", on="open"
    )
    case = result.case
    ready = time.perf_counter()
    hours, searched = closures(case)
    done = time.perf_counter()
    print(f"{case.network}")
    print(f"{len(ORIGINS)} origins x {len(DESTINATIONS)} destinations, {len(hours)} closures")
    print(f"  made ready      {ready - start:8.2f} s")
    print(f"  every closure   {done - ready:8.2f} s ({searched} on a best route)")
    graph = as_networkx(case.network)
    names = [name for name in hours if not np.array_equal(hours[name], case.after.hours)][:SAMPLE]
    begin = time.perf_counter()
    for name in names:
        theirs = searched_by_networkx(case, graph, name)
        if not np.allclose(theirs, hours[name]):
            raise SystemExit(f"{name}: the two differ")
    each = (time.perf_counter() - begin) / len(names)
    for label, count in (("networkx, every closure", len(hours)), ("networkx, those on a route", searched)):
        print(f"  {label:27} {each * (count + 1):8.1f} s ({each * (count + 1) / (done - ready):5.1f} x)")
    _time_answers(result)
    step = time.perf_counter()
    table = result.criticality
    print(
        f"  table of criticality, three cost models {time.perf_counter() - step:8.2f} s ({len(table)} rows)"
    )


def _time_answers(result: layers.Resilience) -> None:
    """Print how long single answers take once routes are ready."""
    step = time.process_time()
    events = layers.likely_closures()
    layers.disruption(result, events)
    print(f"  10,000 draws of {len(events)} closures {time.process_time() - step:9.2f} s of processor time")
    step = time.process_time()
    trees = result.replacements.trees
    print(f"  {len(trees)} trees of three closures {time.process_time() - step:10.2f} s of processor time")
    step = time.process_time()
    for name in ("suez", "malacca", "suez,panama"):
        result.what_if(name)
    each = (time.process_time() - step) / 3 / len(trees)
    print(f"  what_if, a pair {1000 * each:21.2f} ms of processor time")


def closures(case: Case) -> tuple[dict[str, Any], int]:
    """Return the hours of all pairs with each gate closed, and how many closures changed a route."""
    hours, searched = {}, 0
    for name in case.network.gates:
        after = case.network.without(gates=[name]).reroute(case.after)
        hours[name] = after.hours
        searched += after is not case.after
    return hours, searched


def as_networkx(network: geo.Network) -> Any:  # noqa: ANN401
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.lonlat)))
    hours = np.asarray(network.hours).tolist()
    ends = zip(network.tails.tolist(), network.heads.tolist(), hours, strict=True)
    for edge, (tail, head, weight) in enumerate(ends):
        graph.add_edge(tail, head, key=edge, weight=weight)
    return graph


def searched_by_networkx(case: Case, graph: Any, name: str) -> Any:  # noqa: ANN401
    """Return the hours of all pairs with a gate closed."""
    network = case.network
    edges = [
        (int(network.tails[edge]), int(network.heads[edge]), int(edge))
        for edge in network.gates[name].tolist()
    ]
    graph.remove_edges_from(edges)
    hours = np.full(case.after.hours.shape, np.inf)
    for i, origin in enumerate(case.origins):
        reached = nx.multi_source_dijkstra_path_length(graph, set(origin.nodes))
        for j, destination in enumerate(case.destinations):
            hours[i, j] = min((reached.get(node, np.inf) for node in destination.nodes), default=np.inf)
    weights = np.asarray(network.hours)
    graph.add_edges_from([(*edge, {"weight": float(weights[edge[2]])}) for edge in edges])
    return hours


if __name__ == "__main__":
    main()
