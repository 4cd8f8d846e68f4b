"""How many independent routes join each pair of ends, and what parts them, by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus import geo
from isthmus.layers._bundled.credits import credit_modes
from isthmus.layers._bundled.files import sources
from isthmus.layers._records import PairSummary, Summary
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.closures import OPEN
from isthmus.layers._transport.legs import policies_move
from isthmus.layers._transport.ways import draw_lines

from .comparison import finite
from .things import APART, COUNTED, Things, tell_way, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Network, Route
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.ends import End


__all__ = ["OUTLINE", "add_cuts", "cuts", "pairs", "routes", "sum_up"]

#: Those cuts that a summary tells of.
OUTLINE: Final = ("thing", "gate or country")


class _Pair(NamedTuple):
    """Two ends, and the network in which each is one node."""

    origin: End
    destination: End
    network: Network

    @property
    def nodes(self) -> tuple[int, int]:
        return self.origin.nodes[0], self.destination.nodes[0]


def pairs(case: Case, parted: pd.DataFrame) -> pd.DataFrame:
    """Return how many independent routes each pair has, and what its best route takes.

    Routes are independent that share no hub, no gate, no third country, or neither a gate nor a country.
    Their largest number is exact: see `isthmus.geo.Network.independent_routes`. It is missing where a route
    passes nothing of the kind, as ships pass no country: see `parted`, the cuts.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``demand_share``; ``hub_routes``, ``gate_routes``, ``country_routes``
        and ``gate_or_country_routes``; ``km``, ``h`` and ``usd_t`` of the best route (missing where there is
        none) and the ``gates`` on it, in the order of travel.
    """
    rows = []
    for place, pair in _pairs_of_ends(case):
        route = case.after.edges[place[0]][place[1]]
        row: dict[str, object] = {
            "origin": pair.origin.name,
            "destination": pair.destination.name,
            "demand_share": case.demand.shares[place],
        }
        sizes = _of_pair(parted, pair.origin.name, pair.destination.name)["size"]
        for kind in COUNTED:
            row[_column(kind)] = _count_independent(case, pair, kind) if pd.notna(sizes[kind]) else None
        row |= {
            "km": finite(case.after.lengths_m[place] / 1000),
            "h": finite(case.after.hours[place]),
            "usd_t": finite(case.after.costs[place]),
            "gates": "" if route is None else "+".join(case.gates_along(route)),
        }
        rows.append(row)
    return pd.DataFrame(rows).astype({_column(kind): "Int64" for kind in COUNTED})


def cuts(case: Case, kinds: Sequence[str] = (*APART,)) -> pd.DataFrame:
    """Return the fewest things whose closure parts each pair, by name.

    Of several sets of one size the one is told that holds most ports and airports, of these the one with
    most countries, and of these the one nearest to either end; the sentence says that there are others.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``apart`` (hub, gate, country, gate or country, or any thing), ``size``
        (missing where no number of them parts the pair), ``names`` and ``titles`` of the things (lists);
        ``witness``, where no number does: what a route passes that passes none of the kind (a list); and the
        ``sentence``.
    """
    rows = []
    for _, pair in _pairs_of_ends(case):
        things = Things.between(case, pair.origin, pair.destination)
        far = things.km_off(case, [pair.origin, pair.destination])
        for kind in kinds:
            row = {"origin": pair.origin.name, "destination": pair.destination.name, "apart": kind}
            rows.append(row | _tell_cut(case, pair, things, kind, far))
    return pd.DataFrame(rows).astype({"size": "Int64"})


def add_cuts(case: Case, outline: pd.DataFrame) -> pd.DataFrame:
    """Return the `cuts` of a case of which those that a summary tells of are known, names joined by ``+``."""
    rest = [kind for kind in APART if kind not in OUTLINE]
    parts = [(outline, OUTLINE), (cuts(case, rest), rest)]
    table = pd.concat([part for part, _ in parts])
    pair = np.concatenate([np.arange(len(part)) // len(kinds) for part, kinds in parts])
    kind = np.array([[*APART].index(str(name)) for name in table["apart"]])
    texts = {column: table[column].map("+".join) for column in ("names", "titles", "witness")}
    return table.assign(**texts).iloc[np.lexsort((kind, pair))].reset_index(drop=True)


def _tell_cut(
    case: Case, pair: _Pair, things: Things, kind: str, far: Mapping[str, float]
) -> dict[str, object]:
    """Return the cut of a kind between two ends, or the way that shows that there is none."""
    gated = pair.network.with_gates(things.of_kind(kind))
    origin, destination, scope = pair.origin.name, pair.destination.name, _told_of(case)
    try:
        cut = gated.minimum_cut(*pair.nodes, apart="gate", weights=things.weights([*gated.gates], far))
    except geo.NoCutError as error:
        witness, way = tell_way(case, error.route.edges, things)
        sentence = (
            f"{scope}, no closure of {APART[kind]} parts {origin} from {destination}: {way} passes none."
        )
        return {"size": None, "names": [], "titles": [], "witness": witness, "sentence": sentence}
    names = [name for name in things.of_kind("thing") if name in cut.gates]
    titles = [title_of(case, name) for name in names]
    sentence = (
        f"{scope}, every route from {origin} to {destination} passes {list_words(titles, 'or')}."
        if titles
        else f"{scope}, no route leads from {origin} to {destination}."
    )
    if cut.is_only is False:
        sentence += f" Other sets of {cut.size} part them, too; this one lies nearest to an end."
    return {"size": cut.size, "names": names, "titles": titles, "witness": [], "sentence": sentence}


def _told_of(case: Case) -> str:
    """Return of what a sentence on cuts is said."""
    asked = case.question
    day = "with everything open" if asked.on == OPEN else f"on {asked.on}"
    return f"In the bundled network, by {list_words(asked.modes, 'and')} {day}"


def routes(case: Case) -> gpd.GeoDataFrame:
    """Return the independent routes of each pair: as many as there are without a common port or airport.

    Where a route passes none of these, they are those without a common stretch of line.

    Returns
    -------
    geopandas.GeoDataFrame
        ``origin``, ``destination``, ``route`` (its number: from 1, the shortest first), ``km``, ``h``,
        ``usd_t``, ``gates``, ``countries`` and ``attribution``; lines, EPSG:4326.
    """
    rows, lines = [], []
    for pair, own, found in _routes_apart(case):
        for number, route in enumerate(found, start=1):
            edges = np.array(route.edges)
            rows.append(
                {
                    "origin": pair.origin.name,
                    "destination": pair.destination.name,
                    "route": number,
                    "km": route.length_m / 1000,
                    "h": route.hours,
                    "usd_t": route.cost,
                    "gates": "+".join(own.gates_along(edges)),
                    "countries": "+".join(own.countries_along(edges, own.nodes_on(route.edges))),
                    "attribution": credit_modes(np.unique(own.network.modes[edges])),
                }
            )
            lines.append(own.line(route.edges))
    columns = ["origin", "destination", "route", "km", "h", "usd_t", "gates", "countries", "attribution"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=draw_lines(lines), crs=DEGREES)


def _routes_apart(case: Case) -> Iterator[tuple[_Pair, Case, list[Route]]]:
    """Yield each pair with its independent routes, and the case on whose network they are.

    Those without a common stretch are of the entire network: a skeleton has one way for many.
    """
    for (i, j), pair in _pairs_of_ends(case):
        try:
            yield pair, case, _independent_routes(case, pair, "hub")
        except geo.NoCutError:
            own = case.entire
            ends = own.origins[i], own.destinations[j]
            nodes = ends[0].nodes[0], ends[1].nodes[0]
            network = own.between(*ends).with_once([])
            yield pair, own, network.independent_routes(*nodes, by=case.question.by)


def _pairs_of_ends(case: Case) -> Iterator[tuple[tuple[int, int], _Pair]]:
    for i, j in case.pairs:
        origin, destination = case.origins[i], case.destinations[j]
        yield (i, j), _Pair(origin, destination, case.between(origin, destination))


def _column(kind: str) -> str:
    """Return the column that says how many routes share nothing of a kind."""
    return f"{kind.replace(' ', '_')}_routes"


def _count_independent(case: Case, pair: _Pair, kind: str) -> int:
    return len(_independent_routes(case, pair, kind))


def _independent_routes(case: Case, pair: _Pair, kind: str) -> list[Route]:
    things = Things.between(case, pair.origin, pair.destination).of_kind(kind)
    gated = pair.network.with_gates(things)
    return gated.independent_routes(*pair.nodes, apart="gate", by=case.question.by)


def _of_pair(parted: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    own = parted[(parted["origin"] == origin) & (parted["destination"] == destination)]
    return own.set_index("apart")


def sum_up(case: Case, cuts: pd.DataFrame) -> Summary:
    """Return the summary of a case, of which the cuts by any thing and by gate or country are known."""
    shared = _gates_of_all(case, [route for row in case.after.edges for route in row if route is not None])
    return Summary(
        pairs=tuple(_pair_summary(case, cuts, place) for place in case.pairs),
        modes=case.question.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(case.passages.titles[name] for name in shared),
        closed=tuple(case.shut),
        closed_by=tuple(held.by for held in case.shut.values()),
        limited=tuple(case.limited),
        limited_by=tuple(held.by for held in case.limited.values()),
        policy=case.question.policy,
        barred=tuple(case.barred),
        barred_by=tuple(held.by for held in case.barred.values()),
        policy_moves=policies_move(case),
        by=case.question.by,
        on=case.question.on,
        demand=case.demand.basis,
        atlas_as_of=_latest_day("atlas"),
        network_as_of=_latest_day("network"),
    )


def _pair_summary(case: Case, cuts: pd.DataFrame, place: tuple[int, int]) -> PairSummary:
    origin, destination = case.origins[place[0]].name, case.destinations[place[1]].name
    own = _of_pair(cuts, origin, destination)
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
