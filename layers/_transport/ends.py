"""Where a name, a code or a point joins the network of some modes: the ends of routes.

One name may belong to a city, its port and its airport. Which is meant follows from the modes: the city if a
railway or road among them starts there, otherwise the port if the sea is among them, otherwise the airport.
A place that none of them serves is joined

- off the coast, to the nearest lane, as far as the table of modes says,
- on land, to the nearest railway and road,
- failing those, to the nearest port or airport of its country that serves places around.

No such way crosses a border, a line of contact or a strait. Two such places that are nearer to each other
than to a network have a way of their own between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from isthmus import geo
from isthmus._modes import FERRY, MODES, ROUTED, of_medium
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import OFF_COAST_KM, country_at
from isthmus.layers._bundled.gazetteer import Place, hub_places, km_apart, km_between
from isthmus.layers._bundled.network_files import hub_table, mode_graph
from isthmus.layers._bundled.place_names import NO_PLACES, find_places

from .services import named_lines
from .ways import gate_lines, lies_open, nearest_way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.layers._bundled.place_names import PlaceLike

#: Kinds of gates that no way into a network may cross, ashore and at sea.
_ON_LAND: Final = ("front_line",)
_AT_SEA: Final = ("strait", "canal", "cape")


@dataclass(frozen=True, slots=True)
class Join:
    """A way from a place that is no hub into the network of a mode.

    Parameters
    ----------
    mode : str
        Mode that is boarded.
    node : int
        Nearest node of the mode, counted from its first.
    km : float
        How far away it is.
    """

    mode: str
    node: int
    km: float


class Way(NamedTuple):
    """A way between the nodes of two ends that leads over no other node, by a mode that both can take."""

    mode: str
    nodes: tuple[int, int]
    km: float


@dataclass(frozen=True, slots=True)
class End:
    """Where routes start or end.

    Parameters
    ----------
    name : str
        As it was asked for: a country's code, a name, an id, or a point.
    asked : Place
        What that means.
    places : tuple of Place
        Where a route may begin or end, the best for each route: hubs, or a place that is none.
    basis : str
        How these were chosen.
    joins : tuple of Join
        Of a place that is no hub: its ways into the network.
    nodes : tuple of int
        Their nodes in a network; empty before the end is joined to one.
    """

    name: str
    asked: Place
    places: tuple[Place, ...]
    basis: str
    joins: tuple[Join, ...] = ()
    nodes: tuple[int, ...] = ()

    def reach(self, place: Place) -> dict[str, float]:
        """Return how many kilometres one of its places is from the network of each mode it can take."""
        if self.joins:
            return {join.mode: join.km for join in self.joins}
        table, served = hub_table(), boards()
        own = [mode for mode in served if mode in table and served[mode][place.hub]]
        return {mode: float(table[f"{mode}_km"].to_numpy()[place.hub]) for mode in own}

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code of the country it is or lies in; "" where none is known."""
        return self.places[0].country or self.asked.country

    @property
    def is_country(self) -> bool:
        """Whether a country was asked for."""
        return self.asked.kind == "country"

    @property
    def country_asked(self) -> str | None:
        """The country that was asked for, None if a place was."""
        return self.name if self.is_country else None

    def __str__(self) -> str:
        """Return what was matched, for a reader."""
        if self.is_country:
            return f"{self.asked.name} ({self.basis})"
        if self.joins:
            return f"{self.asked}, {self.basis}"
        return str(self.asked) if self.places[0] == self.asked else f"{self.places[0]}, {self.basis}"


def find_end(
    asked: PlaceLike,
    *,
    modes: Collection[str] = ROUTED,
    argument: str = "place",
    places: Mapping[str, Place] = NO_PLACES,
    countries: Collection[str] = (),
) -> End:
    """Return where routes by some modes start or end that lead to or from one place.

    Parameters
    ----------
    asked : str or (float, float)
        A city's name ("Warszawa"), if need be with its country ("Taichung, TW"), a port's name or UN/LOCODE
        ("TWTXG"), an airport's name or IATA code ("WAW"), a GeoNames id, the id of a place of one's own or of
        the bundled atlas ("port_kao"), or longitude and latitude in degrees, as text ("120.68,24.15") or as
        numbers.
    modes : collection of str
        What the journey may take.
    argument : str
        What a message calls the end.
    places : mapping of str to Place
        Places of the user's own by id: see `own_places`.
    countries : collection of str
        Countries that the question is about: see `find_places`.

    Raises
    ------
    ArgumentError
        If nothing or more than one thing is meant, or no mode reaches the place. The message lists the
        nearest names, the candidates, or how far the modes are and which other would reach it.

    Examples
    --------
    >>> print(find_end("gdansk", modes=["sea"]))
    Gdańsk, PL (port PLGDN)
    >>> print(find_end("gdansk", modes=["sea", "rail"]))
    Gdańsk, PL (city 3099434)
    >>> print(find_end("Warsaw", modes=["air"]))
    Warsaw Chopin Airport, PL (airport WAW), 7.2 km from Warsaw, PL (city 756135)
    >>> print(find_end((120.7, 24.2), modes=["rail"]))
    120.7,24.2, ... km from a railway
    """
    meant = find_places(asked, argument, places, countries=countries)
    end = _match(meant, modes)
    if end is None:
        raise ArgumentError(f"{argument}: {_unreachable(meant, modes)}")
    return replace(end, name=_written(asked))


def _written(asked: PlaceLike) -> str:
    return asked if isinstance(asked, str) else f"{asked[0]:g},{asked[1]:g}"


def _match(places: Sequence[Place], modes: Collection[str]) -> End | None:
    """Return where some modes reach one of the hubs of a name, or a place that is no hub."""
    for place in places:
        if place.hub is not None and any(boards()[mode][place.hub] for mode in modes):
            return End(place.name, place, (place,), "the hub itself")
    place = places[0]
    return _match_kind(place, modes) or _match_network(place, modes) or _match_server(place, modes)


@cache
def boards() -> dict[str, NDArray[np.bool_]]:
    """Return for each mode whether it can be boarded at each hub."""
    table = hub_table()
    ferry_ports = [line.hubs for line in named_lines([FERRY])]
    return {
        name: np.asarray(table[name] >= 0 if name in table else table["kind"] == MODES[name].hub)
        for name in ROUTED
    } | {FERRY: np.isin(np.arange(len(table)), ferry_ports)}


def _match_kind(place: Place, modes: Collection[str]) -> End | None:
    """Return the hub that a port or airport of an atlas is."""
    for mode in modes:
        if place.hub is None and place.kind == MODES[mode].hub:
            return _match_server(place, [mode])
    return None


def _match_network(place: Place, modes: Collection[str]) -> End | None:
    """Return a place joined to the nearest lanes off the coast, or to the nearest land networks ashore."""
    at_sea = _is_at_sea(place)
    ways = [mode for mode in ROUTED if mode in modes and MODES[mode].joins_km and at_sea != _is_ashore(mode)]
    near = tuple(join for mode in ways if (join := _nearest_join(place, mode)))
    basis = ", ".join(f"{join.km:.1f} km from {MODES[join.mode].way}" for join in near)
    return End(place.name, place, (place,), basis, near) if near else None


def _is_at_sea(place: Place) -> bool:
    return country_at(shapely.points([[place.lon, place.lat]]), within_km=OFF_COAST_KM)[0] is None


def _is_ashore(mode: str) -> bool:
    """Tell whether the network of a mode lies in countries."""
    return len(mode_graph(mode).country) > 0


def _nearest_join(place: Place, mode: str) -> Join | None:
    """Return the way to the nearest node that may be taken: see `nearest_way`."""
    graph, reach_km = mode_graph(mode), MODES[mode].joins_km
    if not _is_ashore(mode):
        found = nearest_way(_lonlat(place), "", graph.lonlat, reach_km=reach_km, lines=gate_lines(*_AT_SEA))
        return found and Join(mode, *found)
    country = _country_of(place)
    home = np.flatnonzero((graph.codes == country)[graph.country])
    found = nearest_way(
        _lonlat(place), country, graph.lonlat[home], reach_km=reach_km, lines=gate_lines(*_ON_LAND)
    )
    return found and Join(mode, int(home[found[0]]), found[1])


def _country_of(place: Place) -> str:
    """Return the country that a place says it lies in, or does lie in; "" off every coast."""
    return place.country or country_at(shapely.points([_lonlat(place)]), within_km=OFF_COAST_KM)[0] or ""


def _lonlat(place: Place) -> tuple[float, float]:
    return place.lon, place.lat


def _match_server(place: Place, modes: Collection[str]) -> End | None:
    """Return the nearest port or airport that serves a place."""
    country = _country_of(place)
    for mode in (mode for mode in ROUTED if mode in modes and MODES[mode].serves_km):
        hubs = [hub for hub in _hubs_of(mode) if hub.country == country]
        found = nearest_way(
            _lonlat(place),
            country,
            np.array([_lonlat(hub) for hub in hubs]).reshape(-1, 2),
            reach_km=MODES[mode].serves_km,
            lines=gate_lines(*_ON_LAND),
        )
        if found:
            return End(place.name, place, (hubs[found[0]],), f"{found[1]:.1f} km from {place}")
    return None


def _hubs_of(mode: str) -> list[Place]:
    return [hub for hub in hub_places() if hub.kind == MODES[mode].hub]


def _nearest_point(vectors: NDArray[np.float64], place: Place) -> int:
    """Return which of some points, as unit vectors, is the nearest to a place."""
    here = geo.unit_vectors(np.array([place.lon]), np.array([place.lat]))
    return int(np.argmax(here.T @ vectors))


@cache
def _node_vectors(mode: str) -> NDArray[np.float64]:
    return geo.unit_vectors(*mode_graph(mode).lonlat.T)


def ways_between(ends: Sequence[End]) -> Iterator[Way]:
    """Yield the ways between ends that are nearer to each other than to the network of a mode.

    At least one of two such ends is no hub. No way leaves the country or the sea that both lie in, and none
    crosses a border, a passage or a line of contact that can be closed: those are crossed by the network.

    Parameters
    ----------
    ends : sequence of End
        With their nodes.
    """
    stops = {node: (end, place) for end in ends for place, node in zip(end.places, end.nodes, strict=True)}
    for (a, (one, here)), (b, (other, there)) in combinations(stops.items(), 2):
        if not (one.joins or other.joins):
            continue
        km, reach = km_apart(here, there), other.reach(there)
        modes = [mode for mode, far in one.reach(here).items() if mode in reach and km < far + reach[mode]]
        if modes and lies_open(_lonlat(here), _lonlat(there)):
            yield from (Way(mode, (a, b), km) for mode in modes)


def _unreachable(places: Sequence[Place], modes: Collection[str]) -> str:
    """Say how far away the modes are, and what else would reach a place."""
    place = places[0]
    far = [_nearest_way(place, mode) for mode in ROUTED if mode in modes]
    others = [mode for mode in ROUTED if mode not in modes and _match(places, [mode])]
    inland = [mode for mode in others if mode in of_medium("land")] or others
    remedy = f"; start or end there, or add the mode {' or '.join(inland)}" if inland else ""
    return (
        f"{place} is out of reach by {' and '.join(modes)}: the nearest {', the nearest '.join(far)}{remedy}"
    )


def _nearest_way(place: Place, mode: str) -> str:
    way = MODES[mode]
    if not way.hub or (way.joins_km and _is_at_sea(place)):
        lon, lat = mode_graph(mode).lonlat[_nearest_point(_node_vectors(mode), place)].tolist()
        km = km_between((lon, lat), _lonlat(place))
        return f"{way.way.split(maxsplit=1)[-1].split()[-1]} is {km:.0f} km away"
    pool = _hubs_of(mode)
    hub = pool[_nearest_point(geo.unit_vectors(*np.array([_lonlat(hub) for hub in pool]).T), place)]
    return f"{hub.kind} is {hub}, {km_between(_lonlat(hub), _lonlat(place)):.0f} km away"
