"""Ways of one mode over water, railways and roads, where they fall back, and straight ones from places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.network_files import mode_graph
from isthmus.layers._transport.ways import along_network, gate_lines, lies_open, nearest_way
from small_networks import channel_edges

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


@pytest.fixture(scope="module")
def legs() -> gpd.GeoDataFrame:
    return layers.example().corridors


def test_most_legs_follow_a_network(legs: gpd.GeoDataFrame) -> None:
    drawn = legs.groupby(["mode", "geometry_rule"]).size().to_dict()
    assert drawn == {
        ("air", "geodesic"): 19,
        ("ferry", "network"): 1,
        ("rail", "geodesic"): 2,  # no railway of the network comes near the crossing at Hrebenne
        ("rail", "network"): 52,
        ("road", "network"): 9,
        ("sea", "network"): 61,
    }


def test_ships_keep_to_the_water(legs: gpd.GeoDataFrame) -> None:
    """No more than 20 km over land in all but for canals and rivers: coastlines and ports are rough."""
    ships = legs[legs["mode"].isin(["sea", "ferry"])]
    graph, channels = mode_graph("sea"), channel_edges()
    ends = np.stack([graph.lonlat[graph.tails[channels]], graph.lonlat[graph.heads[channels]]], axis=1)
    banks = shapely.union_all(shapely.buffer(shapely.linestrings(ends), 0.1))
    open_water = shapely.difference(ships.geometry.to_numpy(), banks)
    leg, _, metres = geo.length_within(open_water, countries().geometry.to_numpy(), path="straight")
    ashore_km = np.bincount(leg, metres / 1000, minlength=len(ships))
    assert dict(zip(ships["id"][ashore_km > 20], ashore_km[ashore_km > 20], strict=True)) == {}


def test_ships_do_not_turn_at_a_place_of_the_open_sea(legs: gpd.GeoDataFrame) -> None:
    """Between two legs that meet on the way of ships, the course stays, whichever node is near."""
    lines = legs.set_index("id").geometry
    for before, after in (("C01-09", "C01-10"), ("C01-19", "C01-20")):
        points = np.vstack(
            [shapely.get_coordinates(lines[before])[-2:], shapely.get_coordinates(lines[after])[:2]]
        )
        courses = geo.inverse(*points[:-1].T, *points[1:].T)[0]
        assert abs((courses[2] - courses[0] + 180) % 360 - 180) < 20, before


def test_legs_end_at_their_places(legs: gpd.GeoDataFrame) -> None:
    atlas = layers.example()
    points = {row.id: row.geometry for row in atlas.gateways.itertuples()}
    for leg in legs[legs["geometry_rule"] == "network"].itertuples():
        first, *_, last = shapely.get_coordinates(leg.geometry).tolist()
        assert first == [points[leg.from_id].x, points[leg.from_id].y]
        assert last == [points[leg.to_id].x, points[leg.to_id].y]


def test_a_leg_is_no_shorter_than_the_geodesic(legs: gpd.GeoDataFrame) -> None:
    points = {row.id: row.geometry for row in layers.example().gateways.itertuples()}
    followed = legs[legs["geometry_rule"] == "network"]
    straight = [geo.distance(points[leg.from_id], points[leg.to_id]) / 1000 for leg in followed.itertuples()]
    assert (followed["length_km"] >= np.array(straight) - 0.1).all()
    assert (followed["length_km"] <= 3 * np.array(straight)).all()


def test_a_railway_is_as_long_as_published() -> None:
    """Warsaw to Gdańsk is 323.4 km along line 9 (Wikipedia, Warsaw-Gdańsk railway)."""
    ends = np.array([shapely.Point(21.01, 52.23), shapely.Point(18.65, 54.35)])
    assert along_network("rail", ends[:1], ends[1:]).km == pytest.approx([323.4], rel=0.04)


def test_there_and_back_are_equally_long() -> None:
    ends = np.array([shapely.Point(120.31, 22.62), shapely.Point(103.85, 1.29)])
    there, back = along_network("sea", ends, ends[::-1]).km
    assert there == pytest.approx(back, rel=0.01)


@pytest.mark.parametrize(
    ("mode", "start", "end"),
    [
        ("air", (21.0, 52.2), (18.65, 54.35)),  # flies straight
        ("rail", (0.0, 0.0), (21.0, 52.2)),  # starts on the ocean
        ("road", (121.5, 25.0), (21.0, 52.2)),  # starts on an island
        ("sea", (15.0, 50.0), (18.65, 54.35)),  # starts far inland
        ("canoe", (21.0, 52.2), (18.65, 54.35)),
    ],
)
def test_where_no_way_leads_there_is_no_line(
    mode: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    lines, km = along_network(mode, np.array([shapely.Point(start)]), np.array([shapely.Point(end)]))
    assert lines.tolist() == [None]
    assert np.isnan(km).tolist() == [True]


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_any_atlas_follows_networks_and_says_how_it_is_drawn(tmp_path: Path) -> None:
    write(
        tmp_path, "gateways", "id,name,kind,lon,lat", "w,W,rail_terminal,21.01,52.23", "g,G,port,18.65,54.35"
    )
    write(
        tmp_path,
        "corridors",
        "id,name,mode,from_id,to_id,length_km,geometry_rule,wkt",
        "a,A,rail,w,g,,,",
        "b,B,rail,w,g,,geodesic,",
        "c,C,rail,w,g,350,,",
        'd,D,rail,w,g,,,"LINESTRING (21.01 52.23, 18.65 54.35)"',
        "e,E,air,w,g,,network,",
    )
    legs = layers.read(tmp_path).corridors.set_index("id")
    assert legs["geometry_rule"].tolist() == ["network", "geodesic", "network", "given", "geodesic"]
    assert legs["length_km"].round().tolist() == [324, 284, 350, 284, 284]
    assert legs.geometry["a"].equals(legs.geometry["c"])
    assert len(legs.geometry["d"].coords) == 2


def test_what_is_written_is_read_as_it_was(tmp_path: Path, legs: gpd.GeoDataFrame) -> None:
    layers.example().write(tmp_path, formats=["geojson"])
    again = layers.read(tmp_path).corridors
    assert again["geometry_rule"].tolist() == legs["geometry_rule"].tolist()
    assert again["length_km"].tolist() == legs["length_km"].tolist()


NONE = np.empty(0, object)


def nearest(place: tuple[float, float], country: str, *points: tuple[float, float]) -> int | None:
    found = nearest_way(
        place, country, np.array(points), reach_km=100, lines=gate_lines("strait", "front_line")
    )
    return None if found is None else found[0]


def test_the_nearest_is_taken_that_lies_in_the_country_all_along() -> None:
    nakhchivan, baku_side, near_by = (45.4, 39.2), (46.9, 39.3), (45.2, 39.35)
    assert nearest(nakhchivan, "AZ", baku_side) is None  # Armenia lies between
    assert nearest(nakhchivan, "AZ", baku_side, near_by) == 1


def test_a_line_is_not_crossed() -> None:
    assert nearest((37.4, 48.0), "UA", (37.6, 48.0), (36.9, 48.0)) == 1


def test_at_sea_neither_land_nor_a_strait_lies_between() -> None:
    off_colon, off_balboa = (-79.9, 9.6), (-79.5, 8.6)
    assert nearest(off_colon, "", off_balboa) is None
    assert nearest((119.9, 25.4), "", (120.3, 24.8)) is None  # over the line of the Taiwan Strait
    assert nearest((119.9, 25.4), "", (120.3, 25.7)) == 0


def test_nothing_farther_than_the_reach_is_taken_and_the_way_is_measured() -> None:
    points = np.array([[21.5, 52.0], [21.1, 52.0]])
    assert nearest_way((21.0, 52.0), "PL", points, reach_km=5, lines=NONE) is None
    node, km = nearest_way((21.0, 52.0), "PL", points, reach_km=50, lines=NONE) or (-1, 0.0)
    assert (node, km) == (1, pytest.approx(6.867, abs=0.001))


def test_many_ways_over_a_line_are_passed_over() -> None:
    near = np.column_stack([np.linspace(21.02, 21.3, 300), np.full(300, 52.0)])
    far = [[20.4, 52.0]]
    line = np.array([shapely.LineString([(21.01, 51), (21.01, 53)])])
    found = nearest_way((21.0, 52.0), "PL", np.vstack([near, far]), reach_km=50, lines=line)
    assert found is not None
    assert found[0] == 300


def test_ways_between_places_are_open_within_a_country_alone() -> None:
    assert lies_open((21.0, 52.2), (21.2, 52.3))
    assert not lies_open((23.5, 52.1), (23.8, 52.1))  # over the Bug
    assert not lies_open((37.4, 48.0), (37.6, 48.0))
