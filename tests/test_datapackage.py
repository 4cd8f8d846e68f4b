"""What lies beside an export: its dictionary and its data package."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Package

from isthmus import layers
from isthmus.layers._tables.date_columns import with_days
from isthmus.layers._writing.datapackage import data_package

FORMATS = ["geojson", "gpkg", "parquet", "fgb", "csv"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    layers.coarsen(layers.example(), "region").write(folder, formats=FORMATS)
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return content


def test_frictionless_accepts_it(folder: Path) -> None:
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks if task.type == "table"} == {
        "data_dictionary.csv",
        *(f"{name}.csv" for name, table in layers.example().tables() if len(table)),
    }


def test_every_file_is_there_with_its_hash(folder: Path, package: dict[str, Any]) -> None:
    files = {resource["path"]: resource for resource in package["resources"]}
    assert {path.name for path in folder.iterdir()} == {*files, "datapackage.json"}
    for name, resource in files.items():
        content = (folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_it_says_licence_precision_and_sources(package: dict[str, Any]) -> None:
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["precision"] == "region"
    assert "No place is shown more exactly than to its region" in package["description"]
    told = (table for _, table in layers.example().tables() if len(table))
    named = {url for table in told for url in table["source_url"].dropna()}
    assert {source["path"] for source in package["sources"]} == named


def test_columns_have_units_and_meanings(package: dict[str, Any]) -> None:
    schemas = {r["path"]: r["schema"] for r in package["resources"] if "schema" in r}
    fields = {field["name"]: field for field in schemas["corridors.csv"]["fields"]}
    assert fields["length_km"]["unit"] == "km"
    assert fields["length_km"]["constraints"] == {"minimum": 0}
    assert fields["mode"]["constraints"]["enum"] == ["sea", "rail", "road", "air", "ferry"]
    assert all(
        field.get("description")
        for schema in schemas.values()
        for field in schema["fields"][:1]
        if "title" in field
    )


def test_the_dictionary_explains_every_column(folder: Path) -> None:
    words = pd.read_csv(folder / "data_dictionary.csv", dtype=str)
    for name, table in layers.example().tables():
        columns = set(with_days(table)[0]) - {"geometry"}
        assert set(words[words["layer"] == name]["column"]) == columns
    meanings = words.set_index(["layer", "column"])["description"]
    assert meanings["risk_zones", "start_text"].endswith("there it is the first day of this.")


def test_text_files_have_no_columns_beside_dates(tmp_path: Path) -> None:
    layers.example().write(tmp_path, formats=["csv", "geojson"])
    words = pd.read_csv(tmp_path / "data_dictionary.csv", dtype=str)
    assert not words["column"].str.endswith(("_text", "_start", "_end")).any()
    assert "first day" not in (tmp_path / "datapackage.json").read_text("utf-8")


def test_the_same_atlas_gives_the_same_package(folder: Path, tmp_path: Path) -> None:
    layers.coarsen(layers.example(), "region").write(tmp_path, formats=FORMATS)
    assert (tmp_path / "datapackage.json").read_bytes() == (folder / "datapackage.json").read_bytes()


@pytest.mark.parametrize(
    ("title", "name"),
    [("From Taiwan: 2025!", "from-taiwan-2025"), ("港口", "layers"), ("Longest" * 20, ("longest" * 12)[:80])],
)
def test_a_package_is_named_after_its_title_in_at_most_80_plain_letters(
    tmp_path: Path, title: str, name: str
) -> None:
    assert data_package(tmp_path, {"flows": layers.example().flows}, layers.About(title))["name"] == name
