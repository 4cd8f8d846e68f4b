"""The model held against past disruptions: what it answers to the same question.

Each disruption is asked as somebody might have asked on the day before it began: what if these gates close?
What the model has no quantity for (queues, prices, volumes) is kept beside, and never counted as right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from isthmus.layers._bundled.files import credit_answers
from isthmus.layers._bundled.network_files import tell_doubt
from isthmus.layers._tables.dates import span

from .case import Case
from .cost_models import cost_models
from .disruptions import UNITS, disruptions, tell_figure, tell_figures, tell_quantity
from .question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes, Weight

    Ints = NDArray[np.int64]

Verdict: TypeAlias = Literal["missed", "near", "inside", "not modelled"]
"""How near the model comes to what was observed."""

NEAR: Final = 1.5
"""What the model says is near if it is at most this many times more or less than what was observed."""

#: One figure without a range stands for what is this near to it: it was rounded.
_ROUNDED: Final = 0.1
#: Where nothing was observed to change, this share of a whole way is nothing, and this one near to it.
_NOTHING: Final = 0.01
_LITTLE: Final = 0.03
_VERDICTS: Final[tuple[Verdict, ...]] = ("missed", "near", "inside", "not modelled")


class States(NamedTuple):
    """The best routes before and after what closes, by one cost model.

    Parameters
    ----------
    before, after : BestRoutes
    passing : array of bool, shape (origins, destinations)
        Which of those before pass what closes.
    gates : str
        Gates on the first of those after, in the order of travel, joined by ``+``.
    """

    before: BestRoutes
    after: BestRoutes
    passing: NDArray[np.bool_]
    gates: str


#: What is measured of the two states: a number, and the whole that it is a part of.
MEASURES: Final[Mapping[str, Callable[[States], tuple[float, float]]]] = MappingProxyType(
    {
        "extra_h": lambda found: (
            _mean_hours(found.after) - _mean_hours(found.before),
            _mean_hours(found.before),
        ),
        "extra_km": lambda found: (_mean_km(found.after) - _mean_km(found.before), _mean_km(found.before)),
        "extra_km_share": lambda found: (_mean_km(found.after) / _mean_km(found.before) - 1, 1),
        "extra_usd_share": lambda found: (_mean_usd(found.after) / _mean_usd(found.before) - 1, 1),
        "h": lambda found: (_mean_hours(found.after), _mean_hours(found.after)),
        "cut_share": lambda found: (float(np.isinf(found.after.least).mean()), 1),
        "moved_share": lambda found: (_share_with_other_ways(found), 1),
        "through_share": lambda found: (float(found.passing.mean()), 1),
    }
)


@dataclass(frozen=True, slots=True)
class Hindcast:
    """What the model is asked about one observed effect.

    Parameters
    ----------
    origins, destinations, modes, by : str
        As a question has them.
    closes, besides : tuple of str
        What closes, and what is shut before and after.
    eve, day : str
        The day before it began, and the day of the effect, whose dated closures count; the same where
        `closes` says what closes.
    """

    origins: str
    destinations: str
    modes: str
    by: Weight
    closes: tuple[str, ...]
    besides: tuple[str, ...]
    eve: str
    day: str

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> Hindcast:
        """Return what a row of `disruptions` asks."""
        eve = (span(row["start"])[0] - timedelta(days=1)).isoformat()
        closes, besides = (tuple(filter(None, row[name].split("+"))) for name in ("closes", "besides"))
        modes = row["modes"].replace("+", ",")
        return cls(
            row["origin"], row["destination"], modes, row["by"], closes, besides, eve, row["day"] or eve
        )

    def cases(self) -> tuple[Case, Case, Ints]:
        """Return the network before, that of the day of the effect, and the edges that close."""
        case = self._case(self.eve)
        later = case if self.day == self.eve else self._case(self.day)
        held = [later.passages.find("closed", name)[1] for name in self.closes]
        return case, later, np.unique(np.concatenate([np.empty(0, np.int64), *held]))

    def _case(self, day: str) -> Case:
        return Case.of(
            Question.ask(
                origins=self.origins,
                destinations=self.destinations,
                modes=self.modes,
                by=self.by,
                closed=self.besides,
                on=day,
            )
        )


def answer(hindcasts: Collection[Hindcast]) -> dict[Hindcast, list[States]]:
    """Return what each cost model says to each question, the default one first.

    Questions by the same modes and cost model follow each other: what is made ready for one serves the next.
    """
    ordered = sorted(hindcasts, key=lambda hindcast: hindcast.modes)
    cases = {hindcast: hindcast.cases() for hindcast in ordered}
    found: dict[Hindcast, list[States]] = {hindcast: [] for hindcast in ordered}
    for costs in cost_models()["model"].unique().tolist():
        for hindcast, case in cases.items():
            found[hindcast].append(_find_state(*case, costs))
    return found


def _find_state(case: Case, later: Case, edges: Ints, costs: str) -> States:
    start = case.networks if costs == case.question.costs else case.price(costs)
    before = case.best_routes(start)
    if later is case:
        after = start.without(edges=edges).reroute(before)
    else:
        end = later.networks if costs == later.question.costs else later.price(costs)
        after = later.best_routes(end.without(edges=edges))
    passed = np.zeros(len(case.whole.tails), bool)
    passed[edges] = True
    first = after.edges[0][0]
    gates = "" if first is None else "+".join(later.gates_along(first))
    return States(before, after, before.passes(passed), gates)


def replay() -> pd.DataFrame:
    """Return past disruptions with the model's answer beside each observed effect, misses first.

    Returns
    -------
    pandas.DataFrame
        One row an effect, as `disruptions` has them: ``id``, ``title``, ``quantity``, ``between``, ``unit``,
        ``basis``; ``observed_low`` and ``observed_high``; ``modelled``, by the default cost model, and
        ``modelled_low`` and ``modelled_high`` over all; the ``verdict`` on it:

        - ``inside``: not less than the low figure and not more than the high one, where a single figure
          stands for what is within a tenth of it;
        - ``near``: at most 1.5 times more than the high figure or less than the low one;
        - ``missed``: neither, or by another way than ships, trains and flights took;
        - ``not modelled``: the model has no such quantity, and no answer is given;

        ``factor``, how many times more or less than the nearest figure (1 inside, infinite where only one of
        the two is nothing); where nothing was observed to change, an answer within 0.01 of the whole way is
        inside and one within 0.03 near. ``gates_after``, by which gates the first of the routes asked about
        leads then; ``note``, ``source``, ``source_url`` and ``verified`` (whether the source was seen), of
        what was observed; ``attribution``, whom to name for both; and the ``sentence``.

    Examples
    --------
    >>> scores = replay()["verdict"].value_counts()
    >>> bool(scores["not modelled"] < len(disruptions()))
    True
    """
    return _all_answers().copy()


@cache  # seconds of work on what never changes
def _all_answers() -> pd.DataFrame:
    told = disruptions().to_dict("records")
    asked = {str(row["id"]): Hindcast.of(row) for row in told if row["measure"]}
    found = answer(dict.fromkeys(asked.values()))
    rows = [_compare(row, found[asked[row["id"]]] if row["id"] in asked else []) for row in told]
    table = pd.DataFrame(rows)
    place = table["verdict"].map({verdict: place for place, verdict in enumerate(_VERDICTS)})
    order = np.lexsort((-table["factor"].fillna(0).to_numpy(), place.to_numpy()))
    return table.iloc[order].reset_index(drop=True)


def _compare(row: Mapping[Hashable, Any], states: Sequence[States]) -> dict[str, object]:
    """Return the model's answer beside what was observed."""
    unit = UNITS.get(row["unit"], 1.0)
    answers = [np.array(MEASURES[row["measure"]](found)) / unit for found in states]
    said = [float(answer[0]) for answer in answers]
    factor = times_off(*answers[0].tolist(), low=row["low"], high=row["high"]) if answers else np.nan
    led = not states or _goes_round(row, states)
    return {
        **{name: row[name] for name in ("id", "disruption", "title", "quantity", "between", "unit", "basis")},
        "observed_low": row["low"],
        "observed_high": row["high"],
        "modelled": said[0] if said else np.nan,
        "modelled_low": min(said, default=np.nan),
        "modelled_high": max(said, default=np.nan),
        "gates_after": states[0].gates if states else "",
        "verdict": judge(factor, led=led) if said else "not modelled",
        "factor": factor,
        **{name: row[name] for name in ("note", "source", "source_url", "verified")},
        "attribution": credit_answers(row["modes"].split("+")),
        "sentence": _tell_answer(row, said, led=led),
    }


def _tell_answer(row: Mapping[Hashable, Any], said: Sequence[float], *, led: bool) -> str:
    """Return what was observed and what the model says, in the same unit."""
    observed = f"{row['title']}, {tell_quantity(row)}: observed {tell_figures(row)}"
    doubt = tell_doubt(row["verified"])
    if not said:
        return f"{observed}{doubt}."
    low, high = tell_figure(min(said)), tell_figure(max(said))
    span = f" ({low} to {high})" if low != high else ""
    way = "" if led else ", by another way"
    return f"{observed}, modelled {tell_figure(said[0])}{span}{way}{doubt}."


def times_off(said: float, whole: float, *, low: float, high: float) -> float:
    """Return how many times more or less than observed an answer is: 1 inside."""
    if high == 0:
        share = abs(said) / whole
        return 1.0 if share <= _NOTHING else NEAR if share <= _LITTLE else np.inf
    least, most = (low, high) if low < high else (low * (1 - _ROUNDED), high * (1 + _ROUNDED))
    if least <= said <= most:
        return 1.0
    nearest = low if said < least else high
    return max(said / nearest, nearest / said) if said > 0 else np.inf


def _goes_round(row: Mapping[Hashable, Any], states: Sequence[States]) -> bool:
    """Tell whether the model goes round by the way that was taken; what is not known counts as so."""
    return not row["passes"] or row["passes"] in states[0].gates.split("+")


def judge(factor: float, *, led: bool) -> Verdict:
    """Return the verdict on an answer that is so many times off, and by the way that was taken or not."""
    if not led or factor > NEAR:
        return "missed"
    return "inside" if factor == 1 else "near"


def _mean_hours(best: BestRoutes) -> float:
    return float(best.hours.mean())


def _mean_km(best: BestRoutes) -> float:
    return float(best.lengths_m.mean()) / 1000


def _mean_usd(best: BestRoutes) -> float:
    return float(best.costs.mean())


def _share_with_other_ways(found: States) -> float:
    """Return the share of pairs whose best route is another one."""
    pairs = list(np.ndindex(*found.before.least.shape))
    ways = [(found.before.edges[i][j], found.after.edges[i][j]) for i, j in pairs]
    kept = [one is other or (one is not None and np.array_equal(one, other)) for one, other in ways]  # type: ignore[arg-type]
    return 1 - sum(kept) / len(pairs)
