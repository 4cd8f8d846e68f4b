"""Where the network narrows between two sides, and what would widen it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from . import criticality, redundancy, widening
from .loads import Comparison, compared
from .redundancy_summary import summarised
from .study import Question, Study

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd

    from isthmus.layers._atlas import Atlas
    from isthmus.layers._summary import Summary

    from .study import By

#: The cuts that the summary tells of, which are worked out without the others.
_OUTLINE: Final = ("edge", "gate or country")

__all__ = ["Resilience", "compare", "resilience"]


def resilience(  # noqa: PLR0913 - one for each thing a question may say
    atlas: Atlas,
    *,
    origins: Collection[str],
    destinations: Collection[str],
    modes: Collection[str] = ("sea", "rail"),
    closed: Collection[str] = (),
    zones: Collection[str] = (),
    on: str | None = None,
    by: By = "time",
    scenario: str = "freight",
    together: Mapping[str, Sequence[str]] | None = None,
) -> Resilience:
    """Return where the bundled network narrows between some origins and some destinations.

    Parameters
    ----------
    atlas : Atlas
        Its sites say where a country's goods start and end, its flows how much each pair counts, its
        gateways what can be closed besides the gates of the network, and its risk zones where.
    origins, destinations : collection of str
        Countries (``TW``), places by name or id (``Gdańsk``, ``TWKHH``, or an id of the atlas), or points
        (``120.3,22.6``: longitude and latitude).
    modes : collection of {"sea", "rail", "road", "air"}
        Modes of transport taken along.
    closed : collection of str
        Gates and gateways that are closed, by name.
    zones : collection of str
        Risk zones of the atlas, by id: the edges inside are closed that the hazard hinders.
    on : str, optional
        An ISO date: what was closed on that day is.
    by : {"time", "cost", "distance"}
        What makes a route the best.
    scenario : str
        Whose speeds and costs apply: one of `isthmus.layers._transport.network.scenarios`.
    together : mapping of str to sequence of str, optional
        Shared risks: gates and gateways that close together, by a name for them.

    Returns
    -------
    Resilience
        Its tables are worked out when first asked for.

    Raises
    ------
    ArgumentError
        If anything named is unknown; the nearest name is suggested.

    Examples
    --------
    >>> from isthmus import layers
    >>> result = resilience(layers.example(), origins=["TW"], destinations=["PL"])
    >>> cut = result.cuts.set_index("of").loc["edge"]
    >>> cut["sentence"]
    'Every route from TW to PL passes Kaohsiung (port), Taichung (port) or Keelung (port).'
    """
    question = Question(
        origins=_names(origins),
        destinations=_names(destinations),
        modes=_names(modes),
        closed=_names(closed),
        zones=_names(zones),
        on=on,
        by=by,
        scenario=scenario,
        together=dict(together or {}),
    )
    return Resilience(Study.of(question, atlas))


def _names(given: Collection[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True, eq=False)
class Resilience:
    """What `resilience` found: tables, each worked out when first asked for.

    Parameters
    ----------
    study : Study
        The question and the network made ready.
    """

    study: Study

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """How many independent routes each pair has: see `isthmus.layers._analysis.redundancy.pairs`."""
        return redundancy.pairs(self.study, self.cuts)

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """What parts each pair, by name: see `isthmus.layers._analysis.redundancy.cuts`."""
        rest = [kind for kind in redundancy.SHARED if kind not in _OUTLINE]
        parts = [(self._outline, _OUTLINE), (redundancy.cuts(self.study, rest), rest)]
        table = pd.concat([part for part, _ in parts])
        pair = np.concatenate([np.arange(len(part)) // len(kinds) for part, kinds in parts])
        kind = np.array([redundancy.SHARED.index(str(name)) for name in table["of"]])
        return table.iloc[np.lexsort((kind, pair))].reset_index(drop=True)

    @cached_property
    def _outline(self) -> pd.DataFrame:
        """The cuts that the summary tells of."""
        return redundancy.cuts(self.study, _OUTLINE)

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """The independent routes themselves: see `isthmus.layers._analysis.redundancy.routes`."""
        return redundancy.routes(self.study)

    @cached_property
    def criticality(self) -> pd.DataFrame:
        """What each closure alone does: see `isthmus.layers._analysis.criticality.criticality`."""
        return criticality.criticality(self.study)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each closure does to each pair: see `isthmus.layers._analysis.criticality.effects`."""
        return criticality.effects(self.study)

    @cached_property
    def pairs_of_gates(self) -> pd.DataFrame:
        """What two closures at once do: see `isthmus.layers._analysis.criticality.pairs_of_gates`."""
        return criticality.pairs_of_gates(self.study)

    @cached_property
    def widening(self) -> gpd.GeoDataFrame:
        """What one more link, or one gate less closed, buys: see `widening` in the module of its name."""
        return widening.widening(self.study)

    @cached_property
    def moved(self) -> Comparison:
        """What the closures of the question move, add elsewhere and cut off."""
        return compared(self.study, self.study, start=self.study.before, end=self.study.after)

    def summary(self) -> Summary:
        """Return what two sentences say of it, as numbers and names."""
        return summarised(self.study, self._outline)


def compare(before: Resilience, after: Resilience) -> Comparison:
    """Return what moved between two results, what load that adds elsewhere, and what is cut off.

    Parameters
    ----------
    before, after : Resilience
        Of the same ends and modes, with different closures.

    Returns
    -------
    Comparison
        Tables of pairs and gates, and the legs with their loads before and after.

    Raises
    ------
    ArgumentError
        If the two do not ask about the same.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> ways = {"origins": ["TW"], "destinations": ["NL"], "modes": ["sea"]}
    >>> open_, shut = resilience(atlas, **ways), resilience(atlas, **ways, closed=["suez"])
    >>> compare(open_, shut).gates.set_index("name").loc[["good_hope", "suez"], "change"].tolist()
    [1.0, -1.0]
    """
    return compared(before.study, after.study, start=before.study.after, end=after.study.after)
