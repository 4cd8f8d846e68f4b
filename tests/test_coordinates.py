from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import ValidationError
from isthmus.layers import SCHEMAS
from isthmus.layers._geometry.coordinates import centres, own_geometry
from isthmus.layers._tables.table import RawTable


def table_of(layer: str = "factories", **columns: list[str]) -> RawTable:
    count = len(next(iter(columns.values())))
    return RawTable(layer, f"{layer}.csv", columns, range(1, count + 1))


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_degrees_become_points_to_the_last_bit(lon: float, lat: float) -> None:
    points, problems = centres(table_of(lon=[repr(lon)], lat=[repr(lat)]))
    assert problems == []
    assert (points[0].x, points[0].y) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        ("25.05", "121.53", 'lat: expected degrees from -90 to 90, got "121.53"; lon and lat look swapped'),
        ("190", "10", 'lon: expected degrees from -180 to 180, got "190"; take a full turn'),
        ("20", "95", 'lat: expected degrees from -90 to 90, got "95"'),
        ("637000", "52", 'got "637000"; metres of a projection without its CRS?'),
        ("21", "", "lat: expected degrees from -90 to 90, got an empty cell; give both"),
        ("", "52", "lon: expected degrees from -180 to 180, got an empty cell; give both"),
        ("21", "n/a", 'got "n/a"'),
        ("21,5", "52", 'got "21,5"; write the decimal sign as a point'),
        ("", "", "lon: expected a place, got none; give lon and lat"),
    ],
)
def test_what_is_no_place_says_why(lon: str, lat: str, said: str) -> None:
    geometry, (problem,) = own_geometry(table_of(lon=[lon], lat=[lat]), SCHEMAS["factories"])
    assert said in str(problem)
    assert geometry.tolist() == [None]


def test_wkt_beside_degrees() -> None:
    table = table_of(wkt=["POINT (21 52)", ""], lon=["", "14.5"], lat=["", "50"])
    geometry, problems = own_geometry(table, SCHEMAS["factories"])
    assert problems == []
    assert geometry.tolist() == [shapely.Point(21, 52), shapely.Point(14.5, 50)]


@pytest.mark.parametrize(
    ("wkt", "said"),
    [
        ("POINT 21 52", 'binary (WKT, WKB) in degrees, got "POINT 21 52"'),
        ("LINESTRING (0 0, 1 1)", "expected a polygon, got a LineString"),
        ("POLYGON EMPTY", "expected a polygon, got an empty Polygon"),
        ("POLYGON ((0 0, 200 0, 200 10, 0 0))", "split it at 180 degrees"),
        ("POLYGON ((190 0, 200 0, 200 10, 190 0))", "take a full turn of 360 degrees off"),
        ("POLYGON ((25 121, 26 121, 26 122, 25 121))", "lon and lat look swapped"),
        ("POLYGON ((121 0, 122 95, 123 0, 121 0))", "got bounds 121, 0, 123, 95"),
        ("POLYGON ((0 0, 637000 0, 637000 10, 0 0))", "metres of a projection"),
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "expected a valid shape, got Self-intersection"),
        ("POLYGON ((0 0, 1 nan, 1 0, 0 0))", "expected a valid shape, got Invalid Coordinate"),
    ],
)
def test_shapes_that_are_refused(wkt: str, said: str) -> None:
    geometry, problems = own_geometry(table_of("risk_zones", wkt=[wkt]), SCHEMAS["risk_zones"])
    assert said in str(problems[0])
    assert geometry.tolist() == [None]


def test_shapes_of_a_format_are_left_as_they_are() -> None:
    own = np.array([shapely.LineString([(0, 0), (1, 1)]), None], dtype=object)
    table = RawTable("flows", "flows.gpkg", {"id": ["a", "b"]}, [1, 2], own)
    geometry, problems = own_geometry(table, SCHEMAS["flows"])
    assert problems == []
    assert geometry.tolist() == own.tolist()


def test_a_row_has_one_place() -> None:
    table = table_of(wkt=["POINT (21 52)", "POINT (21 52)"], lon=["21", "22"], lat=["52", "52"])
    _, (problem,) = own_geometry(table, SCHEMAS["factories"])
    assert (problem.row, problem.expected, problem.got) == (2, "one place, POINT (21 52)", "POINT (22 52)")
    table = table_of("flows", wkt=["LINESTRING (0 0, 1 1)"], geometry=["LINESTRING (0 0, 1 1)"])
    _, (problem,) = own_geometry(table, SCHEMAS["flows"])
    assert problem.expected == "one geometry a row"


def test_curves_are_told_and_spoil_no_other_row(tmp_path: Path) -> None:
    curve = "CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))"
    path = tmp_path / "a.csv"
    path.write_text(f'wkt\nPOINT (1 2)\n"{curve}"\nPOINT (3 4)\n01080000000000000000000000\n')
    with pytest.raises(ValidationError) as error:
        layers.read_table(path)
    assert [problem.row for problem in error.value.problems] == [2, 4]
    assert error.value.problems[0].remedy == "make straight lines of its curves"
