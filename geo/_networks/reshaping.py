"""A network asked about in another way: several nodes as one, other passages as gates, or edges to add."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from .adjacency import Adjacency
from .cuts import cut_sides
from .network import Network
from .network_checks import Checks, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from isthmus.geo._ellipsoid import BoolArray

    from .multigraph import Multigraph


def merged(network: Network, groups: Sequence[ArrayLike]) -> Network:
    """Return the network with each group of nodes made one: its first.

    So a country, whose goods may leave by any of several ports, becomes one end of routes. Edges keep their
    numbers; those within a group become loops, which no route takes. A route through a group passes from
    any of its nodes to any other at no cost, so merge only the ends of the routes you ask for.

    Parameters
    ----------
    network : Network
    groups : sequence of array of int
        Nodes, none of them in two groups.

    Returns
    -------
    Network
        With the same numbers of nodes and edges, and the same closures. The geometry of a route starts at
        the first node of a group, whichever it left by.

    Raises
    ------
    ArgumentError
        If there is no such node.

    Examples
    --------
    >>> quays = Network([(0, 0), (0, 1), (5, 0)], [0, 1], [2, 2], modes=["sea", "sea"])
    >>> len(merged(quays, [[0, 1]]).independent_routes(0, 2))
    2
    """
    graph = _graph(network)
    checks = Checks("merger")
    count = len(graph.lonlat)
    indices = [checks.indices("groups", group, count=count, of="node") for group in groups]
    checks.settle()
    number = np.arange(count)
    for group in indices:
        number[group] = group[:1]
    tails, heads = number[graph.tails], number[graph.heads]
    adjacency = Adjacency(count, np.concatenate([tails, heads]), np.concatenate([heads, tails]))
    return _network(dataclasses.replace(graph, tails=frozen(tails), heads=frozen(heads), adjacency=adjacency))


def with_gates(network: Network, gates: Mapping[str, ArrayLike]) -> Network:
    """Return the network with other gates, such as countries in place of straits.

    Parameters
    ----------
    network : Network
    gates : mapping of str to array of int
        Named passages and the edges that each holds; they take the place of those there were.

    Returns
    -------
    Network
        With the same nodes, edges and closures.

    Raises
    ------
    ArgumentError
        If a gate holds no edge, or one that isn't there.

    Examples
    --------
    >>> road = Network([(0, 0), (1, 0)], [0], [1], modes=["road"])
    >>> with_gates(road, {"bridge": [0]}).minimum_cut(0, 1, by="gate").gates
    ('bridge',)
    """
    graph = _graph(network)
    checks = Checks("gates")
    held = checks.gates(gates, edges=len(graph.tails))
    checks.settle()
    return _network(dataclasses.replace(graph, gates=MappingProxyType(dict(held))))


def delayed(network: Network, edges: ArrayLike, hours: float) -> Network:
    """Return the network with some edges taking longer.

    Parameters
    ----------
    network : Network
        One that knows hours.
    edges : array of int
    hours : float
        How much longer each takes, at least 0.

    Raises
    ------
    ArgumentError
        If there is no such edge, the hours are negative, or the network knows none.

    Examples
    --------
    >>> road = Network([(0, 0), (1, 0)], [0], [1], modes=["road"], hours=[2])
    >>> delayed(road, [0], 77).shortest_route(0, 1).hours
    79.0
    """
    graph = _graph(network)
    checks = Checks("delay")
    held = checks.indices("edges", edges, count=len(graph.tails), of="edge")
    if graph.hours is None:
        checks.note("network", "one that knows hours", "one that doesn't")
    if not 0 <= hours < np.inf:
        checks.note("hours", "a number from 0", repr(hours))
    checks.settle()
    longer = np.array(graph.hours)
    longer[held] += hours
    return _network(dataclasses.replace(graph, hours=frozen(longer)))


def adding_a_route(network: Network, a: int, b: int, tails: ArrayLike, heads: ArrayLike) -> BoolArray:
    """Return which edges, if each alone were added, make one more route without a common edge.

    Parameters
    ----------
    network : Network
    a, b : int
        Two different nodes, which the routes join.
    tails, heads : array of int, shape (edges,)
        The nodes that each would join.

    Returns
    -------
    array of bool, shape (edges,)

    Raises
    ------
    ArgumentError
        If there are no such nodes, or a and b are the same.

    Notes
    -----
    Exact, by the residual graph of one largest flow from either end (Ford and Fulkerson 1956, Canadian
    Journal of Mathematics 8, 399-404), however many edges are asked about.

    Examples
    --------
    >>> chain = Network([(0, 0), (1, 0), (2, 0)], [0, 0, 1], [1, 1, 2], modes=["rail"] * 3)
    >>> adding_a_route(chain, 0, 2, [0, 1, 0], [1, 2, 2])
    array([False,  True,  True])
    """
    graph = _graph(network)
    checks, count = Checks("question"), len(graph.lonlat)
    one, other = (
        checks.indices(name, given, count=count, of="node")
        for name, given in (("tails", tails), ("heads", heads))
    )
    checks.settle()
    near_a, near_b = cut_sides(graph, *graph.ends(a, b))
    return (near_a[one] & near_b[other]) | (near_a[other] & near_b[one])


def _graph(network: Network) -> Multigraph:
    return network._graph  # noqa: SLF001 - a network is a graph in the words of its users


def _network(graph: Multigraph) -> Network:
    network = Network.__new__(Network)
    network._graph = graph  # noqa: SLF001 - as checked as the network it comes from
    return network
