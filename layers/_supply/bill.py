"""A bill of materials as a tree: what can't be made without a country, of parts, of output, and of value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.geo import ArgumentError
from isthmus.layers._tables.atlas_schemas import ASSEMBLY
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.result_schemas import Range

from .wholes import YEARS_APART, Whole, plain_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

ANYTHING: Final = Range(0.0, 1.0)
_NOTHING: Final = Range(0.0, 0.0)


class Need(NamedTuple):
    """The share of something that can't be made without a country, and what the least of it rests on."""

    share: Range
    through: str


class Line(NamedTuple):
    """A line of a bill in the value of what it is part of.

    Parameters
    ----------
    component : str
        Its id; "" for work and parts that no line names.
    cost : Range
        Its share of the cost.
    need : Range
        The share of it that can't be made without the country.
    least, most : float
        What it adds to the least and to the most that can't be made.
    """

    component: str
    cost: Range
    need: Range
    least: float
    most: float


@dataclass(frozen=True, eq=False)
class Bill:
    """Parts of products, and where each is made.

    Parameters
    ----------
    parts : mapping of str to dict
        Rows of the components by id, every part before what it is a part of.
    inner : mapping of str to list of str
        The parts of each.
    wholes : mapping of str to list of Whole
        What is told of the making of each, where it lies.
    """

    parts: Mapping[str, dict[str, Any]]
    inner: Mapping[str, list[str]]
    wholes: Mapping[str, list[Whole]]

    @classmethod
    def of(cls, components: pd.DataFrame, wholes: Iterable[Whole]) -> Bill:
        """Make a tree of the components of an atlas.

        Raises
        ------
        ArgumentError
            If one is part of itself.
        """
        rows = {str(row["id"]): row for row in plain_rows(components)}
        inner: dict[str, list[str]] = defaultdict(list)
        for name, row in rows.items():
            if row["parent"] in rows:
                inner[row["parent"]].append(name)
        located: dict[str, list[Whole]] = defaultdict(list)
        for whole in wholes:
            if whole.is_located:
                located[whole.component].append(whole)
        return cls({name: rows[name] for name in _inside_out(rows, inner)}, inner, located)

    @property
    def products(self) -> list[str]:
        """What is part of nothing."""
        return [name for name, row in self.parts.items() if row["parent"] not in self.parts]

    def made_in(self, component: str, country: str) -> dict[str, Range]:
        """Return what a country can hold of each stage of the making of a component.

        Of several wholes of a stage, all of them within a few years, any may be the right one.
        """
        stages = self.stages_of(component).items()
        return {stage: hull(whole.share(country) for whole in own) for stage, own in stages}

    def stages_of(self, component: str) -> dict[str, list[Whole]]:
        """Return what is told of each stage of the making of a component, less what is much older."""
        stages: dict[str, list[Whole]] = defaultdict(list)
        for whole in self.wholes.get(component, []):
            stages[whole.stage].append(whole)
        return {stage: _recent(own) for stage, own in stages.items()}

    def needs(self, country: str) -> dict[str, Need]:
        """Return what can't be made without a country of each component, however the rest is shared out.

        Of n things that are each needed for one of another, as many of that can be made as there are of the
        scarcest: what is lost is the largest share lost of any.
        """
        found: dict[str, Need] = {}
        for name, row in self.parts.items():
            own = self.made_in(name, country)
            if not own and row["level"] != ASSEMBLY:
                own = {"": ANYTHING}
            losses = [(share, f"{name} {stage}".strip()) for stage, share in own.items()]
            for part in self.inner.get(name, []):
                needed, (share, through) = self.parts[part]["needed"], found[part]
                if needed != "no":
                    losses.append((share if needed == "yes" else Range(0.0, share.high), through))
            worst, through = max(losses, key=lambda loss: loss[0].low, default=(_NOTHING, ""))
            high = max((share.high for share, _ in losses), default=0.0)
            found[name] = Need(Range(worst.low, max(worst.low, high)), through if worst.low else "")
        return found

    def value(self, component: str, needs: Mapping[str, Need], country: str) -> list[Line]:
        """Return the lines of a bill, and what each adds to the value that can't be made without a country.

        Costs are any that the bill allows; a line that is an assembly counts by what it consists of.
        """
        names = self.inner.get(component, [])
        costs = [_cost(self.parts[name]) for name in names]
        each = [self._value_of(name, needs, country) for name in names]
        making = self.made_in(component, country).values()
        costs, each = [*costs, ANYTHING], [*each, hull(making) if making else ANYTHING]
        least = _costs_worth_least(costs, [need.low for need in each]) * [need.low for need in each]
        most = _costs_worth_least(costs, [-need.high for need in each]) * [need.high for need in each]
        rows = zip([*names, ""], costs, each, least.tolist(), most.tolist(), strict=True)
        return [Line(*row) for row in rows]

    def _value_of(self, name: str, needs: Mapping[str, Need], country: str) -> Range:
        """Return the share of a line's value that can't be made without a country."""
        if self.parts[name]["level"] != ASSEMBLY:
            return needs[name].share
        lines = self.value(name, needs, country)
        return Range(sum(line.least for line in lines), min(1.0, sum(line.most for line in lines)))


def _inside_out(rows: Mapping[str, object], inner: Mapping[str, Sequence[str]]) -> list[str]:
    """Return names, every part before what it is a part of."""
    order: list[str] = []
    parts = {part for own in inner.values() for part in own}
    waiting = [name for name in rows if name not in parts]
    while waiting:
        name = waiting.pop()
        order.append(name)
        waiting += inner.get(name, [])
    if len(order) < len(rows):
        ring = sorted({*rows} - {*order})
        raise ArgumentError(f"components: expected no part of itself, got {list_words(ring, 'and')}")
    return order[::-1]


def _recent(wholes: Sequence[Whole]) -> list[Whole]:
    newest = max(whole.last_year for whole in wholes)
    return [whole for whole in wholes if newest - whole.last_year <= YEARS_APART]


def hull(shares: Iterable[Range]) -> Range:
    """Return the least and the most that any of some ranges allows."""
    found = list(shares)
    return Range(min(share.low for share in found), max(share.high for share in found))


def _cost(row: Mapping[str, Any]) -> Range:
    low = row["cost_share_low"] or 0.0
    return Range(low, max(low, 1.0 if row["cost_share_high"] is None else row["cost_share_high"]))


def _costs_worth_least(costs: Sequence[Range], worth: ArrayLike) -> NDArray[np.float64]:
    """Return shares of the cost within their bounds that sum to 1 and make the sum of shares by worth least.

    What the least of each leave goes to those of the least worth first.
    """
    low = np.array([cost.low for cost in costs])
    room = np.array([cost.high for cost in costs]) - low
    free = 1.0 - low.sum()
    if free <= 0:  # rounded
        return np.asarray(low / low.sum())
    for one in np.argsort(np.asarray(worth), kind="stable").tolist():
        added = min(free, float(room[one]))
        low[one] += added
        free -= added
    return low
