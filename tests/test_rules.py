"""Lines and zones by the rules that rows name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo, layers
from isthmus.layers._geometry.rules import Outlines, between, zone

if TYPE_CHECKING:
    from pathlib import Path

LONLAT = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-85, 85))
NONE = Outlines({}, {})


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "factories", "id,name,lon,lat", "a,A,20,50", "b,B,-160,-50", "c,C,20,50", "d,D,20.5,50")
    return tmp_path


def test_a_row_keeps_its_own_line(folder: Path) -> None:
    write(
        folder,
        "corridors",
        "id,name,mode,from_id,to_id,wkt",
        'x,X,sea,a,d,"LINESTRING (20 50, 20 51, 20.5 50)"',
    )
    leg = layers.read(folder).corridors.iloc[0]
    assert len(leg.geometry.coords) == 3
    assert leg.length_km == pytest.approx(228.1, abs=1)


def test_a_length_that_is_given_stays(folder: Path) -> None:
    write(folder, "corridors", "id,name,mode,from_id,to_id,length_km", "x,X,rail,a,d,77.7", "y,Y,rail,a,c,")
    assert layers.read(folder).corridors["length_km"].tolist() == [77.7, 0.0]


def test_ends_on_opposite_sides_of_the_earth_are_a_problem(folder: Path) -> None:
    write(folder, "corridors", "id,name,mode,from_id,to_id", "x,X,sea,a,d", "y,Y,sea,a,b")
    write(folder, "partnerships", "id,name,a,b", "x,X,d,a", "y,Y,c,b")
    problems = layers.check(folder)
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("corridors.csv", 2, "to_id"),
        ("partnerships.csv", 2, "b"),
    ]


def test_flows_join_the_marks_of_their_countries(tmp_path: Path) -> None:
    write(tmp_path, "flows", "id,name,origin,destination", "x,X,TW,PL", "y,Y,TW,PL+CZ", "z,Z,TW,EU")
    shapes = layers.read(tmp_path).flows.geometry
    assert [shape and shape.geom_type for shape in shapes] == ["LineString", "MultiLineString", None]


def test_lon_and_lat_of_a_line_are_no_columns(tmp_path: Path) -> None:
    write(tmp_path, "flows", "id,name,origin,destination,lon,lat", "x,X,TW,PL,1,2")
    assert [problem.column for problem in layers.check(tmp_path)] == ["lat", "lon"]


def test_a_leg_is_the_geodesic_between_its_ends() -> None:
    # Karney's GeodSolve gives 8,506.0 km for these two points.
    points = {"tpe": shapely.Point(121.23, 25.08), "waw": shapely.Point(20.97, 52.17)}
    (line,) = between(["tpe"], ["waw"], points)
    assert geo.length(line) == pytest.approx(geo.distance(points["tpe"], points["waw"]), abs=1e-3)
    assert geo.length(line) / 1000 == pytest.approx(8506, abs=1)
    assert geo.length(line, path="straight") - geo.length(line) < 100  # metres: both readings agree


@given(LONLAT, LONLAT)
def test_legs_stay_within_the_degrees_and_keep_their_length(a: shapely.Point, b: shapely.Point) -> None:
    distance = geo.distance(a, b)
    if not 1.0 < distance < 19_000_000.0:
        return
    (line,) = between(["a"], ["b"], {"a": a, "b": b})
    west, south, east, north = line.bounds
    assert -180 - 1e-9 <= west <= east <= 180 + 1e-9
    assert -90 <= south <= north <= 90
    assert geo.length(line) == pytest.approx(distance, abs=0.01)
    steps = shapely.get_coordinates(line, return_index=False)
    assert len(steps) >= distance / 50_000


def test_across_the_pacific_a_leg_is_split() -> None:
    (line,) = between(["a"], ["b"], {"a": shapely.Point(140, 35), "b": shapely.Point(-122, 37)})
    assert line.geom_type == "MultiLineString"
    assert [part.bounds[0::2] for part in line.geoms] == [(140.0, 180.0), (-180.0, -122.0)]


def test_no_place_no_line() -> None:
    points = {"PL": shapely.Point(20, 52), "twin": shapely.Point(20, 52), "CZ": shapely.Point(15, 50)}
    lines = between(["PL", "PL", "PL", "PL", None], ["EU", "CZ+EU", "twin", "PL", "CZ"], points)
    assert lines.tolist() == [None] * 5


@given(LONLAT, st.floats(1, 3000))
def test_every_vertex_of_a_circle_lies_at_its_radius(centre: shapely.Point, radius_km: float) -> None:
    circle = zone("point", centre, radius_km, NONE)
    assert circle.is_valid
    lonlat = shapely.get_coordinates(circle)
    edge = lonlat[(np.abs(lonlat[:, 0]) < 180) & (np.abs(lonlat[:, 1]) < 90)]
    distances = geo.distance(shapely.points(edge), centre)
    assert distances == pytest.approx(radius_km * 1000, rel=1e-6)


def test_a_circle_has_its_area() -> None:
    circle = zone("strait:Bab el-Mandeb", shapely.Point(43.4, 12.6), 100.0, NONE)
    assert geo.area(circle) == pytest.approx(np.pi * 1e10, rel=1e-3)


def test_a_circle_across_180_degrees_and_one_around_the_pole() -> None:
    across = zone("point", shapely.Point(179.5, 10), 300.0, NONE)
    assert across.geom_type == "MultiPolygon"
    assert across.bounds[0::2] == (-180.0, 180.0)
    polar = zone("point", shapely.Point(0, 89), 500.0, NONE)
    assert polar.bounds[3] == 90.0


def test_a_box_follows_its_parallels_in_both_readings() -> None:
    box = zone("bbox:27,50,180,75", None, np.nan, NONE)
    assert box.bounds == (27.0, 50.0, 180.0, 75.0)
    assert geo.area(box) == pytest.approx(geo.area(box, path="straight"), rel=1e-4)


def test_a_box_across_180_degrees() -> None:
    box = zone("bbox:170,-10,-170,10", None, np.nan, NONE)
    assert [part.bounds for part in box.geoms] == [(170.0, -10.0, 180.0, 10.0), (-180.0, -10.0, -170.0, 10.0)]


def test_a_country_and_two_together() -> None:
    lands = {"AA": shapely.box(0, 0, 1, 1), "BB": shapely.box(1, 0, 2, 1)}
    outlines = Outlines(lands, {})
    assert zone("country:AA", None, np.nan, outlines).equals(lands["AA"])
    assert zone("country:AA+BB", None, np.nan, outlines).equals(shapely.box(0, 0, 2, 1))


@pytest.mark.parametrize(
    ("rule", "needs"),
    [
        ("", "point, strait:NAME"),
        ("circle", "point, strait:NAME"),
        ("point", "lon, lat and a radius_km"),
        ("bbox:1,2,3", "four numbers"),
        ("bbox:1,2,3,4,5", "four numbers"),
        ("bbox:10,50,20,40", "S < N"),
        ("bbox:10,50,20,95", "in degrees"),
        ("bbox:--1,0,1,1", "four numbers"),
        ("country:XX", "codes of countries"),
        ("airspace:XX", "codes of countries"),
        ("gate:suez", "names of gates"),
        ("line:1 2,3 4", "radius_km"),
        ("line:1 2", "2 or more points"),
        ("area:1 2,3 4", "3 or more points"),
        ("area:1 2,3 4,5", "3 or more points"),
        ("waters:1 2,3 4,5 95", "in degrees"),
        ("area:0 0,1 1,1 0,0 1", "no edge crosses"),
        ("lake:Saimaa", "point, strait:NAME"),
    ],
)
def test_rules_that_cannot_be_followed(rule: str, needs: str) -> None:
    with pytest.raises(ValueError, match=needs):
        zone(rule, None, np.nan, NONE)


def test_an_airspace_ends_at_12_miles_of_sea_and_at_the_land_of_others() -> None:
    lands = {"AA": shapely.box(0, 0, 1, 1), "BB": shapely.box(1, 0, 2, 1), "CC": shapely.box(-1, 1.1, 2, 2)}
    drawn = zone("airspace:AA", None, np.nan, Outlines(lands, {}))
    assert drawn.contains(shapely.Point(0.5, 0.5))
    assert drawn.bounds[0] == pytest.approx(-22_224 / 111_319, rel=0.02)
    assert not drawn.overlaps(lands["BB"])
    assert not drawn.contains(shapely.Point(1.05, 0.5))
    assert drawn.bounds[3] == pytest.approx(1.1), "sea up to the other shore"
    both = zone("airspace:AA+BB", None, np.nan, Outlines(lands, {}))
    assert both.contains(shapely.Point(1.05, 0.5))


def test_waters_are_an_area_less_its_land() -> None:
    outlines = Outlines({"AA": shapely.box(0, 0, 1, 1)}, {})
    corners = "-1 -1,2 -1,2 2,-1 2"
    assert zone(f"area:{corners}", None, np.nan, outlines).area == 9
    assert zone(f"waters:{corners}", None, np.nan, outlines).area == 8
    two = zone(f"area:{corners};10 10,11 10,11 11", None, np.nan, outlines)
    assert two.area == 9.5


def test_around_a_line_and_a_gate_all_lies_within_the_radius() -> None:
    outlines = Outlines({}, {"pass": shapely.Point(0, 0), "ford": shapely.Point(5, 0)})
    along = zone("line:0 0,1 0", None, 10.0, outlines)
    assert along.contains(shapely.LineString([(0, 0), (1, 0)]))
    assert geo.area(along) == pytest.approx((2 * 10 * 111.3 + np.pi * 100) * 1e6, rel=0.01)
    gates = zone("gate:pass+ford", None, 10.0, outlines)
    assert geo.area(gates) == pytest.approx(2 * np.pi * 1e8, rel=0.01)
