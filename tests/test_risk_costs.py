"""What the risk on a way costs: each part by hand, nothing twice, and what is not known missing."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from isthmus import layers
from isthmus._choices import VESSELS
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.network_files import gate_table, hub_table, rule_table

if TYPE_CHECKING:
    import geopandas as gpd

ENDS = ["usd_t_low", "usd_t_high"]


@cache
def by_suez() -> gpd.GeoDataFrame:
    """Return the route of a large ship by Bab el-Mandeb and Suez."""
    return layers.route("TWKHH", "NLRTM", modes="sea", vessel="ultra", on="open")


def parts(routes: gpd.GeoDataFrame, **known: tuple[float, float]) -> pd.DataFrame:
    return layers.risk_costs(routes, **known).set_index("part")  # type: ignore[arg-type]


def on_day(day: str) -> gpd.GeoDataFrame:
    """Return the same route as of another day."""
    return by_suez().assign(on=day)


def test_freight_and_tolls_are_what_the_route_costs() -> None:
    found, total = parts(by_suez()), by_suez().iloc[-1]
    assert (found.loc["freight", ENDS] + found.loc["toll", ENDS]).astype(float).round(2).tolist() == [
        total["usd_t_low"],
        total["usd_t_high"],
    ]
    assert found.loc["toll", ["place", *ENDS]].tolist() == ["suez", 6.5, 7.6]
    assert found.loc[["freight", "toll"], "counted"].tolist() == ["in usd_t", "in usd_t"]


def test_the_premium_on_a_hull_is_borne_by_the_containers_aboard() -> None:
    row = parts(by_suez()).loc["hull premium"]
    # 0.7 to 1 % of USD 6,520 to 11,520 a place, all of them taken or 72 % of them
    assert row[["usd_teu_low", "usd_teu_high"]].tolist() == pytest.approx([0.007 * 6520, 0.01 * 11520 / 0.72])
    assert row[ENDS].tolist() == pytest.approx([0.007 * 6520 / 12, 0.01 * 11520 / 0.72 / 9.7])
    assert row["counted"] == "beside"
    assert row["basis"].startswith(
        "0.7 to 1 % of a hull worth USD 6,520 to 11,520 a container's place (ultra)"
    )
    assert row["source_url"].startswith("https://")


@pytest.mark.parametrize(
    ("day", "percent"),
    [("2023-11-18", 0.1), ("2023-11-19", 0.7), ("2024-01-11", 0.7), ("2024-01-12", 1), ("2026-11-01", 1)],
)
def test_a_premium_is_that_of_the_day(day: str, percent: float) -> None:
    high = parts(on_day(day)).loc["hull premium", "usd_teu_high"]
    assert high == pytest.approx(percent / 100 * 11520 / 0.72)


def test_ships_of_any_size_are_worth_what_any_is() -> None:
    found = parts(by_suez().assign(vessel=None)).loc["hull premium"]
    assert found["usd_teu_high"] == pytest.approx(0.01 * 22080 / 0.72)
    assert "(ships of any size)" in found["basis"]


def test_capital_is_bound_for_as_long_as_the_goods_are_on_the_way() -> None:
    row, total = parts(by_suez(), usd_kg=(5, 10), annual_percent=(4, 12)).loc["capital"], by_suez().iloc[-1]
    expected = [5000 * 0.04 * total["h_low"] / 8766, 10000 * 0.12 * total["h_high"] / 8766]
    assert row[ENDS].tolist() == pytest.approx(expected)
    assert row["counted"] == "beside"


def test_hours_that_the_costs_count_are_not_counted_twice() -> None:
    routes = by_suez().assign(goods="magnets")
    found = parts(routes, cargo_percent=(0.1, 0.2))
    assert found.loc["capital", "counted"] == "in usd_t"
    premiums = found.loc[["hull premium", "cargo premium"], ENDS].sum()
    assert found.loc["risk", ENDS].astype(float).tolist() == pytest.approx(premiums.tolist())
    assert found.loc["cargo premium", ENDS].tolist() == pytest.approx([19.5, 44])  # of USD 19.5 to 22 a kg


def test_what_is_not_known_is_missing_and_said_and_the_low_end_of_sums_stands() -> None:
    found = parts(by_suez())
    assert found.loc[["cargo premium", "capital"], ENDS].isna().all(axis=None)
    assert "name goods, or give usd_kg" in found.loc["capital", "basis"]
    assert "give cargo_percent" in parts(by_suez(), usd_kg=(1, 2)).loc["cargo premium", "basis"]
    assert found.loc["risk", "usd_t_low"] == found.loc["hull premium", "usd_t_low"]
    assert math.isnan(found.loc["all", "usd_t_high"])


def test_on_land_and_round_the_cape_no_premium_is_asked() -> None:
    by_rail = layers.route("CN", "PL", modes="rail", on="open")
    assert "hull premium" not in parts(by_rail, usd_kg=(1, 2)).index
    cape = layers.route("TWKHH", "NLRTM", modes="sea", closed="suez", on="open")
    found = parts(cape, usd_kg=(1, 2))
    assert "hull premium" not in found.index
    assert found.loc["risk", ENDS].tolist() == found.loc["capital", ENDS].tolist()
    assert found.loc["all", "usd_t_high"] == pytest.approx(
        cape.iloc[-1]["usd_t_high"] + found.loc["capital", "usd_t_high"]
    )


def test_a_port_asks_a_premium_of_those_that_call_there() -> None:
    legs = by_suez().assign(gates="").replace({"to_id": {"NLRTM": "UAODS"}}).assign(on="2025-12-10")
    assert parts(legs).loc["hull premium", ["place"]].tolist() == ["UAODS"]


def test_each_route_has_rows_of_its_own() -> None:
    two = pd.concat([by_suez(), by_suez().assign(route=2)], ignore_index=True)
    found = layers.risk_costs(two)
    assert found["route"].value_counts().to_dict() == {1: 7, 2: 7}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"usd_kg": (2, 1)}, "usd_kg: expected two numbers from 0, the least first"),
        ({"usd_kg": 5}, "usd_kg: expected two numbers"),
        ({"cargo_percent": (-1, 1)}, "cargo_percent: expected two numbers from 0"),
        ({"annual_percent": ("a", "b")}, "annual_percent: expected two numbers"),
    ],
)
def test_what_is_wrong_is_told(known: dict[str, tuple[float, float]], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        parts(by_suez(), **known)
    with pytest.raises(ArgumentError, match="routes: expected a column route"):
        layers.risk_costs(pd.DataFrame({"id": [1]}))
    with pytest.raises(ArgumentError, match="routes: expected one row of mode total a route"):
        layers.risk_costs(by_suez().iloc[:-1])
    totals = by_suez().loc[lambda table: table["mode"] == "total"]
    with pytest.raises(ArgumentError, match="routes: expected the legs of each route beside its total"):
        layers.risk_costs(totals)


def test_premiums_are_of_places_that_are_known_and_of_one_at_a_time() -> None:
    table = rule_table("premiums")
    assert {place for name in table["target"] for place in name.split("+")} <= {
        *gate_table()["id"],
        *hub_table()["id"],
    }
    assert (table["hull_low"].astype(float) <= table["hull_high"].astype(float)).all()
    for _, rows in table.groupby("target"):
        days = list(zip(rows["start"], rows["end"], strict=True))
        assert all(one[1] < other[0] for one, other in pairwise(days))
        assert not days[-1][1]
    assert {*rule_table("hulls")["vessel"]} == {*VESSELS} - {"none"}


def test_a_closure_costs_the_detour_and_saves_the_toll_and_the_premium() -> None:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open", vessel="ultra")
    costs = layers.closure_costs(result, "suez", usd_kg=(5, 10), cargo_percent=(0.1, 0.2)).set_index("part")
    moved, before = result.what_if("suez").iloc[0], parts(by_suez(), usd_kg=(5, 10), cargo_percent=(0.1, 0.2))
    assert costs.loc["toll", ENDS].tolist() == [-7.6, -6.5]
    for part in ("hull premium", "cargo premium"):
        assert costs.loc[part, ENDS].tolist() == pytest.approx([-end for end in before.loc[part, ENDS]][::-1])
    more = costs.loc["detour", ENDS] + costs.loc["toll", ENDS].to_numpy()[::-1]
    assert more.iloc[0] <= moved["extra_usd_t"] <= more.iloc[1]
    assert costs.loc["capital", "usd_t_low"] > 0
    assert costs.loc["all", ENDS].astype(float).tolist() == pytest.approx(
        costs.iloc[:-1][ENDS].sum().tolist()
    )


def test_of_a_premium_that_is_not_known_it_is_known_that_it_is_saved() -> None:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open", vessel="ultra")
    costs = layers.closure_costs(result, "suez", usd_kg=(5, 10)).set_index("part")
    assert math.isnan(costs.loc["cargo premium", "usd_t_low"])
    assert costs.loc["cargo premium", "usd_t_high"] == 0
    assert math.isnan(costs.loc["all", "usd_t_low"])
    assert costs.loc["all", "usd_t_high"] < costs.loc[["detour", "capital"], "usd_t_high"].sum()


def test_without_a_route_no_costs_are_told() -> None:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    assert layers.closure_costs(result, "TWKHH")[ENDS].isna().all(axis=None)
