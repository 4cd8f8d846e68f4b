"""The best route of many pairs of ends at once, and which of them a closure sends another way.

An end may be several nodes, such as the ports of a country: a route starts at whichever is best. A closure
changes only the routes that pass what it closes, so only these are searched again, from whichever side has
fewer ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from .network_checks import Checks, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .adjacency import WeightedGraph
    from .multigraph import Weight
    from .network import Network

Edges: TypeAlias = "tuple[tuple[IntArray | None, ...], ...]"


@dataclass(frozen=True, eq=False)
class Journeys:
    """The best route of every pair of an origin and a destination.

    Parameters
    ----------
    origins, destinations : tuple of array of int
        The nodes of each end.
    by : {"hours", "cost", "distance"}
        What makes a route the best.
    edges : tuple of tuple of array of int, or None
        The edges of the route of each pair from origin to destination, None where no route leads.
    hours, costs, metres : array of float, shape (origins, destinations)
        What each route takes: infinite where no route leads, NaN where the network doesn't know it.
    """

    origins: tuple[IntArray, ...]
    destinations: tuple[IntArray, ...]
    by: Weight
    edges: Edges
    hours: FloatArray
    costs: FloatArray
    metres: FloatArray

    @property
    def least(self) -> FloatArray:
        """What the routes are the best by."""
        return {"hours": self.hours, "cost": self.costs, "distance": self.metres}[self.by]

    def passing(self, edges: BoolArray) -> BoolArray:
        """Return which pairs have a route that passes any of some edges, given as a mask."""
        return np.array(
            [[route is not None and bool(edges[route].any()) for route in row] for row in self.edges], bool
        )

    def all_edges(self) -> IntArray:
        """Return every edge that any of the routes passes, once, in ascending order."""
        routes = [route for row in self.edges for route in row if route is not None]
        return np.unique(np.concatenate([np.empty(0, np.int64), *routes]))


def journeys(
    network: Network, origins: Sequence[ArrayLike], destinations: Sequence[ArrayLike], *, by: Weight = "hours"
) -> Journeys:
    """Return the best route of every pair.

    Parameters
    ----------
    network : Network
    origins, destinations : sequence of int or of array of int
        Nodes; of an end that is several of them, whichever is best is taken.
    by : {"hours", "cost", "distance"}

    Raises
    ------
    ArgumentError
        If an end has no node, or there is no such node, or the network doesn't know what is asked.

    Examples
    --------
    >>> from isthmus.geo import Network
    >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[4, 6])
    >>> journeys(network, [0], [[1, 2]]).hours
    array([[4.]])
    """
    count = len(network.lonlat)
    starts, ends = _ends("origins", origins, count), _ends("destinations", destinations, count)
    everything = np.ones((len(starts), len(ends)), bool)
    none: Edges = tuple((None,) * len(ends) for _ in starts)
    return _summed(network, starts, ends, by, _searched(network, starts, ends, by, everything, none))


def rerouted(network: Network, before: Journeys, *, longer: ArrayLike = ()) -> Journeys:
    """Return the best routes after a closure.

    Parameters
    ----------
    network : Network
        The network of the routes with more of it closed, and none of it opened.
    before : Journeys
        Routes that are kept where all their edges are as they were, and searched anew where not.
    longer : array of int, optional
        Edges that take longer than before; none takes less.

    Examples
    --------
    >>> from isthmus.geo import Network
    >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"], hours=[2, 3])
    >>> rerouted(network.without(modes=["road"]), journeys(network, [0], [1])).hours
    array([[3.]])
    """
    changed = ~network.is_open
    changed[np.asarray(longer, np.int64)] = True
    broken = before.passing(changed)
    if not broken.any():
        return before
    ends = before.origins, before.destinations
    return _summed(network, *ends, before.by, _searched(network, *ends, before.by, broken, before.edges))


def nearest_ends(network: Network, ends: ArrayLike, *, by: Weight = "hours") -> FloatArray:
    """Return what it takes from every node to the best of some others; infinite where no route leads.

    Examples
    --------
    >>> from isthmus.geo import Network
    >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[4, 6])
    >>> nearest_ends(network, [0, 2])
    array([0., 4., 0.])
    """
    (nodes,) = _ends("ends", [ends], len(network.lonlat))
    return _weighted(network, by).forest(nodes)[0]


def _ends(name: str, ends: Sequence[ArrayLike], count: int) -> tuple[IntArray, ...]:
    checks = Checks("question")
    found = tuple(checks.indices(name, np.atleast_1d(end), count=count, of="node") for end in ends)
    for number, nodes in enumerate(found):
        if not len(nodes):
            checks.note(name, "at least one node an end", f"none for end {number}")
    checks.settle()
    return found


def _weighted(network: Network, by: Weight) -> WeightedGraph:
    return network._graph.weighted(by)  # noqa: SLF001 - a network is a graph in the words of its users


def _searched(
    network: Network,
    origins: tuple[IntArray, ...],
    destinations: tuple[IntArray, ...],
    by: Weight,
    wanted: BoolArray,
    known: Edges,
) -> Edges:
    """Return the routes of the wanted pairs, and those already known of the others."""
    backwards = wanted.any(axis=0).sum() < wanted.any(axis=1).sum()
    pairs = wanted.T if backwards else wanted
    roots, leaves = (destinations, origins) if backwards else (origins, destinations)
    weighted, edges = _weighted(network, by), len(network.tails)
    found = [list(row) for row in known]
    for root in np.flatnonzero(pairs.any(axis=1)).tolist():
        distance, before = weighted.forest(roots[root])
        for leaf in np.flatnonzero(pairs[root]).tolist():
            end = leaves[leaf][np.argmin(distance[leaves[leaf]])]
            path = weighted.traced(before, int(end)).arcs % edges if np.isfinite(distance[end]) else None
            if backwards:
                found[leaf][root] = None if path is None else path[::-1]
            else:
                found[root][leaf] = path
    return tuple(tuple(row) for row in found)


def _summed(
    network: Network,
    origins: tuple[IntArray, ...],
    destinations: tuple[IntArray, ...],
    by: Weight,
    edges: Edges,
) -> Journeys:
    """Add up what routes take."""
    shape = (len(origins), len(destinations))
    known = (network.hours, network.costs, network.lengths_m)
    sums = [np.full(shape, np.inf) for _ in known]
    for pair in np.ndindex(shape):
        route = edges[pair[0]][pair[1]]
        for values, total in zip(known, sums, strict=True):
            if route is not None:
                total[pair] = np.nan if values is None else values[route].sum()
    return Journeys(origins, destinations, by, edges, *(frozen(total) for total in sums))
