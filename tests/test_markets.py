"""Flows of one market, set against each other."""

from __future__ import annotations

import pytest

from isthmus.layers._supply.concentration import THRESHOLDS, Range
from isthmus.layers._supply.markets import Market, MarketFlows, MarketKey
from isthmus.layers._supply.partners import find_partner
from isthmus.layers._supply.trade_flows import Flow


def market(*flows: tuple[str, float, float], whole: float = float("inf"), complete: bool = True) -> Market:
    taiwan = find_partner("TW")
    assert taiwan
    listed = []
    for row, (name, low, high) in enumerate(flows, 1):
        partner = find_partner(name)
        assert partner
        listed.append(
            Flow(row, ("buyers", "suppliers"), partner, taiwan, "", "", "", low, low, high, "", str(row))
        )
    key = MarketKey("suppliers", "TW", "", "", "")
    return MarketFlows(key, taiwan.countries, "origin", listed).market(whole, complete=complete)


def test_bounds_of_two_partners() -> None:
    low, high = market(("CN", 40, 60), ("JP", 40, 40)).share_bounds()
    assert low.tolist() == pytest.approx([0.5, 0.4])
    assert high.tolist() == pytest.approx([0.6, 0.5])


def test_the_world_narrows_what_is_at_least() -> None:
    found = market(("CN", 40, float("inf")), ("JP", 40, 40), ("World", 100, 100))
    assert found.total == Range(100, 100)
    low, high = found.share_bounds()
    assert low.tolist() == [0.4, 0.4]
    assert high.tolist() == [0.6, 0.4]
    assert found.index().high == pytest.approx(0.6**2 + 0.4**2)


def test_what_contradicts_itself_names_row_and_column() -> None:
    problem = market(("World", 100, 100), ("CN", 120, 120)).problems[0]
    assert (problem.row, problem.column) == (1, "quantity")
    twice = market(("CN", 1, 1), ("CN", 2, 2)).problems[0]
    assert (twice.row, twice.column) == (2, "origin")


def test_rows_of_a_group_without_the_rest() -> None:
    rows = market(("CZ+PL", 60, 60), ("CZ", 40, 40), ("PL", 20, 20)).rows(THRESHOLDS["us-2023"])
    assert [row["partner"] for row in rows] == ["CZ", "PL"]
    assert market(("CZ+PL", 60, 60), ("CZ", 40, 40), ("PL", 10, 10)).problems
