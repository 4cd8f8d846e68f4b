"""Sources that fall out for a time, and parts made of parts: how long demand is served, and what is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import scipy
from scipy import sparse

from isthmus.geo import IsthmusError
from isthmus.layers._tables.result_schemas import Range

from .bill import hull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    #: Rows, columns and values of some cells of a matrix.
    Cells = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

__all__ = ["Outage", "Shutdown", "Step", "SupplyGraph", "days_lost", "days_served", "part_of", "shares_lost"]

_SOLVED: Final = 0
#: So many linear programs are solved side by side as one.
_BESIDE: Final = 200
#: Less than this of a day's demand is a remainder of the solver's arithmetic.
_DUST: Final = 1e-7


class Step(NamedTuple):
    """Of a source that stands still: on which day how much of its former output it makes again."""

    days: Range
    share: Range


@dataclass(frozen=True, slots=True)
class Outage:
    """The share of its former output that a source lacks, from day to day.

    Nothing is made before the first step, no less than was made on a step after it, and no more before one.

    Parameters
    ----------
    courses : tuple of tuple of Step
        Each a way in which it may go; all steps of one hold together. One without steps may end at any time.
    """

    courses: tuple[tuple[Step, ...], ...]

    @classmethod
    def lasting(cls, days: Range) -> Outage:
        """Return one in which nothing is made for some days, and all from then on."""
        return cls(((Step(days, Range(1.0, 1.0)),),))

    @property
    def turns(self) -> set[float]:
        """The days on which what is told changes."""
        ends = {end for course in self.courses for step in course for end in (step.days.low, step.days.high)}
        return {end for end in ends if 0 < end < np.inf}

    def lost(self, day: float) -> Range:
        """Return what is lacking on a day."""
        lost = []
        for course in self.courses:
            floor = max((step.share.low for step in course if day >= step.days.high), default=0.0)
            roof = min((step.share.high for step in course if day < step.days.low), default=1.0)
            is_still = bool(course) and day < min(step.days.low for step in course)
            lost.append(Range(1.0 - (0.0 if is_still else max(roof, floor)), 1.0 - floor))
        return hull(lost)

    @property
    def recovery(self) -> Range:
        """The time to recover: days until nothing is lacking."""
        whole = (
            min((one.days.high for one in own if one.share.low >= 1), default=np.inf) for own in self.courses
        )
        least = min(max((step.days.low for step in course), default=0.0) for course in self.courses)
        return Range(least, max(least, *whole))

    def at(self, part: float) -> Outage:
        """Return one course of them with each day at one part of its range, for a part from 0 to below 1."""
        course, rest = divmod(part * len(self.courses), 1.0)
        days = [part_of(step.days, rest) for step in self.courses[int(course)]]
        steps = zip(days, self.courses[int(course)], strict=True)
        return Outage((tuple(Step(Range(day, day), step.share) for day, step in steps),))


@dataclass(frozen=True, slots=True)
class Shutdown:
    """What stands still: countries or a site, of all components or of one.

    Parameters
    ----------
    title : str
        What readers call it.
    outages : mapping of str to Outage or None
        How long, by country; None where the atlas is to say when a source makes something again.
    site : str
        The site, if it is one, of which the country is the only key of `outages`.
    part : str
        The component that stands still; "" for all.
    place : float or None
        At which part of their ranges days are taken; None for all of these.
    """

    title: str
    outages: Mapping[str, Outage | None]
    site: str = ""
    part: str = ""
    place: float | None = None


@dataclass(frozen=True, eq=False)
class SupplyGraph:
    """Parts, what each takes of the others, and what can be had of each from period to period.

    Within a period all limits hold evenly, so that whatever can be served over it can be served evenly, too:
    it is enough to look at the ends of periods.

    Parameters
    ----------
    uses : (parts, parts) array
        How much of each (column) one of each (row) takes.
    demand : (parts,) array
        What is asked for of each, a day.
    stock : (parts,) array
        What lies ready of each; infinite where it never runs out.
    ends : (periods,) array
        The day on which each period ends, in order; the last may be infinite.
    made : (periods, parts) array
        How much of each can be made a day, out of what it takes.
    bought : (periods, parts) array
        How much of each can be had a day from elsewhere.

    Examples
    --------
    A motor takes a magnet; magnets stop for good, and 30 days of them and 10 of motors are in stock.

    >>> import numpy as np
    >>> graph = SupplyGraph(
    ...     uses=np.array([[0.0, 1.0], [0.0, 0.0]]),
    ...     demand=np.array([1.0, 0.0]),
    ...     stock=np.array([10.0, 30.0]),
    ...     ends=np.array([np.inf]),
    ...     made=np.array([[1.0, 0.0]]),
    ...     bought=np.zeros((1, 2)),
    ... )
    >>> days_served([graph]), days_lost([graph])
    ([40.0], [inf])
    """

    uses: Floats
    demand: Floats
    stock: Floats
    ends: Floats
    made: Floats
    bought: Floats

    @cached_property
    def lengths(self) -> Floats:
        """How many days each period lasts."""
        return np.diff(self.ends, prepend=0.0)

    def at_first(self) -> SupplyGraph:
        """Return a day of the first period, if stocks are gone."""
        return self._day(0, np.zeros(len(self.stock)))

    def at_last(self) -> SupplyGraph:
        """Return a day of the last period, without stocks but those that never run out."""
        return self._day(-1, np.where(np.isinf(self.stock), np.inf, 0.0))

    def _day(self, period: int, stock: Floats) -> SupplyGraph:
        at = [period]
        return replace(self, stock=stock, ends=np.ones(1), made=self.made[at], bought=self.bought[at])

    @cached_property
    def _needed(self) -> Floats:
        """How much of each part is made a day while all demand is served."""
        return np.asarray(np.linalg.solve(np.eye(len(self.stock)) - self.uses.T, self.demand))

    def is_served(self, period: int) -> bool:
        """Tell whether all demand is served in a period without anything from stock or from elsewhere."""
        return bool((self.made[period] >= self._needed - _DUST).all())

    def stretch(self, last: int) -> Program:
        """Return what finds how far into a period all demand is served, as it is in those before."""
        parts, length = len(self.stock), self.lengths[last]
        width = 3 * parts
        most, least = self._served(last), self._served(last)
        least[:, : 2 * parts] = 0.0
        free, none = np.full(width, np.inf), np.zeros(width)
        bounds = np.concatenate([least.ravel(), none, [0.0]]), np.concatenate([most.ravel(), free, [length]])
        daily = np.concatenate([self.made[last], self.bought[last], -self.demand])
        sign = np.repeat([1.0, 1.0, -1.0], parts)
        rows, columns = np.arange(width), last * width + np.arange(width)
        pace = ((rows, columns, sign), (rows, np.full(width, (last + 1) * width), -daily))
        goal = np.zeros((last + 1) * width + 1)
        goal[-1] = -1.0
        return Program.of(
            goal, [(self._balance(last + 1), np.tile(self.stock, last + 1)), (pace, none)], bounds
        )

    def loss(self, periods: int) -> Program:
        """Return what finds the most that is served in some periods."""
        most = self._served(periods).ravel()
        goal = np.tile(np.repeat([0.0, 0.0, -1.0], len(self.stock)), periods)
        bounds = np.zeros(len(most)), most
        return Program.of(goal, [(self._balance(periods), np.tile(self.stock, periods))], bounds)

    def _served(self, periods: int) -> Floats:
        """Return the most that is made, bought and asked for of each part in each of some periods."""
        wanted = np.tile(self.demand, (periods, 1))
        daily = np.hstack([self.made[:periods], self.bought[:periods], wanted])
        return np.asarray(daily * self.lengths[:periods, np.newaxis])

    def _balance(self, periods: int) -> tuple[Cells, ...]:
        """Return the cells of what is taken of each part by the end of each period: no more than its stock.

        Columns are, period by period, what is made, what is bought and what is served of each part.
        """
        one, parts = np.eye(len(self.stock)), len(self.stock)
        taken = np.hstack([self.uses.T - one, -one, one])
        part, column = np.nonzero(taken)
        ends, within = (index[:, np.newaxis] for index in np.tril_indices(periods))
        rows, columns = ends * parts + part, within * 3 * parts + column
        return ((rows.ravel(), columns.ravel(), np.tile(taken[part, column], len(ends))),)


class Program(NamedTuple):
    """A linear program: the least of a goal, with rows of cells within limits, and columns in bounds."""

    goal: Floats
    cells: Cells
    limits: Floats
    bounds: tuple[Floats, Floats]

    @classmethod
    def of(
        cls, goal: Floats, blocks: Sequence[tuple[Sequence[Cells], Floats]], bounds: tuple[Floats, Floats]
    ) -> Program:
        """Return one of blocks of rows, each of cells and limits, of which infinite ones are none."""
        limits = np.concatenate([own for _, own in blocks])
        starts = np.cumsum([0, *(len(own) for _, own in blocks)])
        told = [(start, cells) for start, (block, _) in zip(starts, blocks, strict=False) for cells in block]
        rows = np.concatenate([cells[0] + start for start, cells in told])
        columns, values = (np.concatenate([cells[at] for _, cells in told]) for at in (1, 2))
        kept = np.isfinite(limits)
        here = kept[rows]
        place = np.cumsum(kept) - 1
        return cls(goal, (place[rows[here]], columns[here], values[here]), limits[kept], bounds)


def days_served(graphs: Sequence[SupplyGraph]) -> list[float]:
    """Return the time to survive of each graph: the most days for which all demand is served.

    As many linear programs as periods are lived through: Simchi-Levi et al. (2015), with what can be had
    changing from period to period.
    """
    served, alive = np.zeros(len(graphs)), [*range(len(graphs))]
    for_ever = dict(zip(alive, _last(graphs), strict=True))
    for period in range(max((len(graph.ends) for graph in graphs), default=0)):
        alive = [at for at in alive if len(graphs[at].ends) > period]
        whole = {at for at in alive if graphs[at].is_served(period)}
        whole |= {at for at in alive if np.isinf(graphs[at].ends[period]) and for_ever[at]}
        asked = [at for at in alive if at not in whole]
        longest = {at: graphs[at].lengths[period] for at in whole}
        longest |= dict(zip(asked, -_minima([graphs[at].stretch(period) for at in asked]), strict=True))
        for at in alive:
            served[at] += longest[at]
        alive = [at for at in alive if longest[at] >= graphs[at].lengths[period] - _DUST]
    return served.tolist()


def days_lost(graphs: Sequence[SupplyGraph]) -> list[float]:
    """Return the demand of each graph that is not served at least, in days of it, however it is shared out.

    Infinite where some is still lost after the last end of a period.
    """
    lasts = _last(graphs)
    periods = [int(np.isfinite(graph.ends).sum()) for graph in graphs]
    lost = np.array(
        [
            0.0 if last or count == len(one.ends) else np.inf
            for one, last, count in zip(graphs, lasts, periods, strict=True)
        ]
    )
    asked = [at for at in np.flatnonzero(np.isfinite(lost)).tolist() if periods[at]]
    served = -_minima([graphs[at].loss(periods[at]) for at in asked])
    for at, most in zip(asked, served.tolist(), strict=True):
        wanted = graphs[at].demand.sum() * graphs[at].lengths[: periods[at]].sum()
        lost[at] = max(0.0, wanted - most)
    return [float(days) for days in lost]


def shares_lost(graphs: Sequence[SupplyGraph]) -> list[float]:
    """Return the share of the demand of each graph that is not served at first, if stocks are gone."""
    lost = days_lost([graph.at_first() for graph in graphs])
    return [days / float(graph.demand.sum()) for graph, days in zip(graphs, lost, strict=True)]


def _last(graphs: Sequence[SupplyGraph]) -> list[bool]:
    """Tell of each graph whether all demand is served for ever in a last period without an end."""
    lasts = [bool(np.isinf(graph.ends[-1])) for graph in graphs]
    asked = [at for at, lasts_on in enumerate(lasts) if lasts_on and not graphs[at].is_served(-1)]
    if asked:
        lost = days_lost([graphs[at].at_last() for at in asked])
        for at, days in zip(asked, lost, strict=True):
            lasts[at] = days <= _DUST
    return lasts


def _minima(programs: Sequence[Program]) -> Floats:
    """Return the least of each of some linear programs, solved side by side."""
    found = [_least(programs[at : at + _BESIDE]) for at in range(0, len(programs), _BESIDE)]
    return np.concatenate([np.empty(0), *found])


def _least(programs: Sequence[Program]) -> Floats:
    goals, limits, bounds = ([*map(itemgetter(at), programs)] for at in (0, 2, 3))
    down, right = (np.cumsum([0, *map(len, own)]) for own in (limits, goals))
    rows = np.concatenate([one.cells[0] + at for one, at in zip(programs, down, strict=False)])
    columns = np.concatenate([one.cells[1] + at for one, at in zip(programs, right, strict=False)])
    values, goal = np.concatenate([one.cells[2] for one in programs]), np.concatenate(goals)
    found = scipy.optimize.linprog(
        goal,
        A_ub=sparse.csc_array((values, (rows, columns)), shape=(down[-1], right[-1])),
        b_ub=np.concatenate(limits),
        bounds=np.column_stack([np.concatenate(ends) for ends in zip(*bounds, strict=True)]),
        method="highs",
    )
    if found.status != _SOLVED:
        raise IsthmusError(f"supply: expected a linear program that has a solution, got {found.message}")
    return np.asarray(np.add.reduceat(goal * found.x, right[:-1]))


def part_of(told: Range, part: float) -> float:
    """Return the number at a part of a range, such as a half."""
    return told.low if told.low == told.high else told.low + part * (told.high - told.low)
