"""Questions about hand-made networks, whose answers are known by argument."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus import geo, layers
from isthmus.layers._bundled.gazetteer import Place
from isthmus.layers._redundancy.resilience import Resilience
from isthmus.layers._transport.barriers import Shut
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.ends import End
from isthmus.layers._transport.gates import Passages
from isthmus.layers._transport.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Two banks of a river, joined by one railway bridge: node 0 on one side, node 1 on the other.
BRIDGE = [(0, 2, "rail", 1), (0, 2, "rail", 2), (2, 3, "rail", 5), (3, 1, "rail", 1), (3, 1, "rail", 2)]
#: Two ways from node 0 to node 1, one three times as long as the other.
DIAMOND = [(0, 2, "sea", 1), (2, 1, "sea", 1), (0, 3, "sea", 3), (3, 1, "sea", 3)]


class SmallCase(Case):
    """The case of a network that has one price, whatever the cost model, in a world of one hub."""

    def price(self, costs: str) -> geo.Network:  # noqa: ARG002 - there is only one
        return self.network

    @property
    def hubs(self) -> gpd.GeoDataFrame:  # type: ignore[override]
        return hubs()


def small(
    edges: Sequence[tuple[int, int, str, float]],
    *,
    gates: dict[str, list[int]] | None = None,
    ends: tuple[Sequence[int], Sequence[int]] = ((0,), (1,)),
    closed: Sequence[str] = (),
    countries: Sequence[str] = (),
    capacities: Sequence[int] | None = None,
) -> Resilience:
    """Return the result for a network of edges (tail, head, mode, hours), each 100 km an hour.

    Node i lies at longitude i, on the equator; origins and destinations are single nodes, called by their
    numbers. Gates are straits. Countries are those of the nodes.
    """
    tails, heads, modes, hours = (list(column) for column in zip(*edges, strict=True))
    count = max([*tails, *heads, *ends[0], *ends[1]]) + 1
    whole = geo.Network(
        [(i, 0) for i in range(count)],
        tails,
        heads,
        modes=modes,
        lengths_m=np.array(hours) * 100_000,
        hours=hours,
        costs=np.array(hours) * 10,
        gates=gates,
        capacities=capacities,
    )
    names = sorted(gates or {})
    own = np.array([*countries, *[""] * count][:count])
    table = pd.DataFrame({"name": names, "title": [name.title() for name in names], "kind": "strait"})
    passages = Passages(whole, own, table, whole.gates)
    origins, destinations = (tuple(by_hand(node) for node in nodes) for nodes in ends)
    question = Question(
        tuple(end.name for end in origins),
        tuple(end.name for end in destinations),
        ("sea",),
        by="time",
        closed=tuple(closed),
        atlas=bundled_atlas(),
    )
    shut = {name: Shut(name.title(), whole.gates[name]) for name in closed}
    return Resilience(SmallCase(question, origins, destinations, whole, own, passages, shut))


def by_hand(node: int) -> End:
    """Return the end that is one node, called by its number."""
    place = Place("place", "", str(node), "", float(node), 0.0)
    return End(str(node), place, (place,), "by hand", nodes=(node,))


@cache
def bundled_atlas() -> layers.Atlas:
    """Return the atlas that lends its flows and zones; it is read once."""
    return layers.example()


def hubs() -> gpd.GeoDataFrame:
    """Return the one hub of the hand-made world, far from everything."""
    row: dict[str, Any] = {
        "id": ["X"],
        "kind": ["port"],
        "name": ["Far away"],
        "country": ["XX"],
        "node": [0],
    }
    row |= {"sea_km": [1.0], "rail_km": [np.nan], "road_km": [np.nan]}
    return gpd.GeoDataFrame(row, geometry=gpd.points_from_xy([-90], [60]), crs="EPSG:4326")
