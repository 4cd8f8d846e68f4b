"""Numbers, days and places that GDAL would take for 0 or none, or cut."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import ValidationError

if TYPE_CHECKING:
    from pathlib import Path

KML = "<kml><Document><Placemark><name>A</name>{}</Placemark></Document></kml>"
GPX = '<gpx version="1.1"><wpt {}/></gpx>'


def kml(folder: Path, text: str) -> Path:
    path = folder / "places.kml"
    path.write_text(KML.format(f"<Point><coordinates>{text}</coordinates></Point>"), "utf-8")
    return path


BAD = ("abc", "18.65 54.35", "18.65;54.35", "18.65,N54", "18.65,", "", " ", ",54", "nan,1", "0x12,54")
WORSE = ("18.65,54.35abc", "18,65,54,35", "18.65,54.35,0,7", "\u221218.65,54.35", "18.65,54.35 x")
GOOD = (
    "18.65,54.35",
    "18.65, 54.35",
    "\n18.65,54.35,0\n",
    "+18.65,54.35,",
    "1.865e1,54.35",
    "18.65,54.35,.0",
)
POINTS = ('lat="54,35" lon="18,65"', 'lon="18.65"', 'lat="x" lon="1"', 'lat="" lon="1"')


@pytest.mark.parametrize("text", [*BAD, *WORSE])
def test_what_is_no_place_of_kml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValidationError, match="coordinates of two or three numbers, got"):
        layers.read_table(kml(tmp_path, text))


@pytest.mark.parametrize("text", GOOD)
def test_places_of_kml_are_read(tmp_path: Path, text: str) -> None:
    (point,) = layers.read_table(kml(tmp_path, text)).geometry
    assert (point.x, point.y) == (18.65, 54.35)


def test_numbers_without_end_take_no_time(tmp_path: Path) -> None:
    started = time.process_time()
    with pytest.raises(ValidationError):
        layers.read_table(kml(tmp_path, f"{'1' * 200_000},{' ' * 200_000}"))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("said", POINTS)
def test_what_is_no_point_of_gpx_is_refused(tmp_path: Path, said: str) -> None:
    (tmp_path / "points.gpx").write_text(GPX.format(said), "utf-8")
    with pytest.raises(ValidationError, match="degrees with a decimal point for lat of each point, got"):
        layers.read_table(tmp_path / "points.gpx")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("size", "12,5", 'a number, got "12,5"'),
        ("size", "", 'a number, got ""'),
        ("count", 3.7, 'a whole number, got "3.7"'),
        ("runs", "true", '0 or 1, got "true"'),
        ("day", "01.02.2025", 'a date such as 2025-09-15, got "01.02.2025"'),
        ("day", "2025-02-30T00:00:00Z", 'a date such as 2025-09-15, got "2025-02-30T00:00:00Z"'),
    ],
)
def test_cells_of_a_geopackage_that_are_none_of_their_column_are_refused(
    tmp_path: Path, column: str, cell: object, said: str
) -> None:
    days = pd.to_datetime(["2025-01-02", "2025-01-03"])
    rows = {"size": [12.5, 99.25], "count": [1, 2], "runs": [True, False], "day": days}
    table = gpd.GeoDataFrame(rows, geometry=[shapely.Point(19, 51)] * 2, crs=4326)
    table.to_file(tmp_path / "a {0}.gpkg")
    assert len(layers.read_table(tmp_path / "a {0}.gpkg")) == 2
    with closing(sqlite3.connect(tmp_path / "a {0}.gpkg")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(f'UPDATE "a {{0}}" SET "{column}" = ? WHERE fid = 2', [cell])  # noqa: S608
        database.commit()
    with pytest.raises(ValidationError, match=f"row 2, {column}: expected {said}"):
        layers.read_table(tmp_path / "a {0}.gpkg")
