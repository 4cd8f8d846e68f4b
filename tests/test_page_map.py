"""A folium map on a page: what it refuses, and that its elements are called by numbers."""

from __future__ import annotations

import io

import folium
import pytest

from isthmus import maps
from isthmus.geo import ArgumentError


@pytest.fixture(scope="module")
def page() -> maps.Map:
    return maps.Map(title="Places")


def test_it_opens_where_its_author_says_and_shows_no_links() -> None:
    placed = maps.Map(location=(50, 20), zoom_start=6)
    assert (placed.location, placed.options["zoom"]) == ([50, 20], 6)
    assert (placed.default_js, placed.default_css) == ([], [])


def test_a_child_is_called_by_its_number(page: maps.Map) -> None:
    marker = folium.Marker((50, 20)).add_to(page)
    kind, number = marker.get_name().split("_")
    assert kind == "marker"
    assert len(number) < 4


@pytest.mark.parametrize("bounds", [[[None, None], [None, None]], [[1, 2]], "abcd", [[91, 0], [92, 1]], None])
def test_bounds_of_nothing_are_an_error(page: maps.Map, bounds: object) -> None:
    with pytest.raises(ArgumentError, match="bounds: expected"):
        page.fit_bounds(bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["padding", "padding_top_left", "padding_bottom_right"])
def test_a_padding_is_two_numbers(page: maps.Map, name: str) -> None:
    with pytest.raises(ArgumentError, match=f"{name}: expected two numbers of pixels"):
        page.fit_bounds([[0, 0], [1, 1]], **{name: (1, 2, 3)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"), [(("x",), "child: expected"), ((folium.Marker((0, 0)), 5), "name: expected")]
)
def test_what_is_no_element_is_refused(page: maps.Map, arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        page.add_child(*arguments)  # type: ignore[arg-type]


def test_it_is_written_to_an_open_file_and_to_a_path_alike(
    page: maps.Map, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, stream = tmp_path_factory.mktemp("page") / "map.html", io.BytesIO()
    page.save(path)
    page.save(bytes(path))
    page.save(stream, close_file=False)
    assert path.read_bytes() == stream.getvalue()
