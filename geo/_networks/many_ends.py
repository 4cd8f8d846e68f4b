"""What is asked of a network about many ends at once: distances, and the best routes of every pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import assignment, replacement_routes, routes
from .network_data import NetworkData

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import ArrayLike

    from isthmus._choices import Weight
    from isthmus.geo._answers import Assignment, BestRoutes
    from isthmus.geo._ellipsoid import FloatArray

    from .replacement_routes import ReplacementRoutes


class ManyEnds(NetworkData):
    """A network that answers for many ends at once."""

    __slots__ = ()

    def distances(
        self, origins: ArrayLike, destinations: ArrayLike | None = None, *, by: Weight = "time"
    ) -> FloatArray:
        """Return the least hours, cost or metres between nodes.

        Parameters
        ----------
        origins, destinations : array of int
            Nodes; without destinations, those are all nodes.
        by : {"cost", "time", "distance"}

        Returns
        -------
        array of float, shape (origins, destinations)
            Infinite where no route leads: to be counted, never averaged.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0), (5, 5)], [0], [1], modes=["road"], hours=[2.5])
        >>> network.distances([0])
        array([[0. , 2.5, inf]])
        """
        return routes.distances(self._graph, origins, destinations, by=by)

    def best_routes(
        self,
        origins: Sequence[ArrayLike],
        destinations: Sequence[ArrayLike],
        *,
        by: Weight = "time",
        within: float = np.inf,
    ) -> BestRoutes:
        """Return the best route of every pair of an origin and a destination.

        Parameters
        ----------
        origins, destinations : sequence of int or of array of int
            Nodes; of an end that is several of them, whichever is best is taken.
        by : {"cost", "time", "distance"}
        within : float
            Hours, cost or metres: routes that take more are left out, and the search goes no further.

        Raises
        ------
        ArgumentError
            If an end has no node, or there is no such node, or the network doesn't know what is asked.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[4, 6])
        >>> network.best_routes([0], [[1, 2]]).hours
        array([[4.]])
        """
        return routes.best_routes(self._graph, origins, destinations, by=by, within=within)

    def reroute(self, before: BestRoutes, *, longer: ArrayLike = ()) -> BestRoutes:
        """Return the best routes after a closure: this network is the one of `before` with more closed.

        Parameters
        ----------
        before : BestRoutes
            Routes that are kept where all their edges are as they were, and searched anew where not. Nothing
            that was closed for them is open here.
        longer : array of int, optional
            Edges that take longer than before; none takes less.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["road", "rail"], hours=[2, 3])
        >>> network.without(modes="road").reroute(network.best_routes([0], [1])).hours
        array([[3.]])
        """
        return routes.reroute(self._graph, before, longer=longer)

    def replacements(
        self,
        origins: Sequence[ArrayLike],
        destinations: Sequence[ArrayLike],
        *,
        depth: int = 3,
        by: Weight = "cost",
        fixed: Mapping[tuple[int, int], Collection[str]] | None = None,
    ) -> dict[tuple[int, int], ReplacementRoutes | None]:
        """Return the best routes of every pair of ends under every closure of a few gates, made ready.

        That takes much less than to ask for each pair alone: what is the same for all is done once.

        Parameters
        ----------
        origins, destinations : sequence of int or of array of int
            As for `best_routes`.
        depth : int
            As for `Network.replacement_routes`.
        by : {"cost", "time", "distance"}
        fixed : mapping of (int, int) to collection of str, optional
            By the places of a pair in `origins` and `destinations`, gates that are never closed for it, such
            as the countries of its ends. Its routes do not name them.

        Returns
        -------
        dict of (int, int) to ReplacementRoutes or None
            By the same places; None where no route joins the ends.

        Raises
        ------
        ArgumentError
            If there is no such node or gate, or the network doesn't know what is asked.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> ways = {"tails": [0, 0, 1], "heads": [1, 1, 2], "modes": ["sea"] * 3, "hours": [7, 9, 1]}
        >>> network = Network([(0, 0), (1, 0), (2, 0)], **ways, gates={"suez": [0], "bosporus": [2]})
        >>> ready = network.replacements([0], [1, 2], by="time", fixed={(0, 1): ["bosporus"]})
        >>> [ready[0, j].best("suez").hours for j in (0, 1)], ready[0, 1].gates
        ([9.0, 10.0], ('suez',))
        """
        return replacement_routes.find_replacements(
            self._graph, (origins, destinations), {} if fixed is None else fixed, depth=depth, by=by
        )

    def assign(
        self,
        origins: Sequence[ArrayLike],
        destinations: Sequence[ArrayLike],
        demand: ArrayLike,
        *,
        capacities: Mapping[str, tuple[float, float]],
        by: Weight = "time",
        barred: Mapping[tuple[int, int], ArrayLike] | None = None,
    ) -> Assignment:
        """Return what goes by which routes where gates take only so much, and what is left unserved.

        As much as possible is served, and that at the least cost of all pairs together, which is what a
        dispatcher of all would do; a shipper who looks to himself alone may take another way.

        Parameters
        ----------
        origins, destinations : sequence of int or of array of int
            As for `best_routes`.
        demand : array of float, shape (origins, destinations)
            How much is to go, in any unit.
        capacities : mapping of str to (float, float)
            The least and the most that gates take in the same unit, in both directions together;
            infinite where there is no limit. A gate that is not named takes everything.
        by : {"cost", "time", "distance"}
        barred : mapping of (int, int) to array of int, optional
            By the places of a pair in `origins` and `destinations`, edges that are closed to it alone.

        Returns
        -------
        Assignment
            The flow under the least and the most that gates take, and bounds of what is left of each pair
            whatever they take in between.

        Raises
        ------
        ArgumentError
            If there is no such node or gate, a capacity or demand is none, or nothing is to go.

        Notes
        -----
        A multicommodity flow of the least cost, exact: a linear program over routes (HiGHS), which are found
        by column generation (Ford and Fulkerson 1958, Management Science 5, 97-101).

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> ways = {"tails": [0, 0], "heads": [1, 1], "modes": ["rail"] * 2, "hours": [5, 9]}
        >>> network = Network([(0, 0), (1, 0)], **ways, gates={"north": [0], "south": [1]})
        >>> found = network.assign([0], [1], [[20]], capacities={"north": (14, 14), "south": (2, 10)})
        >>> found.least.unserved, found.most.loads.round(6)
        (array([[4.]]), array([14.,  6.]))
        """
        return assignment.assign(
            self._graph,
            (origins, destinations),
            demand,
            capacities,
            by=by,
            barred={} if barred is None else barred,
        )

    def distances_from_any(self, ends: ArrayLike, *, by: Weight = "time") -> FloatArray:
        """Return what it takes from the best of some nodes to every node; infinite where no route leads.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea"] * 2, hours=[4, 6])
        >>> network.distances_from_any([0, 2])
        array([0., 4., 0.])
        """
        return routes.distances_from_any(self._graph, ends, by=by)

    def stage_distances(self, ends: ArrayLike, *, by: Weight = "time") -> FloatArray:
        """Return what it takes from the best of some nodes to every node, and how much of it is taken once.

        Parameters
        ----------
        ends : array of int
            Nodes.
        by : {"cost", "time", "distance"}

        Returns
        -------
        array of float, shape (stages, nodes)
            First over no edge that is taken once, then over some of them last, then over all that a route may
            take, as `distances_from_any`. A single row if no edge is taken once.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> line = Network(
        ...     [(0, 0), (1, 0), (2, 0)], [0, 1], [1, 2], modes=["sea", "rail"], hours=[4, 6], once=[0]
        ... )
        >>> line.stage_distances([0])
        array([[ 0., inf, inf],
               [ 0.,  4., inf],
               [ 0.,  4., 10.]])
        """
        return routes.stage_distances(self._graph, ends, by=by)
