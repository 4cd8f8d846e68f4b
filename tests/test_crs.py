"""A table that does not say what its coordinates are is never taken for degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import layers, maps
from isthmus.geo import ArgumentError, ValidationError, WriteError
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._writing.write import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINE = gpd.GeoDataFrame({"id": ["a"], "name": ["A"]}, geometry=[shapely.LineString([(20, 50), (21, 50)])])
AREA = gpd.GeoDataFrame({"id": ["b"], "name": ["B"]}, geometry=[shapely.box(20, 49, 21, 51)])
POINT = gpd.GeoDataFrame({"id": ["c"]}, geometry=[shapely.Point(20, 50)])
REMEDY = r"CRS.*use table\.set_crs\(4326\)"


@pytest.mark.parametrize(
    "call",
    [
        lambda: layers.buffer(LINE, [10]),
        lambda: layers.exposure(LINE, AREA.set_crs(4326)),
        lambda: layers.exposure(LINE.set_crs(4326), AREA),
        lambda: layers.route("Gdańsk", "Kaohsiung", avoid=AREA),
        lambda: maps.Map().add(LINE),
    ],
    ids=["buffer", "lines", "zones", "avoid", "map"],
)
def test_what_works_on_degrees_refuses_it_and_says_what_to_do(call: Callable[[], object]) -> None:
    with pytest.raises(ArgumentError, match=REMEDY):
        call()


@pytest.mark.parametrize(
    ("crs", "kind"),
    [
        ('LOCAL_CS["site grid",UNIT["metre",1]]', "site grid, of the kind Engineering CRS"),
        ("EPSG:5773", "EGM96 height, of the kind Vertical CRS"),
        ("EPSG:4978", "WGS 84, of the kind Geocentric CRS"),
        ("IAU_2015:30100", "Moon"),
    ],
)
def test_coordinates_of_no_place_on_the_earth_are_refused(crs: str, kind: str, tmp_path: Path) -> None:
    line, area, point = (table.set_crs(crs) for table in (LINE, AREA, POINT))
    calls: list[Callable[[], object]] = [
        lambda: maps.Map().add(line),
        lambda: maps.Map.of(line),
        lambda: layers.buffer(point, [10]),
        lambda: layers.exposure(line, area),
        lambda: layers.route("Gdańsk", "Kaohsiung", avoid=area),
        lambda: layers.route("c", "Kaohsiung", places=point),
    ]
    for call in calls:
        with pytest.raises(ArgumentError, match=f"expected a CRS of the Earth, got {kind}"):
            call()
    for ending in WRITERS:
        with pytest.raises(WriteError, match=kind):
            layers.write_table(line, tmp_path / f"a.{ending}")
    line.to_parquet(tmp_path / "b.parquet")
    with pytest.raises(ValidationError, match=f"a coordinate reference system of the Earth, got {kind}"):
        layers.read_table(tmp_path / "b.parquet")


def test_places_of_ones_own_need_one_too() -> None:
    with pytest.raises(ArgumentError, match=r"set_crs\(4326\)"):
        layers.route("c", "Kaohsiung", places=POINT)


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_writers_refuse_it(tmp_path: Path, ending: str) -> None:
    with pytest.raises(WriteError, match=REMEDY):
        layers.write_table(LINE, tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_an_atlas_refuses_it() -> None:
    atlas = layers.example()
    tables = dict(atlas.layers())
    with pytest.raises(ValidationError, match="EPSG:4326"):
        layers.Atlas(**tables | {"corridors": tables["corridors"].set_crs(None, allow_override=True)})


def test_formats_that_define_degrees_need_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lon,lat\n20,50\n", encoding="utf-8")
    (tmp_path / "a.geojson").write_text(
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[20,50]}}'
    )
    for path in tmp_path.iterdir():
        assert layers.read_table(path).crs == "EPSG:4326"


def test_a_table_in_degrees_is_the_same_and_another_becomes_one() -> None:
    table = POINT.set_crs(4326)
    assert in_degrees(table) is table
    assert in_degrees(table.to_crs(3857)).geometry[0].equals_exact(shapely.Point(20, 50), 1e-9)


def test_what_is_no_table_of_places_is_refused() -> None:
    for wrong in ([1, 2], POINT.drop(columns="geometry"), None):
        with pytest.raises(ArgumentError, match="table: expected a GeoDataFrame with a geometry, got a"):
            layers.buffer(wrong, [10])  # type: ignore[arg-type]
