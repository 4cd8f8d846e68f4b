"""The tables of daily figures: their columns, and what tells their rows apart."""

from __future__ import annotations

import pytest

from isthmus import layers
from isthmus.layers._tables.daily_schemas import COUNTS, DAILY, DAILY_SCHEMAS, DAY_KEYS


def test_daily_tables_are_tables_of_an_atlas() -> None:
    assert [*DAILY] == [*DAILY_SCHEMAS] == [*COUNTS]
    assert all(name in layers.PLAIN_SCHEMAS for name in DAILY)


@pytest.mark.parametrize("name", DAILY)
def test_daily_tables_have_days_places_and_each_column_once(name: str) -> None:
    schema = DAILY_SCHEMAS[name]
    required = {column.name for column in schema.columns if column.required}
    assert required == {*DAY_KEYS, "portname"}
    assert COUNTS[name][1] in schema
    assert len({*schema.names}) == len(schema.names)
    assert all(column.description.endswith(".") for column in schema.columns)
