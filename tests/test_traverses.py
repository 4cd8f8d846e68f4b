"""Lines passed there and back, and rings once: legs, radii, ends and turns."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from isthmus.geo._buffers.buffer_rule import ErrorBudget
from isthmus.geo._buffers.traverses import Traverses, traverses_along, traverses_around, turns
from isthmus.geo._chains import Chains

EXACT = ErrorBudget(1e-3, simplified=False)
CORNER = [(0, 0), (0.1, 0), (0.1, 0.1)]


def along(*lines: list[tuple[float, float]], radius: float = 100.0) -> Traverses:
    chains = Chains.of(np.array([LineString(line) for line in lines]))
    return traverses_along(chains, np.full(len(lines), radius), EXACT)


def test_a_line_is_passed_there_and_back() -> None:
    there = along(CORNER)
    assert list(zip(there.lon, there.lat, strict=True)) == [*CORNER, CORNER[1]]
    assert there.at_end.tolist() == [False, True, False, True]
    assert np.round(there.azimuth_out % 360).tolist() == [90, 0, 180, 270]
    assert np.round(there.azimuth_in % 360).tolist() == [90, 0, 180, 270]
    assert there.length_m == pytest.approx([11_132, 11_057, 11_057, 11_132], abs=1)
    assert (there.start_m == 100).all()


def test_traverses_stay_apart() -> None:
    two = along(CORNER, [(5, 5), (5.1, 5)])
    assert two.offsets.tolist() == [0, 4, 6]
    assert two.traverse.tolist() == [0, 0, 0, 0, 1, 1]
    assert two.following.tolist() == [1, 2, 3, 0, 5, 4]
    assert two.preceding.tolist() == [3, 0, 1, 2, 5, 4]
    second = two.pick(np.array([1]))
    assert (second.lon.tolist(), second.offsets.tolist()) == ([5, 5.1], [0, 2])
    assert second.at_end.tolist() == [True, True]


def test_a_side_keeps_its_radius_and_the_other_stays_on_the_line() -> None:
    both = along(CORNER, [(5, 5), (5.1, 5)])
    right, left = both.on_side("right"), both.on_side("left")
    assert right.start_m.tolist() == [100, 100, 0, 0, 100, 0]
    assert left.start_m.tolist() == [0, 0, 100, 100, 0, 100]
    assert right.end_m.tolist() == right.start_m.tolist()


def test_the_radius_of_a_tapered_line_is_that_of_its_vertices() -> None:
    line = Chains.of(np.array([LineString(CORNER)]))
    there = traverses_along(line, np.array([10.0, 20.0, 50.0]), EXACT, tapered=True)
    assert there.start_m.tolist() == [10, 20, 50, 20]
    assert there.end_m.tolist() == [20, 50, 20, 10]


def test_long_legs_are_cut_and_their_radius_grows_on_the_way() -> None:
    line = Chains.of(np.array([LineString([(0, 0), (40, 0)])]))
    there = traverses_along(line, np.array([1000.0, 5000.0]), EXACT, tapered=True)
    half = len(there.lon) // 2
    assert half > 3
    assert there.length_m[:half] == pytest.approx(np.full(half, there.length_m[0]), rel=1e-6)
    assert there.length_m[:half].sum() == pytest.approx(4_452_780, abs=1)
    assert np.diff(there.start_m[:half]) == pytest.approx(np.full(half - 1, 4000 / half))
    assert (there.start_m[0], there.end_m[half - 1]) == (1000, 5000)
    assert np.flatnonzero(there.at_end).tolist() == [half - 1, 2 * half - 1]
    assert there.lat == pytest.approx(0)


def test_what_the_outline_cannot_show_is_left_out_on_each_side_for_itself() -> None:
    bump = [(0, 0), (0.05, 1e-6), (0.1, 0)]
    budget = ErrorBudget(1e-3)
    line = Chains.of(np.array([LineString(bump)]))
    assert len(traverses_along(line, np.array([1e4]), budget).lon) < 4
    assert len(along(bump).lon) == 4


def test_a_ring_is_passed_once() -> None:
    box = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)]
    around = traverses_around(
        Chains.of(np.array([LineString(box)] * 2)), np.array([100.0, 200.0]), ErrorBudget(1e-3)
    )
    assert list(zip(around.lon, around.lat, strict=True)) == box[:-1] * 2
    assert around.offsets.tolist() == [0, 4, 8]
    assert around.following.tolist() == [1, 2, 3, 0, 5, 6, 7, 4]
    assert not around.at_end.any()
    assert around.start_m.tolist() == around.end_m.tolist() == [100] * 4 + [200] * 4


def test_a_ring_too_small_to_be_seen_keeps_its_triangle() -> None:
    tiny = [(0, 0), (1e-7, 0), (1e-7, 1e-7), (0, 0)]
    around = traverses_around(Chains.of(np.array([LineString(tiny)])), np.array([1e5]), ErrorBudget(1e-3))
    assert len(around.lon) == 3


@pytest.mark.parametrize(
    ("third", "left"),
    [((0.1, 0.1), -90), ((0.1, -0.1), 90), ((0.2, 0), 0)],
)
def test_a_left_turn_is_negative_and_an_end_is_turned_around_on_the_outside(
    third: tuple[float, float], left: float
) -> None:
    there = along([(0, 0), (0.1, 0), third])
    found = turns(there, np.zeros(4))
    assert found == pytest.approx([left, -180, -left, -180], abs=0.01)


def test_a_vertex_where_a_line_turns_back_is_turned_around_on_the_outside() -> None:
    there = along([(0, 0), (0.1, 0), (0.05, 0)])
    assert turns(there, np.zeros(4)) == pytest.approx([-180] * 4, abs=0.01)


def test_contacts_turn_with_the_taper() -> None:
    there = along([(0, 0), (0.1, 0), (0.2, 0)])
    found = turns(there, np.array([0.0, 10.0, 0.0, 0.0]))
    assert found == pytest.approx([10, -190, 0, -180], abs=0.01)
