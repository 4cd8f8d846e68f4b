"""Data of one's own, as people keep them: other names, decimal commas, minutes, no coordinates."""

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
