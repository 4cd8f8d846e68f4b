"""Bar charts beside a map: what an atlas holds, what is at risk, and how concentrated trade is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from isthmus.geo import ValidationError
from isthmus.layers import exposure, in_force
from isthmus.layers._bundled.countries import countries
from isthmus.layers._risk.courses import WEEK, courses, last_weeks
from isthmus.layers._supply.history import history_of
from isthmus.layers._tables.symbology import SEVERITY

from ._atlas import source_dates
from ._messages import layer_symbology, messages, title_in

if TYPE_CHECKING:
    from isthmus.layers import Atlas
    from isthmus.layers._risk.courses import Course, Usual

#: Bars that a chart has at most.
MOST_BARS = 8

#: Markets whose concentration over time is drawn at most.
MOST_COURSES = 2

#: Passages and ports whose traffic is drawn at most: those with the least of the usual.
MOST_PLACES = 3

#: Indices of which less is known than this are not drawn.
_MOST_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length in the unit of the chart, and its colour.

    Parameters
    ----------
    label : str
    value : float
        Of a range, its lower end.
    color : str
    high : float or None
        The upper end of a range.
    """

    label: str
    value: float
    color: str
    high: float | None = None


class Part(NamedTuple):
    """What a row of a layer adds to a bar; of parts of one name, one counts."""

    bar: int
    layer: str
    id: str
    amount: float
    name: str


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
    parts : tuple of Part
        Of what rows the bars are the sums, where they are of any on the map.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    countries: bool = False
    parts: tuple[Part, ...] = ()


def atlas_charts(atlas: Atlas, *, lang: str = "en") -> list[Chart]:
    """Return the charts of an atlas that have something to show.

    Examples
    --------
    >>> from isthmus import layers
    >>> [chart.title for chart in atlas_charts(layers.example())]
    ['Length of corridors by mode', 'Corridors inside risk zones in force, 2026-04', 'Organisations with ...']
    """
    charts = [_length_by_mode(atlas, lang), _length_at_risk(atlas, lang), _partners_by_country(atlas, lang)]
    later = (*_concentration_over_time(atlas, lang), *_traffic_of_weeks(atlas, lang))
    return [chart for chart in (*charts, *later) if chart.bars]


def _length_by_mode(atlas: Atlas, lang: str) -> Chart:
    legs = atlas.corridors.drop_duplicates(["from_id", "to_id", "mode"])
    lengths = legs.groupby("mode")["length_km"].sum().sort_values(ascending=False)
    symbols = layer_symbology("corridors", lang)
    bars = tuple(Bar(symbols[mode].label, round(km), symbols[mode].color) for mode, km in lengths.items())
    words, place = messages(lang), {mode: bar for bar, mode in enumerate(lengths.index[:MOST_BARS])}
    rows = atlas.corridors[["id", "mode", "length_km", "from_id", "to_id"]].dropna()
    parts = tuple(
        Part(place[mode], "corridors", name, round(km, 1), f"{start} {end} {mode}")
        for name, mode, km, start, end in rows.itertuples(index=False)
        if mode in place
    )
    return Chart(words["chart.length_by_mode"], words["unit.km"], bars[:MOST_BARS], parts=parts)


def _length_at_risk(atlas: Atlas, lang: str) -> Chart:
    """Return how far each corridor runs inside zones whose hazard can hinder it, as of the newest source."""
    words = messages(lang)
    dates = source_dates(atlas)
    on = None if dates.empty else dates.max()[:7]
    legs, zones = atlas.corridors.dropna(subset="geometry"), in_force(atlas.risk_zones, on)
    title, unit = words["chart.exposure"].format(date=on or ""), words["unit.km"]
    if zones.empty:
        return Chart(title, unit, ())
    inside = exposure(legs, zones).drop_duplicates("line_id").set_index("line_id")["united_km"]
    names = legs.set_index("id")["corridor"]
    km = inside.groupby(names.reindex(inside.index)).sum().sort_values(ascending=False)
    bars = tuple(Bar(str(name), round(value), SEVERITY[2]) for name, value in km[km >= 1].items())
    place = {bar.label: number for number, bar in enumerate(bars[:MOST_BARS])}
    parts = tuple(
        Part(place[corridor], "corridors", str(leg), round(value, 1), str(leg))
        for leg, corridor, value in zip(inside.index, names.reindex(inside.index), inside, strict=True)
        if corridor in place and value > 0
    )
    return Chart(title, unit, bars[:MOST_BARS], parts=parts)


def _partners_by_country(atlas: Atlas, lang: str) -> Chart:
    places = pd.concat([table[["id", "country"]] for table in (atlas.factories, atlas.tech_hubs)])
    partners = pd.concat([atlas.partnerships["a"], atlas.partnerships["b"]]).drop_duplicates()
    counts = places[places["id"].isin(partners)]["country"].value_counts()
    color = layer_symbology("partnerships", lang)["MOU"].color
    bars = tuple(Bar(country, count, color) for country, count in counts.items())[:MOST_BARS]
    place = {bar.label: number for number, bar in enumerate(bars)}
    parts = tuple(
        Part(place[country], layer, name, 1, name)
        for layer in ("factories", "tech_hubs")
        for name, country in getattr(atlas, layer)[["id", "country"]].itertuples(index=False)
        if country in place and name in set(partners)
    )
    return Chart(messages(lang)["chart.partners_by_country"], "", bars, countries=True, parts=parts)


def _concentration_over_time(atlas: Atlas, lang: str) -> list[Chart]:
    """Return how concentrated markets are from period to period, of those that most periods tell of."""
    try:
        table, _ = history_of(atlas.flows)
    except ValidationError:  # flows that contradict each other are told where dependence is asked for
        return []
    known = table[table["hhi_high"] - table["hhi_low"] < _MOST_UNKNOWN]
    known = known.drop_duplicates(["side", "country", "product", "unit", "period"])
    courses = [one for _, one in known.groupby(["side", "country", "product", "unit"], sort=False)]
    longest = sorted((one for one in courses if len(one) > 1), key=len, reverse=True)
    return [_course_chart(course[-MOST_BARS:], lang) for course in longest[:MOST_COURSES]]


def _course_chart(course: pd.DataFrame, lang: str) -> Chart:
    words, names = messages(lang), countries().set_index("iso")["name"]
    side, country, product, unit = course[["side", "country", "product", "unit"]].iloc[0]
    country = words.get(f"country.{country}", names.get(country, country))
    color = layer_symbology("flows", lang)[unit].color
    figures = course[["period", "hhi_low", "hhi_high"]].round(2).itertuples(index=False)
    bars = tuple(Bar(period, low, color, high) for period, low, high in figures)
    title = words[f"chart.concentration.{side}"].format(country=country, product=product)
    return Chart(title, words["unit.hhi"], bars)


def _traffic_of_weeks(atlas: Atlas, lang: str) -> list[Chart]:
    """Return the ships a day from week to week beside the usual, of the places with the least of it."""
    told = [
        (calls / usual.middle, course, usual)
        for course, _, calls, usual in last_weeks(courses(atlas))
        if course.place and calls >= 0 and usual.middle > 0
    ]
    least = sorted(told, key=lambda one: one[0])[:MOST_PLACES]
    return [_weeks_chart(course, usual, lang) for _, course, usual in least]


def _weeks_chart(course: Course, usual: Usual, lang: str) -> Chart:
    words, color = messages(lang), layer_symbology("gateways", lang)["strait"].color
    weeks = course.weekly[::-1][::WEEK][: MOST_BARS - 1][::-1].dropna().round(1)
    bars = [Bar(f"{day:%Y-%m-%d}", float(calls), color) for day, calls in weeks.items()]
    before = Bar(words["chart.traffic.usual"], round(usual.low, 1), color, round(usual.high, 1))
    title = words["chart.traffic"].format(place=title_in(words, course.place, course.title))
    return Chart(title, words["unit.ships_day"], (before, *bars))
