"""The cells of a table of flows, and what the spellings of a period share."""

from __future__ import annotations

import pandas as pd
import pytest

from isthmus.geo import ValidationError
from isthmus.layers._supply.flow_cells import period_key, plain_cells
from isthmus.layers._supply.trade_layouts import find_cells


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (("2023-Q1", "2023Q1", "2023 Q1", "Q1 2023", "1Q2023", "2023-q1"), "2023-Q1"),
        (("2023-01", "202301", "2023M01", "2023-M01"), "2023-01"),
        (("2023", "2023A", "2023-A1", "202352", "2023.0"), "2023"),
        (("2022/23", " 2022/23"), "2022/23"),
    ],
)
def test_spellings_of_a_period(texts: tuple[str, ...], key: str) -> None:
    assert {period_key(text) for text in texts} == {key}


def test_thirteen_is_no_month_and_five_no_quarter() -> None:
    assert period_key("202313") == "202313"
    assert period_key("2023Q5") == "2023q5"


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
