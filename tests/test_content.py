"""What a figure shows: layers with their looks, from the lowest to the topmost."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from isthmus import layers
from isthmus.geo import ArgumentError
from isthmus.maps._description import describe_atlas
from isthmus.maps._figures.content import Content
from isthmus.maps._looks import atlas_looks


def content(*names: str, description: str = "", lang: str = "en", **tables: object) -> Content:
    atlas = replace(layers.example(), **tables)  # type: ignore[arg-type]
    return Content.of(atlas, layers=names, title="A title", description=description, lang=lang)


def test_layers_are_drawn_in_the_order_of_the_looks_whatever_was_asked() -> None:
    drawn = content("gateways", "corridors", "risk_zones").layers
    titles = [look.title for look, _ in drawn]
    order = [
        look.title
        for name, look in atlas_looks("en").items()
        if name in ("gateways", "corridors", "risk_zones")
    ]
    assert titles == order
    assert titles[-1] == "Gateways"


def test_an_unknown_layer_or_language_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"layers: expected layers of .*, got 'corridor', 'x'$"):
        content("gateways", "corridor", "x")
    with pytest.raises(ArgumentError, match="expected a language"):
        content("gateways", lang="de")


def test_an_atlas_describes_itself_unless_somebody_did() -> None:
    assert content("gateways", lang="pl").description == describe_atlas(layers.example(), lang="pl")
    assert content("gateways", description="Mine").description == "Mine"


def test_rows_without_a_place_are_left_out() -> None:
    zones = layers.example().risk_zones
    shapes = [None, shapely.Polygon(), *zones.geometry[2:]]
    ((_, drawn),) = content("risk_zones", risk_zones=zones.set_geometry(shapes, crs=4326)).layers
    assert drawn["id"].tolist() == zones["id"].tolist()[2:]


def test_the_countries_with_the_most_places_are_set_off() -> None:
    assert content("factories").countries == ["CZ", "PL", "TW", "UA"]


def test_classes_that_a_map_hides_or_that_have_no_row_are_left_out() -> None:
    gateways = layers.example().gateways
    shown = [symbol.label for _, symbol, _ in content("gateways").classes]
    assert "Port" in shown
    assert "Point at sea" not in shown
    assert (gateways["kind"] == "sea").any()
    ports = gateways[gateways["kind"].isin(["port", "sea"])]
    ((_, symbol, rows),) = content("gateways", gateways=ports).classes
    assert (symbol.label, set(rows["kind"])) == ("Port", {"port"})
    assert len(rows) == (gateways["kind"] == "port").sum()


def test_points_in_an_area_are_taken_out_and_lines_stay() -> None:
    whole = content("corridors", "gateways")
    world, nowhere = shapely.box(-180, -90, 180, 90), shapely.Polygon()
    sizes = [[len(rows) for _, rows in part.layers] for part in (whole, whole.without_points_in(world))]
    assert sizes[0][0] == sizes[1][0] > 0
    assert sizes[1][1] == 0 < sizes[0][1]
    assert [len(rows) for _, rows in whole.without_points_in(nowhere).layers] == sizes[0]
