"""What more closures would do, answered at once: the best routes under any few of them, made ready."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus.geo import BestRoutes, NoRouteError
from isthmus.layers._transport.barriers import find_barriers
from isthmus.layers._transport.closures import OPEN
from isthmus.layers._transport.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from isthmus.geo import ReplacementRoutes, Route
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.question import Closed

__all__ = ["DEPTH", "Replacements"]

DEPTH: Final = 3
"""Up to how many closures at once are made ready."""


@dataclass(frozen=True, eq=False)
class Replacements:
    """The best routes of every pair of a case under every closure of up to `DEPTH` gates or countries.

    Parameters
    ----------
    case : Case
        What it shuts stays shut.
    """

    case: Case

    @cached_property
    def gates(self) -> Mapping[str, NDArray[np.int64]]:
        """The edges of all that can be closed by name: gates, gateways, and countries by their codes."""
        passages = self.case.passages
        return {code: passages.in_country(code) for code in self.case.land} | {**passages.edges}

    @cached_property
    def trees(self) -> Mapping[tuple[int, int], ReplacementRoutes | None]:
        """The replacement routes of each pair; None where no route leads as it is."""
        return {pair: self._tree(*pair) for pair in self.case.pairs}

    def _tree(self, i: int, j: int) -> ReplacementRoutes | None:
        """Return the routes of a pair; its own countries are no gates, since to close them parts it."""
        origin, destination = self.case.origins[i], self.case.destinations[j]
        own = {origin.country, destination.country}
        gates = {name: edges for name, edges in self.gates.items() if name not in own}
        network = self.case.between(origin, destination).with_gates(gates)
        ends = origin.nodes[0], destination.nodes[0]
        try:
            return network.replacement_routes(*ends, depth=DEPTH, by=self.case.question.by)
        except NoRouteError:
            return None

    def routes_under(self, closed: Closed) -> BestRoutes:
        """Return the best routes when more is closed: made ready, or searched where those do not tell.

        Parameters
        ----------
        closed : str, GeoDataFrame, polygon or collection of these
            As for `isthmus.layers.route`.

        Raises
        ------
        ArgumentError
            If anything named is unknown.
        """
        asked, passages = self.case.question, self.case.passages
        more = Question.ask(
            origins=asked.origins,
            destinations=asked.destinations,
            modes=asked.modes,
            closed=closed,
            on=OPEN,
            places=asked.atlas,
        )
        names = [passages.name_meant(name) for name in more.closed]
        if more.zones is None and (ready := self._routes_ready(names)) is not None:
            return ready
        shut = find_barriers(more, passages).shut.values()
        edges = np.concatenate([np.empty(0, np.int64), *(held.edges for held in shut)])
        return self.case.network.without(edges=edges).reroute(self.case.after)

    def _routes_ready(self, names: list[str]) -> BestRoutes | None:
        """Return the best routes under a closure by names, None where it goes beyond what is made ready."""
        trees = self.trees.values()
        if not all(tree is None or ({*names} <= {*tree.gates} and tree.is_exact(names)) for tree in trees):
            return None
        best = {pair: None if tree is None else tree.best(names) for pair, tree in self.trees.items()}
        return _gather(self.case.after, best)


def _gather(before: BestRoutes, best: Mapping[tuple[int, int], Route | None]) -> BestRoutes:
    """Return the routes of all pairs in one."""
    sums = {name: np.full(before.least.shape, np.inf) for name in ("lengths_m", "hours", "costs")}
    edges: list[list[NDArray[np.int64] | None]] = [[None for _ in row] for row in before.edges]
    for (i, j), route in best.items():
        if route is not None:
            edges[i][j] = np.array(route.edges, np.int64)
            for name, value in zip(sums, (route.length_m, route.hours, route.cost), strict=True):
                sums[name][i, j] = value
    return BestRoutes(before.origins, before.destinations, before.by, tuple(map(tuple, edges)), **sums)
