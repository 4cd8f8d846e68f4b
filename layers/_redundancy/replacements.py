"""What more closures would do, answered at once: the best routes under any few of them, made ready."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._choices import ANY_VESSEL
from isthmus._modes import MODES
from isthmus.geo import BestRoutes
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._records import WhatIf
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.barriers import find_barriers
from isthmus.layers._transport.closures import OPEN
from isthmus.layers._transport.gates import gates
from isthmus.layers._transport.question import Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import ReplacementRoutes, Route
    from isthmus.layers._transport.barriers import Shut
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.question import Closed

_Edges = tuple[int, ...]

DEPTH: Final = 3
"""Up to how many closures at once are made ready."""


@dataclass(frozen=True, eq=False)
class Replacements:
    """The best routes of every pair of a case under every closure of up to `depth` gates or countries.

    Parameters
    ----------
    case : Case
        What it shuts stays shut.
    depth : int
    """

    case: Case
    depth: int = DEPTH

    @cached_property
    def gates(self) -> Mapping[str, NDArray[np.int64]]:
        """The edges of all that can be closed by name: gates, gateways, and countries by their codes."""
        passages = self.case.passages
        return {code: passages.in_country(code) for code in self.case.land} | {**passages.edges}

    @cached_property
    def openings(self) -> tuple[str, ...]:
        """What is shut by no law, rule or size of ships, and what best routes pass were it alone open."""
        return tuple(name for name, held in self.case.shut.items() if _may_open(held) and self._draws(name))

    def _draws(self, name: str) -> bool:
        """Tell whether a best route passes something that is shut once that alone is open."""
        held = self.case.shut[name].edges
        open_ = self.case.without_shut(self.case.whole, but=name)
        routes = chain.from_iterable(open_.reroute(self.case.before).edges)
        return any(route is not None and np.isin(held, route).any() for route in routes)

    def routes_without(self, names: Collection[str]) -> BestRoutes:
        """Return the best routes without some gates or gateways besides.

        Only closures of what a route passes are searched, each once: those of the tree of all pairs at once.
        """
        held: frozenset[str] = frozenset()
        while passed := sorted(({*names} - held) & {*self._gates_passed(held)}):
            held |= {passed[0]}
        return self._searched[held]

    def _gates_passed(self, held: frozenset[str]) -> list[str]:
        """Return the gates that best routes pass without some, which are searched if they were not yet."""
        if held not in self._searched:
            self._searched[held] = self.case.networks.without(gates=held).reroute(self.case.after)
        return self.case.gates_on(self._searched[held].all_edges())

    @cached_property
    def _searched(self) -> dict[frozenset[str], BestRoutes]:
        return {}

    @cached_property
    def trees(self) -> Mapping[tuple[int, int], ReplacementRoutes | None]:
        """The replacement routes of each pair; None where no route leads as it is."""
        return self._trees_with(None)

    def _trees_with(self, opened: str | None) -> dict[tuple[int, int], ReplacementRoutes | None]:
        """Return the routes of each pair; its own countries are no gates, since to close them parts it."""
        case = self.case
        networks = case.networks if opened is None else case.without_shut(case.whole, but=opened)
        fixed = {(i, j): self._own_gates(i, j) for i, j in case.pairs}
        return networks.with_gates(self.gates).replacements(
            [end.nodes for end in case.origins],
            [end.nodes for end in case.destinations],
            depth=self.depth - (opened is not None),  # to open something is a change, too
            by=case.question.by,
            fixed=fixed,
        )

    def _own_gates(self, i: int, j: int) -> list[str]:
        own = {self.case.origins[i].country, self.case.destinations[j].country}
        return sorted(own & self.gates.keys())

    def what_if(self) -> WhatIf:
        """Return all routes that are made ready, in tables."""
        case = self.case
        trees = {
            (opened, pair): tree
            for opened in (None, *self.openings)
            for pair, tree in (self._trees_with(opened) if opened else self.trees).items()
            if tree is not None
        }
        routes = list(dict.fromkeys(route for tree in trees.values() for route in tree.routes))
        names = sorted({gate for route in routes for gate in route.gates} | {*self.openings})
        of_gate, of_route = _rows_by(names), _rows_by(routes)
        legs, passed = _split(case, [route.edges for route in routes])
        closures = [
            (
                case.pairs.index(pair),
                of_gate.get(opened, -1),
                tuple(sorted(of_gate[gate] for gate in closed)),
                of_route.get(route, -1),
            )
            for (opened, pair), tree in trees.items()
            for closed, route in tree.tree.items()
        ]
        return WhatIf(
            by=case.question.by,
            depth=self.depth,
            pairs=_list_pairs(case),
            gates=_locate_gates(case, names),
            legs=legs,
            routes=_tabulate(case, routes, of_gate, passed),
            closures=pd.DataFrame(closures, columns=["pair", "opened", "closed", "route"]),
        )

    def routes_under(self, closed: Closed) -> tuple[Case, BestRoutes]:
        """Return the best routes when more is closed, and the case whose network they are of.

        They are those made ready, or searched where these do not tell: of areas, on the entire network.

        Parameters
        ----------
        closed : str, GeoDataFrame, polygon or collection of these
            As for `isthmus.layers.route`.

        Raises
        ------
        ArgumentError
            If anything named is unknown.
        """
        more, passages = self._ask_besides(closed), self.case.passages
        names = [passages.name_meant(name) for name in more.closed]
        if more.zones is None and (ready := self._routes_ready(names)) is not None:
            return self.case, ready
        return self.search_under(closed)

    def search_under(self, closed: Closed) -> tuple[Case, BestRoutes]:
        """Return the same, searched: of one closure that is quicker than to make the others ready."""
        case, shut = self.shut_besides(closed)
        edges = np.concatenate([np.empty(0, np.int64), *(held.edges for held in shut.values())])
        return case, case.networks.without(edges=edges).reroute(case.after)

    def shut_besides(self, closed: Closed) -> tuple[Case, Mapping[str, Shut]]:
        """Return what a closure shuts, and the case whose network it is of: the entire one of areas."""
        more = self._ask_besides(closed)
        case = self.case if more.zones is None else self.case.entire
        return case, find_barriers(more, case.passages).shut

    def _ask_besides(self, closed: Closed) -> Question:
        """Return the question that shuts this alone."""
        asked = self.case.question
        return Question.ask(
            origins=asked.origins,
            destinations=asked.destinations,
            modes=asked.modes,
            closed=closed,
            on=OPEN,
            vessel=ANY_VESSEL,
            places=asked.atlas,
            policy=(),
        )

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


def _may_open(held: Shut) -> bool:
    """Tell whether it is no law, no rule and no size of ships that shuts something."""
    return not held.rules and not held.size and all(closure.kind != "law" for closure in held.closures)


def _rows_by(items: Iterable[str] | Iterable[Route]) -> dict[object, int]:
    return {item: place for place, item in enumerate(items)}


def _list_pairs(case: Case) -> pd.DataFrame:
    rows = [
        (case.origins[i].name, case.destinations[j].name, case.demand.shares[i, j]) for i, j in case.pairs
    ]
    return pd.DataFrame(rows, columns=["origin", "destination", "demand_share"])


def _tabulate(
    case: Case, routes: Sequence[Route], of_gate: Mapping[object, int], passed: Sequence[tuple[int, ...]]
) -> pd.DataFrame:
    rows = []
    for route, legs in zip(routes, passed, strict=True):
        ahead = [name for name in case.gates_along(np.array(route.edges, np.int64)) if name in of_gate]
        gates_passed = tuple(of_gate[name] for name in dict.fromkeys([*ahead, *route.gates]))
        rows.append((route.length_m / 1000, route.hours, route.cost, gates_passed, legs))
    return pd.DataFrame(rows, columns=["km", "h", "usd_t", "gates", "legs"])


def _locate_gates(case: Case, names: Sequence[str]) -> gpd.GeoDataFrame:
    known, marks = gates().set_index("name").geometry, country_marks().set_index("iso").geometry
    atlas = case.question.atlas
    places = {} if atlas is None else atlas.gateways.set_index("id").geometry.to_dict()
    shapes = {**marks.to_dict(), **places, **known.to_dict()}
    kinds = case.passages.kinds
    table = {
        "name": list(names),
        "title": [case.passages.title(name) for name in names],
        "kind": [kinds.get(name, "country") for name in names],
    }
    return gpd.GeoDataFrame(table, geometry=[_middle_of(shapes.get(name)) for name in names], crs=DEGREES)


def _middle_of(shape: shapely.Geometry | None) -> shapely.Point | None:
    """Return the middle of a line, or a point in an area."""
    if isinstance(shape, shapely.LineString):
        return shapely.line_interpolate_point(shape, 0.5, normalized=True)
    return None if shape is None else shapely.point_on_surface(shape)


def _split(case: Case, routes: Sequence[_Edges]) -> tuple[gpd.GeoDataFrame, list[tuple[int, ...]]]:
    """Return the stretches that the same routes pass by one mode, and those of each route in order."""
    passing: defaultdict[int, list[int]] = defaultdict(list)
    for number, edges in enumerate(routes):
        for edge in edges:
            passing[edge].append(number)
    modes = case.whole.modes.tolist()
    use = {edge: (modes[edge], tuple(numbers)) for edge, numbers in passing.items()}
    legs: dict[_Edges, int] = {}
    passed = []
    for edges in routes:
        runs = (tuple(run) for (mode, _), run in groupby(edges, key=use.__getitem__) if mode in MODES)
        passed.append(tuple(legs.setdefault(min(run, run[::-1]), len(legs)) for run in runs))
    lines = geo.split_antimeridian(np.array([case.line(run) for run in legs], dtype=object))
    table = {"mode": [modes[run[0]] for run in legs]}
    return gpd.GeoDataFrame(table, geometry=lines, crs=DEGREES), passed
