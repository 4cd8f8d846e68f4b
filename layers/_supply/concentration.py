"""How concentrated shares are: the Herfindahl-Hirschman index, its inverse, and the published thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from isthmus._arguments import as_number, as_numbers, check_fields, check_kind, unfit
from isthmus.geo import ArgumentError
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.schema import FrozenMapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

# Figures that were rounded before they were published may add up to a little more than the whole.
_LARGEST_SHARE: Final = 1.01
_HALVINGS: Final = 60

__all__ = ["THRESHOLDS", "Range", "Thresholds", "as_thresholds", "herfindahl"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where concentration starts to be called moderate and high.

    Parameters
    ----------
    name : str
        Name, which results carry.
    moderate, high : float
        The lowest indices that are moderate and high, from 0 to 1; the guidelines print them times 10,000.
    source : str
        Who published them.

    Raises
    ------
    ArgumentError
        If they are not in order.

    Examples
    --------
    >>> THRESHOLDS["us-2010"].of(0.3), THRESHOLDS["eu-2004"].of(0.15)
    ('high', 'moderate')
    """

    name: str
    moderate: float
    high: float
    source: str

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 <= self.moderate <= self.high <= 1:
            raise ArgumentError(
                f"Thresholds: expected 0 <= moderate <= high <= 1, got {self.moderate} and {self.high}"
            )

    def of(self, index: float) -> str:
        """Return "low", "moderate" or "high"."""
        expected = "an index from 0 to 1, the points of guidelines over 10,000"
        index = as_number("index", index, expected=expected, low=0, high=_LARGEST_SHARE**2)
        if index < self.moderate:
            return "low"
        return "moderate" if index < self.high else "high"


#: Published thresholds by the name of their guidelines.
THRESHOLDS: Mapping[str, Thresholds] = FrozenMapping(
    {
        own.name: own
        for own in (
            Thresholds(
                "us-2023",
                0.1,
                0.18,
                "US Department of Justice and Federal Trade Commission, Merger Guidelines (2023), 2.1",
            ),
            Thresholds(
                "us-2010",
                0.15,
                0.25,
                "US Department of Justice and Federal Trade Commission, "
                "Horizontal Merger Guidelines (2010), 5.3",
            ),
            Thresholds(
                "eu-2004",
                0.1,
                0.2,
                "European Commission, Guidelines on horizontal mergers (2004/C 31/03), 19-20",
            ),
        )
    }
)


def as_thresholds(thresholds: object) -> Thresholds:
    """Return thresholds, by the name of their guidelines or as they are."""
    if isinstance(thresholds, str) and thresholds in THRESHOLDS:
        return THRESHOLDS[thresholds]
    check_kind("thresholds", thresholds, Thresholds, f"one of {', '.join(THRESHOLDS)}, or Thresholds")
    return cast("Thresholds", thresholds)


def herfindahl(shares: ArrayLike, *, members: ArrayLike = 1, unknown: float = 0.0) -> Range:
    """Return the Herfindahl-Hirschman index of shares, some of which may be known only as a sum.

    The index is the sum of the squared shares, from near 0 to 1; its inverse is the number of equal
    shares that are as concentrated (Hirschman 1964, "The paternity of an index", American Economic Review
    54, 761; Adelman 1969, Review of Economics and Statistics 51, 99-101).

    Parameters
    ----------
    shares : array of float, shape (n,)
        Shares from 0 to 1, each of one holder or of several together.
    members : array of int, shape (n,) or scalar
        How many hold each share together. The index is lowest if they hold the same, highest if one of them
        holds all.
    unknown : float
        What is left of the whole, held by nobody knows whom: at its lowest everybody holds next to nothing
        of it, at its highest somebody without a share of their own holds all.

    Returns
    -------
    Range
        The lowest and the highest index that the shares allow.

    Examples
    --------
    >>> herfindahl([0.5, 0.3, 0.2])
    Range(low=0.38, high=0.38)
    >>> herfindahl([0.5], members=[2], unknown=0.5)
    Range(low=0.125, high=0.5)
    """
    squares = np.square(_as_shares("shares", shares, 1))
    unknown = float(_as_shares("unknown", unknown, 0))
    low = float(np.sum(squares / _as_members(members, squares.shape)))
    high = float(np.sum(squares) + unknown**2)
    return Range(low, max(low, high))


def bound_herfindahl(low: ArrayLike, high: ArrayLike, members: ArrayLike) -> Range:
    """Return the lowest and the highest index of all shares between bounds that sum to 1.

    Parameters
    ----------
    low, high : array of float, shape (n,)
        Bounds of each share.
    members : array of float, shape (n,)
        How many may hold each share together; infinitely many of a share held by nobody knows whom.

    Examples
    --------
    >>> bound_herfindahl([0.5, 0.25, 0.0], [0.5, 0.25, 0.25], [1, 1, np.inf])
    Range(low=0.3125, high=0.375)
    """
    least, most, holders = (np.asarray(values, np.float64) for values in (low, high, members))
    index = float(np.sum(np.square(_most_even(least, most, holders)) / holders))
    highest = min(1.0, _most_concentrated(least, most))
    return Range(min(index, highest), highest)


def _most_even(
    low: NDArray[np.float64], high: NDArray[np.float64], members: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the shares that sum to 1 and differ least a holder: as much as may be is with many."""
    many = np.isinf(members)
    shares = np.where(many, high, low)
    shares[many] *= min(1.0, max(0.0, 1 - low[~many].sum()) / max(high[many].sum(), 1e-300))
    left, few = 1 - shares[many].sum(), ~many
    floor, ceiling = 0.0, 1.0
    for _ in range(_HALVINGS if (low < high)[few].any() else 0):
        each = (floor + ceiling) / 2
        shares[few] = np.clip(each * members[few], low[few], high[few])
        floor, ceiling = (each, ceiling) if shares[few].sum() < left else (floor, each)
    shares[few] = np.clip(floor * members[few], low[few], high[few])
    return shares


def _most_concentrated(low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return an index that none of the shares exceeds: what is free goes where it adds most."""
    free = max(0.0, 1 - low.sum())
    room = np.minimum(high - low, free)
    index = float(np.sum(np.square(low)))
    for one in np.argsort(-(2 * low + room), kind="stable").tolist():
        taken = min(float(room[one]), free)
        index += taken * (2 * low[one] + room[one])
        free -= taken
    return float(index)


def _as_shares(argument: str, shares: ArrayLike, dimensions: int) -> NDArray[np.float64]:
    """Return shares as an array; what nobody knows may be NaN."""
    expected = "shares from 0 to 1" if dimensions else "a share from 0 to 1"
    found = as_numbers(argument, shares, expected)
    if found.ndim != dimensions or ((found < 0) | (found > _LARGEST_SHARE)).any():
        raise unfit(argument, expected, shares)
    return found


def _as_members(members: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    expected = "a whole number from 1, or one for each share"
    found = as_numbers("members", members, expected)
    if found.shape not in {(), shape} or not ((found >= 1) & (found == np.floor(found))).all():
        raise unfit("members", expected, members)
    return found
