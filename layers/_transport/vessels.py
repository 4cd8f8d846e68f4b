"""Classes of ships, the trades that each serves, and the passages that are too small for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus._arguments import is_text, unfit
from isthmus._choices import ANY_VESSEL, VESSELS
from isthmus.layers._bundled.files import rule_table
from isthmus.layers._tables.cells import list_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["Vessel", "as_vessel", "find_vessel", "narrow_gates"]

_SIZES: Final = ["length_m", "beam_m", "draught_m"]
_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Vessel:
    """A class of ships.

    Parameters
    ----------
    name, title : str
        What a question calls it, and a reader.
    size : (float, float, float)
        Length, beam and draught in metres.
    trades : frozenset of frozenset of str
        The pairs of regions between which it goes where no class is said.
    """

    name: str
    title: str
    size: tuple[float, float, float]
    trades: frozenset[frozenset[str]]


def as_vessel(vessel: object) -> str | None:
    """Return the class of ships that is asked for, None where it is that of the trade.

    Raises
    ------
    ArgumentError
        If there is none of that name.
    """
    if vessel is not None and (not is_text(vessel) or vessel not in VESSELS):
        raise unfit("vessel", f"one of {', '.join(VESSELS)}", vessel)
    return vessel


def find_vessel(vessel: str | None, pairs: Collection[frozenset[str]]) -> Vessel | None:
    """Return the ships that go between the two countries of some pairs: the largest that any pair has.

    Parameters
    ----------
    vessel : str or None
        The class that is asked for, "none" for ships of no size; None for that of the trade.
    pairs : collection of frozenset of str
        The countries of the two ends of each pair.

    Examples
    --------
    >>> find_vessel(None, [frozenset({"TW", "PL"})]).name, find_vessel(None, [frozenset({"PL", "DE"})]).name
    ('ultra', 'feeder')
    >>> find_vessel("none", [frozenset({"TW", "PL"})]) is None
    True
    """
    if vessel == ANY_VESSEL:
        return None
    trades = {_trade(pair) for pair in pairs}
    fit = (one for one in _vessels() if (one.trades & trades if vessel is None else one.name == vessel))
    return next(fit, None)


def _trade(pair: frozenset[str]) -> frozenset[str]:
    """Return the regions of two countries, or the other trades where a country is in none that is known."""
    regions = frozenset(_regions().get(code, _OTHER) for code in pair)
    return regions if any(regions in one.trades for one in _vessels()) else frozenset({_OTHER})


@cache
def _regions() -> dict[str, str]:
    rows = rule_table("regions")[["region", "countries"]].to_numpy()
    return {code: region for region, codes in rows for code in codes.split("+")}


@cache
def _vessels() -> tuple[Vessel, ...]:
    """Return every class, the largest first."""
    return tuple(
        Vessel(
            row["vessel"],
            row["title"],
            (float(row["length_m"]), float(row["beam_m"]), float(row["draught_m"])),
            frozenset(frozenset(trade.split("-")) for trade in row["trades"].split("+") if trade),
        )
        for _, row in rule_table("vessels").iterrows()
    )


def narrow_gates(vessel: Vessel) -> dict[str, str]:
    """Return the gates that are too small for a class of ships, each with a sentence that says why.

    Examples
    --------
    >>> narrow_gates(find_vessel("neopanamax", []))["oresund"]
    'For ships 7.7 m deep, not for ships of 14,000 TEU, 366 m long, 49 m wide and 15.2 m deep.'
    """
    limits, own = rule_table("limits"), f"not for {vessel.title}, {_tell_size(vessel.size)}"
    most = limits[_SIZES].replace("", "inf").astype(float)
    narrow = {}
    for gate, sizes in most.groupby(limits["gate"], sort=False):
        if not (np.array(vessel.size) <= sizes.to_numpy()).all(axis=1).any():
            told = list_words(map(_tell_size, sizes.to_numpy().tolist()), "or")
            narrow[str(gate)] = f"For ships {told}, {own}."
    return narrow


def _tell_size(size: Sequence[float]) -> str:
    """Return a size in words; what is not limited is left out."""
    words = zip(size, ("long", "wide", "deep"), strict=True)
    return list_words([f"{metres:g} m {word}" for metres, word in words if np.isfinite(metres)], "and")
