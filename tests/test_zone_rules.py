import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.layers._geometry.zone_rules import zone

LONLAT = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-85, 85))


@given(LONLAT, st.floats(1, 3000))
def test_every_vertex_of_a_circle_lies_at_its_radius(centre: shapely.Point, radius_km: float) -> None:
    circle = zone("point", centre, radius_km, {})
    assert circle.is_valid
    lonlat = shapely.get_coordinates(circle)
    edge = lonlat[(np.abs(lonlat[:, 0]) < 180) & (np.abs(lonlat[:, 1]) < 90)]
    distances = geo.distance(shapely.points(edge), centre)
    assert distances == pytest.approx(radius_km * 1000, rel=1e-6)


def test_a_circle_has_its_area() -> None:
    circle = zone("strait:Bab el-Mandeb", shapely.Point(43.4, 12.6), 100.0, {})
    assert geo.area(circle) == pytest.approx(np.pi * 1e10, rel=1e-3)


def test_a_circle_across_180_degrees_and_one_around_the_pole() -> None:
    across = zone("point", shapely.Point(179.5, 10), 300.0, {})
    assert across.geom_type == "MultiPolygon"
    assert across.bounds[0::2] == (-180.0, 180.0)
    polar = zone("point", shapely.Point(0, 89), 500.0, {})
    assert polar.bounds[3] == 90.0


def test_a_box_follows_its_parallels_in_both_readings() -> None:
    box = zone("bbox:27,50,180,75", None, np.nan, {})
    assert box.bounds == (27.0, 50.0, 180.0, 75.0)
    assert geo.area(box) == pytest.approx(geo.area(box, path="straight"), rel=1e-4)


def test_a_box_across_180_degrees() -> None:
    box = zone("bbox:170,-10,-170,10", None, np.nan, {})
    assert [part.bounds for part in box.geoms] == [(170.0, -10.0, 180.0, 10.0), (-180.0, -10.0, -170.0, 10.0)]


def test_a_country_and_two_together() -> None:
    outlines = {"AA": shapely.box(0, 0, 1, 1), "BB": shapely.box(1, 0, 2, 1)}
    assert zone("country:AA", None, np.nan, outlines).equals(outlines["AA"])
    assert zone("country:AA+BB", None, np.nan, outlines).equals(shapely.box(0, 0, 2, 1))


@pytest.mark.parametrize(
    ("rule", "needs"),
    [
        ("", "point, strait:NAME"),
        ("circle", "point, strait:NAME"),
        ("point", "lon, lat and a radius_km"),
        ("bbox:1,2,3", "point, strait:NAME"),
        ("bbox:1,2,3,4,5", "bbox:W,S,E,N"),
        ("bbox:10,50,20,40", "S < N"),
        ("bbox:10,50,20,95", "in degrees"),
        ("bbox:--1,0,1,1", "four numbers"),
        ("country:XX", "codes of countries"),
    ],
)
def test_rules_that_cannot_be_followed(rule: str, needs: str) -> None:
    with pytest.raises(ValueError, match=needs):
        zone(rule, None, np.nan, {})
