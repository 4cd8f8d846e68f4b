"""A question about resilience, and the transport network made ready to answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus import geo
from isthmus.layers._transport import network as transport
from isthmus.layers._transport.hazards import hindering

from .demand import demand
from .passages import Passages, land_of_countries, node_countries, passages
from .termini import Terminus, termini

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes, Network
    from isthmus.layers._atlas import Atlas

    from .demand import Demand

    By = Literal["time", "cost", "distance"]

__all__ = ["Question", "Study", "drawn"]

#: Metres between the vertices of a line, so that it lies where the geodesic does.
_GAP_M = 50_000.0


@dataclass(frozen=True)
class Question:
    """What is asked.

    Parameters
    ----------
    origins, destinations : tuple of str
        Countries, places or points.
    modes : tuple of str
        Modes of transport taken along, in the order of `isthmus.layers._transport.network.network`.
    closed : tuple of str
        Gates and gateways that are closed.
    zones : tuple of str
        Ids of risk zones inside which the edges are closed that their hazard hinders.
    on : str or None
        The day whose dated closures are in force.
    by : {"time", "cost", "distance"}
        What makes a route the best.
    scenario : str
        Whose speeds and costs apply.
    together : mapping of str to sequence of str
        Gates and gateways that share a risk and close together, by name.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    modes: tuple[str, ...] = ("sea", "rail")
    closed: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    on: str | None = None
    by: By = "time"
    scenario: str = "freight"
    together: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Study:
    """A question, with all that follows from it before anything is searched.

    Parameters
    ----------
    question : Question
    atlas : Atlas
    hubs : geopandas.GeoDataFrame
    origins, destinations : tuple of Terminus
    whole : Network
        With nothing closed; its gates are everything that can be closed.
    network : Network
        With what the question closes.
    passages : Passages
    countries : array of str
        The country of each node, "" at sea.
    """

    question: Question
    atlas: Atlas
    hubs: gpd.GeoDataFrame
    origins: tuple[Terminus, ...]
    destinations: tuple[Terminus, ...]
    whole: Network
    network: Network
    passages: Passages
    countries: NDArray[np.str_]

    @classmethod
    def of(cls, question: Question, atlas: Atlas) -> Study:
        """Make the network ready.

        Raises
        ------
        ArgumentError
            If anything the question names is unknown, or an origin shares a hub with a destination.
        """
        bare = transport.network(modes=question.modes, scenario=question.scenario)
        hubs = transport.hubs()
        known = passages(bare, atlas, hubs, question.together)
        whole = bare.with_gates(known.edges)
        origins, destinations = (
            termini(side, names, hubs, atlas, question.modes)
            for side, names in (("origins", question.origins), ("destinations", question.destinations))
        )
        _check_apart(origins, destinations)
        return cls(
            question,
            atlas,
            hubs,
            origins,
            destinations,
            whole,
            _inside_closed(whole.without(gates=sorted(_closed_names(question, known))), question, atlas),
            known,
            node_countries(question.modes),
        )

    @cached_property
    def before(self) -> BestRoutes:
        """The best routes while nothing is closed."""
        return self.journeys(self.whole)

    @cached_property
    def after(self) -> BestRoutes:
        """The best routes after what the question closes."""
        return self.network.reroute(self.before)

    @cached_property
    def at_sea(self) -> NDArray[np.bool_]:
        """Whether each node lies in no country."""
        return np.asarray(self.countries == "")

    @cached_property
    def demand(self) -> Demand:
        """How much each pair counts."""
        return demand(self.atlas.flows, self.origins, self.destinations)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The place of each pair among the origins and the destinations."""
        return list(np.ndindex(len(self.origins), len(self.destinations)))

    def journeys(self, network: Network) -> BestRoutes:
        """Return the best routes in a network of the same nodes."""
        starts, goals = ([end.nodes for end in ends] for ends in (self.origins, self.destinations))
        return network.best_routes(starts, goals, by=self.question.by)

    def priced(self, scenario: str) -> Network:
        """Return the network with the speeds and costs of another scenario, and the same closures."""
        other = transport.network(modes=self.question.modes, scenario=scenario)
        closed = np.flatnonzero(~self.network.is_open)
        return other.with_gates(self.passages.edges).without(edges=closed)

    @property
    def closed(self) -> list[str]:
        """The gates and gateways that the question closes, by name or by date."""
        return sorted(_closed_names(self.question, self.passages))

    def opening(self, name: str) -> Network:
        """Return the network with one of the closed gates open again, unless something else closes it."""
        others = [other for other in self.closed if other != name]
        return _inside_closed(self.whole.without(gates=others), self.question, self.atlas)

    def between(self, origin: Terminus, destination: Terminus) -> Network:
        """Return the network in which each of two ends is one node: the first of its own."""
        return self.network.merge([origin.nodes, destination.nodes])

    def line(self, edges: Sequence[int]) -> shapely.LineString:
        """Return the line along edges that follow each other."""
        tails, heads = (ends[list(edges)].tolist() for ends in (self.network.tails, self.network.heads))
        ahead = len(edges) == 1 or heads[0] in {tails[1], heads[1]}
        nodes = [tails[0] if ahead else heads[0]]
        for tail, head in zip(tails, heads, strict=True):
            nodes.append(head if nodes[-1] == tail else tail)
        return shapely.LineString(self.network.lonlat[nodes])

    @cached_property
    def land(self) -> Mapping[str, NDArray[np.int64]]:
        """The edges on the land of each country."""
        return land_of_countries(self.network, self.countries)

    def third_countries(self, origin: Terminus, destination: Terminus) -> dict[str, NDArray[np.int64]]:
        """Return the edges on the land of each country that neither end lies in."""
        own = {origin.country, destination.country}
        return {code: edges for code, edges in self.land.items() if code not in own}


def _check_apart(origins: tuple[Terminus, ...], destinations: tuple[Terminus, ...]) -> None:
    """Refuse a pair of ends that have a hub in common: nothing parts a place from itself."""
    same = [f"{a.name} - {b.name}" for a in origins for b in destinations if {*a.nodes} & {*b.nodes}]
    if same:
        raise geo.ArgumentError(
            f"origins, destinations: expected places apart, got a hub in common of {', '.join(same)}"
        )


def _closed_names(question: Question, known: Passages) -> set[str]:
    known.check("closed", question.closed)
    dated = transport.closed_on(question.on) if question.on else frozenset()
    return {*question.closed, *(dated & set(known.edges))}


def _inside_closed(network: Network, question: Question, atlas: Atlas) -> Network:
    """Return the network with the edges closed that a question's zones hinder."""
    zones = atlas.risk_zones.set_index("id", drop=False)
    unknown = [zone for zone in question.zones if zone not in zones.index]
    if unknown:
        raise geo.ArgumentError(f"zones: expected ids of risk zones such as 'r01', got {', '.join(unknown)}")
    for zone in question.zones:
        row = zones.loc[[zone]]
        hindered = [mode for mode in question.modes if len(hindering(row, mode))]
        inside = ~network.without(area=row.geometry.iloc[0]).is_open & np.isin(network.modes, hindered)
        network = network.without(edges=np.flatnonzero(inside))
    return network


def drawn(lines: Sequence[shapely.LineString] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Return lines with vertices enough to lie where their geodesics do, split at 180 degrees."""
    return geo.split_antimeridian(geo.densify(np.asarray(lines, dtype=object), _GAP_M))
