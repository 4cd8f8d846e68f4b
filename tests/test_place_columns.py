"""Columns of places under the names that people give them, and numbers as they write them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._reading.degrees import holds_hemispheres
from isthmus.layers._reading.place_columns import axis_of, split_pairs

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, text: str, **how: bool) -> tuple[list[str], str]:
    """Return the points of a CSV file, and what was told."""
    path.write_text(text, encoding="utf-8")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        frame = layers.read_table(path, **how)
    return [point.wkt if point else "" for point in frame.geometry], "\n".join(
        str(note.message) for note in told
    )


PAIRS = [
    ("decimalLatitude", "decimalLongitude"),  # Darwin Core
    ("stop_lat", "stop_lon"),  # GTFS
    ("LATITUDE", "LONGITUDE"),  # Natural Earth
    ("Latitude (deg)", "Longitude (deg)"),
    ("Lat [°]", "Lng [°]"),
    ("WGS84_Lat", "WGS84_Lon"),
    ("latitude_deg", "longitude_deg"),  # OurAirports
    ("geo_lat", "geo_long"),
    ("y", "x"),
    ("Y", "X"),
    ("coord_y", "coord_x"),
    ("szer", "dł"),
    ("Szerokość geograficzna", "Długość geograficzna"),
    ("Zeměpisná šířka", "Zeměpisná délka"),
    ("Šířka", "Délka"),
    ("Breite", "Länge"),
    ("широта", "довгота"),
    ("緯度", "經度"),
    ("纬度", "经度"),
    ("\u200blat", "lon\u200b"),
    ("site.lat", "site.lng"),
    ("LABEL_Y", "LABEL_X"),  # Natural Earth
    ("YCoord", "XCoord"),
    ("GPSLatitude", "GPSLongitude"),
    ("INTPTLAT", "INTPTLON"),  # US Census
    ("dec_lat", "dec_long"),  # USGS
    ("Lat. N", "Long. E"),
    ("plant_latitude", "plant_longitude"),  # the one pair of the table
    ("lat_etrs89", "lon_etrs89"),
    ("Breitengrad", "Längengrad"),
    ("Földrajzi szélesség", "Földrajzi hosszúság"),
    ("Zemepisná šírka", "Zemepisná dĺžka"),
    ("географічна широта", "географічна довгота"),
    ("Enlem", "Boylam"),
    ("leveysaste", "pituusaste"),
    ("緯度", "経度"),
    ("緯度座標", "經度座標"),
    ("위도", "경도"),
]


@pytest.mark.parametrize(("lat", "lon"), PAIRS)
def test_a_pair_of_usual_names_is_known_and_told(tmp_path: Path, lat: str, lon: str) -> None:
    points, notes = read(tmp_path / "t.csv", f"name,{lat},{lon}\nGdańsk,54.35,18.65\n")
    assert points == ["POINT (18.65 54.35)"]
    assert lat.strip("\u200b") in notes
    assert "lat: note: expected column" in notes


@pytest.mark.parametrize(
    "name", ["Breite (mm)", "x (m)", "city", "latest", "long name", "e-mail", "yard", "location type"]
)
def test_other_columns_are_no_axes(name: str) -> None:
    assert axis_of(name) == ""


SIZES = ["Länge,Breite", "délka,šířka", "dł.,szer.", "Lengte,Breedte", "længde,bredde", "дужина,ширина"]


@pytest.mark.parametrize("headers", [*SIZES, "hosszúság,szélesség", "pituus,leveys", "μήκος,πλάτος"])
def test_what_may_be_degrees_or_sizes_is_a_problem_with_both(tmp_path: Path, headers: str) -> None:
    with pytest.raises(ValidationError, match="longitude and latitude, or length and width") as error:
        read(tmp_path / "t.csv", f"name,{headers}\nA,80.5,12\nB,60,9\n")
    (problem,) = error.value.problems
    for said, point in zip(problem.settings, ("POINT (80.5 12)", ""), strict=True):
        (tmp_path / "isthmus.toml").write_text(f"[t]\n{said}\n", encoding="utf-8")
        assert read(tmp_path / "t.csv", f"name,{headers}\nA,80.5,12\n")[0] == [point]


@pytest.mark.parametrize(
    ("headers", "cells", "point"),
    [
        ("Länge,Breite", "80.5 E,12 N", "POINT (80.5 12)"),
        ("Länge,Breite", "-80.5,12", "POINT (-80.5 12)"),
        ("Länge,Breite", "280,12", ""),  # no degrees
        ("Länge,Breite", "80,92", ""),
        ("Länge [m],Breite [m]", "80,12", ""),
        ("Länge (°),Breite (°)", "80,12", "POINT (80 12)"),
        ("délka WGS84,šířka WGS84", "80,12", "POINT (80 12)"),
        ("Länge,lat", "80,12", "POINT (80 12)"),
        ("longitud,anchura", "80,12", ""),
        ("довжина,ширина", "80,12", ""),
        ("Länge,Breite,geogr. Länge,geogr. Breite", "80,12,18,54", "POINT (18 54)"),
    ],
)
def test_other_signs_tell_degrees_from_sizes(tmp_path: Path, headers: str, cells: str, point: str) -> None:
    assert read(tmp_path / "t.csv", f"name,{headers}\nA,{cells}\n")[0] == [point]


def test_sizes_of_what_has_a_shape_are_kept_and_a_layer_of_places_has_no_others(tmp_path: Path) -> None:
    own = {"name": ["A"], "country": ["PL"], "Länge": [80.0], "Breite": [12.0]}
    gpd.GeoDataFrame(own, geometry=[Point(18, 54)], crs=4326).to_file(tmp_path / "factories.gpkg")
    with pytest.warns(DataWarning):
        assert layers.read(tmp_path).factories[["Länge", "Breite"]].to_numpy().tolist() == [[80, 12]]
    (tmp_path / "factories.gpkg").unlink()
    (tmp_path / "factories.csv").write_text("name,country,Länge,Breite\nA,IN,80,12\n")
    with pytest.warns(DataWarning, match="Breite"):
        assert layers.read(tmp_path).factories.geometry[0] == Point(80, 12)


def test_one_axis_alone_is_no_place(tmp_path: Path) -> None:
    points, notes = read(tmp_path / "t.csv", "name,y,size\nA,54.35,3\n")
    assert points == [""]
    assert "expected the places of rows: columns lon and lat, or wkt, got none among name, y, size" in notes


def test_a_sure_name_comes_before_x_and_y(tmp_path: Path) -> None:
    points, _ = read(tmp_path / "t.csv", "x,y,latitude,longitude\n500000,6000000,54.35,18.65\n")
    assert points == ["POINT (18.65 54.35)"]


@pytest.mark.parametrize(
    ("header", "cell", "point"),
    [
        ("GPS", "54.35, 18.65", "POINT (18.65 54.35)"),
        ("location", "54.35 18.65", "POINT (18.65 54.35)"),
        ("lat/lon", "54.35; 18.65", "POINT (18.65 54.35)"),
        ("Coordinates", "(54.35, 18.65)", "POINT (18.65 54.35)"),
        ("lonlat", "18.65,54.35", "POINT (18.65 54.35)"),
        ("coordinates", "120.68,24.15", "POINT (120.68 24.15)"),  # no latitude is 120
        ("Coordinates", "5421N 01839E", "POINT (18.65 54.35)"),  # UN/LOCODE
        ("Współrzędne", "54.35 N, 18.65 E", "POINT (18.65 54.35)"),
    ],
)
def test_one_column_of_both_is_split_and_told(tmp_path: Path, header: str, cell: str, point: str) -> None:
    points, notes = read(tmp_path / "t.csv", f'name,{header}\nA,"{cell}"\nB,\n')
    assert points == [point, ""]
    assert "both in one, read as" in notes


def test_several_pairs_are_told_and_none_is_taken(tmp_path: Path) -> None:
    text = "name,start_lat,start_lon,end_lat,end_lon\nA,54,18,52,21\n"
    points, notes = read(tmp_path / "t.csv", text)
    assert points == [""]
    assert "expected one pair of coordinates, got start_lon with start_lat or end_lon with end_lat" in notes


def test_a_list_in_brackets_has_two_readings(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="may be longitude, latitude or latitude, longitude"):
        read(tmp_path / "t.csv", 'name,coordinates\nA,"[18.65, 54.35]"\n')
    (tmp_path / "isthmus.toml").write_text('[t]\ncolumns.lonlat = "coordinates"\n')
    points, _ = read(tmp_path / "t.csv", 'name,coordinates\nA,"[18.65, 54.35]"\n')
    assert points == ["POINT (18.65 54.35)"]


@pytest.mark.parametrize("header", ["geometry", "geojson", "coord", "Shape"])
@pytest.mark.parametrize("cell", ["Point(18.65 54.35)", '{"type": "Point", "coordinates": [18.65, 54.35]}'])
def test_shapes_as_text_are_known_by_their_cells(tmp_path: Path, header: str, cell: str) -> None:
    quoted = cell.replace('"', '""')
    assert read(tmp_path / "t.csv", f'name,{header}\nA,"{quoted}"\n')[0] == ["POINT (18.65 54.35)"]


def test_a_column_of_words_is_no_pair() -> None:
    assert split_pairs("location", ["Gdańsk, PL"]) is None
    assert split_pairs("location", ["", ""]) is None
    assert split_pairs("gps", ["1,2", "unknown"]) is None


@pytest.mark.parametrize(
    "cell",
    [
        *(
            " 54.35 ",
            "54.35\u00a0",
            "\u200e54.35",
            "N54.35",
            "54.35 N",
            "54°21'N",
            "+54.35",
            "'54.35",
            "54.35n",
        ),
        *("54.35°", "54°21'", "54:21:00N", "54d21m00sN", "54-21-00N", "北緯54.35", '"=""54.35"""'),
    ],
)
def test_marks_around_a_number_are_no_part_of_it(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path / "t.csv", f"lat,lon\n{cell},18.65\n")[0] == ["POINT (18.65 54.35)"]


@pytest.mark.parametrize("minus", ["-", "\N{MINUS SIGN}", "\N{EN DASH}", "\N{FULLWIDTH HYPHEN-MINUS}"])
def test_a_minus_is_a_minus(tmp_path: Path, minus: str) -> None:
    assert read(tmp_path / "t.csv", f"lat,lon\n{minus}33.9,18.4\n")[0] == ["POINT (18.4 -33.9)"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "name\nGdańsk\n"])
def test_a_table_without_places_says_so_unless_none_are_wanted(tmp_path: Path, text: str) -> None:
    assert "expected the places of rows" in read(tmp_path / "t.csv", text)[1]
    assert read(tmp_path / "t.csv", text, places=False)[1] == ""


@pytest.mark.parametrize(
    "text", ["sep=;\nname;lat;lon\nA;54.35;18.65\n", "SEP=,\r\nname,lat,lon\r\nA,54.35,18.65\r\n"]
)
def test_the_line_that_excel_reads_its_delimiter_from_is_no_row(tmp_path: Path, text: str) -> None:
    assert read(tmp_path / "t.csv", text) == (["POINT (18.65 54.35)"], "")


def test_the_row_numbers_of_pandas_are_left_out_and_told(tmp_path: Path) -> None:
    points, notes = read(tmp_path / "t.csv", ",name,lat,lon\n0,A,54.35,18.65\n1,B,50,20\n")
    assert len(points) == 2
    assert "a first column of row numbers, left out" in notes
    _, notes = read(tmp_path / "t.csv", ",lat,lon\nPLGDN,54.35,18.65\n")
    assert "none for the first, now called index" in notes


def test_sheets_that_are_empty_or_hidden_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    table = pd.DataFrame({"name": ["A"], "lat": [54.35], "lon": [18.65]})
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        pd.DataFrame().to_excel(writer, sheet_name="Sheet1", index=False)
        table.to_excel(writer, sheet_name="Ports")
        table.to_excel(writer, sheet_name="Old", index=False)
        writer.book["Old"].sheet_state = "hidden"
    with pytest.warns(DataWarning, match="a first column of row numbers, left out"):
        frame = layers.read_table(path)
    assert frame.geometry.iloc[0].wkt == "POINT (18.65 54.35)"
    assert list(frame.columns) == ["name", "geometry"]


@pytest.mark.parametrize(
    ("header", "axis", "letters"),
    [
        ("NS", "lat", ["N", "s"]),
        ("lat_hemisphere", "lat", ["S", ""]),
        ("E/W", "lon", ["E", "West"]),
        ("Longitude direction", "lon", ["W"]),
    ],
)
def test_columns_of_hemispheres(header: str, axis: str, letters: list[str]) -> None:
    assert holds_hemispheres(header, axis, letters)
    assert not holds_hemispheres(header, axis, [*letters, "x"])
    assert not holds_hemispheres(header, axis, [""])
    assert not holds_hemispheres(header, {"lat": "lon", "lon": "lat"}[axis], letters)
    assert not holds_hemispheres("side", axis, letters)


def test_points_at_zero_are_told(tmp_path: Path) -> None:
    far = "name,lat,lon\n" + "A,54.35,18.65\n" * 9
    _, told = read(tmp_path / "t.csv", f"{far}B,0,0\nC,0.0,0\nD,50,20\n")
    assert "got 0, 0 for 2 of 12, such as row 10" in told
    for more in ("", "D,4.35,0\n"):  # too few to tell, or one near it
        _, told = read(tmp_path / "t.csv", f"{far}B,0,0\n{more}")
        assert "0, 0" not in told


def test_a_line_of_tags_is_no_row(tmp_path: Path) -> None:
    tags = "name,Latitude,Longitude,n\n#loc +name,#geo+lat,#geo+lon,\n"
    points, told = read(tmp_path / "t.csv", f"{tags}Lviv,49.84,24.03,5\n")
    assert points == ["POINT (24.03 49.84)"]
    assert "a line of HXL tags" in told
    points, told = read(tmp_path / "t.csv", "name,lat,lon\n#1,49.84,24.03\n")
    assert (points, told) == (["POINT (24.03 49.84)"], "")
