"""Transport networks on the Earth: an immutable multigraph of several modes, whose passages can be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import resilience, routing
from .closures import closed_edges
from .network_checks import checked, frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo._answers import Cut, Route
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .multigraph import Multigraph, Weight
    from .resilience import Part


class Network:
    """A network of nodes joined by edges, of which any number may be closed.

    Edges are passed in both directions. Several may join the same two nodes, such as a road and a railway;
    each keeps its own mode, length, hours and cost, and they count as many ways. An edge that leads back to
    its node is never on a route. An edge of capacity 0 carries nothing: it is closed for good.

    A network never changes. `without` returns another one, with the same numbering, which shares all arrays
    but a mask; nothing that is asked of it can be felt by the first.

    Parameters
    ----------
    lonlat : array of float, shape (nodes, 2)
        Longitude and latitude in degrees.
    tails, heads : array of int, shape (edges,)
        The nodes that each edge joins, counted from 0.
    modes : sequence of str, shape (edges,)
        Mode of transport of each edge.
    lengths_m : array of float, shape (edges,), optional
        Metres; left out, the length of the geodesic between the two nodes.
    hours, costs : array of float, shape (edges,), optional
        What it takes to pass an edge. Without them nothing can be asked by hours or by cost.
    capacities : array of int, shape (edges,), optional
        How much an edge carries in a unit of time, for `maximum_flow`: whole numbers up to 2**30 - 1.
    gates : mapping of str to array of int, optional
        Named passages that can be closed, such as straits and border posts, and the edges that each holds. An
        edge may lie in several.

    Raises
    ------
    ArgumentError
        If anything is amiss. The message lists every problem.

    Examples
    --------
    >>> ports = [(120.3, 22.6), (32.6, 29.9), (18.4, -33.9), (18.7, 54.4)]
    >>> network = Network(
    ...     ports,
    ...     tails=[0, 1, 0, 2],
    ...     heads=[1, 3, 2, 3],
    ...     modes=["sea"] * 4,
    ...     hours=[380, 180, 400, 350],
    ...     gates={"suez": [1], "cape": [2, 3]},
    ... )
    >>> network.shortest_route(0, 3).gates
    ('suez',)
    >>> network.without(gates=["suez"]).shortest_route(0, 3).hours
    750.0
    >>> network.minimum_cut(0, 3, by="gate").gates
    ('cape', 'suez')
    """

    __slots__ = ("_graph",)
    _graph: Multigraph

    def __init__(  # noqa: PLR0913 - a network is made of that many things
        self,
        lonlat: ArrayLike,
        tails: ArrayLike,
        heads: ArrayLike,
        *,
        modes: Sequence[str] | NDArray[Any],
        lengths_m: ArrayLike | None = None,
        hours: ArrayLike | None = None,
        costs: ArrayLike | None = None,
        capacities: ArrayLike | None = None,
        gates: Mapping[str, ArrayLike] | None = None,
    ) -> None:
        quantities = {"lengths_m": lengths_m, "hours": hours, "costs": costs, "capacities": capacities}
        self._graph = checked(lonlat, (tails, heads), modes, quantities, gates)

    @property
    def lonlat(self) -> FloatArray:
        """Longitude and latitude of each node in degrees, shape (nodes, 2)."""
        return self._graph.lonlat

    @property
    def tails(self) -> IntArray:
        """First node of each edge."""
        return self._graph.tails

    @property
    def heads(self) -> IntArray:
        """Second node of each edge."""
        return self._graph.heads

    @property
    def modes(self) -> NDArray[np.str_]:
        """Mode of each edge."""
        return frozen(np.array(self._graph.mode_names, np.str_)[self._graph.mode])

    @property
    def lengths_m(self) -> FloatArray:
        """Metres of each edge."""
        return self._graph.lengths_m

    @property
    def hours(self) -> FloatArray | None:
        """Hours of each edge, if known."""
        return self._graph.hours

    @property
    def costs(self) -> FloatArray | None:
        """Cost of each edge, if known."""
        return self._graph.costs

    @property
    def capacities(self) -> IntArray | None:
        """Capacity of each edge, if known."""
        return self._graph.capacities

    @property
    def gates(self) -> Mapping[str, IntArray]:
        """Edges that each gate holds, whether open or closed; gates in alphabetical order."""
        return self._graph.gates

    @property
    def is_open(self) -> BoolArray:
        """Whether each edge can be used."""
        return self._graph.is_open

    def __repr__(self) -> str:
        graph = self._graph
        closed = int((graph.usable & ~graph.is_open).sum())
        return (
            f"<Network of {len(graph.lonlat)} nodes and {len(graph.tails)} edges "
            f"({', '.join(graph.mode_names)}), {len(graph.gates)} gates, {closed} edges closed>"
        )

    def without(
        self,
        edges: ArrayLike = (),
        gates: Collection[str] = (),
        area: BaseGeometry | None = None,
        modes: Collection[str] = (),
    ) -> Network:
        """Return the network with some of it closed, besides what already is.

        Parameters
        ----------
        edges : array of int
            Edges to close.
        gates : collection of str
            Gates whose edges are closed, all of them.
        area : Polygon or MultiPolygon, optional
            Every edge is closed whose geodesic meets the area, found to within 5 metres up to a latitude of
            60 degrees. The sides of the area are geodesics, too; it may cross the antimeridian.
        modes : collection of str
            Modes that are out of service.

        Returns
        -------
        Network
            With the same nodes, edges and gates under the same numbers and names, in the same memory.

        Raises
        ------
        ArgumentError
            If there is no such edge, gate or mode (the nearest name is suggested), or the area is no polygon.
        GeometryError
            If the area crosses itself.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"])
        >>> network.without(modes=["rail"])
        <Network of 2 nodes and 2 edges (rail, road), 0 gates, 1 edges closed>
        >>> network.without(modes=["rial"])
        Traceback (most recent call last):
        isthmus.geo.errors.ArgumentError: 1 problem in the closure:
        modes: expected one of the 2 of this network, got 'rial'; the nearest is 'rail'
        """
        closed = closed_edges(self._graph, edges=edges, gates=gates, area=area, modes=modes)
        network = Network.__new__(Network)
        network._graph = self._graph.closing(closed)  # noqa: SLF001 - of its own class
        return network

    def distances(
        self, origins: ArrayLike, destinations: ArrayLike | None = None, *, by: Weight = "hours"
    ) -> FloatArray:
        """Return the least hours, cost or metres between nodes.

        Parameters
        ----------
        origins, destinations : array of int
            Nodes; without destinations, those are all nodes.
        by : {"hours", "cost", "distance"}

        Returns
        -------
        array of float, shape (origins, destinations)
            Infinite where no route leads: to be counted, never averaged.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0), (5, 5)], [0], [1], modes=["road"], hours=[2.5])
        >>> network.distances([0])
        array([[0. , 2.5, inf]])
        """
        return routing.distances(self._graph, origins, destinations, by=by)

    def shortest_route(self, a: int, b: int, *, by: Weight = "hours") -> Route:
        """Return the route between two nodes that takes the least hours, cost or distance.

        Of parallel edges it takes the best. From a node to itself it has no edges.

        Raises
        ------
        NoRouteError
            If no open route joins the nodes. Its ``cut`` holds the fewest closed edges, and their gates, that
            keep them apart.
        ArgumentError
            If there is no such node, or the network does not know hours or costs.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"], hours=[2, 3])
        >>> network.shortest_route(0, 1).modes
        ('road',)
        >>> network.without(modes=["road", "rail"]).shortest_route(0, 1)
        Traceback (most recent call last):
        isthmus.geo.errors.NoRouteError: no route from node 0 to node 1: closed between them: 2 edges (0, 1)
        """
        return routing.shortest_route(self._graph, a, b, by=by)

    def alternatives(
        self, a: int, b: int, k: int, *, by: Weight = "hours", max_shared: float = 0.5
    ) -> list[Route]:
        """Return up to k routes between two nodes that really differ, the shortest first.

        Parameters
        ----------
        a, b : int
            Nodes.
        k : int
            How many routes are wanted. There are fewer where no more were found: the search is a heuristic,
            as to find the best such routes is NP-hard.
        by : {"hours", "cost", "distance"}
            What makes a route short.
        max_shared : float
            The largest share of metres that any two of the routes have in common, in either of them, from
            0 to 1. Parallel edges have nothing in common.

        Returns
        -------
        list of Route
            The first is the shortest route of all. None visits a node twice.

        Raises
        ------
        NoRouteError, ArgumentError
            As for `shortest_route`.

        Notes
        -----
        The penalty method (de la Barra, Perez and Anez 1993, "Multidimensional path search and assignment",
        21st PTRC Summer Annual Meeting; Chen, Bell and Bogenberger 2007, IEEE Transactions on Intelligent
        Transportation Systems 8, 14-20): the edges of every route found become dearer, and the next shortest
        route is kept if it shares little enough with those kept before. The bound on sharing is that of
        Abraham, Delling, Goldberg and Werneck 2013, "Alternative routes in road networks", ACM Journal of
        Experimental Algorithmics 18, held against every other route, not the shortest alone.

        Examples
        --------
        >>> corners = [(0, 0), (1, 1), (1, -2), (2, 0)]
        >>> network = Network(corners, [0, 1, 0, 2], [1, 3, 2, 3], modes=["road"] * 4)
        >>> [route.nodes for route in network.alternatives(0, 3, 5, by="distance")]
        [(0, 1, 3), (0, 2, 3)]
        """
        return routing.alternatives(self._graph, a, b, k, by=by, max_shared=max_shared)

    def independent_routes(
        self, a: int, b: int, *, by: Part = "edge", weight: Weight = "distance"
    ) -> list[Route]:
        """Return as many routes as possible that have nothing in common, the shortest first.

        Parameters
        ----------
        a, b : int
            Two different nodes.
        by : {"edge", "node", "gate"}
            What no two routes may share: an edge; an edge or a node but their ends; a gate, though edges
            outside gates may be shared.
        weight : {"distance", "hours", "cost"}
            For edges and nodes, the total over all routes is the least there is for so many. For gates each
            route is the shortest on the gates it was given.

        Returns
        -------
        list of Route
            Empty if the nodes are not joined. For edges and nodes as many as `minimum_cut` counts (Menger's
            theorem); for gates there may be fewer.

        Raises
        ------
        NoCutError
            If a route passes no gate at all: then no number is the largest. Its ``route`` is that one.
        ArgumentError
            If there are no such nodes, or they are the same.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"])
        >>> [route.modes for route in network.independent_routes(0, 1)]
        [('road',), ('rail',)]
        """
        return resilience.independent_routes(self._graph, a, b, by=by, weight=weight)

    def minimum_cut(self, a: int, b: int, *, by: Part = "edge") -> Cut:
        """Return the fewest edges, nodes or gates that part two nodes.

        Parameters
        ----------
        a, b : int
            Two different nodes.
        by : {"edge", "node", "gate"}
            What may be removed: edges; nodes other than the two; or gates, with all edges they hold, while
            edges outside gates stay.

        Returns
        -------
        Cut
            Of size 0 if nothing joins the nodes. Among several smallest cuts it is always the same one.

        Raises
        ------
        NoCutError
            If no removal parts the nodes: an edge joins them directly (by node), or a route passes no gate.
            Its ``route`` is that one.
        ArgumentError
            If there are no such nodes, or they are the same.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 0, 1], [1, 1, 2], modes=["road", "rail", "road"])
        >>> network.minimum_cut(0, 2)
        Cut(size=1, edges=(2,), nodes=(), gates=())
        >>> network.minimum_cut(0, 2, by="node").nodes
        (1,)
        """
        return resilience.minimum_cut(self._graph, a, b, by=by)

    def maximum_flow(self, a: int, b: int) -> int:
        """Return how much can go from one node to another at once, in the unit of the capacities.

        Raises
        ------
        ArgumentError
            If the network knows no capacities, those of parallel edges add up to 2**30 or more, or there are
            no two such nodes.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"], capacities=[40, 100])
        >>> network.maximum_flow(0, 1)
        140
        """
        return resilience.maximum_flow(self._graph, a, b)
