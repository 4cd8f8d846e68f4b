"""What goods go by where nobody says it: by their worth, their mass and how urgent they are."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest

from isthmus import layers
from isthmus.layers._transport.cost_models import CostModel
from isthmus.layers._transport.goods import find_goods, hour_worth, modes_for
from isthmus.layers._transport.question import Question

MODEL = CostModel.find("freight")
[DRONES] = find_goods(["drones"])


def test_goods_fly_if_days_saved_pay_for_the_aircraft() -> None:
    least = DRONES.least_to_fly(MODEL)
    assert replace(DRONES, usd_kg=(least + 0.01, least + 0.01)).flies(MODEL)
    assert not replace(DRONES, usd_kg=(least - 0.01, least - 0.01)).flies(MODEL)
    assert replace(DRONES, day_percent=0.6).least_to_fly(MODEL) == pytest.approx(least * 2.1 / 0.6)
    # 50 days saved at 6 USD a kg: a share of 2.1 % a day of what a kilogram is worth.
    assert 4 < least < 10


def test_neither_what_is_dangerous_nor_what_is_heavy_flies() -> None:
    assert not replace(DRONES, hazard="forbidden").flies(MODEL)
    assert not replace(DRONES, piece_kg=7000).flies(MODEL)


def test_the_bundled_goods_go_as_the_trade_sends_them() -> None:
    modes = layers.goods().set_index("goods")["modes"]
    assert {"drones", "electronics"} <= {*modes[modes == "road+air"].index}
    assert {"batteries", "machinery", "machine_tools"} <= {*modes[modes == "sea+rail+road"].index}


def test_every_product_of_the_bundled_flows_of_drones_and_batteries_is_of_a_kind() -> None:
    products = layers.example().flows["product"].dropna().unique()
    named = [name for name in products if "drone" in name or "batter" in name]
    assert len(named) >= 4
    assert all(len(find_goods([name])) == 1 for name in named)


def test_the_modes_follow_from_the_goods_unless_they_are_said() -> None:
    ends = {"origins": "TW", "destinations": "PL"}
    assert Question.ask(**ends).modes == ("sea", "rail", "road")
    assert Question.ask(**ends, goods="drones").modes == ("road", "air")
    assert Question.ask(**ends, goods="complete drones").goods == ("drones",)
    assert Question.ask(**ends, goods="dual_use").modes == ("sea", "rail", "road")
    assert Question.ask(**ends, goods="drones", modes="sea").modes == ("sea",)
    assert modes_for(["drones", "batteries"]) == ("sea", "rail", "road", "air")


def test_hours_cost_what_they_do_to_the_most_urgent() -> None:
    assert hour_worth([]) is None
    assert hour_worth(["drones", "graphite"]) == DRONES.hour_usd_t()
    assert DRONES.hour_usd_t("low") < DRONES.hour_usd_t() < DRONES.hour_usd_t("high")


def test_a_route_of_drones_flies_and_says_why() -> None:
    total = layers.route("Taipei", "Warsaw", goods="drones").iloc[-1]
    assert {"airspace_tw", "airspace_pl"} <= {*total["gates"].split("+")}
    assert total["goods_by"] == find_goods(["drones"])[0].tell(MODEL)
    plain, urgent = (
        layers.route("Berlin", "Warsaw", modes="road", goods=goods).iloc[-1] for goods in ((), "drones")
    )
    assert plain["goods_by"] is None
    assert urgent["usd_t"] == pytest.approx(plain["usd_t"] + plain["h"] * DRONES.hour_usd_t(), rel=0.01)


def test_a_question_without_goods_or_modes_is_about_what_flows_between_its_countries() -> None:
    ends = {"origins": "Taiwan", "places": layers.example()}
    drones = Question.ask(**ends, destinations="PL,CZ")
    assert (drones.goods, drones.modes) == (("drones",), ("road", "air"))
    batteries = Question.ask(**ends, destinations="UA")
    assert (batteries.goods, batteries.modes) == (("batteries",), ("sea", "rail", "road"))
    # No flow covers both countries, nor a city; and what is asked for holds.
    for told in (
        {"destinations": "PL,NZ"},
        {"destinations": "PL,Brno"},
        {"destinations": "PL", "goods": "dual_use"},
    ):
        assert Question.ask(**ends, **told).modes == ("sea", "rail", "road")
    assert Question.ask(**ends, destinations="PL,CZ", modes="sea").goods == ()
    own = gpd.GeoDataFrame({"id": ["PL"], "name": ["x"]}, geometry=gpd.points_from_xy([21], [52]), crs=4326)
    assert replace(drones, places=own).country_of("PL") is None


def test_a_result_tells_what_its_goods_go_by_and_that_other_modes_answer_otherwise() -> None:
    ends = {"origins": "TW", "destinations": ["PL", "CZ"]}
    chosen, asked = layers.resilience(**ends), layers.resilience(**ends, modes="sea,rail")
    for result in (chosen, asked):
        assert result.goods_sentence.startswith("Small drones: by road and air, since at USD")
    assert chosen.goods_sentence.endswith('such as modes="sea,rail,road", another answer holds.')
    assert asked.goods_sentence.endswith("by sea and rail, as asked; by road and air another one holds.")


def test_machines_go_by_train_as_far_as_poland_and_call_at_no_port_that_lines_left() -> None:
    total = layers.route("Taipei", "Warsaw", goods="machinery").set_index("mode").loc["total"]
    assert {"border_by_pl", "brest"} <= {*total["gates"].split("+")}
    assert "terespol_road" not in total["gates"]
    assert "RUVVO" in total["in_the_way"]
    open_then = layers.route("Taipei", "Warsaw", goods="machinery", on="2022-02-27").iloc[-1]
    assert "RUVVO" not in str(open_then["closed"]).split("+")


def test_goods_whose_worth_no_source_tells_say_so() -> None:
    table = layers.goods().set_index("goods")
    told = table["sentence"].str.contains("general knowledge, no source", regex=False)
    assert not told[table["verified"] == "yes"].any()
    assert told[["drone_parts", "electronics", "sensors"]].all()
    assert table.loc["graphite", ["usd_kg_low", "usd_kg_high"]].tolist() == [0.47, 2.8]
