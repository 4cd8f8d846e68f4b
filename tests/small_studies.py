"""Questions about hand-made networks, whose answers are known by argument."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus import geo, layers
from isthmus.layers._analysis.passages import Passages
from isthmus.layers._analysis.resilience import Resilience
from isthmus.layers._analysis.study import Question, Study
from isthmus.layers._analysis.termini import Terminus

if TYPE_CHECKING:
    from collections.abc import Sequence


class SmallStudy(Study):
    """A study of a network that has one price, whatever the scenario."""

    def priced(self, scenario: str) -> geo.Network:  # noqa: ARG002 - there is only one
        return self.network


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
    known = Passages(
        whole.gates,
        pd.DataFrame({"name": names, "title": [name.title() for name in names], "kind": "strait"}),
    )
    origins, destinations = (
        [Terminus(str(node), "", (node,), (), "by hand") for node in nodes] for nodes in ends
    )
    question = Question(
        tuple(end.name for end in origins), tuple(end.name for end in destinations), ("sea",), tuple(closed)
    )
    study = SmallStudy(
        question,
        bundled_atlas(),
        hubs(),
        tuple(origins),
        tuple(destinations),
        whole,
        whole.without(gates=closed),
        known,
        np.array([*countries, *[""] * count][:count]),
    )
    return Resilience(study)


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
