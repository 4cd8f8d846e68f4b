"""The network on the day of a question: its ends joined to it, and what is shut."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, get_args

import numpy as np
import shapely

from isthmus._modes import MODES, of_medium
from isthmus.layers._bundled.countries import country_at

from .barriers import find_barriers, find_bars
from .closures import queues_on
from .cost_models import Bound, CostModel
from .feeders import find_beyond, keep_feeders_near
from .gates import find_passages
from .goods import Demand, find_demand, hour_worth
from .pair_networks import PairNetworks, edges_shut
from .policies import places_unlawful
from .question_ends import check_apart, countries_added, efforts, find_ends, join_ends
from .services import find_vessel
from .ways import draw_lines
from .world_network import course_along, hubs, network_by, node_countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes, Network

    from .barriers import Shut
    from .cost_models import Effort
    from .ends import End
    from .gates import Passages
    from .policies import Rule
    from .question import Question
    from .services import Vessel

    Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Case:
    """A question, with the network made ready to answer it.

    Parameters
    ----------
    question : Question
    origins, destinations : tuple of End
        With their nodes.
    whole : Network
        With nothing closed but where lorries would go further than they feed aircraft; its gates are
        everything that can be closed by name.
    countries : array of str, shape (nodes,)
        The country of each node, "" at sea.
    passages : Passages
        What can be closed by name.
    shut : mapping of str to Shut
        What the question and its day shut, by name.
    limited : mapping of str to Shut
        What is restricted or avoided on that day, and taken as open.
    barred : mapping of str to Shut
        What the policies of the question bar, by name.
    told : tuple of Rule
        What these say besides.
    beyond : tuple of Shut
        Where lorries would go too far from the ends of some pairs.
    is_skeleton : bool
        Whether the network is its skeleton: see `isthmus.layers._bundled.network_files`.
    """

    question: Question
    origins: tuple[End, ...]
    destinations: tuple[End, ...]
    whole: Network
    countries: NDArray[np.str_]
    passages: Passages
    shut: Mapping[str, Shut]
    limited: Mapping[str, Shut] = field(default_factory=dict)
    barred: Mapping[str, Shut] = field(default_factory=dict)
    told: tuple[Rule, ...] = ()
    beyond: tuple[Shut, ...] = ()
    is_skeleton: bool = False

    @classmethod
    def of(cls, question: Question, *, entire: bool = False) -> Case:
        """Make the network ready: its skeleton, where that will do and not the entire one is asked for.

        Raises
        ------
        ArgumentError
            If anything the question names is unknown, or an origin shares a hub with a destination.
        """
        asked = zip(question.sides, (question.origins, question.destinations), strict=True)
        origins, destinations = (find_ends(question, argument, names) for argument, names in asked)
        trips = _trips(origins, destinations)
        model = _model_for(question, _find_vessel(question, trips), question.costs)
        is_skeleton = not (entire or _needs_entire(question, [*origins, *destinations]))
        bare = network_by(question.modes, model, is_skeleton=is_skeleton)
        whole, ends = join_ends(bare, [*origins, *destinations], model)
        starts, goals = tuple(ends[: len(origins)]), tuple(ends[len(origins) :])
        check_apart(question, starts, goals)
        known, added = node_countries(question.modes, is_skeleton=is_skeleton), countries_added(ends, bare)
        countries = np.concatenate([known, added])
        passages = find_passages(whole, countries, atlas=question.atlas, together=question.together)
        whole = keep_feeders_near(whole.with_gates(passages.edges), ends)
        found = (*find_barriers(question, passages, trips=trips), *find_bars(question, passages, trips))
        beyond = find_beyond(whole, starts, goals)
        return cls(question, starts, goals, whole, countries, passages, *found, beyond, is_skeleton)

    @cached_property
    def entire(self) -> Case:
        """The same question on the entire network, for areas and for routes without a common edge."""
        return Case.of(self.question, entire=True) if self.is_skeleton else self

    @cached_property
    def networks(self) -> PairNetworks:
        """The network without what is shut or barred to each pair of ends."""
        return self.without_shut(self.whole)

    @property
    def network(self) -> Network:
        """The network without what is shut or barred to every pair of ends."""
        return self.networks.network

    def without_shut(self, whole: Network, *, but: str | None = None) -> PairNetworks:
        """Return a network of the same edges without what is shut or barred, but for one thing shut."""
        stopped = [held for name, held in self.shut.items() if name != but]
        return PairNetworks.of(whole, [*stopped, *self.barred.values(), *self.beyond], self.trips)

    @property
    def trips(self) -> list[list[tuple[str, str]]]:
        """The countries of each pair, by origins and destinations."""
        return [[(one.country, other.country) for other in self.destinations] for one in self.origins]

    @cached_property
    def unruled(self) -> BestRoutes:
        """The best routes after what the question closes, if its policies barred nothing."""
        if not self.barred:
            return self.after
        return PairNetworks.of(self.whole, [*self.shut.values(), *self.beyond], self.trips).reroute(
            self.before
        )

    @cached_property
    def before(self) -> BestRoutes:
        """The best routes while nothing is closed."""
        return self.best_routes(PairNetworks.of(self.whole, self.beyond, self.trips))

    @property
    def in_the_way(self) -> list[str]:
        """What is shut that a best route would pass while nothing is closed."""
        trips = self.trips
        ways = [(trips[i][j], self.before.edges[i][j]) for i, j in self.pairs]
        return [
            name
            for name, held in self.shut.items()
            if any(way is not None and np.isin(way, held.edges_to(trip)).any() for trip, way in ways)
        ]

    @cached_property
    def after(self) -> BestRoutes:
        """The best routes after what the question closes."""
        return self.networks.reroute(self.before)

    @cached_property
    def unlawful(self) -> frozenset[str]:
        """The countries through which no advice may lead: see `places_unlawful`."""
        asked = self.question
        trips = _trips(self.origins, self.destinations)
        return places_unlawful(trips, on=asked.on, policy=asked.policy, goods=asked.goods)

    @cached_property
    def demand(self) -> Demand:
        """How much each pair counts."""
        atlas = self.question.atlas
        sides = ([end.country_asked for end in ends] for ends in (self.origins, self.destinations))
        return find_demand(None if atlas is None else atlas.flows, *sides)

    @property
    def vessel(self) -> Vessel | None:
        """The ships that go, None where none do or they have no size."""
        return _find_vessel(self.question, _trips(self.origins, self.destinations))

    def cost_model(self, costs: str, *, bound: Bound = "value") -> CostModel:
        """Return a cost model for the ships that go, at an end of its ranges."""
        return _model_for(self.question, self.vessel, costs, bound)

    @cached_property
    def efforts(self) -> Mapping[Bound, Effort]:
        """What each edge takes, at each end of the ranges of the question's cost model."""
        ends, costs = [*self.origins, *self.destinations], self.question.costs
        return {
            bound: efforts(
                self.question.modes,
                ends,
                self.cost_model(costs, bound=bound),
                is_skeleton=self.is_skeleton,
            )
            for bound in get_args(Bound)
        }

    @property
    def at_sea(self) -> NDArray[np.bool_]:
        """Whether each node lies in no country."""
        return np.asarray(self.countries == "")

    @cached_property
    def hubs(self) -> gpd.GeoDataFrame:
        """The ports, airports and cities that are the first nodes."""
        return hubs()

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The place of each pair among the origins and the destinations."""
        return list(np.ndindex(len(self.origins), len(self.destinations)))

    def best_routes(self, network: Network | PairNetworks) -> BestRoutes:
        """Return the best routes in a network of the same nodes, or in one for each pair."""
        starts, goals = ([end.nodes for end in ends] for ends in (self.origins, self.destinations))
        return network.best_routes(starts, goals, by=self.question.by)

    def price(self, costs: str) -> PairNetworks:
        """Return the network by another cost model, with the same gates and closures."""
        model = self.cost_model(costs)
        ends = [*self.origins, *self.destinations]
        bare = network_by(self.question.modes, model, is_skeleton=self.is_skeleton)
        whole, placed = join_ends(bare, ends, model)
        return self.without_shut(keep_feeders_near(whole.with_gates(self.passages.edges), placed))

    def between(self, origin: End, destination: End, *, but: str | None = None) -> Network:
        """Return the network in which each of two ends is one node: the first of its own.

        It is without what is shut or barred, but for one thing shut.
        """
        groups = [end.nodes for end in (origin, destination) if len(end.nodes) > 1]
        shut = [held for name, held in self.shut.items() if name != but]
        held = [*shut, *self.barred.values(), *self.beyond]
        stopped = edges_shut(held, (origin.country, destination.country))
        return self.whole.without(edges=stopped).merge(groups)

    def nodes_on(self, edges: Sequence[int]) -> Ints:
        """Return the nodes along edges that follow each other, from the one where the first begins."""
        start = None
        if len(edges) == 1:
            tail, head = int(self.whole.tails[edges[0]]), int(self.whole.heads[edges[0]])
            start = tail if any(tail in end.nodes for end in self.origins) else head
        return self.whole.nodes_along(list(edges), start=start)

    def line(self, edges: Sequence[int]) -> shapely.LineString:
        """Return the line along edges that follow each other."""
        nodes = self.nodes_on(edges)
        if not self.is_skeleton:
            return shapely.LineString(self.whole.lonlat[nodes])
        return shapely.LineString(course_along(self.question.modes, self.whole, edges, nodes))

    def gates_on(self, edges: Ints) -> list[str]:
        """Return the gates and gateways that hold any of some edges, in alphabetical order."""
        passed = np.zeros(len(self.whole.tails), bool)
        passed[edges] = True
        return [name for name, held in self.whole.gates.items() if passed[held].any()]

    def limits_on(self, edges: Ints) -> list[str]:
        """Return what holds any of some edges and is limited, though taken as open."""
        return [name for name, held in self.limited.items() if np.isin(edges, held.edges).any()]

    def gates_along(self, edges: Ints) -> list[str]:
        """Return the gates and gateways on edges that follow each other, in the order of travel."""
        place = np.full(len(self.whole.tails), len(edges))
        place[edges] = np.arange(len(edges))
        first = {name: int(place[self.whole.gates[name]].min()) for name in self.gates_on(edges)}
        nodes = self.nodes_on(edges.tolist())
        flights = [at for at in {*first.values()} if self._flies[edges[at]]]
        below = {at: self._airspaces(nodes[at : at + 2]) for at in flights}
        return sorted(first, key=lambda name: (first[name], below.get(first[name], {}).get(name, len(first))))

    def countries_along(self, edges: Ints, nodes: Ints) -> list[str]:
        """Return the countries that a way lies in or flies over, in the order of travel, each once."""
        ends = zip(edges.tolist(), pairwise(nodes), strict=True)
        passed = chain.from_iterable(self._countries_on(edge, np.array(pair)) for edge, pair in ends)
        return [code for code in dict.fromkeys(passed) if code]

    def _countries_on(self, edge: int, ends: Ints) -> list[str]:
        if self._flies[edge]:
            return self._countries_below(ends)
        return self.countries[ends].tolist() if self._travels[edge] else []

    @cached_property
    def _travels(self) -> NDArray[np.bool_]:
        return np.isin(self.whole.modes, [*MODES])

    @cached_property
    def _flies(self) -> NDArray[np.bool_]:
        return np.isin(self.whole.modes, of_medium("air"))

    def _airspaces(self, ends: Ints) -> dict[str, int]:
        """Return the order in which a flight, which is one edge, passes the airspaces of countries."""
        return {f"airspace_{code.lower()}": place for place, code in enumerate(self._countries_below(ends))}

    def _countries_below(self, ends: Ints) -> list[str]:
        """Return the countries over whose land a flight leads, in the order of travel, each once."""
        return [*_flown_over(*map(tuple, self.whole.lonlat[ends].tolist()))]

    @cached_property
    def land(self) -> Mapping[str, Ints]:
        """The edges on the land of each country: a route that crosses it passes one."""
        surface = ((code, edges[~self._flies[edges]]) for code, edges in self.passages.edges_in.items())
        return {code: edges for code, edges in surface if len(edges)}


@lru_cache(maxsize=10_000)  # one flight is on many routes
def _flown_over(start: tuple[float, ...], stop: tuple[float, ...]) -> tuple[str, ...]:
    line = draw_lines([shapely.LineString([start, stop])])[0]
    codes = country_at(np.asarray(shapely.points(shapely.get_coordinates(line)))).tolist()
    return tuple(code for code in dict.fromkeys(codes) if code)


def _trips(origins: Sequence[End], destinations: Sequence[End]) -> set[tuple[str, str]]:
    """Return the countries where goods start and end."""
    return {(origin.country, destination.country) for origin in origins for destination in destinations}


def _find_vessel(question: Question, trips: Iterable[tuple[str, str]]) -> Vessel | None:
    """Return the ships that go between countries, None where none do or they have no size."""
    sails = {*of_medium("water")} & {*question.modes}
    return find_vessel(question.vessel, _ends_of(trips)) if sails else None


def _model_for(question: Question, vessel: Vessel | None, costs: str, bound: Bound = "value") -> CostModel:
    """Return a cost model for some ships, with what the question says of goods, services and the day."""
    ships, worth, queues = vessel and vessel.name, hour_worth(question.goods, bound), queues_on(question.on)
    return CostModel.find(
        costs, vessel=ships or "", bound=bound, hour_usd_t=worth, calls=question.calls, queues=queues
    )


def _ends_of(trips: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Return the countries at the two ends of trips, in whatever direction."""
    return {frozenset({*trip} - {""}) for trip in trips}


def _needs_entire(question: Question, ends: Sequence[End]) -> bool:
    """Tell whether anything is shut by where it lies, or an end is no hub: a skeleton knows neither."""
    return question.zones is not None or any(end.joins for end in ends)
