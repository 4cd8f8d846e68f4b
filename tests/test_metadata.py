"""What an atlas says of itself, and the dictionary of its columns."""

from __future__ import annotations

import pytest

from isthmus import layers
from isthmus._choices import PRECISIONS
from isthmus.geo import ArgumentError
from isthmus.layers._tables.metadata import data_dictionary
from isthmus.layers._tables.plain_schemas import ATLAS_SCHEMAS


def test_the_dictionary_says_of_each_column_what_its_schema_says() -> None:
    words = data_dictionary().set_index(["layer", "column"])
    assert [*words.index] == [
        (name, column) for name, schema in ATLAS_SCHEMAS.items() for column in schema.names
    ]
    assert words.loc[("corridors", "length_km")].to_dict() == {
        "kind": "number",
        "unit": "km",
        "required": "no",
        "allowed": "",
        "description": layers.SCHEMAS["corridors"]["length_km"].description,
    }
    assert words.loc[("corridors", "mode"), ["required", "allowed"]].tolist() == [
        "yes",
        "sea | rail | road | air | ferry",
    ]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_an_atlas_says_one_of_four_precisions(precision: str) -> None:
    assert layers.About(precision=precision).precision == precision


def test_another_precision_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"precision: .*country.*, got 'street'"):
        layers.About(precision="street")  # type: ignore[arg-type]
