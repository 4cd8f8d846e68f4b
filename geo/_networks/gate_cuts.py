"""The fewest gates that part two nodes, and the most routes that have no gate in common.

A gate holds several edges, which need not be close to each other, and an edge may lie in several gates: gates
are shared-risk link groups. With such groups both questions are NP-hard, and their answers need not be equal
(Hu 2003, "Diverse routing in optical mesh networks", IEEE Transactions on Communications 51, 489-494;
Coudert, Perennes, Rivano and Voge 2016, "Combinatorial optimization in networks with shared risk link
groups", Discrete Mathematics and Theoretical Computer Science 18). To make one node of each gate would be
quick and wrong: a route could enter a gate on one side of the Earth and leave it on the other.

Here both are solved exactly. What hangs together without passing a gate becomes one region, so that only the
edges of gates are left: hundreds instead of a million. On these, ways are found in turn, and the lightest
gates that hit all of them by HiGHS (`scipy.optimize.milp`), until no way passes by. Most routes are found
without: in turn, or as disjoint ones among ways found by weights drawn from one seed. Only where they are
fewer than the cut has gates, an integer program of all of them is left, which can take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import scipy
from scipy import sparse

from isthmus.geo._answers import Cut
from isthmus.geo.errors import NoCutError

from .checks import gate_weights
from .flows import HALF, hang_together, hit_all, most_disjoint, reached_from, regions
from .graphs import Adjacency, WeightedGraph
from .routes import shortest_route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isthmus._choices import Weight
    from isthmus.geo._answers import Route
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

    from .multigraph import Multigraph

# Ways are drawn in so many rounds, by so many weights in each: a second at most.
_ROUNDS: Final = 12
_DRAWS: Final = 10


def gate_cut(graph: Multigraph, a: int, b: int, weights: Mapping[str, float] | None = None) -> Cut:
    """Return the gates of the least weight that part two nodes: the fewest, where all weigh the same.

    A route that passes no gate proves that there are none.
    """
    heavy = gate_weights(tuple(graph.gates), weights)
    region_graph, names = _regions_apart(graph, a, b), tuple(graph.gates)
    hit, ways = region_graph.lightest_gates(heavy)
    gates = tuple(names[i] for i in hit.tolist())
    held = np.zeros(len(graph.tails), bool)
    for name in gates:
        held[graph.gates[name]] = True
    edges = tuple(np.flatnonzero(held & graph.is_open).tolist())
    is_only = region_graph.is_only(hit, ways) if gates else None
    return Cut(len(gates), edges=edges, gates=gates, is_only=is_only)


def _regions_apart(graph: Multigraph, a: int, b: int) -> RegionGraph:
    """Return the ways from region to region, or refuse where one passes no gate."""
    found = RegionGraph.of(graph, a, b)
    if found is None:
        free = graph.close_gates(tuple(graph.gates))
        raise NoCutError(
            f"no set of gates parts node {a} from node {b}: a route between them passes none",
            route=shortest_route(free, a, b, by="distance"),
        )
    return found


def gate_disjoint_routes(graph: Multigraph, a: int, b: int, *, by: Weight) -> list[Route]:
    """Return as many routes as possible that have no gate in common.

    The shortest one, the shortest that passes none of its gates, and so on, if these are as many as the
    smallest cut has gates: there can't be more. Otherwise the gates are shared out, to ways that pass few of
    them, or to the most disjoint ones of many ways, if these are as many, or else by an integer program.
    """
    region_graph, names = _regions_apart(graph, a, b), tuple(graph.gates)
    cut, _ = region_graph.lightest_gates(np.ones(len(names)))
    routes = _take_in_turn(graph, a, b, by)
    if len(routes) == len(cut):
        return routes
    found = region_graph.gates_in_turn()
    if len(found) < len(cut):
        found = region_graph.gates_by_chance(len(cut))
    if len(found) < len(cut):
        found = region_graph.disjoint_gates(cut.tolist())
    shares = [{names[i] for i in share.tolist()} for share in found]
    spare = set(names).difference(*shares)
    routes = []
    for share in shares:
        others = tuple(set(names) - share - spare)
        routes.append(shortest_route(graph.close_gates(others), a, b, by=by))
        spare -= set(routes[-1].gates)
    return routes


def _take_in_turn(graph: Multigraph, a: int, b: int, by: Weight) -> list[Route]:
    routes: list[Route] = []
    while (path := graph.best_path(a, b, by=by)) is not None:
        routes.append(graph.route(path))
        graph = graph.close_gates(routes[-1].gates)
    return routes


_Way: TypeAlias = tuple[int, int, tuple[int, ...]]
"""Two regions that a way joins, and the gates that it passes; none if it leads into the next stage alone."""


class Crossings(NamedTuple):
    """Edges that pass gates, and the regions between which they lead."""

    one: IntArray
    other: IntArray
    edge: IntArray


@dataclass(frozen=True, eq=False, slots=True)
class RegionGraph:
    """The ways from region to region; a region is crossed without passing any gate.

    Parameters
    ----------
    regions : int
        How many there are; 0 is where the routes begin and 1 is where they end.
    one, other : array of int, shape (ways,)
        The regions that each way joins.
    both : array of bool, shape (ways,)
        Whether it leads both ways. The others lead into the next stage of a route, and pass no gate.
    way, gate : array of int, shape (passes,)
        Every gate that a way passes.
    gates : int
        How many gates there are.
    """

    regions: int
    one: IntArray
    other: IntArray
    both: BoolArray
    way: IntArray
    gate: IntArray
    gates: int

    @classmethod
    def of(cls, graph: Multigraph, a: int, b: int) -> RegionGraph | None:
        """Find the ways of a graph; None if one leads from end to end without passing a gate.

        Edges that hang together and pass the same gates, such as those of an airspace, become one region:
        every region they touch is joined to it by a way that passes these gates.
        """
        gated = np.zeros(len(graph.tails), bool)
        gated[graph.gate_of_edge[0]] = True
        region, count = regions(graph, graph.is_open & ~gated, end=b)
        steps = np.unique([region[end] for end in graph.stages.steps], axis=1)
        if reached_from(count, steps[0], steps[1], region[a])[region[b]]:
            return None
        one, other, edge = graph.stages.ways
        apart = np.flatnonzero((graph.is_open & gated)[edge] & (region[one] != region[other]))
        crossings = Crossings(region[one[apart]], region[other[apart]], edge[apart])
        crossings, steps = _between(count, crossings, steps, region[[a, b]])
        found = _ways_to_regions(graph, crossings, ends=(*region[[a, b]], *steps.ravel()))
        ways = [*found, *((before, after, ()) for before, after in steps.T.tolist())]
        return cls._number(ways, ends=region[[a, b]].tolist(), gates=len(graph.gates))

    @classmethod
    def _number(cls, ways: Sequence[_Way], *, ends: Sequence[int], gates: int) -> RegionGraph:
        """Return the graph of some ways, its regions numbered anew from the two ends on."""
        number = {region: place for place, region in enumerate(ends)}
        one = [number.setdefault(way[0], len(number)) for way in ways]
        other = [number.setdefault(way[1], len(number)) for way in ways]
        passed = [way[2] for way in ways]
        counts = np.array([len(held) for held in passed], np.int64)
        return cls(
            regions=len(number),
            one=np.array(one, np.int64),
            other=np.array(other, np.int64),
            both=counts > 0,
            way=np.repeat(np.arange(len(ways)), counts),
            gate=np.array([gate for held in passed for gate in held], np.int64),
            gates=gates,
        )

    def lightest_gates(self, weights: FloatArray) -> tuple[IntArray, list[IntArray]]:
        """Return the gates of the least weight without which no way leads from region 0 to region 1.

        The gates of the ways that were found come with them.

        A cut passes no way by: the lightest gates that hit every way found so far are a cut once no way is
        left that passes none of them, and no lighter ones are (implicit hitting sets: Moreno-Centeno and Karp
        2013, "The implicit hitting set approach to solve combinatorial optimization problems", Operations
        Research 61, 453-468). Among ways drawn at first are often as many disjoint ones as the cut has gates,
        so that the solver need not take long to prove that there is none with fewer.
        """
        ways = [np.array(way, np.int64) for way in self._draw_ways(np.random.default_rng(0))]
        hit = hit_all(ways, weights) if ways else np.empty(0, np.int64)
        while found := self.gates_in_turn(hit):
            ways += found
            hit = hit_all(ways, weights)
        return hit, ways

    def _draw_ways(self, chance: np.random.Generator) -> dict[tuple[int, ...], None]:
        """Return the gates of ways that are the lightest by some weights of gates, disjoint by each."""
        drawn = (1.0 + chance.exponential(size=self.gates) for _ in range(_DRAWS))
        return {tuple(way.tolist()): None for one in drawn for way in self.gates_in_turn(weights=one)}

    def is_only(self, cut: IntArray, ways: Sequence[IntArray]) -> bool:
        """Tell whether no other set of as many gates as a smallest cut has is a cut, too.

        Parameters
        ----------
        cut : array of int
        ways : sequence of array of int
            The gates on ways that lead through, some of which each cut holds.
        """
        found, same = [*ways], np.ones(self.gates)
        same[cut] += 0.5 / max(len(cut), 1)  # the same number of others is lighter
        while found:
            other = hit_all(found, same)
            if len(other) > len(cut) or np.array_equal(other, cut):
                return True
            more = self.gates_in_turn(other)
            if not more:
                return False
            found += more
        return True

    def gates_in_turn(
        self, closed: IntArray | None = None, weights: FloatArray | None = None
    ) -> list[IntArray]:
        """Return disjoint sets of gates that each let a route through, each time the fewest or lightest."""
        tails, heads, ways = self._arcs
        adjacency = Adjacency(self.regions, tails, heads)
        heavy = np.ones(len(self.gate)) if weights is None else weights[self.gate]
        passes = np.bincount(self.way, weights=heavy, minlength=len(self.one)).astype(np.float64)
        found = [] if closed is None else [closed]
        while True:
            if found:
                passes[self.way[np.isin(self.gate, found[-1])]] = np.inf
            path = WeightedGraph(adjacency, passes[ways]).path(0, np.array([1]))
            if path is None:
                return found if closed is None else found[1:]
            found.append(np.unique(self.gate[np.isin(self.way, ways[path.arcs])]))

    def gates_by_chance(self, most: int) -> list[IntArray]:
        """Return the most disjoint sets of gates among those of ways that are the lightest by many weights.

        There can't be more than a cut has gates: where there are so many, they are the most of all.
        """
        chance = np.random.default_rng(0)
        ways: dict[tuple[int, ...], None] = {}
        found: list[IntArray] = []
        for _ in range(_ROUNDS):
            ways |= self._draw_ways(chance)
            found = most_disjoint([np.array(way, np.int64) for way in ways], self.gates)
            if len(found) >= most:
                break
        return found

    def disjoint_gates(self, cut: Sequence[int]) -> list[IntArray]:
        """Return as many disjoint sets of gates as possible that each let a route through.

        Every route has variables of its own: its flow over the ways in either direction, which gates it
        may pass, and whether it is there at all. Every route passes a gate of a cut, and no two the same, so
        that there is one at most for each; to number the routes by the first gate of the cut that they pass
        spares the solver every other numbering of the same routes.
        """
        most = len(cut)
        incidence, passes = self._incidence(), self._passes().tocoo()
        ends = sparse.coo_array(([-1.0, 1.0], ([0, 1], [0, 0])), shape=(self.regions, 1))
        over, through = sparse.eye_array(passes.shape[0]).tocsr(), sparse.eye_array(self.gates).tocsr()
        route = sparse.block_array([[incidence, None, ends], [-over[passes.row], through[passes.col], None]])
        gate = sparse.hstack(
            [sparse.coo_array((self.gates, over.shape[0])), through, sparse.coo_array((self.gates, 1))]
        )
        slack = np.repeat([0.0, np.inf], [self.regions, passes.nnz])
        objective = np.zeros(route.shape[1])
        objective[-1] = -1.0
        whole = np.arange(route.shape[1]) >= over.shape[0]
        may = np.ones((most, route.shape[1]))
        later, earlier = np.tril_indices(most, -1)
        may[later, over.shape[0] + np.asarray(cut)[earlier]] = 0.0
        solution = scipy.optimize.milp(
            np.tile(objective, most),
            integrality=np.tile(whole, most),
            bounds=scipy.optimize.Bounds(0.0, may.ravel()),
            constraints=[
                scipy.optimize.LinearConstraint(
                    sparse.kron(sparse.eye_array(most), route), 0.0, np.tile(slack, most)
                ),
                scipy.optimize.LinearConstraint(sparse.hstack([gate] * most), ub=1.0),
            ],
        )
        found = solution.x.reshape(most, -1) > HALF
        return [np.flatnonzero(row[over.shape[0] : -1]) for row in found if row[-1]]

    @property
    def _arcs(self) -> tuple[IntArray, IntArray, IntArray]:
        """The regions from and to which every way leads, there and back, and the way."""
        back = np.flatnonzero(self.both)
        tails, heads = np.append(self.one, self.other[back]), np.append(self.other, self.one[back])
        return tails, heads, np.append(np.arange(len(self.one)), back)

    def _incidence(self) -> sparse.csr_array:
        """Return 1 where an arc leaves a region and -1 where it enters one, shape (regions, arcs)."""
        tails, heads, ways = self._arcs
        arcs = np.tile(np.arange(len(ways)), 2)
        signs = np.repeat([1.0, -1.0], len(ways))
        return sparse.csr_array((signs, (np.append(tails, heads), arcs)), shape=(self.regions, len(ways)))

    def _passes(self) -> sparse.csr_array:
        """Return 1 where an arc passes a gate, shape (arcs, gates)."""
        ones = np.ones(len(self.gate))
        there = sparse.csr_array((ones, (self.way, self.gate)), shape=(len(self.one), self.gates))
        return there[self._arcs[2]]


def _between(count: int, crossings: Crossings, steps: IntArray, ends: IntArray) -> tuple[Crossings, IntArray]:
    """Return the crossings and steps on a way from one region to another that passes any gates."""
    one, other, _ = crossings
    before, after = np.concatenate([one, other, steps[0]]), np.concatenate([other, one, steps[1]])
    inner = (before != ends[1]) & (after != ends[0])  # a way starts at one end and stops at the other
    before, after = before[inner], after[inner]
    between = reached_from(count, before, after, ends[0]) & reached_from(count, after, before, ends[1])
    kept = between[one] & between[other]
    return Crossings(*(values[kept] for values in crossings)), steps[:, between[steps].all(axis=0)]


def _ways_to_regions(graph: Multigraph, crossings: Crossings, *, ends: Sequence[int]) -> Iterator[_Way]:
    """Yield the regions that edges of the same gates touch, those that hang together as one, and their gates.

    What hangs together is numbered downwards from -1, to be told from other regions.
    A region that only one such group touches leads nowhere, unless routes end or go on there.
    """
    kinds, kind = graph.kinds_of_gates(crossings.edge)
    width = 1 + int(np.concatenate([crossings.one, crossings.other, ends]).max())
    keys, together = hang_together(kind * width + crossings.one, kind * width + crossings.other)
    group, touched = np.divmod(keys, width)
    leads_on = np.bincount(touched, minlength=max(ends) + 1) > 1
    leads_on[list(ends)] = True
    kept = leads_on[touched]
    for place, component, number in zip(
        touched[kept].tolist(), together[kept].tolist(), group[kept].tolist(), strict=True
    ):
        yield place, -1 - component, kinds[number]
