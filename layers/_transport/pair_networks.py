"""The network that each pair of ends may pass, where what is shut to one pair is open to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo import BestRoutes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from isthmus.geo import Assignment, Network, ReplacementRoutes, Weight

    from .barriers import Shut, Trip

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Pair = tuple[int, int]
    Nodes = Sequence[Sequence[int]]


@dataclass(frozen=True, eq=False)
class PairNetworks:
    """One network, and what of it is shut to some pairs of ends alone.

    Parameters
    ----------
    network : Network
        Without what is shut to every pair.
    groups : tuple of (array of bool, shape (origins, destinations), array of int)
        Pairs to which the same is shut besides, and its edges; every pair is in one group.
    """

    network: Network
    groups: tuple[tuple[Bools, Ints], ...]

    @classmethod
    def of(cls, whole: Network, shut: Collection[Shut], trips: Sequence[Sequence[Trip]]) -> PairNetworks:
        """Return a network without what is shut, to each pair of ends what is to its countries.

        Parameters
        ----------
        whole : Network
        shut : collection of Shut
        trips : sequence of sequence of (str, str)
            The countries of each pair, by origins and destinations.
        """
        bound = {trip: edges_shut(shut, trip) for row in trips for trip in row}
        everywhere = reduce(np.intersect1d, bound.values())
        besides = {trip: np.setdiff1d(edges, everywhere) for trip, edges in bound.items()}
        groups = {edges.tobytes(): edges for edges in besides.values()}
        keys = {trip: edges.tobytes() for trip, edges in besides.items()}
        return cls(
            whole.without(edges=everywhere),
            tuple(
                (np.array([[keys[trip] == key for trip in row] for row in trips], bool), edges)
                for key, edges in groups.items()
            ),
        )

    def parts(self) -> Iterator[tuple[Bools, Network]]:
        """Yield each group of pairs, and the network that they may pass."""
        for pairs, edges in self.groups:
            yield pairs, self.network.without(edges=edges) if len(edges) else self.network

    def without(self, *, edges: ArrayLike = (), gates: Collection[str] = ()) -> PairNetworks:
        """Return the networks with more closed to every pair."""
        return replace(self, network=self.network.without(edges=edges, gates=gates))

    def with_delay(self, edges: ArrayLike, hours: float) -> PairNetworks:
        """Return the networks with some edges taking longer."""
        return replace(self, network=self.network.with_delay(edges, hours))

    def with_gates(self, gates: Mapping[str, ArrayLike]) -> PairNetworks:
        """Return the networks with other gates."""
        return replace(self, network=self.network.with_gates(gates))

    def opened_by(self, other: PairNetworks) -> Ints:
        """Return the edges that other networks of the same pairs open to any of them."""
        found = np.zeros(len(self.network.tails), bool)
        for pairs, network in self.parts():
            for others, freer in other.parts():
                if (pairs & others).any():
                    found |= freer.is_open & ~network.is_open
        return np.flatnonzero(found)

    def best_routes(self, origins: Nodes, destinations: Nodes, *, by: Weight) -> BestRoutes:
        """Return the best route of every pair: see `isthmus.geo.Network.best_routes`."""
        found = self.network.best_routes(origins, destinations, by=by)
        return found if len(self.groups) == 1 else self.reroute(found)

    def reroute(self, before: BestRoutes, *, longer: ArrayLike = ()) -> BestRoutes:
        """Return the best routes after a closure: see `isthmus.geo.Network.reroute`."""
        found = before
        for pairs, network in self.parts():
            own = before if pairs.all() else _only(before, pairs)
            found = _take(found, network.reroute(own, longer=longer), pairs)
        return found

    def replacements(
        self,
        origins: Nodes,
        destinations: Nodes,
        *,
        depth: int,
        by: Weight,
        fixed: Mapping[Pair, Collection[str]],
    ) -> dict[Pair, ReplacementRoutes | None]:
        """Return the best routes under closures of gates: see `isthmus.geo.Network.replacements`."""
        found: dict[Pair, ReplacementRoutes | None] = {}
        for pairs, network in self.parts():
            rows, columns = (np.flatnonzero(pairs.any(axis=axis)).tolist() for axis in (1, 0))
            places = {(a, b): (i, j) for a, i in enumerate(rows) for b, j in enumerate(columns)}
            ready = network.replacements(
                [origins[i] for i in rows],
                [destinations[j] for j in columns],
                depth=depth,
                by=by,
                fixed={own: fixed[pair] for own, pair in places.items()},
            )
            found |= {pair: ready[own] for own, pair in places.items() if pairs[pair]}
        return {pair: found[pair] for pair in sorted(found)}

    def assign(
        self,
        origins: Nodes,
        destinations: Nodes,
        demand: Floats,
        *,
        capacities: Mapping[str, tuple[float, float]],
        by: Weight,
    ) -> Assignment:
        """Return what goes where within capacities: see `isthmus.geo.Network.assign`."""
        barred = {
            (i, j): edges
            for pairs, edges in self.groups
            for i, j in np.argwhere(pairs).tolist()
            if len(edges)
        }
        return self.network.assign(origins, destinations, demand, capacities=capacities, by=by, barred=barred)


def edges_shut(shut: Collection[Shut], trip: Trip) -> Ints:
    """Return all edges that are shut to goods between two countries, in ascending order."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(held.edges_to(trip) for held in shut)]))


def _only(before: BestRoutes, pairs: Bools) -> BestRoutes:
    """Return the routes of some pairs, and none of the others."""
    nothing = tuple((None,) * len(row) for row in before.edges)
    sums = {name: np.full(pairs.shape, np.inf) for name in ("lengths_m", "hours", "costs")}
    return _take(BestRoutes(before.origins, before.destinations, before.by, nothing, **sums), before, pairs)


def _take(one: BestRoutes, other: BestRoutes, pairs: Bools) -> BestRoutes:
    """Return the routes of one, but of some pairs those of another."""
    if pairs.all():
        return other
    edges = tuple(
        tuple(new if wanted else old for old, new, wanted in zip(*row, strict=True))
        for row in zip(one.edges, other.edges, pairs.tolist(), strict=True)
    )
    sums = {
        name: np.where(pairs, getattr(other, name), getattr(one, name))
        for name in ("lengths_m", "hours", "costs")
    }
    return BestRoutes(one.origins, one.destinations, one.by, edges, **sums)
