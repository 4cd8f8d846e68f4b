"""One question, asked the same way everywhere: by route, by resilience, and by the commands."""

from __future__ import annotations

import inspect
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from isthmus import layers
from isthmus._modes import MODES_ASKED
from isthmus.geo import ArgumentError, DataWarning
from isthmus.layers._transport.closures import OPEN, data_day
from isthmus.layers._transport.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What every question is asked by, besides its ends.
SHARED = ("modes", "by", "closed", "avoid", "on", "vessel", "calls", "costs", "policy", "goods")


def ask(**asked: Any) -> Question:
    return Question.ask(**{"origins": "TW", "destinations": "PL"} | asked)


@pytest.mark.parametrize("function", [layers.route, layers.resilience, layers.components])
def test_every_question_has_the_same_parameters_and_defaults(function: Callable[..., object]) -> None:
    asked, own = (inspect.signature(call).parameters for call in (Question.ask, function))
    for name in SHARED:
        assert own[name].default == asked[name].default, name
        # files are read before the question is asked
        assert own[name].annotation.removeprefix("str | Path | ") == asked[name].annotation, name
        assert own[name].kind is inspect.Parameter.KEYWORD_ONLY


def test_a_question_of_defaults() -> None:
    question = ask()
    assert (question.modes, question.by, question.costs) == (("sea", "rail", "road"), "cost", "freight")
    assert (question.closed, question.zones, question.on) == ((), None, data_day())


@pytest.mark.parametrize(
    "on", ["2025-09-15", date(2025, 9, 15), datetime(2025, 9, 15, 12, tzinfo=UTC), "20250915"]
)
def test_a_day_is_an_iso_date(on: str | date) -> None:
    assert ask(on=on).on == "2025-09-15"
    assert ask(on="open").on == OPEN


@pytest.mark.parametrize("on", ["15.9.2025", "2025-02-30", "", 2025, "yesterday", ["2025-09-15"]])
def test_what_is_no_day_is_refused(on: object) -> None:
    with pytest.raises(ArgumentError, match='on: expected an ISO date such as "2025-09-15", or "open", got'):
        ask(on=on)


def test_a_question_shows_what_it_asks_and_no_table() -> None:
    zones = gpd.GeoDataFrame({"name": ["off Yemen"]}, geometry=[shapely.box(43, 12, 44, 13)], crs=4326)
    told = repr(ask(origins="TW", destinations=["PL", (19.0, 54.3)], avoid=zones, places=layers.example()))
    assert told.startswith("<Question origins TW; destinations PL, (19.0, 54.3); modes sea, rail, road; by ")
    assert "avoid off Yemen; on 2026-" in told
    assert len(told) < 200


@pytest.mark.parametrize("by", ["hours", "", None, 3, ["cost"]])
def test_what_is_no_weight_is_refused(by: object) -> None:
    with pytest.raises(ArgumentError, match='by: expected "cost", "time" or "distance", got'):
        ask(by=by)


def test_zones_come_from_what_is_shut_and_from_what_is_avoided() -> None:
    box = shapely.box(0, 0, 1, 1)
    layer = gpd.GeoDataFrame({"name": ["storm"]}, geometry=[box], crs=4326)
    both = ask(closed=layer.to_crs(3857), avoid=box)
    assert both.zones is not None
    assert both.zones["name"].tolist() == ["to avoid", "storm"]
    assert both.closed == ()
    assert both.zones.geometry.iloc[1].equals_exact(box, 1e-9)


@pytest.mark.parametrize("places", [3, "here", [("a", 1)], object()])
def test_what_are_no_places_is_refused(places: object) -> None:
    with pytest.raises(ArgumentError, match=r"places: expected an Atlas or a GeoDataFrame of points, got"):
        ask(places=places)


def test_an_atlas_lends_its_places_and_its_zones() -> None:
    atlas = layers.example()
    question = ask(places=atlas, closed="r01")
    assert question.atlas is atlas
    assert question.places is not None
    assert len(question.places) == len(atlas.places)


def test_route_and_resilience_give_one_answer_to_one_question() -> None:
    routes = layers.route("TWKHH", "PLGDN", modes="sea", closed="suez")
    pairs = layers.resilience(
        layers.example(), origins="TWKHH", destinations="PLGDN", modes="sea", closed="suez"
    ).pairs
    total, pair = routes.iloc[-1], pairs.iloc[0]
    for column, tolerance in (("km", 0.05), ("h", 0.05), ("usd_t", 0.005)):
        assert pair[column] == pytest.approx(total[column], abs=tolerance)
    ports = {"port_kao", "port_gdn"}  # the atlas' own
    assert [gate for gate in pair["gates"].split("+") if gate not in ports] == total["gates"].split("+")


@pytest.mark.parametrize(
    ("ends", "own", "modes"),
    [
        ("TPE WAW", {}, ("air",)),
        ("TPE RZE", {}, ("road", "air")),  # no link of the network leads there: a lorry to one that has
        ("TPE Warsaw", {}, MODES_ASKED),
        ("TPE nowhere", {}, MODES_ASKED),
        ("TPE WAW", {"goods": "batteries"}, MODES_ASKED),
        ("TPE WAW", {"modes": "sea"}, ("sea",)),
    ],
)
def test_goods_fly_between_airports_where_nobody_says_what_goes(
    ends: str, own: dict[str, Any], modes: tuple[str, ...]
) -> None:
    origin, destination = ends.split()
    question = ask(origins=origin, destinations=destination, **own)
    assert question.modes == modes
    assert question.goods_sentence.startswith("Between airports: by") == ("air" in modes)


def test_a_resilience_says_that_it_is_by_air_since_its_ends_are_airports() -> None:
    result = layers.resilience(origins="TPE", destinations="WAW")
    assert result.goods_sentence == "Between airports: by air, unless goods or modes are named."


def test_an_airport_of_ones_own_is_flown_to() -> None:
    points = gpd.points_from_xy([20.97, 19.0], [52.16, 50.0])
    table = gpd.GeoDataFrame(
        {"id": ["mine", "works"], "kind": ["airport", "factory"]}, geometry=points, crs=4326
    )
    assert ask(origins="TPE", destinations="mine", places=table).modes == ("air",)
    assert ask(origins="TPE", destinations=["mine", "works"], places=table).modes == MODES_ASKED


def test_a_question_is_recorded_in_terms_that_json_knows() -> None:
    asked = ask(closed="suez", on="open", together={"straits": "suez,panama"}, avoid=shapely.box(0, 0, 1, 1))
    assert asked.record() == {
        "origins": ["TW"],
        "destinations": ["PL"],
        "modes": ["sea", "rail", "road"],
        "by": "cost",
        "closed": ["suez"],
        "avoid": ["to avoid"],
        "on": "open",
        "vessel": None,
        "calls": [],
        "costs": "freight",
        "policy": [],
        "goods": [],
        "together": {"straits": ["suez", "panama"]},
    }
    assert json.loads(json.dumps(ask().record()))["avoid"] == []


def test_every_question_reads_files_among_what_is_shut(tmp_path: Path) -> None:
    zones = gpd.GeoDataFrame({"name": ["a box"]}, geometry=[shapely.box(32, 12, 45, 29)], crs=4326)
    file = layers.write_table(zones, tmp_path / "zones.geojson")
    asked: dict[str, Any] = {"closed": ["suez", file], "avoid": str(file), "modes": "sea", "on": OPEN}
    for result in (
        layers.resilience(origins="TWKHH", destinations="NLRTM", **asked),
        layers.components(destination="NLRTM", **asked),
    ):
        assert result.question.closed == ("suez",)
        assert result.question.zones is not None
        assert result.question.zones["name"].tolist() == ["a box", "a box"]


@pytest.mark.parametrize("argument", ["closed", "avoid"])
def test_zones_without_rows_are_told(argument: str) -> None:
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    with pytest.warns(
        DataWarning, match=f"{argument}: note: expected rows, got a table without any; nothing"
    ):
        ask(**{argument: nothing})
