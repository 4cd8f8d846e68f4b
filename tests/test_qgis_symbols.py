"""Symbols of QGIS' styles: each colour, length and shape as a map here draws it, and what it can't."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import pytest

from isthmus.layers._reading.qgis_symbols import NEUTRAL, number_in, symbol_of, weight_of
from isthmus.layers._tables.symbology import Symbol
from isthmus.layers._writing.qgis import svg_picture, width_expression


def symbol(kind: str, *, alpha: str = "1", old: bool = False, **options: str) -> Element:
    """Return a symbol of one layer, as new or as old versions of QGIS write its properties."""
    element = Element("symbol", alpha=alpha)
    layer = SubElement(element, "layer", {"class": kind})
    parent = layer if old else SubElement(layer, "Option")
    for name, value in options.items():
        SubElement(
            parent,
            *(("prop", {"k": name, "v": value}) if old else ("Option", {"name": name, "value": value})),
        )
    return element


def read(element: Element, opacity: float = 1.0) -> tuple[Symbol, list[str]]:
    faults: dict[str, str] = {}
    return symbol_of(element, " A\nlabel ", opacity, faults), list(faults)


@pytest.mark.parametrize("old", [False, True])
def test_a_mark_has_its_shape_its_colour_and_half_its_size(old: bool) -> None:  # noqa: FBT001
    mark = symbol(
        "SimpleMarker",
        old=old,
        name="equilateral_triangle",
        color="200,30,40,51,rgb",
        size="6",
        size_unit="Point",
    )
    assert read(mark) == (Symbol("A label", "#c81e28", "triangle", 4.0, opacity=0.2), [])


def test_our_own_marks_come_back_by_their_pictures() -> None:
    mark, faults = read(
        symbol("SvgMarker", name=f"base64:{svg_picture('anchor')}", color="#2c6fb3", size="2.54")
    )
    assert (mark.shape, mark.color, mark.width, faults) == ("anchor", "#2c6fb3", 4.0, [])


def test_a_line_has_its_dashes() -> None:
    own = symbol(
        "SimpleLine",
        line_color="1,2,3",
        line_width="1",
        line_width_unit="Pixel",
        use_custom_dash="1",
        customdash="5;2",
        customdash_unit="Pixel",
    )
    assert read(own) == (Symbol("A label", "#010203", width=1.0, dash=(5.0, 2.0)), [])
    dotted = symbol("SimpleLine", line_color="1,2,3", line_style="dot")
    assert read(dotted)[0].dash == (2.0, 3.0)
    assert len(read(symbol("SimpleLine", line_color="1,2,3", line_style="dash dot dot"))[0].dash) == 6
    assert read(symbol("SimpleLine", line_color="1,2,3", line_style="no"))[0].opacity == 0


def test_opacities_multiply() -> None:
    assert read(symbol("SimpleLine", alpha="0.5", line_color="1,2,3,128"), 0.5)[0].opacity == 0.125


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        (symbol("HashLine"), 'the symbol layer "HashLine"'),
        (symbol("SimpleMarker", name="arrow"), "marks of other shapes"),
        (symbol("SimpleFill", outline_style="dash"), "dashed outlines"),
        (symbol("SimpleMarker", size_unit="MapUnit"), "sizes in units of the map"),
        (symbol("SimpleFill", style="cross", outline_style="no"), "patterns in areas"),
        (
            symbol("SimpleFill", color="1,2,3", outline_color="3,2,1"),
            "outlines of another colour than the area",
        ),
    ],
)
def test_what_a_map_can_t_draw_is_told(element: Element, fault: str) -> None:
    assert read(element)[1] == [fault]


def test_what_is_no_colour_no_number_or_far_too_large_does_no_harm() -> None:
    assert read(symbol("SimpleMarker", color="red", size="1e9"))[0] == Symbol(
        "A label", NEUTRAL, "circle", 60.0
    )
    assert (number_in("1e3", 2.0), number_in("wide", 2.0)) == (1000.0, 2.0)


def test_a_symbol_without_a_layer_is_not_shown() -> None:
    assert read(Element("symbol"))[0].shown is False


@pytest.mark.parametrize(
    ("expression", "column", "faults"),
    [
        (width_expression("tons", "kind"), "tons", []),
        (width_expression("tons", "mode"), "", ["sizes and colours by expressions"]),
        ('sqrt("tons")', "", ["sizes and colours by expressions"]),
    ],
)
def test_a_width_by_numbers_is_known_by_its_expression(
    expression: str, column: str, faults: list[str]
) -> None:
    element = Element("symbol")
    SubElement(SubElement(element, "data_defined_properties"), "Option", name="expression", value=expression)
    noted: dict[str, str] = {}
    assert weight_of(element, "kind", noted) == column
    assert list(noted) == faults
