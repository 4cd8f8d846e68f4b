"""What goes by sea under a name: classes of ships, ferries, and the land bridges between two voyages.

Each class of ships serves some trades, and some passages are too small for it. Goods take to the sea once;
what they may take besides is a thing with a name: a ferry, which lorries and wagons board on their way over
land, or a land bridge, over which goods leave one ship and take another. A ferry follows the sea lanes, and
passes the straits on them; a land bridge leads by the places of its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from isthmus._arguments import is_text, unfit
from isthmus._choices import ANY_VESSEL, VESSELS
from isthmus._modes import FERRY
from isthmus.layers._bundled.countries import OFF_COAST_KM, country_at
from isthmus.layers._bundled.network_files import ground, hub_table, line_table, rule_table
from isthmus.layers._tables.cells import list_words

from .ways import mode_network

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray


_SIZES: Final = ["length_m", "beam_m", "draught_m"]
_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Vessel:
    """A class of ships.

    Parameters
    ----------
    name, title : str
        What a question calls it, and a reader.
    size : (float, float, float)
        Length, beam and draught in metres.
    trades : frozenset of frozenset of str
        The pairs of regions between which it goes where no class is said.
    """

    name: str
    title: str
    size: tuple[float, float, float]
    trades: frozenset[frozenset[str]]


def as_vessel(vessel: object) -> str | None:
    """Return the class of ships that is asked for, None where it is that of the trade.

    Raises
    ------
    ArgumentError
        If there is none of that name.
    """
    if vessel is not None and (not is_text(vessel) or vessel not in VESSELS):
        raise unfit("vessel", f"one of {', '.join(VESSELS)}", vessel)
    return vessel


def find_vessel(vessel: str | None, pairs: Collection[frozenset[str]]) -> Vessel | None:
    """Return the ships that go between the two countries of some pairs: the largest that any pair has.

    Parameters
    ----------
    vessel : str or None
        The class that is asked for, "none" for ships of no size; None for that of the trade.
    pairs : collection of frozenset of str
        The countries of the two ends of each pair.

    Examples
    --------
    >>> find_vessel(None, [frozenset({"TW", "PL"})]).name, find_vessel(None, [frozenset({"PL", "DE"})]).name
    ('ultra', 'feeder')
    >>> find_vessel("none", [frozenset({"TW", "PL"})]) is None
    True
    """
    if vessel == ANY_VESSEL:
        return None
    trades = {_trade(pair) for pair in pairs}
    fit = (one for one in _vessels() if (one.trades & trades if vessel is None else one.name == vessel))
    return next(fit, None)


def _trade(pair: frozenset[str]) -> frozenset[str]:
    """Return the regions of two countries, or the other trades where a country is in none that is known."""
    regions = frozenset(_regions().get(code, _OTHER) for code in pair)
    return regions if any(regions in one.trades for one in _vessels()) else frozenset({_OTHER})


@cache
def _regions() -> dict[str, str]:
    rows = rule_table("regions")[["region", "countries"]].to_numpy()
    return {code: region for region, codes in rows for code in codes.split("+")}


@cache
def _vessels() -> tuple[Vessel, ...]:
    """Return every class, the largest first."""
    return tuple(
        Vessel(
            row["vessel"],
            row["title"],
            (float(row["length_m"]), float(row["beam_m"]), float(row["draught_m"])),
            frozenset(frozenset(trade.split("-")) for trade in row["trades"].split("+") if trade),
        )
        for _, row in rule_table("vessels").iterrows()
    )


def narrow_gates(vessel: Vessel) -> dict[str, str]:
    """Return the gates that are too small for a class of ships, each with a sentence that says why.

    Examples
    --------
    >>> narrow_gates(find_vessel("neopanamax", []))["oresund"]
    'For ships 7.7 m deep, not for ships of 14,000 TEU, 366 m long, 49 m wide and 15.2 m deep.'
    """
    limits, own = rule_table("limits"), f"not for {vessel.title}, {_tell_size(vessel.size)}"
    most = limits[_SIZES].replace("", "inf").astype(float)
    narrow = {}
    for gate, sizes in most.groupby(limits["gate"], sort=False):
        if not (np.array(vessel.size) <= sizes.to_numpy()).all(axis=1).any():
            told = list_words(map(_tell_size, sizes.to_numpy().tolist()), "or")
            narrow[str(gate)] = f"For ships {told}, {own}."
    return narrow


def largest_ships() -> dict[str, str]:
    """Return the largest ships that the gates take which take not all, in words.

    Examples
    --------
    >>> largest_ships()["suez"]
    '400 m long, 77.5 m wide and 20.1 m deep'
    """
    limits = rule_table("limits")
    sizes = limits[_SIZES].replace("", "inf").astype(float).to_numpy().tolist()
    told = pd.Series([_tell_size(size) for size in sizes]).groupby(limits["gate"])
    return {str(gate): list_words(found, "or") for gate, found in told}


def _tell_size(size: Sequence[float]) -> str:
    """Return a size in words; what is not limited is left out."""
    words = zip(size, ("long", "wide", "deep"), strict=True)
    return list_words([f"{metres:g} m {word}" for metres, word in words if np.isfinite(metres)], "and")


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


@cache
def countries_along(line: NamedLine) -> NDArray[np.str_]:
    """Return the country of each place on the way of a line, "" at sea."""
    if not line.is_bridge:
        return np.full(len(line.course), "")
    found = country_at(np.asarray(shapely.points(line.course)), within_km=OFF_COAST_KM)
    return np.array([code or "" for code in found.tolist()])


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


def pair_gates(gates: Sequence[NDArray[np.integer[Any]]]) -> NDArray[np.int64]:
    """Return the pairs of a gate's number and an edge that it holds, as two rows."""
    numbers = np.repeat(np.arange(len(gates)), [len(edges) for edges in gates])
    return np.array([numbers, np.concatenate(gates)], np.int64)


def gates_on_lanes(line: NamedLine) -> NDArray[np.int64]:
    """Return the gates of the sea lanes that a ferry follows, and which of its edges each holds."""
    gate, lane = pair_gates(ground("sea").gates)
    at = np.flatnonzero(np.isin(lane, line.lanes))
    pair, edge = (lane[at, None] == line.lanes).nonzero()
    return np.array([gate[at[pair]], edge])


def gates_over_borders(ends: NDArray[np.str_], numbers: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the gates of the borders that edges on land lead over, and which edges each holds.

    Parameters
    ----------
    ends : array of str, shape (2, edges)
        The countries of their ends.
    numbers : mapping of str to int
        The number of each gate.
    """
    both = np.char.lower(ends).T.tolist()
    names = [(f"border_{one}_{other}", f"border_{other}_{one}") for one, other in both]
    pairs = [(numbers[name], edge) for edge, either in enumerate(names) for name in either if name in numbers]
    return np.array(pairs, np.int64).reshape(-1, 2).T
