"""What the risk on a way costs a tonne and a container: premiums, and capital on the way.

Hulls are insured against war for each call or passage by a share of their value, which the goods aboard bear
(`rules_premiums.csv`); what a ship is worth is a range of published prices by its places for containers
(`rules_hulls.csv`). Goods bind capital for as long as they are on the way. Freight and tolls are in the costs
of a route already: they are told apart, and not added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus._arguments import is_number, unfit
from isthmus._modes import TOTAL, of_medium
from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._tables.dates import span
from isthmus.layers._tables.table import check_columns

from .closures import OPEN
from .goods import find_goods

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from .case import Case

__all__ = ["RISK_PARTS", "Journey", "Worth", "as_worth", "journey_of_edges", "parts_of", "risk_costs"]

#: Percent a year: loans to firms of over a million euros (Banque de France, November 2024: 4.19), and
#: factoring credit (Bank of Finland, fourth quarter of 2024: 11.9).
ANNUAL_PERCENT: Final = (4.2, 11.9)
#: Tonnes of a 20-foot container: 9.7 of all at Rotterdam in 2024, empty ones too (101.1 m t of 10.4 m TEU);
#: 10 to 12 of loaded ones (MAN Diesel, Propulsion Trends in Container Vessels).
TEU_T: Final = (9.7, 12.0)
#: The share of a ship's places that is taken: 0.72 between Asia and Europe in July 2022 (Sea-Intelligence).
_FILLED: Final = (0.72, 1.0)
_HOURS_A_YEAR: Final = 8766.0
_COUNTED: Final = ("in usd_t", "beside")
_UNKNOWN_WORTH: Final = "what the goods are worth is not known: name goods, or give usd_kg"
_UNKNOWN_RATE: Final = "no rates on cargo were found in public: give cargo_percent"
RISK_PARTS: Final = ("freight", "toll", "hull premium", "cargo premium", "capital", "risk", "all")
"""What a way costs, in the order in which it is told."""


class Worth(NamedTuple):
    """What goods are worth and what insuring and holding them costs, each from the least to the most.

    Parameters
    ----------
    usd_kg, cargo_percent, annual_percent : (float, float) or None
        None where it is not known.
    """

    usd_kg: tuple[float, float] | None
    cargo_percent: tuple[float, float] | None
    annual_percent: tuple[float, float]


class Journey(NamedTuple):
    """What risks and costs of a way depend on.

    Parameters
    ----------
    places : frozenset of str
        Gates and ports on it.
    hours, usd_t : (float, float)
        From the least to the most.
    sails : bool
        Whether any of it is by sea.
    vessel, on : str
    goods : tuple of str
    """

    places: frozenset[str]
    hours: tuple[float, float]
    usd_t: tuple[float, float]
    sails: bool
    vessel: str
    on: str
    goods: tuple[str, ...]


def as_worth(usd_kg: object, cargo_percent: object = None, annual_percent: object = ANNUAL_PERCENT) -> Worth:
    """Return what is given of the goods, checked."""
    return Worth(
        None if usd_kg is None else _as_range("usd_kg", usd_kg),
        None if cargo_percent is None else _as_range("cargo_percent", cargo_percent),
        _as_range("annual_percent", annual_percent),
    )


def _as_range(argument: str, value: object) -> tuple[float, float]:
    if not isinstance(value, tuple) or len(value) != len(_COUNTED) or not all(map(is_number, value)):
        raise unfit(argument, "two numbers from 0, the least first", value)
    low, high = map(float, value)
    if not 0 <= low <= high < np.inf:
        raise unfit(argument, "two numbers from 0, the least first", value)
    return low, high


def risk_costs(
    routes: pd.DataFrame,
    *,
    usd_kg: tuple[float, float] | None = None,
    cargo_percent: tuple[float, float] | None = None,
    annual_percent: tuple[float, float] = ANNUAL_PERCENT,
) -> pd.DataFrame:
    """Return what the risk on routes costs a tonne and a container, part by part, each as a range.

    Parameters
    ----------
    routes : pandas.DataFrame
        As `isthmus.layers.route` gives them.
    usd_kg : (float, float), optional
        What a kilogram of the goods is worth, at least and at most. Left out, it is that of the goods which
        the routes name, where it is known (see `isthmus.layers.goods`).
    cargo_percent : (float, float), optional
        The premium on the cargo where one is asked on hulls, as a share of what it is worth: no rates of it
        were found in public.
    annual_percent : (float, float)
        What capital on the way costs a year.

    Returns
    -------
    pandas.DataFrame
        A row for each ``route`` and ``part``, ``usd_t_low`` and ``usd_t_high``, ``usd_teu_low`` and
        ``usd_teu_high`` (of a tonne, and of a loaded 20-foot container; missing where it is not known), and
        whether it is ``counted`` ``in usd_t`` of the route already or comes ``beside`` it:

        - ``freight`` without tolls, and each ``toll``, as they are in the route's costs;
        - ``hull premium`` and ``cargo premium`` for war at each ``place`` where one is published for the day;
        - ``capital``, bound while the goods are on the way; in the costs already, where the goods are named,
          whose hours the cost model counts;
        - ``risk``, all that comes beside, and ``all``, with what the route costs.

        ``basis`` says what each is worked out from, ``source`` and ``source_url`` who published it.

    Raises
    ------
    ArgumentError
        If the table is none of routes, or a figure is none.

    Notes
    -----
    A premium is asked for each call or passage, up to seven days; its bounds are those of the share, of what
    a ship is worth by its places, and of the places taken. In sums a low end without a figure counts as
    nothing, and a high end without one is missing.

    Examples
    --------
    >>> from isthmus import layers
    >>> routes = layers.route("TWKHH", "NLRTM", modes="sea", vessel="ultra", on="open")
    >>> found = risk_costs(routes, usd_kg=(5, 10)).set_index("part")
    >>> found.loc["hull premium", ["usd_t_low", "usd_t_high"]].astype(float).round(1).tolist()
    [3.8, 16.5]
    """
    check_columns(routes, "routes", needs=[*_NEEDED])
    worth = as_worth(usd_kg, cargo_percent, annual_percent)
    rows = [
        {"route": number, **row}
        for number, legs in routes.groupby("route", sort=True)
        for row in parts_of(_journey_of_legs(legs), worth)
    ]
    return pd.DataFrame(rows, columns=["route", *_COLUMNS])


_NEEDED: Final = (
    *("route", "mode", "from_id", "to_id", "gates", "h_low", "h_high", "usd_t_low", "usd_t_high"),
    *("vessel", "goods", "on"),
)
_COLUMNS: Final = (
    *("part", "place", "usd_t_low", "usd_t_high", "usd_teu_low", "usd_teu_high"),
    *("counted", "basis", "source", "source_url"),
)


def _journey_of_legs(legs: pd.DataFrame) -> Journey:
    whole, by_sea = legs[legs["mode"] == TOTAL], legs[legs["mode"].isin(of_medium("water"))]
    if len(whole) != 1:
        raise unfit("routes", "one row of mode total a route", legs["mode"].tolist())
    if len(legs) == len(whole):
        raise unfit(
            "routes", "the legs of each route beside its total: premiums depend on them", "totals alone"
        )
    total = whole.iloc[0]
    text = {
        name: "" if pd.isna(total[name]) else str(total[name]) for name in ("gates", "vessel", "goods", "on")
    }
    return Journey(
        frozenset({*text["gates"].split("+"), *by_sea["from_id"], *by_sea["to_id"]} - {""}),
        (float(total["h_low"]), float(total["h_high"])),
        (float(total["usd_t_low"]), float(total["usd_t_high"])),
        not by_sea.empty,
        text["vessel"],
        text["on"],
        tuple(filter(None, text["goods"].split("+"))),
    )


def journey_of_edges(case: Case, edges: NDArray[np.int64]) -> Journey:
    """Return what risks and costs of a way through the network of a question depend on."""
    hubs, nodes = case.hubs["id"].to_numpy(), case.nodes_on(edges.tolist())
    low, high = (case.efforts[bound] for bound in ("low", "high"))
    return Journey(
        frozenset({*case.gates_along(edges), *hubs[nodes[nodes < len(hubs)]]}),
        (float(low.hours[edges].sum()), float(high.hours[edges].sum())),
        (float(low.usd_t[edges].sum()), float(high.usd_t[edges].sum())),
        bool(np.isin(case.whole.modes[edges], of_medium("water")).any()),
        "" if case.vessel is None else case.vessel.name,
        case.question.on,
        case.question.goods,
    )


def parts_of(journey: Journey, worth: Worth) -> list[dict[str, Any]]:
    """Return the rows of a way, in the order of `RISK_PARTS`."""
    tolls = [*_tolls(journey)]
    paid = [sum(row[end] for row in tolls) for end in ("usd_t_low", "usd_t_high")]
    freight = journey.usd_t[0] - paid[0], journey.usd_t[1] - paid[1]
    rows = [
        _row("freight", "", freight, _COUNTED[0], "the route's costs without its tolls"),
        *tolls,
        *_premiums(journey, _usd_kg(journey, worth), worth),
        _capital_bound(journey, _usd_kg(journey, worth), worth),
    ]
    beside = [row for row in rows if row["counted"] == _COUNTED[1]]
    risk = _sum_of_ranges(beside, "usd_t"), _sum_of_ranges(beside, "usd_teu")
    rows.append(_row("risk", "", risk[0], _COUNTED[1], "premiums and capital beside", teu=risk[1]))
    every = _sum_of_ranges([_row("", "", journey.usd_t, "", ""), rows[-1]], "usd_t")
    each = _sum_of_ranges([_row("", "", journey.usd_t, "", ""), rows[-1]], "usd_teu")
    rows.append(_row("all", "", every, "", "the route's costs and the risk beside", teu=each))
    return rows


def _row(  # noqa: PLR0913 - one for each column
    part: str,
    place: str,
    usd_t: tuple[float, float],
    counted: str,
    basis: str,
    *,
    teu: tuple[float, float] | None = None,
    said: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    low, high = (usd_t[0] * TEU_T[0], usd_t[1] * TEU_T[1]) if teu is None else teu
    ends = {"usd_t_low": usd_t[0], "usd_t_high": usd_t[1], "usd_teu_low": low, "usd_teu_high": high}
    told = {name: (said or {}).get(name, "") for name in ("source", "source_url")}
    return {"part": part, "place": place, **ends, "counted": counted, "basis": basis, **told}


def _sum_of_ranges(rows: Collection[Mapping[str, Any]], unit: str) -> tuple[float, float]:
    """Return the sum of ranges: a low end that is not known is nothing, a high end makes the sum unknown."""
    lows = [row[f"{unit}_low"] for row in rows]
    return float(np.nansum(lows)), float(sum(row[f"{unit}_high"] for row in rows))


def _tolls(journey: Journey) -> Iterator[dict[str, Any]]:
    rules = rule_table("waits")
    for rule in rules[rules["gate"].isin(journey.places) & (rules["usd_t_low"] != "")].to_dict("records"):
        usd_t = float(rule["usd_t_low"]), float(rule["usd_t_high"])
        said = {name: str(rule[name]) for name in ("source", "source_url")}
        yield _row("toll", rule["gate"], usd_t, _COUNTED[0], str(rule["note"]), said=said)


def _premiums(journey: Journey, usd_kg: tuple[float, float] | None, worth: Worth) -> Iterator[dict[str, Any]]:
    """Yield the premiums on hull and cargo at each place where one is published for the day."""
    if not journey.sails:
        return
    hull, ships = _hull_usd_teu(journey.vessel)
    for rule in _premiums_on(journey.on):
        for place in sorted(journey.places & {*rule["target"].split("+")}):
            percent = float(rule["hull_low"]), float(rule["hull_high"])
            teu = percent[0] / 100 * hull[0] / _FILLED[1], percent[1] / 100 * hull[1] / _FILLED[0]
            basis = (
                f"{percent[0]:g} to {percent[1]:g} % of a hull worth USD {hull[0]:,.0f} to {hull[1]:,.0f} a "
                f"container's place ({ships}), {100 * _FILLED[0]:g} to {100 * _FILLED[1]:g} % of them taken"
            )
            said = {name: str(rule[name]) for name in ("source", "source_url")}
            usd_t = teu[0] / TEU_T[1], teu[1] / TEU_T[0]
            yield _row("hull premium", place, usd_t, _COUNTED[1], basis, teu=teu, said=said)
            yield _cargo_premium(place, usd_kg, worth)


def _premiums_on(on: str) -> list[dict[str, Any]]:
    """Return the rows in force on a day; on no day the last of each place."""
    rows = [
        {str(key): value for key, value in row.items()} for row in rule_table("premiums").to_dict("records")
    ]
    if on == OPEN:
        return [row for row in rows if not row["end"]]
    day = span(on)[0].isoformat()
    return [row for row in rows if row["start"] <= day and (not row["end"] or day <= row["end"])]


def _hull_usd_teu(vessel: str) -> tuple[tuple[float, float], str]:
    """Return what a ship is worth for each of its places, and of which ships that is."""
    table = rule_table("hulls").astype({"usd_teu_low": float, "usd_teu_high": float})
    own = table[table["vessel"] == vessel]
    rows = table if own.empty else own
    return (
        float(rows["usd_teu_low"].min()),
        float(rows["usd_teu_high"].max()),
    ), vessel or "ships of any size"


def _usd_kg(journey: Journey, worth: Worth) -> tuple[float, float] | None:
    known = find_goods(journey.goods) if journey.goods else []
    if worth.usd_kg is not None or not known:
        return worth.usd_kg
    return min(kind.usd_kg[0] for kind in known), max(kind.usd_kg[1] for kind in known)


def _cargo_premium(place: str, usd_kg: tuple[float, float] | None, worth: Worth) -> dict[str, Any]:
    if usd_kg is None or worth.cargo_percent is None:
        basis = _UNKNOWN_WORTH if usd_kg is None else _UNKNOWN_RATE
        return _row("cargo premium", place, (np.nan, np.nan), _COUNTED[1], basis)
    low, high = (1000 * usd * percent / 100 for usd, percent in zip(usd_kg, worth.cargo_percent, strict=True))
    basis = f"{worth.cargo_percent[0]:g} to {worth.cargo_percent[1]:g} % of {_tell_worth(usd_kg)}, as given"
    return _row("cargo premium", place, (low, high), _COUNTED[1], basis)


def _capital_bound(journey: Journey, usd_kg: tuple[float, float] | None, worth: Worth) -> dict[str, Any]:
    if usd_kg is None:
        return _row("capital", "", (np.nan, np.nan), _COUNTED[1], _UNKNOWN_WORTH)
    low, high = (
        1000 * usd * percent / 100 * hours / _HOURS_A_YEAR
        for usd, percent, hours in zip(usd_kg, worth.annual_percent, journey.hours, strict=True)
    )
    rate = f"{worth.annual_percent[0]:g} to {worth.annual_percent[1]:g} % a year"
    basis = f"{rate} of {_tell_worth(usd_kg)}, for {journey.hours[0]:,.0f} to {journey.hours[1]:,.0f} h"
    if find_goods(journey.goods) if journey.goods else False:
        basis += "; what an hour costs these goods is in the route's costs, and this in it"
        return _row("capital", "", (low, high), _COUNTED[0], basis)
    return _row("capital", "", (low, high), _COUNTED[1], basis)


def _tell_worth(usd_kg: tuple[float, float]) -> str:
    return f"USD {usd_kg[0]:g} to {usd_kg[1]:g} a kg"
