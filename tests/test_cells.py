import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.layers._tables.cells import arm, as_text, disarm, quote


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0012", "0012"),
        (" x ", " x "),
        (np.int64(5), "5"),
        (np.float64(5.0), "5"),
        (-0.25, "-0.25"),
        (1e300, "1e+300"),
        (np.nan, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.bool_(1), "true"),
        (dt.date(2025, 9, 3), "2025-09-03"),
        (pd.Timestamp("2025-09-03"), "2025-09-03"),
        (pd.Timestamp("2025-09-03 12:00", tz="UTC"), "2025-09-03T12:00:00+00:00"),
        ({"a": "ł"}, '{"a": "ł"}'),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


def test_long_cells_are_cut_in_messages() -> None:
    assert len(quote("x" * 1000)) == 62


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("x;=1+1", "x;'=1+1"),
        (";;-1", ";;'-1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;\uff20b", "a;'\uff20b"),
        ("a\n=1", "a\n'=1"),
        ("a\r=1", "a\r'=1"),
        ("\r=1", "'\r'=1"),
        ("list:\n- one\n- two", "list:\n- one\n- two"),
        ("a; b - c", "a; b - c"),
        ("2025-01-01;2025-02-01", "2025-01-01;2025-02-01"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_lines_are_split_at_semicolons(text: str, cell: str) -> None:
    assert disarm(text) == cell
    assert arm(cell) == text


@given(st.text("'=+-@\t\r\n;,\"\uff1d\uff0ba", max_size=9))
def test_what_is_disarmed_is_read_back_as_it_was(text: str) -> None:
    assert arm(disarm(text)) == text
    assert all(part[:1] not in {*"=+-@"} for part in disarm(text).split(";"))
