"""The best route between two ends under every closure of a few gates, made ready as a tree.

The root is the best route with nothing closed. Each of its children closes one gate that it passes, and holds
the best route then; and so on down to a depth. To answer a closure, go from the root to the child of any gate
that is closed, until a route passes none of them: it is the best of all that are left, since fewer closures
never make a route longer. No closure of as many gates as the tree is deep can lead beyond it (Chechik, Cohen,
Fiat and Kaplan 2017, "(1 + epsilon)-approximate f-sensitive distance oracles", 28th ACM-SIAM Symposium on
Discrete Algorithms, 1479-1496, use such trees with edges in place of gates).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, get_args

from isthmus._arguments import as_whole, check_choice, check_fields, check_kind, unfit
from isthmus._choices import Weight

from . import routes
from .checks import Checks, check_names
from .detours import Detours

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from isthmus.geo._answers import Route

    from .multigraph import Multigraph

Closure = frozenset[str]

_OPEN: Final[Closure] = frozenset()
_TOTALS: Final = {"cost": attrgetter("cost"), "time": attrgetter("hours"), "distance": attrgetter("length_m")}


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class ReplacementRoutes:
    """The best route between two nodes under every closure of up to `depth` gates.

    Parameters
    ----------
    by : {"cost", "time", "distance"}
        What makes a route the best.
    depth : int
        How many gates may be closed at once for the answer to be exact, whichever they are.
    gates : tuple of str
        Every gate that may be closed, in alphabetical order.
    tree : mapping of frozenset of str to Route or None
        The best route of each closure that matters: of none, of each gate that route passes, and so on. None
        where the closure parts the ends.

    Notes
    -----
    What was closed in the network that it was made of stays closed.
    """

    by: Weight
    depth: int
    gates: tuple[str, ...]
    tree: Mapping[Closure, Route | None]

    def __post_init__(self) -> None:
        check_fields(self)
        check_choice("by", self.by, get_args(Weight))
        check_kind("tree", self.tree, Mapping, "routes by the gates that are closed")
        if self.tree.get(_OPEN) is None:
            raise unfit("tree", "a route for no closure at all", list(self.tree))
        object.__setattr__(self, "tree", MappingProxyType(dict(self.tree)))

    def __reduce__(self) -> tuple[type[ReplacementRoutes], tuple[object, ...]]:
        return type(self), (self.by, self.depth, self.gates, dict(self.tree))

    def __repr__(self) -> str:
        ends = self.routes[0].nodes
        return (
            f"<ReplacementRoutes from node {ends[0]} to node {ends[-1]} by {self.by}: "
            f"{len(self.routes)} routes for every closure of up to {self.depth} of {len(self.gates)} gates>"
        )

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every route that some closure makes the best, each once, the best first."""
        total = _TOTALS[self.by]
        distinct = {route for route in self.tree.values() if route is not None}
        return tuple(sorted(distinct, key=lambda route: (total(route), route.edges)))

    def best(self, closed: Collection[str] = ()) -> Route | None:
        """Return the best route when some gates are closed.

        Parameters
        ----------
        closed : collection of str, or a text with commas
            Gates.

        Returns
        -------
        Route or None
            None where no route is left. Where `is_exact` says no, the best of `routes` that passes none of
            the gates: a better one may exist, and where there is None, one may exist all the same.

        Raises
        ------
        ArgumentError
            If there is no such gate; the nearest name is suggested.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> ways = {"tails": [0] * 3, "heads": [1] * 3, "modes": ["sea"] * 3, "hours": [7, 9, 12]}
        >>> network = Network([(0, 0), (1, 0)], **ways, gates={"suez": [0], "panama": [1]})
        >>> ready = network.replacement_routes(0, 1, by="time")
        >>> ready.best().hours, ready.best("suez").hours, ready.best("suez, panama").hours
        (7.0, 9.0, 12.0)
        """
        names = self._check(closed)
        if (known := self._find(names)) is not None:
            return self.tree[known]
        return next((route for route in self.routes if names.isdisjoint(route.gates)), None)

    def is_exact(self, closed: Collection[str] = ()) -> bool:
        """Tell whether `best` is sure to be the best of all routes: always for up to `depth` gates.

        Raises
        ------
        ArgumentError
            If there is no such gate.

        Examples
        --------
        >>> from isthmus.geo import Network
        >>> network = Network([(0, 0), (1, 0)], [0, 0], [1, 1], modes=["sea"] * 2, gates={"a": [0], "b": [1]})
        >>> ready = network.replacement_routes(0, 1, depth=1, by="distance")
        >>> ready.is_exact("a"), ready.is_exact("a, b")
        (True, False)
        """
        return self._find(self._check(closed)) is not None

    def _check(self, closed: Collection[str]) -> Closure:
        checks = Checks("closure")
        names = check_names(checks, "closed", closed, self.gates)
        checks.settle()
        return frozenset(names)

    def _find(self, closed: Closure) -> Closure | None:
        """Return the closure of the tree that is answered as this one is, or None where it goes beyond."""
        looked_at, waiting = set[Closure](), [_OPEN]
        while waiting:
            known = waiting.pop()
            route = self.tree[known]
            if route is None or closed.isdisjoint(route.gates):
                return known
            further = {known | {gate} for gate in closed.intersection(route.gates)} - looked_at
            looked_at |= further
            waiting.extend(sorted(further & self.tree.keys(), key=sorted))
        return None


def replacement_routes(graph: Multigraph, a: int, b: int, *, depth: int, by: Weight) -> ReplacementRoutes:
    """Return the best route between two nodes under every closure of up to `depth` gates."""
    depth = as_whole("depth", depth)
    first = routes.shortest_route(graph, a, b, by=by)
    search = Detours(graph, first, by)
    tree: dict[Closure, Route | None] = {_OPEN: first}
    newest = [_OPEN]
    for _ in range(depth):
        newest = [closed for closed in _further(tree, newest) if closed not in tree]
        for closed in newest:
            known = _find_part(tree, closed)
            tree[closed] = search.route(closed) if known is None else tree[known]
    return ReplacementRoutes(by, depth, tuple(graph.gates), tree)


def _further(tree: Mapping[Closure, Route | None], newest: list[Closure]) -> list[Closure]:
    """Return the closures that close one gate more of a route, each once."""
    passed = ((closed, route) for closed in newest if (route := tree[closed]) is not None)
    return list(dict.fromkeys(closed | {gate} for closed, route in passed for gate in route.gates))


def _find_part(tree: Mapping[Closure, Route | None], closed: Closure) -> Closure | None:
    """Return a known closure of fewer of some gates whose answer holds for all of them."""
    parts = (part for part in _parts(closed) if part in tree)
    return next((part for part in parts if _holds(tree[part], closed)), None)


def _holds(route: Route | None, closed: Closure) -> bool:
    """Tell whether the best route under a closure of fewer gates is the best under one of more."""
    return route is None or closed.isdisjoint(route.gates)


def _parts(closed: Closure) -> Iterator[Closure]:
    """Yield every proper subset, the largest first."""
    for size in range(len(closed) - 1, 0, -1):
        yield from map(frozenset, combinations(sorted(closed), size))
