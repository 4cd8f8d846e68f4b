"""Shares and their concentration, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo, layers


def test_the_index_by_hand() -> None:
    assert layers.herfindahl([0.5, 0.3, 0.2]).low == pytest.approx(0.25 + 0.09 + 0.04)
    assert layers.herfindahl([1.0]) == layers.Range(1.0, 1.0)
    assert 1 / layers.herfindahl([0.25] * 4).low == pytest.approx(4)


def test_what_is_unknown_widens_the_index() -> None:
    index = layers.herfindahl([0.6], unknown=0.4)
    assert (index.low, index.high) == pytest.approx((0.36, 0.52))


def test_a_share_of_two_together_is_lowest_if_they_hold_the_same() -> None:
    index = layers.herfindahl([0.6, 0.4], members=[2, 1])
    assert (index.low, index.high) == pytest.approx((0.3**2 * 2 + 0.16, 0.36 + 0.16))


@given(st.lists(st.integers(1, 100), min_size=2, max_size=8), st.data())
def test_bounds_hold_however_the_rest_is_split(quantities: list[int], data: st.DataObject) -> None:
    named = data.draw(st.integers(1, len(quantities)))
    shares = [quantity / sum(quantities) for quantity in quantities]
    index = layers.herfindahl(shares[:named], unknown=sum(shares[named:]))
    true = layers.herfindahl(shares).low
    assert index.low - 1e-9 <= true <= index.high + 1e-9


@pytest.mark.parametrize(
    ("bands", "index", "word"),
    [("us-2023", 0.18, "high"), ("us-2010", 0.18, "moderate"), ("eu-2004", 0.0999, "low")],
)
def test_published_bands_differ(bands: str, index: float, word: str) -> None:
    assert layers.THRESHOLDS[bands].of(index) == word


def test_bands_and_intervals_out_of_order_are_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="moderate <= high"):
        layers.Thresholds("mine", 0.3, 0.2, "nobody")
    with pytest.raises(geo.ArgumentError, match="low <= high"):
        layers.Range(2, 1)
