from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo, layers
from isthmus.layers._geometry.rules import between

if TYPE_CHECKING:
    from pathlib import Path

LONLAT = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-85, 85))


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
