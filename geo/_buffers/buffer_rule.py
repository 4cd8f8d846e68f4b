"""What a buffer is to be: its tolerance, the meaning of its legs, its cover, caps and side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args

import numpy as np

from isthmus._arguments import as_number, as_numbers, check_choice
from isthmus.geo._chains import GeometryArray, check_path, path_of_edges, path_of_lines
from isthmus.geo._charts import lonlat_curvature
from isthmus.geo._ellipsoid import MEAN_RADIUS_M
from isthmus.geo.errors import ArgumentError, GeometryError

if TYPE_CHECKING:
    from isthmus._choices import PathKind
    from isthmus.geo._ellipsoid import BoolArray, FloatArray, IntArray

SIMPLIFICATION: Final = 0.4
STRAIGHT_PATH: Final = 0.1
POLE: Final = 0.1
CLOSED_FORM: Final = 0.01

# The equidistant straightens no further than at this angle from the path: a quarter of the Earth is 1.57.
WIDEST_ANGLE: Final = 1.45


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """The shares of a relative tolerance.

    Parameters
    ----------
    tolerance : float
        Largest error of the outline, relative to the radius.
    straight, polar, simplified : bool
        Whether legs are straight in longitude and latitude, whether the outline comes near a pole, and
        whether vertices of the path are left out.
    """

    tolerance: float
    straight: bool = False
    polar: bool = False
    simplified: bool = True

    @property
    def simplification(self) -> float:
        """Share of leaving out vertices, inwards or outwards."""
        return SIMPLIFICATION * self.tolerance if self.simplified else 0.0

    @property
    def straight_path(self) -> float:
        """Share of pieces of geodesics in place of straight legs."""
        return STRAIGHT_PATH * self.tolerance if self.straight else 0.0

    @property
    def pole(self) -> float:
        """Share of the edges near a pole."""
        return POLE * self.tolerance if self.polar else 0.0

    @property
    def closed_form(self) -> float:
        """Error of closed forms, inside the slack of the others."""
        return CLOSED_FORM * self.tolerance

    @property
    def outline(self) -> float:
        """Share of the outline's own edges: what the others leave."""
        return self.tolerance - self.simplification - self.straight_path - self.pole


def leg_step(radius_m: FloatArray, lat: FloatArray, error: float) -> FloatArray:
    """Return the step along legs that keeps the outline of a buffer within ``error * radius``, in metres.

    `lat` is the latitude of the outline furthest from the equator.
    """
    angle = np.minimum(radius_m / MEAN_RADIUS_M, WIDEST_ANGLE)
    step: FloatArray = np.sqrt(8 * MEAN_RADIUS_M * error * radius_m / (np.tan(angle) + lonlat_curvature(lat)))
    return step


def arc_step(radius_m: FloatArray, lat: FloatArray, error: float) -> FloatArray:
    """Return the angle between points of a circle that keeps its edges within ``error * radius``, in degrees.

    An edge is R sin(r / R) times the angle long.
    """
    angle = radius_m / MEAN_RADIUS_M
    length = np.sin(np.minimum(angle, np.pi / 2))
    curvature = np.maximum(np.cos(angle), 0.0) + length * lonlat_curvature(lat)
    step: FloatArray = np.degrees(np.sqrt(8 * error * angle / (length * curvature)))
    return np.minimum(step, 45.0)


Cover = Literal["nearest", "inside", "outside"]
"""On which side of the true outline the error lies: on either, within, or beyond."""

Cap = Literal["round", "flat"]
"""How a buffer ends at the ends of a line."""

Side = Literal["both", "left", "right"]
"""On which side of a line, as it runs, a buffer lies."""

SMALLEST_RADIUS_M: Final = 1.0
# Short of a quarter of the Earth, 10,002 km, where the equidistants of a geodesic shrink to a point.
LARGEST_RADIUS_M: Final = 9_000_000.0
SMALLEST_TOLERANCE: Final = 1e-6
LARGEST_TOLERANCE: Final = 0.1
# With a one-sided cover, what the bounds of the error budget don't count: rounding and closed forms.
_MARGIN: Final = 0.97


@dataclass(frozen=True, slots=True)
class BufferRule:
    """The options of a buffer.

    Parameters
    ----------
    tolerance : float
        Largest error of the outline, relative to the radius.
    path : {"geodesic", "straight"} or None
        Of lines and edges alike, unless it is None.
    cover : {"nearest", "inside", "outside"}
    cap : {"round", "flat"}
    side : {"both", "left", "right"}
    """

    tolerance: float = 1e-3
    path: PathKind | None = None
    cover: Cover = "nearest"
    cap: Cap = "round"
    side: Side = "both"

    def __post_init__(self) -> None:
        check_path(self.path)
        check_choice("cover", self.cover, get_args(Cover))
        check_choice("cap", self.cap, get_args(Cap))
        check_choice("side", self.side, get_args(Side))
        low, high = SMALLEST_TOLERANCE, LARGEST_TOLERANCE
        as_number("tolerance", self.tolerance, expected=f"{low} to {high}", low=low, high=high)

    @property
    def flat(self) -> bool:
        """Whether the buffers of lines end flat."""
        return self.cap == "flat" or self.side != "both"

    def of_lines(self) -> Self:
        """Return the rule that says what the legs of lines are."""
        return replace(self, path=path_of_lines(self.path))

    def of_areas(self) -> Self:
        """Return the rule that says what the edges of polygons are; their outlines have no ends."""
        return replace(self, path=path_of_edges(self.path), cap="round")

    def aim(self, radius_m: FloatArray) -> FloatArray:
        """Return the radius to aim at, so that the error falls on the side that `cover` allows.

        A negative radius covers more when it is nearer to 0.
        """
        half = {"nearest": 0.0, "inside": -0.5, "outside": 0.5}[self.cover] * self.tolerance
        return radius_m * (1 + np.sign(radius_m) * half)

    def budget(self, *, polar: bool, simplified: bool = True) -> ErrorBudget:
        """Return the error budget; a one-sided cover leaves half of the tolerance around its aim."""
        tolerance = self.tolerance if self.cover == "nearest" else self.tolerance / 2 * _MARGIN
        return ErrorBudget(tolerance / (1 + self.tolerance / 2), self.path == "straight", polar, simplified)

    def check_kinds(self, is_area: BoolArray, owner: IntArray, radius_m: FloatArray, argument: str) -> None:
        """Refuse lines and points that are to shrink, and a side of a polygon."""
        shrunk = ~is_area & (radius_m[owner] < 0)
        if shrunk.any():
            index = int(owner[np.argmax(shrunk)])
            raise GeometryError(
                f"expected a polygon for the negative {argument} {radius_m[index]:,}", index=index
            )
        if self.side != "both" and is_area.any():
            index = int(owner[np.argmax(is_area)])
            raise GeometryError(
                f"expected a line for a buffer on the {self.side}, got a polygon", index=index
            )


def radii_of(radius_m: Any, array: GeometryArray) -> FloatArray:  # noqa: ANN401
    """Return one checked radius per geometry."""
    radius = as_numbers("radius_m", radius_m, "metres")
    if radius.ndim > 1 or (radius.ndim == 1 and len(radius) != len(array)):
        raise ArgumentError(
            f"radius_m: expected a number or one per geometry ({len(array)}), got shape {radius.shape}"
        )
    radius = np.broadcast_to(radius, len(array)).copy()
    check_radii("radius_m", radius, owner=np.arange(len(array)))
    return radius


def check_radii(argument: str, radius: FloatArray, *, owner: IntArray | None = None) -> None:
    """Refuse radii outside the range that the mathematics covers; `owner` says whose geometry's each is."""
    size = np.abs(radius)
    bad = ~((size >= SMALLEST_RADIUS_M) & (size <= LARGEST_RADIUS_M))
    if bad.any():
        first = int(np.argmax(bad))
        raise GeometryError(
            f"{argument}: expected a radius of {SMALLEST_RADIUS_M:g} m to {LARGEST_RADIUS_M / 1000:,.0f} km, "
            f"got {radius[first]:,} m",
            index=None if owner is None else int(owner[first]),
        )
