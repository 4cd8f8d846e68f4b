"""Coordinates in metres: of whichever reference system is said, in whichever order, or asked for."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError

if TYPE_CHECKING:
    from pathlib import Path

GDANSK = shapely.Point(18.645939, 54.361559)


def read(folder: Path, text: str, said: str, *, ending: str = "csv") -> tuple[shapely.Geometry, str]:
    """Return the first place of a file whose owner says something of it, and what was told."""
    (folder / f"a.{ending}").write_text(text, encoding="utf-8")
    (folder / "isthmus.toml").write_text(f"[a]\n{said}\n", encoding="utf-8")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DataWarning)
        frame = layers.read_table(folder / f"a.{ending}")
    return frame.geometry[0], "\n".join(str(note.message) for note in told)


def refused(folder: Path, text: str, said: str) -> str:
    with pytest.raises(ValidationError) as error:
        read(folder, text, said)
    return str(error.value)


def lies_at(shape: shapely.Geometry, lon: float, lat: float) -> bool:
    return bool(shape.distance(shapely.Point(lon, lat)) < 5e-3)


# Places as the national maps say them; whether X is found to point north.
@pytest.mark.parametrize(
    ("crs", "cells", "place", "turned"),
    [
        ("EPSG:2177", ("X", "Y", "6024000", "6542000"), (18.646, 54.345), True),
        ("EPSG:2177", ("X", "Y", "6542000,5", "6024000,5"), (18.646, 54.345), False),
        ("EPSG:31467", ("x", "y", "5500000", "3500000"), (8.999, 49.637), True),
        ("EPSG:31467", ("Hochwert", "Rechtswert", "5500000", "3500000"), (8.999, 49.637), False),
        ("EPSG:5514", ("X", "Y", "-743912.23", "-1042512.99"), (14.405, 50.091), False),
        ("EPSG:5513", ("Souřadnice X", "Souřadnice Y", "1042512.99", "743912.23"), (14.405, 50.091), False),
        ("EPSG:3826", ("X坐標", "Y坐標", "211000", "2678000"), (120.616, 24.207), False),
        ("EPSG:2180", ("easting", "northing", "477000", "722000"), (GDANSK.x, GDANSK.y), False),
        ("EPSG:2193", ("x", "y", "1749000", "5428000"), (174.783, -41.289), False),
    ],
)
def test_places_lie_where_their_system_is_used(
    tmp_path: Path, crs: str, cells: tuple[str, str, str, str], place: tuple[float, float], *, turned: bool
) -> None:
    x, y, one, other = cells
    point, told = read(tmp_path, f"{x};{y}\n{one};{other}\n", f'crs = "{crs}"\ndelimiter = ";"')
    assert lies_at(point, *place)
    assert ("to the north" in told) is turned


def test_x_and_y_that_may_be_either_are_asked_for_with_both_readings(tmp_path: Path) -> None:
    text = "X_1992,Y_1992\n722000,477000\n438000,530000\n"
    problem = refused(tmp_path, text, 'crs = "EPSG:2180"')
    assert 'columns.lon = "X_1992" or columns.lon = "Y_1992"' in problem
    assert "whose order is sure" in refused(tmp_path, "X,Y\n-35000.5,-6000.5\n", 'crs = "EPSG:6677"')
    north, _ = read(tmp_path, text, 'crs = "EPSG:2180"\ncolumns.lon = "Y_1992"')
    assert lies_at(north, GDANSK.x, GDANSK.y)
    east, _ = read(tmp_path, text, 'crs = "EPSG:2180"\ncolumns.lon = "X_1992"')
    assert lies_at(east, 22.243, 52.114)


def test_what_lies_far_from_where_its_system_is_used_is_no_place(tmp_path: Path) -> None:
    text = "id,Souřadnice Y,Souřadnice X\na,743912.23,1042512.99\n"
    problem = refused(tmp_path, text, 'crs = "EPSG:5514"')
    assert "row 1: expected a place where EPSG:5514 is used, got 1042512.99, 743912.23: far away" in problem


def test_shapes_are_of_the_system_that_is_said(tmp_path: Path) -> None:
    crs = 'crs = "EPSG:2180"'
    shape, _ = read(tmp_path, "wkt\nPOINT (477000 722000)\n", crs)
    assert lies_at(shape, GDANSK.x, GDANSK.y)
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [477000, 722000]},
    }
    shape, _ = read(tmp_path, json.dumps(feature), crs, ending="geojson")
    assert lies_at(shape, GDANSK.x, GDANSK.y)
    with pytest.raises(ValidationError, match="row 2, wkt: expected well-known text"):
        read(tmp_path, "wkt\nPOINT (477000 722000)\nnowhere\n", crs)


def test_shapes_that_name_their_own_system_are_of_that_one(tmp_path: Path) -> None:
    metres = shapely.set_srid(shapely.Point(477000, 722000), 2180)
    binary = shapely.to_wkb(metres, hex=True, include_srid=True)
    degrees = shapely.to_wkb(shapely.set_srid(GDANSK, 4326), hex=True, include_srid=True)
    for text in (
        binary,
        binary.lower(),
        "SRID=2180;POINT (477000 722000)",
        degrees,
        f"srid=4326;{GDANSK.wkt}",
    ):
        shape, _ = read(tmp_path, f"geom\n{text}\n", "")
        assert lies_at(shape, GDANSK.x, GDANSK.y)
    assert "crs not found" in refused(tmp_path, "geom\nSRID=999999;POINT (1 2)\n", "")
