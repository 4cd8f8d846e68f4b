"""What a journey may not pass: gates closed by name or by a date's rules, and zones to keep out of."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._bundled.network_files import hub_table
from isthmus.layers._tables.crs import DEGREES

from .gates import gates
from .hazards import hindering, in_force
from .network import closed_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Network

_GAP_M: Final = 10_000.0  # between the vertices of a zone's side: as straight lines they stray by 4 m

Zones: TypeAlias = "gpd.GeoDataFrame | BaseGeometry"
"""Zones to keep out of: a layer, or one polygon or multi-polygon in degrees."""

Barriers: TypeAlias = "Mapping[str, NDArray[np.int64]]"
"""The edges that each barrier stops, by what a reader calls it."""


def barriers(
    network: Network, *, closed: Collection[str] = (), on: str | None = None, avoid: Zones | None = None
) -> Barriers:
    """Return the edges of a network that may not be used.

    Parameters
    ----------
    network : Network
        A network of `network`.
    closed : collection of str
        Names of `gates`; one that holds no edge of the network's modes stops nothing there.
    on : str, optional
        A day, whose rules close their gates and hubs.
    avoid : GeoDataFrame or polygon, optional
        Zones. Of a layer with a ``kind`` each hinders the modes that `hindering` names, otherwise all; with
        `on`, only those in force that day count.

    Returns
    -------
    mapping of str to array of int
        Edges by the barrier's name, such as ``Suez Canal (suez)``.

    Raises
    ------
    ArgumentError
        If there is no gate of a name (the nearest are listed), the date is none, or the zones have no area.

    Examples
    --------
    >>> from isthmus.layers._transport.network import network
    >>> list(barriers(network(modes=["rail"]), closed=["suez", "brest"]))
    ['Brest - Małaszewicze (brest)']
    """
    _check(closed)
    names = sorted({*closed} | (closed_on(on) if on else frozenset()))
    by_name = {_title(name): network.gates[name] for name in names if name in network.gates}
    return by_name | dict(_zones(network, avoid, on))


def _check(closed: Collection[str]) -> None:
    """Refuse names of no gate."""
    if isinstance(closed, str):
        raise ArgumentError(f"closed: expected a list of names, got the text {closed!r}; give [{closed!r}]")
    titles = gates().set_index("name")["title"].to_dict()
    problems = [_unknown(str(name), titles) for name in closed if name not in titles]
    if problems:
        raise ArgumentError("\n".join(problems))


def _unknown(name: str, titles: Mapping[str, str]) -> str:
    words = {simplify(title): gate for gate, title in titles.items()} | {gate: gate for gate in titles}
    found = difflib.get_close_matches(simplify(name).replace(" ", "_"), words, n=3, cutoff=0.4)
    found += difflib.get_close_matches(simplify(name), words, n=2, cutoff=0.4)
    near = [f"{gate} ({titles[gate]})" for gate in dict.fromkeys(words[word] for word in found)]
    remedy = f"; the nearest are {', '.join(near[:3])}" if near else ""
    return f"closed: expected the name of a gate, got {name!r}{remedy}; layers.gates() lists all"


def _title(name: str) -> str:
    """Return what a reader calls a gate, or a port or airport that a rule closes."""
    table = gates().set_index("name")["title"]
    if name in table.index:
        return f"{table[name]} ({name})"
    hub = hub_table().set_index("id").loc[name]
    return f"the {hub['kind']} {hub['name']} ({name})"


def _zones(network: Network, avoid: Zones | None, on: str | None) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield what each zone is called, and the edges it stops.

    Zones that hinder the same modes are cut out of the network together, which takes a second for all rather
    than for each; then the few edges that meet them are told apart.
    """
    if avoid is None:
        return
    zones = in_force(_layer(avoid), on).reset_index(drop=True)
    modes = frozenset(network.modes.tolist())
    hindered = pd.Series([_hindered(zones.iloc[[row]], modes) for row in range(len(zones))], dtype=object)
    for stopped in dict.fromkeys(hindered):
        if stopped:  # export controls hinder none
            yield from _together(network.without(modes=modes - stopped), zones[hindered == stopped])


def _hindered(zone: gpd.GeoDataFrame, modes: frozenset[str]) -> frozenset[str]:
    """Return the modes that a zone, a table of one row, hinders."""
    return frozenset(mode for mode in modes if "kind" not in zone or len(hindering(zone, mode)))


def _together(network: Network, zones: gpd.GeoDataFrame) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield the name of each zone and the open edges that it stops."""
    areas = geo.densify(zones.geometry.to_numpy(), _GAP_M)  # a side keeps its course where another cuts it
    free = network.without(area=shapely.union_all(areas)).is_open
    stopped = network.without(edges=np.flatnonzero(free))
    for name, area in zip(zones["name"], areas, strict=True):
        yield f"the zone {name}", np.flatnonzero(stopped.is_open & ~stopped.without(area=area).is_open)


def _layer(avoid: Zones) -> gpd.GeoDataFrame:
    """Return zones as a layer in degrees, all of them with a name and an area."""
    if not isinstance(avoid, gpd.GeoDataFrame):
        avoid = gpd.GeoDataFrame({"name": ["to avoid"]}, geometry=[avoid], crs=DEGREES)
    zones = avoid.to_crs(DEGREES) if avoid.crs else avoid
    if "name" not in zones:
        zones = zones.assign(name=[f"number {row}" for row in range(1, len(zones) + 1)])
    shapes = zones.geometry
    wrong = ~(shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & shapes.is_valid & ~shapes.is_empty)
    if wrong.any():
        listed = ", ".join(map(str, zones["name"][wrong]))
        raise ArgumentError(f"avoid: expected areas that do not cross themselves, got others for {listed}")
    return zones
