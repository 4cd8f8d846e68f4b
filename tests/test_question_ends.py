"""Countries as ends: their hubs nearest to the sites of an atlas, or their largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from shapely import LineString, Point

from isthmus import layers
from isthmus.cli import main
from isthmus.geo import ArgumentError
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.question_ends import find_ends, own_places
from small_studies import bundled_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from isthmus.layers._transport.ends import End


def ends(*asked: Any, modes: str = "sea,rail,road", places: object = None) -> tuple[End, ...]:
    question = Question.ask(origins="TW", destinations="PL", modes=modes, places=places)  # type: ignore[arg-type]
    return find_ends(question, "origins", asked)


def sites(*rows: tuple[str, str, float, float], **columns: list[str]) -> gpd.GeoDataFrame:
    """Return places of one's own by kind, country, longitude and latitude."""
    kinds, countries, lon, lat = zip(*rows, strict=True)
    ids = [f"site {number}" for number in range(len(rows))]
    return gpd.GeoDataFrame(
        {"id": ids, "name": ids, "kind": kinds, "country": countries} | columns,
        geometry=gpd.points_from_xy(lon, lat),
        crs=4326,
    )


def ids(end: End) -> list[str]:
    return [place.id for place in end.places]


def test_ends_are_countries_hubs_and_points() -> None:
    result = layers.resilience(
        bundled_atlas(),
        origins=["TW", "JP"],
        destinations=["PLGDN", "14.4,50.1", "Wrocław"],
        modes=["sea", "rail"],
    )
    taiwan, japan = result.case.origins
    assert {"TWKHH", "TWTXG", "TWKEL"} <= {place.id for place in taiwan.places}
    assert "sites of the atlas" in taiwan.basis
    assert "largest hubs" in japan.basis
    gdansk, prague, wroclaw = result.case.destinations
    assert ([place.id for place in gdansk.places], prague.country) == (["PLGDN"], "CZ")
    assert wroclaw.basis == "the hub itself"


def test_a_country_is_an_end_of_a_route() -> None:
    routes = layers.route("TW", "PL", modes="sea", on="open")
    assert routes["origin"].iloc[0].startswith("Taiwan (its ")
    assert (routes["from_id"].iloc[-1][:2], routes["to_id"].iloc[-1][:2]) == ("TW", "PL")
    own = layers.route("Taiwan", "PL", modes="sea", places=layers.example())
    assert own["origin"].iloc[0] == "Taiwan (6 hubs nearest to the sites of the atlas)"


@pytest.mark.parametrize("asked", ["PL", "pl", "Poland"])
def test_a_country_is_known_by_its_codes_and_its_name(asked: str) -> None:
    (end,) = ends(asked)
    assert (end.name, end.is_country, end.country) == ("PL", True, "PL")
    assert end.asked.name == "Poland"


def test_a_place_of_the_same_name_comes_before_the_country_but_not_before_its_code() -> None:
    assert not ends("Singapore")[0].is_country
    assert ends("SG")[0].is_country
    own = sites(("factory", "PL", 21.01, 52.23)).assign(id="CZ")
    assert not ends("CZ", places=own)[0].is_country
    assert not ends((21.01, 52.23))[0].is_country


def test_without_sites_a_country_is_its_three_largest_ports_and_cities() -> None:
    (end,) = ends("PL")
    kinds = [place.kind for place in end.places]
    assert kinds == ["port"] * 3 + ["city"] * 3
    assert end.basis == "its 6 largest hubs: the atlas has no site there"
    (inland,) = ends("CZ")
    assert {place.kind for place in inland.places} == {"city"}
    assert len(inland.places) == 3
    assert all(place.country == "PL" for place in end.places)


def test_sites_are_left_by_the_hub_nearest_to_each_and_a_port_by_a_port() -> None:
    (end,) = ends("PL", places=sites(("factory", "PL", 21.01, 52.23), ("port", "PL", 18.6, 54.4)))
    assert sorted(place.kind for place in end.places) == ["city", "port"]
    assert {"PLGDN", "756135"} == set(ids(end))
    assert end.basis == "2 hubs nearest to the sites of the atlas"


def test_a_site_100_km_from_every_hub_has_none() -> None:
    far = sites(("factory", "PL", 18.0, 56.5), ("factory", "PL", 21.01, 52.23))
    (end,) = ends("PL", places=far)
    assert ids(end) == ["756135"]


@pytest.mark.parametrize(
    "row",
    [
        ("strait", "PL", 21.01, 52.23),
        ("border_crossing", "PL", 21.01, 52.23),
        ("factory", "CZ", 21.01, 52.23),
    ],
)
def test_passages_and_the_sites_of_others_count_for_nothing(row: tuple[str, str, float, float]) -> None:
    (end,) = ends("PL", places=sites(row))
    assert end.basis == "its 6 largest hubs: the atlas has no site there"


def test_a_site_known_to_its_country_only_counts_for_nothing() -> None:
    both = sites(
        ("factory", "PL", 21.01, 52.23), ("factory", "PL", 17.0, 51.1), precision=["country", "city"]
    )
    (end,) = ends("PL", places=both)
    assert end.basis == "the hub nearest to the sites of the atlas"
    nowhere = both.set_geometry([shapely.Point(21.01, 52.23), None], crs=4326)
    assert ends("PL", places=nowhere)[0].basis.startswith("its 6 largest")


def test_airports_are_left_by_air_and_other_hubs_are_not() -> None:
    (end,) = ends("PL", modes="air")
    assert {place.kind for place in end.places} == {"airport"}
    assert len(end.places) == 3
    assert all(place.kind != "airport" for place in ends("PL", modes="rail,road")[0].places)


def test_a_country_that_no_mode_leaves_is_told() -> None:
    with pytest.raises(
        ArgumentError,
        match=r"origins: Czechia \(CZ\) has no sea port",
    ):
        ends("CZ", modes="sea")


PARTS = gpd.GeoDataFrame(
    {"id": ["parts", "WAW"], "name": ["Parts maker", "Assembly"], "country": ["TW", "PL"]},
    geometry=[Point(120.68, 24.15), Point(21.0, 52.2)],
    crs=4326,
)


def test_an_id_of_ones_own_is_an_end_and_comes_before_other_names() -> None:
    routes = layers.route("parts", "WAW", places=PARTS)
    assert routes["origin"].iloc[0].startswith("Parts maker, TW (place parts), ")
    assert routes["destination"].iloc[0].startswith("Assembly, PL (place WAW), ")
    asked = layers.route((120.68, 24.15), (21.0, 52.2))
    assert routes["km"].iloc[-1] == asked["km"].iloc[-1]


def test_places_of_another_system_are_turned_into_degrees() -> None:
    place = own_places(PARTS.to_crs(3826))["parts"]
    assert (place.lon, place.lat) == pytest.approx((120.68, 24.15))


def test_what_a_table_does_not_say_is_told_by_the_id() -> None:
    table = gpd.GeoDataFrame({"id": [7], "name": [None]}, geometry=[Point(1, 2)], crs=4326)
    assert str(own_places(table)["7"]) == "7 (place 7)"


def test_a_place_without_a_location_says_so() -> None:
    table = gpd.GeoDataFrame({"id": ["lost"]}, geometry=[None], crs=4326)
    with pytest.raises(ArgumentError, match=r"^origin: lost \(place lost\) has no location; give its long"):
        layers.route("lost", "Warsaw", places=table)


def test_a_mistyped_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r"the nearest names are .*parts"):
        layers.route("prats", "Warsaw", places=PARTS)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (PARTS.drop(columns="id"), 'expected a column "id"'),
        (PARTS.assign(id="same"), "expected every id once, got 'same' more than once"),
        (PARTS.set_crs(None, allow_override=True), "expected a coordinate reference system"),
        (PARTS.set_geometry([LineString([(0, 0), (1, 1)])] * 2, crs=4326), "expected points, got LineString"),
        (pd.DataFrame(PARTS), "expected a GeoDataFrame of points, got DataFrame"),
    ],
)
def test_what_are_no_places_is_refused(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(ArgumentError, match=f"^places: {message}"):
        layers.route("parts", "Warsaw", places=table)  # type: ignore[arg-type]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ArgumentError, match=r"column .*; expected a coordinate reference system"):
        own_places(PARTS.drop(columns="id").set_crs(None, allow_override=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an atlas of one factory."""
    rows = "id,name,kind,country,city,source,lon,lat\nparts,Parts maker,factory,TW,Taichung,us,120.68,24.15\n"
    (tmp_path / "factories.csv").write_text(rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["", "factories.csv"])
def test_the_command_takes_an_atlas_or_a_file(folder: Path, name: str) -> None:
    arguments = ["parts", "Warsaw", "--places", str(folder / name), "-o", str(folder.with_suffix(".csv"))]
    result = CliRunner().invoke(main, ["route", *arguments])
    assert result.exit_code == 0, result.output
    assert "From Parts maker, TW (factory parts), " in result.output


def test_resilience_knows_the_ids_of_its_atlas(folder: Path) -> None:
    result = layers.resilience(layers.read(folder), origins=["parts"], destinations=["PL"], modes=["sea"])
    assert result.ends["hubs"].iloc[0] == "TWTXG"
