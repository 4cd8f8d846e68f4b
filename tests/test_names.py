"""Lists of names, as texts and as collections."""

from __future__ import annotations

import pytest

from isthmus.geo import ArgumentError
from isthmus.layers._tables.cells import split_names
from isthmus.layers._transport.names import split_places


@pytest.mark.parametrize(
    "given", ["suez,panama", "suez, panama,suez", ["suez", " panama "], ("suez", "panama")]
)
def test_a_text_is_taken_for_a_list(given: object) -> None:
    assert split_names("closed", given) == ("suez", "panama")


@pytest.mark.parametrize("wrong", [3, None, b"suez", "suez,,panama", [""], [3], [None], float("nan")])
def test_what_are_no_names_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="closed: expected names"):
        split_names("closed", wrong)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("TW", ("TW",)),
        ("PL,CZ", ("PL", "CZ")),
        ("Poland, Czechia", ("Poland", "Czechia")),
        ("Taichung, TW", ("Taichung, TW",)),
        ("Taichung, TW, Gdansk", ("Taichung, TW", "Gdansk")),
        ("Gdansk,CZ", ("Gdansk", "CZ")),  # no Gdańsk lies in Czechia
        ("120.3,22.6", ("120.3,22.6",)),
        ("120.3,22.6,PL", ("120.3,22.6", "PL")),
        ((120.3, 22.6), ((120.3, 22.6),)),
        ([120, 22], ((120.0, 22.0),)),
        ([(120.3, 22.6), "PL"], ((120.3, 22.6), "PL")),
        (["PL", "PL"], ("PL",)),
    ],
)
def test_commas_part_places_but_not_points_and_countries(given: object, places: tuple[object, ...]) -> None:
    assert split_places("origins", given) == places


@pytest.mark.parametrize(
    "wrong", [None, 3, b"TW", {}, [], "", " ", [3], [(1, 2, 3)], [None], {"TW": 1}, [True, False]]
)
def test_what_are_no_places_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="origins: expected"):
        split_places("origins", wrong)
