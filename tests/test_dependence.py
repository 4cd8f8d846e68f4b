"""Shares of buyers and suppliers, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isthmus import layers


def flows(*rows: tuple[str, str, float | None], **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "quantity"]).assign(**columns)


def bought(table: pd.DataFrame, country: str = "TW") -> pd.DataFrame:
    chosen = table[(table["side"] == "buyers") & (table["country"] == country)]
    return chosen.set_index("partner")


def test_shares_of_a_published_total() -> None:
    table = layers.dependence(flows(("TW", "PL", 50), ("TW", "CZ", 30), ("TW", "WLD", 100)))
    sold = bought(table)
    assert sold["share_low"].to_dict() == sold["share_high"].to_dict() == {"PL": 0.5, "CZ": 0.3}
    assert sold["hhi_low"].tolist() == pytest.approx([0.34] * 2)  # the rest spread over many
    assert sold["hhi_high"].tolist() == pytest.approx([0.38] * 2)  # the rest with one country
    assert sold["effective_high"].tolist() == pytest.approx([1 / 0.34] * 2)
    assert set(sold["concentration"]) == {"high"}
    assert set(sold["bands"]) == {"us-2023"}


def test_without_a_total_the_shares_are_unknown_but_for_the_listed() -> None:
    sold = bought(layers.dependence(flows(("TW", "PL", 60), ("TW", "CZ", 40))))
    assert sold["share_listed"].tolist() == [0.6, 0.4]
    assert sold["hhi_listed"].tolist() == pytest.approx([0.52] * 2)
    assert sold["share_low"].tolist() == [0, 0]
    assert sold["share_high"].tolist() == [0.6, 0.4]
    assert (sold["hhi_low"].iloc[0], sold["hhi_high"].iloc[0]) == (0, 1)
    assert set(sold["concentration"]) == {"unknown"}
    assert sold["total"].isna().all()


def test_complete_flows_add_up_to_the_total() -> None:
    sold = bought(layers.dependence(flows(("TW", "PL", 60), ("TW", "CZ", 40)), complete=True))
    assert sold["share_low"].tolist() == sold["share_high"].tolist() == [0.6, 0.4]
    assert sold["hhi_low"].tolist() == sold["hhi_high"].tolist() == pytest.approx([0.52] * 2)


def test_more_than_a_figure_may_take_the_rest() -> None:
    table = flows(("TW", "PL", 50), ("TW", "CZ", 30), ("TW", "WLD", 100), qualifier=["more than", "", ""])
    sold = bought(layers.dependence(table))
    assert sold["share_high"].to_dict() == pytest.approx({"PL": 0.7, "CZ": 0.3})
    assert sold["hhi_high"].iloc[0] == pytest.approx(0.7**2 + 0.3**2)


def test_a_missing_quantity_stays_unknown() -> None:
    sold = bought(layers.dependence(flows(("TW", "PL", None), ("TW", "CZ", 30), ("TW", "WLD", 100))))
    assert (sold.loc["PL", "share_low"], sold.loc["PL", "share_high"]) == (0, 0.7)
    assert sold["hhi_high"].iloc[0] == pytest.approx(0.7**2 + 0.3**2)
    unknown = bought(layers.dependence(flows(("TW", "PL", None), ("TW", "CZ", 30)), complete=True))
    assert unknown.loc["PL", "share_high"] == 1


def test_partners_known_only_together_share_at_best_equally() -> None:
    sold = bought(layers.dependence(flows(("TW", "CZ+PL", 60), ("TW", "DE", 40)), complete=True))
    assert sold["hhi_low"].iloc[0] == pytest.approx(2 * 0.3**2 + 0.4**2)
    assert sold["hhi_high"].iloc[0] == pytest.approx(0.6**2 + 0.4**2)


def test_products_units_and_periods_are_markets_of_their_own() -> None:
    table = flows(
        *[("TW", "PL", 1), ("TW", "PL", 2), ("TW", "PL", 3)],
        product=["drones", "chips", "chips"],
        period=["2024", "2024", "2025"],
    )
    sold = bought(layers.dependence(table, complete=True))
    assert sold["share_low"].tolist() == [1, 1, 1]
    assert sold["quantity"].tolist() == [1, 2, 3]


def test_both_sides_are_told() -> None:
    table = layers.dependence(flows(("CN", "PL", 3), ("TW", "PL", 1)), complete=True)
    supplied = table[(table["side"] == "suppliers") & (table["country"] == "PL")]
    assert dict(zip(supplied["partner"], supplied["share_low"], strict=True)) == {"CN": 0.75, "TW": 0.25}


def test_of_nothing_there_are_no_shares() -> None:
    sold = bought(layers.dependence(flows(("TW", "PL", 0), ("TW", "CZ", 0)), complete=True))
    assert np.isnan(sold["share_low"]).all()
    assert set(sold["concentration"]) == {"unknown"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("TW", "PL", 1), ("TW", "PL", 2)], "PL in several flows"),
        ([("TW", "PL", 1), ("TW", "CZ+PL", 2)], "PL in several flows"),
        ([("TW", "PL", 80), ("TW", "CZ", 30), ("TW", "WLD", 100)], "flows of 100 in all, got flows of 110"),
        ([("TW", "PL", -1)], "a number >= 0, got -1"),
    ],
)
def test_contradictions_are_told(rows: list[tuple[str, str, float]], told: str) -> None:
    with pytest.raises(layers.ValidationError, match=told):
        layers.dependence(flows(*rows))


def test_a_missing_column_is_told() -> None:
    with pytest.raises(layers.ValidationError, match="quantity: expected this column"):
        layers.dependence(pd.DataFrame({"origin": [], "destination": []}))


def test_the_bundled_flows_of_drones_from_taiwan() -> None:
    sold = bought(layers.dependence(layers.example().flows))
    shares = sold[sold["unit"] == "USD million"].groupby("period")["share_low"].agg(dict)
    assert shares["2025-01/2025-06"]["PL"] == pytest.approx(6.48 / 11.89)
    assert shares["2025-01/2025-10"]["PL"] == pytest.approx(0.393, abs=5e-4)  # as published
    assert shares["2025-01/2025-10"]["CZ"] == pytest.approx(0.327, abs=5e-4)
    assert shares["2026-01/2026-03"]["CZ"] == pytest.approx(100 / 115.85)
