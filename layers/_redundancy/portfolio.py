"""Which measures to take together under a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import scipy
from scipy import sparse

from isthmus._arguments import as_number, as_numbers, as_whole, check_kind, unfit
from isthmus.geo import ArgumentError
from isthmus.layers._tables.table import check_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["portfolio"]

_MOST_DRAWS: Final = 10_000
# Variables of an integer program are 0 or 1, to within the solver's tolerance.
_HALF: Final = 0.5


def portfolio(
    measures: pd.DataFrame,
    budget: float,
    *,
    currency: str | None = None,
    saved: str = "saved",
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Return which measures together save most within a budget, and how often each is among the best.

    What measures save is added up: those that would save the same thing twice are to share a ``group``, of
    which one at most is taken. Costs and savings are drawn from their ranges, evenly and independently of
    each other, and the best set is found for each draw.

    Parameters
    ----------
    measures : pandas.DataFrame
        A row a measure: ``name``; ``cost_low`` and ``cost_high``, and their ``currency`` if they are not all
        in one; ``saved_low`` and ``saved_high``, what it saves, in any one unit, such as the hours of
        `savings`; and ``group``, if only one of several can be taken; a measure of several groups, joined by
        ``+``, takes the place of each. A measure whose cost or saving is missing is not chosen.
    budget : float
        In the unit of the costs.
    currency : str, optional
        That of the budget, where costs are in several: what costs another is not chosen, and none is
        converted.
    saved : str
        What is to be saved: the columns of this name with ``_low`` and ``_high``, such as
        ``"saved_unserved"``.
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
        If a column is missing, a name stands twice, a range is out of order, a cost is negative, or costs
        are in several currencies and none is named.

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
    check_kind("saved", saved, str, "the name of columns, without _low and _high")
    ranges = _check_measures(measures, saved)
    ranges[_other_currencies(measures, ranges, currency), :2] = np.nan
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


def _check_measures(measures: pd.DataFrame, saved: str) -> Floats:
    """Return the ranges of costs and savings, in the order of their columns."""
    columns = [f"{name}_{end}" for name in ("cost", saved) for end in ("low", "high")]
    check_columns(measures, "measures", needs=["name", *columns])
    twice = measures["name"][measures["name"].duplicated()].unique().tolist()
    problems = [f"measures: expected each name once, got {name!r} more than once" for name in twice]
    ranges = np.column_stack([as_numbers(f"measures, {name}", measures[name]) for name in columns])
    wrong = (ranges[:, 0] > ranges[:, 1]) | (ranges[:, 2] > ranges[:, 3])
    wrong |= (ranges[:, 0] < 0) | np.isinf(ranges).any(axis=1)
    expected = "expected finite ranges from low to high and costs from 0"
    problems += [f"measures, {name}: {expected}" for name in measures["name"][wrong].tolist()]
    if problems:
        raise ArgumentError("\n".join(problems))
    return ranges


def _other_currencies(measures: pd.DataFrame, ranges: Floats, currency: str | None) -> Bools:
    """Tell which costs are in another currency than the budget, or refuse to mix them."""
    if currency is not None:
        check_columns(measures, "measures", needs=["currency"])
    own = measures.get("currency", pd.Series("", index=measures.index)).fillna("").to_numpy(str)
    known = sorted({*own[np.isfinite(ranges[:, :2]).all(axis=1)].tolist()})
    if currency is None and len(known) > 1:
        expected = "costs in one currency, or the name of one, whose measures alone are chosen from"
        raise unfit("currency", expected, ", ".join(name or "none" for name in known))
    if currency is not None and currency not in known:
        raise unfit("currency", f"one of {', '.join(known) or 'none: no cost is known'}", currency)
    other: Bools = np.zeros(len(own), bool) if currency is None else own != currency
    return other


def _group_rows(measures: pd.DataFrame, known: Bools) -> sparse.csr_array:
    """Return a row for each group of which one at most is taken, over the measures that are known."""
    told = measures.get("group", pd.Series("", index=measures.index))[known].fillna("").astype(str)
    held = [(name, place) for place, text in enumerate(told) for name in {*text.split("+")} - {""}]
    codes, names = pd.factorize(np.array([name for name, _ in held], dtype=object))
    places = np.array([place for _, place in held], dtype=int)
    return sparse.csr_array((np.ones(len(places)), (codes, places)), shape=(len(names), len(told)))


def _best_set(values: Floats, groups: sparse.csr_array, budget: float) -> Bools:
    """Return which measures save most within a budget; `values` are the cost and the saving of each."""
    cost, saved = values.T
    if not len(cost):
        return np.zeros(0, bool)
    within = [scipy.optimize.LinearConstraint(cost[np.newaxis], ub=min(budget, float(cost.sum())))]
    within += [scipy.optimize.LinearConstraint(groups, ub=1.0)] if groups.shape[0] else []
    found = scipy.optimize.milp(
        -saved,
        integrality=np.ones(len(cost)),
        bounds=scipy.optimize.Bounds(0.0, np.where(saved > 0, 1.0, 0.0)),
        constraints=within,
        options={"mip_rel_gap": 0.0},
    )
    return np.asarray(found.x > _HALF)
