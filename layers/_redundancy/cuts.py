"""How many independent routes join each pair of ends, and what parts them: things with a name.

Things are what can be closed between two ends: hubs, gates and third countries. A hub is a port or an
airport, and closes with all ways into it and out of it; the two ends themselves are none, unless an end is a
country with several. The countries of the ends are no things either, nor are their airspaces: to close them
parts the ends, which tells nobody anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from isthmus import geo
from isthmus._modes import MODES
from isthmus.layers._bundled.files import credit_modes
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.gates import HUBS
from isthmus.layers._transport.ways import draw_lines

from .comparison import finite, of_pair, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isthmus.geo import Network, Route
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.ends import End

#: Those cuts that a summary tells of.
OUTLINE: Final = ("thing", "gate or country")

_Edges: TypeAlias = Mapping[str, NDArray[np.int64]]

#: What no two independent routes may share, and what these are called.
APART: Final = {
    "hub": "ports and airports",
    "gate": "gates",
    "country": "third countries",
    "gate or country": "gates and third countries",
    "thing": "ports, airports, gates and third countries",
}
#: Those of which independent routes are counted.
COUNTED: Final = ("hub", "gate", "country", "gate or country")
#: Of cuts of one size, that with more hubs is told, then that with more countries, then that nearest to an
#: end: they weigh so much less. No cut has so many things that this would outweigh their number.
_ONE: Final = 1000.0
_PREFERENCE: Final = 20.0
_FARTHEST_KM: Final = 20_100.0
_EARTH_KM: Final = 6371.0  # mean radius


class _Pair(NamedTuple):
    """Two ends, and the network in which each is one node."""

    origin: End
    destination: End
    network: Network

    @property
    def nodes(self) -> tuple[int, int]:
        return self.origin.nodes[0], self.destination.nodes[0]

    @property
    def trip(self) -> tuple[str, str]:
        return self.origin.country, self.destination.country


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
        sizes = of_pair(parted, pair.origin.name, pair.destination.name)["size"]
        things = Things.between(case, pair.origin, pair.destination)
        for kind in COUNTED:
            told = pd.notna(sizes[kind])
            row[_column(kind)] = len(_independent_routes(case, pair, things.of_kind(kind))) if told else None
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
    start, end, scope = pair.origin.name, pair.destination.name, scope_of(case, pair.trip)
    try:
        cut = gated.minimum_cut(*pair.nodes, apart="gate", weights=things.weights([*gated.gates], far))
    except geo.NoCutError as error:
        witness, way = tell_way(case, error.route.edges, things)
        sentence = f"{scope}, no closure of {APART[kind]} parts {start} from {end}: {way} passes none."
        return {"size": None, "names": [], "titles": [], "witness": witness, "sentence": sentence}
    names = [name for name in things.of_kind("thing") if name in cut.gates]
    titles = [title_of(case, name) for name in names]
    sentence = (
        f"{scope}, every route from {start} to {end} passes {list_words(titles, 'or')}."
        if titles
        else f"{scope}, no route leads from {start} to {end}."
    )
    if cut.is_only is False:
        sentence += f" Other sets of {cut.size} part them, too; this one lies nearest to an end."
    return {"size": cut.size, "names": names, "titles": titles, "witness": [], "sentence": sentence}


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
                    "attribution": credit_modes(np.unique(own.whole.modes[edges])),
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
            hubs = Things.between(case, pair.origin, pair.destination).hubs
            yield pair, case, _independent_routes(case, pair, hubs)
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


def _independent_routes(case: Case, pair: _Pair, things: _Edges) -> list[Route]:
    return pair.network.with_gates(things).independent_routes(*pair.nodes, apart="gate", by=case.question.by)


@dataclass(frozen=True, eq=False, slots=True)
class Things:
    """The things between two ends, by name, with the edges that each holds.

    Parameters
    ----------
    hubs, gates, countries : mapping of str to array of int
    """

    hubs: _Edges
    gates: _Edges
    countries: _Edges

    @classmethod
    def between(cls, case: Case, origin: End, destination: End) -> Things:
        """Find the things of the network of a case."""
        own = {origin.country, destination.country}
        flown = {f"airspace_{code.lower()}" for code in own}
        kinds, held = case.passages.kinds, case.passages.edges
        return cls(
            _hub_edges(case, [end for end in (origin, destination) if len(end.nodes) == 1]),
            {name: held[name] for name in held if kinds[name] not in HUBS and name not in flown},
            {
                code: np.sort(
                    np.append(edges, held.get(f"airspace_{code.lower()}", edges[:0])), kind="stable"
                )
                for code, edges in _lands(case).items()
                if code not in own
            },
        )

    def of_kind(self, kind: str) -> _Edges:
        """Return the things of a kind of `APART`."""
        both = {**self.gates, **self.countries}
        kinds = {"hub": self.hubs, "gate": self.gates, "country": self.countries, "gate or country": both}
        return kinds.get(kind, {**self.hubs, **both})

    def weights(self, names: Sequence[str], far: Mapping[str, float]) -> dict[str, float]:
        """Return what each counts in a cut: the same, but for what is told first.

        Parameters
        ----------
        names : sequence of str
        far : mapping of str to float
            How many kilometres each is from the nearer end, as `km_off` says.
        """
        later = dict.fromkeys(self.gates, 2) | dict.fromkeys(self.countries, 1)
        return {name: _ONE + _PREFERENCE * later.get(name, 0) + far[name] / _FARTHEST_KM for name in names}

    def km_off(self, case: Case, ends: Sequence[End]) -> dict[str, float]:
        """Return how far each thing is from the nearest of some ends, in kilometres along a great circle."""
        network = case.whole
        places = np.array([(p.lon, p.lat) for end in ends for p in end.places])
        points, others = (geo.unit_vectors(*degrees.T) for degrees in (network.lonlat, places))
        cosines = (points.T @ others).max(axis=1)  # of what is nearest: on a sphere, near enough to rank by
        nearer = np.maximum(cosines[network.tails], cosines[network.heads])
        nearest = {
            name: float(nearer[held].max(initial=-1.0)) for name, held in self.of_kind("thing").items()
        }
        return {name: _EARTH_KM * math.acos(min(cosine, 1.0)) for name, cosine in nearest.items()}


def _hub_edges(case: Case, ends: Sequence[End]) -> dict[str, NDArray[np.int64]]:
    """Return the edges at each port and airport but for some ends."""
    table = case.hubs
    boarded = np.flatnonzero(table["kind"].isin([mode.hub for mode in MODES.values() if mode.hub]))
    things = np.setdiff1d(boarded, [node for end in ends for node in end.nodes])
    first = np.minimum(case.whole.tails, case.whole.heads)
    edges = np.flatnonzero(np.isin(first, things))
    edges = edges[np.argsort(first[edges], kind="stable")]
    nodes, starts = np.unique(first[edges], return_index=True)
    ids = table["id"].to_numpy(str)[nodes].tolist()
    return dict(zip(ids, np.split(edges, starts[1:]), strict=True)) if ids else {}


def _lands(case: Case) -> _Edges:
    """Return the edges on the land of each country, none for one that is only flown over."""
    spaces = [name for name in case.passages.edges if name.startswith("airspace_")]
    flown = dict.fromkeys((name.removeprefix("airspace_").upper() for name in spaces), np.empty(0, np.int64))
    return flown | dict(case.land)


def title_of(case: Case, name: str) -> str:
    """Return what a reader knows a thing by."""
    row = case.hubs.loc[case.hubs["id"] == name]
    if row.empty:
        return case.passages.title(name)
    title = str(row["name"].iloc[0])
    return title if row["kind"].iloc[0] != "port" or title.startswith("Port of") else f"Port of {title}"


def tell_way(case: Case, edges: Sequence[int], things: Things) -> tuple[list[str], str]:
    """Return the things that a way passes, in the order of travel, and how a reader knows the way."""
    place = np.full(len(case.whole.tails), len(edges))
    place[list(edges)] = np.arange(len(edges))
    every = things.of_kind("thing")
    first = {name: int(place[held].min(initial=len(edges))) for name, held in every.items()}
    names = sorted((name for name in first if first[name] < len(edges)), key=lambda name: first[name])
    told = [name for name in names if name not in things.countries] or names
    if told:
        return names, f"the way by {list_words([title_of(case, name) for name in told], 'and')}"
    modes = dict.fromkeys(mode for mode in case.whole.modes[list(edges)].tolist() if mode in MODES)
    return (
        names,
        f"a way of {case.whole.lengths_m[list(edges)].sum() / 1000:,.0f} km by {list_words(modes, 'and')}",
    )
