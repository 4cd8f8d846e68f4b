"""Which measures to take together under a budget, and how sure that is; what one measure saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from isthmus._arguments import as_number, as_numbers, as_whole, check_kind, unfit
from isthmus.geo import ArgumentError
from isthmus.layers._tables.table import check_columns

from .disruption import disruption
from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isthmus.layers._transport.disruptions import Event

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["portfolio", "savings"]

_RANGES: Final = ("cost_low", "cost_high", "saved_low", "saved_high")
_MOST_DRAWS: Final = 10_000
# Variables of an integer program are 0 or 1, to within the solver's tolerance.
_HALF: Final = 0.5


def portfolio(measures: pd.DataFrame, budget: float, *, draws: int = 200, seed: int = 0) -> pd.DataFrame:
    """Return which measures together save most within a budget, and how often each is among the best.

    What measures save is added up: those that save the same thing twice are to share a ``group``, of which
    one at most is taken. Costs and savings are drawn from their ranges, evenly and independently of each
    other, and the best set is found for each draw.

    Parameters
    ----------
    measures : pandas.DataFrame
        A row a measure: ``name``; ``cost_low`` and ``cost_high``, in one currency; ``saved_low`` and
        ``saved_high``, what it saves, in any one unit, such as the hours of `savings`; and ``group``, if
        only one of several can be taken. A measure whose cost or saving is missing is not chosen.
    budget : float
        In the currency of the costs.
    draws : int
        How many times costs and savings are drawn.
    seed : int
        Start of the random numbers.

    Returns
    -------
    pandas.DataFrame
        The measures with ``chosen``, whether it is in the best set at the middle of all ranges, missing where
        its cost or saving is; and ``often``, in which share of the draws it is in the best set.

    Raises
    ------
    ArgumentError
        If a column is missing, a name stands twice, a range is out of order, or a cost is negative.

    Notes
    -----
    The sets are exact: an integer program for each draw, by HiGHS (Huangfu and Hall 2018, "Parallelizing the
    dual revised simplex method", Mathematical Programming Computation 10, 119-142). How often a measure is
    chosen tells how much the choice hangs on what is not known (Liesio, Mild and Salo 2007, "Preference
    programming for robust portfolio modeling", European Journal of Operational Research 181, 1488-1505).

    Examples
    --------
    >>> import pandas as pd
    >>> costs = {
    ...     "cost_low": [2, 3, 4],
    ...     "cost_high": [2, 3, 4],
    ...     "saved_low": [3, 4, 2],
    ...     "saved_high": [3, 4, 9],
    ... }
    >>> table = portfolio(pd.DataFrame({"name": ["port", "stock", "line"]} | costs), budget=5)
    >>> table["chosen"].tolist()
    [True, True, False]
    """
    ranges = _check_measures(measures)
    budget = as_number("budget", budget, expected="a number from 0", low=0, high=np.inf)
    draws, seed = as_whole("draws", draws, low=1, high=_MOST_DRAWS), as_whole("seed", seed)
    known: Bools = np.isfinite(ranges.sum(axis=1))
    groups = _group_rows(measures, known)
    low, high = ranges[known][:, [0, 2]], ranges[known][:, [1, 3]]
    best = _best_set((low + high) / 2, groups, budget)
    random = np.random.default_rng(seed).random((draws, *low.shape))
    often = np.mean([_best_set(low + part * (high - low), groups, budget) for part in random], axis=0)
    chosen = pd.array([pd.NA] * len(measures), dtype="boolean")
    chosen[known] = best
    share = np.full(len(measures), np.nan)
    share[known] = often
    return measures.assign(chosen=chosen, often=share)


def _check_measures(measures: pd.DataFrame) -> Floats:
    """Return the ranges of costs and savings, in the order of their columns."""
    check_columns(measures, "measures", needs=["name", *_RANGES])
    twice = measures["name"][measures["name"].duplicated()].unique().tolist()
    problems = [f"measures: expected each name once, got {name!r} more than once" for name in twice]
    ranges = np.column_stack([as_numbers(f"measures, {name}", measures[name]) for name in _RANGES])
    wrong = (ranges[:, 0] > ranges[:, 1]) | (ranges[:, 2] > ranges[:, 3])
    wrong |= (ranges[:, 0] < 0) | np.isinf(ranges).any(axis=1)
    expected = "expected finite ranges from low to high and costs from 0"
    problems += [f"measures, {name}: {expected}" for name in measures["name"][wrong].tolist()]
    if problems:
        raise ArgumentError("\n".join(problems))
    return ranges


def _group_rows(measures: pd.DataFrame, known: Bools) -> sparse.csr_array:
    """Return a row for each group of which one at most is taken, over the measures that are known."""
    named = measures.get("group", pd.Series(None, index=measures.index, dtype=object))[known]
    codes, names = pd.factorize(named.mask(named == ""))  # -1 where there is none
    place = np.flatnonzero(codes >= 0)
    shape = (len(names), len(codes))
    return sparse.csr_array((np.ones(len(place)), (codes[place], place)), shape=shape)


def _best_set(values: Floats, groups: sparse.csr_array, budget: float) -> Bools:
    """Return which measures save most within a budget; `values` are the cost and the saving of each."""
    cost, saved = values.T
    if not len(cost):
        return np.zeros(0, bool)
    within = [LinearConstraint(cost[np.newaxis], ub=min(budget, float(cost.sum())))]
    within += [LinearConstraint(groups, ub=1.0)] if groups.shape[0] else []
    found = milp(
        -saved,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0.0, np.where(saved > 0, 1.0, 0.0)),
        constraints=within,
        options={"mip_rel_gap": 0.0},
    )
    return np.asarray(found.x > _HALF)


def savings(
    before: Resilience, after: Resilience, events: Sequence[Event], *, draws: int = 10_000, seed: int = 0
) -> pd.DataFrame:
    """Return what a measure saves over all that may happen: two results, without and with it, side by side.

    A measure is whatever makes another question of the first one: a mode more, another port or source, what
    is shut opened. Both meet the same events in the same draws.

    Parameters
    ----------
    before, after : Resilience
        Without the measure, and with it; of the same number of origins and of destinations.
    events : sequence of Event
        As for `disruption`; `likely_closures` are those of the bundled history.
    draws, seed : int
        As for `disruption`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: ``origin``, ``destination``, ``demand_share``; ``saved_h_low`` and ``saved_h_high``,
        how many hours less are to be expected, where a route is left; ``saved_unserved_low`` and
        ``saved_unserved_high``, by how much less likely none is; and the ``method``. The range is over the
        ends of the probabilities and delays of the events.

    Raises
    ------
    ArgumentError
        If the two are of different numbers of ends, or as `disruption`.

    Examples
    --------
    >>> from isthmus import layers
    >>> ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea"}
    >>> day, open_ = layers.resilience(**ways), layers.resilience(**ways, on="open")
    >>> table = savings(day, open_, [layers.Event("cape", "good_hope", layers.Range(0.1, 0.2))])
    >>> bool(table["saved_h_low"].item() > 100)
    True
    """
    for name, result in (("before", before), ("after", after)):
        check_kind(name, result, Resilience, "a Resilience")
    if before.case.pairs != after.case.pairs:
        raise unfit("after", f"a result of {len(before.case.pairs)} pairs, as before", after)
    without, with_it = (disruption(result, events, draws=draws, seed=seed) for result in (before, after))
    table = without[["origin", "destination"]].assign(
        demand_share=[before.case.demand.shares[pair] for pair in before.case.pairs]
    )
    hours = [
        (without["h"] + without[f"extra_h_{end}"]) - (with_it["h"] + with_it[f"extra_h_{end}"])
        for end in ("low", "high")
    ]
    unserved = [without[f"unserved_{end}"] - with_it[f"unserved_{end}"] for end in ("low", "high")]
    for name, (one, other) in (("saved_h", hours), ("saved_unserved", unserved)):
        table = table.assign(**{f"{name}_low": np.fmin(one, other), f"{name}_high": np.fmax(one, other)})
    return table.assign(method=without["method"])
