"""Lines and rings that crowd within the radius of their buffer: coils are cut into pieces."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from buffer_cases import star
from buffer_metric import GEOD, Floats, membership_error, outline_error
from isthmus import geo
from isthmus.geo._buffers.simplification import cut_coils

TOLERANCE = 1e-3


def coil(lon: float, lat: float, *, turns: int, vertices: int, size: float) -> LineString:
    azimuth = np.linspace(0, 360 * turns, vertices)
    centre: Floats = np.full((2, vertices), [[lon], [lat]])
    return LineString(np.column_stack(GEOD.fwd(*centre, azimuth, size * (1 + azimuth / 2000))[:2]))


@pytest.mark.parametrize("lat", [0, 50, -89])
@pytest.mark.parametrize("path", ["geodesic", "straight"])
def test_a_coil_far_below_the_radius(lat: float, path: geo.PathKind) -> None:
    line = coil(20, lat, turns=8, vertices=300, size=10e3)
    if path == "straight" and lat < -80:  # meridians converge within a leg
        line = LineString(shapely.get_coordinates(line)[:40])
    buffer = geo.buffer(line, 80e3, path=path)
    low, high = outline_error(buffer, line, 80e3, straight=path == "straight", points=600)
    assert -TOLERANCE <= low <= high <= TOLERANCE


def test_many_turns_around_a_pole() -> None:
    line = LineString([(40.0 * k, 89.9 - 0.001 * k) for k in range(46)])
    for path in ("geodesic", "straight"):
        buffer = geo.buffer(line, 30e3, path=path)
        low, high = outline_error(buffer, line, 30e3, straight=path == "straight", points=300)
        assert -TOLERANCE <= low <= high <= TOLERANCE


def test_pieces_hold_every_leg_once() -> None:
    line = coil(20, 50, turns=5, vertices=200, size=5e3)
    point, straight = Point(0, 0), LineString([(0, 0), (1, 1)])
    pieces, stroke = cut_coils(np.array([point, line, straight]), np.full(3, 50e3))
    assert stroke[0] == 0
    assert stroke[-1] == 2
    assert len(pieces) > 6
    parts = [shapely.get_coordinates(piece) for piece in pieces[stroke == 1]]
    joined = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    assert (joined == shapely.get_coordinates(line)).all()


def test_a_coil_above_the_radius_stays_whole() -> None:
    line = coil(20, 50, turns=5, vertices=200, size=500e3)
    assert len(cut_coils(np.array([line]), np.full(1, 1e3))[0]) == 1


@pytest.mark.parametrize("radius", [20e3, 150e3])
def test_a_ragged_ring_of_many_legs(radius: float) -> None:
    shell = star(20, 50, 100e3, vertices=600, seed=1)
    polygon = Polygon(shell.exterior, [star(20, 50, 20e3, vertices=8, seed=2).exterior])
    buffer = geo.buffer(polygon, radius)
    assert buffer.is_valid
    low, high = outline_error(buffer, polygon, radius, points=600)
    assert -TOLERANCE <= low <= high <= TOLERANCE
    assert membership_error(buffer, polygon, radius, points=200) <= TOLERANCE


def test_a_loop_within_the_tolerance_leaves_no_hole() -> None:
    steps = [  # in millionths of a degree
        (0, 0), (46, -114), (-3, -178), (-256, -332), (-316, -352), (-538, -399), (-633, -396),
        (-767, -355), (-883, -247), (-974, -165), (-1151, 15), (-1286, 78), (-1621, 155), (-1725, 159),
        (-1927, 26), (-1939, -27), (-1918, -85), (-2133, -162), (-2406, -287), (-2678, -406),
        (-2770, -478), (-2844, -526), (-2970, -607),
    ]  # fmt: skip
    line = LineString([(63.545351 + x / 1e6, 38.753172 + y / 1e6) for x, y in steps])
    buffer = geo.buffer(line, 3146.6, tolerance=0.0423, cover="outside")
    assert shapely.get_num_interior_rings(buffer) == 0
    assert outline_error(buffer, line, 3146.6, points=600)[0] >= 0
