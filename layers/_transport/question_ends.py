"""The ends of a question: how they are found, joined to the network, and how much each pair counts.

A country's goods start and end where the places of one's own atlas are: at the hub nearest to each. Of a
country without any, the three largest ports and cities count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._modes import MODES, ROUTED, TRANSFER, modes_among
from isthmus.geo import ArgumentError, Network
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.gazetteer import Place, hub_places
from isthmus.layers._bundled.network_files import hub_table
from isthmus.layers._bundled.place_names import NO_PLACES, countries_in
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._tables.schemas import PASSAGES

from .cost_models import CostModel, Effort
from .ends import End, boards, find_end, ways_between
from .world_network import ModeEdges, all_parts, first_nodes, hubs, taken_once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.layers._bundled.place_names import PlaceLike

    from .question import Question

#: What a country lacks that no mode leaves.
_LACKS: Final = {
    "sea": "sea port",
    "ferry": "ferry",
    "rail": "railway",
    "road": "main road",
    "air": "airport",
}
#: A site of an atlas this far from every hub has none.
_SITE_REACH_KM: Final = 100.0
#: How many ports and how many cities stand for a country of which the atlas knows no site.
_LARGEST: Final = 3


def find_ends(question: Question, argument: str, asked: Iterable[PlaceLike]) -> tuple[End, ...]:
    """Return the ends of a question on one of its sides.

    Raises
    ------
    ArgumentError
        As for `find_end`.
    """
    places = own_places(question.places)
    countries = countries_in((*question.origins, *question.destinations))
    found = []
    for place in asked:
        code = question.country_of(place)
        if code:
            found.append(_country_end(argument, code, question))
        else:
            found.append(
                find_end(
                    place,
                    modes=question.modes,
                    argument=argument,
                    places=places,
                    countries=countries,
                )
            )
    return tuple(found)


def _country_end(argument: str, code: str, question: Question) -> End:
    """Return the hubs of a country nearest to the places of one's own there, or its largest."""
    known = hubs()
    own = known[_has_way(question.modes) & (known["country"] == code).to_numpy()]
    name = _country_place(code)
    if own.empty:
        lacks = list_words([_LACKS[mode] for mode in question.modes], "or")
        remedy = "start or end elsewhere, or add a mode"
        raise ArgumentError(f"{argument}: {name.name} ({code}) has no {lacks} in the network; {remedy}")
    chosen = _near_sites(own, _sites(question.places, code))
    count = "the hub" if len(chosen) == 1 else f"{len(chosen)} hubs"
    basis = f"{count} nearest to the sites of the atlas"
    if not chosen:
        largest = pd.concat([own[own["kind"] == kind].head(_LARGEST) for kind in ("port", "city")])
        chosen = (largest if len(largest) else own.head(_LARGEST))["node"].tolist()
        basis = f"its {len(chosen)} largest hubs: the atlas has no site there"
    every = hub_places()
    return End(code, name, tuple(every[node] for node in chosen), basis)


def _has_way(modes: Collection[str]) -> NDArray[np.bool_]:
    """Tell which hubs can be left by some modes; at an airport journeys start only by air."""
    table = hub_table()
    board = boards()
    own = {MODES[name].hub for name in ROUTED if name not in table}
    left: NDArray[np.bool_] = np.any(
        [board[mode] & (mode not in table or ~table["kind"].isin(own).to_numpy()) for mode in modes],
        axis=0,
    )
    return left


def _country_place(code: str) -> Place:
    return Place("country", code, country_titles().get(code, code), code, float("nan"), float("nan"))


def _near_sites(pool: gpd.GeoDataFrame, sites: gpd.GeoDataFrame | None) -> list[int]:
    """Return the nodes of the hubs nearest to some sites; a port's or airport's hub is of its kind."""
    if sites is None or sites.empty:
        return []
    hub, site = np.indices((len(pool), len(sites))).reshape(2, -1)
    metres = geo.distance(pool.geometry.to_numpy()[hub], sites.geometry.to_numpy()[site])
    km = np.asarray(metres).reshape(len(pool), len(sites)) / 1000
    own, asked = pool["kind"].to_numpy(str)[:, None], sites["kind"].to_numpy(str)
    km[np.isin(asked, [mode.hub for mode in MODES.values() if mode.hub]) & (own != asked)] = np.inf
    near = km.argmin(axis=0)[km.min(axis=0) <= _SITE_REACH_KM]
    return sorted({*pool["node"].to_numpy()[near].tolist()})


def _sites(places: gpd.GeoDataFrame | None, code: str) -> gpd.GeoDataFrame | None:
    """Return the places of a country whose location is known, of all kinds that goods start or end at."""
    if places is None or not {"country", "kind"} <= {*places.columns}:
        return None
    counts = (places["country"] == code) & ~places["kind"].isin(PASSAGES) & ~places.geometry.isna()
    if "precision" in places:
        counts &= places["precision"] != "country"
    return gpd.GeoDataFrame({"kind": places["kind"]}, geometry=places.geometry)[counts.to_numpy()]


def own_places(table: gpd.GeoDataFrame | None) -> Mapping[str, Place]:
    """Return the places of a layer by id.

    Parameters
    ----------
    table : geopandas.GeoDataFrame or None
        Points with an ``id``; ``name``, ``kind`` and ``country`` are taken where they are there. A row
        without a point is known by its id, too, so that a message can say what it lacks.

    Raises
    ------
    ArgumentError
        If it is no such table. The message lists every problem.

    Examples
    --------
    >>> table = gpd.GeoDataFrame({"id": ["mine"]}, geometry=gpd.points_from_xy([120.7], [24.1]), crs=4326)
    >>> print(own_places(table)["mine"])
    mine (place mine)
    """
    if table is None:
        return NO_PLACES
    problems = _problems(table)
    if problems:
        raise ArgumentError("places: " + "; ".join(problems))
    lon, lat, _, _ = shapely.bounds(in_degrees(table, "places").geometry.to_numpy()).T
    ids = _column_texts(table, "id", "")
    words = [
        _column_texts(table, "kind", "place"),
        ids,
        _column_texts(table, "name", ids),
        _column_texts(table, "country", ""),
    ]
    rows = zip(*words, lon.tolist(), lat.tolist(), strict=True)
    return {place.id: place for place in (Place(*row) for row in rows)}


def _problems(table: object) -> list[str]:
    """Return what keeps a table from being places."""
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return [f"expected a GeoDataFrame of points, got {type(table).__name__}"]
    problems = []
    if "id" not in table:
        problems.append('expected a column "id"; rename the one that tells the places apart')
    elif twice := sorted({*table.loc[table["id"].duplicated(), "id"].astype(str)}):
        problems.append(f"expected every id once, got {', '.join(map(repr, twice))} more than once")
    if table.crs is None:
        problems.append("expected a coordinate reference system; for degrees, use set_crs(4326)")
    shapes = table.geometry.dropna()
    others = sorted(set(shapes[shapes.geom_type != "Point"].geom_type))
    if others:
        problems.append(f"expected points, got {', '.join(others)}; use representative_point()")
    return problems


def _column_texts(table: gpd.GeoDataFrame, column: str, otherwise: str | pd.Series) -> pd.Series:
    """Return a column as text, and something else where it says nothing."""
    if column not in table:
        return pd.Series(otherwise, index=table.index)
    words: pd.Series = table[column].astype(object).where(table[column].notna(), otherwise).astype(str)
    return words


def efforts(
    chosen: tuple[str, ...], ends: Sequence[End], model: CostModel, *, is_skeleton: bool = False
) -> Effort:
    """Return what each edge takes of the network of some modes that some ends are joined to.

    Parameters
    ----------
    chosen : tuple of str
        The modes, in their order.
    ends : sequence of End
        With their nodes, as `join_ends` returns them; all of them hubs in a skeleton.
    model : CostModel
    is_skeleton : bool
        Whether the edges are those of the skeleton of the network.
    """
    whole = all_parts(chosen, model, is_skeleton=is_skeleton)
    parts = [*whole, *_end_parts(ends, first_nodes(chosen), model)]
    return Effort.join(part.effort for part in parts)


def join_ends(whole: Network, ends: Sequence[End], model: CostModel) -> tuple[Network, list[End]]:
    """Return a network with the places that are no hubs, and the ends with their nodes in it.

    A place that is no hub becomes a node of its own after all others. It is joined as hubs are, by an edge of
    mode ``transfer`` to each of its modes, with the hours and the cost of a terminal and of the way there.
    Ends that are nearer to each other than to a network get a way of that mode between them.

    Parameters
    ----------
    whole : Network
        A network of `isthmus.layers.network`, of the modes of the ends.
    ends : sequence of End
    model : CostModel

    Examples
    --------
    >>> from isthmus.layers._transport.world_network import network
    >>> here = find_end((120.7, 24.2), modes=["road"])
    >>> more, [end] = join_ends(network(modes="road"), [here], CostModel.find("freight"))
    >>> end.nodes == (len(more.lonlat) - 1,)
    True
    """
    own = {end.places: end for end in ends if end.joins}
    added = {places: len(whole.lonlat) + number for number, places in enumerate(own)}
    placed = [replace(end, nodes=(added[end.places],) if end.joins else _hub_nodes(end)) for end in ends]
    if not own:
        return whole, placed
    parts = _end_parts(placed, first_nodes(modes_among(whole.modes)), model)
    lonlat = [(place.lon, place.lat) for [place] in own]
    return _extend(whole, lonlat, parts), placed


def _end_parts(ends: Sequence[End], first: Mapping[str, int], model: CostModel) -> list[ModeEdges]:
    """Return the edges into the networks from ends that are no hubs, each once, and those between ends."""
    own = {end.places: end for end in ends if end.joins}
    parts = [_join_part(end, end.nodes[0], first, model) for end in own.values()]
    return [*parts, *(_way_parts(ends, model) if own else ())]


def _hub_nodes(end: End) -> tuple[int, ...]:
    return tuple(place.hub for place in end.places if place.hub is not None)


def _join_part(end: End, node: int, first: Mapping[str, int], model: CostModel) -> ModeEdges:
    """Return the edges from a place that is no hub into the networks of its modes."""
    km = np.array([join.km for join in end.joins])
    heads = np.array([first[join.mode] + join.node for join in end.joins])
    effort = Effort.join(model.board(join.mode, np.array([join.km])) for join in end.joins)
    once = all(MODES[join.mode].is_once for join in end.joins)
    return ModeEdges(TRANSFER, np.full(len(km), node), heads, 1000 * km, effort, once)


def _way_parts(ends: Sequence[End], model: CostModel) -> Iterator[ModeEdges]:
    """Yield the ways between ends, which goods board and leave as they do a network."""
    for mode, nodes, km in ways_between(ends):
        tail, head = np.array(nodes)[:, None]
        effort = model.board(mode, np.array([km])).plus(model.board(mode, np.zeros(1)))
        yield ModeEdges(mode, tail, head, np.array([1000 * km]), effort, MODES[mode].is_once)


def _extend(whole: Network, lonlat: Sequence[tuple[float, float]], parts: Sequence[ModeEdges]) -> Network:
    """Return a network with further nodes and edges after its own."""
    assert whole.hours is not None  # noqa: S101 - the bundled network knows both
    assert whole.costs is not None  # noqa: S101
    return Network(
        np.vstack([whole.lonlat, lonlat]),
        np.concatenate([whole.tails, *(part.tails for part in parts)]),
        np.concatenate([whole.heads, *(part.heads for part in parts)]),
        modes=np.concatenate([whole.modes, *([part.mode] * len(part.tails) for part in parts)]),
        lengths_m=np.concatenate([whole.lengths_m, *(part.metres for part in parts)]),
        hours=np.concatenate([whole.hours, *(part.effort.hours for part in parts)]),
        costs=np.concatenate([whole.costs, *(part.effort.usd_t for part in parts)]),
        gates=whole.gates,
        once=np.concatenate([whole.once, len(whole.tails) + taken_once(parts)]),
    )


def check_apart(question: Question, origins: tuple[End, ...], destinations: tuple[End, ...]) -> None:
    """Refuse a pair of ends that have a hub in common: nothing parts a place from itself."""
    same = [f"{a.name} - {b.name}" for a in origins for b in destinations if {*a.nodes} & {*b.nodes}]
    if same:
        raise ArgumentError(
            f"{', '.join(question.sides)}: expected places apart, got a hub in common of {', '.join(same)}"
        )


def countries_added(ends: Sequence[End], bare: Network) -> NDArray[np.str_]:
    """Return the country of each node that ends have added to a network."""
    added = {end.nodes[0]: end.country for end in ends if end.nodes[0] >= len(bare.lonlat)}
    return np.array([added[node] for node in sorted(added)], dtype="U2")
