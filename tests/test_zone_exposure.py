"""Exposure of lines to zones."""

import warnings

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._transport.cost_models import speeds


def table(shapes: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def test_overlapping_zones_count_once_in_the_united_length() -> None:
    lines = table([shapely.LineString([(0, 0), (10, 0)])], id=["a"])
    zones = table([shapely.box(0, -1, 6, 1), shapely.box(4, -1, 10, 1)], id=["x", "y"])
    rows = layers.exposure(lines, zones)
    whole = geo.length(lines.geometry.to_numpy())[0] / 1000
    assert rows["zone_id"].tolist() == ["x", "y"]
    assert np.allclose(rows["km"], 0.6 * whole, rtol=1e-3)
    assert np.allclose(rows["united_km"], whole, rtol=1e-3)
    assert rows["united_share"].tolist() == [1.0, 1.0]


def test_a_share_is_told_to_a_thousandth() -> None:
    lines = table([shapely.LineString([(0, 0), (8, 0)])], id=["a"])
    zones = table([shapely.box(-1, -1, 1, 1), shapely.box(2, -1, 5, 1)], id=["x", "y"])
    rows = layers.exposure(lines, zones)
    assert rows["share"].tolist() == [0.125, 0.375]
    assert rows["united_share"].tolist() == [0.5, 0.5]


def test_a_line_outside_every_zone_stays_with_zero() -> None:
    lines = table(
        [shapely.LineString([(0, 0), (1, 0)]), shapely.LineString([(50, 0), (51, 0)])], id=["a", "b"]
    )
    zones = table([shapely.box(-1, -1, 2, 1)], id=["x"])
    rows = layers.exposure(lines, zones)
    assert rows["line_id"].tolist() == ["a", "b"]
    assert rows["km"].iloc[1] == 0
    assert rows["zone_id"].isna().tolist() == [False, True]
    assert rows.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("on", "expected"),
    [(None, ["x", "y"]), ("2023", ["x"]), ("2024-02-29", ["x", "y"]), ("2025-01-01", ["y"])],
)
def test_only_zones_in_force_count(on: str | None, expected: list[str]) -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])], id=["a"])
    zones = table(
        [shapely.box(-1, -1, 2, 1)] * 2, id=["x", "y"], start=[None, "2024-02"], end=["2024-12", None]
    )
    assert layers.exposure(lines, zones, on=on)["zone_id"].tolist() == expected


def test_against_dense_sampling_of_the_line() -> None:
    atlas = layers.example()
    legs = atlas.corridors[atlas.corridors["corridor_id"] == "C10"].dropna(subset="geometry")
    rows = layers.exposure(legs, atlas.risk_zones)
    zones = atlas.risk_zones.set_index("id").geometry
    for row in rows.dropna(subset="zone_id").itertuples():
        line = legs.set_index("id").geometry[row.line_id]
        lonlat = shapely.get_coordinates(geo.densify([line], max_gap_m=250)[0])
        steps = geo.distance(shapely.points(lonlat[:-1]), shapely.points(lonlat[1:])) / 1000
        inside = shapely.contains(zones[row.zone_id], shapely.points((lonlat[:-1] + lonlat[1:]) / 2))
        assert row.km == pytest.approx(steps[inside].sum(), abs=1.0)


def test_bands_lie_around_zones_and_count_each_place_once() -> None:
    lines = table([shapely.LineString([(0, 0), (6, 0)])], id=["a"], mode=["sea"])
    zones = table([shapely.box(-1, -1, 1, 1), shapely.box(2, -1, 3, 1)], id=["x", "y"])
    rows = layers.exposure(lines, zones, bands_km=[100, 50])
    degree = 111.319491  # km along the equator, Moritz, Geodetic Reference System 1980 (WGS 84's axis)
    own = rows.set_index(["zone_id", "band_km"])
    assert own["km"].to_dict() == pytest.approx(
        {("x", 0): degree, ("x", 50): 50, ("x", 100): 50, ("y", 0): degree, ("y", 50): 100, ("y", 100): 100},
        abs=0.2,
    )
    # Between the zones every place is within 56 km of one of them.
    assert own.loc["x", "united_km"].to_dict() == pytest.approx(
        {0: 2 * degree, 50: 150, 100: degree - 100 + 50}, abs=0.3
    )
    assert own["h"].to_numpy() == pytest.approx(own["km"] / speeds()["sea"], abs=0.06)


def test_zones_with_geodesic_edges_keep_their_course_where_they_are_united() -> None:
    """The edge of the second zone that leaves the first bulges north by three degrees, whole or cut."""
    areas = [shapely.box(0, 40, 40, 55), shapely.box(20, 50, 60, 58)]
    zones = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=areas, crs=4326)
    lines = gpd.GeoDataFrame({"id": ["l"]}, geometry=[shapely.LineString([(50, 30), (50, 70)])], crs=4326)
    exposed = layers.exposure(lines, zones, path="geodesic")
    assert exposed["zone_id"].tolist() == ["b"]
    assert exposed["united_km"].tolist() == exposed["km"].tolist() == [876.8]


def _nested_holes() -> shapely.Polygon:
    return shapely.Polygon(
        shapely.box(0, 0, 10, 9).exterior,
        [shapely.box(1, 1, 9, 8).exterior, shapely.box(2, 2, 8, 7).exterior],
    )


@pytest.mark.parametrize(
    ("zone", "share"),
    [
        (shapely.Polygon([(0, 4), (10, 6), (10, 4), (0, 6)]), 1),  # crosses itself on the line
        (shapely.MultiPolygon([shapely.box(0, 0, 6, 9), shapely.box(4, 0, 10, 9)]), 1),  # parts overlap
        (shapely.box(0, 0, 10, 9) - shapely.box(1, 1, 9, 8), 0.2),
        (_nested_holes(), 0.2),
    ],
)
def test_zones_that_cross_themselves_are_mended_and_told(zone: shapely.Geometry, share: float) -> None:
    lines = table([shapely.LineString([(0, 5), (10, 5)])], id=["a"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        rows = layers.exposure(lines, table([zone], id=["z"]))
    assert rows["share"].sum() == pytest.approx(share, abs=0.03)
    assert len(told) == (not zone.is_valid)


def test_a_zone_that_covers_nothing_is_refused() -> None:
    lines, flat = table([shapely.LineString([(0, 5), (9, 5)])]), shapely.Polygon([(0, 5), (9, 5), (5, 5)])
    with pytest.raises(geo.GeometryError, match="expected polygons that cover something"):
        layers.exposure(lines, table([flat]))


def test_a_line_of_no_known_mode_has_no_hours() -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])] * 2, id=["a", "b"], mode=["sledge", None])
    assert layers.exposure(lines, table([shapely.box(0, -1, 1, 1)], id=["x"]))["h"].isna().all()


@pytest.mark.parametrize("bands", [[0], [10, -5]])
def test_bands_have_a_width(bands: list[float]) -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])], id=["a"])
    with pytest.raises(geo.ArgumentError, match="bands_km"):
        layers.exposure(lines, lines, bands_km=bands)


def test_of_no_zones_everything_is_outside_which_is_told() -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])], id=["a"])
    with pytest.warns(geo.DataWarning, match="zones: note: expected rows, got a table without any"):
        rows = layers.exposure(lines, table([], id=[]))
    assert rows["km"].tolist() == [0.0]
    assert rows["united_km"].tolist() == [0.0]


def test_hours_are_those_of_the_mode() -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])] * 3, id=list("abc"), mode=["sea", "ferry", "sledge"])
    rows = layers.exposure(lines, table([shapely.box(-1, -1, 2, 1)], id=["x"]))
    assert rows["h"].tolist()[:2] == pytest.approx([111.319 / speeds()["sea"]] * 2, abs=0.05)
    assert np.isnan(rows["h"].iloc[2])


def test_bands_of_distance_are_told_apart() -> None:
    lines = table([shapely.LineString([(-1, 0), (1, 0)])], id=["a"])
    bands = layers.buffer(table([shapely.Point(0, 0)], id=["danger"], severity=[4]), [10, 50])
    rows = layers.exposure(lines, bands)
    found = {(row.zone_from_km, row.zone_to_km): (row.km, row.zone_severity) for row in rows.itertuples()}
    assert found == {(10, 50): (pytest.approx(80, abs=0.1), 4), (0, 10): (pytest.approx(20, abs=0.1), 4)}


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        pytest.param([(121, 25), (21, 52)], shapely.box(60, 55, 90, 65), id="far apart"),
        pytest.param([(170, -10), (-170, -20)], shapely.box(178, -20, 182, -10), id="over 180 degrees"),
    ],
)
def test_the_part_that_is_drawn_is_as_long_as_the_row_says(
    line: list[tuple[float, float]], zone: shapely.Polygon
) -> None:
    """Between two vertices far apart the geodesic lies a thousand kilometres from the straight line."""
    rows = layers.exposure(table([shapely.LineString(line)]), table([zone], id=["x"]), bands_km=[100])
    assert rows["band_km"].tolist() == [0, 100]
    assert np.allclose(geo.length(rows.geometry.to_numpy()) / 1000, rows["km"], atol=0.5)


def test_a_line_without_geometry_is_not_measured() -> None:
    shapes = [
        shapely.LineString([(0, 0), (1, 0)]),
        None,
        shapely.LineString(),
        shapely.LineString([(9, 9), (9, 8)]),
    ]
    lines = table(shapes, id=["in", "none", "empty", "out"], mode=["rail"] * 4)
    with pytest.warns(
        geo.DataWarning, match="lines: note: .* got none in 2 of 4 rows, such as row 2; their expos"
    ):
        rows = layers.exposure(lines, table([shapely.box(-1, -1, 2, 1)], id=["x"]), bands_km=[10]).set_index(
            "line_id"
        )
    measured = ["km", "share", "h", "united_km", "united_share", "united_h"]
    assert rows.loc[["none", "empty"], measured].isna().all(axis=None)
    assert rows.loc["out", measured].tolist() == [0.0] * 6
    assert rows.loc["in", "share"] == 1.0
    assert rows["zone_id"].isna().tolist() == [False, True, True, True]


def test_a_zone_without_geometry_is_noted() -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])], id=["a"])
    with pytest.warns(
        geo.DataWarning, match="zones: note: .* got none in 1 of 2 rows, such as row 2; no line meets"
    ):
        rows = layers.exposure(lines, table([shapely.box(-1, -1, 2, 1), None], id=["x", "y"]))
    assert rows["zone_id"].tolist() == ["x"]


def test_a_hazard_counts_for_the_modes_that_it_hinders() -> None:
    line = shapely.LineString([(0, 0), (10, 0)])
    modes = ["sea", "air", "rail", "pipeline", None]
    lines = table([line] * 5, id=modes, mode=modes)
    kinds = ["war risk", "airspace closure", "storm", "export control", None]
    zones = table([shapely.box(0, -1, 6, 1)] * 4 + [shapely.box(5, -1, 10, 1)], id=kinds, kind=kinds)
    rows = layers.exposure(lines, zones).assign(zone_id=lambda found: found["zone_id"].fillna("-"))
    met = rows.fillna({"line_id": "-"}).groupby("line_id", sort=False)["zone_id"].agg(list).to_dict()
    assert met == {
        "sea": ["war risk", "storm", "-"],
        "air": ["airspace closure", "storm", "-"],
        "rail": ["storm", "-"],
        "pipeline": [*kinds[:4], "-"],
        "-": [*kinds[:4], "-"],
    }
    assert (rows["united_share"] == 1).all()
    counted = layers.exposure(lines, zones, all_hazards=True)
    assert len(counted) == 25
    assert counted["km"].tolist() == layers.exposure(lines.drop(columns="mode"), zones)["km"].tolist()


def test_united_lengths_leave_out_what_does_not_hinder() -> None:
    lines = table([shapely.LineString([(0, 0), (10, 0)])] * 2, id=["a", "b"], mode=["rail", "air"])
    zones = table(
        [shapely.box(0, -1, 2, 1), shapely.box(4, -1, 9, 1)],
        id=["x", "y"],
        kind=["flood", "airspace closure"],
    )
    rows = layers.exposure(lines, zones, bands_km=[50]).drop_duplicates("line_id")
    assert rows["united_share"].tolist() == pytest.approx([0.2, 0.5], abs=1e-3)
    assert rows["zone_id"].tolist() == ["x", "y"]


def test_lines_and_zones_of_no_rows_and_no_hazard() -> None:
    lines = table([shapely.LineString([(0, 0), (1, 0)])], id=["a"], mode=["rail"])
    zones = table([shapely.box(-1, -1, 2, 1)], id=["x"], kind=["drought"])
    alone = layers.exposure(lines, zones, bands_km=[10])
    assert alone["km"].tolist() == [0]
    assert alone["zone_id"].isna().all()
    assert len(layers.exposure(lines[:0], zones)) == 0
