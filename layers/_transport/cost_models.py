"""Cost models: published sets of speeds, tariffs and handling times, and what a way takes by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus._arguments import is_text, unfit
from isthmus._choices import COST_MODEL
from isthmus._modes import MODES
from isthmus.layers._bundled.files import cost_model_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["CostModel", "cost_models", "speeds"]


def cost_models() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every cost model, each with its source.

    Returns
    -------
    pandas.DataFrame
        One row a figure: the ``model`` it belongs to, as `route` takes it by ``costs``; the ``quantity``:
        ``speed``, ``tariff`` (of a tonne and kilometre), ``time`` (the worth of a tonne's hour), and of a
        stop at a ``terminal``, a ``border`` or a ``break`` of gauge the cost of a tonne and, with ``_h``, the
        hours; the ``mode`` it holds for; its ``value`` in ``unit``; ``source`` and ``source_url``, who
        published it and where; and a ``note`` on how it was taken.

    Examples
    --------
    >>> cost_models()["model"].unique().tolist()
    ['freight', 'disrupt-sc', 'open-gira']
    """
    return cost_model_table()


@dataclass(frozen=True, slots=True)
class CostModel:
    """One set of speeds, tariffs and handling times.

    Parameters
    ----------
    name : str
    values : mapping of (str, str) to float
        By quantity and mode, such as ``("speed", "rail")``.

    Examples
    --------
    >>> CostModel.find("freight")["speed", "rail"]
    29.1
    """

    name: str
    values: Mapping[tuple[str, str], float]

    @classmethod
    def find(cls, name: str) -> CostModel:
        """Return the cost model of a name.

        Raises
        ------
        ArgumentError
            If there is none.
        """
        models = _all_models()
        if not is_text(name) or name not in models:
            raise unfit("costs", f"one of {', '.join(models)}", name)
        return models[name]

    def __getitem__(self, key: tuple[str, str]) -> float:
        return self.values[key]

    def travel(self, mode: str, km: Floats) -> tuple[Floats, Floats]:
        """Return the hours of a way by a mode, and its cost in USD a tonne but for the hours."""
        return km / self["speed", mode], km * self["tariff", mode]

    def board(self, mode: str, km: Floats) -> tuple[Floats, Floats]:
        """Return the hours and the cost of the way into a mode: there, and through its terminal."""
        hours, costs = self.travel(mode, km)
        hours = hours + self["terminal_h", mode]
        return hours, costs + self["terminal", mode] + hours * self["time", mode]


@cache
def _all_models() -> Mapping[str, CostModel]:
    table = cost_model_table()
    return MappingProxyType(
        {
            str(name): CostModel(
                str(name),
                dict(zip(zip(own["quantity"], own["mode"], strict=True), own["value"], strict=True)),
            )
            for name, own in table.groupby("model", sort=False)
        }
    )


def speeds(costs: str = COST_MODEL) -> dict[str, float]:
    """Return the speed of each mode by a cost model, in kilometres an hour.

    Raises
    ------
    ArgumentError
        If there is no such cost model.

    Examples
    --------
    >>> speeds()["rail"], speeds()["ferry"] == speeds()["sea"]
    (29.1, True)
    """
    model = CostModel.find(costs)
    return {name: model["speed", mode.network] for name, mode in MODES.items()}
