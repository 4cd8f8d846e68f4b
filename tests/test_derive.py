from pathlib import Path

import pytest

from isthmus import layers


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
