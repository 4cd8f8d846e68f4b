"""How the tolerance of a buffer is shared, and the steps that follow, against the curves themselves."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus.geo._buffers.error_budget import ErrorBudget, arc_step, leg_step
from isthmus.geo._ellipsoid import MEAN_RADIUS_M


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
