"""No route crosses the line of contact or a closed border, by any modes, on any day since 2022-02-24.

And no sentence on what parts two ends is false against its own result.

All modes together are tried: by fewer there are fewer ways.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.ops import split

from isthmus import layers
from isthmus._modes import FERRY, ROUTED
from isthmus.geo import ArgumentError, Network
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.network_files import gate_table, hub_table, mode_graph, rule_table
from isthmus.layers._redundancy.cuts import Things, title_of
from isthmus.layers._tables.dates import span
from isthmus.layers._transport.barriers import find_barriers
from isthmus.layers._transport.ends import Join, find_end
from isthmus.layers._transport.gates import Passages, find_passages
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.ways import gate_lines
from isthmus.layers._transport.world_network import network, node_countries
from proof_size import proof_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isthmus.layers._redundancy.resilience import Resilience

MODES = (*ROUTED, FERRY)
SINCE = date(2022, 2, 24)
LAND = ("rail", "road")
#: A mark in Ukraine is rounded to a tenth of a degree, and outlines are as coarse.
COARSE_DEG = 0.1


@cache
def passages() -> Passages:
    return find_passages(network(modes=MODES), node_countries(MODES))


@cache
def outlines() -> dict[str, shapely.Geometry]:
    table = countries()
    return dict(zip(table["iso"], table.geometry, strict=True))


@cache
def line_of_contact() -> shapely.LineString:
    [line] = gate_lines("front_line")
    return line


def berths() -> list[tuple[str, str, shapely.LineString]]:
    """Return name and country of each hub on land, and its way to a railway or road at home."""
    table = hub_table()
    ways = []
    for mode in LAND:
        graph = mode_graph(mode)
        for row in table[table[mode] >= 0].to_dict("records"):
            node = row[mode]
            assert graph.codes[graph.country[node]] == row["country"], (row["name"], mode)
            ways.append(
                (
                    row["name"],
                    row["country"],
                    shapely.LineString([(row["lon"], row["lat"]), graph.lonlat[node]]),
                )
            )
    return ways


def strays_deg(way: shapely.LineString, country: str) -> float:
    """Return how far a way strays from its country into another, in degrees of a map."""
    others = [shapely.intersection(way, outlines()[code]) for code in near_countries(way) if code != country]
    abroad = shapely.union_all(others)
    points = shapely.get_coordinates(shapely.segmentize(abroad, 0.01))
    return float(np.max(shapely.distance(shapely.points(points), outlines()[country]), initial=0.0))


def near_countries(way: shapely.LineString) -> list[str]:
    codes = [*outlines()]
    return [codes[place] for place in tree().query(way, predicate="intersects")]


@cache
def tree() -> shapely.STRtree:
    return shapely.STRtree([*outlines().values()])


def test_no_way_from_a_hub_leaves_its_country_or_crosses_the_line_of_contact() -> None:
    ways = berths()
    assert len(ways) > 2_000
    for name, country, way in ways:
        assert not way.intersects(line_of_contact()), name
        assert strays_deg(way, country) <= COARSE_DEG, name


def test_no_city_on_an_island_near_another_country_is_joined_to_it() -> None:
    table = hub_table().set_index("name")
    for name in ("Jincheng", "Jinhu", "Batam", "Saint Helier"):
        assert (table.loc[[name], [*LAND]] == -1).all(axis=None), name


def points_near(line: shapely.LineString) -> NDArray[np.float64]:
    """Return points on both sides of a line, some kilometres off."""
    at = shapely.get_coordinates(shapely.line_interpolate_point(line, [0.2, 0.8], normalized=True))
    return np.vstack([at + offset for offset in ([0.12, 0.0], [-0.12, 0.0], [0.0, 0.09], [0.0, -0.09])])


def joins_from(lonlat: NDArray[np.float64]) -> tuple[str, tuple[Join, ...]]:
    try:
        end = find_end((float(lonlat[0]), float(lonlat[1])), modes=LAND)
    except ArgumentError:
        return "", ()  # in the water, or out of reach
    return end.country, end.joins


@pytest.mark.parametrize("kind", ["border", "front_line"])
def test_no_way_from_a_point_near_a_border_or_line_crosses_it(kind: str) -> None:
    ways, step = 0, proof_size(1 if kind == "front_line" else 8, 1)
    for number, line in enumerate(gate_lines(kind)):
        for lonlat in points_near(line)[number % step :: step]:
            country, joins = joins_from(lonlat)
            for join in joins:
                graph = mode_graph(join.mode)
                way = shapely.LineString([lonlat, graph.lonlat[join.node]])
                assert graph.codes[graph.country[join.node]] == country, (lonlat, join)
                assert not way.intersects(line_of_contact()), (lonlat, join)
                assert strays_deg(way, country) <= COARSE_DEG, (lonlat, join)
                ways += 1
    assert ways >= (200 if kind == "border" else 10)


def test_a_border_holds_every_way_over_it() -> None:
    whole, countries_of = passages().network, np.char.lower(passages().countries)
    one, other = countries_of[[whole.tails, whole.heads]]
    on_land = ~np.isin(whole.modes, ["air", "sea", FERRY])
    for name, held in whole.gates.items():
        if name.startswith("border_"):
            a, b = name.split("_")[1:]
            over = ((one == a) & (other == b)) | ((one == b) & (other == a))
            np.testing.assert_array_equal(np.flatnonzero(over & on_land), np.sort(held), err_msg=name)


def days() -> list[date]:
    """Return every day since the beginning on which what is shut may have changed."""
    rules = rule_table("closures")
    starts = [span(text)[0] for text in rules["start"] if text]
    after = [span(text)[1] + timedelta(1) for text in rules["end"] if text]
    return sorted({SINCE, *(day for day in (*starts, *after) if day >= SINCE)})[:: proof_size(4, 1)]


def open_on(day: date) -> NDArray[np.bool_]:
    """Return which edges are open."""
    question = Question.ask(origins="TW", destinations="PL", modes=MODES, on=day)
    shut = find_barriers(question, passages(), trips=[("TW", "PL")]).shut
    open_ = passages().network.is_open.copy()
    open_[np.concatenate([held.edges for held in shut.values()])] = False
    return open_


def sides() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which hubs lie in Ukraine on this side of the line of contact, and which on the other."""
    table = hub_table()
    mainland = max(shapely.get_parts(outlines()["UA"]), key=shapely.area)
    halves = shapely.get_parts(split(mainland, line_of_contact()))
    apart = shapely.distance(shapely.points(table[["lon", "lat"]].to_numpy()), halves[:, None])
    kyiv = shapely.contains(halves, shapely.Point(30.5, 50.4))
    ours = (table["country"] == "UA").to_numpy()
    here = apart[kyiv].min(axis=0) < apart[~kyiv].min(axis=0)
    return ours & here, ours & ~here


def test_nothing_leads_over_the_line_of_contact_on_any_day() -> None:
    here, there = sides()
    assert here.sum() > 70
    assert there.sum() > 20
    graph, open_ = passages().network, {day: open_on(day) for day in days()}
    always = np.logical_and.reduce([*open_.values()])
    together = parts(graph.tails[always], graph.heads[always], len(graph.lonlat))
    for day, edges in open_.items():
        besides = edges & ~always
        ends = together[graph.tails[besides]], together[graph.heads[besides]]
        part = parts(*ends, together.max() + 1)[together]
        assert not {*part[: len(here)][here]} & {*part[: len(there)][there]}, day


def parts(tails: NDArray[np.int64], heads: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the number of the part that each of so many nodes is in."""
    matrix = coo_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(count, count))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def test_every_front_line_is_in_force_since_it_is_drawn() -> None:
    fronts = gate_table().query("kind == 'front_line'")["id"]
    for day in (SINCE, date(2024, 6, 1), date(2026, 4, 26)):
        held = np.concatenate([passages().network.gates[name] for name in fronts])
        assert not open_on(day)[held].any()


class Cut(NamedTuple):
    """A row of the cuts."""

    apart: str
    size: int
    names: str
    titles: str
    witness: str
    sentence: str


#: Origins, destinations, modes, and the sets of policies that hold.
ASKED = [
    ("TW", "PL,CZ,UA", "air", ()),
    ("TW", "PL,CZ,UA", "sea,rail", "law"),
    ("TW", "PL,CZ", "sea,rail", ()),
    ("TWKHH", "PLGDN,Warsaw", "sea,rail", ()),
    ("Shanghai", "Duisburg", "rail,road", ()),
]


@pytest.mark.parametrize(("origins", "destinations", "modes", "policy"), ASKED)
def test_no_sentence_on_cuts_is_false_against_its_own_result(
    origins: str, destinations: str, modes: str, policy: str
) -> None:
    """What is named is closed by its name: no route may be left; what passes none is a route."""
    asked = {"origins": origins, "modes": modes, "policy": policy or None}
    for destination in destinations.split(",")[: proof_size(1, 3)]:
        result = layers.resilience(destinations=destination, **asked)
        for row in map(Cut._make, result.cuts[[*Cut._fields]].itertuples(index=False)):
            if row.size is pd.NA:
                assert is_witness(result, row), row.sentence
            elif row.size:
                assert is_cut(result, row), row.sentence
            else:
                assert not leads(result.case.network, result), row.sentence


def is_cut(result: Resilience, row: Cut) -> bool:
    """Tell whether nothing leads over when what a row names is closed by name, and something before."""
    held = [result.case.passages.find("closed", name)[1] for name in row.names.split("+")]
    assert row.size == len(held)
    assert all(title in row.sentence for title in row.titles.split("+"))
    return leads(result.case.network, result) and not leads(
        result.case.network.without(edges=np.concatenate(held)), result
    )


def is_witness(result: Resilience, row: Cut) -> bool:
    """Tell whether a route passes what a row says, in its sentence too, and nothing else of any kind."""
    case = result.case
    things = Things.between(case, case.origins[0], case.destinations[0])
    passed = [name for name in row.witness.split("+") if name]
    assert not {*passed} & {*things.of_kind(row.apart)}
    assert all(title_of(case, name) in row.sentence for name in passed if name not in things.countries)
    on_the_way = np.concatenate([np.empty(0, np.int64), *(things.of_kind("thing")[name] for name in passed)])
    others = [held for name, held in things.of_kind("thing").items() if name not in passed]
    assert len(on_the_way) or not passed
    return leads(case.network.without(edges=np.concatenate(others)), result)


def leads(graph: Network, result: Resilience) -> bool:
    start, goal = result.case.origins[0].nodes, result.case.destinations[0].nodes
    return bool(np.isfinite(graph.best_routes([start], [goal], by="time").hours).all())
