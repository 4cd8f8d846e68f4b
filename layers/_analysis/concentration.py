"""How concentrated shares are: the Herfindahl-Hirschman index, its inverse, and the published bands."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

__all__ = ["BANDS", "Bands", "Interval", "herfindahl"]


@dataclass(frozen=True, slots=True)
class Bands:
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
    >>> BANDS["us-2010"].of(0.3), BANDS["eu-2004"].of(0.15)
    ('high', 'moderate')
    """

    name: str
    moderate: float
    high: float
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.moderate <= self.high <= 1:
            raise ArgumentError(
                f"bands: expected 0 <= moderate <= high <= 1, got {self.moderate} and {self.high}"
            )

    def of(self, index: float) -> str:
        """Return "low", "moderate" or "high"."""
        if index < self.moderate:
            return "low"
        return "moderate" if index < self.high else "high"


#: Published bands by name.
BANDS: Mapping[str, Bands] = MappingProxyType(
    {
        bands.name: bands
        for bands in (
            Bands(
                "us-2023",
                0.1,
                0.18,
                "US Department of Justice and Federal Trade Commission, Merger Guidelines (2023), 2.1",
            ),
            Bands(
                "us-2010",
                0.15,
                0.25,
                "US Department of Justice and Federal Trade Commission, "
                "Horizontal Merger Guidelines (2010), 5.3",
            ),
            Bands(
                "eu-2004",
                0.1,
                0.2,
                "European Commission, Guidelines on horizontal mergers (2004/C 31/03), 19-20",
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A quantity known to lie between two numbers, ends included.

    Parameters
    ----------
    low, high : float
        The same where the quantity is known; both NaN where it has no meaning.

    Raises
    ------
    ArgumentError
        If they are not in order.

    Examples
    --------
    >>> str(Interval(1.1, 1.1)), str(Interval(1.1, 2.5))
    ('1.1', '1.1 to 2.5')
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ArgumentError(f"interval: expected low <= high, got {self.low} and {self.high}")

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"


def herfindahl(shares: ArrayLike, *, members: ArrayLike = 1, unknown: float = 0.0) -> Interval:
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
    Interval
        The lowest and the highest index that the shares allow.

    Examples
    --------
    >>> herfindahl([0.5, 0.3, 0.2])
    Interval(low=0.38, high=0.38)
    >>> herfindahl([0.5], members=[2], unknown=0.5)
    Interval(low=0.125, high=0.5)
    """
    squares = np.square(np.asarray(shares, np.float64))
    low = float(np.sum(squares / np.asarray(members)))
    high = float(np.sum(squares) + unknown**2)
    return Interval(low, max(low, high))
