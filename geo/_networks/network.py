"""Transport networks on the Earth: an immutable multigraph of several modes, whose passages can be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isthmus._arguments import check_choice, unfit

from . import flows, gate_cuts, replacement_routes, routes
from .many_ends import ManyEnds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from isthmus._choices import Weight
    from isthmus.geo._answers import Cut, Part, Route
    from isthmus.geo._ellipsoid import BoolArray

    from .multigraph import Multigraph
    from .replacement_routes import ReplacementRoutes


class Network(ManyEnds):
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
        What it takes to pass an edge. Without them nothing can be asked by time or by cost.
    capacities : array of int, shape (edges,), optional
        How much an edge carries in a unit of time, for `maximum_flow`: whole numbers up to 2**30 - 1.
    gates : mapping of str to array of int, optional
        Named passages that can be closed, such as straits and border posts, and the edges that each holds. An
        edge may lie in several.
    once : array of int, optional
        Edges that a route takes in one stretch alone, such as those at sea: having left them it takes none of
        them again. Everything that is asked of the network keeps to that.

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
    >>> network.without(gates="suez").shortest_route(0, 3).hours
    750.0
    >>> network.minimum_cut(0, 3, apart="gate").gates
    ('cape', 'suez')
    """

    __slots__ = ()

    def shortest_route(self, a: int, b: int, *, by: Weight = "time") -> Route:
        """Return the route between two nodes that takes the least cost, time or distance.

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
        >>> network.without(modes="road, rail").shortest_route(0, 1)
        Traceback (most recent call last):
        isthmus.geo.NoRouteError: no route from node 0 to node 1: closed between them: 2 edges (0, 1)
        """
        return routes.shortest_route(self._graph, a, b, by=by)

    def alternatives(
        self, a: int, b: int, k: int, *, by: Weight = "time", max_shared: float = 0.5
    ) -> list[Route]:
        """Return up to k routes between two nodes that really differ, the shortest first.

        Parameters
        ----------
        a, b : int
            Nodes.
        k : int
            How many routes are wanted. There are fewer where no more were found: the search is a heuristic,
            as to find the best such routes is NP-hard.
        by : {"cost", "time", "distance"}
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
        return routes.alternatives(self._graph, a, b, k, by=by, max_shared=max_shared)

    def replacement_routes(self, a: int, b: int, *, depth: int = 3, by: Weight = "cost") -> ReplacementRoutes:
        """Return the best route between two nodes under every closure of a few gates, made ready.

        Parameters
        ----------
        a, b : int
            Nodes.
        depth : int
            Up to how many gates closed at once are answered exactly. Each more takes as many searches again
            as a route passes gates, less those whose answer is known.
        by : {"cost", "time", "distance"}
            What makes a route the best.

        Raises
        ------
        NoRouteError, ArgumentError
            As for `shortest_route`.

        Examples
        --------
        >>> ways = {"tails": [0] * 3, "heads": [1] * 3, "modes": ["sea"] * 3, "hours": [7, 9, 8]}
        >>> network = Network([(0, 0), (1, 0)], **ways, gates={"suez": [0], "panama": [1]})
        >>> ready = network.replacement_routes(0, 1, by="time")
        >>> ready.best("suez").hours, ready.best("suez").gates
        (8.0, ())
        """
        return replacement_routes.replacement_routes(self._graph, a, b, depth=depth, by=by)

    def independent_routes(self, a: int, b: int, *, apart: Part = "edge", by: Weight = "time") -> list[Route]:
        """Return as many routes as possible that have nothing in common, the shortest first.

        Parameters
        ----------
        a, b : int
            Two different nodes.
        apart : {"edge", "node", "gate"}
            What no two routes may share: an edge; an edge or a node but their ends; a gate, though edges
            outside gates may be shared.
        by : {"cost", "time", "distance"}
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
        >>> [route.modes for route in network.independent_routes(0, 1, by="distance")]
        [('road',), ('rail',)]
        """
        return _disjoint_routes(self._graph, a, b, apart=apart, by=by)

    def minimum_cut(
        self, a: int, b: int, *, apart: Part = "edge", weights: Mapping[str, float] | None = None
    ) -> Cut:
        """Return the fewest edges, nodes or gates that part two nodes.

        Parameters
        ----------
        a, b : int
            Two different nodes.
        apart : {"edge", "node", "gate"}
            What may be removed: edges; nodes other than the two; or gates, with all edges they hold, while
            edges outside gates stay.
        weights : mapping of str to float, optional
            What the closure of each gate weighs, 1 where none is said: the cut of gates is that of the least
            weight in all. With weights of 1 and a little more it is the smallest, and of several the one
            that is preferred.

        Returns
        -------
        Cut
            Of size 0 if nothing joins the nodes. Among several smallest cuts it is always the same one.

        Raises
        ------
        NoCutError
            If no removal parts the nodes: an edge joins them directly (of nodes), or a route passes no gate.
            Its ``route`` is that one.
        ArgumentError
            If there are no such nodes, or they are the same; if there is no such gate, its weight is none,
            or weights are given for a cut of edges or nodes.

        Examples
        --------
        >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 0, 1], [1, 1, 2], modes=["road", "rail", "road"])
        >>> network.minimum_cut(0, 2)
        <Cut: size 1, edges 2>
        >>> network.minimum_cut(0, 2, apart="node").nodes
        (1,)
        """
        return _smallest_cut(self._graph, a, b, apart=apart, weights=weights)

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
        return flows.maximum_flow(self._graph, a, b)

    def adds_route(self, a: int, b: int, tails: ArrayLike, heads: ArrayLike) -> BoolArray:
        """Return a mask of edges that, each added alone, make one more route without a common edge.

        Parameters
        ----------
        a, b : int
            Two different nodes, which the routes join.
        tails, heads : array of int, shape (edges,)
            The nodes that each would join.

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
        >>> chain.adds_route(0, 2, [0, 1, 0], [1, 2, 2])
        array([False,  True,  True])
        """
        return flows.adds_route(self._graph, a, b, tails, heads)


def _smallest_cut(
    graph: Multigraph, a: int, b: int, *, apart: Part, weights: Mapping[str, float] | None = None
) -> Cut:
    """Return the fewest edges, nodes or gates that part two nodes, or the gates of the least weight."""
    cuts = {"edge": flows.edge_cut, "node": flows.node_cut, "gate": gate_cuts.gate_cut}
    check_choice("apart", apart, cuts)
    if weights is None:
        return cuts[apart](graph, *graph.ends(a, b))
    if apart != "gate":
        raise unfit("weights", 'none but for apart="gate"', weights)
    return gate_cuts.gate_cut(graph, *graph.ends(a, b), weights)


def _disjoint_routes(graph: Multigraph, a: int, b: int, *, apart: Part, by: Weight) -> list[Route]:
    """Return as many routes as possible that have no edge, node or gate in common, the shortest first."""
    finders = {
        "edge": flows.edge_disjoint_routes,
        "node": flows.node_disjoint_routes,
        "gate": gate_cuts.gate_disjoint_routes,
    }
    check_choice("apart", apart, finders)
    return routes.best_first(finders[apart](graph, *graph.ends(a, b), by=by), by)
