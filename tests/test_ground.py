"""What a page draws below everything else."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import numpy as np
import pytest
import shapely

from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.ground import ground_layers

# Recorded by tools/build_ground.py --check.
SHA256 = "b3537dc52d546460fe00e8935f6d598cd3a77ec746dbb078e23df5d8e93ba48e"


def test_file_is_the_one_the_tool_builds() -> None:
    content = files("isthmus.layers.data").joinpath("ground.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256
    assert len(content) < 400_000


def test_land_is_that_of_the_countries() -> None:
    fine = shapely.area(np.asarray(ground_layers()["land"].geometry))
    coarse = shapely.area(np.asarray(countries().geometry))
    large = coarse > 1
    assert len(fine) == len(coarse)
    assert fine[large] / coarse[large] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("name", "box", "least"),
    [
        ("Kaohsiung", (120.2, 22.5, 120.4, 22.8), 12),
        ("Gdansk", (18.5, 54.3, 19.0, 54.5), 8),
        ("Singapore", (103.6, 1.1, 104.1, 1.5), 60),
        ("Suez", (32.5, 29.85, 32.65, 30.0), 4),
    ],
)
def test_coasts_near_sites_have_the_points_of_the_source(
    name: str, box: tuple[float, float, float, float], least: int
) -> None:
    def points(table: object) -> int:
        vertices = shapely.points(shapely.get_coordinates(table))
        return int(
            np.unique(
                shapely.get_coordinates(vertices[shapely.contains(shapely.box(*box), vertices)]), axis=0
            ).shape[0]
        )

    fine, coarse = points(ground_layers()["land"].geometry), points(countries().geometry)
    assert fine >= max(least, coarse), name


def test_places_near_sites_are_on_no_coarse_grid() -> None:
    """World-atlas rounds to 400 m: on its grid, a close coast would be steps."""
    points = shapely.get_coordinates(ground_layers()["land"].geometry)
    west, south, east, north = 120.0, 22.4, 120.5, 23.0
    near = points[
        (points[:, 0] > west) & (points[:, 0] < east) & (points[:, 1] > south) & (points[:, 1] < north)
    ]
    rounded = np.isclose(near, np.round(near, 3), rtol=0, atol=1e-9).all(axis=1)
    assert rounded.mean() < 0.1


def test_rivers_and_lakes_lie_where_they_are() -> None:
    layers = ground_layers()
    rivers = shapely.union_all(np.asarray(layers["rivers"].geometry))
    for name, lon, lat in (("Vistula", 21.03, 52.23), ("Danube", 16.6, 48.14), ("Yangtze", 114.3, 30.6)):
        assert shapely.distance(rivers, shapely.Point(lon, lat)) < 0.06, name
    assert layers["lakes"].geometry.iloc[0].contains(shapely.Point(-87.5, 47.7))  # Superior
