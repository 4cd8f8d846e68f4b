"""The looks of every class: set once, told apart, and for every value that there is."""

from __future__ import annotations

import itertools

import pytest

from isthmus import layers
from isthmus._modes import MODES, TRANSFER
from isthmus.geo import ArgumentError
from isthmus.layers._tables.symbology import (
    NETWORK_SYMBOLOGY,
    PALETTE,
    RISK_BUFFERS,
    ROUTE_WIDER,
    SEVERITY,
    SYMBOLOGY,
    Symbol,
    Symbology,
)

EVERY = {**SYMBOLOGY, **NETWORK_SYMBOLOGY, "risk_buffers": RISK_BUFFERS}


@pytest.mark.parametrize("color", ["#C1452F", "c1452f", "#c1452", "#c1452f0", "red", "#c1452g"])
def test_a_colour_is_six_digits_in_lower_case(color: str) -> None:
    assert Symbol("a", "#c1452f").color == "#c1452f"
    with pytest.raises(ArgumentError, match="color: expected a colour as #rrggbb in lower case, got"):
        Symbol("a", color)


def test_an_opacity_is_from_0_to_1() -> None:
    assert [Symbol("a", "#c1452f", opacity=opacity).opacity for opacity in (0, 1)] == [0, 1]
    for opacity in (-0.01, 1.01):
        with pytest.raises(ArgumentError, match="opacity: expected an opacity from 0 to 1, got"):
            Symbol("a", "#c1452f", opacity=opacity)


def test_a_value_without_a_symbol_has_the_other() -> None:
    looks = Symbology("kind", {"port": Symbol("Port", "#2c6fb3")}, Symbol("Other", "#5a6b80"))
    assert (looks["port"].label, looks["harbour"].label) == ("Port", "Other")


def test_every_layer_has_looks_by_a_column_of_its_own() -> None:
    assert list(SYMBOLOGY) == list(layers.SCHEMAS)
    for name, symbology in SYMBOLOGY.items():
        assert symbology.column in layers.SCHEMAS[name].names
        assert symbology.weight in ("", *layers.SCHEMAS[name].names)


@pytest.mark.parametrize("layer", SYMBOLOGY)
def test_every_value_that_a_class_may_have_has_a_symbol(layer: str) -> None:
    symbology = SYMBOLOGY[layer]
    assert set(layers.SCHEMAS[layer][symbology.column].allowed) <= set(symbology.symbols)


@pytest.mark.parametrize("layer", EVERY)
def test_classes_are_told_apart_by_more_than_their_colour(layer: str) -> None:
    symbols = EVERY[layer].symbols.values()
    for one, other in itertools.combinations(symbols, 2):
        assert one.label != other.label
        looks = [(look.shape, look.width, look.dash, look.opacity) for look in (one, other)]
        kinds = {one.label, other.label} <= {"Strait", "Canal", "Waypoint at sea", "Waypoint in the air"}
        assert looks[0] != looks[1] or kinds or layer in ("partnerships", "gates", "flows"), (one, other)


def test_a_route_is_wider_than_a_leg_of_its_mode() -> None:
    for mode in MODES:
        route, leg = NETWORK_SYMBOLOGY["routes"][mode], SYMBOLOGY["corridors"][mode]
        assert route.width == pytest.approx(leg.width + ROUTE_WIDER)
        assert (
            (route.color, route.dash)
            == (leg.color, leg.dash)
            == (PALETTE[MODES[mode].color], MODES[mode].dash)
        )
    assert list(NETWORK_SYMBOLOGY["routes"].symbols) == [*MODES, TRANSFER]


def test_the_more_severe_a_zone_the_stronger_its_looks() -> None:
    grades = [SYMBOLOGY["risk_zones"][str(grade)] for grade in range(1, 6)]
    assert [symbol.color for symbol in grades] == list(SEVERITY)
    assert [symbol.opacity for symbol in grades] == pytest.approx([0.13, 0.16, 0.19, 0.22, 0.25])
    assert [symbol.width for symbol in grades] == pytest.approx([0.8, 1.0, 1.2, 1.4, 1.6])


def test_the_farther_a_band_the_lighter_it_is_and_only_the_nearest_is_shown() -> None:
    bands = [*RISK_BUFFERS.symbols.values(), RISK_BUFFERS.other]
    opacities = [symbol.opacity for symbol in bands]
    assert opacities == sorted(opacities, reverse=True)
    assert [symbol.shown for symbol in bands] == [True, False, False, False]
    assert list(RISK_BUFFERS.symbols) == ["10", "25", "50"]
