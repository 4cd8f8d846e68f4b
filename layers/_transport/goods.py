"""Goods: what an hour on the way costs them and so what they go by, and how much of them each pair trades.

Where a question names no modes, they follow from the goods, by one rule, `Goods.flies`: what a kilogram is
worth, how heavy a piece is, how much a day costs, and whether it is dangerous. Where it names no goods
either, they are those that the demand is counted in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus._choices import COST_MODEL
from isthmus._modes import MODES, MODES_ASKED, of_medium
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._bundled.place_names import find_places
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.dates import span

from .cost_models import CostModel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from isthmus.layers._bundled.place_names import PlaceLike

    from .cost_models import Bound, Effort

__all__ = [
    "Demand",
    "Goods",
    "find_demand",
    "find_goods",
    "goods",
    "hour_worth",
    "modes_between",
    "modes_for",
    "tell_choice",
    "tell_modes",
]

#: From the Far East to Europe by either: the kilometres by which aircraft and ships are compared.
_HAUL: Final = MappingProxyType({"air": 9_700.0, "sea": 20_000.0})
#: Letters of a currency's code.
_CODE: Final = 3
#: What a pallet of an aircraft takes: the gross mass of a PMC on the main deck of a freighter.
_PALLET_KG: Final = 6_800


@dataclass(frozen=True, slots=True)
class Goods:
    """A kind of goods, and what is known of its worth.

    Parameters
    ----------
    name, title : str
    usd_kg : (float, float)
        What a kilogram is worth, at least and at most.
    piece_kg : float
        The mass of a large piece.
    day_percent : float
        How much of its worth a day on the way costs: 0.6 to 2.1 (Hummels and Schaur, Time as a Trade Barrier,
        2013), the most for parts and for what is urgent.
    hazard : str
        Why it is no freight for aircraft, if it is dangerous.
    products : frozenset of str
        What flows of an atlas call it.
    is_sourced : bool
        Whether a source says what it is worth; else it is general knowledge.
    """

    name: str
    title: str
    usd_kg: tuple[float, float]
    piece_kg: float
    day_percent: float
    hazard: str
    products: frozenset[str]
    is_sourced: bool

    @property
    def worth(self) -> float:
        """What a kilogram is worth in USD: between the bounds as they stand to each other."""
        return float(np.sqrt(self.usd_kg[0] * self.usd_kg[1]))

    def hour_usd_t(self, bound: Bound = "value") -> float:
        """Return what an hour on the way costs of a tonne, in USD."""
        worth = {"low": self.usd_kg[0], "value": self.worth, "high": self.usd_kg[1]}[bound]
        return 1000 * worth * self.day_percent / 100 / 24

    def least_to_fly(self, model: CostModel) -> float:
        """Return from what worth in USD a kilogram on it flies: where days saved pay for the aircraft."""
        ways = {
            mode: model.travel(mode, np.array([km])).plus(_terminals(model, mode))
            for mode, km in _HAUL.items()
        }
        days = (ways["sea"].hours - ways["air"].hours)[0] / 24
        return float((ways["air"].usd_t - ways["sea"].usd_t)[0] / 1000 / days / (self.day_percent / 100))

    def flies(self, model: CostModel) -> bool:
        """Tell whether it goes by air: no danger to it, not too heavy, and worth the haste."""
        return not self.hazard and self.piece_kg <= _PALLET_KG and self.worth >= self.least_to_fly(model)

    def modes(self, model: CostModel) -> tuple[str, ...]:
        """Return what it goes by: aircraft and what feeds these, or what goods go by where none are named."""
        return _by_air() if self.flies(model) else MODES_ASKED

    def tell(self, model: CostModel) -> str:
        """Return in a sentence what it goes by, and why."""
        low, high = self.usd_kg
        basis = "" if self.is_sourced else " (general knowledge, no source)"
        worth = (
            f"at USD {low:g} to {high:g} a kg{basis}, of which a day on the way costs {self.day_percent:g} %"
        )
        least = f"aircraft pay from USD {self.least_to_fly(model):.0f} a kg on"
        why = f"{worth}, {least}"
        if self.hazard:
            why = f"they are {self.hazard}{basis}"
        elif self.piece_kg > _PALLET_KG:
            why = f"a piece may weigh {self.piece_kg:,.0f} kg{basis}, more than a pallet of an aircraft takes"
        title = f"{self.title[0].upper()}{self.title[1:]}"
        return f"{title}: by {list_words(self.modes(model), 'and')}, since {why}."


def _terminals(model: CostModel, mode: str) -> Effort:
    """Return what both terminals of a way take, and the waits there."""
    return (end := model.board(mode, np.zeros(1))).plus(end)


def goods(costs: str = COST_MODEL) -> pd.DataFrame:
    """Return the kinds of goods whose worth is known, and what they go by where a question names no modes.

    Parameters
    ----------
    costs : str
        By whose speeds and costs: see `cost_models`.

    Returns
    -------
    pandas.DataFrame
        One row a kind: ``goods``, as `route` takes it by ``goods``, and its ``title``; ``products``, what the
        flows of the bundled atlas call it, joined by ``+``; ``usd_kg_low`` and ``usd_kg_high``, the worth of
        a kilogram; ``piece_kg``, the mass of a large piece; ``day_percent``, the share of its worth that a
        day on the way costs; ``hazard``, why it doesn't fly, if it is dangerous; the ``modes`` it goes by,
        joined by ``+``, and the ``sentence`` that says why; ``source``, ``source_url``, ``as_of``,
        ``verified``, ``note`` and ``attribution`` (whom to name).

    Raises
    ------
    ArgumentError
        If there is no such cost model.

    Examples
    --------
    >>> goods().set_index("goods").loc[["drones", "batteries"], "modes"].tolist()
    ['road+air', 'sea+rail+road']
    """
    model, table = CostModel.find(costs), rule_table("goods")
    kinds = [_all_goods()[name] for name in table["goods"]]
    numbers = ["usd_kg_low", "usd_kg_high", "piece_kg", "day_percent"]
    return table.astype(dict.fromkeys(numbers, float)).assign(
        modes=["+".join(kind.modes(model)) for kind in kinds], sentence=[kind.tell(model) for kind in kinds]
    )


@cache
def _all_goods() -> Mapping[str, Goods]:
    rows = rule_table("goods").to_dict("records")
    return MappingProxyType(
        {
            row["goods"]: Goods(
                row["goods"],
                row["title"],
                (float(row["usd_kg_low"]), float(row["usd_kg_high"])),
                float(row["piece_kg"]),
                float(row["day_percent"]),
                row["hazard"],
                frozenset(filter(None, row["products"].split("+"))),
                is_sourced=row["verified"] == "yes",
            )
            for row in rows
        }
    )


def find_goods(names: Collection[str] | None = None) -> list[Goods]:
    """Return those of some kinds of goods whose worth is known, all without names.

    A kind is known by its own name and by those that flows of an atlas call it.

    Examples
    --------
    >>> [kind.name for kind in find_goods(["dual_use", "complete drones"])]
    ['drones']
    """
    kinds = _all_goods().values()
    return [kind for kind in kinds if names is None or not {kind.name, *kind.products}.isdisjoint(names)]


def hour_worth(names: Collection[str], bound: Bound = "value") -> float | None:
    """Return what an hour on the way costs of a tonne of the most urgent of some goods, None where unknown.

    Examples
    --------
    >>> round(hour_worth(["drones", "batteries"])), hour_worth(["dual_use"])
    (167, None)
    """
    return max((kind.hour_usd_t(bound) for kind in find_goods(names)), default=None)


def modes_for(names: Collection[str], costs: str = COST_MODEL) -> tuple[str, ...]:
    """Return the modes that goods of some kinds go by, all of theirs; the usual ones where none is known.

    Examples
    --------
    >>> modes_for(["drones"]), modes_for([])
    (('road', 'air'), ('sea', 'rail', 'road'))
    """
    model = CostModel.find(costs)
    taken = {mode for kind in find_goods(names) for mode in kind.modes(model)}
    return tuple(mode for mode in MODES if mode in taken) or MODES_ASKED


def modes_between(asked: Collection[PlaceLike], own: Mapping[PlaceLike, str]) -> tuple[str, ...]:
    """Return what goods fly by if all ends are airports, lorries too if one has no links; kinds of own by id.

    Examples
    --------
    >>> [modes_between(["TPE", end], {}) for end in ("WAW", "RZE", "Warsaw")]
    [('air',), ('road', 'air'), ()]
    """
    try:
        found = [find_places(end, "")[0] for end in asked if end not in own]
    except ArgumentError:  # told where the ends are looked up
        return ()
    if {own[end] for end in asked if end in own} | {place.kind for place in found} == {MODES["air"].hub}:
        return _by_air() if any(place.hub is None for place in found) else of_medium("air")
    return ()


def _by_air() -> tuple[str, ...]:
    return (*(name for name, mode in MODES.items() if mode.feeds_km), *of_medium("air"))


def tell_modes(names: Collection[str], costs: str = COST_MODEL) -> str:
    """Return in sentences what goods of some kinds go by, and why; empty where none is known."""
    return " ".join(kind.tell(CostModel.find(costs)) for kind in find_goods(names))


def tell_choice(names: Collection[str], modes: Sequence[str], costs: str = COST_MODEL) -> str:
    """Return what `tell_modes` does, and by which modes an answer is; empty where no such goods are known.

    Examples
    --------
    >>> tell_choice(["drones"], ("sea", "rail")).rpartition("on. ")[2]
    'This answer is by sea and rail, as asked; by road and air another one holds.'
    >>> tell_choice(["drones"], ("road", "air")).rpartition("on. ")[2]
    'By other modes, such as modes="sea,rail,road", another answer holds.'
    """
    told, usual = tell_modes(names, costs), modes_for(names, costs)
    if not told:
        return ""
    if usual != tuple(modes):
        said, other = (list_words(ways, "and") for ways in (modes, usual))
        return f"{told} This answer is by {said}, as asked; by {other} another one holds."
    others = MODES_ASKED if usual != MODES_ASKED else ("road", *of_medium("air"))
    return f'{told} By other modes, such as modes="{",".join(others)}", another answer holds.'


@dataclass(frozen=True, eq=False)
class Demand:
    """The share of each pair in all that is to be carried.

    Parameters
    ----------
    shares : array of float, shape (origins, destinations)
        They add up to 1.
    basis : str
        What they are from.
    product : str
        What they are of, as the flows call it; empty where they are of nothing.
    quantity : float
        How much goes in all, in the `unit` of the flows and in so many `days`; NaN where it is not known.
    unit : str
    days : int
    """

    shares: NDArray[np.float64]
    basis: str
    product: str = ""
    quantity: float = float("nan")
    unit: str = ""
    days: int = 0

    @property
    def currency(self) -> str:
        """The currency of which it is counted in millions; empty where it is counted otherwise."""
        code, _, rest = self.unit.partition(" ")
        return code if rest == "million" and len(code) == _CODE else ""


def find_demand(
    flows: pd.DataFrame | None, origins: Sequence[str | None], destinations: Sequence[str | None]
) -> Demand:
    """Return the demand between ends: the latest flows of one product that cover every pair.

    Parameters
    ----------
    flows : pandas.DataFrame or None
        As an atlas has them.
    origins, destinations : sequence of str or None
        Codes of countries; None for an end that is none.

    Returns
    -------
    Demand
        Of two periods with the same last day the longer counts. Equal shares where no product, unit and
        period has a flow for every pair, or an end is not a country.
    """
    shape = len(origins), len(destinations)
    equal = Demand(np.full(shape, 1 / (shape[0] * shape[1])), "equal shares: no flows cover every pair")
    if flows is None or None in (*origins, *destinations):
        return equal
    pairs = list(product(origins, destinations))
    of_rows = zip(flows["origin"], flows["destination"], strict=True)
    asked = np.array([ends in {*pairs} for ends in of_rows], bool)
    best, latest = equal, ("", "")
    for (name, unit, period), group in flows[asked].groupby(["product", "unit", "period"], sort=True):
        ends = list(zip(group["origin"], group["destination"], strict=True))
        if any(ends.count(pair) != 1 for pair in pairs):
            continue
        rows = group.iloc[[ends.index(pair) for pair in pairs]]
        quantities = rows["quantity"].to_numpy(np.float64).reshape(shape)
        first, last = span(str(period))
        age = last.isoformat(), first.isoformat()
        if quantities.sum() > 0 and (age[0], latest[1]) > (latest[0], age[1]):
            said = f"{name}, {unit}, {period} (flows {' '.join(rows['id'])})"
            total, days = float(quantities.sum()), (last - first).days + 1
            best, latest = Demand(quantities / total, said, str(name), total, str(unit), days), age
    return best
