"""Shapes of risk zones by the rules that they name."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.layers._geometry.zones import Outlines, zone

LONLAT = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-85, 85))
NONE = Outlines({}, {})


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
