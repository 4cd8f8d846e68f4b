"""Routes between named places on the bundled transport network, as a table of legs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from isthmus._arguments import as_path, as_whole
from isthmus._choices import COST_MODEL, MOST_ALTERNATIVES
from isthmus._modes import MODES, ROUTED, of_medium
from isthmus.geo import ArgumentError, IsthmusError, NoRouteError

from ._atlas import Atlas, example, read
from ._bundled.files import zone_ids
from ._reading.read_table import read_closed, read_table, read_zones
from ._tables.cells import list_words
from ._transport.case import Case
from ._transport.closures import warn_if_late
from ._transport.legs import route_table
from ._transport.question import Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    import geopandas as gpd

    from isthmus.geo import Route, Weight

    from ._bundled.place_names import PlaceLike
    from ._transport.barriers import Shut
    from ._transport.cost_models import Calls
    from ._transport.question import AtlasTables, Closed, Zones

# Alternatives are looked for with up to so many gates closed.
_GATES_CLOSED: Final = 2


def route(  # noqa: PLR0913 - one for each thing a question may say
    origin: PlaceLike,
    destination: PlaceLike,
    *,
    modes: str | Collection[str] | None = None,
    by: Weight = "cost",
    closed: Closed = (),
    avoid: str | Path | Zones | None = None,
    on: date | str | None = None,
    vessel: str | None = None,
    calls: Calls | None = None,
    costs: str = COST_MODEL,
    policy: str | Collection[str] | None = None,
    goods: str | Collection[str] = (),
    places: str | Path | AtlasTables | gpd.GeoDataFrame | None = None,
    alternatives: int = 1,
) -> gpd.GeoDataFrame:
    """Return the best routes between two places by some modes, leg by leg.

    Parameters
    ----------
    origin, destination : str or (float, float)
        A city's name, if need be with its country ("Taichung, TW"), a port's name or UN/LOCODE ("TWTXG"), an
        airport's name or IATA code ("WAW"), a GeoNames id, the id of one of the `places` or of the bundled
        atlas ("port_kao"), a country ("TW": whichever of its hubs is best), or longitude and latitude in
        degrees, as text ("120.68,24.15") or as numbers. A name that a city shares with its port means the
        city if a railway or road among the modes starts there, otherwise the port.
    modes : str or collection of {"sea", "ferry", "rail", "road", "air"}
        What may be taken, a text joined by commas; goods change between them at ports, terminals and
        airports. Left out, it is what the `goods` go by (see `isthmus.layers.goods`), or else air between
        airports, or sea, rail and road. Where aircraft are among them, lorries go no further than 1,200 km
        from an end.
    by : {"cost", "time", "distance"}
        What makes a route the best. The cheapest is the one that trade takes; the quickest by sea, rail and
        road leads across Asia by truck.
    closed : str, Path, GeoDataFrame, polygon or collection of these
        What is shut: names of gates such as "suez" (see `gates`), of ports, airports and cities, codes of
        countries, ids of risk zones of the `places` where these are an atlas, or else of the bundled one; or
        zones, as for `avoid`.
    avoid : str, Path, GeoDataFrame or polygon, optional
        Zones to keep out of, such as ``atlas.risk_zones``, or a file of them. Of a layer with a ``kind``,
        each counts for the modes that its hazard hinders: see `hazards_to`.
    on : str or date, optional
        The day whose dated closures apply (see `closures`), as an ISO date; of zones those in force that day
        count. Left out, it is the day of the bundled data; on "open", everything that was built is open.
    vessel : {"ultra", "neopanamax", "panamax", "feeder", "none"}, optional
        What ships go, which some passages are too small for: of 24,000, 14,000, 5,000 or 1,400 TEU, or "none"
        for whatever fits. Left out, those of the trade: the largest between the Far East and Europe, feeders
        within either, and the second anywhere else.
    calls : float, str or (float, float), optional
        How many ports the ship calls at between, or the least and the most ("5-10"): 0 for the last port of
        a loop, from which it sails straight. Left out, the usual number on the trade: see `cost_models`.
    costs : str
        Whose speeds and costs apply: see `cost_models`.
    policy : str or collection of str, optional
        Sets of rules that hold, by name, such as "eu_russia" or "no_transit_china" (see `policies`); "law"
        for all that is law, "none" for none. What they bar, on the day and between the countries of the
        ends, no route passes. Left out, those of the `places` if these are an atlas that has any, as the
        bundled one has: there, "law".
    goods : str or collection of str
        Kinds of goods that go, as the rules or `isthmus.layers.goods` name them ("dual_use", "drones"): a
        rule about goods that are not named is told and not applied, and where their worth is known, their
        hours are among the costs. Left out with the modes, between countries of an atlas they are what its
        latest flows of one product between all of them are of.
    places : Atlas, GeoDataFrame, str or Path, optional
        An atlas or its folder, or points of your own or a file of them, with an ``id``, and a ``name``,
        ``kind`` and ``country`` where known. Their ids come before all other names.
    alternatives : int
        How many routes are wanted, up to 20. No two of them share more than half of their length, or more
        than half of their gates, counted on the one that has less. There are fewer where no more are found.

    Returns
    -------
    geopandas.GeoDataFrame
        For each ``route``, counted from 1, one row a leg, in the order of travel, and a last row of mode
        ``total`` without ``seq`` and geometry, so that nothing is drawn or measured twice:

        - ``id``, ``name``, ``route``, ``seq``, ``mode``; a change of modes, or the way from an end to its
          first mode, is a leg of mode ``transfer``;
        - ``from_id``, ``from``, ``to_id``, ``to``: the hubs between which the leg leads;
        - ``km``, ``h``, ``usd_t`` (USD a tonne); those of the legs add up to the total;
        - what the hours are spent on: ``moving_h`` under way, ``dwell_h`` aboard while nothing moves (in
          ports between, at rest), ``waiting_h`` until something leaves and at borders and passages, and
          ``handling_h`` in terminals and at changes of gauge;
        - ``h_low`` and ``h_high``, ``usd_t_low`` and ``usd_t_high``: the same way by the least and the most
          of every figure of the cost model, so that all of them together are hardly met;
        - ``gates`` passed and ``countries`` crossed, on land and in the air, each in the order of travel and
          joined by ``+``;
        - ``origin`` and ``destination`` as they were matched; ``closed``, everything that was shut, by name
          or by the day, and ``closed_by``, why each was: by ``law``, by an ``event``, ``avoided`` by
          carriers, ``restricted`` for those of both ends, of a ``size`` too small for the ships, or because
          it was ``asked``; ``in_the_way``, what of it the best route would else pass; ``limited``, what the
          leg passes though it is restricted or avoided, and ``limited_by``; all joined by ``+``, and told in
          sentences by `closures`; ``on``, ``vessel`` (the class of the ships), ``calls`` (at how many
          ports between, where that was asked) and ``costs``;
        - ``policy``, the sets of rules that held; ``barred``, what they barred, and ``barred_by``, the set
          of the rule that did; ``told``, the ids of rules that hold on the way and bar nothing, for a reader
          to weigh (all joined by ``+``, and told in sentences by `policies`); and ``without_policy``, a
          sentence on how the best route would differ;
        - ``goods``, and ``goods_by``, what they go by where no modes are said, and why;
        - ``source``, ``as_of`` and ``attribution`` (whom to name) of the network's lines, those of all legs
          for the total, and ``confidence``, which is derived.

        Lines are geodesics between the network's nodes, with a vertex every 50 km at least, and split at 180
        degrees.

    Raises
    ------
    ArgumentError
        If anything that is asked for does not exist or is ambiguous, or the ends are one place; the message
        lists what is near, or what to type.
    NoRouteError
        If no route leads there; the message names the gates and zones that every one passes, and what would
        open one.

    Examples
    --------
    >>> routes = route("Taichung", "Warsaw", modes="sea,rail", closed="suez", on="open")
    >>> routes.loc[routes["mode"] != "transfer", ["mode", "from", "to"]]
        mode             from               to
    1   rail         Taichung  Taichung (port)
    3    sea  Taichung (port)    Gdańsk (port)
    5   rail    Gdańsk (port)           Warsaw
    7  total         Taichung           Warsaw
    >>> "good_hope" in routes["gates"].iloc[-1].split("+")
    True
    """
    places = read_places(places)
    alternatives = as_whole("alternatives", alternatives, low=1, high=MOST_ALTERNATIVES)
    question = Question.ask(
        origins=origin,
        destinations=destination,
        modes=modes,
        by=by,
        closed=read_closed(closed) if isinstance(places, Atlas) else _with_bundled_zones(read_closed(closed)),
        avoid=read_zones("avoid", avoid),
        on=on,
        vessel=vessel,
        calls=calls,
        costs=costs,
        policy=policy,
        goods=goods,
        places=places,
        sides=("origin", "destination"),
    )
    warn_if_late(question.on)
    asked = _Asked.of(question)
    return route_table(asked.case, asked.routes(alternatives))


def _with_bundled_zones(closed: list[Any]) -> list[Any]:
    """Return what is shut with the zones of the bundled atlas for their ids."""
    named = [item for item in closed if isinstance(item, str) and item in zone_ids()]
    if not named:
        return closed
    zones = example().risk_zones
    others = [item for item in closed if not (isinstance(item, str) and item in named)]
    return [*others, zones[zones["id"].isin(named)]]


@dataclass(frozen=True)
class _Asked:
    """A question about one pair of ends.

    Parameters
    ----------
    case : Case
    """

    case: Case

    @classmethod
    def of(cls, question: Question) -> _Asked:
        """Make the network ready.

        Raises
        ------
        ArgumentError
            If several ends are asked for on a side.
        """
        for argument, asked in zip(question.sides, (question.origins, question.destinations), strict=True):
            if len(asked) > 1:
                raise ArgumentError(
                    f"{argument}: expected one place, got {len(asked)}: {', '.join(map(str, asked))}; "
                    "layers.resilience asks about several"
                )
        return cls(Case.of(question, entire=True))

    @property
    def nodes(self) -> tuple[int, int]:
        return self.case.origins[0].nodes[0], self.case.destinations[0].nodes[0]

    def routes(self, count: int) -> list[Route]:
        """Return up to so many routes that really differ, the best first.

        They are the best ones that are left when some gates close, of which no two share more than half of
        the gates of the one that passes fewer: on the open sea, a way beside another one is no alternative to
        it. Where the best route passes no gate, they share at most half of their length.

        Raises
        ------
        NoRouteError
            If there is none; it says what would open one.
        """
        passable, by = (
            self.case.between(self.case.origins[0], self.case.destinations[0]),
            self.case.question.by,
        )
        try:
            best = passable.shortest_route(*self.nodes, by=by)
        except NoRouteError as error:
            raise self._explain(error) from None
        if count == 1:
            return [best]
        if not best.gates:
            return passable.alternatives(*self.nodes, count, by=by)
        tree = passable.replacement_routes(*self.nodes, depth=_GATES_CLOSED, by=by)
        return _different(tree.routes)[:count]

    def _explain(self, error: NoRouteError) -> NoRouteError:
        """Return the error with the ends and what is shut by name, and with what would open a route."""
        case, question = self.case, self.case.question
        origin, destination = case.origins[0].places[0], case.destinations[0].places[0]
        cut = list(error.cut.edges)
        barred = [held for held in case.barred.values() if np.isin(cut, held.edges).any()]
        found = [*self._shut_on(cut), *barred]
        stopping = [shut for shut in found if np.isin(cut, shut.edges).all()] or found
        reason = "nothing joins them, even with everything open"
        if any(not rule.via for shut in barred for rule in shut.rules):
            reason = "goods may not go from the one to the other"
        elif stopping:
            reason = f"every one passes {list_words([shut.title for shut in stopping], 'or')}"
        remedies = self._remedies(closed=any(not shut.rules for shut in stopping))
        advice = f"; {list_words(remedies, 'or')}" if remedies else ""
        ends = f"from {origin} to {destination} by {' and '.join(question.modes)}"
        why = "".join(f". {shut.why}".removesuffix(".") for shut in stopping if shut.why)
        return NoRouteError(f"no route {ends}: {reason}{advice}{why}", cut=error.cut)

    def _shut_on(self, edges: Iterable[int]) -> list[Shut]:
        """Return what is shut and holds any of some edges."""
        held = list(edges)
        return [shut for shut in self.case.shut.values() if np.isin(held, shut.edges).any()]

    def _shortest_if_open(self) -> Route:
        """Return the shortest route if what the question shuts were open, or, if none, if all were open.

        What its policies bar and what is too small stays shut as long as there is a way round it.
        """
        narrow = [held for held in self.case.shut.values() if held.size]
        barred = [held.edges for held in (*self.case.barred.values(), *narrow)]
        dated = [held.edges for held in self.case.shut.values() if held.closures]
        groups = [end.nodes for end in (*self.case.origins, *self.case.destinations)]
        whole = self.case.whole.merge(groups)
        for stopped in ([*barred, *dated], barred):
            try:
                edges = np.concatenate([np.empty(0, np.int64), *stopped])
                return whole.without(edges=edges).shortest_route(*self.nodes, by="distance")
            except NoRouteError:
                continue
        return whole.shortest_route(*self.nodes, by="distance")

    def _remedies(self, *, closed: bool) -> list[str]:
        """Return what would open a route: what is shut on the shortest one, or another set of modes."""
        question, remedies = self.case.question, []
        if closed:
            passed = self._shut_on(self._shortest_if_open().edges)
            remedies.append(f"allow {list_words([shut.title for shut in passed], 'and')}")
        if question.zones is not None:
            return remedies  # to measure more modes inside zones takes longer than a reader waits
        asked, flights = {*question.modes}, {*of_medium("air")}
        others = {"leave out air, so that lorries go any way": asked - flights} if flights < asked else {}
        others |= {f"add the mode {mode}": asked | {mode} for mode in ROUTED if mode not in asked}
        return [*remedies, *islice((words for words, modes in others.items() if _leads(question, modes)), 1)]


def _leads(question: Question, modes: Collection[str]) -> bool:
    """Tell whether a route leads there by some modes."""
    chosen = tuple(name for name in MODES if name in modes)
    try:
        asked = _Asked.of(replace(question, modes=chosen, by="distance"))
        ends = asked.case.origins[0], asked.case.destinations[0]
        asked.case.between(*ends).shortest_route(*asked.nodes, by="distance")
    except IsthmusError:
        return False
    return True


def _different(routes: Iterable[Route]) -> list[Route]:
    """Return those of some routes that share few gates with the ones before."""
    kept: list[Route] = []
    for found in routes:
        if all(_share_few({*found.gates}, {*other.gates}) for other in kept):
            kept.append(found)
    return kept


def _share_few(gates: set[str], others: set[str]) -> bool:
    return 2 * len(gates & others) <= min(len(gates), len(others))


def read_places(
    places: str | Path | AtlasTables | gpd.GeoDataFrame | None,
) -> AtlasTables | gpd.GeoDataFrame | None:
    """Return an atlas for its folder, a table for a file of points, and anything else as it is."""
    if not isinstance(places, str | Path):
        return places
    path = as_path("places", places)
    return read(path) if path.is_dir() else read_table(path)
