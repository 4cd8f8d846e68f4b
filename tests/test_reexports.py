"""Where goods end that pass through others, by argument and against divisions drawn at random."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import ArgumentError, DataWarning, IsthmusError, ValidationError
from proof_size import proof_size

CHAIN = [("TW", "CZ", 10), ("CZ", "PL", 8), ("PL", "UA", 5)]


def flows(*rows: tuple[str, str, object], **columns: object) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "quantity"]).assign(**columns)


def bounds(
    table: pd.DataFrame, *, complete: bool = True, share: bool = False
) -> dict[str, tuple[float, float]]:
    """Return the bounds of what Taiwan's goods amount to in Ukraine, by whom they pass."""
    found = layers.reexports(table, origin="TW", destination="UA", complete=complete)
    what = "share" if share else "quantity"
    columns = found[["through", f"{what}_low", f"{what}_high"]].to_numpy()
    return {through: (low, high) for through, low, high in columns}


def test_nobody_sends_on_more_than_was_sent_and_anybody_may_send_its_own() -> None:
    assert bounds(flows(*CHAIN)) == {"": (0, 5), "CZ": (0, 5), "PL": (0, 5)}
    wide = flows(("TW", "CZ", 4), ("CZ", "UA", 40))
    assert bounds(wide) == {"": (0, 4), "CZ": (0, 4)}
    assert bounds(wide, share=True) == {"": (0, 1), "CZ": (0, 1)}


def test_whoever_sends_nothing_has_a_row_that_says_so() -> None:
    nothing = flows(("TW", "CZ", 0), ("CZ", "UA", 10))
    assert bounds(nothing) == {"": (0, 0)}
    assert all(math.isnan(end) for end in bounds(nothing, share=True)[""])
    assert bounds(flows(("TW", "UA", 0))) == {"": (0, 0)}


def test_figures_too_far_apart_for_the_solver_are_told() -> None:
    with pytest.raises(IsthmusError, match="state quantities in a larger unit"):
        bounds(flows(("TW", "WLD", 1e17), ("TW", "CZ", 5e16), ("CZ", "UA", 1e16), ("TW", "UA", 50)))


def test_a_table_without_flows_has_no_ends() -> None:
    with pytest.raises(ArgumentError, match=r"origin: expected an end of a flow \(the table tells none\)"):
        bounds(flows())


def test_ways_side_by_side_add_up() -> None:
    table = flows(("TW", "CZ", 10), ("CZ", "UA", 6), ("TW", "PL", 10), ("PL", "UA", 7))
    assert bounds(table, share=True) == {"": (0, 0.65), "CZ": (0, 0.3), "PL": (0, 0.35)}


def test_what_goes_on_from_the_end_did_not_end_there() -> None:
    assert bounds(flows(("TW", "UA", 5), ("UA", "PL", 3))) == {"": (2, 5), "direct": (2, 5)}
    back = flows(("TW", "UA", 5), ("UA", "TW", 3))
    assert bounds(back) == {"": (5, 5), "direct": (5, 5)}, "what comes back has been there"


def test_goods_that_pass_two_countries_pass_both() -> None:
    table = flows(("TW", "CZ", 10), ("CZ", "PL", 8), ("CZ", "UA", 1), ("PL", "UA", 5))
    assert bounds(table) == {"": (0, 6), "CZ": (0, 6), "PL": (0, 5)}


def test_a_figure_known_as_a_range_bounds_the_share() -> None:
    table = flows(("TW", "UA", "10-20"), ("TW", "PL", "30"))
    with pytest.warns(DataWarning, match="plain numbers"):
        shares = bounds(table, share=True)
    assert shares[""] == pytest.approx((10 / 40, 20 / 50))


def test_whoever_is_not_listed_may_stand_between_within_the_totals() -> None:
    table = flows(("TW", "WLD", 100), ("TW", "CZ", 60), ("WLD", "UA", 50), ("CZ", "UA", 40))
    assert bounds(table) == {"": (0, 50), "CZ": (0, 40), "others": (0, 10)}
    # Czechia may also sell to others, and buy from them
    assert bounds(table, complete=False) == {"": (0, 50), "CZ": (0, 50), "others": (0, 50)}


def test_without_totals_nothing_bounds_what_is_not_listed() -> None:
    assert bounds(flows(*CHAIN), complete=False)[""] == (0, math.inf)
    assert bounds(flows(*CHAIN), complete=False, share=True)[""] == (0, 1)


def test_the_rest_of_the_world_is_whoever_is_not_listed() -> None:
    table = flows(
        ("TW", "CZ", 60), ("TW", "rest of world", 40), ("CZ", "UA", 30), ("rest of world", "UA", 25)
    )
    with pytest.warns(DataWarning, match="rest of the world"):
        assert bounds(table) == {"": (0, 55), "CZ": (0, 30), "others": (0, 25)}


def test_two_reports_of_one_flow_are_its_bounds() -> None:
    rows = [("TW", "UA", "Export", 100), ("UA", "TW", "Import", 120), ("TW", "CZ", "Export", 50)]
    table = pd.DataFrame(rows, columns=["reporterISO", "partnerISO", "flowDesc", "primaryValue"]).assign(
        cmdCode="8806", refYear=2024
    )
    with pytest.warns(DataWarning):
        found = layers.reexports(table, origin="TW", destination="UA", complete=True)
    assert found[["quantity_low", "quantity_high"]].to_numpy().tolist()[0] == [100, 120]
    assert found["share_low"].iloc[0] == pytest.approx(100 / 150)
    assert found["share_high"].iloc[0] == pytest.approx(120 / 170)


def test_markets_are_apart_and_shares_in_percent_left_out() -> None:
    first = flows(*CHAIN, product="drones", unit="t", period="2024", id=["a", "b", "c"])
    second = first.assign(period="2025", quantity=1)
    percent = first.assign(unit="%", product="motors", quantity=10)
    found = layers.reexports(
        pd.concat([first, second, percent]), origin="TW", destination="UA", complete=True
    )
    assert found.groupby(["product", "period"])["quantity_high"].max().to_dict() == {
        ("drones", "2024"): 5,
        ("drones", "2025"): 1,
    }
    assert found.set_index(["period", "through"])["flows"]["2024"].to_dict() == {
        "": "c",
        "CZ": "a+b",
        "PL": "b+c",
    }


def test_a_country_beside_its_group_and_a_flow_told_twice_are_refused() -> None:
    table = flows(*CHAIN, ("TW", "EU", 12), ("PL", "UA", 5))
    with pytest.raises(ValidationError) as caught:
        layers.reexports(table, origin="TW", destination="UA")
    assert "expected each country once, got EU beside CZ, PL" in str(caught.value)
    assert "row 5: expected each flow once, got PL to UA again" in str(caught.value)
    over = flows(("TW", "WLD", 5), ("TW", "CZ", 60), ("CZ", "UA", 1))
    with pytest.raises(ValidationError, match="row 1: expected flows from TW of 5 in all, got 60"):
        layers.reexports(over, origin="TW", destination="UA")


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ({"origin": "Atlantis"}, "origin: expected a country, or countries joined by"),
        ({"destination": "World"}, "destination: expected a country, or countries joined by"),
        ({"destination": "FR"}, r"destination: expected an end of a flow \(CZ, PL, TW, UA\), got 'FR'"),
        ({"destination": "TW"}, "expected two ends apart, got TW and TW"),
    ],
)
def test_ends_that_are_none_are_refused(ends: dict[str, str], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        layers.reexports(flows(*CHAIN), **{"origin": "TW", "destination": "UA", **ends})


NAMES = ("TW", "CZ", "PL", "DE", "UA")
PAIRS = [(one, other) for one in NAMES for other in NAMES if other not in {one, "TW"}]


@settings(max_examples=proof_size(15, whole=1000), deadline=None)
@given(st.lists(st.integers(0, 9), min_size=len(PAIRS), max_size=len(PAIRS)), st.integers(0, 2**32))
def test_bounds_hold_whatever_became_of_the_goods(sizes: list[int], seed: int) -> None:
    """Taiwan's goods are passed on at random, within what was sent; the bounds hold what ends in Ukraine."""
    listed = {pair: size for pair, size in zip(PAIRS, sizes, strict=True) if size}
    if not any(pair[0] == "TW" for pair in listed) or not any("UA" in pair for pair in listed):
        return
    found = bounds(flows(*((*pair, size) for pair, size in listed.items())))
    draws, left = np.random.default_rng(seed), {pair: float(size) for pair, size in listed.items()}
    ended = dict.fromkeys(["", "direct", *NAMES], 0.0)
    for first in [pair for pair in listed if pair[0] == "TW"]:
        for _ in range(4):
            amount = listed[first] / 4
            passed = _pass_on(first[1], amount, left, draws)
            for through in passed:
                ended[through] += amount
    for through, amount in ended.items():
        low, high = found.get(through, (0.0, 0.0))
        assert low - 1e-6 <= amount <= high + 1e-6


def _pass_on(
    node: str, amount: float, left: dict[tuple[str, str], float], draws: np.random.Generator
) -> set[str]:
    """Pass goods on at random, and return whom they passed if they end in Ukraine."""
    passed = {"direct"} if node == "UA" else set()
    while node != "UA" and draws.random() > 0.3:
        onward = [pair for pair in left if pair[0] == node and left[pair] >= amount]
        if not onward:
            break
        taken = onward[draws.integers(len(onward))]
        left[taken] -= amount
        passed.add(node)
        node = taken[1]
    return {"", *passed} if node == "UA" else set()


@settings(max_examples=proof_size(10, whole=300), deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(0, 50))
def test_more_passed_on_never_bounds_less(sent: int, onward: int, direct: int, more: int) -> None:
    def highest(grown: int) -> float:
        return bounds(flows(("TW", "CZ", sent), ("CZ", "UA", onward + grown), ("TW", "UA", direct)))[""][1]

    assert highest(0) <= highest(more) <= sent + direct
