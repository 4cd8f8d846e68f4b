"""What is said of measures, where tables alone do not show it."""

from __future__ import annotations

import math

import pytest

from isthmus.layers import Range
from isthmus.layers._redundancy.lateness import Option
from isthmus.layers._redundancy.measure_sentences import tell_cost, tell_days, tell_share


@pytest.mark.parametrize(
    ("days", "told"),
    [((0, 0), "0"), ((0.125, 11.5), "0.12 to 11.5"), ((2, 2), "2"), ((1234, 1234), "1.23e+03")],
)
def test_days_are_told_with_three_digits(days: tuple[float, float], told: str) -> None:
    assert tell_days(Range(*days)) == told


def test_shares_are_told_as_percents() -> None:
    assert tell_share(Range(0.1, 0.25)) == "10 to 25 %"


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, "What it costs was not found."),
        ({"cost_high": math.nan}, "What it costs was not found."),
        ({"cost_low": 5.0, "cost_high": 7.0, "currency": "EUR"}, "Cost: EUR 5 to 7 million, to build."),
    ],
)
def test_costs_are_told_where_somebody_says_them(figures: dict[str, object], told: str) -> None:
    assert tell_cost(Option("A port", "project", figures=figures)) == told
