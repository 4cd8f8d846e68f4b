"""Supply that falls out: networks whose answers are known by argument, and properties of any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from isthmus.layers import Range
from isthmus.layers._supply.supply_graph import (
    Outage,
    Step,
    SupplyGraph,
    days_lost,
    days_served,
    part_of,
    shares_lost,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

INF = float("inf")


def graph(
    uses: Mapping[tuple[int, int], float],
    stock: list[float],
    made: list[list[float]],
    *,
    ends: tuple[float, ...] = (INF,),
    demand: tuple[float, ...] = (1.0,),
    bought: list[list[float]] | None = None,
) -> SupplyGraph:
    """Return a graph of as many parts as stocks; the first ones are asked for."""
    parts = len(stock)
    taken = np.zeros((parts, parts))
    for (user, part), much in uses.items():
        taken[user, part] = much
    asked = np.array([*demand, *[0.0] * (parts - len(demand))])
    beside = np.zeros((len(ends), parts)) if bought is None else np.array(bought)
    return SupplyGraph(taken, asked, np.array(stock), np.array(ends), np.array(made), beside)


def test_stocks_in_series_add_up() -> None:
    """Of a product of a part of a material that stops, all three stocks are used up."""
    chain = graph({(0, 1): 1, (1, 2): 1}, [5, 10, 20], [[1, 1, 0]])
    assert served(chain) == pytest.approx(35)
    assert lost(chain) == INF
    assert shares_lost([chain]) == [pytest.approx(1)]


def test_of_parts_side_by_side_the_first_to_run_out_counts() -> None:
    both = graph({(0, 1): 1, (0, 2): 1}, [5, 10, 20], [[1, 0, 0]])
    assert served(both) == pytest.approx(15)
    assert served(replace(both, made=np.array([[1.0, 1.0, 0.0]]))) == pytest.approx(25)


def test_what_is_still_made_stretches_a_stock() -> None:
    """A quarter of the part is still made: 30 days of stock are used up at three quarters a day."""
    stretched = graph({(0, 1): 1}, [0, 30], [[1, 0.25]])
    assert served(stretched) == pytest.approx(40)
    assert shares_lost([stretched]) == [pytest.approx(0.75)]


def test_a_part_that_is_taken_four_times_is_gone_four_times_as_fast() -> None:
    assert served(graph({(0, 1): 4}, [0, 40], [[1, 0]])) == pytest.approx(10)


def test_two_products_share_a_stock() -> None:
    """Of 60 parts two products take 1 and 2 a day; the second has 6 days of its own."""
    shared = graph({(0, 2): 1, (1, 2): 2}, [0, 6, 60], [[1, 1, 0]], demand=(1.0, 1.0))
    assert served(shared) == pytest.approx((60 + 12) / 3)


def test_two_substitutes_one_after_the_other() -> None:
    """From day 10 half is delivered, from day 20 all; 12 days of stock end on day 14."""
    later = graph(
        {(0, 1): 1},
        [0, 12],
        [[1, 0]] * 3,
        ends=(10, 20, INF),
        bought=[[0, 0], [0, 0.5], [0, 1]],
    )
    assert served(later) == pytest.approx(14)
    assert lost(later) == pytest.approx(20 - 12 - 5)
    assert served(replace(later, stock=np.array([0.0, 15.0]))) == INF
    assert lost(replace(later, stock=np.array([0.0, 15.0]))) == pytest.approx(0)


def test_a_stop_that_ends_before_the_stock_is_survived() -> None:
    month = graph({(0, 1): 1}, [0, 20], [[1, 0], [1, 1]], ends=(30, INF))
    assert served(month) == pytest.approx(20)
    assert lost(month) == pytest.approx(10)
    assert served(replace(month, stock=np.array([0.0, 30.0]))) == INF


def test_a_stock_that_never_runs_out() -> None:
    assert served(graph({(0, 1): 1}, [0, INF], [[1, 0]])) == INF
    assert lost(graph({(0, 1): 1}, [0, INF], [[1, 0]])) == 0


def test_what_lasts_to_the_end_of_what_is_looked_at() -> None:
    assert served(graph({}, [5], [[0.5]], ends=(8,))) == 8
    assert lost(graph({}, [5], [[0.5]], ends=(20,))) == pytest.approx(5)


def served(one: SupplyGraph) -> float:
    (days,) = days_served([one])
    return days


def lost(one: SupplyGraph) -> float:
    (days,) = days_lost([one])
    return days


def random_graph(seed: int) -> SupplyGraph:
    """Return a tree of parts with random stocks, and three periods of which the last is whole."""
    rng = np.random.default_rng(seed)
    parts = int(rng.integers(2, 7))
    uses = {(int(rng.integers(part)), part): float(rng.choice([1, 2])) for part in range(1, parts)}
    full = [4.0**parts] * parts
    made = [*rng.uniform(0, 1.2, (2, parts)).tolist(), full]
    return graph(uses, rng.uniform(0, 30, parts).tolist(), made, ends=(10, 40, INF))


def had_by(one: SupplyGraph, part: int, day: float) -> float:
    """Return how much of a part of a tree there has been by a day at most, if all goes on as it starts."""
    inner = np.flatnonzero(one.uses[part])
    made = min([one.made[0, part] * day, *(had_by(one, k, day) / one.uses[part, k] for k in inner)])
    return float(one.stock[part] + one.bought[0, part] * day + made)


@pytest.mark.parametrize("seed", range(25))
def test_a_tree_is_served_until_more_is_asked_for_than_there_has_been(seed: int) -> None:
    """What there has been of a part grows ever more slowly: it meets the demand once, found by halving."""
    one = random_graph(seed)
    one = replace(one, ends=np.array([INF]), made=one.made[:1], bought=one.made[:1] * 0.1)
    low, high = 0.0, 1e6
    if had_by(one, 0, high) >= high:
        assert served(one) == INF
        return
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if had_by(one, 0, middle) >= middle else (low, middle)
    assert served(one) == pytest.approx(low, abs=1e-6)


@pytest.mark.parametrize("seed", range(10))
def test_more_stock_never_shortens_nor_loses_more(seed: int) -> None:
    one = random_graph(seed)
    more = replace(one, stock=one.stock * 1.5 + 1)
    assert served(more) >= served(one) - 1e-6
    assert lost(more) <= lost(one) + 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_a_longer_stop_never_loses_less(seed: int) -> None:
    one = random_graph(seed)
    longer = replace(one, ends=np.array([10.0, 60.0, INF]))
    assert lost(longer) >= lost(one) - 1e-6
    assert served(one) == pytest.approx(served(longer)) or served(one) == INF


@pytest.mark.parametrize("seed", range(10))
def test_demand_is_lost_if_and_only_if_it_is_not_served_for_ever(seed: int) -> None:
    one = random_graph(seed)
    assert (lost(one) > 1e-6) == (served(one) < INF)
    before = replace(one, ends=np.array([10.0, 40.0]), made=one.made[:2], bought=one.bought[:2])
    assert lost(before) == pytest.approx(lost(one), abs=1e-6)


def test_many_are_solved_side_by_side_as_each_by_itself() -> None:
    many = [random_graph(seed) for seed in range(12)]
    assert days_served(many) == pytest.approx([served(one) for one in many])
    assert days_lost(many) == pytest.approx([lost(one) for one in many], abs=1e-6)
    assert days_served([]) == days_lost([]) == shares_lost([]) == []


def test_an_outage_holds_every_course_between_its_steps() -> None:
    burnt = Outage(((Step(Range(29, 29), Range(0, 0.1)), Step(Range(97, 110), Range(1, 1))),))
    assert burnt.lost(0) == Range(1, 1)
    assert burnt.lost(50) == Range(0, 1)
    assert burnt.lost(100) == Range(0, 1)
    assert burnt.lost(110) == Range(0, 0)
    assert burnt.recovery == Range(97, 110)
    assert burnt.turns == {29, 97, 110}
    assert burnt.at(0.5).recovery == Range(103.5, 103.5)


def test_of_several_cases_any_may_be_the_right_one() -> None:
    either = Outage((*Outage.lasting(Range(2, 7)).courses, *Outage.lasting(Range(90, 97)).courses))
    assert either.lost(10) == Range(0, 1)
    assert either.recovery == Range(2, 97)
    assert {either.at(part).recovery.low for part in (0.0, 0.5)} == {2, 90}


def test_nothing_told_of_an_end_is_any_end() -> None:
    assert Outage(((),)).lost(1000) == Range(0, 1)
    assert Outage(((),)).recovery == Range(0, INF)
    never = Outage.lasting(Range(INF, INF))
    assert never.lost(1e9) == Range(1, 1)
    assert never.recovery == Range(INF, INF)


def test_a_part_of_a_range() -> None:
    assert part_of(Range(2, 4), 0.5) == 3
    assert part_of(Range(INF, INF), 0.5) == INF
