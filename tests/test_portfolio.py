"""Measures under a budget: beside every subset, and by properties."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pandas as pd
import pytest

from isthmus import geo, layers


def some_measures(count: int, seed: int, *, spread: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    cost, saved = rng.uniform(1, 10, count), rng.uniform(-1, 10, count)
    return pd.DataFrame(
        {
            "name": [f"m{i}" for i in range(count)],
            "cost_low": cost,
            "cost_high": cost * (1 + spread),
            "saved_low": saved - spread,
            "saved_high": saved + spread,
            "group": rng.choice(["a", "b", "", ""], count),
        }
    )


def best_by_trying(measures: pd.DataFrame, budget: float) -> float:
    cost, saved, group = (measures[name].to_numpy() for name in ("cost_low", "saved_low", "group"))
    best = 0.0
    for chosen in product([False, True], repeat=len(measures)):
        taken = np.array(chosen)
        groups = [name for name in group[taken] if name]
        if cost[taken].sum() <= budget and len(groups) == len({*groups}):
            best = max(best, saved[taken].sum())
    return best


@pytest.mark.parametrize("seed", range(5))
def test_no_other_set_saves_more_and_a_larger_budget_never_buys_less(seed: int) -> None:
    measures = some_measures(9, seed)
    bought = []
    for budget in (0, 5, 12, 25, 1e6):
        table = layers.portfolio(measures, budget, draws=1)
        taken = table[table["chosen"]]
        assert taken["cost_low"].sum() <= budget + 1e-6
        assert not taken["group"][taken["group"].astype(bool)].duplicated().any()
        bought.append(taken["saved_low"].sum())
        assert bought[-1] == pytest.approx(best_by_trying(measures, budget))
        assert (table["often"] == table["chosen"].astype(float)).all()  # nothing is uncertain
    assert bought == sorted(bought)


def test_how_often_a_measure_is_chosen_tells_how_sure_the_choice_is() -> None:
    measures = pd.DataFrame(
        {
            "name": ["sure", "toss", "coin", "unknown"],
            "cost_low": [1.0, 1, 1, np.nan],
            "cost_high": [1.0, 1, 1, np.nan],
            "saved_low": [9.0, 0, 0, 5],
            "saved_high": [9.0, 4, 4, 5],
            "group": ["x", None, None, None],
        }
    )
    table = layers.portfolio(measures, 2, draws=400, seed=1).set_index("name")
    assert table.loc["sure", "often"] == 1
    assert table.loc[["toss", "coin"], "often"].sum() == pytest.approx(1)
    assert abs(table.loc["toss", "often"] - 0.5) < 0.1
    assert table["chosen"].isna().tolist() == [False, False, False, True]
    assert layers.portfolio(measures, 2, draws=400, seed=1).set_index("name").equals(table)


def test_thirty_measures_are_chosen_in_seconds() -> None:
    start = time.process_time()
    table = layers.portfolio(some_measures(30, 3, spread=0.5), 40)
    assert time.process_time() - start < 5
    assert 0 < table["often"].sum() < 30


def test_what_is_no_measure_is_told_with_all_problems() -> None:
    measures = some_measures(3, 0).assign(name=["a", "a", "b"], cost_low=[1, 1, 99])
    with pytest.raises(geo.ArgumentError, match="'a' more than once\nmeasures, b: expected finite ranges"):
        layers.portfolio(measures, 5)
    with pytest.raises(geo.ArgumentError, match="a number from 0"):
        layers.portfolio(some_measures(3, 0), -1)
    with pytest.raises(geo.ArgumentError, match="expected a column cost_low"):
        layers.portfolio(pd.DataFrame({"name": ["a"]}), 1)


def test_currencies_are_never_mixed() -> None:
    measures = some_measures(3, 0).assign(
        saved_low=1.0, saved_high=1.0, group="", cost_low=1.0, cost_high=2.0
    )
    mixed = measures.assign(currency=["EUR", "USD", None])
    with pytest.raises(geo.ArgumentError, match=r"costs in one currency, or .* got .none, EUR, USD"):
        layers.portfolio(mixed, 5)
    table = layers.portfolio(mixed, 99, currency="EUR")
    assert table["chosen"].tolist() == [True, pd.NA, pd.NA]
    assert table["cost_low"].equals(mixed["cost_low"])  # as they were
    with pytest.raises(geo.ArgumentError, match=r"currency: expected one of .*EUR, USD, got .PLN"):
        layers.portfolio(mixed, 5, currency="PLN")
    with pytest.raises(geo.ArgumentError, match="expected a column currency"):
        layers.portfolio(measures, 5, currency="EUR")
    known = mixed.assign(cost_low=[1, np.nan, np.nan])
    assert layers.portfolio(known, 99)["chosen"].tolist() == [True, pd.NA, pd.NA]  # one alone is known
