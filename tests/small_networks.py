"""Small networks for property tests, and slow answers about them that are plainly right."""

from __future__ import annotations

from itertools import combinations, groupby
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from isthmus import geo
from isthmus.layers._bundled.files import data_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

NODES = 6
POINTS = [(0, 0), (1, 1), (1, -1), (2, 0), (3, 0), (4, 0)]

#: Kaohsiung, Port Said, the Cape and Gdansk.
PORTS = [(120.3, 22.6), (32.6, 29.9), (18.4, -33.9), (18.7, 54.4)]


def suez_and_cape() -> geo.Network:
    """Return two ways by sea, each through a gate of its own."""
    return geo.Network(
        PORTS,
        [0, 1, 0, 2],
        [1, 3, 2, 3],
        modes=["sea", "sea", "sea", "sea"],
        hours=[380, 180, 400, 350],
        gates={"suez": [1], "cape": [2, 3]},
    )


def build(**changed: object) -> geo.Network:
    """Return a network of four ports and two edges, some of its arguments others."""
    given_: dict[str, Any] = {"lonlat": PORTS, "tails": [0, 1], "heads": [1, 2], "modes": ["sea", "rail"]}
    return geo.Network(**{**given_, **changed})


def of_pairs(pairs: list[tuple[int, int]], **given_: object) -> geo.Network:
    """Return the network of six points in which pairs of them are joined by rail."""
    tails, heads = (list(end) for end in zip(*pairs, strict=True))
    return geo.Network(POINTS, tails, heads, **{"modes": ["rail"] * len(pairs), **given_})  # type: ignore[arg-type]


@st.composite
def networks(draw: st.DrawFn, *, most_edges: int = 9, once: bool = False) -> geo.Network:
    """Draw a network of six nodes with parallel edges, loops, ties, overlapping gates and closed edges.

    Some of its edges are to be taken once if asked for.
    """
    count = draw(st.integers(0, most_edges))
    edges = st.lists(st.integers(0, NODES - 1), min_size=count, max_size=count)
    some_edges = st.lists(st.integers(0, count - 1), min_size=1, max_size=4) if count else st.nothing()
    network = geo.Network(
        [(10 * i, 5 * (i % 2)) for i in range(NODES)],
        np.array(draw(edges), int),
        np.array(draw(edges), int),
        modes=draw(st.lists(st.sampled_from(["rail", "road"]), min_size=count, max_size=count)),
        hours=draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)),
        capacities=draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)),
        gates=draw(st.dictionaries(st.sampled_from("xyzw"), some_edges, max_size=4)) if count else None,
        once=sorted(draw(st.sets(st.integers(0, count - 1)))) if once and count else (),
    )
    closed = draw(st.sets(st.integers(0, count - 1), max_size=3)) if count else set()
    return network.without(edges=sorted(closed))


def as_networkx(network: geo.Network) -> nx.MultiGraph[Any]:
    """Return the open part of a network."""
    graph: nx.MultiGraph[Any] = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.lonlat)))
    for edge in np.flatnonzero(network.is_open).tolist():
        hours = 0.0 if network.hours is None else float(network.hours[edge])
        graph.add_edge(int(network.tails[edge]), int(network.heads[edge]), key=edge, hours=hours)
    return graph


def joined(network: geo.Network, a: int, b: int) -> bool:
    """Tell whether a route leads from a to b."""
    return bool(all_paths(network, a, b))


def all_paths(network: geo.Network, a: int, b: int) -> list[tuple[int, ...]]:
    """Return every path without a repeated node on which what is taken once is one stretch, as its edges."""
    paths = nx.all_simple_edge_paths(as_networkx(network), a, b)
    once = {*network.once.tolist()}
    return [
        path for path in (tuple(key for _, _, key in path) for path in paths) if is_one_stretch(path, once)
    ]


def is_one_stretch(path: Iterable[int], once: Collection[int]) -> bool:
    """Tell whether those edges of a path that are among some others follow each other."""
    return sum(held for held, _ in groupby(edge in once for edge in path)) <= 1


def most_disjoint(groups: list[frozenset[Any]]) -> int:
    """Return how many of some sets can be chosen that have no element in common."""
    distinct = sorted(set(groups), key=sorted)
    minimal = [group for group in distinct if not any(other < group for other in distinct)]
    return _packed(minimal)


def _packed(groups: list[frozenset[Any]]) -> int:
    if not groups:
        return 0
    first, *rest = groups
    return max(_packed(rest), 1 + _packed([group for group in rest if not group & first]))


def fewest(parts: list[Any], parting: Any) -> int:  # noqa: ANN401 - any predicate of a tuple of parts
    """Return the size of the smallest set of parts for which a predicate holds."""
    return next(
        size for size in range(len(parts) + 1) if any(parting(chosen) for chosen in combinations(parts, size))
    )


def check_route(network: geo.Network, route: geo.Route, a: int, b: int) -> None:
    """Assert that a route is a way from a to b on open edges, and tells the truth about itself."""
    assert (route.nodes[0], route.nodes[-1]) == (a, b)
    assert len(set(route.nodes)) == len(route.nodes)
    steps = [sorted(step) for step in zip(route.nodes[:-1], route.nodes[1:], strict=True)]
    edges = list(route.edges)
    assert is_one_stretch(edges, network.once.tolist())
    assert steps == np.sort(np.column_stack([network.tails, network.heads])[edges], axis=1).tolist()
    assert network.is_open[edges].all()
    assert route.modes == tuple(network.modes[edges].tolist())
    assert set(route.gates) == {
        name for name, held in network.gates.items() if set(edges) & set(held.tolist())
    }


def channel_edges() -> NDArray[np.int32]:
    """Return the bundled lanes along canals and rivers, which may lie in what the coast draws as land."""
    with data_path("network/sea.npz") as path, np.load(path) as arrays:
        edges: NDArray[np.int32] = arrays["channel"]
    return edges
