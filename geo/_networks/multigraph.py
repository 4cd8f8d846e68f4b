"""The multigraph behind a network: made of checked arrays, what is open, and what a closure stops."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from shapely import LineString

from isthmus._arguments import check_choice, is_whole, unfit
from isthmus._choices import Weight
from isthmus.geo._answers import Route, freeze
from isthmus.geo._chains import Chains, check_path, unravel_rows, unwrap_chains
from isthmus.geo._ellipsoid import inverse
from isthmus.geo.errors import ArgumentError, blame

from .checks import Checks, check_areas, check_names
from .edges_within import edges_through
from .graphs import Path, Stages, WeightedGraph

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus._choices import PathKind
    from isthmus.geo._chains import Geometries
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Multigraph:
    """Nodes, edges and gates that have been checked, in arrays that can't be written to.

    Parameters
    ----------
    lonlat : array of float, shape (nodes, 2)
    tails, heads : array of int, shape (edges,)
    mode_names : tuple of str
        Every mode once, in alphabetical order.
    mode : array of int, shape (edges,)
        Index into `mode_names`.
    lengths_m : array of float, shape (edges,)
    hours, costs : array of float, shape (edges,), or None
    capacities : array of int, shape (edges,), or None
    gates : mapping of str to array of int
        Edges of each gate, ascending; gates in alphabetical order.
    usable : array of bool, shape (edges,)
        What may be used when nothing is closed: every edge but those of capacity 0.
    is_open : array of bool, shape (edges,)
        What may be used now.
    once : array of bool, shape (edges,)
        Which edges a route takes in one stretch alone.
    stages : Stages
        What routes are paths over.
    """

    lonlat: FloatArray
    tails: IntArray
    heads: IntArray
    mode_names: tuple[str, ...]
    mode: NDArray[np.int16]
    lengths_m: FloatArray
    hours: FloatArray | None
    costs: FloatArray | None
    capacities: IntArray | None
    gates: Mapping[str, IntArray]
    usable: BoolArray
    is_open: BoolArray
    once: BoolArray
    stages: Stages = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: value for name, value in vars(self).items() if name in self.__dataclass_fields__}
        return _restore, (state | {"gates": dict(self.gates), "stages": None},)

    @cached_property
    def modes(self) -> NDArray[np.str_]:
        """Mode of each edge."""
        return freeze(np.array(self.mode_names, np.str_)[self.mode])

    def close(self, closed: BoolArray) -> Multigraph:
        """Return the same graph with some edges closed besides those that already are."""
        return dataclasses.replace(self, is_open=freeze(self.is_open & ~closed))

    def kinds_of_gates(self, edges: IntArray) -> tuple[list[tuple[int, ...]], IntArray]:
        """Return the gates that some of the edges pass, and which of these sets each edge passes."""
        held, gate = self.gate_of_edge
        starts, stops = np.searchsorted(held, edges), np.searchsorted(held, edges, side="right")
        kinds, kind = list[tuple[int, ...]](), np.empty(len(edges), np.int64)
        for count in np.unique(stops - starts).tolist():
            these = np.flatnonzero(stops - starts == count)
            passed = gate[starts[these][:, np.newaxis] + np.arange(count)]
            found, place = np.unique(passed, axis=0, return_inverse=True)
            kind[these] = len(kinds) + place.ravel()
            kinds += map(tuple, found.tolist())
        return kinds, kind

    def close_gates(self, names: Sequence[str]) -> Multigraph:
        """Return the same graph with every edge of some gates closed."""
        closed = np.zeros(len(self.tails), bool)
        for name in names:
            closed[self.gates[name]] = True
        return self.close(closed)

    def merge(self, groups: Iterable[IntArray]) -> Multigraph:
        """Return the same graph with each group of nodes made one: its first."""
        count = len(self.lonlat)
        number = np.arange(count)
        for group in groups:
            number[group] = group[:1]
        tails, heads = freeze(number[self.tails]), freeze(number[self.heads])
        stages = Stages.of(count, tails, heads, self.once)
        return dataclasses.replace(self, tails=tails, heads=heads, stages=stages)

    def take_once(self, edges: IntArray) -> Multigraph:
        """Return the same graph with other edges that a route takes in one stretch alone."""
        once = np.zeros(len(self.tails), bool)
        once[edges] = True
        stages = Stages.of(len(self.lonlat), self.tails, self.heads, once)
        return dataclasses.replace(self, once=freeze(once), stages=stages)

    def quantity(self, by: str) -> FloatArray:
        """Return the cost, hours or metres of each edge."""
        check_choice("by", by, get_args(Weight))
        if by not in self._quantities:
            given = "hours" if by == "time" else "costs"
            raise ArgumentError(
                f'by: this network knows no {given}; give {given}=... to Network or ask by="distance"'
            )
        return self._quantities[by]

    @property
    def _quantities(self) -> Mapping[str, FloatArray]:
        named = {"cost": self.costs, "time": self.hours, "distance": self.lengths_m}
        return {by: values for by, values in named.items() if values is not None}

    def weigh(self, by: str) -> WeightedGraph:
        """Return what routes are paths over, by cost, time or distance; closed edges are infinitely far."""
        values = self.quantity(by)
        if by not in self._weighed:
            weights = self.stages.weigh(values, self.is_open)
            self._weighed[by] = WeightedGraph(self.stages.adjacency, weights)
        return self._weighed[by]

    @cached_property
    def _weighed(self) -> dict[str, WeightedGraph]:
        """What was asked for already: most networks are asked for one quantity alone."""
        return {}

    def node(self, node: int, name: str) -> int:
        """Return a checked node; `name` is that of the argument."""
        if not (is_whole(node) and 0 <= node < len(self.lonlat)):
            raise unfit(name, f"a node from 0 to {len(self.lonlat) - 1}", node)
        return int(node)

    def ends(self, a: int, b: int) -> tuple[int, int]:
        """Return two checked nodes that differ."""
        one, other = self.node(a, "a"), self.node(b, "b")
        if one == other:
            raise ArgumentError(f"a, b: expected two different nodes, got {one} twice; nothing parts a node")
        return one, other

    def gates_on(self, edges: IntArray) -> tuple[str, ...]:
        """Return the gates that hold some edges, each once, in the order of the edges."""
        held, gate = self.gate_of_edge
        first = np.searchsorted(held, edges)
        row, place = unravel_rows(np.searchsorted(held, edges, side="right") - first)
        names = tuple(self.gates)
        return tuple(dict.fromkeys(names[i] for i in gate[first[row] + place].tolist()))

    @cached_property
    def gate_of_edge(self) -> tuple[IntArray, IntArray]:
        """Every pair of an edge and a gate that holds it, ordered by edge."""
        nothing = np.empty(0, np.int64)
        held = np.concatenate([nothing, *self.gates.values()])
        gate = np.repeat(np.arange(len(self.gates)), [len(edges) for edges in self.gates.values()])
        order = np.argsort(held, kind="stable")
        return held[order], gate[order]

    def best_path(self, a: int, b: int, *, by: str) -> Path | None:
        """Return the shortest path over copies of nodes that leads from one node to another, if any does."""
        return self.weigh(by).path(a, self.stages.copies(b))

    def route(self, path: Path) -> Route:
        """Return the route along a path over copies of nodes."""
        return self.route_along(*self.stages.walk(path))

    def routes(self, paths: Iterable[Path], fixed: Collection[str]) -> list[Route]:
        """Return the routes along some paths; gates that are never closed are none of theirs."""
        found = [self.route_along(*self.stages.walk(path)) for path in paths]
        if not fixed:
            return found
        return [
            dataclasses.replace(route, gates=tuple(gate for gate in route.gates if gate not in fixed))
            for route in found
        ]

    def route_along(self, nodes: IntArray, edges: IntArray) -> Route:
        """Return the route along some nodes and the edges between them."""
        return Route(
            nodes=tuple(nodes.tolist()),
            edges=tuple(edges.tolist()),
            length_m=_exact_sum(self.lengths_m, edges),
            hours=_exact_sum(self.hours, edges),
            cost=_exact_sum(self.costs, edges),
            modes=tuple(self.mode_names[i] for i in self.mode[edges].tolist()),
            gates=self.gates_on(edges),
            geometry=_join_by_geodesics(self.lonlat[nodes]),
        )


def _restore(state: dict[str, Any]) -> Multigraph:
    """Return a graph from what was pickled or copied: frozen again, its adjacency to be sorted anew."""
    for value in (*state.values(), *state["gates"].values()):
        if isinstance(value, np.ndarray):
            freeze(value)
    stages = Stages.of(len(state["lonlat"]), state["tails"], state["heads"], state["once"])
    return Multigraph(**state | {"gates": MappingProxyType(state["gates"]), "stages": stages})


def _exact_sum(values: FloatArray | None, edges: IntArray) -> float:
    return math.nan if values is None else math.fsum(values[edges].tolist())


def _join_by_geodesics(lonlat: FloatArray) -> LineString:
    """Join points by geodesics; a single point makes an empty line."""
    if len(lonlat) == 1:
        return LineString()
    chain = unwrap_chains(Chains(lonlat[:, 0], lonlat[:, 1], np.array([0, len(lonlat)])), path="geodesic")
    return LineString(np.column_stack([chain.lon, chain.lat]))


def check_network(
    lonlat: ArrayLike,
    ends: tuple[ArrayLike, ArrayLike],
    modes: Sequence[str] | NDArray[Any],
    quantities: Mapping[str, ArrayLike | None],
    gates: Mapping[str, ArrayLike] | None,
    once: ArrayLike,
) -> Multigraph:
    """Return the graph of a network's arguments, or raise an error that tells all that is wrong with them."""
    checks = Checks("network")
    points = checks.points(lonlat)
    tails, heads = map(partial(checks.indices, count=len(points), of="node"), ("tails", "heads"), ends)
    edges = len(tails)
    checks.same_length("tails, heads" if not edges else "heads", len(heads), edges)
    mode_names, mode = checks.modes(modes, edges=edges)
    known = {n: checks.quantity(n, v, edges=edges) for n, v in quantities.items() if v is not None}
    capacities = checks.whole("capacities", known["capacities"]) if "capacities" in known else None
    held = checks.gates({} if gates is None else gates, edges=edges)
    taken_once = checks.indices("once", once, count=edges, of="edge")
    checks.settle()
    checks.legs(points, tails, heads)
    checks.settle()
    usable = freeze(np.ones(edges, bool) if capacities is None else capacities > 0)
    is_once = freeze(np.bincount(taken_once, minlength=edges) > 0)
    return Multigraph(
        lonlat=points,
        tails=tails,
        heads=heads,
        mode_names=mode_names,
        mode=mode,
        lengths_m=known["lengths_m"] if "lengths_m" in known else _edge_lengths(points, tails, heads),
        hours=known.get("hours"),
        costs=known.get("costs"),
        capacities=capacities,
        gates=held,
        usable=usable,
        is_open=usable,
        once=is_once,
        stages=Stages.of(len(points), tails, heads, is_once),
    )


def _edge_lengths(lonlat: FloatArray, tails: IntArray, heads: IntArray) -> FloatArray:
    (lon0, lat0), (lon1, lat1) = lonlat[tails].T, lonlat[heads].T
    return freeze(inverse(lon0, lat0, lon1, lat1)[2])


def mask_of_closure(
    graph: Multigraph,
    *,
    edges: ArrayLike,
    gates: Collection[str],
    area: BaseGeometry | Geometries | None,
    path: PathKind | None,
    modes: Collection[str],
) -> BoolArray:
    """Return a mask of the edges that a closure stops, after checking everything it names."""
    checks = Checks("closure")
    indices = checks.indices("edges", edges, count=len(graph.tails), of="edge")
    gates = check_names(checks, "gates", gates, graph.gates)
    modes = check_names(checks, "modes", modes, graph.mode_names)
    areas = check_areas(checks, area)
    check_path(path)
    checks.settle()
    closed = np.isin(graph.mode, [graph.mode_names.index(mode) for mode in modes])
    for held in (indices, *(graph.gates[name] for name in gates)):
        closed[held] = True
    if len(areas):
        with blame("area"):
            some = np.flatnonzero(graph.is_open)
            closed[some] |= edges_through(graph.lonlat, graph.tails[some], graph.heads[some], areas, path)
    return closed
