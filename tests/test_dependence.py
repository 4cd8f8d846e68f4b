"""Shares of buyers and suppliers, worked out by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import DataWarning
from proof_size import proof_size


def flows(*rows: tuple[str, str, object], **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "quantity"]).assign(**columns)


def shares_of(
    rows: list[tuple[str, str, object]], *, complete: bool = True, note: str = "", **columns: list[str] | str
) -> pd.DataFrame:
    """Return what Taiwan is supplied with, and hold the notes to account."""
    table = pd.DataFrame(rows, columns=["origin", "destination", "quantity"]).assign(**columns)
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        result = layers.dependence(table, complete=complete)
    said = "\n".join(str(warning.message) for warning in given)
    assert note in said
    assert bool(note) == bool(said)
    return result[(result["side"] == "suppliers") & (result["country"] == "TW")].set_index("partner")


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
    assert set(sold["thresholds"]) == {"us-2023"}


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
        ([("TW", "PL", 1), ("TW", "PL", 2)], "in several flows, rows 1 and 2; add them up if"),
        ([("TW", "PL+DE", 1), ("TW", "CZ+PL", 2)], "PL in several flows, rows 1 and 2"),
        ([("CN", "TW", 50), ("China", "TW", 30), ("CHN", "TW", 20)], "CN in several flows, rows 1 and 3"),
        (
            [("EU", "TW", 20), ("DE", "TW", 30)],
            "row 1, quantity: expected members of EU of 20 in all, got 30",
        ),
        ([("WLD", "TW", 100), ("0", "TW", 120), ("CN", "TW", 1)], r"got 100 \(row 1\) and 120 \(row 2\)"),
        ([("TW", "PL", 80), ("TW", "CZ", 30), ("TW", "WLD", 100)], "flows of 100 in all, got flows of 110"),
        (
            [("TW", "PL", -1)],
            'row 1, quantity: expected a finite number >= 0, got "-1"; leave the cell empty',
        ),
    ],
)
def test_contradictions_are_told(rows: list[tuple[str, str, float]], told: str) -> None:
    with pytest.raises(layers.ValidationError, match=told):
        layers.dependence(flows(*rows), complete=True)


def test_a_missing_column_is_told() -> None:
    with pytest.raises(layers.ValidationError, match="quantity: expected this column"):
        layers.dependence(pd.DataFrame({"origin": [], "destination": []}))


def test_the_bundled_flows_of_drones_from_taiwan() -> None:
    sold = bought(layers.dependence(layers.example().flows))
    shares = sold[sold["unit"] == "USD million"].groupby("period")["share_low"].agg(dict)
    assert shares["2025-01/2025-06"]["PL"] == pytest.approx(6.48 / 11.89)
    assert shares["2025-01/2025-10"]["PL"] == pytest.approx(0.393, abs=5e-4)  # as published
    assert shares["2025-01/2025-10"]["CZ"] == pytest.approx(0.327, abs=5e-4)


@pytest.mark.parametrize("world", ["World", "WLD", "W00", "0", "Total", "\u4e16\u754c", "\u015awiat"])
def test_the_world_is_the_total_and_no_partner(world: str) -> None:
    rows: list[tuple[str, str, object]] = [(world, "TW", 100), ("CN", "TW", 60), ("JP", "TW", 40)]
    note = "" if world == "WLD" else "as WLD"
    for complete in (True, False):
        bought = shares_of(rows, complete=complete, note=note)
        assert bought["share_listed"].to_dict() == bought["share_low"].to_dict() == {"CN": 0.6, "JP": 0.4}
        assert bought["hhi_high"].tolist() == pytest.approx([0.52] * 2)
        assert set(bought["total"]) == {100}


def test_the_world_bounds_what_is_unknown() -> None:
    bought = shares_of([("WLD", "TW", 100), ("CN", "TW", 60)], qualifier=["up to", ""])
    assert (bought.loc["CN", "share_low"], bought.loc["CN", "share_high"]) == (0.6, 1)
    bought = shares_of([("WLD", "TW", 100), ("CN", "TW", 60)], qualifier=["at least", ""])
    assert (bought.loc["CN", "share_low"], bought.loc["CN", "share_high"]) == (0, 0.6)
    assert np.isnan(bought.loc["CN", "total"])
    assert bought.loc["CN", "total_low"] == 100


def test_members_are_not_counted_twice_beside_their_group() -> None:
    rows: list[tuple[str, str, object]] = [("EU", "TW", 50), ("DE", "TW", 30), ("JP", "TW", 40)]
    bought = shares_of(rows, note="EU beside DE; 20 of it are of the rest")
    assert bought["quantity"].to_dict() == {"rest of EU": 20, "DE": 30, "JP": 40}
    assert set(bought["total"]) == {90}
    assert bought["share_listed"].sum() == pytest.approx(1)
    assert bought["hhi_high"].iloc[0] == pytest.approx((20**2 + 30**2 + 40**2) / 90**2)
    assert bought["hhi_low"].iloc[0] == pytest.approx((20**2 / 26 + 30**2 + 40**2) / 90**2)  # of 26 others


def test_groups_within_groups_and_what_they_say_of_a_missing_member() -> None:
    nested = shares_of([("EU", "TW", 60), ("CZ+PL", "TW", 30), ("PL", "TW", 10)], note="EU beside CZ+PL")
    assert nested["quantity"].to_dict() == {"rest of EU": 30, "rest of CZ+PL": 20, "PL": 10}
    told = shares_of([("CZ+PL", "TW", 60), ("CZ", "TW", None), ("PL", "TW", 20)], note="CZ+PL beside")
    assert told["quantity_low"].to_dict() == told["quantity_high"].to_dict() == {"CZ": 40, "PL": 20}
    assert told["share_low"].to_dict() == pytest.approx({"CZ": 2 / 3, "PL": 1 / 3})


def test_what_names_nobody_counts_in_the_total_and_may_be_anybody() -> None:
    rows: list[tuple[str, str, object]] = [("CN", "TW", 60), ("JP", "TW", 30), ("Areas, nes", "TW", 10)]
    bought = shares_of(rows, note="nobody knows whom")
    assert bought["share_listed"].to_dict() == bought["share_low"].to_dict() == {"CN": 0.6, "JP": 0.3}
    assert bought["share_high"].to_dict() == pytest.approx({"CN": 0.7, "JP": 0.4})
    assert bought["hhi_low"].iloc[0] == pytest.approx(0.6**2 + 0.3**2)
    assert bought["hhi_high"].iloc[0] == pytest.approx(0.7**2 + 0.3**2)


def test_the_rest_of_the_world_closes_the_total() -> None:
    rows: list[tuple[str, str, object]] = [("CN", "TW", 60), ("JP", "TW", 30), ("Rest of world", "TW", 10)]
    bought = shares_of(rows, complete=False, note="of nobody who is listed")
    assert bought["share_low"].to_dict() == bought["share_high"].to_dict() == {"CN": 0.6, "JP": 0.3}
    assert bought["hhi_high"].iloc[0] == pytest.approx(0.6**2 + 0.3**2 + 0.1**2)


def test_other_asia_is_taiwan_and_says_so() -> None:
    table = pd.DataFrame({"i": [156], "j": [490], "v": [60.0]})
    table.columns = ["origin", "destination", "quantity"]
    with pytest.warns(DataWarning, match="Other Asia, nes is in practice Taiwan"):
        result = layers.dependence(table, complete=True)
    assert set(result["country"]) == {"CN", "TW"}


def test_units_of_one_kind_are_one_market() -> None:
    bought = shares_of([("CN", "TW", 60), ("JP", "TW", 40)], unit=["USD", "usd"], note='"usd", read as 1 USD')
    assert bought["share_low"].to_dict() == {"CN": 0.6, "JP": 0.4}
    units = ["USD million", "thousand US$"]
    bought = shares_of([("CN", "TW", 6), ("JP", "TW", 4000)], unit=units, note="0.001 USD million")
    assert bought["share_low"].to_dict() == {"CN": 0.6, "JP": 0.4}
    with pytest.raises(layers.ValidationError, match="row 2, unit: expected a unit in every row or in none"):
        shares_of([("CN", "TW", 60), ("JP", "TW", 40)], unit=["USD", ""])


def test_qualified_figures_are_bounds() -> None:
    rows: list[tuple[str, str, object]] = [("CN", "TW", 50), ("JP", "TW", 50)]
    for qualifier, low, high in (("up to", 0, 0.5), ("at least", 0.5, 1), ("about", 45 / 95, 55 / 105)):
        bought = shares_of(rows, qualifier=[qualifier, ""])
        assert bought.loc["CN", ["share_low", "share_high"]].tolist() == pytest.approx([low, high])
        assert bought["share_listed"].tolist() == [0.5, 0.5]


def test_shares_are_of_the_side_that_they_add_up_on() -> None:
    rows: list[tuple[str, str, object]] = [
        ("CN", "TW", 60),
        ("CN", "KR", 70),
        ("JP", "TW", 40),
        ("JP", "KR", 30),
    ]
    table = flows(*rows, unit=["%"] * 4)
    with pytest.warns(DataWarning, match="as of 100 of the suppliers"):
        result = layers.dependence(table)
    assert set(result["side"]) == {"suppliers"}
    assert result["share_low"].tolist() == result["share_high"].tolist() == [0.6, 0.4, 0.7, 0.3]


@pytest.mark.parametrize("complete", [True, False])
def test_shares_of_more_than_all_are_refused(complete: bool) -> None:  # noqa: FBT001 - a parameter of a test
    with pytest.raises(layers.ValidationError, match="flows of 100 in all, got flows of 120"):
        shares_of([("CN", "TW", 70), ("JP", "TW", 50)], unit="%", complete=complete)
    with pytest.raises(layers.ValidationError, match='call the unit "share" if they are fractions'):
        shares_of([("CN", "TW", 0.7), ("JP", "TW", 0.3)], unit="%", complete=complete)


def test_a_flow_of_a_country_with_itself_is_told() -> None:
    bought = shares_of([("TW", "TW", 60), ("JP", "TW", 40)], note="a flow of TW with itself")
    assert bought["share_low"].to_dict() == {"TW": 0.6, "JP": 0.4}


def test_who_alone_may_have_sold_anything_has_sold_all() -> None:
    with pytest.warns(DataWarning, match="0-1"):
        sold = layers.dependence(flows(("CN", "TW", "0-1"), ("JP", "TW", "0-0")), complete=True)
    sold = sold[sold["side"] == "suppliers"].set_index("partner")
    assert sold.loc["CN", ["share_low", "share_high", "hhi_low", "hhi_high"]].tolist() == [1, 1, 1, 1]
    assert sold.loc["JP", ["share_low", "share_high"]].tolist() == [0, 0]
    assert sold.loc["CN", "concentration"] == "high"


@settings(max_examples=proof_size(20, 160))
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=5),
    st.integers(0, 50),
    st.booleans(),
    st.data(),
)
def test_bounds_hold_whatever_the_quantities_are(
    ranges: list[tuple[int, int]],
    rest: int,
    complete: bool,  # noqa: FBT001 - drawn
    data: st.DataObject,
) -> None:
    spans = [sorted(pair) for pair in ranges]
    true = [data.draw(st.integers(*span)) for span in spans]
    total = sum(true) + (0 if complete else rest)
    if not total:
        return
    names = ["CN", "JP", "KR", "US", "DE"]
    rows = [(name, "TW", f"{low}-{high}") for name, (low, high) in zip(names, spans, strict=False)]
    table = flows(*rows, *([] if complete else [("WLD", "TW", f"{total}")]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = layers.dependence(table, complete=complete)
    bought = result[(result["side"] == "suppliers") & (result["country"] == "TW")]
    shares = np.array(true) / total
    assert (bought["share_low"] - 1e-9 <= shares).all()
    assert (shares <= bought["share_high"] + 1e-9).all()
    known = float(np.square(shares).sum())
    assert bought["hhi_low"].iloc[0] - 1e-9 <= known
    assert known + (1 - shares.sum()) ** 2 <= bought["hhi_high"].iloc[0] + 1e-9
