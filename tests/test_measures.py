"""What would help: on the bundled atlas beside other ways to the same numbers, and on hand-made networks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isthmus import geo, layers
from isthmus.layers import Event, Range
from small_studies import DIAMOND, bundled_atlas, small

SUEZ = Event("canal", "suez", Range(0.1, 0.2))


@pytest.fixture(scope="module")
def day() -> layers.Measures:
    """The ends of the bundled map, against the dated history of closures."""
    ends = {"origins": "TW", "destinations": "PL,CZ"}
    return layers.measures(layers.resilience(bundled_atlas(), **ends, modes="sea,rail,road"))


@pytest.fixture(scope="module")
def by_sea() -> tuple[layers.Resilience, layers.Measures]:
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    return result, layers.measures(result, events=[SUEZ], sources="KR", stock_days=[3, 30])


def test_the_best_come_first_and_none_makes_goods_later(day: layers.Measures) -> None:
    table, late = day.table, day.expected
    assert (table[["saved_low", "saved_unserved_low", "gain_h"]] >= 0).all(axis=None)
    assert (table["saved_low"] <= table["saved_high"]).all()
    middle = table["saved_low"] + table["saved_high"]
    assert middle.round(6).is_monotonic_decreasing
    most = (late["late_days_high"] * late["demand_share"]).sum()
    assert table["saved_high"].max() <= most + 1e-9
    assert table["name"].is_unique
    assert table["sentence"].str.startswith(tuple(table["name"])).all()


def test_what_helps_on_the_way_from_taiwan(day: layers.Measures) -> None:
    assert {"mode", "way", "source", "stock", "gate"} <= {*day.table["kind"]}
    assert "Bab el-Mandeb shut" in day.sentence
    stocks = day.table[day.table["kind"] == "stock"].set_index("name")
    assert stocks.loc["A stock of 30 days", "cost_high"] == pytest.approx((21.52 + 17.9) / 304 * 30)
    assert (stocks["currency"] == "USD").all()
    assert day.table.loc[day.table["kind"] != "stock", "cost_low"].isna().all()  # nobody says it
    groups = day.table.set_index("name")["group"]
    assert groups["Bab el-Mandeb kept open"] == "bab_el_mandeb shut"
    assert groups["A stock of 30 days"] == "bab_el_mandeb shut+suez shut"


def test_what_is_barred_or_built_is_no_measure(day: layers.Measures) -> None:
    told = day.idle.set_index("name")["sentence"]
    assert "by law" in told["Małaszewicze terminal"]
    assert "open" in told["Kaohsiung terminal 7"]
    assert "it adds 2,500,000 TEU a year" in told["Outer port of Gdynia"]
    assert not any("Russia" in name or "Belarus" in name for name in [*told.index, *day.table["name"]])


def test_the_portfolio_takes_the_table_and_one_of_each_group(day: layers.Measures) -> None:
    chosen = layers.portfolio(day.table, 2.0, draws=20)
    assert chosen.loc[chosen["chosen"].fillna(value=False), "name"].tolist() == ["A stock of 14 days"]
    assert chosen.loc[chosen["kind"] == "mode", "chosen"].isna().all()
    bought = [
        layers.portfolio(day.table, budget, draws=1).query("chosen == True")["saved_high"].sum()
        for budget in (0, 1, 2, 4, 100)
    ]
    assert bought == sorted(bought)


def test_days_late_are_those_of_disruption_and_of_savings(
    by_sea: tuple[layers.Resilience, layers.Measures],
) -> None:
    result, found = by_sea
    expected = layers.disruption(result, [SUEZ])
    late = found.expected.iloc[0]
    assert late["h"] == expected["h"].item()
    assert late["late_days_low"] * 24 == pytest.approx(expected["extra_h_low"].item())
    assert late["late_days_high"] * 24 == pytest.approx(expected["extra_h_high"].item())
    row = found.table.set_index("name").loc["Suez Canal kept open"]
    assert row["saved_high"] == pytest.approx(late["late_days_high"])
    longer = result.what_if("suez")["extra_h"].item()
    short = found.table.set_index("name").loc["A stock of 3 days"]
    assert (short["saved_low"], short["saved_high"]) == pytest.approx((0.1 * 3, 0.2 * 3))
    assert longer > 3 * 24


def test_what_events_may_shut_counts_as_open_where_they_do_not(day: layers.Measures) -> None:
    """The Red Sea is avoided on the day of the data; the best way with none of the events passes it."""
    result = layers.resilience(bundled_atlas(), origins="TW", destinations="PL", modes="sea")
    assert "bab_el_mandeb" in result.closed
    found = layers.measures(result, events=[Event("far", "panama", Range(0.1, 0.1))])
    assert found.expected["h"].item() == result.pairs["h"].item()
    assert (day.expected["h"] < 1200).all()
    assert "none of the events makes goods late" in found.sentence
    assert len(found.table) == 0
    assert len(found.idle) > 0


#: From node 0 to node 1 by a, or, an hour longer, by b, or, thirty days longer, by c.
BY_C = [(0, 4, "sea", 1), (4, 1, "sea", 722)]
THREE = [(0, 2, "sea", 1), (2, 1, "sea", 1), (0, 3, "sea", 1), (3, 1, "sea", 2), *BY_C]
THREE_GATES = {"a": [0], "b": [2], "c": [4]}


def test_what_two_closures_do_together_is_told_against_both() -> None:
    """Known by argument: alone b shut does nothing, and a shut an hour; both together thirty days."""
    events = [Event(f"{gate} shut", gate, Range(0.5, 0.5)) for gate in ("a", "b", "c")]
    found = layers.measures(small(THREE, gates=THREE_GATES), events=events, stock_days=[30])
    groups = found.table.set_index("name")["group"]
    assert groups["A stock of 30 days"] == "a shut"
    quick = [Event(f"{gate} shut", gate, Range(0.5, 0.5)) for gate in ("b", "c")]
    assert "none of the events" in layers.measures(small(THREE, gates=THREE_GATES), events=quick).sentence
    same = [(0, 2, "sea", 1), (2, 1, "sea", 1), (0, 3, "sea", 1), (3, 1, "sea", 1), *BY_C]
    both = layers.measures(small(same, gates=THREE_GATES), events=events[:2], stock_days=[40])
    assert both.table.set_index("name").loc["A stock of 40 days", "group"] == "a shut+b shut"
    assert "late by A shut and B shut" in both.sentence
    late = both.expected.iloc[0]
    assert late["late_days_low"] == pytest.approx(0.25 * 721 / 24)


def test_measures_against_different_things_are_taken_together() -> None:
    rows = {"name": ["a", "b", "both"], "group": ["x", "y", "x+y"], "cost_low": 1.0, "cost_high": 1.0}
    table = pd.DataFrame(rows).assign(saved_low=[5.0, 5.0, 6.0], saved_high=[5.0, 5.0, 6.0])
    assert layers.portfolio(table, 2, draws=1)["chosen"].tolist() == [True, True, False]
    assert layers.portfolio(table, 1, draws=1)["chosen"].tolist() == [False, False, True]


@pytest.mark.parametrize("days", [[0], [-1], ["a"], 7, [np.inf]])
def test_stocks_last_some_days(days: object) -> None:
    with pytest.raises(geo.ArgumentError, match="stock_days: expected numbers of days above 0"):
        layers.measures(small(DIAMOND), events=[], stock_days=days)  # type: ignore[arg-type]


def test_what_is_no_event_or_source_is_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="events: expected a list of Event"):
        layers.measures(small(DIAMOND), events=["suez"])  # type: ignore[list-item]
    result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    with pytest.raises(geo.ArgumentError, match="nothing is known as"):
        layers.measures(result, events=[SUEZ], sources="Xyzzyplace")
    assert isinstance(layers.measures(result, events=[]).table, pd.DataFrame)
