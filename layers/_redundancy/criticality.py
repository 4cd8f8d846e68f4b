"""What the closure of each gate and gateway does to the demand, alone and two at a time.

Jenelius, Petersen and Mattsson (2006), "Importance and exposure in road network vulnerability analysis",
Transportation Research Part A 40, 537-560: the importance of a link is the increase in travel cost, weighted
by demand, where a route is left, and apart from it the demand that is left unserved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus.layers._tables.cells import list_words
from isthmus.layers._transport.cost_models import cost_models
from isthmus.layers._transport.disruptions import Delay, observed_delays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.pair_networks import PairNetworks

    from .replacements import Replacements

    Floats = NDArray[np.float64]


class Effect(NamedTuple):
    """What a closure does to all the demand.

    Parameters
    ----------
    extra_km, extra_h, extra_usd_t : float
        How much longer routes become, over the demand that still has one; NaN if none has.
    delayed_share, unserved_share : float
        The shares of the demand whose route takes longer, and that has none left.
    """

    extra_km: float
    extra_h: float
    extra_usd_t: float
    delayed_share: float
    unserved_share: float


def criticality(ready: Replacements) -> pd.DataFrame:
    """Return what the closure of each gate and gateway alone does.

    Only those on a best route are listed: the closure of any other changes no route.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``title`` and ``kind``; ``extra_km``, ``extra_h`` and ``extra_usd_t``, means over the
        demand that is still served, of the route that is best then (missing if none is served);
        ``delayed_share`` and ``unserved_share`` of the demand; ``extra_h_low`` and ``extra_h_high``, the
        range over all published `cost_models`; and ``observed_h_low``, ``observed_h_high``,
        ``observed_between`` and ``observed_source``, what its closure was observed to take: see
        `disruptions`. Those that leave most demand unserved come first, then the longest delays.
    """
    case = ready.case
    others = [_Model.of(case, name) for name in _other_models(case)]
    observed = observed_delays()
    rows = []
    for name in case.gates_on(case.after.all_edges()):
        own = effect(case, case.after, ready.routes_without({name}))
        extra = [own.extra_h, *(model.extra_h(name) for model in others)]
        rows.append(
            {"name": name, "title": case.passages.titles[name], "kind": case.passages.kinds[name]}
            | own._asdict()
            | {"extra_h_low": _extreme(extra, np.fmin), "extra_h_high": _extreme(extra, np.fmax)}
            | observed.get(name, Delay())._asdict()
        )
    return _worst_first(pd.DataFrame(rows, columns=list(_CRITICALITY)))


def tell_savings(table: pd.DataFrame, by: str) -> str:
    """Return in a sentence which closures save hours, or cost where routes are best by time; "" if none does.

    Parameters
    ----------
    table : pandas.DataFrame
        As `criticality` gives it.
    by : {"cost", "time", "distance"}
        What routes are the best by, of which no closure saves any.
    """
    column, gain, loss = _TRADED[by]
    titles = table["title"][table[column] < -_ROUNDING].tolist()
    if not titles:
        return ""
    return (
        f"Best is the least {by}: while {list_words(titles, 'or')} is shut, the way that is best then "
        f"{gain}, for all that it {loss}."
    )


#: What a closure may save by the way: its column, and how that and its price are told.
_TRADED: Final = {
    "cost": ("extra_h", "takes fewer hours", "costs more"),
    "time": ("extra_usd_t", "costs less", "takes longer"),
    "distance": ("extra_h", "takes fewer hours", "is longer"),
}
_ROUNDING: Final = 0.05

_CRITICALITY: Final = (
    *("name", "title", "kind", *Effect._fields, "extra_h_low", "extra_h_high"),
    *Delay._fields,
)


def effects(ready: Replacements) -> pd.DataFrame:
    """Return what the closure of each gate and gateway does to each pair.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``origin``, ``destination``, ``h``, ``extra_km``, ``extra_h``, ``extra_usd_t``
        (missing where no route is left) and whether the pair is left ``unserved``; only pairs whose route
        passes what is closed.
    """
    case, rows = ready.case, []
    for name in case.gates_on(case.after.all_edges()):
        after = ready.routes_without({name})
        touched = case.after.passes(~case.whole.without(gates=[name]).is_open)
        for i, j in np.argwhere(touched).tolist():
            rows.append(
                {
                    "name": name,
                    "origin": case.origins[i].name,
                    "destination": case.destinations[j].name,
                    "h": case.after.hours[i, j],
                    **{key: values[i, j] for key, values in _extra(case.after, after).items()},
                    "unserved": bool(np.isinf(after.least[i, j])),
                }
            )
    columns = ["name", "origin", "destination", "h", "extra_km", "extra_h", "extra_usd_t", "unserved"]
    return pd.DataFrame(rows, columns=columns)


def pairs_of_gates(ready: Replacements) -> pd.DataFrame:
    """Return what the closure of two gates at once does, for every two of all gates.

    A second closure does more than the first only if it lies on a route that the first left. So these are
    all pairs: two that aren't listed together do no more than the worse of the two does alone.

    Returns
    -------
    pandas.DataFrame
        ``a``, ``b``, their titles, and the columns of `criticality` up to ``unserved_share``; and
        ``beyond_h`` and ``beyond_unserved``, how much more that is than the worse of the two does alone.
    """
    case = ready.case
    alone: dict[str, Effect] = {}
    found: dict[tuple[str, str], Effect] = {}
    for a in case.gates_on(case.after.all_edges()):
        left = ready.routes_without({a})
        alone[a] = effect(case, case.after, left)
        for b in case.gates_on(left.all_edges()):
            key = (min(a, b), max(a, b))
            if key not in found:
                found[key] = effect(case, case.after, ready.routes_without({a, b}))
    nothing = Effect(0.0, 0.0, 0.0, 0.0, 0.0)
    rows = [
        _pair_row(case, pair, both, [alone.get(name, nothing) for name in pair])
        for pair, both in found.items()
    ]
    return _worst_first(pd.DataFrame(rows, columns=list(_PAIRS)))


_PAIRS: Final = ("a", "b", "a_title", "b_title", *Effect._fields, "beyond_h", "beyond_unserved")


def effect(case: Case, before: BestRoutes, after: BestRoutes) -> Effect:
    """Return what lies between two states of the best routes, weighted by the demand."""
    shares = case.demand.shares
    joined = np.isfinite(before.least)
    served = joined & np.isfinite(after.least)
    total = shares[joined].sum()
    extra = _extra(before, after)
    longer = served & (after.least > before.least)
    return Effect(
        **{key: _demand_mean(values[served], shares[served]) for key, values in extra.items()},
        delayed_share=float(shares[longer].sum() / total) if total else 0.0,
        unserved_share=float(shares[joined & ~served].sum() / total) if total else 0.0,
    )


class _Model(NamedTuple):
    """The case under the speeds and costs of another costs."""

    case: Case
    networks: PairNetworks
    before: BestRoutes

    @classmethod
    def of(cls, case: Case, costs: str) -> _Model:
        networks = case.price(costs)
        return cls(case, networks, case.best_routes(networks))

    def extra_h(self, gate: str) -> float:
        after = self.networks.without(gates=[gate]).reroute(self.before)
        return effect(self.case, self.before, after).extra_h


def _other_models(case: Case) -> list[str]:
    names: list[str] = cost_models()["model"].unique().tolist()
    return [name for name in names if name != case.question.costs]


def _extra(before: BestRoutes, after: BestRoutes) -> dict[str, Floats]:
    """Return how much more each route takes; NaN where there is none before or after."""
    served = np.isfinite(before.least) & np.isfinite(after.least)

    def more(one: Floats, other: Floats) -> Floats:
        difference: Floats = np.subtract(other, one, out=np.full(served.shape, np.nan), where=served)
        return difference

    return {
        "extra_km": more(before.lengths_m, after.lengths_m) / 1000,
        "extra_h": more(before.hours, after.hours),
        "extra_usd_t": more(before.costs, after.costs),
    }


def _demand_mean(values: Floats, shares: Floats) -> float:
    return float(np.average(values, weights=shares)) if shares.sum() else float("nan")


def _extreme(values: Iterable[float], choose: np.ufunc) -> float:
    """Return the least (or the greatest) of the known values."""
    return float(choose.reduce(list(values)))


def _pair_row(case: Case, pair: tuple[str, str], both: Effect, alone: list[Effect]) -> dict[str, object]:
    titles = [case.passages.titles[name] for name in pair]
    return {
        **dict(zip(("a", "b", "a_title", "b_title"), (*pair, *titles), strict=True)),
        **both._asdict(),
        "beyond_h": both.extra_h - max(one.extra_h for one in alone),
        "beyond_unserved": both.unserved_share - max(one.unserved_share for one in alone),
    }


def _worst_first(table: pd.DataFrame) -> pd.DataFrame:
    worst = table.sort_values(["unserved_share", "extra_h"], ascending=False, kind="stable")
    return worst.reset_index(drop=True)
