"""The options of a buffer: what they may be, and the radius and errors that follow from them."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Point

from isthmus import geo
from isthmus.geo._buffers.buffer_rule import BufferRule, ErrorBudget, arc_step, leg_step, radii_of
from isthmus.geo._ellipsoid import MEAN_RADIUS_M


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cover": "all"}, "cover"),
        ({"cap": "square"}, "cap"),
        ({"side": "up"}, "side"),
        ({"path": "crow"}, "path"),
        ({"tolerance": 0.5}, "tolerance"),
    ],
)
def test_unknown_options_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        geo.buffer(Point(0, 0), 10, **options)


def test_as_many_radii_as_geometries() -> None:
    with pytest.raises(geo.ArgumentError, match="one per geometry"):
        geo.buffer([Point(0, 0)] * 3, [1, 2])


@pytest.mark.parametrize("tolerance", [1e-6, 1e-3, 0.1])
def test_a_tolerance_may_be_as_small_and_as_large_as_is_said(tolerance: float) -> None:
    assert BufferRule(tolerance).tolerance == tolerance


@pytest.mark.parametrize("tolerance", [0.99e-6, 0.101, 0, -1e-3, float("nan")])
def test_other_tolerances_are_refused(tolerance: float) -> None:
    with pytest.raises(geo.ArgumentError, match=r"tolerance: expected 1e-06 to 0\.1"):
        BufferRule(tolerance)


@pytest.mark.parametrize(
    ("options", "flat"),
    [({}, False), ({"cap": "flat"}, True), ({"side": "left"}, True), ({"side": "right"}, True)],
)
def test_a_side_ends_flat_whatever_its_cap(options: dict[str, object], flat: bool) -> None:  # noqa: FBT001
    assert BufferRule(**options).flat is flat  # type: ignore[arg-type]


def test_a_one_sided_cover_aims_by_half_the_tolerance_aside() -> None:
    radius = np.array([1000.0, -1000.0])
    aims = {cover: BufferRule(0.01, cover=cover).aim(radius) for cover in ("nearest", "inside", "outside")}  # type: ignore[arg-type]
    np.testing.assert_allclose(aims["nearest"], [1000, -1000])
    np.testing.assert_allclose(aims["inside"], [995, -1005])
    np.testing.assert_allclose(aims["outside"], [1005, -995])


def test_the_errors_around_the_aim_stay_within_the_tolerance_of_the_radius() -> None:
    nearest = BufferRule(0.01).budget(polar=False).tolerance
    assert 0.0099 < nearest < 0.01
    for cover in ("inside", "outside"):
        rule = BufferRule(0.01, cover=cover)  # type: ignore[arg-type]
        (aim,) = rule.aim(np.array([1.0]))
        error = rule.budget(polar=False).tolerance
        low, high = aim * (1 - error), aim * (1 + error)
        assert (0.99 < low < high < 1) if cover == "inside" else (1 < low < high < 1.01)


def test_the_budget_says_what_the_outline_meets() -> None:
    budget = BufferRule(path="straight").budget(polar=True, simplified=False)
    assert (budget.straight, budget.polar, budget.simplified) == (True, True, False)
    assert not BufferRule().budget(polar=False).straight


@pytest.mark.parametrize("radius", [1.0, -1.0, 9e6])
def test_radii_from_a_metre_to_less_than_a_quarter_of_the_earth(radius: float) -> None:
    one, other = np.array([Point(0, 0)] * 2)
    assert radii_of(radius, np.array([one, other])).tolist() == [radius] * 2
    assert radii_of([radius, 5.0], np.array([one, other])).tolist() == [radius, 5.0]


@pytest.mark.parametrize("radius", [0.99, -0.99, 9_000_001.0, 0.0])
def test_other_radii_are_refused_with_their_geometry(radius: float) -> None:
    array = np.array([Point(0, 0)] * 3)
    with pytest.raises(geo.GeometryError, match="expected a radius of 1 m to 9,000 km, got") as caught:
        radii_of([10, 10, radius], array)
    assert caught.value.index == 2


@pytest.mark.parametrize("straight", [False, True])
@pytest.mark.parametrize("polar", [False, True])
@pytest.mark.parametrize("simplified", [False, True])
def test_the_shares_make_the_whole_and_the_outline_keeps_most(
    *, straight: bool, polar: bool, simplified: bool
) -> None:
    budget = ErrorBudget(0.01, straight, polar, simplified)
    shares = [budget.simplification, budget.straight_path, budget.pole]
    assert [share > 0 for share in shares] == [simplified, straight, polar]
    assert budget.outline + sum(shares) == pytest.approx(0.01)
    assert budget.outline >= 0.004 * (1 - 1e-12)
    assert budget.closed_form == pytest.approx(1e-4)


def sagitta_m(chord_m: float, radius_m: float) -> float:
    """Return how far the chord of an arc leaves it."""
    return radius_m - float(np.sqrt(radius_m**2 - chord_m**2 / 4))


def test_an_edge_of_a_small_circle_leaves_its_arc_by_the_error() -> None:
    (degrees,) = arc_step(np.array([1000.0]), np.array([0.0]), 1e-3)
    chord = 2 * 1000 * np.sin(np.radians(degrees) / 2)
    assert sagitta_m(chord, 1000) == pytest.approx(1e-3 * 1000, rel=0.01)


def test_a_circle_has_at_least_eight_edges() -> None:
    assert arc_step(np.array([1000.0]), np.array([0.0]), 0.5).tolist() == [45]


def test_the_edges_of_circles_are_shorter_where_straight_lines_bend_more() -> None:
    radius = np.full(3, 1e5)
    step = arc_step(radius, np.array([0.0, 60.0, 84.0]), 1e-3)
    assert (np.diff(step) < 0).all()
    np.testing.assert_array_equal(step, arc_step(radius, np.array([0.0, -60.0, 84.0]), 1e-3))


@pytest.mark.parametrize("radius", [1e4, 1e5, 1e6])
def test_an_edge_along_a_leg_leaves_the_equidistant_by_the_error(radius: float) -> None:
    """On the sphere, the equidistant at r of a geodesic is a circle of the curvature tan(r / R) / R."""
    (step,) = leg_step(np.array([radius]), np.array([0.0]), 1e-3)
    curve = MEAN_RADIUS_M / np.tan(radius / MEAN_RADIUS_M)
    assert sagitta_m(step, curve) == pytest.approx(1e-3 * radius, rel=0.02)


def test_steps_along_legs_are_shorter_towards_the_poles_and_for_smaller_errors() -> None:
    radius = np.full(3, 1e5)
    step = leg_step(radius, np.array([0.0, 60.0, 84.0]), 1e-3)
    assert (np.diff(step) < 0).all()
    np.testing.assert_allclose(leg_step(radius, np.array([0.0, 60.0, 84.0]), 4e-3), 2 * step)


def test_an_equidistant_a_quarter_of_the_earth_away_has_steps_still() -> None:
    step = leg_step(np.array([9e6, 1.45 * MEAN_RADIUS_M]), np.array([0.0, 0.0]), 1e-3)
    assert np.isfinite(step).all()
    assert (step > 1e4).all()
