import datetime as dt

import numpy as np
import pandas as pd
import pytest

from isthmus.layers._tables.cells import as_text, quote


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
