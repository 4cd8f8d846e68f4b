"""Routes as rows: one a leg, as far as goods stay on one mode, and one for the total; and as words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus._modes import MODES, TOTAL, TRANSFER
from isthmus.layers._bundled.files import credit_modes, join_credits, sources
from isthmus.layers._bundled.network_files import hub_table
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES, in_degrees

from .cost_models import HOURS, Bound, Effort
from .ways import draw_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from isthmus.geo import Route

    from .case import Case

_ENDS: Final[tuple[Bound, Bound]] = ("low", "high")

SAME_ROUTES: Final = "Without the policies the best routes are the same."
"""What is said of policies that move nothing."""


QUESTION: Final = "question"
"""Beside what name a table of routes holds what was asked, unless that holds zones."""

_OWN: Final = ("id", "name", "kind", "country")


# To how many digits each quantity of a leg is told.
_DIGITS: Final = {
    "km": 1,
    **dict.fromkeys(("h", *HOURS, "h_low", "h_high"), 1),
    **dict.fromkeys(("usd_t", "usd_t_low", "usd_t_high"), 2),
}


def route_table(case: Case, routes: list[Route]) -> gpd.GeoDataFrame:
    """Return the rows of all routes, with what was asked and who made the network."""
    legs = _Legs(case)
    rows = [
        {"route": number, "seq": seq if row["mode"] != TOTAL else pd.NA, **row}
        for number, found in enumerate(routes, start=1)
        for seq, row in enumerate(legs.rows(found), start=1)
    ]
    table, limits = _round(pd.DataFrame(rows)), [row["limited"] for row in rows]
    told = table.assign(
        origin=str(case.origins[0]),
        destination=str(case.destinations[0]),
        closed="+".join(case.shut) or None,
        closed_by="+".join(held.by for held in case.shut.values()) or None,
        in_the_way="+".join(case.in_the_way) or None,
        limited=[("+".join(names) or None) for names in limits],
        limited_by=[("+".join(case.limited[name].by for name in names) or None) for names in limits],
        policy="+".join(case.question.policy) or None,
        barred="+".join(case.barred) or None,
        barred_by="+".join(held.by for held in case.barred.values()) or None,
        told=_rules_told(case, table),
        without_policy=tell_policies(case) or None,
        goods="+".join(case.question.goods) or None,
        goods_by=case.question.goods_sentence or None,
        on=case.question.on,
        vessel=None if case.vessel is None else case.vessel.name,
        calls="-".join(f"{number:g}" for number in dict.fromkeys(case.question.calls or ())) or None,
        costs=case.question.costs,
        **_provenance(table),
    )
    told.attrs[QUESTION] = {} if case.question.zones is not None else _record_question(case)
    return told


def _record_question(case: Case) -> dict[str, Any]:
    """Return what was asked in terms of JSON, with those of one's own places that are ends."""
    asked, table = case.question.record(), case.question.places
    ends = {end.places[0].id for end in (*case.origins, *case.destinations)}
    own = [] if table is None else _place_records(table[table["id"].isin(ends)])
    return {**asked, "calls": asked["calls"] or None, "own": own}


def _place_records(places: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    told = pd.DataFrame(places).reindex(columns=list(_OWN)).astype(object)
    records = told.where(told.notna(), None).to_dict("records")
    return [
        {**{str(name): value for name, value in record.items()}, "lon": point.x, "lat": point.y}
        for record, point in zip(records, in_degrees(places).geometry, strict=True)
    ]


def _round(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the table of some rows, its numbers rounded."""
    number = rows["seq"].map("{:02d}".format, na_action="ignore").fillna(TOTAL)
    columns = {
        "id": rows["route"].astype(str) + "-" + number,
        "name": rows["from"] + " - " + rows["to"],
        "route": rows["route"],
        "seq": rows["seq"].astype("Int64"),
        **{column: rows[column] for column in ("mode", "from_id", "from", "to_id", "to")},
        **{column: rows[column].round(digits) for column, digits in _DIGITS.items()},
        **{column: rows[column].map("+".join) for column in ("gates", "countries")},
    }
    return gpd.GeoDataFrame(columns, geometry=rows["geometry"].to_list(), crs=DEGREES)


@dataclass(frozen=True)
class _Legs:
    """What turns routes through a network into rows.

    Parameters
    ----------
    case : Case
        The network on the day of the question.
    """

    case: Case

    def rows(self, route: Route) -> list[dict[str, Any]]:
        """Return the legs of a route in the order of travel, and its total."""
        pairs = enumerate(pairwise(route.modes), start=1)
        changes = [place for place, (mode, following) in pairs if mode != following]
        nodes = self.case.nodes_on(route.edges)
        legs = [
            self._leg(route, nodes, start, stop) for start, stop in pairwise([0, *changes, len(route.modes)])
        ]
        total = {
            **self._between(int(nodes[0]), int(nodes[-1])),
            "mode": TOTAL,
            "km": route.length_m / 1000,
            "h": route.hours,
            "usd_t": route.cost,
            **self._ranges(np.array(route.edges)),
            "gates": _once(chain.from_iterable(leg["gates"] for leg in legs)),
            "countries": _once(chain.from_iterable(leg["countries"] for leg in legs)),
            "limited": _once(chain.from_iterable(leg["limited"] for leg in legs)),
            "geometry": None,
        }
        return [*legs, total]

    def _leg(self, route: Route, nodes: NDArray[np.int64], start: int, stop: int) -> dict[str, Any]:
        """Return the row of the edges from one place along a route to another."""
        edges, network = np.array(route.edges[start:stop]), self.case.whole
        # A ship's or train's way begins beside the hub where it was boarded.
        stops = [node for node in nodes[max(start - 1, 0) : stop + 2].tolist() if node in self._stops]
        line = _leg_line(network.lonlat[nodes[start : stop + 1]])
        return {
            **self._between(stops[0], stops[-1]),
            "mode": route.modes[start],
            "km": network.lengths_m[edges].sum() / 1000,
            "h": _sum(network.hours, edges),
            "usd_t": _sum(network.costs, edges),
            **self._ranges(edges),
            "gates": self.case.gates_along(edges),
            "countries": self.case.countries_along(edges, nodes[start : stop + 1]),
            "limited": self.case.limits_on(edges),
            "geometry": line,
        }

    def _ranges(self, edges: NDArray[np.int64]) -> dict[str, float]:
        """Return what hours are spent on, and the least and the most that some edges take."""
        taken = {
            bound: Effort(*(part[edges] for part in whole)) for bound, whole in self.case.efforts.items()
        }
        spent = taken["value"]._asdict()
        return {
            **{name: float(spent[name].sum()) for name in HOURS},
            **{f"h_{bound}": float(taken[bound].hours.sum()) for bound in _ENDS},
            **{f"usd_t_{bound}": float(taken[bound].usd_t.sum()) for bound in _ENDS},
        }

    def _between(self, start: int, stop: int) -> dict[str, str]:
        (from_id, from_name), (to_id, to_name) = self._stops[start], self._stops[stop]
        return {"from_id": from_id, "from": from_name, "to_id": to_id, "to": to_name}

    @cached_property
    def _stops(self) -> Mapping[int, tuple[str, str]]:
        """Id and name of every node at which goods change their mode or a route ends."""
        ends = (*self.case.origins, *self.case.destinations)
        own = {
            node: (end.places[0].id, end.places[0].name) for end in ends if end.joins for node in end.nodes
        }
        return {**_hub_names(), **own}


@cache
def _hub_names() -> Mapping[int, tuple[str, str]]:
    """Return id and name of each hub, by its node."""
    table = hub_table()
    ports = table["name"].where(table["kind"] != "port", table["name"] + " (port)")
    return MappingProxyType(dict(enumerate(zip(table["id"], ports, strict=True))))


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _sum(values: NDArray[np.float64] | None, edges: NDArray[np.int64]) -> float:
    return float("nan") if values is None else float(values[edges].sum())


def _leg_line(lonlat: NDArray[np.float64]) -> BaseGeometry | None:
    """Return geodesics between points, dense enough to be drawn straight; None where all are one point."""
    moves = np.append(True, (np.diff(lonlat, axis=0) != 0).any(axis=1))
    if moves.sum() == 1:
        return None
    line: BaseGeometry = draw_lines([shapely.LineString(lonlat[moves])])[0]
    return line


def _provenance(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return who made each leg's network, of when it is, and whom to name; a total tells of all legs."""
    behind = {name: mode.source for name, mode in MODES.items()} | {TRANSFER: "network-ports"}
    made = sources().set_index("name").reindex(table["mode"].map(behind))
    legs = pd.DataFrame({"source": made["attribution"].to_numpy(), "as_of": made["date"].to_numpy()})
    by_route = legs.groupby(table["route"].to_numpy())
    names = by_route["source"].agg(lambda named: "; ".join(dict.fromkeys(named.dropna())))
    return {
        "source": legs["source"].fillna(table["route"].map(names)),
        "as_of": legs["as_of"].fillna(table["route"].map(by_route["as_of"].min())),
        "confidence": "derived",
        "attribution": _credits(table),
    }


def _credits(table: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return whom to name for the line of each leg; a total names all of its route."""
    of_leg = pd.Series([credit_modes([mode]) for mode in table["mode"]], index=table.index, dtype="str")
    of_route = of_leg.groupby(table["route"]).agg(join_credits)
    whole: pd.Series[str] = of_leg.where(table["mode"] != TOTAL, table["route"].map(of_route))
    return whole


def _rules_told(case: Case, table: gpd.GeoDataFrame) -> list[str | None]:
    """Return for each row the rules that bar nothing and hold on its route, or wherever one leads."""
    passed = dict(table.loc[table["mode"] == TOTAL, ["route", "countries"]].to_numpy().tolist())
    told = {
        route: "+".join(rule.id for rule in case.told if not rule.via or rule.via & {*codes.split("+")})
        for route, codes in passed.items()
    }
    return [told[route] or None for route in table["route"]]


def tell_policies(case: Case) -> str:
    """Return how the best routes differ by what the policies of a question bar; empty without any."""
    if not case.question.policy:
        return ""
    told = [said for place in case.pairs if (said := _tell_pair(case, place))]
    return " ".join(told) or SAME_ROUTES


def policies_move(case: Case) -> bool:
    """Tell whether a best route would be another one without the policies of a question."""
    return any(_tell_pair(case, place) for place in case.pairs)


def _tell_pair(case: Case, place: tuple[int, int]) -> str:
    """Return how the best route of a pair differs; empty where it is the same."""
    (i, j), lawful, other = place, case.after, case.unruled
    free, bound = other.edges[i][j], lawful.edges[i][j]
    if free is None or (bound is not None and np.array_equal(free, bound)):
        return ""
    ends = f"from {case.origins[i].name} to {case.destinations[j].name}"
    gates = list_words([case.passages.titles[name] for name in case.gates_along(free)], "and")
    way = f"Without the policies the best route {ends} passes {gates or 'no gate'}"
    if bound is None:
        return f"{way}; with them there is none."
    units = (("h", other.hours, lawful.hours), ("USD/t", other.costs, lawful.costs))
    more = [f"{one[place]:,.0f} {unit} instead of {both[place]:,.0f}" for unit, one, both in units]
    return f"{way}, and takes {list_words(more, 'and')}."
