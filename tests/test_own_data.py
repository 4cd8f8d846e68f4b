"""Data of one's own, as people keep them: other names, decimal commas, minutes, no coordinates."""

import warnings
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from isthmus import layers
from isthmus.geo import ArgumentError, DataWarning, ValidationError


def study(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        ending = "toml" if name == "isthmus" else "csv"
        (folder / f"{name}.{ending}").write_text(text, encoding="utf-8")
    return folder


def test_columns_are_mapped_and_every_mapping_is_reported(tmp_path: Path) -> None:
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
        ("lat", "decimal points", "decimal commas"),
        ("lon", 'column "lon"', 'column "Długość"'),
        ("lon", "decimal points", "decimal commas"),
        ("name", 'column "name"', 'column "Nazwa"'),
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


def test_degrees_with_minutes_and_binary_shapes(tmp_path: Path) -> None:
    point = shapely.Point(21.5, 52.25)
    path = tmp_path / "a.csv"
    path.write_text("lon,lat\n21°30'E,N 52 15\n", encoding="utf-8")
    assert layers.read_table(path).geometry[0] == point
    path.write_text(f"wkt\n{point.wkb_hex}\n{point.wkt}\nSRID=4326;{point.wkt}\n", encoding="utf-8")
    assert layers.read_table(path).geometry.tolist() == [point] * 3
    path.write_text("lon,lat\n52°15'N,21°30'E\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="lon and lat look swapped"):
        layers.read_table(path)
    projected = shapely.to_wkb(shapely.set_srid(point, 2180), hex=True, include_srid=True)
    path.write_text(f"wkt\n{projected}\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="in degrees"):
        layers.read_table(path)


def test_thousands_are_no_decimals(tmp_path: Path) -> None:
    study(tmp_path, flows='id,name,origin,destination,quantity\na,A,TW,PL,"1,234"\n')
    (problem,) = layers.check(tmp_path)
    assert problem.column == "quantity"


def test_cities_are_placed_and_reported(tmp_path: Path) -> None:
    study(tmp_path, factories="id,name,country,city\na,A,PL,lodz\n")
    with pytest.warns(DataWarning, match=r"taken for Łódź, PL \(19.47, 51.77\), precision city"):
        factory = layers.read(tmp_path).factories.iloc[0]
    assert factory.geometry == shapely.Point(19.47, 51.77)
    assert (factory.precision, factory.coord_basis, factory.city) == ("city", "GeoNames:Łódź", "lodz")


def test_cities_that_are_not_one_place_are_problems(tmp_path: Path) -> None:
    study(
        tmp_path, factories="id,name,country,city\na,A,UA,Mykolayiv\nb,B,PL,Lodzz\nc,C,TW,Łódź\nd,D,,Brno\n"
    )
    found = [str(problem) for problem in layers.check(tmp_path)]
    assert 'row 1, city: expected one place in UA, got "Mykolayiv", which may be ' in found[0]
    assert 'did you mean "Łódź"?' in found[1]
    assert "a place of the gazetteer in TW" in found[2]
    assert "row 4, lon: expected a place, got none" in found[3]


def test_skipped_rows_are_kept_with_their_reasons(tmp_path: Path) -> None:
    study(
        tmp_path,
        factories="id,name,lon,lat\na,A,20,50\nb,B,500,50\n",
        partnerships="id,name,a,b\np,P,a,b\n",
    )
    with pytest.raises(ValidationError):
        layers.read(tmp_path)
    with pytest.warns(DataWarning) as noted:
        atlas = layers.read(tmp_path, on_invalid="skip")
    assert len(noted[0].message.problems) == 2
    assert atlas.factories["id"].tolist() == ["a"]
    assert len(atlas.partnerships) == 0  # it led to the row that was skipped
    atlas.write(tmp_path / "out", formats=["csv"])
    lines = (tmp_path / "out" / "rejected.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith('factories.csv,2,lon,"factories.csv, row 2, lon: expected degrees')
    assert '""name"": ""B""' in lines[1]
    assert lines[2].startswith("partnerships.csv,1,b")
    assert layers.check(tmp_path / "out") == []


def test_rejected_rows_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    study(tmp_path, factories="id,name,lon,lat\na,A,20,50\nb,B,500,50\n")
    with pytest.warns(DataWarning):
        atlas = layers.read(tmp_path, on_invalid="skip")
    atlas.write(tmp_path / "out")
    replace(atlas, rejected=()).write(tmp_path / "out")
    assert (tmp_path / "out" / "rejected.csv").read_text("utf-8") == "file,row,column,reason,cells\n"


def test_warned_rows_stay_without_their_wrong_cells(tmp_path: Path) -> None:
    study(tmp_path, flows="id,name,origin,destination,quantity\na,A,TW,PL,many\n")
    with pytest.warns(DataWarning, match='expected a number >= 0, got "many"'):
        atlas = layers.read(tmp_path, on_invalid="warn")
    assert atlas.flows["quantity"].isna().all()
    with pytest.raises(ArgumentError, match="on_invalid"):
        layers.read(tmp_path, on_invalid="ignore")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[factories", "a TOML file"),
        ("[factory]\n", "factory"),
        ("[factories]\ncolour = 'red'\n", "colour"),
        ("[factories]\nencoding = 1\n", "text in quotation marks for factories.encoding"),
        ("factories = 1\n", "a table [factories]"),
    ],
)
def test_a_wrong_isthmus_toml_says_where(tmp_path: Path, toml: str, said: str) -> None:
    study(tmp_path, isthmus=toml, factories="id,name\n")
    (problem,) = layers.check(tmp_path)
    assert said in str(problem)
