"""The tables of what a product is made of, from its bill and the wholes of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from isthmus.layers._bundled.files import credit_answers, join_credits
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.schemas import ATTRIBUTION

from .bill import Bill
from .wholes import OTHERS, Whole, read_wholes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from isthmus.layers._atlas import Atlas

    from .concentration import Thresholds
    from .source_routes import SourceRoutes

_PART: Final = ("component", "name", "parent", "level")
_WHOLE: Final = ("stage", "measure", "basis", "period")
_INDEX: Final = ("hhi_low", "hhi_high", "concentration", "why")
_LARGEST: Final = ("largest", "share_low", "share_high", "outside_low", "outside_high", "other_countries")
_SITES: Final = ("makers", "maker_countries", "not_running")
_SAID: Final = ("source", "source_url", "as_of", "confidence")
_NOT_RUNNING: Final = ("planned", "stopped")
_REPLACED: Final = ("substitutes", "lead_weeks_low", "lead_weeks_high")
_DIGITS: Final = 9


class Outside(NamedTuple):
    """What is made of something outside the country that makes most of it.

    Parameters
    ----------
    component, stage, country : str
    share : Range
        The share that is made outside.
    others : list of str
        Countries that figures or sites name there.
    period : str
        For when the figure of the country holds.
    """

    component: str
    stage: str
    country: str
    share: Range
    others: list[str]
    period: str


@dataclass(frozen=True, eq=False)
class Told:
    """What an atlas tells of its components on a day.

    Parameters
    ----------
    atlas : Atlas
    day : str or None
        As for `read_wholes`.
    least_known : float
        Share of a whole that must be told for an index of it.
    thresholds : Thresholds
        Words for concentration.
    """

    atlas: Atlas
    day: str | None
    least_known: float
    thresholds: Thresholds

    @cached_property
    def wholes(self) -> tuple[Whole, ...]:
        """What is told of each whole."""
        return read_wholes(self.atlas.component_shares, self.day)

    @cached_property
    def bill(self) -> Bill:
        """The parts of each product."""
        return Bill.of(self.atlas.components, self.wholes)

    @cached_property
    def names(self) -> dict[str, str]:
        """What readers call each component."""
        return {name: str(row["name"]) for name, row in self.bill.parts.items()}

    @cached_property
    def order(self) -> list[str]:
        """Ids of the components as the atlas lists them."""
        return [str(name) for name in self.atlas.components["id"]]

    def wholes_of(self, component: str) -> list[Whole]:
        """Return what is told of a component, by stage, what says where it lies first."""
        own = [whole for whole in self.wholes if whole.component == component]
        stages = [*dict.fromkeys(whole.stage for whole in own)]
        return sorted(own, key=lambda whole: (stages.index(whole.stage), not whole.is_located))

    @property
    def sources(self) -> list[str]:
        """The countries that are told to make something there, each once."""
        return [*dict.fromkeys(code for whole in self.wholes if whole.is_located for code in whole.sources())]

    @cached_property
    def countries(self) -> list[str]:
        """The countries of which a figure says what is made there, and any other one."""
        located = (holder for whole in self.wholes if whole.is_located for holder in whole.holders)
        alone = (holder.countries for holder in located if holder.is_told and len(holder.countries) == 1)
        told = {code for countries in alone for code in countries}
        return [*sorted(told), OTHERS]

    def outside(self) -> Iterator[Outside]:
        """Yield what is made outside the largest country of each stage, and by whom.

        What is made outside is what any of its wholes allows; who makes it, whom any of them or a site names.
        """
        for component in self.order:
            for stage, own in self.bill.stages_of(component).items():
                largest = max(own, key=lambda whole: _largest(whole).get("share_low", 0.0))
                country = _largest(largest).get("largest")
                if country is None:
                    continue
                shares = [whole.share(country) for whole in own]
                named = {
                    code
                    for whole in self.wholes_of(component)
                    if whole.stage == stage
                    for code in whole.sources()
                }
                named |= {*self._sites_of(component)["maker_countries"].split("+")} - {""}
                most, least = max(share.high for share in shares), min(share.low for share in shares)
                outside = Range(1.0 - most, 1.0 - least)
                yield Outside(component, stage, country, outside, sorted(named - {country}), largest.period)

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites that make a component: a row a site and component."""
        factories = self.atlas.factories
        made = factories.assign(component=factories["makes"].str.split("+"))[factories["makes"].notna()]
        rows = made.explode("component", ignore_index=True)
        rows["component_name"] = rows["component"].map(self.names)
        whole = credit_answers((), self.atlas.about)
        rows[ATTRIBUTION.name] = [join_credits((whole, own)) for own in rows[ATTRIBUTION.name]]
        columns = "id name component component_name country city status source source_url as_of precision"
        return rows[[*columns.split(), ATTRIBUTION.name, rows.geometry.name]]

    @cached_property
    def makers(self) -> dict[str, dict[str, str]]:
        """The ids of sites that make a component, their countries, and those that do not run, joined by +."""
        found = {}
        for component, own in self.sites.groupby("component"):
            idle = own["status"].isin(_NOT_RUNNING)
            there = sorted(own.loc[~idle, "country"].dropna().unique())
            told = (own.loc[~idle, "id"], there, own.loc[idle, "id"])
            found[str(component)] = dict(zip(_SITES, map("+".join, told), strict=True))
        return found

    def _sites_of(self, component: str) -> dict[str, str]:
        return self.makers.get(component, dict.fromkeys(_SITES, ""))

    def parts(self) -> pd.DataFrame:
        """Return one row a whole of each component, or one without where none is told."""
        rows = []
        for component in self.order:
            row = self.bill.parts[component]
            kept = {name: row[name] for name in _REPLACED}
            about = {**self._about(component), **self._sites_of(component), **kept}
            own = self.wholes_of(component)
            rows += [{**about, **self._whole_row(whole)} for whole in own]
            if not own:
                rows.append({**about, "known_share": 0.0, "why": "no share by country is told"})
        columns = [*_PART, *_WHOLE, "known_share", *_LARGEST, *_INDEX, *_SITES]
        columns += [*_REPLACED, "note", *_SAID]
        return _table(rows, columns)

    def _about(self, component: str) -> dict[str, Any]:
        row = self.bill.parts[component]
        return dict(zip(_PART, (component, row["name"], row["parent"], row["level"]), strict=True))

    def _whole_row(self, whole: Whole) -> dict[str, Any]:
        index, why = Range(float("nan"), float("nan")), ""
        if whole.is_crowded:
            why = "more than all of it is told"
        elif whole.known < self.least_known:
            why = f"{whole.known:.0%} of it is told, less than {self.least_known:.0%}"
        else:
            index = whole.herfindahl()
        words = dict.fromkeys(self.thresholds.of(end) for end in (index.low, index.high)) if not why else ()
        return {
            **{name: getattr(whole, name) for name in _WHOLE},
            "known_share": whole.known,
            **dict(zip(_INDEX, (index.low, index.high, " to ".join(words), why), strict=True)),
            **_largest(whole),
            "note": whole.note,
            **_said([row for holder in whole.holders for row in holder.rows]),
        }

    def shares(self) -> pd.DataFrame:
        """Return one row a holder of each whole, and one for what is left to others."""
        rows = []
        for whole in (whole for component in self.order for whole in self.wholes_of(component)):
            about = {"component": whole.component, **{name: getattr(whole, name) for name in _WHOLE}}
            for holder in whole.holders:
                periods = {row["period"] for row in holder.rows if row["period"]}
                notes = [row["note"] for row in holder.rows if row["note"]]
                said = {"period": "+".join(sorted(periods)), **_said(holder.rows)}
                rows.append(about | _share_row(holder.name, holder.share) | said | {"note": "; ".join(notes)})
            left = f"anybody's but {'those named' if whole.holders else 'nobody'}'s"
            rows.append(about | _share_row(OTHERS, whole.rest) | {"note": left})
        columns = ["component", *_WHOLE, "country", "share_low", "share_high", "outside_low", "outside_high"]
        return _table(rows, [*columns, "note", *_SAID])

    def needs(self) -> pd.DataFrame:
        """Return one row a component and country: what can't be made without it."""
        rows = []
        for country in self.countries:
            found = self.bill.needs(country)
            rows += [
                {
                    **self._about(component),
                    "country": country,
                    "needs_low": found[component].share.low,
                    "needs_high": found[component].share.high,
                    "through": found[component].through,
                }
                for component in self.order
            ]
        return _table(rows, [*_PART, "country", "needs_low", "needs_high", "through"])

    def lines(self) -> pd.DataFrame:
        """Return one row a line of a product's bill and country: its part in the value that needs it."""
        rows = []
        for country in self.countries:
            needs = self.bill.needs(country)
            for product in (name for name in self.order if name in self.products):
                rows += [
                    {
                        "product": product,
                        "country": country,
                        "component": line.component,
                        "name": self.names.get(line.component, "work, and parts that no line names"),
                        "cost_low": line.cost.low,
                        "cost_high": line.cost.high,
                        "needs_low": line.need.low,
                        "needs_high": line.need.high,
                        "value_low": line.least,
                        "value_high": line.most,
                    }
                    for line in self.bill.value(product, needs, country)
                ]
        columns = ["product", "country", "component", "name", "cost_low", "cost_high"]
        return _table(rows, [*columns, "needs_low", "needs_high", "value_low", "value_high"])

    @cached_property
    def products(self) -> list[str]:
        """What is part of nothing, and has parts."""
        return [name for name in self.bill.products if self.bill.inner.get(name)]

    def totals(self, lines: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
        """Return one row a product and country: what can't be made without it, of its value and output."""
        ends = ["value_low", "value_high"]
        value = lines.groupby(["product", "country"], sort=False)[ends].sum().clip(upper=1.0).reset_index()
        output = needs.rename(
            columns={"component": "product", "needs_low": "output_low", "needs_high": "output_high"}
        )
        columns = ["product", "country", "output_low", "output_high", "through"]
        return value.merge(output[columns], on=["product", "country"], how="left")

    def left(self, country: str) -> pd.DataFrame:
        """Return one row a whole of each component, or one without: what is left without a country."""
        needs, rows = self.bill.needs(country), []
        for component in self.order:
            own = self.sites[(self.sites["component"] == component) & (self.sites["country"] != country)]
            row = self.bill.parts[component]
            about = {
                **self._about(component),
                "other_makers": "+".join(own.loc[~own["status"].isin(_NOT_RUNNING), "id"]),
                "needs_low": needs[component].share.low,
                "needs_high": needs[component].share.high,
                **{name: row[name] for name in _REPLACED},
            }
            for whole in self.wholes_of(component):
                share, told = whole.share(country), {name: getattr(whole, name) for name in _WHOLE}
                others = "+".join(code for code in whole.sources() if code != country)
                left = {"left_low": 1.0 - share.high, "left_high": 1.0 - share.low, "other_countries": others}
                rows.append(about | told | left)
            if not self.wholes_of(component):
                rows.append(about | {"left_low": 0.0, "left_high": 1.0})
        columns = [*_PART, *_WHOLE, "left_low", "left_high", "other_countries", "other_makers"]
        return _table(rows, [*columns, "needs_low", "needs_high", *_REPLACED])

    def gates(self, routes: SourceRoutes) -> pd.DataFrame:
        """Return one row a gate that sources of a component share on their best routes."""
        rows = []
        for component in self.order:
            for whole in (whole for whole in self.wholes_of(component) if whole.is_located):
                about = {name: getattr(whole, name) for name in _WHOLE}
                named = {"component": component, "name": self.names[component], **about}
                rows += [{**named, "known_share": whole.known, **row} for row in routes.shared(whole)]
        columns = ["component", "name", *_WHOLE, "known_share", "gate", "title", "kind"]
        return _table(rows, [*columns, "through_low", "through_high", "sources"])


def _table(rows: Sequence[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Return rows as a table: numbers without the dust of their binary digits, missing texts as such."""
    return pd.DataFrame(list(rows), columns=list(columns)).round(_DIGITS).replace({"": None})


def _share_row(country: str, share: Range) -> dict[str, Any]:
    return {
        "country": country,
        "share_low": share.low,
        "share_high": share.high,
        "outside_low": 1.0 - share.high,
        "outside_high": 1.0 - share.low,
    }


def _largest(whole: Whole) -> dict[str, Any]:
    """Return the country of the largest share that is told, what lies outside it, and who else is told."""
    singles = [one for one in whole.holders if len(one.countries) == 1 and one.share.low > 0]
    first = max(singles, key=lambda one: one.share.low, default=None)
    others = [code for code in whole.sources() if first is None or code not in first.countries]
    row = {} if first is None else {**_share_row(first.name, first.share), "largest": first.name}
    return {**row, "other_countries": "+".join(others)}


def _said(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return who says something, each once, and of when the oldest is."""
    ordered = {name: [*dict.fromkeys(row[name] for row in rows if row[name])] for name in _SAID}
    dates = sorted(ordered["as_of"])
    weakest = max(ordered["confidence"], key=("official", "reported", "derived").index, default="")
    return {
        "source": "; ".join(ordered["source"]),
        "source_url": " ".join(ordered["source_url"]),
        "as_of": dates[0] if dates else "",
        "confidence": weakest,
    }
