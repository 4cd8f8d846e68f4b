"""What stands in the way on the day of a question: by name, by dated closures, inside zones, and by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus._modes import modes_among, of_medium
from isthmus.geo import ArgumentError
from isthmus.layers._tables.cells import list_words

from .closures import closures_between, closures_on
from .hazards import hazards_to, in_force
from .policies import rules_on
from .services import find_vessel, narrow_gates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import Network

    from .closures import Closure
    from .gates import Passages
    from .policies import Rule
    from .question import Question
    from .services import Vessel

    Ints = NDArray[np.int64]
    Trip = tuple[str, str]

__all__ = [
    "ASKED",
    "SIZE",
    "Barriers",
    "Bars",
    "Shut",
    "find_barriers",
    "find_bars",
]

ASKED: Final = "asked"
"""Why something is shut that the question itself shuts."""

SIZE: Final = "size"
"""Why something is shut that is too small for the ships."""


class Shut(NamedTuple):
    """Something that is shut or limited: what a reader calls it, the edges it holds, and what says so.

    Parameters
    ----------
    title : str
    edges : array of int
    closures : tuple of Closure
        Empty where it is shut because the question says so.
    rules : tuple of Rule
        The rules of the question's policies that bar it.
    size : str
        What ships it takes, in a sentence; empty where it is not their size that shuts it.
    bound : mapping of (str, str) to array of int, optional
        The edges that are shut to goods from one country to another, where not all are to all that is asked.
    """

    title: str
    edges: Ints
    closures: tuple[Closure, ...] = ()
    rules: tuple[Rule, ...] = ()
    size: str = ""
    bound: Mapping[Trip, Ints] | None = None

    def edges_to(self, trip: Trip) -> Ints:
        """Return the edges that are shut to goods from one country to another."""
        return self.edges if self.bound is None else self.bound.get(trip, self.edges[:0])

    def spread(self, edges: Ints) -> Shut:
        """Return it with further edges, shut to the same."""
        bound = self.bound and {trip: np.union1d(held, edges) for trip, held in self.bound.items()}
        return self._replace(edges=np.union1d(self.edges, edges), bound=bound)

    @property
    def whom(self) -> tuple[str, ...]:
        """To goods from where to where it is shut, if not to all that is asked; else empty."""
        return tuple(f"{start} - {goal}" for start, goal in sorted(self.bound or {}))

    @property
    def by(self) -> str:
        """Why: the kind of its closure, the set of the rule that bars it, its size, or what was asked for."""
        if self.rules:
            return self.rules[0].policy
        if self.closures:
            return self.closures[0].kind
        return SIZE if self.size else ASKED

    @property
    def why(self) -> str:
        """Why, in sentences; empty where it was asked for."""
        closures, rules = ([one.sentence for one in told] for told in (self.closures, self.rules))
        whom = f"This holds for {list_words(self.whom, 'and')} alone." if self.whom else ""
        return " ".join(filter(None, [*closures, *rules, self.size, whom]))


class Barriers(NamedTuple):
    """What stands in the way on the day of a question, by name.

    Parameters
    ----------
    shut : mapping of str to Shut
    limited : mapping of str to Shut
        What is restricted or avoided, and taken as open.
    """

    shut: Mapping[str, Shut]
    limited: Mapping[str, Shut]


def find_barriers(question: Question, passages: Passages, *, trips: Collection[Trip] = ()) -> Barriers:
    """Return everything that a question and its day shut or limit and that holds edges of the network.

    Parameters
    ----------
    question : Question
    passages : Passages
        What can be closed by name in the network.
    trips : collection of (str, str)
        The countries where goods start and end, which say whose carriers go; empty where not known.

    Raises
    ------
    ArgumentError
        With a line for every name of nothing that can be closed; the nearest are listed.
    """
    zones = _zones_by_id(question)
    shut = _shut_by_name(
        [name for name in question.closed if zones is None or name not in {*zones["id"]}], passages
    )
    shut |= {name: held for name, held in _too_small(question, passages, trips).items() if name not in shut}
    limited: dict[str, Shut] = {}
    trips = trips or [("", "")]
    for (name, modes), found in closures_on(question.on).items():
        title, held = passages.find("closed", name)
        edges = passages.of_modes(held, modes)
        told = {trip: closures_between(found, [frozenset({*trip} - {""})]) for trip in trips}
        for kind, places in enumerate((shut, limited)):
            whom = [trip for trip in trips if told[trip][kind]]
            if len(edges) and whom:
                closed = [one for one in found if any(one in told[trip][kind] for trip in whom)]
                before = _shut_more(places, name, Shut(title, edges), whom, trips)
                places[name] = before._replace(closures=(*before.closures, *closed))
    for layer in (zones, question.zones):
        if layer is not None:
            inside = _inside(passages.network, layer, question)
            for name, edges in inside:  # several zones may have one name
                shut[name] = _shut_more(shut, name, Shut(f"the zone {name}", edges), trips, trips)
    return Barriers(
        shut, {name: held for name, held in limited.items() if _leaves_open(held, shut.get(name), trips)}
    )


def _shut_more(
    places: Mapping[str, Shut], name: str, more: Shut, whom: Collection[Trip], trips: Collection[Trip]
) -> Shut:
    """Return what is shut under a name with more of it, to some of the trips that are asked about."""
    before = places.get(name, Shut(more.title, more.edges[:0]))
    edges = np.union1d(before.edges, more.edges)
    bound = {trip: before.edges_to(trip) for trip in trips}
    bound |= {trip: np.union1d(bound[trip], more.edges) for trip in whom}
    if all(len(held) == len(edges) for held in bound.values()):
        return before._replace(edges=edges, bound=None)
    return before._replace(edges=edges, bound={trip: held for trip, held in bound.items() if len(held)})


def _too_small(question: Question, passages: Passages, trips: Collection[Trip]) -> dict[str, Shut]:
    """Return the gates that are too small for the ships of a question."""
    pairs = {frozenset({*trip} - {""}) for trip in trips}
    vessel = find_vessel(question.vessel, pairs)
    if vessel is None:
        return {}
    found, smaller = {}, "" if question.vessel else _tell_smaller(vessel, pairs)
    for name, size in narrow_gates(vessel).items():
        title, held = passages.find("vessel", name)
        found[name] = Shut(title, passages.of_modes(held, of_medium("water")), size=size + smaller)
    return {name: held for name, held in found.items() if len(held.edges)}


def _tell_smaller(vessel: Vessel, pairs: Collection[frozenset[str]]) -> str:
    """Return in a sentence which pairs of countries have smaller ships than the largest of a question."""
    smaller = [sorted(pair) for pair in pairs if pair and find_vessel(None, [pair]) != vessel]
    if not smaller:
        return ""
    trades = list_words(["-".join(pair) for pair in sorted(smaller)], "and")
    return f" The trade of {trades} has other ships: ask about it apart, or say which go by vessel."


class Bars(NamedTuple):
    """What the policies of a question bar, by name, and what else they say.

    Parameters
    ----------
    barred : mapping of str to Shut
    told : tuple of Rule
        Rules about goods between the ends that bar nothing: they concern some alone, ask for a licence, or
        are about goods that the question doesn't name.
    """

    barred: Mapping[str, Shut]
    told: tuple[Rule, ...]


def find_bars(question: Question, passages: Passages, trips: Collection[tuple[str, str]]) -> Bars:
    """Return what the policies of a question bar: the places that rules name, or where goods may not go.

    Parameters
    ----------
    question : Question
    passages : Passages
    trips : collection of (str, str)
        The countries where goods start and end. A rule bars what it does to those that it binds.
    """
    barred: dict[str, Shut] = {}
    told = []
    for rule in rules_on(question.on, question.policy):
        bound = [trip for trip in trips if rule.binds(*trip)]
        if not bound or (rule.modes and not {*rule.modes} & {*question.modes}):
            continue
        places = _barred_places(rule, bound, question)
        told += [] if places else [rule]
        for place in places:
            title, held = passages.find("policy", place)
            edges = passages.of_modes(held, rule.modes) if rule.modes else held
            whom = [trip for trip in bound if rule.via or place == trip[1]]
            before = _shut_more(barred, place, Shut(title, edges), whom, trips)
            barred[place] = before._replace(rules=(*before.rules, rule))
    return Bars({place: held for place, held in barred.items() if len(held.edges)}, tuple(told))


def _barred_places(rule: Rule, bound: Sequence[tuple[str, str]], question: Question) -> list[str]:
    """Return where goods may not pass by a rule; none of what it tells alone."""
    if not rule.bars(question.goods):
        return []
    return sorted(rule.via or {destination for _, destination in bound})


def _shut_by_name(names: Sequence[str], passages: Passages) -> dict[str, Shut]:
    """Return what a question shuts by name and that holds edges."""
    found, problems = {}, []
    for name in dict.fromkeys(names):
        try:
            found[name] = Shut(*passages.find("closed", name))
        except ArgumentError as error:
            problems.append(str(error))
    if problems:
        raise ArgumentError("\n".join(problems))
    return {name: held for name, held in found.items() if len(held.edges)}


def _leaves_open(limited: Shut, shut: Shut | None, trips: Collection[Trip]) -> bool:
    """Tell whether something that is limited is not shut altogether besides."""
    return shut is None or any(
        len(np.setdiff1d(limited.edges_to(trip), shut.edges_to(trip))) for trip in trips
    )


def _zones_by_id(question: Question) -> gpd.GeoDataFrame | None:
    """Return the risk zones of the atlas that are shut by their ids."""
    if question.atlas is None:
        return None
    zones = question.atlas.risk_zones
    return zones[zones["id"].isin(question.closed)]


def _inside(network: Network, zones: gpd.GeoDataFrame, question: Question) -> Iterator[tuple[str, Ints]]:
    """Yield what each zone is called, and the edges it stops.

    Zones that hinder the same modes are cut out of the network together, which takes a second for all rather
    than for each; then the few edges that meet them are told apart.
    """
    zones = in_force(zones, question.on).reset_index(drop=True)
    modes = modes_among(network.modes)
    modes_of = pd.Series(
        [_modes_of_hazard(zones.iloc[[row]], modes) for row in range(len(zones))], dtype=object
    )
    for stopped in dict.fromkeys(modes_of):
        if stopped:  # export controls hinder none
            yield from _edges_met(network.without(modes=sorted(modes - stopped)), zones[modes_of == stopped])


def _modes_of_hazard(zone: gpd.GeoDataFrame, modes: frozenset[str]) -> frozenset[str]:
    """Return the modes that a zone, a table of one row, hinders."""
    return frozenset(mode for mode in modes if "kind" not in zone or len(hazards_to(zone, mode)))


def _edges_met(network: Network, zones: gpd.GeoDataFrame) -> Iterator[tuple[str, Ints]]:
    """Yield the name of each zone and the open edges that it stops."""
    areas = zones.geometry.to_numpy()
    free = network.without(area=areas).is_open
    met = network.without(edges=np.flatnonzero(free))
    for name, area in zip(zones["name"], areas, strict=True):
        yield str(name), np.flatnonzero(met.is_open & ~met.without(area=area).is_open)
