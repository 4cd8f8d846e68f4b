"""Routes between named places on the bundled transport network, as a table of legs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus.geo import ArgumentError, NoRouteError
from isthmus.layers._bundled.files import sources
from isthmus.layers._bundled.network_files import hub_table
from isthmus.layers._tables.crs import DEGREES

from .joining import first_nodes
from .journey import Journey, Question, explained, understood
from .legs import TOTAL, Legs
from .network import TRANSFER
from .own_places import own_places

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isthmus.geo import Route
    from isthmus.layers._bundled.place_names import Asked

    from .barriers import Zones

By = Literal["cost", "time", "distance"]

#: Which of `sources` each mode of a leg comes from.
_SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "sea": "network-sea",
        "rail": "network-rail-road",
        "road": "network-rail-road",
        "air": "network-air",
        TRANSFER: "network-ports",
    }
)


def route(  # noqa: PLR0913 - each by its name
    origin: Asked,
    destination: Asked,
    *,
    modes: Collection[str] = ("sea", "rail", "road"),
    closed: Collection[str] = (),
    avoid: Zones | None = None,
    on: str | None = None,
    by: By = "cost",
    alternatives: int = 1,
    scenario: str = "freight",
    places: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the best routes between two places by some modes, leg by leg.

    Parameters
    ----------
    origin, destination : str or (float, float)
        A city's name, if need be with its country ("Taichung, TW"), a port's name or UN/LOCODE ("TWTXG"), an
        airport's name or IATA code ("WAW"), a GeoNames id, the id of one of the `places` or of the bundled
        atlas ("port_kao"), or longitude and latitude in degrees, as text ("120.68,24.15") or as numbers. A
        name that a city shares with its port means the city if a railway or road among the modes starts
        there, otherwise the port.
    modes : collection of {"sea", "rail", "road", "air"}
        What may be taken; goods change between them at ports, terminals and airports.
    closed : collection of str
        Names of gates that are shut, such as "suez": see `gates`.
    avoid : GeoDataFrame or polygon, optional
        Zones to keep out of, such as ``atlas.risk_zones``. Of a layer with a ``kind``, each counts for the
        modes that its hazard hinders: see `hindering`.
    on : str, optional
        A day, as an ISO date: its dated closures apply (see `closures`), and of the zones those in force.
        Left out, everything that was built is open.
    by : {"cost", "time", "distance"}
        What makes a route the best. The cheapest is the one that trade takes; the quickest by sea, rail and
        road leads across Asia by truck.
    alternatives : int
        How many routes are wanted. No two of them share more than half of their length, or more than half of
        their gates, counted on the one that has less. There are fewer where no more are found.
    scenario : str
        Whose speeds and costs apply: see `scenarios`.
    places : GeoDataFrame, optional
        Points of your own, such as ``atlas.factories``, with an ``id``, and a ``name``, ``kind`` and
        ``country`` where known. Their ids come before all other names.

    Returns
    -------
    geopandas.GeoDataFrame
        For each ``route``, counted from 1, one row a leg, in the order of travel, and a last row of mode
        ``total`` without ``seq`` and geometry, so that nothing is drawn or measured twice:

        - ``id``, ``name``, ``route``, ``seq``, ``mode``; a change of modes, or the way from an end to its
          first mode, is a leg of mode ``transfer``;
        - ``from_id``, ``from``, ``to_id``, ``to``: the hubs between which the leg leads;
        - ``km``, ``h``, ``cost_usd_t`` (USD a tonne); those of the legs add up to the total;
        - ``gates`` passed and ``countries`` crossed, on land and in the air, each in the order of travel and
          joined by ``+``;
        - ``origin`` and ``destination`` as they were matched, ``closed``, ``on`` and ``scenario`` as asked;
        - ``source`` and ``as_of`` of the network's lines, those of all legs for the total, and
          ``confidence``, which is derived.

        Lines are geodesics between the network's nodes, with a vertex every 50 km at least, and split at 180
        degrees.

    Raises
    ------
    ArgumentError
        If anything that is asked for does not exist or is ambiguous, or the ends are one place; the message
        lists what is near, or what to type.
    NoRouteError
        If no route leads there; the message names the gates and zones that every one passes, and what would
        open one.

    Examples
    --------
    >>> routes = route("Taichung", "Warsaw", modes=["sea", "rail"], closed=["suez"])
    >>> routes.loc[routes["mode"] != "transfer", ["mode", "from", "to"]]
        mode             from              to
    1    sea  Taichung (port)   Gdańsk (port)
    3   rail    Gdańsk (port)          Warsaw
    5  total         Taichung          Warsaw
    >>> "good_hope" in routes["gates"].iloc[-1].split("+")
    True
    """
    _check(by, alternatives)
    question = Question(origin, destination, modes, closed, avoid, on, scenario, own_places(places))
    journey = understood(question)
    try:
        routes = journey.routes(alternatives, by)
    except NoRouteError as error:
        raise explained(error, question, journey) from None
    table = _table(journey, routes)
    return table.assign(
        origin=str(journey.ends[0]),
        destination=str(journey.ends[1]),
        closed="+".join(closed) or None,
        on=on,
        scenario=scenario,
        **_provenance(table),
    )


def _check(by: str, alternatives: int) -> None:
    if by not in get_args(By):
        raise ArgumentError(f'by: expected "cost", "time" or "distance", got {by!r}')
    whole = isinstance(alternatives, int | np.integer) and not isinstance(alternatives, bool)
    if not (whole and alternatives >= 1):
        raise ArgumentError(f"alternatives: expected a whole number of at least 1, got {alternatives!r}")


def _table(journey: Journey, routes: list[Route]) -> gpd.GeoDataFrame:
    """Return the rows of all routes."""
    legs = Legs(journey.whole, _stops(journey), first_nodes(set(journey.whole.modes.tolist())))
    rows = [
        {"route": number, "seq": seq if row["mode"] != TOTAL else pd.NA, **row}
        for number, found in enumerate(routes, start=1)
        for seq, row in enumerate(legs.rows(found), start=1)
    ]
    return _typed(pd.DataFrame(rows))


def _provenance(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return who made each leg's network and of when it is; a total names all, and the oldest date."""
    made = sources().set_index("name").reindex(table["mode"].map(_SOURCES))
    legs = pd.DataFrame({"source": made["attribution"].to_numpy(), "as_of": made["date"].to_numpy()})
    by_route = legs.groupby(table["route"].to_numpy())
    names = by_route["source"].agg(lambda named: "; ".join(dict.fromkeys(named.dropna())))
    return {
        "source": legs["source"].fillna(table["route"].map(names)),
        "as_of": legs["as_of"].fillna(table["route"].map(by_route["as_of"].min())),
        "confidence": "derived",
    }


def _stops(journey: Journey) -> dict[int, tuple[str, str]]:
    """Return id and name of every node at which a route may stop."""
    table = hub_table()
    ports = table["name"].where(table["kind"] != "port", table["name"] + " (port)")
    stops = dict(enumerate(zip(table["id"], ports, strict=True)))
    own = {
        node: (end.at.id, end.at.name)
        for node, end in zip(journey.nodes, journey.ends, strict=True)
        if end.joins
    }
    return stops | own


def _typed(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the table of some rows, its numbers rounded."""
    number = rows["seq"].map("{:02d}".format, na_action="ignore").fillna(TOTAL)
    columns = {
        "id": rows["route"].astype(str) + "-" + number,
        "name": rows["from"] + " - " + rows["to"],
        "route": rows["route"],
        "seq": rows["seq"].astype("Int64"),
        **{column: rows[column] for column in ("mode", "from_id", "from", "to_id", "to")},
        **{column: rows[column].round(digits) for column, digits in (("km", 1), ("h", 1), ("cost_usd_t", 2))},
        **{column: rows[column].map("+".join) for column in ("gates", "countries")},
    }
    return gpd.GeoDataFrame(columns, geometry=rows["geometry"].to_list(), crs=DEGREES)
