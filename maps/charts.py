"""The small bar charts of the panel, as numbers; the page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from isthmus.layers.symbology import SYMBOLOGY

if TYPE_CHECKING:
    from isthmus.layers import Atlas

__all__ = ["Bar", "Chart", "atlas_charts"]

#: Bars that a chart has at most.
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length in the unit of the chart, and its colour."""

    label: str
    value: float
    color: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart.

    Parameters
    ----------
    title, unit : str
        What is shown, and in what.
    bars : tuple of Bar
        From the top.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]


def atlas_charts(atlas: Atlas) -> list[Chart]:
    """Return the charts of an atlas that have something to show.

    Examples
    --------
    >>> from isthmus import layers
    >>> [chart.title for chart in atlas_charts(layers.example())]
    ['Length of corridors by mode', 'Organisations with agreements, by country']
    """
    charts = [_length_by_mode(atlas), _partners_by_country(atlas)]
    return [chart for chart in charts if chart.bars]


def _length_by_mode(atlas: Atlas) -> Chart:
    legs = atlas.corridors.drop_duplicates(["from_id", "to_id", "mode"])
    lengths = legs.groupby("mode")["length_km"].sum().sort_values(ascending=False)
    symbols = SYMBOLOGY["corridors"]
    bars = tuple(Bar(symbols[mode].label, round(km), symbols[mode].color) for mode, km in lengths.items())
    return Chart("Length of corridors by mode", "km", bars[:MOST_BARS])


def _partners_by_country(atlas: Atlas) -> Chart:
    places = pd.concat([table[["id", "country"]] for table in (atlas.factories, atlas.tech_hubs)])
    partners = pd.concat([atlas.partnerships["a"], atlas.partnerships["b"]]).drop_duplicates()
    counts = places[places["id"].isin(partners)]["country"].value_counts()
    color = SYMBOLOGY["partnerships"]["MOU"].color
    bars = tuple(Bar(country, count, color) for country, count in counts.items())
    return Chart("Organisations with agreements, by country", "", bars[:MOST_BARS])
