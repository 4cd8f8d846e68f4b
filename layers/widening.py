"""What would widen the network: the one link to add, or gate to open, that buys most.

An added link changes the best route between two ends only if the way over it is shorter, which two searches
tell of all candidates at once; and it adds an independent route only if it leads from what the origin still
reaches in the residual graph of the largest flow to what still reaches the destination (Ford and Fulkerson
1956, Canadian Journal of Mathematics 8, 399-404). So the candidates are judged exactly, and none is searched
by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo

from .candidates import candidates
from .redundancy import gates_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isthmus.geo import Network

    from .candidates import Links
    from .study import Study

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["widening"]


def widening(study: Study) -> gpd.GeoDataFrame:
    """Return what each candidate would buy, if it alone were added or opened.

    The candidates are every gate and gateway that the question closes, and the links of
    `isthmus.layers.candidates.candidates`: borders that no railway crosses, ports without a railway, and
    second terminals where all routes pass one.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a candidate that buys something, the best first: ``kind``, ``title``, ``km``;
        ``served_share`` of the demand that it joins anew; ``more_routes``, the independent routes by edge
        that it adds; ``gain_h``, the hours that the quickest routes become shorter; and
        ``served_closed_share`` and ``gain_closed_h``, the same on the average over the closure, each alone,
        of every gate on a best route. Routes and hours are weighted by the demand. Lines, EPSG:4326.
    """
    rows = [*_opened(study), *_added(study, candidates(study))]
    table = pd.DataFrame(rows, columns=["kind", "title", "km", *_BOUGHT, "geometry"])
    useful = table[(table[list(_BOUGHT)] > _LEAST).any(axis=1)]
    best = useful.sort_values(list(_BOUGHT), ascending=False, kind="stable").reset_index(drop=True)
    return gpd.GeoDataFrame(best, geometry="geometry", crs="EPSG:4326")


#: What a candidate may buy; what comes first counts first.
_BOUGHT: Final = ("served_share", "served_closed_share", "more_routes", "gain_closed_h", "gain_h")
#: Gains below this are rounding.
_LEAST: Final = 1e-6


def _added(study: Study, links: Links) -> list[dict[str, object]]:
    """Return what each link would buy."""
    served, gain = _gains(study, study.network, links)
    gates = gates_on(study, study.after.all_edges())
    closed = [_gains(study, study.network.without(gates=[name]), links) for name in gates]
    means = np.mean(closed, axis=0) if closed else np.zeros((2, len(gain)))
    bought = (served, means[0], _routes_added(study, links), means[1], gain)
    lines = _lines(study, links.tails, links.heads)
    names = ("kind", "title", "km", *_BOUGHT, "geometry")
    columns = (links.kinds, links.titles, links.km, *bought, lines)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _gains(study: Study, network: Network, links: Links) -> tuple[Floats, Floats]:
    """Return the demand that each link joins anew, and the hours it saves."""
    from_origin = [geo.nearest_ends(network, end.nodes) for end in study.origins]
    to_goal = [geo.nearest_ends(network, end.nodes) for end in study.destinations]
    served, gain = np.zeros((2, len(links.km)))
    for i, j in study.pairs:
        base = from_origin[i][list(study.destinations[j].nodes)].min()
        there = from_origin[i][links.tails] + links.hours + to_goal[j][links.heads]
        back = from_origin[i][links.heads] + links.hours + to_goal[j][links.tails]
        best = np.minimum(there, back)
        share = study.demand.shares[i, j]
        if np.isfinite(base):
            gain += share * np.maximum(base - best, 0.0)
        else:
            served += share * np.isfinite(best)
    return served, gain


def _routes_added(study: Study, links: Links) -> Floats:
    more = np.zeros(len(links.km))
    for i, j in study.pairs:
        origin, destination = study.origins[i], study.destinations[j]
        number = np.arange(len(study.network.lonlat))
        for end in (origin, destination):
            number[list(end.nodes)] = end.nodes[0]
        adds = geo.adding_a_route(
            study.between(origin, destination),
            origin.nodes[0],
            destination.nodes[0],
            number[links.tails],
            number[links.heads],
        )
        more += study.demand.shares[i, j] * adds
    return more


def _opened(study: Study) -> list[dict[str, object]]:
    """Return what the opening of each closed gate or gateway would buy."""
    gates = gates_on(study, study.after.all_edges())
    base, routes = _hours(study, study.network, gates), _routes(study, study.network)
    rows = []
    for name in study.closed:
        network = study.opening(name)
        edges = np.flatnonzero(network.is_open & ~study.network.is_open)
        if not len(edges):
            continue
        served, gain = _gained(study, base, _hours(study, network, gates))
        more = float(np.sum(study.demand.shares * (_routes(study, network) - routes)))
        bought = (
            (served[0], served[1:].mean(), more, gain[1:].mean(), gain[0])
            if gates
            else (served[0], 0.0, more, 0.0, gain[0])
        )
        line = shapely.multilinestrings(_lines(study, network.tails[edges], network.heads[edges]))
        rows.append(
            {"kind": "open again", "title": study.passages.titles[name], "km": 0.0, "geometry": line}
            | dict(zip(_BOUGHT, bought, strict=True))
        )
    return rows


def _hours(study: Study, network: Network, gates: list[str]) -> Floats:
    """Return the hours of each pair as the network is, then with each of some gates closed."""
    networks = [network, *(network.without(gates=[gate]) for gate in gates)]
    return np.array(
        [
            [
                [reached[list(end.nodes)].min() for end in study.destinations]
                for reached in (geo.nearest_ends(one, end.nodes) for end in study.origins)
            ]
            for one in networks
        ]
    )


def _gained(study: Study, before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Return the demand joined anew and the hours saved, in each of several states."""
    joined = np.isfinite(before)
    anew = ~joined & np.isfinite(after)
    saved = np.subtract(before, after, out=np.zeros_like(before), where=joined)
    shares = study.demand.shares
    return (shares * anew).sum(axis=(1, 2)), (shares * saved).sum(axis=(1, 2))


def _routes(study: Study, network: Network) -> Floats:
    """Return how many independent routes by edge each pair has."""
    counts = np.zeros(study.demand.shares.shape)
    for i, j in study.pairs:
        ends = [study.origins[i].nodes, study.destinations[j].nodes]
        counts[i, j] = geo.merged(network, ends).minimum_cut(ends[0][0], ends[1][0]).size
    return counts


def _lines(study: Study, tails: Ints, heads: Ints) -> NDArray[np.object_]:
    ends = study.network.lonlat[np.column_stack([tails, heads])]
    return geo.split_antimeridian(np.asarray(shapely.linestrings(ends)))
