"""The tables of an atlas: their columns, that they stay what they are, and the dictionary of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from isthmus import geo, layers
from isthmus._choices import PRECISIONS
from isthmus.geo import ArgumentError
from isthmus.layers._tables.atlas_schemas import (
    ATLAS_SCHEMAS,
    LOCATED,
    data_dictionary,
    faults_of_table,
    personal_columns,
)
from isthmus.layers._tables.daily_schemas import DAILY
from isthmus.layers._tables.schemas import PROVENANCE

if TYPE_CHECKING:
    from pathlib import Path

BILL = (
    "id,name,parent,level,needed,cost_share_low,cost_share_high,lead_weeks_low\n"
    "drone,Drone,,product,,,,\nmotor,Motor,drone,component,yes,0.1,0.2,12\n"
)
SHARES = (
    "id,component,stage,country,share_low,share_high,measure,basis,period\n"
    "s1,motor,making,CN+EU,0.75,0.8,production,all,2024-01/2024-06\ns2,motor,making,JP,,,capacity,,\n"
)
RECOVERY = "id,component,country,site,kind,days_low,days_high,share_low\nr1,motor,PL,f,restart,60,90,0.5\n"
PLANTS = "id,name,country,lon,lat,makes,status\nf,F,PL,21,52,motor+drone,planned\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    files = {"components": BILL, "component_shares": SHARES, "recovery": RECOVERY, "factories": PLANTS}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def test_the_tables_beside_the_layers() -> None:
    assert list(layers.PLAIN_SCHEMAS) == ["components", "component_shares", "recovery", *DAILY]
    assert list(ATLAS_SCHEMAS) == [*layers.SCHEMAS, *layers.PLAIN_SCHEMAS]
    assert {schema.geometry for schema in layers.PLAIN_SCHEMAS.values()} == {"none"}
    assert set(LOCATED) < set(layers.PLAIN_SCHEMAS["component_shares"]["measure"].allowed)


@pytest.mark.parametrize("name", [name for name in layers.PLAIN_SCHEMAS if name not in DAILY])
def test_every_table_has_ids_and_provenance_and_each_column_once(name: str) -> None:
    schema = layers.PLAIN_SCHEMAS[name]
    told = [column for column in PROVENANCE if column.name != "precision"]
    assert schema.names[0] == "id"
    assert [*schema.columns[-len(told) :]] == told
    assert len({*schema.names}) == len(schema.names)
    assert all(column.description.endswith(".") for column in schema.columns)
    assert all({*column.refers_to} <= {*ATLAS_SCHEMAS} for column in schema.columns)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet", "fgb", "csv", "xlsx"])
def test_they_are_written_and_read_in_every_format(study: Path, tmp_path: Path, ending: str) -> None:
    atlas = layers.read(study)
    atlas.write(tmp_path, formats=ending)
    again = layers.read(tmp_path)
    for name in layers.PLAIN_SCHEMAS:
        assert type(getattr(again, name)) is pd.DataFrame
        pd.testing.assert_frame_equal(getattr(again, name), getattr(atlas, name))
    assert again.factories.loc[0, ["makes", "status"]].tolist() == ["motor+drone", "planned"]


def test_the_words_of_their_columns_are_beside_them(study: Path, tmp_path: Path) -> None:
    layers.read(study).write(tmp_path, formats="csv")
    words = pd.read_csv(tmp_path / "data_dictionary.csv")
    assert {*words["layer"]} == {*ATLAS_SCHEMAS}


def test_ids_of_shares_are_made_from_what_they_are_of(tmp_path: Path) -> None:
    (tmp_path / "components.csv").write_text(BILL, "utf-8")
    bare = "".join(f"{line.partition(',')[2]}\n" for line in SHARES.splitlines())
    (tmp_path / "component_shares.csv").write_text(bare, "utf-8")
    with pytest.warns(geo.DataWarning, match="made from the names"):
        atlas = layers.read(tmp_path)
    assert atlas.component_shares["id"].tolist() == [
        "motor_making_cn_eu_production_2024_01_2024_06",
        "motor_making_jp_capacity",
    ]


def test_an_atlas_without_them_has_empty_ones(study: Path) -> None:
    atlas = layers.read(study)
    bare = layers.Atlas(**dict(atlas.layers()))
    assert [len(table) for name, table in bare.tables() if name in layers.PLAIN_SCHEMAS] == [0, 0, 0, 0, 0]
    assert "components" not in repr(bare)
    assert "components 2, component_shares 2, recovery 1" in repr(atlas)
    assert "a product, or a part of one" in atlas._repr_html_()
    assert layers.coarsen(atlas, "country").components.equals(atlas.components)


def test_a_table_that_lacks_a_column_is_refused(study: Path) -> None:
    atlas = layers.read(study)
    with pytest.raises(layers.ValidationError, match="components, parent: expected this column"):
        replace(atlas, components=atlas.components.drop(columns="parent"))


def test_shapes_have_no_place_in_them(tmp_path: Path) -> None:
    feature = '{"type":"Feature","properties":{"id":"a","name":"A"},"geometry":%s}'
    point = feature % '{"type":"Point","coordinates":[21,52]}'
    text = '{"type":"FeatureCollection","features":[%s]}'
    (tmp_path / "components.geojson").write_text(text % point, "utf-8")
    (problem,) = layers.check(tmp_path)
    assert "expected a row without a place, got a Point" in str(problem)
    (tmp_path / "components.geojson").write_text(text % (feature % "null"), "utf-8")
    assert layers.check(tmp_path) == []


def test_the_dictionary_says_of_each_column_what_its_schema_says() -> None:
    words = data_dictionary().set_index(["layer", "column"])
    assert [*words.index] == [
        (name, column) for name, schema in ATLAS_SCHEMAS.items() for column in schema.names
    ]
    assert words.loc[("corridors", "length_km")].to_dict() == {
        "kind": "number",
        "unit": "km",
        "required": "no",
        "allowed": "",
        "description": layers.SCHEMAS["corridors"]["length_km"].description,
    }
    assert words.loc[("corridors", "mode"), ["required", "allowed"]].tolist() == [
        "yes",
        "sea | rail | road | air | ferry",
    ]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_an_atlas_says_one_of_four_precisions(precision: str) -> None:
    assert layers.About(precision=precision).precision == precision


def test_another_precision_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"precision: .*country.*, got 'street'"):
        layers.About(precision="street")  # type: ignore[arg-type]


def test_columns_that_hold_people_or_keys_are_told() -> None:
    told = {
        "E-mail": "x",
        "Telefon": "x",
        "jméno": "x",
        "聯絡人": "x",
        "api_key": "x",
        "remark": "write to ann@example.org",
        "line": "+48 22 123 45 67",
        "scribble": "AKIA" + "A1" * 8,
    }
    plain = {
        "id": "a",
        "name": "Ann",
        "homepage": "https://example.org",
        "hotel": "x",
        "personnel": "7",
        "tonnes": "5",
        "capacity": "+5 to +10",
        "code": "48221234567",
    }
    table = pd.DataFrame({name: [None, text] for name, text in {**told, **plain}.items()})
    assert personal_columns({"factories": table}) == [f"factories.{name}" for name in told]


def test_many_columns_that_are_missing_are_one_problem() -> None:
    [problem] = faults_of_table("port_calls", pd.DataFrame({"id": [1]}))
    assert problem.expected.startswith("the columns date, year, ")
    assert problem.expected.endswith(" and place")
    [one, *others] = faults_of_table("flows", layers.example().flows.drop(columns=["quantity", "unit"]))
    assert (one.column, len(others)) == ("quantity", 1)
