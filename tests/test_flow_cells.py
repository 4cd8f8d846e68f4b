"""The cells of a table of flows, and the figures and units in them."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.geo import ValidationError
from isthmus.layers._supply.flow_cells import (
    Complaint,
    Figure,
    decimal_sign,
    is_percent,
    plain_cells,
    read_figure,
    unit_of,
)
from isthmus.layers._supply.trade_layouts import find_cells


def test_a_missing_column_is_told_with_those_there() -> None:
    table = pd.DataFrame({"a": [1]})
    with pytest.raises(ValidationError, match="origin: expected this column, got a table of a"):
        find_cells(table)


def test_rows_count_from_one_and_tell_both_sides() -> None:
    table = pd.DataFrame({"origin": ["CN", "JP"], "destination": "TW", "quantity": [1, None]})
    keys = {name: name for name in table}
    found = plain_cells(table, keys)
    assert found.rows == [1, 2]
    assert found.sides == [("buyers", "suppliers")] * 2
    assert (found.texts["quantity"], found.is_typed) == (["1", ""], True)


def bounds(text: str, qualifier: str = "", sign: str | None = None) -> tuple[float, float] | str:
    found = read_figure(text, qualifier, sign=sign, about=0.1)
    return (found.low, found.high) if isinstance(found, Figure) else found.column


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("60", 60, 60),
        ("1e3", 1000, 1000),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234,5", 1234.5, 1234.5),
        ("1 234 567", 1234567, 1234567),
        ("1\u202f234,5", 1234.5, 1234.5),
        ("1'234", 1234, 1234),
        ("12,5", 12.5, 12.5),
        ("0,125", 0.125, 0.125),
        (">50", 50, math.inf),
        ("at least 50", 50, math.inf),
        ("co najmniej 50", 50, math.inf),
        ("< 50", 0, 50),
        ("up to 50", 0, 50),
        ("~50", 45, 55),
        ("40-60", 40, 60),
        ("40 \u2013 60", 40, 60),
        ("", 0, math.inf),
        ("n/a", 0, math.inf),
        ("..", 0, math.inf),
    ],
)
def test_bounds_by_hand(text: str, low: float, high: float) -> None:
    assert bounds(text) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    [
        "inf",
        "-1",
        "\u22121",
        "1,234",
        "60-40",
        "$60",
        "60 USD",
        "x",
        "1e999",
        "1-2-3",
        ",",
        ".",
        "[1]",
        "2025-01-02",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert bounds(text) == "quantity"


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("more than", (50, math.inf)),
        ("At least", (50, math.inf)),
        ("\u2265", (50, math.inf)),
        ("up to", (0, 50)),
        ("less than", (0, 50)),
        ("ca.", (45, 55)),
        ("Alespo\u0148", (50, math.inf)),
        ("exactly", (50, 50)),
        ("perhaps", "qualifier"),
    ],
)
def test_qualifiers(qualifier: str, expected: tuple[float, float] | str) -> None:
    assert bounds("50", qualifier) == (expected if isinstance(expected, str) else pytest.approx(expected))


def test_a_cell_and_its_qualifier_that_differ() -> None:
    found = read_figure(">50", "up to", sign=None, about=0.1)
    assert isinstance(found, Complaint)
    assert found.column == "qualifier"
    assert bounds(">50", "at least") == (50, math.inf)


def test_commas_by_the_other_cells_of_a_column() -> None:
    assert decimal_sign(["1,234", "12,5", ""]) == ","
    assert decimal_sign(["1,234", "1,234,567"]) == "."
    assert decimal_sign(["1,234", "12,5", "1,234.5"]) == ""
    assert bounds("1,234", sign=",") == (1.234, 1.234)
    assert bounds("1,234", sign=".") == (1234, 1234)
    assert bounds("1.234", sign=",") == (1234, 1234)
    assert bounds("1.234") == (1.234, 1.234)
    assert bounds("1.234", sign="") == bounds("60.000") == "quantity"


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("USD", "usd", "US$", "US dollars", " Usd "), (1, "usd")),
        (("USD million", "million USD", "mln USD", "USD m", "MUSD", "1000000 USD"), (1e6, "usd")),
        (("USD thousand", "kUSD", "1000 USD", "tys. USD"), (1e3, "usd")),
        (("t", "tonnes", "metric tons", "1000 kg"), (1, "t")),
        (("%", "percent", "per cent"), (1, "%")),
        (("share", "fraction"), (100, "%")),
        (("units",), (1, "units")),
        (("m",), (1, "m")),
        (("",), (1, "")),
    ],
)
def test_units_that_are_one(texts: tuple[str, ...], unit: tuple[float, str]) -> None:
    assert [unit_of(text) for text in texts] == [unit] * len(texts)
    assert is_percent(texts[0]) == (unit[1] == "%")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_a_figure_or_a_complaint(text: str, qualifier: str) -> None:
    found = read_figure(text, qualifier, sign=None, about=0.1)
    assert isinstance(found, Complaint) or 0 <= found.low <= found.high


@given(st.floats(0, 1e12))
def test_every_number_reads_as_it_stands(number: float) -> None:
    assert bounds(repr(number)) == (number, number)
