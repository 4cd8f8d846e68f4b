"""The bundled data: what is owed for them, and whom every row, file, page and figure names."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from PIL import Image

from isthmus import layers, maps
from isthmus.geo import DataWarning
from isthmus.layers._bundled.files import credit, credit_modes, data_path, table_credits
from isthmus.layers._writing.write import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warm_python import Run


OSM, CITIES, RULES, FACTS = map(credit, ("network-rail-road", "places", "network-rules", "atlas"))
LICENCE_OF_ATLAS = "CC-BY-4.0"


def test_the_bundled_data_dictionary_is_up_to_date() -> None:
    with data_path("atlas/data_dictionary.csv") as path:
        stored = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert stored.equals(layers.data_dictionary())


def test_every_source_named_is_listed() -> None:
    with data_path("atlas/sources.csv") as path:
        listed = set(pd.read_csv(path, dtype=str)["source_url"])
    assert set(layers.impacts()["source_url"]) <= listed
    for _, table in layers.example().layers():
        assert set(table["source_url"]) <= listed


def test_impacts_are_ranges() -> None:
    table = layers.impacts()
    assert len(table) == 39
    assert (table["low"] <= table["high"]).all()


def test_data_sets_say_what_is_owed() -> None:
    table = layers.sources()
    assert list(table) == ["name", "what", "version", "licence", "date", "attribution", "url", "owes"]
    assert table["name"].is_unique
    assert (table != "").all(axis=None)
    assert table["url"].map(lambda url: re.match(r"https://\S+$", url) is not None).all()


def named_in_geojson(path: Path) -> str:
    return " ".join(json.loads(path.read_text("utf-8"))["attribution"])


def named_in_geopackage(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("SELECT group_concat(description) FROM gpkg_contents").fetchone()[0])


def named_in_parquet(path: Path) -> str:
    return " ".join(json.loads(pq.read_schema(path).metadata[b"attribution"]))


def named_in_flatgeobuf(path: Path) -> str:
    return str(pyogrio.read_info(path)["layer_metadata"]["DESCRIPTION"])


def named_in_excel(path: Path) -> str:
    return str(openpyxl.load_workbook(path).properties.description)


def named_in_rows(path: Path) -> str:
    return " ".join(table_credits(layers.read_table(path, places=False)))


#: What a file says as a whole; of CSV, its rows do.
NAMED: dict[str, Callable[[Path], str]] = {
    "geojson": named_in_geojson,
    "gpkg": named_in_geopackage,
    "parquet": named_in_parquet,
    "fgb": named_in_flatgeobuf,
    "xlsx": named_in_excel,
    "csv": named_in_rows,
}


@pytest.fixture(scope="module")
def legs() -> gpd.GeoDataFrame:
    return layers.example().corridors.query("corridor_id == 'C25'")


@pytest.fixture(scope="module")
def route() -> gpd.GeoDataFrame:
    return layers.route("Gdańsk", "Warsaw", modes=["rail"])


def test_every_format_is_asked() -> None:
    assert NAMED.keys() == WRITERS.keys()


@pytest.mark.parametrize("ending", NAMED)
def test_a_file_names_whom_it_owes_and_so_does_each_row(
    ending: str, legs: gpd.GeoDataFrame, route: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    for table in (legs, route, layers.buffer(legs, [10]), layers.buffer(legs, [10], dissolve=True)):
        path = layers.write_table(table, tmp_path / f"table.{ending}")
        assert OSM in NAMED[ending](path)
        again = layers.read_table(path)["attribution"]
        assert again.notna().all()
        assert again.str.contains(OSM, regex=False).any()


@pytest.mark.parametrize("ending", NAMED)
def test_what_owes_nobody_names_nobody(ending: str, tmp_path: Path) -> None:
    own = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(20, 50)], crs=4326)
    path = layers.write_table(own, tmp_path / f"own.{ending}")
    assert b"ttribution" not in path.read_bytes()


@pytest.mark.parametrize("ending", NAMED)
def test_an_export_names_its_owner_beside_the_network(ending: str, tmp_path: Path) -> None:
    layers.example().write(tmp_path, formats=ending)
    legs = tmp_path / ("atlas.gpkg" if ending == "gpkg" else f"corridors.{ending}")
    assert OSM in NAMED[ending](legs)
    assert CITIES in NAMED[ending](legs)
    if ending != "csv":
        flows = tmp_path / ("atlas.gpkg" if ending == "gpkg" else f"flows.{ending}")
        assert NAMED[ending](flows).count(FACTS) >= 1
        assert f"({LICENCE_OF_ATLAS})" not in NAMED[ending](flows), "named twice"
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert {licence["name"] for licence in package["licenses"]} == {LICENCE_OF_ATLAS, "ODbL-1.0"}
    (resource,) = (one for one in package["resources"] if one["path"] == legs.name)
    assert OSM in resource["attribution"]
    assert {"name": "ODbL-1.0"}.items() <= resource["licenses"][-1].items()


def test_rows_name_the_network_that_they_follow_and_the_places_that_they_join() -> None:
    atlas = layers.example()
    legs = atlas.corridors
    over_land = legs["mode"].isin(["rail", "road"]) & (legs["geometry_rule"] == "network")
    assert over_land.any()
    said = legs["attribution"].fillna("")
    assert said.str.contains(OSM, regex=False).tolist() == over_land.tolist()
    assert (atlas.factories["attribution"] == CITIES).all()
    assert (atlas.partnerships["attribution"].dropna() == CITIES).all()
    assert atlas.gateways.set_index("id")["attribution"].isna()["wp_bashi"]


def test_an_atlas_of_ones_own_names_the_network_and_the_cities_that_it_takes(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(
        "id,name,country,city,lon,lat\na,A,PL,Warsaw,,\nb,B,,,18.65,54.35\n", "utf-8"
    )
    (tmp_path / "corridors.csv").write_text(
        "id,name,mode,from_id,to_id,geometry_rule\nx,X,rail,a,b,\ny,Y,rail,b,b,\nz,Z,rail,a,b,geodesic\n",
        "utf-8",
    )
    with pytest.warns(DataWarning):
        atlas = layers.read(tmp_path)
    assert atlas.factories["attribution"].fillna("").tolist() == [CITIES, ""]
    assert atlas.corridors["attribution"].fillna("").tolist() == [f"{OSM}; {CITIES}", "", CITIES]
    again = layers.coarsen(atlas, "region").corridors["attribution"].fillna("")
    assert again.tolist() == [CITIES, "", CITIES], "lines that are drawn anew follow no railway"


def test_results_name_the_network(route: gpd.GeoDataFrame) -> None:
    result = layers.resilience(origins="PL", destinations="CZ", modes="rail")
    for table in (result.routes, result.widening, result.comparison.legs):
        over_land = table["mode"].isin(["rail", "road"]) if "mode" in table else table["km"] >= 0
        assert (
            table[over_land]["attribution"].str.contains(OSM, regex=False).tolist()
            == [True] * over_land.sum()
        )
        assert over_land.any()
    totals = route[route["mode"] == "total"]
    assert totals["attribution"].str.contains(OSM, regex=False).all()
    assert not credit_modes(["sea"])


def test_exposure_names_the_owners_of_its_lines(legs: gpd.GeoDataFrame) -> None:
    zones = layers.example().risk_zones
    assert set(layers.exposure(legs, zones)["attribution"]) == set(legs["attribution"])
    bare = layers.exposure(legs.drop(columns="attribution"), zones)
    assert bare["attribution"].isna().all()


@pytest.mark.parametrize("ending", [*NAMED, "html"])
def test_a_route_of_the_command_line_names_them(ending: str, run: Run, tmp_path: Path) -> None:
    assert run("route", "Gdańsk", "Warsaw", "--modes", "rail", "-o", f"route.{ending}").returncode == 0
    path = tmp_path / f"route.{ending}"
    assert OSM in NAMED[ending](path) if ending in NAMED else names_on_page(path)


def names_on_page(path: Path) -> bool:
    """Tell whether a page names the contributors, and their licence."""
    text = path.read_text("utf-8")
    return "© OpenStreetMap contributors" in text and "ODbL 1.0" in text


@pytest.mark.parametrize("ending", NAMED)
def test_commands_that_compute_pass_it_on(
    ending: str, run: Run, legs: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    layers.write_table(legs, tmp_path / "legs.geojson")
    layers.write_table(layers.example().risk_zones, tmp_path / "zones.geojson")
    assert run("buffer", "legs.geojson", "-r", "10km", "-o", f"bands.{ending}").returncode == 0
    assert run("exposure", "legs.geojson", "zones.geojson", "-o", f"met.{ending}").returncode == 0
    for name in ("bands", "met"):
        assert OSM in NAMED[ending](tmp_path / f"{name}.{ending}")


def named_in_text(path: Path) -> str:
    return path.read_text("utf-8")


def named_in_picture(path: Path) -> str:
    return str(Image.open(path).text["Copyright"])


#: What each kind of file says, whatever wrote it.
SAID = NAMED | {"html": named_in_text, "json": named_in_text, "svg": named_in_text, "png": named_in_picture}

#: Commands that write what is bundled or was worked out of it, and whom all of it is owed to.
WRITING = (
    ("resilience --from Warsaw --to Prague --modes rail -o out/resilience", (OSM, RULES)),
    ("route Gdańsk Warsaw --modes rail -o out/route.geojson", (OSM,)),
    ("components --to PL -o out/components", (OSM, RULES, FACTS)),
    ("replay -o out/replay.csv", (RULES,)),
    ("disruptions -o out/disruptions.parquet", (RULES,)),
    ("policies -o out/policies.csv", (RULES,)),
    ("export -o out --format geojson,csv", (FACTS,)),
    ("dependence out/flows.csv -o out/dependence.csv", (FACTS,)),
    ("dependence out/flows.geojson --over-time -o out/over-time.parquet", (FACTS,)),
    ("exposure out/corridors.geojson out/risk_zones.geojson -o out/exposure.gpkg", (OSM, CITIES, FACTS)),
)
PRINTING = ("gates", "gates --on 2025-09-15", "policies", "disruptions")
#: Files of which each row names whom it is owed to itself: lines of the network, and sites of an atlas.
ROWS = dict.fromkeys(("routes", "legs", "widening", "resilience", "map", "brief"), OSM) | {"sites": FACTS}
#: What an export says of all its files lies beside them; these have rows of facts alone, or of other people.
BESIDE = {"data_dictionary.csv", "components.csv", "component_shares.csv", "recovery.csv"}
BESIDE |= {"factories.csv", "tech_hubs.csv", "gateways.csv", "corridors.csv", "partnerships.csv"}


def test_whatever_a_command_writes_names_whom_it_owes(run: Run, tmp_path: Path) -> None:
    seen: set[Path] = set()
    for words, owners in WRITING:
        done = run(*words.split())
        assert done.returncode == 0, done.stderr
        written = {path for path in (tmp_path / "out").rglob("*") if path.is_file()} - seen
        assert written
        for path in written:
            owed = {ROWS[path.stem]} if path.stem in ROWS else {*owners}
            if not (has_no_rows(path) or (words.startswith("export") and path.name in BESIDE)):
                said = SAID[path.suffix.removeprefix(".")](path)
                parts = {part for owner in owed for part in owner.removesuffix(")").split(" (")}
                assert {part for part in parts if part not in said} == set(), f"{words}: {path.name}"
        seen |= written
    named = json.loads((tmp_path / "out" / "resilience" / "run.json").read_text("utf-8"))["attribution"]
    assert {OSM, RULES, FACTS} <= {*named}


def has_no_rows(path: Path) -> bool:
    return path.suffix in {".csv", ".geojson", ".parquet"} and layers.read_table(path, places=False).empty


@pytest.mark.parametrize("words", PRINTING)
def test_what_a_command_prints_as_json_names_whom_it_owes(words: str, run: Run) -> None:
    rows = json.loads(run(*words.split(), "--json").stdout)
    assert rows
    assert all(RULES in row["attribution"] for row in rows)


def test_pages_and_figures_name_them(bundled_map: Path, legs: gpd.GeoDataFrame, tmp_path: Path) -> None:
    atlas = replace(layers.example(), corridors=legs)
    maps.Map().add(layers.buffer(legs, [10])).save(tmp_path / "bands.html")
    assert names_on_page(bundled_map)
    assert names_on_page(tmp_path / "bands.html")
    maps.save_png(atlas, tmp_path / "map.png", layers="corridors")
    assert "© OpenStreetMap contributors" in Image.open(tmp_path / "map.png").text["Copyright"]
    maps.save_svg(atlas, tmp_path / "map.svg", layers="corridors")
    assert (tmp_path / "map.svg").read_text("utf-8").count("© OpenStreetMap contributors") >= 2


def test_sources_say_what_each_asks(run: Run) -> None:
    table = layers.sources()
    assert table["owes"].str.len().gt(10).all()
    printed = run("sources").stdout
    assert "owes: Name the contributors and the licence wherever its lines are shown or passed on" in printed
    asked: dict[str, Any] = {row["name"]: row for row in json.loads(run("sources", "--json").stdout)}
    assert asked["network-rail-road"]["licence"] == "ODbL 1.0"


def test_a_column_of_attributions_may_have_gaps() -> None:
    table = pd.DataFrame({"attribution": [np.nan, None, "Ann (CC0-1.0)", ""]})
    assert table_credits(table) == ("Ann (CC0-1.0)",)
