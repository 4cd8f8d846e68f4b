"""Where the network narrows between two sides, and what would widen it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from isthmus.layers._transport.case import Case
from isthmus.layers._transport.question import MODES_ASKED, Question

from . import criticality, cuts, widening
from .comparison import Comparison, compare_routes
from .outline import outline

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from isthmus.layers._atlas import Atlas
    from isthmus.layers._bundled.place_names import Asked
    from isthmus.layers._summary import Summary
    from isthmus.layers._transport.question import By, Closed

__all__ = ["Resilience", "compare", "resilience"]

#: The cuts that the summary tells of, which are worked out without the others.
_OUTLINE: Final = ("edge", "gate or country")


def resilience(  # noqa: PLR0913 - one for each thing a question may say
    atlas: Atlas,
    *,
    origins: Asked | Collection[Asked],
    destinations: Asked | Collection[Asked],
    modes: str | Collection[str] = MODES_ASKED,
    by: By = "cost",
    closed: Closed = (),
    avoid: gpd.GeoDataFrame | BaseGeometry | None = None,
    on: date | str | None = None,
    costs: str = "freight",
    together: Mapping[str, str | Collection[str]] | None = None,
) -> Resilience:
    """Return where the bundled network narrows between some origins and some destinations.

    Parameters
    ----------
    atlas : Atlas
        Its sites say where a country's goods start and end, its flows how much each pair counts, its
        gateways what can be closed besides the gates of the network, and its risk zones where.
    origins, destinations : str, (float, float) or collection of these
        Countries (``TW``), places by name or id (``Gdańsk``, ``TWKHH``, or an id of the atlas), or points
        (``120.3,22.6``: longitude and latitude); a text joins several by commas.
    modes, by, closed, avoid, on, costs
        As for `route`.
    together : mapping of str to str or collection of str, optional
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
    >>> result = resilience(layers.example(), origins="TW", destinations="PL", modes="sea,rail")
    >>> cut = result.cuts.set_index("apart").loc["edge"]
    >>> cut["sentence"]
    'Every route from TW to PL passes Kaohsiung (port), Taichung (port) or Keelung (port).'
    """
    question = Question.ask(
        origins=origins,
        destinations=destinations,
        modes=modes,
        by=by,
        closed=closed,
        avoid=avoid,
        on=on,
        costs=costs,
        places=atlas,
        together=together,
    )
    return Resilience(Case.of(question))


@dataclass(frozen=True, eq=False)
class Resilience:
    """What `resilience` found: tables, each worked out when first asked for.

    Parameters
    ----------
    case : Case
        The question and the network made ready.
    """

    case: Case

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.case.question

    @property
    def closed(self) -> Mapping[str, str]:
        """What was shut, by name or by the day: what a reader calls each, by its name."""
        return {name: held.title for name, held in self.case.shut.items()}

    @cached_property
    def ends(self) -> pd.DataFrame:
        """Where routes start and end.

        Columns ``side`` (origin, destination), ``name``, ``country``, the ``hubs`` (ids joined by ``+``) and
        the ``basis`` on which these were chosen.
        """
        rows = [
            {
                "side": side,
                "name": end.name,
                "country": end.country,
                "hubs": "+".join(place.id for place in end.places),
                "basis": end.basis,
            }
            for side, ends in (("origin", self.case.origins), ("destination", self.case.destinations))
            for end in ends
        ]
        return pd.DataFrame(rows)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """How many independent routes each pair has."""
        return cuts.pairs(self.case, self.cuts)

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """What parts each pair, by name."""
        rest = [kind for kind in cuts.APART if kind not in _OUTLINE]
        parts = [(self._outline, _OUTLINE), (cuts.cuts(self.case, rest), rest)]
        table = pd.concat([part for part, _ in parts])
        pair = np.concatenate([np.arange(len(part)) // len(kinds) for part, kinds in parts])
        kind = np.array([cuts.APART.index(str(name)) for name in table["apart"]])
        return table.iloc[np.lexsort((kind, pair))].reset_index(drop=True)

    @cached_property
    def _outline(self) -> pd.DataFrame:
        """The cuts that the summary tells of."""
        return cuts.cuts(self.case, _OUTLINE)

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """The independent routes themselves."""
        return cuts.routes(self.case)

    @cached_property
    def criticality(self) -> pd.DataFrame:
        """What each closure alone does."""
        return criticality.criticality(self.case)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each closure does to each pair."""
        return criticality.effects(self.case)

    @cached_property
    def pairs_of_gates(self) -> pd.DataFrame:
        """What two closures at once do."""
        return criticality.pairs_of_gates(self.case)

    @cached_property
    def widening(self) -> gpd.GeoDataFrame:
        """What one more link, or one gate less closed, buys."""
        return widening.widening(self.case)

    @cached_property
    def comparison(self) -> Comparison:
        """What the closures of the question move, add elsewhere and cut off."""
        return compare_routes(self.case, self.case, start=self.case.before, end=self.case.after)

    def summary(self) -> Summary:
        """Return what two sentences say of it, as numbers and names."""
        return outline(self.case, self._outline)


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
    >>> ways = {"origins": "TW", "destinations": "NL", "modes": "sea", "on": "open"}
    >>> open_, shut = resilience(atlas, **ways), resilience(atlas, **ways, closed=["suez"])
    >>> compare(open_, shut).gates.set_index("name").loc[["good_hope", "suez"], "change"].tolist()
    [1.0, -1.0]
    """
    return compare_routes(before.case, after.case, start=before.case.after, end=after.case.after)
