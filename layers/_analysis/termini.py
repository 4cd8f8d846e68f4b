"""Where routes start and end: a country, a hub or a point, as nodes of the transport network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.geo import ArgumentError
from isthmus.layers._transport.ends import find_end
from isthmus.layers._transport.own_places import own_places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.layers._atlas import Atlas
    from isthmus.layers._bundled.gazetteer import Place

__all__ = ["Terminus", "termini"]

#: How many ports and how many cities stand for a country of which the atlas knows no site.
_LARGEST: Final = 3
#: A point, or a site of the atlas, this far from every hub has none.
_REACH_KM: Final = 100.0
#: The hub of a site of these kinds is of the same kind; of any other site it is the nearest of any kind.
_HUB_KINDS: Final = {"port": "port", "airport": "airport"}
#: Gateways at which goods neither start nor end.
_PASSED: Final = ("border_crossing", "airspace", "canal", "cape", "sea", "strait")


@dataclass(frozen=True, slots=True)
class Terminus:
    """One end of routes.

    Parameters
    ----------
    name : str
        As it was asked for: a country's code, a place's name or id, or a point.
    country : str
        ISO 3166-1 alpha-2 code of the country it is or lies in.
    nodes : tuple of int
        Nodes of the network at which a route may start or end, the best for each route.
    hubs : tuple of str
        Their ids: see `isthmus.layers.hubs`.
    basis : str
        How these were chosen.
    """

    name: str
    country: str
    nodes: tuple[int, ...]
    hubs: tuple[str, ...]
    basis: str


def termini(
    argument: str, names: Collection[str], hubs: gpd.GeoDataFrame, atlas: Atlas, modes: Collection[str]
) -> tuple[Terminus, ...]:
    """Return the ends of some names.

    A country ends where the atlas has its factories, tech hubs and gateways: at the hub nearest to each, in
    the same country, which one of the modes reaches. Sites known only to the country don't count, nor do
    passages such as border crossings. Of a country without sites, the three largest ports and cities count.

    Parameters
    ----------
    argument : str
        What the names are, for messages.
    names : collection of str
        Countries (``TW``), or whatever `find_end` of the transport network knows, at the nearest hub: ids of
        the atlas, names (``Gdańsk``), codes (``TWKHH``) and points (``120.3,22.6``: longitude and latitude).
    hubs : geopandas.GeoDataFrame
        As `isthmus.layers._transport.network.hubs` gives them.
    atlas : Atlas
        Its sites are looked up.
    modes : collection of str
        Only hubs that one of these reaches count.

    Raises
    ------
    ArgumentError
        If a name is none of these, or nothing is near it.
    """
    if not names:
        raise ArgumentError(f'{argument}: expected at least one name, such as "TW"')
    reached = hubs[_reached(hubs, modes)]
    places = own_places(atlas.places)
    found = []
    for name in dict.fromkeys(names):
        own = reached[reached["country"] == name]
        found.append(
            _country(name, own, atlas) if len(own) else _place(argument, name, reached, modes, places)
        )
    return tuple(found)


def _reached(hubs: gpd.GeoDataFrame, modes: Collection[str]) -> NDArray[np.bool_]:
    """Tell which hubs count; at an airport journeys start only by air."""
    airport = (hubs["kind"] == "airport").to_numpy(bool)
    land = [hubs[f"{mode}_km"].notna() for mode in ("sea", "rail", "road") if mode in modes]
    return np.where(airport, "air" in modes, np.any([*land, np.zeros(len(hubs), bool)], axis=0))


def _place(
    argument: str, name: str, hubs: gpd.GeoDataFrame, modes: Collection[str], places: Mapping[str, Place]
) -> Terminus:
    """Return the hub that a name means, or the one nearest to the place it means."""
    at = find_end(name, modes=modes, argument=argument, places=places).at
    if at.hub is not None:
        return _of(name, hubs[hubs["node"] == at.hub], "the hub itself")
    km = _km(hubs, shapely.Point(at.lon, at.lat))
    if np.min(km) > _REACH_KM:
        raise ArgumentError(f"{argument}: {name} is {np.min(km):.0f} km from every hub that the modes reach")
    return _of(name, hubs.iloc[[int(np.argmin(km))]], f"the nearest hub, {np.min(km):.0f} km away")


def _country(code: str, hubs: gpd.GeoDataFrame, atlas: Atlas) -> Terminus:
    found: set[int] = set()
    for site in _sites(atlas, code).itertuples():
        kind = _HUB_KINDS.get(str(site.kind))
        pool = hubs if kind is None else hubs[hubs["kind"] == kind]
        km = _km(pool, site.geometry)
        if len(pool) and np.min(km) <= _REACH_KM:
            found.add(int(pool.index[int(np.argmin(km))]))
    if found:
        return _of(code, hubs.loc[sorted(found)], f"{len(found)} hubs nearest to the sites of the atlas")
    largest = [hubs[hubs["kind"] == kind].head(_LARGEST) for kind in ("port", "city")]
    chosen = pd.concat(largest) if any(map(len, largest)) else hubs.head(_LARGEST)
    return _of(code, chosen, f"its {len(chosen)} largest hubs: the atlas has no site there")


def _sites(atlas: Atlas, code: str) -> gpd.GeoDataFrame:
    """Return the places of a country whose location is known, of all kinds that goods start or end at."""
    places = atlas.places
    counts = (
        (places["country"] == code)
        & (places["precision"] != "country")
        & ~places["kind"].isin(_PASSED)
        & ~places.geometry.isna()
    )
    return places.loc[counts, ["kind", "geometry"]]


def _km(hubs: gpd.GeoDataFrame, place: shapely.Point) -> np.ndarray:
    shapes = hubs.geometry.to_numpy()
    return np.asarray(geo.distance(shapes, np.full(len(shapes), place))) / 1000


def _of(name: str, hubs: gpd.GeoDataFrame, basis: str) -> Terminus:
    return Terminus(
        name=name,
        country=str(hubs["country"].iloc[0]),
        nodes=tuple(hubs["node"].astype(int)),
        hubs=tuple(hubs["id"]),
        basis=basis,
    )
