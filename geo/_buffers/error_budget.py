"""How the tolerance of a buffer is spent, and the step sizes that follow.

The contract of a buffer is that every point of its outline, read with straight edges in longitude and
latitude, lies within ``tolerance * radius`` of the true distance. Every approximation on the way has a
share of that:

- `SIMPLIFICATION`: leaving out vertices that the outline can't show, which may move it inwards by that much,
  and cutting short its notches, which may move it outwards by that much, never both in one place;
- `STRAIGHT_PATH`: geodesic pieces in place of legs that are straight in longitude and latitude;
- `POLE`: straight edges in longitude and latitude in place of straight edges on the polar chart;
- what is left goes to the outline itself, edges in place of arcs and equidistants.

Closed forms in place of exact geodesics err by `CLOSED_FORM` of the tolerance, which the slack of the
bounds below covers.

Steps follow from curvatures: that of lines straight in longitude and latitude is `lonlat_curvature`. The
equidistant at distance r of a geodesic has the curvature tan(r / R) / R, a circle of radius r cot(r /
R) / R (do Carmo 1976, "Differential geometry of curves and surfaces", section 4.6, on the sphere).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from isthmus.geo._ellipsoid import MEAN_RADIUS_M, FloatArray, lonlat_curvature

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
