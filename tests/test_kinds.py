"""Hexagons, heat and arcs on a map: what is drawn, what is told of it, and what can't be drawn so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from isthmus import maps
from isthmus.geo import ArgumentError
from isthmus.maps._kinds import ALONE_KM, draw_kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

#: Tells whether some pixel of a canvas is plainly redder than it is blue.
IS_RED = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((opacity, i) => i % 4 === 3 && opacity > 100 && data[i - 3] > data[i - 1] + 60);
}"""

SITES = gpd.GeoDataFrame(
    {"name": [*"abcd"], "t": [4.0, 1.0, None, 2.0]},
    geometry=[shapely.Point(21, 52), shapely.MultiPoint([(21, 52), (30, 50)]), shapely.Point(21.1, 52), None],
    crs=4326,
)
FLOWS = gpd.GeoDataFrame(
    {"name": ["east", "west"], "t": [9.0, 3.0]},
    geometry=[
        shapely.LineString([(21, 52), (60, 10), (121, 24)]),
        shapely.MultiLineString([[(121, 24), (150, 30)], [(160, 30), (-122, 37)]]),
    ],
    crs=4326,
)


def test_hexagons_count_points_or_add_up_a_column() -> None:
    counted = draw_kind(SITES, {"kind": "hexbin", "cell_km": 50}, "en")
    assert (sorted(counted.table["points"]), counted.style["column"]) == ([1, 3], "points")
    added = draw_kind(SITES, {"kind": "hexbin", "cell_km": 50, "column": "t"}, "pl")
    assert sorted(added.table["t"]) == [1, 5]
    assert added.note == "Sześciokąty o jednej powierzchni, 50 km od środka do środka."


def test_columns_of_the_table_keep_their_values() -> None:
    table = gpd.GeoDataFrame(
        {
            "density": [1.0, 2.0],
            "points": [3.0, 4.0],
            "geometry": ["a", "b"],
            "place": gpd.points_from_xy([21, 22], [52, 52]),
        },
        geometry="place",
        crs=4326,
    )
    heat = draw_kind(table, {"kind": "heat"}, "en")
    assert heat.style["column"] == "density_2"
    assert heat.table[["density", "points", "geometry_2"]].to_numpy().tolist() == [[1, 3, "a"], [2, 4, "b"]]
    cells = draw_kind(table, {"kind": "hexbin", "column": "points", "cell_km": 2000}, "en").table
    assert cells[["points_2", "points"]].to_numpy().tolist() == [[2, 7]]


def test_heat_keeps_the_points_with_the_density_at_each() -> None:
    drawn = draw_kind(SITES, {"kind": "heat", "radius_km": 10, "column": "t"}, "en")
    assert drawn.table["name"].tolist() == ["a", "b", "b", "c"]
    peak = 3 * 1000 / np.pi / 10**2
    assert drawn.table["density"].to_numpy()[:3] == pytest.approx([5 * peak, 5 * peak, peak], rel=0.01)
    assert (drawn.style["column"], drawn.look["heat_by"], drawn.look["heat_km"]) == ("density", "t", 10)


def test_arcs_lead_from_the_first_place_to_the_last() -> None:
    drawn = draw_kind(FLOWS, {"kind": "arcs"}, "en").table
    assert [[*line.coords] for line in drawn.geometry] == [[(21, 52), (121, 24)], [(121, 24), (-122, 37)]]


def test_cells_are_as_large_as_the_table_asks_for() -> None:
    sizes = [
        draw_kind(SITES.iloc[:rows], {"kind": "hexbin"}, "en").note.split(",")[1].split()[0]
        for rows in (1, 2)
    ]
    assert sizes == [f"{ALONE_KM:g}", "20"]
    assert draw_kind(SITES.iloc[:0], {"kind": "heat"}, "en").look["heat_km"] == ALONE_KM


@pytest.mark.parametrize(
    ("table", "style", "said"),
    [
        (SITES, {"kind": "bins"}, 'kind: expected "hexbin", "heat", "arcs" or "tiles"'),
        (SITES, {"kind": "arcs"}, "kind: expected LineString in every row"),
        (FLOWS, {"kind": "heat"}, "kind: expected Point in every row"),
        (SITES, {"cell_km": 3}, "cell_km: expected no such option"),
        (SITES, {"kind": "heat", "cell_km": 3}, "cell_km: expected no such option"),
        (SITES, {"kind": "hexbin", "cell_km": 0}, "cell_km: expected kilometres from 0.01 to 2000"),
        (SITES, {"kind": "hexbin", "column": "name"}, "column: expected numbers of at least 0"),
        (SITES, {"kind": "hexbin", "column": "x"}, "column: expected a column of the table"),
    ],
)
def test_what_can_not_be_drawn_so_is_said(table: gpd.GeoDataFrame, style: Any, said: str) -> None:  # noqa: ANN401
    with pytest.raises(ArgumentError, match=re.escape(said)):
        draw_kind(table, style, "en")


def test_a_reader_sees_hexagons_heat_and_dots_that_run_and_may_rest(
    tmp_path: Path, open_map: Callable[..., Opened]
) -> None:
    path = tmp_path / "map.html"
    page_map = maps.Map(location=(51, 25), zoom_start=5).add(SITES, title="Heat", kind="heat", radius_km=100)
    page_map.add(SITES, title="Cells", kind="hexbin", cell_km=100, color="teal", shown=False)
    page_map.add(FLOWS, title="Flows", kind="arcs", width="t").save(path)
    opened = open_map(path)
    page = opened.page
    dots = page.locator("canvas.moving")
    assert int(dots.get_attribute("data-arcs") or 0) >= len(FLOWS)
    before = dots.evaluate("it => it.toDataURL()")
    page.wait_for_function(
        "before => document.querySelector('canvas.moving').toDataURL() !== before", arg=before
    )
    page.get_by_role("button", name="Let the dots of Flows rest").click()
    expect(dots).to_be_hidden()
    page.get_by_role("button", name="Let the dots of Flows run").click()
    expect(dots).to_be_visible()
    assert "Per 1000 km²" in page.locator("#legend").inner_text()
    assert page.locator(".painter canvas").last.evaluate(IS_RED)
    page.get_by_role("checkbox", name="Cells").check()
    page.locator("#table-open").click()
    page.get_by_label("Layer", exact=True).select_option(index=1)
    assert "Points" in page.locator("#table").inner_text()
    opened.assert_quiet()


def test_dots_rest_where_less_motion_is_asked_for(tmp_path: Path, open_map: Callable[..., Opened]) -> None:
    path = tmp_path / "map.html"
    maps.Map().add(FLOWS, title="Flows", kind="arcs").save(path)
    page = open_map(path, dark=True).page
    assert page.locator("canvas.moving[data-arcs='0']").count() == 1
    assert page.get_by_role("button", name="Let the dots of Flows run").count() == 1
