"""On whom a country depends: shares of its buyers or suppliers, and how concentrated they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus._arguments import check_flag, check_kind
from isthmus.geo import Problem, ValidationError
from isthmus.layers._tables.table_arguments import check_columns

from .concentration import THRESHOLDS, Range, Thresholds, herfindahl

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["dependence"]

_WORLD: Final = "WLD"
#: How many countries a group has that flows may name.
_MEMBERS: Final = {"EU": 27}
#: Figures that were rounded before they were published may add up to this much more than their total.
_ROUNDING: Final = 1.005
_GROUP: Final = ["product", "unit", "period"]
_SIDES: Final = {"buyers": ("origin", "destination"), "suppliers": ("destination", "origin")}


def dependence(
    flows: pd.DataFrame, *, bands: Thresholds = THRESHOLDS["us-2023"], complete: bool = False
) -> pd.DataFrame:
    """Return the share of each buyer in what a country sells, and of each supplier in what it buys.

    Flows of the same product, unit and period are set against their total: the flow whose other end is the
    world (``WLD``). Nothing is assumed of what no flow names. The rest of a published total may be held by
    one country or by many, and a total that is not published may be anything above the sum of the flows:
    shares and indices are given as the lowest and the highest that the flows allow.

    Parameters
    ----------
    flows : pandas.DataFrame
        Columns ``origin``, ``destination`` and ``quantity``; ``product``, ``unit``, ``period``,
        ``qualifier`` and ``id`` where they are. A country may be several joined by ``+``. A quantity that is
        "more than" a figure, or missing, has no upper end.
    bands : Thresholds
        From which index on concentration is called moderate and high: one of `THRESHOLDS`, as the
        published ones differ, or your own.
    complete : bool
        Whether flows without a published total are all there are, so that their sum is the total.

    Returns
    -------
    pandas.DataFrame
        One row for each partner of a country: ``side`` ("buyers" or "suppliers"), ``country``, ``partner``,
        ``product``, ``unit``, ``period``, ``quantity``, ``qualifier``, ``total`` (NaN where it is unknown),
        ``share_listed`` (of the flows that are listed, whatever else there may be), ``share_low`` and
        ``share_high`` (of all there is). Every row repeats what holds for all partners:
        ``hhi_listed``, ``hhi_low`` and ``hhi_high`` (the Herfindahl-Hirschman index, up to 1),
        ``effective_low`` and ``effective_high`` (its inverse: the number of equal partners that are as
        concentrated), ``concentration`` in the words of the bands, and ``bands``; and which ``flows`` it is
        from.

    Raises
    ------
    ValidationError
        If a column is missing, a partner is named twice, or flows add up to more than their total.

    See Also
    --------
    herfindahl : the index, and its sources.

    Notes
    -----
    A figure given as "about" is taken as it stands: its source states no range, and ``qualifier`` repeats it.

    Examples
    --------
    >>> from isthmus import layers
    >>> table = dependence(layers.example().flows)
    >>> sold = table[(table["country"] == "TW") & (table["period"] == "2025-01/2025-10")]
    >>> sold.loc[sold["total"] > 0, ["partner", "share_low", "hhi_low", "hhi_high"]].round(3).head(2)
      partner  share_low  hhi_low  hhi_high
    1      PL      0.393     0.29     0.292
    2      CZ      0.327     0.29     0.292
    """
    check_columns(flows, "flows")
    check_kind("bands", bands, Thresholds, "Thresholds, such as THRESHOLDS['us-2023']")
    check_flag("complete", complete)
    table = _check_flows(flows)
    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for market in _markets(table, complete=complete):
        problems += market.problems()
        rows += market.rows(bands)
    if problems:
        raise ValidationError(problems)
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS: Final = (
    *("side", "country", "partner", "product", "unit", "period", "quantity", "qualifier", "total"),
    *("share_listed", "share_low", "share_high", "hhi_listed", "hhi_low", "hhi_high"),
    *("effective_low", "effective_high", "concentration", "bands", "flows"),
)


class _Key(NamedTuple):
    """Whose flows, of what and when."""

    side: str
    country: str
    product: str
    unit: str
    period: str


@dataclass(frozen=True, eq=False)
class _Market:
    """The flows between a country and its partners of one product, unit and period.

    Parameters
    ----------
    key : _Key
    partners : pandas.DataFrame
        One row a partner, at least one.
    total : Range
        What the whole amounts to.
    """

    key: _Key
    partners: pd.DataFrame
    total: Range

    @property
    def quantities(self) -> np.ndarray:
        """What each partner takes or gives at least."""
        return self.partners["quantity"].fillna(0.0).to_numpy(np.float64)

    @property
    def open_ended(self) -> np.ndarray:
        """Whether each partner may take or give more."""
        missing = self.partners["quantity"].isna()
        return np.asarray(missing | (self.partners["qualifier"] == "more than"), bool)

    def problems(self) -> Iterator[Problem]:
        """Yield what contradicts itself."""
        where = f"flows ({', '.join(filter(None, self.key))})"
        named = pd.Series([code for text in self.partners["partner"] for code in text.split("+")])
        for code in named[named.duplicated()].unique():
            yield Problem(
                where, "each partner once", f"{code} in several flows", remedy="add them up, or name periods"
            )
        if self.quantities.sum() > self.total.high * _ROUNDING:
            yield Problem(
                where, f"flows of {self.total.high:g} in all", f"flows of {self.quantities.sum():g}"
            )

    def rows(self, bands: Thresholds) -> list[dict[str, object]]:
        """Return one row a partner."""
        index = self.index()
        whole = {
            "hhi_listed": _list_quantities(self.quantities),
            "hhi_low": index.low,
            "hhi_high": index.high,
            "effective_low": 1 / index.high if index.high else np.nan,
            "effective_high": 1 / index.low if index.low else np.inf,
            "concentration": _concentration_word(index, bands),
            "bands": bands.name,
        }
        total = self.total.low if self.total.low == self.total.high else np.nan
        listed = _ratio(self.quantities, self.quantities.sum())
        low, high = self.shares()
        columns = zip(self.partners.to_dict("records"), listed, low, high, strict=True)
        return [
            self.key._asdict()
            | {name: partner[name] for name in ("partner", "quantity", "qualifier", "flows")}
            | {"total": total, "share_listed": one, "share_low": least, "share_high": most}
            | whole
            for partner, one, least, most in columns
        ]

    def shares(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and the highest share of each partner."""
        low = _ratio(self.quantities, self.total.high)
        if np.isinf(self.total.high):
            return low, np.where(self.open_ended, 1.0, _ratio(self.quantities, self.total.low))
        return low, np.where(self.open_ended, low + self._unknown_share(), low)

    def index(self) -> Range:
        """Return the lowest and the highest Herfindahl-Hirschman index."""
        if np.isinf(self.total.high):
            return Range(0.0, 1.0)
        shares, unknown = _ratio(self.quantities, self.total.high), self._unknown_share()
        members = [_countries(partner) for partner in self.partners["partner"]]
        index = herfindahl(shares, members=members, unknown=unknown)
        # the index is highest where all that is unknown is held by whoever may hold it and holds most
        largest = max(shares[self.open_ended], default=0.0)
        return Range(index.low, max(index.high, index.high + 2 * largest * unknown))

    def _unknown_share(self) -> float:
        """Return the share of the whole that no flow names."""
        if not self.total.high:
            return float("nan")
        return max(0.0, 1.0 - float(self.quantities.sum()) / self.total.high)


def _check_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that count, those that may be left out as empty text."""
    missing = [name for name in ("origin", "destination", "quantity") if name not in flows]
    if missing:
        raise ValidationError(
            [Problem("flows", "this column", "a table without it", column=name) for name in missing]
        )
    table = pd.DataFrame({"quantity": pd.to_numeric(flows["quantity"], errors="coerce")})
    for name in ("origin", "destination", *_GROUP, "qualifier", "id"):
        table[name] = flows[name].fillna("").astype(str) if name in flows else ""
    wrong = table["quantity"] < 0
    wrong |= table["quantity"].isna() & flows["quantity"].notna()
    rows = [(row, flows["quantity"].iloc[row]) for row in np.flatnonzero(wrong).tolist()]
    if rows:
        raise ValidationError(
            [Problem("flows", "a number >= 0", str(got), row=row + 1, column="quantity") for row, got in rows]
        )
    return table


def _markets(table: pd.DataFrame, *, complete: bool) -> Iterator[_Market]:
    """Yield the flows of each country by product, unit and period, as those of its buyers and suppliers."""
    for side, (country, partner) in _SIDES.items():
        for key, flows in table.groupby([country, *_GROUP], sort=False):
            partners = flows.rename(columns={partner: "partner", "id": "flows"})
            to_world = partners["partner"].str.split("+").map(lambda codes: _WORLD in codes)
            named = partners[~to_world]
            if len(named):
                yield _Market(
                    _Key(side, *map(str, key)),
                    named,
                    _market_total(named, partners[to_world], complete=complete),
                )


def _market_total(named: pd.DataFrame, to_world: pd.DataFrame, *, complete: bool) -> Range:
    """Return what flows amount to in all, of which those to partners are named."""
    listed = float(named["quantity"].sum())
    exact = to_world[to_world["quantity"].notna() & (to_world["qualifier"] != "more than")]
    if len(exact):
        total = float(exact["quantity"].iloc[0])
        return Range(total, total)
    known = complete and to_world.empty and named["quantity"].notna().all()
    if known and not (named["qualifier"] == "more than").any():
        return Range(listed, listed)
    return Range(max([listed, *to_world["quantity"].dropna()]), float("inf"))


def _ratio(quantities: np.ndarray, whole: float) -> np.ndarray:
    """Return shares of a whole; of nothing there are none."""
    return np.minimum(quantities / whole, 1.0) if whole else np.full_like(quantities, np.nan)


def _list_quantities(quantities: np.ndarray) -> float:
    return herfindahl(_ratio(quantities, quantities.sum())).low


def _countries(partner: str) -> int:
    return sum(_MEMBERS.get(code, 1) for code in partner.split("+"))


def _concentration_word(index: Range, bands: Thresholds) -> str:
    """Return the band of an index, or both where its two ends lie in different ones."""
    if np.isnan(index.low) or (index.low, index.high) == (0.0, 1.0):
        return "unknown"
    return " to ".join(dict.fromkeys([bands.of(index.low), bands.of(index.high)]))
