"""What products are made of: the result for a small study and for the bundled atlas, and its document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from isthmus import geo, layers, maps

DOCUMENT = Path(__file__).parent.parent / "docs" / "components.md"
#: Numbers in the document that are no results.
NO_RESULTS = {"0", "1", "3", "10,000", "2014", "2015", "2024", "2030", "0.5"}

BILL = """id,name,parent,level,needed,cost_share_low,cost_share_high,substitutes,lead_weeks_low
pump,Pump,,product,,,,,
motor,Motor,pump,component,yes,0.5,0.5,,12
seal,Seal,pump,component,yes,0.3,0.3,a gasket,
magnet,Magnet,motor,part,yes,,,,
"""
SHARES = """component,stage,country,share_low,share_high,measure,period
magnet,making,CN,0.9,0.9,production,2024
magnet,making,JP,0.06,0.06,production,2024
motor,making,PL,0.4,0.4,production,2024
motor,making,DE,0.35,,production,2024
seal,making,IT,0.2,0.2,production,2024
seal,making,IT,0.7,0.7,makers,2024
pump,making,CZ,1,1,production,2024
"""
PLANTS = """id,name,country,lon,lat,makes,status
a,A,PL,21,52,motor,
b,B,JP,139.7,35.7,magnet+motor,running
c,C,DE,13.4,52.5,magnet,planned
d,D,DE,13.4,52.5,,
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> layers.Atlas:
    folder = tmp_path_factory.mktemp("study")
    for name, text in {"components": BILL, "component_shares": SHARES, "factories": PLANTS}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    with pytest.warns(geo.DataWarning, match="made from the names"):
        return layers.read(folder)


@pytest.fixture(scope="module")
def found(study: layers.Atlas) -> layers.Components:
    return layers.components(study)


@pytest.fixture(scope="module")
def bundled() -> layers.Components:
    return layers.components()


def row(table: pd.DataFrame, **where: str) -> dict[str, Any]:
    (kept,) = table.loc[(table[list(where)] == pd.Series(where)).all(axis=1)].to_dict("records")
    return {str(name): value for name, value in kept.items()}


def test_shares_hold_who_is_told_and_what_is_left(found: layers.Components) -> None:
    left = row(found.shares, component="motor", country="others")
    assert (left["share_low"], left["share_high"]) == (0.0, 0.25)
    german = row(found.shares, component="motor", country="DE")
    assert (german["share_low"], german["share_high"]) == (0.35, 0.6)
    assert (german["outside_low"], german["outside_high"]) == (0.4, 0.65)


def test_parts_tell_concentration_makers_and_substitutes(found: layers.Components) -> None:
    magnet = row(found.parts, component="magnet")
    assert (magnet["largest"], magnet["share_low"], magnet["outside_low"]) == ("CN", 0.9, 0.1)
    assert magnet["hhi_low"] == pytest.approx(0.9**2 + 0.06**2)
    assert magnet["hhi_high"] == pytest.approx(0.9**2 + 0.06**2 + 0.04**2)
    assert (magnet["concentration"], magnet["other_countries"]) == ("high", "JP")
    assert (magnet["makers"], magnet["maker_countries"], magnet["not_running"]) == ("b", "JP", "c")
    motor = row(found.parts, component="motor")
    assert (motor["makers"], motor["maker_countries"], motor["lead_weeks_low"]) == ("a+b", "JP+PL", 12)


def test_an_index_is_left_out_where_too_little_is_told(study: layers.Atlas, found: layers.Components) -> None:
    seal = row(found.parts, component="seal", measure="production")
    assert pd.isna(seal["hhi_low"])
    assert seal["why"] == "20% of it is told, less than 50%"
    assert row(found.parts, component="seal", measure="makers")["hhi_low"] == pytest.approx(0.49)
    asked = row(layers.components(study, least_known=0.2).parts, component="seal", measure="production")
    assert (asked["hhi_low"], asked["hhi_high"]) == (pytest.approx(0.04), pytest.approx(0.04 + 0.64))


def test_needs_and_value_follow_the_bill(found: layers.Components) -> None:
    assert row(found.needs, component="motor", country="CN")["needs_low"] == 0.9
    pump = row(found.products, country="CN")
    assert (pump["output_low"], pump["output_high"], pump["through"]) == (0.9, 0.9, "magnet making")
    assert pump["value_low"] == pytest.approx(
        0.5 * 0.9
    )  # the seal and what no line names may be made without
    assert pump["value_high"] == pytest.approx(
        0.5 * 0.9 + 0.3 * 0.8
    )  # who makes four fifths of it nobody says
    lines = found.lines[(found.lines["country"] == "CN")]
    assert lines[["value_low", "value_high"]].sum().tolist() == pytest.approx(
        [pump["value_low"], pump["value_high"]]
    )
    assert row(found.products, country="others")["value_low"] == 0


def test_what_is_left_without_a_country(found: layers.Components) -> None:
    left = row(found.without("China"), component="magnet")
    assert (left["left_low"], left["left_high"]) == (0.1, 0.1)
    assert (left["other_countries"], left["other_makers"]) == ("JP", "b")
    assert row(found.without("CN"), component="motor")["needs_low"] == 0.9
    with pytest.raises(geo.ArgumentError, match="country: expected the code or the name of a country"):
        found.without("Korea")


def test_sentences_say_what_they_rest_on(found: layers.Components) -> None:
    text = str(found)
    assert "Without China, at least 45 % of the value of Pump and 90 % of its output (Magnet, making)" in text
    assert "spreads a shortage evenly over all who use a part" in text
    assert "At most a tenth is made outside China of Magnet (making, 2024: 10 %)." in text
    assert "For 1 of 5 stages of parts, too little is known" in text
    assert repr(found) == "<Components of Pump; told 4 components, 5 wholes of which shares are told>"
    assert "Without China" in found._repr_html_()


def test_figures_are_those_of_the_day(study: layers.Atlas) -> None:
    early = layers.components(study, on="2023-06-01")
    assert row(early.parts, component="magnet")["why"] == "no share by country is told"
    assert row(layers.components(study, on="open").parts, component="magnet")["share_low"] == 0.9


def test_without_a_destination_there_are_no_routes(found: layers.Components) -> None:
    assert len(found.routes) == len(found.gates) == 0
    assert found.record()["question"] == {"shares_on": None, "least_known": 0.5}


def test_routes_lead_from_sources_and_share_gates(study: layers.Atlas) -> None:
    """Magnets from China and Japan come to Poland round the Cape while the Red Sea is avoided."""
    result = layers.components(study, destination="PL", modes="sea,rail")
    routes = result.routes.set_index("country")
    assert routes.loc["PL", ["km", "gates"]].tolist() == [0.0, ""]
    assert routes.loc["CN", "km"] > 20_000
    cape = row(result.gates, component="magnet", gate="good_hope")
    assert cape["through_low"] == pytest.approx(0.96)
    assert cape["through_high"] == pytest.approx(1)
    assert cape["sources"] == "CN+JP"
    assert "at least half of the world's supply of Magnet would pass" in str(result)
    assert re.search("on 2026-04-26 with .*Bab el-Mandeb .* shut", str(result))
    assert result.record()["question"]["destinations"] == ["PL"]


def test_it_is_written_as_its_parts_as_json_and_as_a_folder(found: layers.Components, tmp_path: Path) -> None:
    assert found.write(tmp_path / "parts.csv") == [tmp_path / "parts.csv"]
    assert pd.read_csv(tmp_path / "parts.csv")["component"].tolist() == found.parts["component"].tolist()
    (told,) = found.write(tmp_path / "all.json")
    record = json.loads(told.read_text("utf-8"))
    assert [*record] == [
        "question",
        "sentences",
        *layers.COMPONENT_TABLES,
        "survival",
        "cases",
        "attribution",
    ]
    assert record["parts"][0]["component"] == "pump"
    files = {path.name for path in found.write(tmp_path / "out")}
    tables = (*layers.COMPONENT_TABLES, "survival", "cases")
    assert files == {"components.json", *(f"{name}.csv" for name in tables)}
    for ending in ("xlsx", "gpkg", "parquet"):
        found.write(tmp_path / f"parts.{ending}")
    with pytest.raises(geo.WriteError, match="expected a file that ends in"):
        found.write(tmp_path / "parts.docx")


def test_an_atlas_without_components_has_empty_tables(study: layers.Atlas) -> None:
    bare = layers.components(
        layers.Atlas(**{name: table.iloc[:0] for name, table in study.layers()}), destination="PL"
    )
    assert all(len(getattr(bare, name)) == 0 for name in layers.COMPONENT_TABLES)
    assert str(bare) == "The atlas tells of no components."


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"least_known": 2}, "least_known: expected a share from 0 to 1"),
        ({"destination": "PL,CZ"}, "destination: expected one place"),
        ({"destination": "Nowheretown"}, "destination: "),
        (
            {"closed": "suez"},
            "destination: expected a place, as closed, avoid and goods are about ways to it",
        ),
        ({"destination": "PL", "closed": "suetz"}, "closed: "),
        ({"modes": "boat"}, "modes: "),
        ({"on": "soon"}, "on: expected an ISO date"),
        ({"thresholds": "us-1999"}, "thresholds: expected one of us-2023"),
    ],
)
def test_what_is_not_understood_is_refused(study: layers.Atlas, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        layers.components(study, **wrong)


def test_a_ring_of_parts_is_refused(study: layers.Atlas) -> None:
    looped = study.components.assign(parent=["seal", "pump", "pump", "motor"])
    with pytest.raises(geo.ArgumentError, match="expected no part of itself"):
        str(layers.components(replace(study, components=looped)))


def test_the_bundled_shares_are_no_more_than_their_wholes(bundled: layers.Components) -> None:
    shares = bundled.shares
    assert (shares["share_low"] <= shares["share_high"]).all()
    sums = shares[shares["country"] != "others"].groupby(
        ["component", "stage", "measure", "basis"], dropna=False
    )
    assert sums["share_low"].sum().max() <= 1.01
    assert not bundled.parts["why"].eq("more than all of it is told").any()


def test_every_bundled_row_says_who_says_so(bundled: layers.Components) -> None:
    atlas = bundled.told.atlas
    for table in (atlas.components, atlas.component_shares):
        assert table[["source", "source_url", "as_of", "confidence", "source_grade"]].notna().all(axis=None)
        assert (table["verified"] == "yes").all()
    figures = atlas.component_shares[["share_low", "share_high"]].notna().any(axis=1)
    assert (
        atlas.component_shares.loc[~figures, "note"].notna().all()
    )  # named as a source: it says of what kind


def test_the_bundled_atlas_names_no_plant_in_ukraine(bundled: layers.Components) -> None:
    assert "UA" not in {*bundled.sites["country"]} | {*bundled.shares["country"]}


def test_every_number_in_its_text_stands_in_a_block() -> None:
    lines = DOCUMENT.read_text("utf-8").splitlines()
    blocks = "\n".join(line for line in lines if line.startswith("    "))
    prose = re.sub(r"`[^`]*`", "", "\n".join(line for line in lines if not line.startswith("    ")))
    answers = {float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", blocks)}
    told = [
        number
        for number in re.findall(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?", prose)
        if number not in NO_RESULTS
    ]
    assert len(told) >= 5
    assert [
        number for number in told if float(number) not in answers and float(number) / 100 not in answers
    ] == []


def test_a_map_shows_countries_ways_gates_and_sites(tmp_path: Path) -> None:
    result = layers.components(destination="Warsaw")
    countries = result.countries.set_index("country")
    assert countries.loc["CN", ["component", "needs_low"]].tolist() == ["dy_tb", 0.99]
    assert countries["needs_low"].is_monotonic_decreasing
    page = maps.Map.of(result)
    assert repr(page).endswith(": Who makes the parts, Best ways of the parts, Gates, Sites that make them>")
    page.save(tmp_path / "parts.html")
    without = maps.Map.of(layers.components())
    assert repr(without) == "<Map 'Small multirotor': Who makes the parts, Sites that make them>"


def test_lines_of_the_ways_end_where_the_parts_go() -> None:
    routes = layers.components(destination="Warsaw").routes
    here = routes[routes.geometry.isna()]
    assert here["country"].tolist() == ["PL"]  # at home
    warsaw = shapely.Point(21.0, 52.2)
    assert all(line.distance(warsaw) < 0.5 for line in routes.geometry.dropna())


def test_each_source_goes_by_the_ships_of_its_trade() -> None:
    gates = layers.components(destination="Warsaw").routes.set_index("country")["gates"]
    assert "good_hope" in gates["CN"]
    assert "panama" in gates["CA"]  # too small for the largest ships, which do not call there
