"""Quantities that are known to lie between two numbers."""

from __future__ import annotations

from dataclasses import dataclass

from isthmus._arguments import check_fields
from isthmus.geo import ArgumentError


@dataclass(frozen=True, slots=True)
class Range:
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
    >>> str(Range(1.1, 1.1)), str(Range(1.1, 2.5))
    ('1.1', '1.1 to 2.5')
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        check_fields(self)
        if self.low > self.high:
            raise ArgumentError(f"Range: expected low <= high, got {self.low} and {self.high}")

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"
