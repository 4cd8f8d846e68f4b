"""What a network is made of, and the networks made from it: with less open, other gates, or nodes as one."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from isthmus._arguments import describe, is_number
from isthmus._face import html_table
from isthmus.geo._answers import freeze, list_some

from .checks import Checks
from .multigraph import check_network, mask_of_closure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind
    from isthmus.geo._chains import Geometries
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .multigraph import Multigraph


class NetworkData:
    """The nodes, edges and gates of a `Network`, which never change: changes give a network of their own."""

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
        once: ArrayLike = (),
    ) -> None:
        quantities = {"lengths_m": lengths_m, "hours": hours, "costs": costs, "capacities": capacities}
        self._graph = check_network(lonlat, (tails, heads), modes, quantities, gates, once)

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
        return self._graph.modes

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
    def once(self) -> IntArray:
        """Edges that a route takes in one stretch alone."""
        return freeze(np.flatnonzero(self._graph.once))

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

    def _repr_html_(self) -> str:
        names, counts = np.unique(self.modes, return_counts=True)
        known = {"hours": self.hours, "costs": self.costs, "capacities": self.capacities}
        facts = {
            "nodes": f"{len(self.lonlat):,}",
            "edges": ", ".join(f"{count:,} {name}" for name, count in zip(names, counts, strict=True)),
            "closed edges": f"{(~self.is_open).sum():,}",
            "gates": list_some(self.gates),
            "knows": ", ".join(["lengths", *(name for name, values in known.items() if values is not None)]),
        }
        return html_table("Network", facts)

    def without(
        self,
        *,
        edges: ArrayLike = (),
        gates: Collection[str] = (),
        area: BaseGeometry | Geometries | None = None,
        modes: Collection[str] = (),
        path: PathKind | None = None,
    ) -> Self:
        """Return the network with some of it closed, besides what already is.

        Parameters
        ----------
        edges : array of int
            Edges to close.
        gates : collection of str, or a text with commas
            Gates whose edges are closed, all of them.
        area : Polygon or MultiPolygon, or array of them, optional
            Every edge is closed whose geodesic meets the area, found to within 5 metres up to a latitude of
            60 degrees. The area may cross the antimeridian.
        modes : collection of str, or a text with commas
            Modes that are out of service.
        path : {"geodesic", "straight"}, optional
            What the edges of the network and those of the area are: by default, those of the network are
            geodesics, and those of the area straight in longitude and latitude.

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
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"])
        >>> network.without(modes="rail")
        <Network of 2 nodes and 2 edges (rail, road), 0 gates, 1 edges closed>
        >>> network.without(modes="rial")
        Traceback (most recent call last):
        isthmus.geo.ArgumentError: 1 problem in the closure:
        modes: expected one of the 2 of this network, got 'rial'; the nearest is 'rail'
        """
        closed = mask_of_closure(self._graph, edges=edges, gates=gates, area=area, modes=modes, path=path)
        return self._of(self._graph.close(closed))

    def with_gates(self, gates: Mapping[str, ArrayLike]) -> Self:
        """Return the network with other gates, such as countries in place of straits.

        Parameters
        ----------
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
        >>> from isthmus.geo import Network
        >>> road = Network([(0, 0), (1, 0)], [0], [1], modes=["road"])
        >>> road.with_gates({"bridge": [0]}).minimum_cut(0, 1, apart="gate").gates
        ('bridge',)
        """
        checks = Checks("gates")
        held = checks.gates(gates, edges=len(self.tails))
        checks.settle()
        return self._of(dataclasses.replace(self._graph, gates=MappingProxyType(dict(held))))

    def with_once(self, edges: ArrayLike) -> Self:
        """Return the network with other edges that a route takes in one stretch alone.

        Parameters
        ----------
        edges : array of int
            They take the place of those there were; with none, a route may take all as it likes.

        Raises
        ------
        ArgumentError
            If there is no such edge.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> line = {"tails": [0, 1, 2], "heads": [1, 2, 3], "modes": ["sea", "rail", "sea"]}
        >>> ships = Network([(0, 0), (1, 0), (2, 0), (3, 0)], **line, once=[0, 2])
        >>> float(ships.distances([0], [3], by="distance")[0, 0])
        inf
        >>> len(ships.with_once([]).shortest_route(0, 3, by="distance").edges)
        3
        """
        checks = Checks("question")
        held = checks.indices("edges", edges, count=len(self.tails), of="edge")
        checks.settle()
        return self._of(self._graph.take_once(held))

    def with_delay(self, edges: ArrayLike, hours: float) -> Self:
        """Return the network with some edges taking longer.

        Parameters
        ----------
        edges : array of int
        hours : float
            How much longer each takes, at least 0.

        Raises
        ------
        ArgumentError
            If there is no such edge, the hours are negative, or the network knows none.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> road = Network([(0, 0), (1, 0)], [0], [1], modes=["road"], hours=[2])
        >>> road.with_delay([0], 77).shortest_route(0, 1).hours
        79.0
        """
        checks = Checks("delay")
        held = checks.indices("edges", edges, count=len(self.tails), of="edge")
        if self.hours is None:
            checks.note("network", "one that knows hours", "one that doesn't")
        if not (is_number(hours) and 0 <= hours < np.inf):
            checks.note("hours", "a number from 0", describe(hours))
        checks.settle()
        longer = np.array(self.hours)
        longer[held] += hours
        return self._of(dataclasses.replace(self._graph, hours=freeze(longer)))

    def merge(self, groups: Sequence[ArrayLike]) -> Self:
        """Return the network with each group of nodes made one: its first.

        So a country, whose goods may leave by any of several ports, becomes one end of routes. Edges keep
        their numbers; those within a group become loops, which no route takes. A route through a group passes
        from any of its nodes to any other at no cost, so merge only the ends of the routes you ask for.

        Parameters
        ----------
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
        >>> from isthmus.geo import Network
        >>> quays = Network([(0, 0), (0, 1), (5, 0)], [0, 1], [2, 2], modes=["sea", "sea"])
        >>> len(quays.merge([[0, 1]]).independent_routes(0, 2, by="distance"))
        2
        """
        checks = Checks("merger")
        count = len(self.lonlat)
        listed = checks.items("groups", groups, "lists of nodes")
        indices = [checks.indices("groups", group, count=count, of="node") for group in listed]
        checks.settle()
        return self._of(self._graph.merge(indices))

    def nodes_along(self, edges: ArrayLike, *, start: int | None = None) -> IntArray:
        """Return the nodes that edges lead along, one after the other.

        Parameters
        ----------
        edges : array of int
            Each shares a node with the next.
        start : int, optional
            The node where they start; left out, it is the one that the second edge does not share, or else
            the first edge's tail.

        Raises
        ------
        ArgumentError
            If there is no such edge.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> line = Network([(0, 0), (1, 0), (2, 0)], [1, 1], [0, 2], modes=["rail"] * 2)
        >>> line.nodes_along([0, 1]).tolist(), line.nodes_along([0]).tolist()
        ([0, 1, 2], [1, 0])
        """
        checks = Checks("question")
        held = checks.indices("edges", edges, count=len(self.tails), of="edge")
        checks.settle()
        start = None if start is None else self._graph.node(start, "start")
        steps = np.column_stack([self.tails[held], self.heads[held]]).tolist()
        nodes = [] if start is None else [start]
        if steps and start is None:
            ahead = len(steps) == 1 or steps[0][1] in steps[1]
            nodes = [steps[0][0] if ahead else steps[0][1]]
        for tail, head in steps:
            nodes.append(head if nodes[-1] == tail else tail)
        return np.array(nodes, np.int64)

    def _of(self, graph: Multigraph) -> Self:
        """Return the network of a graph made from one that has been checked."""
        network = type(self).__new__(type(self))
        network._graph = graph  # noqa: SLF001 - of its own class
        return network
