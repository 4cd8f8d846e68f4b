"""Tables of cases: ends, what was shut, rules; what moves from one to another; and a case summed up."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus.geo import ArgumentError
from isthmus.layers._bundled.files import credit_modes, sources
from isthmus.layers._records import PairSummary, Summary
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._tables.table import check_columns, check_table
from isthmus.layers._transport.barriers import ASKED
from isthmus.layers._transport.closures import OPEN
from isthmus.layers._transport.goods import modes_for
from isthmus.layers._transport.legs import policies_move
from isthmus.layers._transport.ways import draw_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes
    from isthmus.layers._transport.case import Case

    Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two states of the best routes, side by side.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row a pair of ends: ``origin``, ``destination``, ``demand_share``; ``km_before``, ``km_after`` and
        ``extra_km``, ``h_before``, ``h_after`` and ``extra_h``, ``usd_t_before``, ``usd_t_after`` and
        ``extra_usd_t`` (missing where there is no route); whether the route ``moved`` and whether the pair
        is ``unserved``; ``gates_before`` and ``gates_after``, in the order of travel.
    gates : pandas.DataFrame
        One row a gate or gateway on any of the routes: ``name``, ``title``, ``kind``, ``load_before`` and
        ``load_after``, as shares of the demand, and the ``change``, the largest first.
    legs : geopandas.GeoDataFrame
        One row a stretch of the network that carries the same in both states: ``mode``, ``load_before``,
        ``load_after``, ``change``, ``what`` ("kept", "more", "less", "new", "left") and
        ``attribution`` (whom to name). Lines, EPSG:4326.
    """

    pairs: pd.DataFrame
    gates: pd.DataFrame
    legs: gpd.GeoDataFrame

    def __post_init__(self) -> None:
        check_columns(self.pairs, "pairs")
        check_columns(self.gates, "gates")
        check_table(self.legs, "legs")


def compare_routes(before: Case, after: Case, *, start: BestRoutes, end: BestRoutes) -> Comparison:
    """Compare the best routes of two studies of the same ends and modes.

    Parameters
    ----------
    before, after : Case
    start, end : BestRoutes
        The best routes of each.

    Raises
    ------
    ArgumentError
        If the two do not ask about the same ends, by the same modes and for the same best.
    """
    for name in ("origins", "destinations", "modes", "by", "costs"):
        one, other = getattr(before.question, name), getattr(after.question, name)
        if one != other:
            raise ArgumentError(
                f"compare: expected two results of the same {name}, got {one!r} and {other!r}"
            )
    return Comparison(
        pair_table(after, start, end), _gate_table(after, start, end), _leg_table(after, start, end)
    )


_UNITS: Final[Mapping[str, Callable[[BestRoutes], NDArray[np.float64]]]] = MappingProxyType(
    {
        "km": lambda best: best.lengths_m / 1000,
        "h": lambda best: best.hours,
        "usd_t": lambda best: best.costs,
    }
)


def pair_table(case: Case, start: BestRoutes, end: BestRoutes) -> pd.DataFrame:
    """Return what lies between two states of the best routes of each pair, as `Comparison.pairs` has it."""
    rows = []
    for i, j in case.pairs:
        row: dict[str, object] = {
            "origin": case.origins[i].name,
            "destination": case.destinations[j].name,
            "demand_share": case.demand.shares[i, j],
        }
        for unit, values in _UNITS.items():
            one, other = (finite(values(best)[i, j]) for best in (start, end))
            row |= {f"{unit}_before": one, f"{unit}_after": other, f"extra_{unit}": other - one}
        one_way, other_way = start.edges[i][j], end.edges[i][j]
        kept = one_way is None or (other_way is not None and np.array_equal(one_way, other_way))
        row["moved"] = not kept and other_way is not None
        row["unserved"] = not kept and other_way is None
        for when, route in (("before", one_way), ("after", other_way)):
            row[f"gates_{when}"] = "" if route is None else "+".join(case.gates_along(route))
        rows.append(row)
    return pd.DataFrame(rows)


def _gate_table(case: Case, start: BestRoutes, end: BestRoutes) -> pd.DataFrame:
    rows = []
    for name in case.gates_on(np.union1d(start.all_edges(), end.all_edges())):
        held = np.zeros(len(case.whole.tails), bool)
        held[case.passages.edges[name]] = True
        shares = case.demand.shares
        before, after = (float(shares[best.passes(held)].sum()) for best in (start, end))
        title, kind = case.passages.titles[name], case.passages.kinds[name]
        rows.append((name, title, kind, before, after, after - before))
    columns = ["name", "title", "kind", "load_before", "load_after", "change"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("change", ascending=False, kind="stable").reset_index(drop=True)


class _Use(NamedTuple):
    """Which pairs pass an edge before and after, and its mode: edges of the same use are one leg."""

    before: frozenset[tuple[int, int]]
    after: frozenset[tuple[int, int]]
    mode: str


def _leg_table(case: Case, start: BestRoutes, end: BestRoutes) -> gpd.GeoDataFrame:
    uses = _uses(case, start, end)
    legs: dict[tuple[int, ...], _Use] = {}
    for best in (start, end):
        for i, j in case.pairs:
            route = best.edges[i][j]
            for use, run in groupby([] if route is None else route.tolist(), key=uses.__getitem__):
                edges = tuple(run)
                legs.setdefault(min(edges, edges[::-1]), use)
    rows = []
    for use in legs.values():
        before, after = (_demand_share(case, pairs) for pairs in (use.before, use.after))
        rows.append((use.mode, before, after, after - before, _change_word(use, after - before)))
    table = pd.DataFrame(rows, columns=["mode", "load_before", "load_after", "change", "what"])
    table["attribution"] = [credit_modes([mode]) for mode in table["mode"]]
    lines = draw_lines([case.line(edges) for edges in legs])
    return gpd.GeoDataFrame(table, geometry=lines, crs=DEGREES)


def _uses(case: Case, start: BestRoutes, end: BestRoutes) -> dict[int, _Use]:
    passing: tuple[defaultdict[int, set[tuple[int, int]]], ...] = (defaultdict(set), defaultdict(set))
    for pairs, best in zip(passing, (start, end), strict=True):
        for i, j in case.pairs:
            route = best.edges[i][j]
            for edge in [] if route is None else route.tolist():
                pairs[edge].add((i, j))
    modes = case.whole.modes
    return {
        edge: _Use(frozenset(passing[0].get(edge, ())), frozenset(passing[1].get(edge, ())), str(modes[edge]))
        for edge in {**passing[0], **passing[1]}
    }


def _demand_share(case: Case, pairs: frozenset[tuple[int, int]]) -> float:
    return float(sum(case.demand.shares[pair] for pair in sorted(pairs)))


def _change_word(use: _Use, change: float) -> str:
    if not use.before:
        return "new"
    if not use.after:
        return "left"
    return "kept" if change == 0 else "more" if change > 0 else "less"


def closure_table(case: Case) -> pd.DataFrame:
    """Return what was shut and what was limited, as `Resilience.closures` has it."""
    routes = [route for row in case.after.edges for route in row if route is not None]
    passed = {*case.in_the_way, *(name for route in routes for name in case.limits_on(route))}
    rows = [
        {
            "name": name,
            "title": held.title,
            "taken": taken,
            "kind": held.by,
            "passes": name in passed,
            "sentence": held.why,
        }
        for taken, places in (("shut", case.shut), ("open", case.limited))
        for name, held in places.items()
    ]
    return pd.DataFrame(rows, columns=["name", "title", "taken", "kind", "passes", "sentence"])


def end_table(case: Case) -> pd.DataFrame:
    """Return where routes start and end, as `Resilience.ends` has it."""
    rows = [
        {
            "side": side,
            "name": end.name,
            "country": end.country,
            "hubs": "+".join(place.id for place in end.places),
            "basis": end.basis,
        }
        for side, ends in (("origin", case.origins), ("destination", case.destinations))
        for end in ends
    ]
    return pd.DataFrame(rows)


def policy_table(case: Case) -> pd.DataFrame:
    """Return the rules of a question's policies that are about its ends, and how each was taken."""
    routes = [route for row in case.after.edges for route in row if route is not None]
    passed = {code for route in routes for code in case.countries_along(route, case.nodes_on(route.tolist()))}
    places: dict[str, list[str]] = {}
    for place, held in case.barred.items():
        for rule in held.rules:
            places.setdefault(rule.id, []).append(place)
    barring = {rule.id: rule for held in case.barred.values() for rule in held.rules}
    trips = {trip for row in case.trips for trip in row}
    rows = [
        {
            "policy": rule.policy,
            "id": rule.id,
            "taken": "barred" if rule.id in places else "told",
            "places": "+".join(places.get(rule.id, [])),
            "goods": "+".join(sorted(rule.goods)),
            "passes": not rule.via or bool(rule.via & passed),
            "sentence": rule.tell(trips),
        }
        for rule in (*barring.values(), *case.told)
    ]
    return pd.DataFrame(rows, columns=["policy", "id", "taken", "places", "goods", "passes", "sentence"])


def scope_of(case: Case, trip: tuple[str, str] | None = None) -> str:
    """Return of what a sentence is said, on goods from one country to another or on all that is asked."""
    asked = case.question
    day = "with everything open" if asked.on == OPEN else f"on {asked.on}"
    shut = [f"without {held.title}" for held in case.shut.values() if held.by == ASKED]
    held = [one for one in case.barred.values() if trip is None or len(one.edges_to(trip))]
    whom = [f" to {list_words(one.whom, 'and')}" if trip is None and one.whom else "" for one in held]
    barred = [
        f"without {one.title}, barred by {one.by}{bound}" for one, bound in zip(held, whom, strict=True)
    ]
    return ", ".join((f"In the bundled network, by {list_words(asked.modes, 'and')} {day}", *shut, *barred))


def finite(value: float) -> float:
    """Return a value, or NaN where it is infinite: a route that is not there."""
    return float(value) if np.isfinite(value) else float("nan")


def of_pair(parted: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    """Return the rows of `cuts` of a pair of ends, by what is apart."""
    own = parted[(parted["origin"] == origin) & (parted["destination"] == destination)]
    return own.set_index("apart")


def sum_up(case: Case, cuts: pd.DataFrame) -> Summary:
    """Return the summary of a case, of which the cuts by any thing and by gate or country are known."""
    asked = case.question
    over = {f"airspace_{end.country.lower()}" for end in (*case.origins, *case.destinations)}
    routes = [route for row in case.after.edges for route in row if route is not None]
    shared = [name for name in _gates_of_all(case, routes) if name not in over]
    return Summary(
        pairs=tuple(_pair_summary(case, cuts, place) for place in case.pairs),
        modes=asked.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(case.passages.titles[name] for name in shared),
        closed=tuple(case.shut),
        closed_by=tuple(held.by for held in case.shut.values()),
        closed_to=tuple(", ".join(held.whom) for held in case.shut.values()),
        limited=tuple(case.limited),
        limited_by=tuple(held.by for held in case.limited.values()),
        policy=asked.policy,
        barred=tuple(case.barred),
        barred_by=tuple(held.by for held in case.barred.values()),
        barred_to=tuple(", ".join(held.whom) for held in case.barred.values()),
        policy_moves=policies_move(case),
        by=asked.by,
        on=asked.on,
        demand=case.demand.basis,
        goods=asked.goods,
        follows_goods=bool(asked.goods) and asked.modes == modes_for(asked.goods, asked.costs),
        atlas_as_of=_latest_day("atlas"),
        network_as_of=_latest_day("network"),
    )


def _pair_summary(case: Case, cuts: pd.DataFrame, place: tuple[int, int]) -> PairSummary:
    origin, destination = case.origins[place[0]].name, case.destinations[place[1]].name
    own = of_pair(cuts, origin, destination)
    narrow, passage = (own.loc[kind].to_dict() for kind in ("thing", "gate or country"))
    route = case.after.edges[place[0]][place[1]]
    return PairSummary(
        origin=origin,
        destination=destination,
        things=None if pd.isna(narrow["size"]) else int(narrow["size"]),
        narrowest_names=tuple(narrow["names"]),
        narrowest=tuple(narrow["titles"]),
        passages=None if pd.isna(passage["size"]) else int(passage["size"]),
        passage_names=tuple(passage["names"]),
        passage_titles=tuple(passage["titles"]),
        hours=math.nan if route is None else float(case.after.hours[place]),
    )


def _gates_of_all(case: Case, routes: Sequence[NDArray[np.int64]]) -> list[str]:
    """Return the gates and gateways that all routes pass, in the order in which the first one does."""
    on_each = [case.gates_along(route) for route in routes]
    return [name for name in on_each[0] if all(name in names for names in on_each)] if on_each else []


def _latest_day(start: str) -> str:
    """Return the latest day of the data sets whose names start so."""
    table = sources()
    return max(table.loc[table["name"].str.startswith(start), "date"], default="")
