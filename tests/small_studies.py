"""Questions about hand-made networks, whose answers are known by argument."""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
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


#: A pump of a motor with a magnet, and of a seal.
PUMP = """id,name,parent,level,needed
pump,Pump,,product,
motor,Motor,pump,component,yes
seal,Seal,pump,component,
magnet,Magnet,motor,part,yes
paint,Paint,motor,material,no
"""
#: Who makes its parts; who makes the seal and the paint nobody says.
PUMP_SHARES = """component,stage,country,share_low,share_high,measure,period
motor,making,PL,0.4,0.4,production,2024
motor,making,DE,0.6,0.6,production,2024
magnet,making,CN,0.9,0.9,production,2024
pump,making,CZ,1,1,production,2024
"""
#: The maker's own supply of magnets, its stocks, and what is known of restarts and substitutes.
PUMP_RECOVERY = """component,country,site,kind,days_low,days_high,share_low,share_high,case
magnet,CN,,supply,,,0.6,0.8,
magnet,,b,supply,,,0.2,0.4,
magnet,PL,,stock,20,30,,,
motor,PL,,stock,5,5,,,
pump,CZ,,stock,2,4,,,
magnet,,b,restart,60,90,1,1,
magnet,VN,,substitution,40,50,0.3,0.3,
magnet,US,,survival,27,57,,,a carmaker
seal,JP,,survival,7,20,,,a maker of chips
"""
PUMP_PLANTS = "id,name,country,lon,lat,makes\na,A,PL,21,52,motor\nb,B,JP,139.7,35.7,magnet\n"


def pump_study(
    folder: Path, *, recovery: str = PUMP_RECOVERY, shares: str = PUMP_SHARES, bill: str = PUMP
) -> layers.Atlas:
    """Return the study of a maker of pumps, read from files in a folder."""
    texts = {"components": bill, "component_shares": shares, "recovery": recovery, "factories": PUMP_PLANTS}
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.DataWarning)  # ids are made from what rows are of
        return layers.read(folder)


#: Counts of a daily table, but for that of all ships.
DAILY_PARTS = ("n_container", "n_dry_bulk", "n_general_cargo", "n_roro", "n_tanker", "n_cargo")


def daily_text(
    name: str, ships: Sequence[int] = (50,) * 400, *, first: str = "2025-01-01", portid: str = "chokepoint1"
) -> str:
    """Return a table of transits as PortWatch writes it: so many tankers a day from a first day on."""
    days = pd.date_range(first, periods=len(ships))
    head = "date,year,month,day,portid,portname," + ",".join((*DAILY_PARTS, "n_total", "ObjectId"))
    rows = [
        f"{day:%Y/%m/%d} 00:00:00+00,{day.year},{day.month},{day.day},{portid},{name},0,0,0,0,{n},0,{n},{row}"
        for row, (day, n) in enumerate(zip(days, ships, strict=True))
    ]
    return "\n".join((head, *rows)) + "\n"


@cache
def daily_table(name: str) -> pd.DataFrame:
    """Return a checked table of transits of 50 ships a day."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.DataWarning)
        (Path(folder) / "transits.csv").write_text(daily_text(name), "utf-8")
        return layers.read(folder).transits
