"""One map of a figure: a graticule at round steps, colours, and a scale bar as long as it says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from isthmus import geo
from isthmus.geo import METRES_PER_DEGREE
from isthmus.layers._bundled.countries import countries
from isthmus.layers._tables.symbology import Symbol
from isthmus.maps._figures.map_frame import (
    BORDER,
    LAND,
    MOST_LINES,
    SEA,
    TINT,
    _graticule,
    _marks_of_class,
    _scale_bar,
    draw_basemap,
)
from isthmus.maps._figures.marks import parts_in_view
from isthmus.maps._figures.view import View
from isthmus.maps._looks import plain_look


def view_of(degrees: float) -> View:
    half = degrees * METRES_PER_DEGREE / 2
    return View(20, 50, (-half, -half / 2, half, half / 2), azimuthal=True)


@pytest.mark.parametrize(
    ("degrees", "step"), [(5, 1), (8, 1), (9, 2), (30, 5), (100, 15), (200, 30), (350, 30)]
)
def test_meridians_and_parallels_stand_at_a_round_step(degrees: float, step: int) -> None:
    lines = _graticule(view_of(degrees))
    meridians = [line for line in lines if line.coords[0][0] == line.coords[-1][0]]
    parallels = [line for line in lines if line.coords[0][1] == line.coords[-1][1]]
    assert len(meridians) + len(parallels) == len(lines)
    assert sorted(line.coords[0][0] for line in meridians) == [*range(-180, 180, step)]
    assert sorted(line.coords[0][1] for line in parallels) == [*range(-90 + step, 90, step)]
    assert meridians[0].bounds[1::2] == (-90 + step, 90 - step)
    assert parallels[0].bounds[::2] == (-180, 180)
    assert degrees / step <= MOST_LINES or step == 30


def test_parts_of_a_kind_know_what_they_are_parts_of() -> None:
    box, line = shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])
    both = shapely.GeometryCollection([shapely.MultiPolygon([box, shapely.box(5, 5, 6, 6)]), line])
    parts, rows = parts_in_view(np.array([line, both, shapely.Polygon(), box]), shapely.GeometryType.POLYGON)
    assert rows.tolist() == [1, 1, 3]
    assert parts[0].equals(box)
    lines, rows = parts_in_view(np.array([line, both]), shapely.GeometryType.LINESTRING)
    assert (rows.tolist(), lines[1]) == ([0, 1], line)


def test_sea_land_and_what_is_set_off_have_their_colours() -> None:
    figure = Figure(figsize=(4, 2))
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    view = View.around([[10, 45], [30, 58]], aspect=2)
    table = countries()
    outlines = view.project(table.geometry)
    draw_basemap(axes, view, outlines, (table["iso"] == "PL").to_numpy())
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())[..., :3]

    def color_at(lon: float, lat: float) -> str:
        x, y = axes.transData.transform(view.forward([[lon, lat]])[0])
        red, green, blue = picture[int(picture.shape[0] - y), int(x)]
        return f"#{red:02x}{green:02x}{blue:02x}"

    assert color_at(19.3, 52.3) == TINT
    assert color_at(9.3, 51.3) == LAND
    assert color_at(18.6, 56.2) == SEA
    assert BORDER not in {TINT, LAND, SEA}


@pytest.mark.parametrize(
    "points",
    [[[120.3, 22.6], [121.5, 25.1]], [[14, 48], [31, 55]], [[14, 23], [122, 55]], [[-170, -50], [170, 70]]],
)
def test_a_scale_bar_is_as_long_as_it_says(points: list[list[float]]) -> None:
    view = View.around(points, aspect=1.6)
    km, share = _scale_bar(view)
    assert 0.05 < share <= 0.2
    left, bottom, right, top = view.bounds
    x, y, half = (left + right) / 2, (bottom + top) / 2, view.width * share / 2
    ends = [view.inverse((x - half, y)), view.inverse((x + half, y))]
    assert geo.inverse(*ends[0], *ends[1])[2] == pytest.approx(1000 * km, rel=0.01)
    assert str(km).rstrip("0") in {"1", "2", "5"}


def test_marks_know_what_is_known_to_its_country_and_what_is_named_by_itself() -> None:
    columns = {"name": ["a", "b", "c"], "kind": ["strait", "port", "port"], "city": ["", "B", "C"]}
    points = shapely.points([[20, 50], [20.5, 50], [21, 50]])
    rows = gpd.GeoDataFrame(columns | {"precision": ["exact", "country", "city"]}, geometry=points, crs=4326)
    marks = [*_marks_of_class(plain_look("en"), Symbol("", "#000000"), rows, view_of(10))]
    assert [(mark.passage, mark.hollow) for mark in marks] == [(True, False), (False, True), (False, False)]
