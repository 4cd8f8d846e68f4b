"""The bundled countries, and the one that holds a point."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from isthmus.geo.errors import GeometryError
from isthmus.layers._bundled.countries import (
    cities,
    countries,
    country_at,
    country_marks,
    disputed_lines,
    lakes,
    lies_in,
)
from proof_size import proof_size

# Recorded by tools/build_countries.py --check.
SHA256 = "4c6ff18f8295e0877108c948d73b6daf63e017ba70840abdc5eb755b93a3c9b0"

PROBES = {
    "Taipei": (121.5, 25.04, "TW"),
    "Penghu": (119.58, 23.565, "TW"),
    "Kinmen": (118.35, 24.44, "TW"),
    "Lieyu": (118.235, 24.43, "TW"),
    "Matsu": (119.93, 26.15, "TW"),
    "Green Island": (121.49, 22.66, "TW"),
    "Xiamen": (118.1, 24.5, "CN"),
    "Warsaw": (21.0, 52.2, "PL"),
    "Prague": (14.4, 50.1, "CZ"),
    "Lviv": (24.0, 49.8, "UA"),
    "Simferopol": (34.1, 44.95, "UA"),
    "Donetsk": (37.8, 48.0, "UA"),
    "Kaliningrad": (20.6, 54.7, "RU"),
    "Pristina": (21.16, 42.66, "XK"),
    "Laayoune": (-13.2, 27.15, "EH"),
    "Tifariti": (-10.57, 26.16, "EH"),
    "Agadir": (-9.5, 30.4, "MA"),
    "Hargeisa": (44.07, 9.56, "SO"),
    "northern Nicosia": (33.36, 35.2, "CY"),
    "Chukotka, west": (178.0, 67.0, "RU"),
    "Chukotka, east": (-173.0, 66.0, "RU"),
    "Chukotka, unwrapped": (187.0, 66.0, "RU"),
    "Suva": (178.45, -18.1, "FJ"),
    "Taveuni": (-179.97, -16.85, "FJ"),
    "Reykjavik": (-21.8, 64.1, "IS"),
    "Singapore": (103.82, 1.35, "SG"),
    "Malta": (14.45, 35.9, "MT"),
    "Svalbard": (15.6, 78.2, "SJ"),
    "Cayenne": (-52.4, 4.8, "GF"),
    "South Pole": (0.0, -89.99, "AQ"),
    "mid-Atlantic": (-40.0, 30.0, None),
    "Taiwan Strait": (119.5, 24.6, None),
    "Iceland's longitude, Russia's latitude": (-30.0, 65.0, None),
}


@pytest.mark.parametrize("name", PROBES)
def test_points_lie_in_their_countries(name: str) -> None:
    lon, lat, iso = PROBES[name]
    assert country_at([shapely.Point(lon, lat)])[0] == iso


def test_every_code_is_there_once() -> None:
    table = countries()
    assert table["iso"].is_unique
    assert table["iso"].str.fullmatch("[A-Z]{2}").all()
    assert len(table) == 249  # the 249 of ISO 3166-1 without VA, and XK
    assert table["iso"].is_monotonic_increasing
    assert table.set_index("iso").loc[["TW", "XK", "CZ"], "name"].tolist() == ["Taiwan", "Kosovo", "Czechia"]
    assert table.set_index("iso").loc["XK", "note"].endswith("UNSCR 1244 (1999).")


def test_outlines_are_valid_and_do_not_overlap() -> None:
    outlines = countries().geometry
    assert outlines.is_valid.all()
    assert not outlines.is_empty.any()
    parts = outlines.explode()
    assert shapely.coverage_is_valid(parts.to_numpy())


def test_only_antarctica_goes_round_the_world() -> None:
    bounds = countries().set_index("iso").geometry.explode().bounds
    wide = bounds[bounds["maxx"] - bounds["minx"] > 200]
    assert wide.index.tolist() == ["AQ"]
    past = bounds[bounds["maxx"] > 180.001].index.unique().tolist()
    assert past == ["FJ", "RU"]


def test_neighbours_share_their_border() -> None:
    outline = countries().set_index("iso").geometry
    for a, b in [("PL", "CZ"), ("PL", "UA"), ("UA", "RU"), ("ZA", "LS"), ("EH", "MA"), ("RS", "XK")]:
        shared = shapely.intersection(outline[a].boundary, outline[b].boundary)
        assert shared.length > 0.2, (a, b)
        assert shapely.intersection(outline[a], outline[b]).area == 0


def test_taiwan_is_fine_and_whole() -> None:
    taiwan = countries().set_index("iso").geometry["TW"]
    assert len(taiwan.geoms) >= 13
    area = abs(Geod(ellps="WGS84").geometry_area_perimeter(taiwan)[0]) / 1e6
    assert area == pytest.approx(36_197, rel=0.02)  # Statistical Yearbook of the Interior


@pytest.mark.parametrize(("iso", "km2"), [("PL", 312_700), ("CZ", 78_870), ("UA", 603_600)])
def test_areas_are_those_published(iso: str, km2: float) -> None:
    """UN Demographic Yearbook, table 3; Ukraine's includes Crimea."""
    outline = countries().set_index("iso").geometry[iso]
    assert abs(Geod(ellps="WGS84").geometry_area_perimeter(outline)[0]) / 1e6 == pytest.approx(km2, rel=0.01)


def test_lines_of_control_run_inside_their_country() -> None:
    lines = disputed_lines()
    outline = countries().set_index("iso").geometry
    assert lines["country"].tolist() == ["UA", "CY", "EH", "SO"]
    for line in lines.itertuples():
        assert not line.geometry.is_empty
        assert outline[line.country].buffer(0.05).covers(line.geometry)
    assert lines.geometry[0].intersects(shapely.box(33.6, 46.0, 34.0, 46.3))  # Perekop


def test_lakes_are_the_large_ones() -> None:
    table = lakes()
    assert table.is_valid.all()
    for lon, lat in [(-87.0, 44.0), (33.0, -1.0), (31.5, 60.8), (35.5, 61.5), (108.0, 53.5), (13.3, 58.8)]:
        assert table.intersects(shapely.Point(lon, lat)).sum() == 1
    assert not table.intersects(shapely.Point(50.5, 42.0)).any()  # the Caspian is sea


def test_marks_lie_in_their_country() -> None:
    marks = country_marks()
    assert country_at(marks.geometry.to_numpy()).tolist() == marks["iso"].tolist()


def test_off_every_coast_the_nearest_country_is_taken() -> None:
    """In the Strait of Gibraltar both are in reach, from either shore."""
    off_tarifa, off_ceuta = shapely.Point(-5.62, 35.97), shapely.Point(-5.55, 35.87)
    assert country_at([off_tarifa, off_ceuta], within_km=40).tolist() == ["ES", "MA"]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=20))
@settings(max_examples=proof_size(25, 200))
def test_country_at_is_a_loop_over_the_countries(lonlat: list[tuple[float, float]]) -> None:
    table = countries()
    expected = []
    for lon, lat in lonlat:
        here = table.intersects(shapely.MultiPoint([(lon, lat), (lon + 360, lat)]))
        expected.append(table.loc[here, "iso"].min() if here.any() else None)
    assert country_at(shapely.points(lonlat)).tolist() == expected


def test_within_km_is_measured_on_the_ellipsoid() -> None:
    sea, geod = (26.0, 71.6), Geod(ellps="WGS84")
    boundary = countries().set_index("iso").geometry["NO"].boundary
    vertices = shapely.get_coordinates(shapely.segmentize(boundary, 0.001))
    distance = geod.inv(*np.tile(sea, (len(vertices), 1)).T, *vertices.T)[2].min()
    assert 40_000 < distance < 60_000  # off the North Cape, 71.17 N
    assert country_at([shapely.Point(sea)], within_km=distance / 1000 - 0.1)[0] is None
    assert country_at([shapely.Point(sea)], within_km=distance / 1000 + 0.1)[0] == "NO"


@pytest.mark.parametrize("lon", [-190.5, -180.0, 169.5, 180.0, 190.5])
def test_within_km_reaches_across_the_antimeridian(lon: float) -> None:
    coast = {169.5: "RU", -190.5: "RU", 190.5: "US", 180.0: None, -180.0: None}[lon]
    places = {"RU": 60.0, "US": 60.2, None: 40.0}
    assert country_at([shapely.Point(lon, places[coast])], within_km=250)[0] == coast


@pytest.mark.parametrize(
    ("port", "lon", "lat", "iso"),
    [
        ("Kaohsiung", 120.27, 22.56, "TW"),
        ("Keelung", 121.75, 25.16, "TW"),
        ("Gdansk", 18.75, 54.41, "PL"),
        ("Odesa", 30.76, 46.5, "UA"),
        ("Hamburg", 9.93, 53.53, "DE"),
    ],
)
def test_ports_are_found_a_little_off_the_coast(port: str, lon: float, lat: float, iso: str) -> None:
    assert country_at([shapely.Point(lon, lat)], within_km=10)[0] == iso, port


@pytest.mark.parametrize(
    ("lon", "lat", "pair"),
    [
        (22.9, 49.79, ["PL", "UA"]),  # Medyka
        (18.625, 49.746, ["CZ", "PL"]),  # Cieszyn
        (82.57, 45.17, ["CN", "KZ"]),  # Dostyk
        (-168.98, 65.77, ["RU", "US"]),  # between the Diomede Islands
    ],
)
def test_a_border_crossing_lies_in_both_countries(lon: float, lat: float, pair: list[str]) -> None:
    crossing = shapely.Point(lon, lat)
    assert lies_in([crossing] * 2, pair, within_km=60).all()
    assert not lies_in([crossing] * 2, pair).all()
    assert not lies_in([crossing] * 2, ["TW", "ZZ"], within_km=60).any()


def test_swapped_coordinates_do_not_lie_in_the_country() -> None:
    assert lies_in([shapely.Point(120.3, 22.6)], ["TW"], within_km=20).tolist() == [True]
    assert lies_in([shapely.Point(22.6, 120.3 - 90)], ["TW"], within_km=20).tolist() == [False]
    assert lies_in([None, shapely.Point()], ["TW", "TW"], within_km=20).tolist() == [False, False]
    assert lies_in([], []).tolist() == []


def test_missing_points_have_no_country() -> None:
    points = [None, shapely.Point(), shapely.Point(14.4, 50.1)]
    assert country_at(points, within_km=10).tolist() == [None, None, "CZ"]
    assert country_at([], within_km=10).tolist() == []


def test_a_line_is_no_point() -> None:
    with pytest.raises(GeometryError, match="geometry 1: expected a point, got a LineString"):
        country_at([shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])


def test_each_table_is_the_callers_own() -> None:
    table = countries()
    table["iso"] = "changed"
    table.geometry = [shapely.Point(0, 0)] * len(table)
    assert countries()["iso"][0] == "AD"
    assert countries().geometry.geom_type.eq("MultiPolygon").all()


def test_cities_are_known_by_what_they_are_called_at_home() -> None:
    names = cities().set_index("name")["other_names"].str.split(";")
    for name, home in {"Warsaw": "Warszawa", "Prague": "Praha", "Kyiv": "Київ", "Kaohsiung": "高雄"}.items():
        assert home in names[name]
    assert not [name for name, others in names.items() if name in others]


def test_file_is_the_one_the_tool_builds() -> None:
    content = files("isthmus.layers.data").joinpath("countries.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256
    assert len(content) < 200_000
