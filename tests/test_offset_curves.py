"""Flat and one-sided buffers against their definition: all that perpendicular rays from the line reach."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import LineString

from buffer_cases import road
from buffer_metric import GEOD, Floats, covered
from isthmus import geo
from proof_size import proof_size

TOLERANCE = 1e-3
LEFT, RIGHT = -1, 1
SIDES = {"left": [LEFT], "right": [RIGHT], "both": [LEFT, RIGHT]}


def wrap_degrees(degrees: Floats) -> Floats:
    return (np.asarray(degrees) + 180) % 360 - 180


def headings(line: LineString) -> tuple[Floats, Floats, Floats, Floats]:
    """Return vertices, azimuth where each leg starts and ends, and length."""
    xy = shapely.get_coordinates(line)
    out, back, length = GEOD.inv(*xy[:-1].T, *xy[1:].T)
    return xy, np.asarray(out), np.asarray(back) + 180, np.asarray(length)


def rays(line: LineString, sides: list[int], rng: np.random.Generator, count: int = 30) -> list[Floats]:
    """Return start and azimuth of rays: square to the legs, and between the normals outside of turns."""
    xy, out, into, length = headings(line)
    starts = []
    for (a, azimuth, metres), side in (
        (leg, side) for leg in zip(xy, out, length, strict=False) for side in sides
    ):
        along = metres * rng.random(count)
        lon, lat, back = GEOD.fwd(*np.tile(a, (count, 1)).T, np.full(count, azimuth), along)
        starts.append(np.column_stack([lon, lat, np.asarray(back) + 180 + 90 * side]))
    for vertex, before, after in zip(xy[1:-1], into, out[1:], strict=False):
        turn = wrap_degrees(after - before)
        if -np.sign(turn) in sides:
            azimuth = before + turn * rng.random(count) - 90 * np.sign(turn)
            starts.append(np.column_stack([np.tile(vertex, (count, 1)), azimuth]))
    return [*np.concatenate(starts).T]


def reached(line: LineString, sides: list[int], lon: Floats, lat: Floats) -> Floats:
    """Return the length of the shortest ray that reaches each point."""
    xy, out, into, length = headings(line)
    shortest = np.full(len(lon), np.inf)

    def seen_from(a: Floats, b: Floats) -> tuple[Floats, Floats]:
        azimuth, _, far = GEOD.inv(a + 0 * lon, b + 0 * lon, lon, lat)
        return np.asarray(azimuth), np.asarray(far)

    for leg, ((a, azimuth), metres) in enumerate(zip(zip(xy, out, strict=False), length, strict=True)):
        low, high = np.zeros(len(lon)), np.full(len(lon), metres)
        for _ in range(40):
            middle = (low + high) / 2
            x, y, back = GEOD.fwd(*np.tile(a, (len(lon), 1)).T, np.full(len(lon), azimuth), middle)
            toward, far = seen_from(np.asarray(x), np.asarray(y))
            aside = wrap_degrees(toward - np.asarray(back) - 180)
            ahead = np.abs(aside) < 90
            low, high = np.where(ahead, middle, low), np.where(ahead, high, middle)
        foot = (middle > 1e-6 * metres) & (middle < (1 - 1e-6) * metres) & np.isin(np.sign(aside), sides)
        shortest = np.where(foot, np.minimum(shortest, far), shortest)
        if leg:
            toward, far = seen_from(*a)
            turn = wrap_degrees(azimuth - into[leg - 1])
            aside = wrap_degrees(toward - into[leg - 1] + 90 * np.sign(turn)) * np.sign(turn)
            fan = (aside >= 0) & (aside <= abs(turn)) & (-np.sign(turn) in sides)
            shortest = np.where(fan, np.minimum(shortest, far), shortest)
    return shortest


def assert_by_definition(line: LineString, radius: float, side: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    buffer = geo.buffer(line, radius, side=side, cap="flat")
    lon, lat, azimuth = rays(line, SIDES[side], rng)
    distance = radius * rng.choice([0.3, 0.7, 0.95, 1 - TOLERANCE], len(lon))
    x, y, _ = GEOD.fwd(lon, lat, azimuth, distance)
    # crumbs along the line and its flat ends belong to their edges
    missed = ~covered(buffer, np.asarray(x), np.asarray(y))
    if missed.any():
        edge = shapely.distance(buffer, shapely.points(np.asarray(x)[missed], np.asarray(y)[missed]))
        assert edge.max() * 111_195 <= TOLERANCE * radius
    west, south, east, north = buffer.bounds
    lon, lat = rng.uniform(west, east, 500), rng.uniform(south, north, 500)
    inside = covered(shapely.buffer(buffer, -TOLERANCE * radius / 50_000), lon, lat)
    assert reached(line, SIDES[side], lon[inside], lat[inside]).max(initial=0) <= radius * (1 + TOLERANCE)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("ratio", [0.01, 0.1, 0.5, 2, 20])
@pytest.mark.parametrize("seed", range(proof_size(2, 4)))
def test_radii_from_far_below_to_far_above_the_length(side: str, ratio: float, seed: int) -> None:
    line = road(20, [0, 50, -65, 25][seed], vertices=12, step=4e3, seed=seed, wiggle=0.5)
    assert_by_definition(line, ratio * geo.length(line), side, seed)


@given(st.integers(0, 10**6), st.sampled_from(sorted(SIDES)))
@settings(max_examples=proof_size(12, 100))
@example(34361, "right")  # turns by 102 degrees
def test_random_lines(seed: int, side: str) -> None:
    rng = np.random.default_rng(seed)
    line = road(
        rng.uniform(-150, 150), rng.uniform(-65, 65),
        vertices=int(rng.integers(2, 15)), step=10 ** rng.uniform(2, 4.5),
        seed=seed, wiggle=rng.uniform(0.05, 1),
    )  # fmt: skip
    radius = min(geo.length(line) * 10 ** rng.uniform(-2, 1), 5e5)
    assert_by_definition(line, radius, side, seed)


def test_the_straight_side_follows_the_geodesic() -> None:
    line = LineString([(10, 60), (40, 60)])
    left = geo.buffer(line, 1e3, side="left")
    for side, expected in (("left", True), ("right", False)):
        lon, lat, azimuth = rays(line, SIDES[side], np.random.default_rng(0))
        x, y, _ = GEOD.fwd(lon, lat, azimuth, np.full(len(lon), 5.0))
        assert (covered(left, np.asarray(x), np.asarray(y)) == expected).all()


def test_the_two_sides_make_the_whole_at_every_radius() -> None:
    line = road(20, 50, vertices=12, step=5e3, seed=2)
    for radius in geo.length(line) * np.array([0.1, 1, 5, 20]):
        left, right = (geo.buffer(line, radius, side=side) for side in ("left", "right"))
        flat = geo.buffer(line, radius, cap="flat")
        apart = shapely.symmetric_difference(shapely.union(left, right), flat)
        assert geo.area(apart, path="straight") < TOLERANCE * geo.area(flat, path="straight")
