"""Demand assigned to routes whose gates take only so much: what goes where, and what is left unserved.

A multicommodity flow of the least cost (Ahuja, Magnanti and Orlin 1993, "Network Flows", chapter 17): each
pair is a commodity of its own, and all of them share what the gates take. It is a linear program over routes,
of which those that may be of use are found one after the other, each as the best route under prices of the
gates (column generation: Ford and Fulkerson 1958, "A suggested computation for maximal multi-commodity
network flows", Management Science 5, 97-101; Tomlin 1966, "Minimum-cost multicommodity network flows",
Operations Research 14, 45-51). It ends when no route is better than what is known, so that the answer is
exact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import scipy
from scipy import sparse

from isthmus._arguments import as_numbers, check_kind, is_number, unfit
from isthmus.geo._answers import Assignment, RouteFlow, freeze
from isthmus.geo.errors import ArgumentError, IsthmusError

from . import routes
from .checks import Checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike

    from isthmus._choices import Weight
    from isthmus.geo._answers import BestRoutes
    from isthmus.geo._ellipsoid import BoolArray, FloatArray

    from .multigraph import Multigraph

# What is left unserved counts as so many times what the dearest of the best routes takes: more than any way
# round, so that as much as possible is served, and that at the least cost.
_UNSERVED: Final = 1e4
# Prices and amounts are found to within the solver's tolerance.
_TOLERANCE: Final = 1e-6
# What is not to be exceeded may be by this share of the demand, more than the solver's own tolerance.
_SLACK: Final = 2e-7
# Amounts below this share of the demand are rounding.
_NOTHING: Final = 1e-9

_ENDS: Final = ("least", "most")

_Column = tuple[int, tuple[int, ...]]
"""The number of a pair, and the edges of a route of it."""


def assign(
    graph: Multigraph,
    ends: tuple[Sequence[ArrayLike], Sequence[ArrayLike]],
    demand: ArrayLike,
    capacities: Mapping[str, tuple[float, float]],
    *,
    by: Weight,
    barred: Mapping[tuple[int, int], ArrayLike],
) -> Assignment:
    """Return what goes where under the least and the most that gates take, and bounds of what is left."""
    best = routes.best_routes(graph, *ends, by=by)
    limits = _check_capacities(graph, capacities)
    apart = _check_barred(barred, best.least.shape, len(graph.tails))
    pairs = Commodities(graph, best, _check_demand(demand, best.least.shape), tuple(limits), apart)
    low, high = np.array([*limits.values()], np.float64).reshape(-1, 2).T
    known: dict[_Column, None] = {}
    least, most = (pairs.solve(known, taken, pairs.cheapest) for taken in (low, high))
    bounds = pairs.bounds(known, high, (least, most))
    return Assignment(by, pairs.demand, pairs.flow(least), pairs.flow(most), *bounds)


def _check_demand(demand: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    amounts = as_numbers("demand", demand)
    expected = "numbers from 0, a row for each of the origins and a column for each of the destinations"
    if amounts.shape != shape or not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise unfit("demand", f"{expected} ({shape[0]} by {shape[1]})", demand)
    if not amounts.sum():
        raise ArgumentError("demand: expected some above 0, got none; then nothing is to be assigned")
    return freeze(amounts.astype(np.float64))


def _check_capacities(
    graph: Multigraph, capacities: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return the least and the most that gates take, or tell what is wrong with them."""
    expected = "the least and the most by names of gates of this network"
    if not isinstance(capacities, Mapping):
        raise unfit("capacities", expected, capacities)
    found = {}
    for name, ends in capacities.items():
        if name not in graph.gates:
            raise unfit("capacities", expected, name)
        pair = ends if isinstance(ends, tuple) else ()
        if len(pair) != len(_ENDS) or not all(is_number(end) for end in pair) or not 0 <= pair[0] <= pair[1]:
            raise unfit(f"capacities[{name!r}]", "two numbers from 0, the least first", ends)
        found[name] = (float(pair[0]), float(pair[1]))
    return found


_Barred = tuple[tuple["BoolArray", frozenset[int]], ...]
"""Edges as a mask, and the numbers of the pairs to which they are closed."""


def _check_barred(barred: Mapping[tuple[int, int], ArrayLike], shape: tuple[int, ...], count: int) -> _Barred:
    """Return what is closed to some pairs alone, those to which the same is closed together."""
    check_kind("barred", barred, Mapping, "a mapping of pairs of places to edges")
    checks = Checks("question")
    found: dict[bytes, set[int]] = {}
    for pair, edges in barred.items():
        if not (isinstance(pair, tuple) and pair in {*np.ndindex(*shape)}):
            raise unfit("barred", "places of pairs in the origins and the destinations", pair)
        mask = np.zeros(count, bool)
        mask[checks.indices("barred", edges, count=count, of="edge")] = True
        found.setdefault(mask.tobytes(), set()).add(pair[0] * shape[1] + pair[1])
    checks.settle()
    return tuple((np.frombuffer(mask, bool), frozenset(pairs)) for mask, pairs in found.items())


class Aim(NamedTuple):
    """What is made as small as possible.

    Parameters
    ----------
    cost : float
        By how much what the routes take counts.
    unserved : array of float, shape (pairs,)
        By how much what is left unserved of each pair does.
    within : Solution, optional
        What may not be exceeded: what is left unserved there, and what it comes to.
    """

    cost: float
    unserved: FloatArray
    within: Solution | None = None


class Prices(NamedTuple):
    """What one more of each constraint would save, each 0 or more but for the pairs."""

    pairs: FloatArray
    gates: FloatArray
    costs: float


class Solution(NamedTuple):
    """The routes known, how much goes by each, how much of each pair is left, and what that comes to."""

    columns: tuple[_Column, ...]
    amounts: FloatArray
    unserved: FloatArray
    value: float


@dataclass(frozen=True, eq=False)
class Commodities:
    """Pairs of ends with a demand each, and gates that take only so much.

    Amounts are shares of all demand, and costs are in the dearest of the best routes, for the solver's sake.

    Parameters
    ----------
    graph : Multigraph
    best : BestRoutes
        The best route of every pair, whatever the gates take.
    demand : array of float, shape (origins, destinations)
    names : tuple of str
        Gates that take only so much.
    barred : tuple of (array of bool, frozenset of int)
        Edges, as a mask, that are closed to some pairs alone, and the numbers of these.
    """

    graph: Multigraph
    best: BestRoutes
    demand: FloatArray
    names: tuple[str, ...]
    barred: _Barred = ()

    @cached_property
    def total(self) -> float:
        """All demand."""
        return float(self.demand.sum())

    @cached_property
    def shares(self) -> FloatArray:
        """The share of each pair in all demand."""
        return self.demand.ravel() / self.total

    @cached_property
    def unit(self) -> float:
        """What the dearest of the best routes takes."""
        taken = self.best.least[np.isfinite(self.best.least)]
        return float(taken.max()) if taken.size and taken.max() > 0 else 1.0

    @cached_property
    def values(self) -> FloatArray:
        """What each edge takes."""
        return self.graph.quantity(self.best.by) / self.unit

    @cached_property
    def holds(self) -> sparse.csr_array:
        """Whether each gate holds each edge, shape (gates, edges)."""
        held = [self.graph.gates[name] for name in self.names]
        rows = np.repeat(np.arange(len(held)), [len(edges) for edges in held])
        columns = np.concatenate([np.empty(0, np.int64), *held])
        shape = (len(held), len(self.graph.tails))
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)

    @property
    def cheapest(self) -> Aim:
        """To serve as much as possible, at the least cost."""
        return Aim(1.0, np.full(self.demand.size, _UNSERVED))

    def solve(self, known: dict[_Column, None], limits: FloatArray, aim: Aim) -> Solution:
        """Return the best flow over all routes; those that are found on the way become known, too."""
        graph = self.graph.close_gates(
            [name for name, most in zip(self.names, limits, strict=True) if not most]
        )
        prices = Prices(np.full(self.demand.size, np.inf), np.zeros(len(limits)), 0.0)
        solution = None
        while self._find_routes(graph, known, aim, prices) or solution is None:
            solution, prices = self._solve_known(tuple(known), limits / self.total, aim)
        return solution

    def _find_routes(self, graph: Multigraph, known: dict[_Column, None], aim: Aim, prices: Prices) -> bool:
        """Add the best route of each pair under some prices where it is worth its while; tell if any is."""
        costs = (aim.cost + prices.costs) * self.values + self.holds.T @ prices.gates
        priced = dataclasses.replace(graph, costs=costs)
        before = len(known)
        for shut, pairs in self._groups():
            found = routes.best_routes(
                priced.close(shut), self.best.origins, self.best.destinations, by="cost"
            )
            worth = found.least.ravel() < prices.pairs - _TOLERANCE
            for pair in np.flatnonzero(worth & (self.shares > 0) & pairs).tolist():
                edges = found.edges[pair // self.demand.shape[1]][pair % self.demand.shape[1]]
                if edges is not None:
                    known.setdefault((pair, tuple(edges.tolist())))
        return len(known) > before

    def _groups(self) -> Iterator[tuple[BoolArray, BoolArray]]:
        """Yield what is closed to some pairs alone, and these; nothing to the rest."""
        rest = np.ones(self.demand.size, bool)
        for shut, numbers in self.barred:
            pairs = np.isin(np.arange(self.demand.size), [*numbers])
            rest &= ~pairs
            yield shut, pairs
        if rest.any():
            yield np.zeros(len(self.graph.tails), bool), rest

    def _solve_known(
        self, columns: Sequence[_Column], limits: FloatArray, aim: Aim
    ) -> tuple[Solution, Prices]:
        """Return the best flow over some routes, and the prices there."""
        taken, counts = self._takes(columns)
        routes_known, pairs = len(columns), len(self.shares)
        bound = np.flatnonzero(counts.any(axis=1) & np.isfinite(limits))
        rows, most = [np.hstack([counts[bound], np.zeros((len(bound), pairs))])], [limits[bound]]
        if aim.within is not None:
            left = np.repeat([0.0, 1.0], [routes_known, pairs])
            rows.append(np.vstack([np.append(taken, np.full(pairs, _UNSERVED)), left]))
            exceeded = np.array([_UNSERVED, 1.0]) * _SLACK
            most.append(np.array([aim.within.value, aim.within.unserved.sum()]) + exceeded)
        of_pair = np.zeros((pairs, routes_known))
        of_pair[[pair for pair, _ in columns], np.arange(routes_known)] = 1.0
        found = scipy.optimize.linprog(
            np.append(aim.cost * taken, aim.unserved),
            A_ub=np.vstack(rows),
            b_ub=np.concatenate(most),
            A_eq=np.hstack([of_pair, np.eye(pairs)]),
            b_eq=self.shares,
            method="highs",
        )
        if found.x is None:
            raise IsthmusError(f"the solver found no flow, though there is one: {found.message}")
        saved = np.maximum(-found.ineqlin.marginals, 0.0)
        gates = np.zeros(len(limits))
        gates[bound] = saved[: len(bound)]
        amounts, unserved = np.split(found.x, [routes_known])
        of_costs = float(saved[len(bound) : len(bound) + 1].sum())
        solution = Solution(tuple(columns), amounts, unserved, float(found.fun))
        return solution, Prices(found.eqlin.marginals, gates, of_costs)

    def _takes(self, columns: Sequence[_Column]) -> tuple[FloatArray, FloatArray]:
        """Return what each route takes, and how often it passes each gate, shape (gates, routes)."""
        lengths = [len(edges) for _, edges in columns]
        place = np.repeat(np.arange(len(columns)), lengths)
        edges = np.array([edge for _, held in columns for edge in held], np.int64)
        weights = self.values[edges]
        taken = np.asarray(np.bincount(place, weights, minlength=len(columns)), np.float64)
        shape = (len(self.values), len(columns))
        passed = sparse.csr_array((np.ones(len(edges)), (edges, place)), shape=shape)
        return taken, (self.holds @ passed).toarray()

    def bounds(
        self, known: dict[_Column, None], limits: FloatArray, ends: tuple[Solution, Solution]
    ) -> tuple[FloatArray, FloatArray]:
        """Return the least and the most of each pair that is left unserved, whatever gates take.

        The more the gates take, the less is left, and the less it comes to. So whatever they take, it is a
        flow under the most that they take, and no worse than that under the least: of all these the extremes
        are taken.
        """
        low, high = np.sort([end.unserved for end in ends], axis=0)
        most = np.minimum(self.shares, ends[0].unserved.sum())  # no pair is left more
        one = np.eye(len(self.shares))
        for pair in np.flatnonzero(low > _NOTHING).tolist():
            low[pair] = self.solve(known, limits, Aim(0.0, one[pair], ends[0])).unserved[pair]
        for pair in np.flatnonzero(high < most - _NOTHING).tolist():
            high[pair] = self.solve(known, limits, Aim(0.0, -one[pair], ends[0])).unserved[pair]
        return self._amounts(low), self._amounts(high)

    def _amounts(self, shares: FloatArray) -> FloatArray:
        """Return shares of all demand in its units, none above what it is."""
        close = _TOLERANCE  # what the solver leaves of nothing, or lacks of everything
        rounded = np.where(shares < close, 0.0, np.where(shares > self.shares - close, self.shares, shares))
        return freeze((np.where(self.shares > 0, rounded, 0.0) * self.total).reshape(self.demand.shape))

    def flow(self, solution: Solution) -> RouteFlow:
        """Return a solution in the units of the demand."""
        used = np.flatnonzero(solution.amounts > _NOTHING)
        columns = [solution.columns[place] for place in used.tolist()]
        amounts = solution.amounts[used] * self.total
        taken, counts = self._takes(columns)
        loads = counts @ amounts
        return RouteFlow(
            pairs=freeze(
                np.array([divmod(pair, self.demand.shape[1]) for pair, _ in columns], np.int64).reshape(-1, 2)
            ),
            edges=tuple(freeze(np.array(edges, np.int64)) for _, edges in columns),
            amounts=freeze(amounts),
            taken=freeze(taken * self.unit),
            unserved=self._amounts(solution.unserved),
            gates=self.names,
            loads=freeze(loads),
        )
