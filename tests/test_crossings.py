"""Common lengths against GEOS' overlay: touching, running along edges, passing through vertices."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Polygon

from buffer_cases import road, star
from isthmus import geo
from isthmus.geo._chains import Chains
from isthmus.geo._crossings import BoxTree, near_edges


def by_overlay(lines: np.ndarray, zones: np.ndarray) -> np.ndarray:
    return geo.length(shapely.intersection(lines[:, None], zones).ravel(), path="straight").reshape(
        len(lines), len(zones)
    )


def in_a_table(found: geo.Exposure, shape: tuple[int, int]) -> np.ndarray:
    table = np.zeros(shape)
    table[found.line, found.zone] = found.metres
    return table


@pytest.mark.parametrize("seed", range(10))
def test_on_a_grid_where_everything_touches(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = np.array([LineString(rng.integers(0, 6, (rng.integers(2, 9), 2))) for _ in range(60)])
    lines = lines[shapely.length(lines) > 0]
    tried = [Polygon(rng.integers(0, 6, (rng.integers(3, 7), 2))) for _ in range(200)]
    zones = np.array([zone for zone in tried if zone.is_valid][:30])
    # overlays leave out a second pass along the same edge
    simple = lines[shapely.is_simple(lines)]
    expected = by_overlay(simple, zones)
    found = geo.length_within(simple, zones, path="straight")
    np.testing.assert_allclose(in_a_table(found, expected.shape), expected, rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_long_lines_through_ragged_zones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = np.array([road(20, 50, vertices=400, step=5e3, seed=seed + k, wiggle=0.1) for k in range(8)])
    zones = []
    for k in range(8):
        lon, lat = lines[k].coords[int(rng.integers(400))]
        shell, hole = (star(lon, lat, r, vertices=90, seed=seed + k) for r in (300e3, 100e3))
        zones.append(Polygon(shell.exterior, [hole.exterior]))
    expected = by_overlay(lines, np.array(zones))
    found = geo.length_within(lines, zones, path="straight")
    np.testing.assert_allclose(in_a_table(found, expected.shape), expected, rtol=1e-9, atol=1e-3)


def test_straight_legs_are_measured_straight() -> None:
    parallel = LineString([(0, 60), (40, 60)])
    found = geo.length_within(parallel, shapely.box(-1, 50, 50, 70), path="straight")
    assert found.metres[0] == pytest.approx(geo.length(parallel, path="straight"))
    half = geo.length_within(parallel, shapely.box(-1, 50, 20, 70), path="straight")
    assert half.metres[0] == pytest.approx(geo.length(parallel, path="straight") / 2)


@pytest.mark.parametrize(
    "zone",
    [
        MultiPolygon([shapely.box(0, -1, 2, 1), shapely.box(1, -1, 3, 1)]),
        MultiPolygon([shapely.box(0, -1, 2, 1), shapely.box(2, -1, 3, 1)]),
        GeometryCollection([shapely.box(0, -1, 3, 1), shapely.box(1, -0.5, 2, 0.5)]),
    ],
)
def test_parts_that_overlap_count_once(zone: shapely.Geometry) -> None:
    apart = MultiPolygon([shapely.box(10, -1, 11, 1), shapely.box(12, -1, 13, 1)])
    found = geo.length_within(LineString([(-1, 0), (14, 0)]), [zone, apart])
    assert found.zone.tolist() == [0, 1]
    assert found.metres.tolist() == pytest.approx([3 * 111_319.4908, 2 * 111_319.4908])


def test_along_the_antimeridian_and_repeated_vertices() -> None:
    line = LineString([(180, -5), (180, 0), (180, 0), (180, 5)])
    zone = shapely.box(179, -2, 181, 2)
    found = geo.length_within(line, zone, path="straight")
    assert found.metres.tolist() == pytest.approx([geo.length(LineString([(180, -2), (180, 2)]))])


def random_chains(rng: np.random.Generator, longest: int) -> Chains:
    counts = rng.integers(2, longest, 6)
    steps = rng.normal(0, 1, (2, counts.sum()))
    lon, lat = np.cumsum(steps, axis=1)
    return Chains(lon, lat, np.append(0, np.cumsum(counts)))


def boxes(chains: Chains) -> np.ndarray:
    i = chains.legs
    ends = np.array([[chains.lon[i], chains.lat[i]], [chains.lon[i + 1], chains.lat[i + 1]]])
    return np.concatenate([ends.min(axis=0), ends.max(axis=0)])


@given(st.integers(0, 10**6))
def test_near_edges_are_those_of_every_pair_of_boxes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines, rings = random_chains(rng, 300), random_chains(rng, 30)
    ring_owner = np.sort(rng.permutation([0, 1, 2, *rng.integers(0, 3, 3)]))
    owner, other_owner = rng.integers(0, 6, 9), rng.integers(0, 3, 9)
    found = near_edges(BoxTree.of(lines, np.arange(6)), BoxTree.of(rings, ring_owner), owner, other_owner)
    west, south, east, north = boxes(lines)[:, :, None]
    other_west, other_south, other_east, other_north = boxes(rings)[:, None, :]
    near = (west <= other_east) & (other_west <= east) & (south <= other_north) & (other_south <= north)
    of_line, of_ring = lines.chain[lines.legs], ring_owner[rings.chain[rings.legs]]
    expected = [
        (pair, edge, other)
        for pair, (a, b) in enumerate(zip(owner, other_owner, strict=True))
        for edge, other in zip(*np.nonzero(near & (of_line == a)[:, None] & (of_ring == b)), strict=True)
    ]
    assert sorted(zip(*found, strict=True)) == expected
