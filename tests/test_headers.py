"""Columns under other names."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._reading.config import UNSAID, FileOptions
from isthmus.layers._reading.headers import known_headers, rename_columns
from isthmus.layers._tables.schema import Column, Schema
from isthmus.layers._tables.table import RawTable

if TYPE_CHECKING:
    from pathlib import Path


def study(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        ending = "toml" if name == "isthmus" else "csv"
        (folder / f"{name}.{ending}").write_text(text, encoding="utf-8")
    return folder


def table(**cells: list[str]) -> RawTable:
    return RawTable("factories", "f.csv", cells, range(1, 1 + len(next(iter(cells.values())))))


def names(options: FileOptions, *columns: str) -> list[str]:
    return list(rename_columns(table(**{name: [""] for name in columns}), options).cells)


def test_columns_are_mapped_and_every_mapping_that_nobody_said_is_reported(tmp_path: Path) -> None:
    toml = '[about]\ntitle = "Ours"\nlicence = "CC0-1.0"\n[factories.columns]\nname = "Nazwa"\n'
    study(
        tmp_path,
        isthmus=toml,
        factories="id;Nazwa;Country;Długość;Szerokość\n007;Zakład;PL;21,01;52,23\n".replace(
            "Country", "country"
        ),
    )
    with pytest.warns(DataWarning) as noted:
        atlas = layers.read(tmp_path)
    (warning,) = noted
    assert [
        (note.column, note.expected, note.got.split(", and")[0]) for note in warning.message.problems
    ] == [
        (None, "columns split by commas", "semicolons"),
        ("lat", 'column "lat"', 'column "Szerokość"'),
        ("lat", "plain numbers", '1 written otherwise, such as "52,23" as 52.23'),
        ("lon", 'column "lon"', 'column "Długość"'),
        ("lon", "plain numbers", '1 written otherwise, such as "21,01" as 21.01'),
    ]
    assert atlas.about == layers.About("Ours", "CC0-1.0")
    assert atlas.factories.loc[0, ["id", "name"]].tolist() == ["007", "Zakład"]
    assert atlas.factories.geometry[0] == shapely.Point(21.01, 52.23)


@pytest.mark.parametrize(
    "header", ["latitude,longitude", "Lat,LNG", "Szerokość geograficzna,Zeměpisná délka", "緯度,經度"]
)
def test_lat_before_lon_by_header_name(tmp_path: Path, header: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n24.15,120.68\n", encoding="utf-8")
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        table = layers.read_table(path)
    assert noted
    assert table.geometry[0] == shapely.Point(120.68, 24.15)


def test_a_usual_name_gives_way_to_the_name_itself() -> None:
    assert names(UNSAID, "Longitude", "LAT") == ["lon", "lat"]
    assert names(UNSAID, "lon", "Longitude") == ["lon", "Longitude"]
    column = Column("Longitude", "text", "Longitude", "A column of the layer itself.")
    own = Schema("factories", "Factories", "a row", "point", (column,))
    assert list(rename_columns(table(Longitude=[""]), UNSAID, own).cells) == ["Longitude"]
    assert names(UNSAID, "the_geom") == ["wkt"]
    for place in ("lon", "lat", "wkt", "geometry"):
        assert names(UNSAID, place, "the_geom") == [place, "the_geom"]


def test_a_shape_of_the_file_s_own_makes_no_column_one() -> None:
    shaped = RawTable("factories", "f.gpkg", {"geom": ["x"]}, [1], np.array([shapely.Point(0, 0)]))
    assert list(rename_columns(shaped, UNSAID).cells) == ["geom"]


def test_what_the_owner_maps_comes_first() -> None:
    options = FileOptions(columns={"lon": "x", "name": "Longitude"})
    assert names(options, "x", "Longitude", "latitude") == ["lon", "name", "lat"]
    assert rename_columns(table(x=[""], Longitude=[""]), options).notes == ()


def test_a_column_that_is_mapped_and_not_there_is_a_problem() -> None:
    found = rename_columns(table(Nazwaa=["a"]), FileOptions(columns={"name": "Nazwa"}))
    (problem,) = found.problems
    assert (problem.column, problem.expected) == ("Nazwa", "this column, by isthmus.toml")
    assert problem.remedy == 'did you mean "Nazwaa"?'
    assert list(found.cells) == ["Nazwaa"]


def test_two_columns_of_one_name_are_a_problem_and_stay_as_they_are() -> None:
    given = table(name=["a"], Nazwa=["b"])
    found = rename_columns(given, FileOptions(columns={"name": "Nazwa"}))
    (problem,) = found.problems
    assert (problem.column, problem.got) == ("name", '"Nazwa" as well')
    assert found.cells == given.cells


def test_a_column_that_is_left_out() -> None:
    found = rename_columns(table(name=["a"], notes=["b"]), FileOptions(ignore=("notes", "gone")))
    assert found.cells == {"name": ["a"]}
    assert found.notes == ()


def test_a_header_is_known_by_any_of_its_names() -> None:
    known = known_headers(FileOptions(columns={"name": "Nazwa"}, ignore=("x",)), ("id", "name"))
    assert {"id", "name", "Nazwa", "x", "lon", "wkt"} <= known
    assert "Name" not in known


def test_letters_of_hemispheres_beside_degrees_are_their_signs() -> None:
    cells = {"lat": ["33.9", "52.2"], "ns": ["S", "N"], "lon": ["70.5", "21"], "ew": ["W", "E"]}
    found = rename_columns(table(**cells), UNSAID)
    assert (found.cells["lat"], found.cells["lon"]) == (["-33.9", "52.2"], ["-70.5", "21"])
    assert [note.column for note in found.notes] == ["lat", "lon"]
    signed = rename_columns(table(lat=["-33.9"], ns=["S"], lon=["151"]), UNSAID)
    assert (signed.cells["lat"], signed.notes, signed.problems) == (["-33.9"], (), ())
    both = rename_columns(table(lat=["-33.9", "10"], ns=["S", "S"], lon=["151", "1"]), UNSAID)
    assert [problem.row for problem in both.problems] == [2]


def test_eastings_without_a_reference_system_are_asked_for_it(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,easting,northing\na,A,637500,487600\n")
    found = [one for one in layers.check(tmp_path) if one.severity == "problem"]
    assert {line for one in found for line in one.settings} > {'crs = "EPSG:2180"'}
    assert '# crs = "EPSG:2180"' in layers.hints(tmp_path)
    (tmp_path / "isthmus.toml").write_text('[factories]\ncrs = "EPSG:2180"\n')
    with pytest.warns(DataWarning, match="easting"):
        assert round(layers.read(tmp_path).factories.geometry[0].x, 2) == 21.01


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Latitude (N),Longitude (W)\n29.95,90.07\n", "POINT (-90.07 29.95)"),
        ("Latitude (N),Longitude (W)\n29.95,-90.07\n", "POINT (-90.07 29.95)"),
        ("Latitude [deg S],Longitude [deg E]\n33.9,18.4\n", "POINT (18.4 -33.9)"),
        ("Latitude (S),Longitude (E/W)\n33.9S,18.4E\n", "POINT (18.4 -33.9)"),
        ("lat_deg,lat_min,lon_deg,lon_min\n54,21,18,39\n", "POINT (18.65 54.35)"),
        ("lat deg,lat min,lat sec,lon deg,lon min,lon sec\n-54,20,60,18,39,\n", ""),
        ("lat deg,lat min,lat sec,lon deg,lon min,lon sec\n-54,21,0,18,39,\n", "POINT (18.65 -54.35)"),
        ("lat,lat_min,lat_max,lon,lon_min,lon_max\n54.35,54,55,18.65,18,19\n", "POINT (18.65 54.35)"),
        ("min_lat,min_lon,max_lat,max_lon\n54,18,55,19\n", "None"),
        ("Lat,LAT,lon\n54.3500,54.3501,18.65\n", "POINT (18.65 54.35)"),
    ],
)
def test_what_headers_say_of_degrees_is_followed(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        if place:
            assert str(layers.read_table(tmp_path / "a.csv").geometry[0]) == place
            return
        with pytest.raises(ValidationError, match="expected degrees"):
            layers.read_table(tmp_path / "a.csv")


def test_signs_that_a_header_and_cells_say_apart_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lat,Longitude (W)\n29.95,90.07\n30,-91\n")
    with (
        pytest.warns(DataWarning),
        pytest.raises(ValidationError, match=r'"90.07" by header "Longitude \(W\)"'),
    ):
        layers.read_table(tmp_path / "a.csv")


def test_two_headers_of_one_axis_that_differ_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Lat,LAT,lon\n54.35,50,18.65\n")
    with pytest.warns(DataWarning), pytest.raises(ValidationError, match='"Lat" and "LAT", which differ'):
        layers.read_table(tmp_path / "a.csv")
    (tmp_path / "isthmus.toml").write_text('[a]\ncolumns.lat = "LAT"\n')
    assert layers.read_table(tmp_path / "a.csv").geometry[0].wkt == "POINT (18.65 50)"
