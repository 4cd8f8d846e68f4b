"""Tables of flows as people have them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isthmus.geo import ValidationError
from isthmus.layers._supply.trade_flows import read_flows


def test_columns_under_usual_names_are_noted() -> None:
    table = pd.DataFrame(
        {"Exporter": ["CHN"], "Importer": ["TWN"], "Value": [60], "Year": [2024.0], "HS": ["88"]}
    )
    flows, notes = read_flows(table, about=0.1)
    assert (flows[0].origin.name, flows[0].destination.name, flows[0].high) == ("CN", "TW", 60)
    assert (flows[0].period, flows[0].product) == ("2024", "88")
    assert 'flows, period: note: expected column "period", got column "Year"' in map(str, notes)


def test_a_table_without_notes() -> None:
    table = pd.DataFrame({"origin": ["CN"], "destination": ["TW"], "quantity": [60]})
    assert read_flows(table, about=0.1)[1] == []


def test_spellings_of_products_and_periods_are_one() -> None:
    table = pd.DataFrame(
        {
            "origin": ["CN", "JP"],
            "destination": "TW",
            "quantity": 1,
            "product": ["Chips", " chips"],
            "period": [2024, "2024"],
        }
    )
    assert {(flow.product, flow.period) for flow in read_flows(table, about=0.1)[0]} == {("Chips", "2024")}


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (np.inf, '"inf"'),
        (-1, '"-1"'),
        (True, '"true"'),
        ("1,234", '"1,234"; it may be 1234 or 1.234'),
        (pd.Timestamp("2025-01-01"), '"2025-01-01"'),
        ([1, 2], '"[1, 2]"'),
    ],
)
def test_what_is_no_quantity_is_told_with_its_row(value: object, got: str) -> None:
    table = pd.DataFrame(
        {"origin": ["CN", "JP"], "destination": "TW", "quantity": pd.Series([1, value], dtype=object)}
    )
    with pytest.raises(ValidationError) as error:
        read_flows(table, about=0.1)
    assert f"flows, row 2, quantity: expected a finite number >= 0, got {got}" in str(error.value)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "n/a"])
def test_a_missing_quantity_has_no_upper_end(missing: object) -> None:
    table = pd.DataFrame(
        {"origin": ["CN"], "destination": "TW", "quantity": pd.Series([missing], dtype=object)}
    )
    flow = read_flows(table, about=0.1)[0][0]
    assert (flow.low, flow.high) == (0, np.inf)


@pytest.mark.parametrize("nobody", [None, "", " ", np.nan, pd.NA])
def test_an_empty_partner_is_refused(nobody: object) -> None:
    table = pd.DataFrame({"origin": ["CN", nobody], "destination": "TW", "quantity": [1, 2]})
    with pytest.raises(ValidationError, match="flows, row 2, origin: expected a country"):
        read_flows(table, about=0.1)


def test_percent_in_the_cells_is_the_unit() -> None:
    table = pd.DataFrame(
        {"origin": ["CN", "JP", "KR"], "destination": "TW", "quantity": ["60 %", "30%", "n/a"]}
    )
    flows, notes = read_flows(table, about=0.1)
    assert [(flow.quantity, flow.unit) for flow in flows[:2]] == [(60, "%"), (30, "%")]
    assert flows[2].unit == "%"
    assert len(notes) == 2


def test_a_missing_column_is_told_beside_those_of_the_file_alone() -> None:
    table = gpd.GeoDataFrame({"origin": ["CN"], "tonnes of": [1]}, geometry=[None], crs=4326)
    with pytest.raises(ValidationError, match=r"got a table of origin, tonnes of;"):
        read_flows(table, about=0.1)
