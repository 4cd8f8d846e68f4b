"""What a figure shows: layers with their looks, points where they belong, nothing drawn that is not there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import countries
from isthmus.maps._description import describe_atlas
from isthmus.maps._figures.view import Content, View, area_of, view_insets, view_whole
from isthmus.maps._looks import atlas_looks
from proof_size import proof_size

LON, LAT = st.floats(-180, 180), st.floats(-80, 80)


@settings(max_examples=proof_size(15, 120))
@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=8), st.floats(0.5, 2.0))
def test_every_point_is_in_view(points: list[tuple[float, float]], aspect: float) -> None:
    view = View.around(points, aspect=aspect)
    left, bottom, right, top = view.bounds
    assert (right - left) / (top - bottom) == pytest.approx(aspect)
    if view.azimuthal:
        assert (view.forward(points) >= (left, bottom)).all()
        assert (view.forward(points) <= (right, top)).all()


@settings(max_examples=proof_size(15, 120))
@given(LON, LAT, st.floats(-50, 50), st.floats(-50, 50))
def test_inverse_undoes_forward(lon: float, lat: float, east: float, north: float) -> None:
    view = View.around([[lon, lat]], aspect=1)
    place = np.array([lon + east, np.clip(lat + north, -85, 85)])
    back = view.inverse(view.forward([place])[0])
    assert (back[0] - place[0] + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
    assert back[1] == pytest.approx(place[1], abs=1e-6)


@pytest.mark.parametrize("azimuthal", [True, False])
def test_a_longitude_is_within_half_a_turn_of_greenwich(azimuthal: bool) -> None:  # noqa: FBT001
    view = View(170, 0, (-1e6, -1e6, 1e6, 1e6), azimuthal=azimuthal)
    assert view.inverse(view.forward([[-160, 10]])[0]) == pytest.approx((-160, 10))
    assert view.inverse(view.forward([[150, -10]])[0]) == pytest.approx((150, -10))


@settings(max_examples=proof_size(8, 60))
@given(LON, LAT)
def test_land_is_drawn_once_and_never_across_the_map(lon: float, lat: float) -> None:
    """Equal area: what is drawn of a country in view is no larger than the country."""
    view = View.around([[lon, lat], [lon + 20, lat]], aspect=1)
    shapes = view.project(countries().geometry)
    assert (shapely.area(shapes) <= 1.02 * AREAS + 1e9).all()


AREAS = shapely.area(View.world(aspect=2).project(countries().geometry))


def test_a_line_over_the_pacific_is_one_piece() -> None:
    view = View.around([[170, 35], [-170, 45]], aspect=1.5)
    split = shapely.MultiLineString([[(170, 40), (180, 40)], [(-180, 40), (-170, 40)]])
    pieces = shapely.line_merge(shapely.set_precision(view.project([split])[0], 1))
    assert pieces.geom_type == "LineString"


def test_the_world_is_cut_at_its_own_edge() -> None:
    view = View(90, 0, (-17.3e6, -8.4e6, 17.3e6, 8.4e6), azimuthal=False)
    line = view.project([shapely.LineString([(-100, 10), (-80, 10)])])[0]
    assert line.geom_type == "MultiLineString"
    assert max(part.length for part in line.geoms) < 2e6


def test_frames_show_all_four_countries_and_both_crowds() -> None:
    atlas = layers.example()
    whole = view_whole(atlas, aspect=1.6)
    assert whole.azimuthal
    left, right = view_insets(atlas, whole, aspect=0.9)
    assert area_of(left).contains(shapely.Point(21.0, 52.2))
    assert area_of(left).contains(shapely.Point(30.5, 50.5))
    assert area_of(right).contains(shapely.Point(120.3, 22.6))


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
    assert "Waypoint at sea" not in shown
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
