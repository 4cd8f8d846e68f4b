"""Quantities that are known to lie between two numbers."""

from __future__ import annotations

import math

import pytest

from isthmus import layers
from isthmus.geo import ArgumentError


def test_a_known_quantity_is_one_number_and_an_unknown_one_has_no_meaning() -> None:
    assert str(layers.Range(2, 2)) == "2"
    assert str(layers.Range(0.1, 2.5)) == "0.1 to 2.5"
    assert str(layers.Range(math.nan, math.nan)) == "nan to nan"


def test_the_low_end_comes_first() -> None:
    with pytest.raises(ArgumentError, match="Range: expected low <= high, got 2 and 1"):
        layers.Range(2, 1)
