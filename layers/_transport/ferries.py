"""Lines from port to port by name: ferries, and the land bridges that lie between two voyages.

Goods take to the sea once. What they may take besides is a thing with a name: a ferry, which lorries and
wagons board on their way over land, or a land bridge, over which goods leave one ship and take another.
A ferry follows the sea lanes, and passes the straits on them; a land bridge leads by the places of its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus._modes import FERRY
from isthmus.layers._bundled.files import hub_table, line_table

from .lines import mode_network

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["LAND_BRIDGE", "NamedLine", "named_lines"]

LAND_BRIDGE: Final = "land_bridge"
"""The kind of a line over land between two voyages."""

_SEA: Final = "sea"
_WEEK_H: Final = 7 * 24


@dataclass(frozen=True, slots=True, eq=False)
class NamedLine:
    """A ferry or a land bridge.

    Parameters
    ----------
    id : str
        What it is closed by.
    kind : {"ferry", "land_bridge"}
    mode : str
        What goods travel by.
    hubs : (int, int)
        The ports at its two ends.
    km : float
    hours : (float, float)
        Under way, low and high.
    headway_h : float
        Between two departures; 0 where goods leave as they come.
    course : array of float, shape (places, 2)
        Longitude and latitude of the places on its way.
    lanes : array of int
        The sea lanes between these, as edges of the mode; none on land.
    """

    id: str
    kind: str
    mode: str
    hubs: tuple[int, int]
    km: float
    hours: tuple[float, float]
    headway_h: float
    course: NDArray[np.float64]
    lanes: NDArray[np.int64]

    @property
    def is_bridge(self) -> bool:
        """Whether it lies between two voyages."""
        return self.kind == LAND_BRIDGE


def named_lines(modes: Collection[str]) -> tuple[NamedLine, ...]:
    """Return the lines that goods may take by some modes.

    Ferries go with the sea, or are asked for by themselves; land bridges go with the sea and their own mode.

    Examples
    --------
    >>> {line.mode for line in named_lines(["sea", "rail"])} == {"ferry", "rail"}
    True
    >>> {line.mode for line in named_lines(["ferry", "road"])}
    {'ferry'}
    """
    at_sea = _SEA in modes
    return tuple(
        line
        for line in _all_lines()
        if (at_sea and line.mode in modes if line.is_bridge else at_sea or FERRY in modes)
    )


@cache
def _all_lines() -> tuple[NamedLine, ...]:
    hubs = hub_table()
    row_of = {code: row for row, code in enumerate(hubs["id"])}
    return tuple(
        _line(row, hubs, (row_of[row["hub_a"]], row_of[row["hub_b"]])) for _, row in line_table().iterrows()
    )


def _line(row: pd.Series, hubs: pd.DataFrame, ends: tuple[int, int]) -> NamedLine:
    course, lanes = _on_land(row, hubs, ends) if row["kind"] == LAND_BRIDGE else _at_sea(hubs, ends)
    sailings = [float(row[f"per_week_{end}"] or "nan") for end in ("low", "high")]
    return NamedLine(
        id=row["id"],
        kind=row["kind"],
        mode=row["mode"],
        hubs=ends,
        km=float(row["km"]),
        hours=(float(row["h_low"]), float(row["h_high"])),
        headway_h=float(np.nan_to_num(_WEEK_H / np.mean(sailings))),
        course=course,
        lanes=lanes,
    )


def _at_sea(hubs: pd.DataFrame, ends: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the places along the shortest way by sea between two ports, and the lanes."""
    lanes = mode_network(_SEA)
    start, goal = hubs[_SEA].to_numpy()[list(ends)].tolist()
    route = lanes.shortest_route(start, goal, by="distance")
    return lanes.lonlat[list(route.nodes)], np.array(route.edges, np.int64)


def _on_land(
    row: pd.Series, hubs: pd.DataFrame, ends: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the places of a row between its ports."""
    via = [[float(number) for number in point.split()] for point in row["via"].split(",") if point]
    first, last = hubs[["lon", "lat"]].to_numpy()[list(ends)]
    return np.array([first, *via, last]), np.empty(0, np.int64)
