"""What a user's file or table says is kept, or it is said that it is not: digits, ids, indices, letters."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from isthmus import geo, layers

if TYPE_CHECKING:
    from pathlib import Path

PLACE = shapely.Point(18.65, 54.35)
FORMATS = ["geojson", "gpkg", "parquet", "fgb", "csv", "xlsx"]


def table(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[PLACE] * count, crs=4326)


def read_with_notes(path: Path) -> tuple[gpd.GeoDataFrame, str]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        frame = layers.read_table(path)
    return frame, "\n".join(str(note.message) for note in told)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["12345678901234567890", "340434161094042557123"], "str"),
        (["9223372036854775807", "1"], "Int64"),
        (["9223372036854775808", "1"], "str"),
        (["0.12345678901234567890", "1"], "str"),
        (["1234567890123.25", "1.0e300"], "float64"),
        (["9" * 5000, "1"], "str"),
    ],
)
def test_digits_that_no_number_holds_stay_text(tmp_path: Path, cells: list[str], kept: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("lon,lat,code\n" + "".join(f"1,2,{cell}\n" for cell in cells), encoding="utf-8")
    read = layers.read_table(path)["code"]
    assert read.dtype.name == kept
    if kept != "float64":
        assert [str(value) for value in read] == cells


def test_whole_numbers_among_others_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    for large in (2**53 + 1, 10**400):
        rows = [{"type": "Feature", "geometry": None, "properties": {"n": n}} for n in (1.5, large)]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
        assert layers.read_table(path, places=False)["n"].tolist() == ["1.5", str(large)]


def test_points_beside_decimal_commas_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name;lat;lon;teu;share\nA;54,35;18,65;1.234;0.5\nB;50,1;20,2;12.345;0.25\n", "utf-8")
    frame, notes = read_with_notes(path)
    assert frame["teu"].tolist() == ["1.234", "12.345"]  # commas tell one thing, the points of 0.5 another
    assert 'teu: note: expected plain numbers, got "1.234", which may be 1234 or 1.234' in notes
    assert "share: note" not in notes  # 0.5 splits no thousands
    assert frame["share"].tolist() == [0.5, 0.25]


@pytest.mark.parametrize("ending", FORMATS)
def test_an_index_with_a_name_is_written(tmp_path: Path, ending: str) -> None:
    named = table(size=[1, 2]).set_index(pd.Index(["PLGDN", "PLGDY"], name="locode"))
    path = layers.write_table(named, tmp_path / f"t.{ending}")
    assert layers.read_table(path)["locode"].tolist() == ["PLGDN", "PLGDY"]
    both = named.assign(locode=["a", "b"])  # a column of its own comes first
    assert layers.read_table(layers.write_table(both, path))["locode"].tolist() == ["a", "b"]
    bare = layers.write_table(table(size=[1, 2]).set_index(pd.Index(["x", "y"])), path)
    assert set(layers.read_table(bare)) - {"id"} == {"size", "geometry"}  # GeoJSON numbers its features


@pytest.mark.parametrize("ending", FORMATS)
def test_columns_of_one_name_are_refused(tmp_path: Path, ending: str) -> None:
    twice = table(a=[1])[["a", "a", "geometry"]]
    with pytest.raises(geo.WriteError, match="expected columns of different names, got a more than once"):
        layers.write_table(twice, tmp_path / f"t.{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", FORMATS)
def test_spans_of_time_are_written_as_text(tmp_path: Path, ending: str) -> None:
    spans = table(wait=list(pd.to_timedelta([1, 2], unit="h")))
    path = layers.write_table(spans, tmp_path / f"t.{ending}")
    assert str(layers.read_table(path)["wait"].iloc[0]).startswith("0 days 01:00:00")


def feature(id_: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": id_,
        "properties": properties,
        "geometry": shapely.geometry.mapping(PLACE),
    }


def test_a_property_called_id_is_kept_and_the_other_id_told(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    features = [feature("f1", id="p1"), feature("f2"), feature([1], id=[1])]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    frame, notes = read_with_notes(path)
    assert frame["id"].tolist() == ["p1", "f2", "[1]"]
    assert "id: note: expected one id a feature" in notes
    assert "such as f1, are left out" in notes


def test_nan_is_a_missing_value_and_infinity_none(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": [feature("a", size=float("nan"))]})
    path.write_text(text, encoding="utf-8")
    frame, notes = read_with_notes(path)
    assert frame["size"].isna().all()
    assert "expected null where there is no value, got NaN 1 times, read as nothing" in notes
    path.write_text(text.replace("NaN", "Infinity"), encoding="utf-8")
    with pytest.raises(geo.ValidationError, match="got Infinity, which is no JSON number"):
        layers.read_table(path)


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8"])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_shapefile_that_does_not_say_its_encoding(tmp_path: Path, encoding: str, *, zipped: bool) -> None:
    path = tmp_path / "pl.shp"
    names = ["Łódź", "Gdańsk", "Plain"]
    gpd.GeoDataFrame({"name": names}, geometry=[PLACE] * 3, crs=4326).to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[29] = 0
    path.with_suffix(".dbf").write_bytes(dbf)
    if zipped:
        with ZipFile(tmp_path / "pl.zip", "w") as archive:
            for part in tmp_path.glob("pl.*"):
                if part.suffix != ".zip":
                    archive.write(part, f"folder/{part.name}")
        path = tmp_path / "pl.zip"
    frame, notes = read_with_notes(path)
    assert frame["name"].tolist() == names
    assert f"got none, and its text read as {encoding}" in notes


def test_an_owner_says_the_encoding_of_a_shapefile(tmp_path: Path) -> None:
    path = tmp_path / "pl.shp"
    gpd.GeoDataFrame({"name": ["Łódź"]}, geometry=[PLACE], crs=4326).to_file(path, encoding="cp1250")
    path.with_suffix(".cpg").unlink()
    (tmp_path / "isthmus.toml").write_text('[pl]\nencoding = "cp1250"\n', encoding="utf-8")
    frame, notes = read_with_notes(path)
    assert (frame["name"].tolist(), notes) == (["Łódź"], "")


def test_rings_of_rows_without_ids_are_told_apart() -> None:
    rings = layers.buffer(table(id=[None, "a", "a", "b"]), [1, 2])
    assert rings["id"].is_unique
    assert rings["id"].tolist()[:4] == ["row.1@2", "a.2@2", "a.3@2", "b@2"]
    numbers = layers.buffer(table(id=[1.0, 2.0]), [1])
    assert numbers["id"].tolist() == ["1@1", "2@1"]
