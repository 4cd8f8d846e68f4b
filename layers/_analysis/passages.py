"""What can be closed: the passages of the transport network, the gateways of an atlas, and groups of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from isthmus import geo
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.network_files import hub_table, mode_graph
from isthmus.layers._tables.schema import nearest
from isthmus.layers._transport.gates import gates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import Network
    from isthmus.layers._atlas import Atlas

__all__ = ["HUBS", "Passages", "land_of_countries", "node_countries", "passages"]

#: A gateway of an atlas this near to a hub of its kind is that hub.
_SAME_KM: Final = 30.0
#: Hubs that stand for a gateway, by its kind.
_HUBS: Final = {"port": ("port",), "airport": ("airport",), "rail_terminal": ("city", "port")}
#: Kinds of passages that are places of their own, where goods start, end or change.
HUBS: Final = ("port", "airport", "rail_terminal", "hub")
#: Modes that pass through countries; the sea is nobody's, and the air is its gates'.
_LAND: Final = ("rail", "road", "transfer")


@dataclass(frozen=True, eq=False)
class Passages:
    """What can be closed by name.

    Parameters
    ----------
    edges : mapping of str to array of int
        The edges that each holds.
    table : pandas.DataFrame
        ``name``, ``title`` and ``kind``, in alphabetical order of the names.
    """

    edges: Mapping[str, NDArray[np.int64]]
    table: pd.DataFrame

    def check(self, argument: str, names: Collection[str]) -> None:
        """Refuse names of nothing that can be closed.

        Raises
        ------
        ArgumentError
            With the nearest name of each.
        """
        if isinstance(names, str):
            raise ArgumentError(f"{argument}: expected a list of names, got the text {names!r}")
        unknown = [name for name in names if name not in self.edges]
        if unknown:
            hints = [f"{name!r} (the nearest is {nearest(name, self.edges)!r})" for name in unknown]
            raise ArgumentError(f"{argument}: expected names of gates or gateways, got {', '.join(hints)}")

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What a reader knows each by."""
        return dict(zip(self.table["name"], self.table["title"], strict=True))

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """What each is: a strait, a border, a port."""
        return dict(zip(self.table["name"], self.table["kind"], strict=True))


def passages(
    network: Network,
    atlas: Atlas,
    hubs: gpd.GeoDataFrame,
    together: Mapping[str, Sequence[str]] | None = None,
) -> Passages:
    """Return everything that can be closed in a network.

    Parameters
    ----------
    network : Network
        As `isthmus.layers._transport.network.network` gives it: its gates are passages.
    atlas : Atlas
        A port, an airport or a rail terminal among its gateways closes with all edges at its hub.
    hubs : geopandas.GeoDataFrame
    together : mapping of str to sequence of str, optional
        Groups of these that share a risk and close together, by a name of their own.

    Raises
    ------
    ArgumentError
        If a group names what can't be closed.
    """
    table = gates()
    known = dict(zip(table["name"], zip(table["title"], table["kind"], strict=True), strict=True))
    rows = [(name, *known.get(name, (name, "hub"))) for name in network.gates]
    gateways = _gateways(network, atlas, hubs)
    edges = {**network.gates, **gateways}
    places = atlas.gateways[atlas.gateways["id"].isin(gateways)]
    rows += zip(places["id"], places["name"], places["kind"], strict=True)
    single = Passages(edges, _table(rows))
    for name, members in (together or {}).items():
        single.check(f"together, {name}", members)
        edges = edges | {name: np.unique(np.concatenate([edges[member] for member in members]))}
        rows.append((name, name, "shared risk"))
    return Passages(edges, _table(rows))


def _table(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(sorted(rows), columns=["name", "title", "kind"])


def _gateways(network: Network, atlas: Atlas, hubs: gpd.GeoDataFrame) -> dict[str, NDArray[np.int64]]:
    """Return the edges at the hub of each gateway that has one."""
    held = {}
    pools = dict(list(hubs.groupby(["kind", "country"])))
    at_hubs = np.flatnonzero(np.minimum(network.tails, network.heads) < len(hubs))
    for gateway in atlas.gateways.dropna(subset="geometry").itertuples():
        kinds = _HUBS.get(str(gateway.kind), ())
        near = [pools[kind, gateway.country] for kind in kinds if (kind, gateway.country) in pools]
        if not near:
            continue
        km = (
            np.concatenate([geo.distance(pool.geometry.to_numpy(), gateway.geometry) for pool in near]) / 1000
        )
        node = int(np.concatenate([pool["node"] for pool in near])[np.argmin(km)])
        edges = at_hubs[(network.tails[at_hubs] == node) | (network.heads[at_hubs] == node)]
        if np.min(km) <= _SAME_KM and len(edges):
            held[str(gateway.id)] = edges
    return held


def node_countries(modes: Collection[str]) -> NDArray[np.str_]:
    """Return the country of each node of the bundled network, "" at sea.

    Parameters
    ----------
    modes : collection of str
        The modes of the network, in its order.
    """
    countries = [hub_table()["country"].to_numpy(str)]
    for mode in modes:
        graph = mode_graph(mode)
        known = graph.codes[graph.country] if len(graph.country) else np.full(len(graph.lonlat), "")
        countries.append(known.astype(str))
    return np.concatenate(countries)


def land_of_countries(network: Network, countries: NDArray[np.str_]) -> dict[str, NDArray[np.int64]]:
    """Return the edges on the land of each country, as gates: a route that crosses it passes one.

    Parameters
    ----------
    network : Network
    countries : array of str, shape (nodes,)
        The country of each node, "" at sea.
    """
    land = np.isin(network.modes, _LAND)
    held = {}
    codes, number = np.unique(countries, return_inverse=True)
    for place, code in enumerate(codes.tolist()):
        if code:
            there = number == place
            edges = np.flatnonzero(land & (there[network.tails] | there[network.heads]))
            if len(edges):
                held[code] = edges
    return held
