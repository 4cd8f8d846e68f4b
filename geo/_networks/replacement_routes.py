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
from itertools import combinations, product
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

import numpy as np

from isthmus._arguments import as_whole, check_choice, check_fields, check_kind, unfit
from isthmus._choices import Weight

from . import routes
from .checks import Checks, check_names
from .detours import Detours, mark, places_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import ArrayLike

    from isthmus.geo._answers import Route

    from .detours import Detour, DetoursOfPair
    from .multigraph import Multigraph

Closure = frozenset[str]

_OPEN: Final[Closure] = frozenset()
_Places: TypeAlias = frozenset[int]
_Ways: TypeAlias = "dict[_Places, Detour | None]"
_NOTHING: Final[_Places] = frozenset()
# From so many searches on, a smaller graph is worth its making.
_MANY: Final = 3000
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
    many = len(first.gates) ** depth > _MANY
    search = Detours(graph, [np.array([a])], [np.array([b])], by, many=many)
    return _make_ready(search, 0, 0, depth, by)  # type: ignore[return-value]  # there is one


def find_replacements(
    graph: Multigraph,
    ends: tuple[Sequence[ArrayLike], Sequence[ArrayLike]],
    fixed: Mapping[tuple[int, int], Collection[str]],
    *,
    depth: int,
    by: Weight,
) -> dict[tuple[int, int], ReplacementRoutes | None]:
    """Return the same of every pair of ends, None where no route joins them."""
    depth, checks = as_whole("depth", depth), Checks("question")
    check_kind("fixed", fixed, Mapping, "a mapping of pairs of places to gates")
    kept = {pair: check_names(checks, "fixed", names, graph.gates) for pair, names in fixed.items()}
    checks.settle()
    best = routes.best_routes(graph, *ends, by=by)
    passed = [len(graph.gates_on(np.sort(edges))) for row in best.edges for edges in row if edges is not None]
    many = sum(gates**depth for gates in passed) > _MANY
    search = Detours(graph, best.origins, best.destinations, by, many=many)
    pairs = product(range(len(best.origins)), range(len(best.destinations)))
    return {(i, j): _make_ready(search, i, j, depth, by, kept.get((i, j), ())) for i, j in pairs}


def _make_ready(
    search: Detours, i: int, j: int, depth: int, by: Weight, fixed: Collection[str] = ()
) -> ReplacementRoutes | None:
    """Return the routes from a start to a goal, None where there is none; `fixed` gates are never closed."""
    graph = search.graph
    names = [*graph.gates]
    ways = _grow(search.between(i, j), ~mark(names.index(gate) for gate in fixed), depth)
    if ways[_NOTHING] is None:
        return None
    made = {way.arcs.tobytes(): way for way in ways.values() if way is not None}
    found = dict(zip(made, graph.routes(search.paths([*made.values()]), fixed), strict=True))
    tree = {
        frozenset(names[gate] for gate in closed): None if way is None else found[way.arcs.tobytes()]
        for closed, way in ways.items()
    }
    return ReplacementRoutes(by, depth, tuple(name for name in names if name not in fixed), tree)


def _grow(pair: DetoursOfPair, closable: int, depth: int) -> _Ways:
    """Return the best way of each closure that matters, of up to so many gates by their places."""
    ways: _Ways = {_NOTHING: pair.best((), 0.0)}
    newest = [_NOTHING]
    for _ in range(depth):
        newest = [closed for closed in _further(ways, newest, closable) if closed not in ways]
        for closed in newest:
            parts = [ways[part] for part in _parts(closed) if part in ways]
            led = [way for way in parts if way is not None]
            parted = len(led) < len(parts)
            ways[closed] = None if parted else pair.best(closed, max(way.total for way in led))
    return ways


def _further(ways: _Ways, newest: list[_Places], closable: int) -> list[_Places]:
    """Return the closures that close one gate more of a way, each once."""
    passed = ((closed, way.held & closable) for closed in newest if (way := ways[closed]) is not None)
    return list(dict.fromkeys(closed | {gate} for closed, held in passed for gate in places_of(held)))


def _parts(closed: _Places) -> Iterator[_Places]:
    """Yield every proper subset."""
    for size in range(len(closed)):
        yield from map(frozenset, combinations(sorted(closed), size))
