"""What lies below every map: countries, lakes, disputed lines, and names by their size."""

from __future__ import annotations

import pytest
from unpacking import Unpacked, from_text, unpack

from isthmus.layers._bundled.countries import countries, country_marks
from isthmus.layers._bundled.gazetteer import cities
from isthmus.maps._base_layers import base_layers


@pytest.fixture(scope="module")
def base() -> dict[str, Unpacked]:
    return {layer.layer_name: unpack(from_text(layer.packed)) for layer in base_layers()}


def test_the_lowest_comes_first_and_all_stand_under_one_heading(base: dict[str, Unpacked]) -> None:
    assert [*base] == ["countries", "lakes", "disputed_lines", "country_names", "towns"]
    assert not any(layer.control for layer in base_layers())
    assert {unpacked.header["layer"]["group"] for unpacked in base.values()} == {"base"}
    assert base["countries"].header["rows"] == len(countries())


def test_a_country_is_named_by_the_width_of_its_largest_part(base: dict[str, Unpacked]) -> None:
    columns = base["country_names"].columns
    width = dict(zip(columns["iso"], columns["width"], strict=True))
    assert len(width) == len(country_marks())
    assert width["CZ"] == 6.76  # from 12.09 to 18.85 degrees
    assert width["TW"] == pytest.approx(2.0, abs=0.1)  # the island itself, without Kinmen
    assert width["RU"] < 170  # without what lies beyond 180 degrees


def test_larger_towns_are_named_first(base: dict[str, Unpacked]) -> None:
    population = base["towns"].columns["population"]
    assert population == sorted(cities()["population"], reverse=True)


def test_outlines_are_as_fine_as_their_grid(base: dict[str, Unpacked]) -> None:
    assert {section["digits"] for section in base["countries"].header["sections"]} == {3}
