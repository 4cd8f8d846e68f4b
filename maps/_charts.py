"""The small bar charts of the panel, as numbers; the page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from isthmus.layers import exposure, hazards_to, in_force
from isthmus.layers._tables.symbology import SEVERITY

from ._atlas import source_dates
from ._messages import layer_symbology, messages

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
    countries : bool
        Whether the labels are codes of countries, which the page names in its language.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    countries: bool = False


def atlas_charts(atlas: Atlas, *, lang: str = "en") -> list[Chart]:
    """Return the charts of an atlas that have something to show.

    Examples
    --------
    >>> from isthmus import layers
    >>> [chart.title for chart in atlas_charts(layers.example())]
    ['Length of corridors by mode', 'Corridors inside risk zones in force, 2026-04', 'Organisations with ...']
    """
    charts = [_length_by_mode(atlas, lang), _length_at_risk(atlas, lang), _partners_by_country(atlas, lang)]
    return [chart for chart in charts if chart.bars]


def _length_by_mode(atlas: Atlas, lang: str) -> Chart:
    legs = atlas.corridors.drop_duplicates(["from_id", "to_id", "mode"])
    lengths = legs.groupby("mode")["length_km"].sum().sort_values(ascending=False)
    symbols = layer_symbology("corridors", lang)
    bars = tuple(Bar(symbols[mode].label, round(km), symbols[mode].color) for mode, km in lengths.items())
    words = messages(lang)
    return Chart(words["chart.length_by_mode"], words["unit.km"], bars[:MOST_BARS])


def _length_at_risk(atlas: Atlas, lang: str) -> Chart:
    """Return how far each corridor runs inside zones whose hazard can hinder it, as of the newest source."""
    words = messages(lang)
    dates = source_dates(atlas)
    on = None if dates.empty else dates.max()[:7]
    legs, zones = atlas.corridors.dropna(subset="geometry"), in_force(atlas.risk_zones, on)
    of_mode = [
        exposure(legs[legs["mode"] == mode], hazards_to(zones, mode)).drop_duplicates("line_id")
        for mode in legs["mode"].unique()
    ]
    inside = pd.concat(of_mode).set_index("line_id")["united_km"] if of_mode else pd.Series(dtype=float)
    names = legs.set_index("id")["corridor"]
    km = inside.groupby(names.reindex(inside.index)).sum().sort_values(ascending=False)
    bars = tuple(Bar(str(name), round(value), SEVERITY[2]) for name, value in km[km >= 1].items())
    return Chart(words["chart.exposure"].format(date=on or ""), words["unit.km"], bars[:MOST_BARS])


def _partners_by_country(atlas: Atlas, lang: str) -> Chart:
    places = pd.concat([table[["id", "country"]] for table in (atlas.factories, atlas.tech_hubs)])
    partners = pd.concat([atlas.partnerships["a"], atlas.partnerships["b"]]).drop_duplicates()
    counts = places[places["id"].isin(partners)]["country"].value_counts()
    color = layer_symbology("partnerships", lang)["MOU"].color
    bars = tuple(Bar(country, count, color) for country, count in counts.items())
    return Chart(messages(lang)["chart.partners_by_country"], "", bars[:MOST_BARS], countries=True)
