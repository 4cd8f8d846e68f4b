"""The ends of a journey: where it joins the network of its modes.

One name may belong to a city, its port and its airport. Which is meant follows from the modes: the city if a
railway or road among them starts there, otherwise the port if the sea is among them, otherwise the airport.
A place that none of them serves is joined

- off the coast, to the nearest sea lane within 400 km, which there is everywhere,
- on land, to the nearest railway and road within 50 km,
- failing those, to the nearest port within 50 km or the nearest airport within 100 km.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import country_at
from isthmus.layers._bundled.gazetteer import Place, hub_places, km_apart, km_between
from isthmus.layers._bundled.network_files import MODES, hub_table, mode_graph
from isthmus.layers._bundled.place_names import NO_PLACES, Asked, places_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

LAND: Final = ("rail", "road")
_REACH_KM: Final = {"sea": 400.0, "rail": 50.0, "road": 50.0}
_SERVED_BY: Final = {"sea": ("port", 50.0), "air": ("airport", 100.0)}  # what serves places around, how far
_OFF_COAST_KM: Final = 5.0  # simplified coasts leave piers in the water


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


@dataclass(frozen=True, slots=True)
class End:
    """Where a journey starts or ends.

    Parameters
    ----------
    asked : Place
        What was asked for.
    at : Place
        Where the route begins or ends: the same, or the port or airport that serves it.
    joins : tuple of Join
        Where that is no hub: its ways into the network.
    """

    asked: Place
    at: Place
    joins: tuple[Join, ...] = ()

    @property
    def snap_km(self) -> float:
        """Distance from what was asked for to the hub, or to the nearest node, at which the route ends."""
        return min((join.km for join in self.joins), default=km_apart(self.asked, self.at))

    def __str__(self) -> str:
        """Return what was matched, for a reader."""
        if self.joins:
            return f"{self.asked}, " + ", ".join(
                f"{join.km:.1f} km from {_WAYS[join.mode]}" for join in self.joins
            )
        return (
            str(self.at) if self.at == self.asked else f"{self.at}, {self.snap_km:.1f} km from {self.asked}"
        )


_WAYS: Final = {"sea": "a sea lane", "rail": "a railway", "road": "a road", "air": "an airport"}


def find_end(
    asked: Asked,
    *,
    modes: Collection[str] = MODES,
    argument: str = "place",
    places: Mapping[str, Place] = NO_PLACES,
) -> End:
    """Return where a journey by some modes starts or ends.

    Parameters
    ----------
    asked : str or (float, float)
        A city's name ("Warszawa"), if need be with its country ("Taichung, TW"), a port's name or UN/LOCODE
        ("TWTXG"), an airport's name or IATA code ("WAW"), a GeoNames id, the id of a place of one's own or of
        the bundled atlas ("port_kao"), or longitude and latitude in degrees, as text ("120.68,24.15") or as
        numbers.
    modes : collection of {"sea", "rail", "road", "air"}
        What the journey may take.
    argument : str
        What a message calls the end.
    places : mapping of str to Place
        Places of the user's own by id: see `own_places`.

    Returns
    -------
    End
        What was matched, and how it is joined to the network.

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
    named = places_named(asked, argument, places)
    end = _end(named, modes)
    if end is None:
        raise ArgumentError(f"{argument}: {_unreachable(named, modes)}")
    return end


def _end(places: Sequence[Place], modes: Collection[str]) -> End | None:
    """Return where some modes reach one of the hubs of a name, or a place that is no hub."""
    for place in places:
        if place.hub is not None and any(_boards()[mode][place.hub] for mode in modes):
            return End(place, place)
    place = places[0]
    return _of_its_kind(place, modes) or _joined(place, modes) or _served(place, modes)


@cache
def _boards() -> dict[str, NDArray[np.bool_]]:
    """Return for each mode whether it can be boarded at each hub."""
    table = hub_table()
    return {
        mode: np.asarray(table["kind"] == "airport" if mode == "air" else table[mode] >= 0) for mode in MODES
    }


def _of_its_kind(place: Place, modes: Collection[str]) -> End | None:
    """Return the hub that a port or airport of an atlas is."""
    for mode, (kind, _) in _SERVED_BY.items():
        if mode in modes and kind == place.kind and place.hub is None:
            return _served(place, [mode])
    return None


def _joined(place: Place, modes: Collection[str]) -> End | None:
    """Return a place joined to the nearest sea lane off the coast, or to the nearest land networks ashore."""
    ways = ["sea"] if _at_sea(place) else LAND
    joins = tuple(_join(place, mode) for mode in ways if mode in modes)
    near = tuple(join for join in joins if join.km <= _REACH_KM[join.mode])
    return End(place, place, near) if near else None


def _at_sea(place: Place) -> bool:
    return country_at(shapely.points([[place.lon, place.lat]]), within_km=_OFF_COAST_KM)[0] is None


def _join(place: Place, mode: str) -> Join:
    node, km = _nearest(mode_graph(mode).lonlat, place)
    return Join(mode, node, km)


def _served(place: Place, modes: Collection[str]) -> End | None:
    """Return the nearest port or airport that serves a place."""
    for mode, (_, reach_km) in _SERVED_BY.items():
        if mode in modes:
            hub = _nearest_hub(place, mode)
            if km_apart(hub, place) <= reach_km:
                return End(place, hub)
    return None


def _nearest_hub(place: Place, mode: str) -> Place:
    hubs = [hub for hub in hub_places() if hub.kind == _SERVED_BY[mode][0]]
    return hubs[_nearest(np.array([(hub.lon, hub.lat) for hub in hubs]), place)[0]]


def _nearest(lonlat: NDArray[np.float64], place: Place) -> tuple[int, float]:
    """Return which point is the nearest to a place, and the kilometres to it."""
    here = unit_vectors(np.array([[place.lon, place.lat]]))[0]
    nearest = int(np.argmax(unit_vectors(lonlat) @ here))
    lon, lat = lonlat[nearest].tolist()
    return nearest, km_between((lon, lat), (place.lon, place.lat))


def unit_vectors(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points as vectors on the unit sphere: the nearest have the largest scalar product."""
    lon, lat = np.radians(lonlat.T)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _unreachable(places: Sequence[Place], modes: Collection[str]) -> str:
    """Say how far away the modes are, and what else would reach a place."""
    place = places[0]
    far = [_nearest_way(place, mode) for mode in MODES if mode in modes]
    others = [mode for mode in ("rail", "road", "air", "sea") if mode not in modes and _end(places, [mode])]
    inland = [mode for mode in others if mode in LAND] or others
    remedy = f"; start or end there, or add the mode {' or '.join(inland)}" if inland else ""
    return (
        f"{place} is out of reach by {' and '.join(modes)}: the nearest {', the nearest '.join(far)}{remedy}"
    )


def _nearest_way(place: Place, mode: str) -> str:
    if mode in LAND or (mode == "sea" and _at_sea(place)):
        return f"{_WAYS[mode].split()[-1]} is {_join(place, mode).km:.0f} km away"
    hub = _nearest_hub(place, mode)
    return f"{hub.kind} is {hub}, {km_apart(hub, place):.0f} km away"
