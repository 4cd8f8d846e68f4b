"""Offset curves: the outlines of buffers as raw rings, which may still cross themselves.

The points at distance r from a geodesic lie at the far ends of the geodesics of length r which leave it at
right angles (the lemma of Gauss, do Carmo 1992, "Riemannian geometry", chapter 3): so every point of the
outline is the end of a `Rays` ray from the traverse, solved without any projection. Where the radius changes
along a leg, the ray leaves under the contact angle arccos(-dr/ds), because there the distance to the
outline stays stationary.

On the outside of a turn the outline follows the circle around the vertex. On its inside the two
equidistants meet in one point, where they are long enough; else the outline crosses over, inside the
buffer.

As a chain the raw ring is the boundary of the half strips along the legs, the sectors at the turns and the
caps, all of them turning counterclockwise: a point is in the buffer if and only if the ring winds around it
at least once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from isthmus.geo._chains import Chains, unravel_rows
from isthmus.geo._charts import straight_step
from isthmus.geo._ellipsoid import (
    ECCENTRICITY_SQUARED,
    MEAN_RADIUS_M,
    SHORTEST_DEGREE_M,
    BoolArray,
    FloatArray,
    IntArray,
    direct_within,
    near_direct,
    near_heading,
)

from .buffer_rule import ErrorBudget, arc_step, leg_step
from .simplification import COILED_DEG
from .traverses import Traverses, turns

# Turns to the inside are trimmed to one point up to this angle, while this share of every leg has room.
WIDEST_TRIM_DEG: Final = 120.0
TRIM_SHARE: Final = 0.95
TRIM_ROUNDS: Final = 2
SQUARE_DEG: Final = 90.0
HALF: Final = 0.5
# Legs that turn by less than this go on straight.
NO_TURN_DEG: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Rays:
    """Geodesics from points of a traverse to the outline: degrees, degrees, degrees and metres."""

    lon: FloatArray
    lat: FloatArray
    azimuth: FloatArray
    distance_m: FloatArray

    def ends(self, tolerance: float) -> tuple[FloatArray, FloatArray]:
        """Return where the rays end, to a relative error: in closed form as far as that is good enough."""
        reach = MEAN_RADIUS_M * np.sqrt(12 * tolerance / ECCENTRICITY_SQUARED)
        return direct_within(self.lon, self.lat, self.azimuth, self.distance_m, float(reach))


@dataclass(frozen=True, slots=True)
class Joints:
    """What the outline does where each leg ends.

    Parameters
    ----------
    turn : array of float
        By how much the offset direction turns, in degrees; negative on the outside.
    trim_m : array of float
        How much of both legs the inside of a turn cuts off.
    trimmed : array of bool
        Whether the equidistants of both legs meet in one point.
    points : array of int
        Points of the outline between those of the two legs.
    flat : array of bool
        Whether they lie on a flat cap.
    """

    turn: FloatArray
    trim_m: FloatArray
    trimmed: BoolArray
    points: IntArray
    flat: BoolArray


def outlines(traverses: Traverses, budget: ErrorBudget, *, flat_caps: bool = False) -> Chains:
    """Return the raw outline on the right of each traverse, not closed."""
    contact = _contact_angles(traverses)
    joints = _joints(traverses, contact, budget, flat_caps=flat_caps)
    rays, counts = _rays(traverses, contact, joints, budget)
    lon, lat = rays.ends(budget.closed_form)
    per_traverse = np.add.reduceat(counts, traverses.offsets[:-1])
    return Chains(lon, lat, np.concatenate([[0], np.cumsum(per_traverse)]))


def circles(lon: FloatArray, lat: FloatArray, radius_m: FloatArray, budget: ErrorBudget) -> Chains:
    """Return the circles around points, counterclockwise, not closed."""
    step = arc_step(radius_m, _furthest_latitude(lat, radius_m), budget.outline)
    counts = np.ceil(360.0 / step).astype(np.int64)
    row, place = unravel_rows(counts)
    azimuth = -360.0 * place / counts[row]
    x, y = Rays(lon[row], lat[row], azimuth, radius_m[row]).ends(budget.closed_form)
    return Chains(x, y, np.concatenate([[0], np.cumsum(counts)]))


def _furthest_latitude(lat: FloatArray, radius_m: FloatArray) -> FloatArray:
    return np.abs(lat) + radius_m / SHORTEST_DEGREE_M


def _contact_angles(traverses: Traverses) -> FloatArray:
    slope = (traverses.start_m - traverses.end_m) / np.maximum(traverses.length_m, 1e-9)
    return np.degrees(np.arccos(np.clip(slope, -1, 1)))


def _joints(traverses: Traverses, contact: FloatArray, budget: ErrorBudget, *, flat_caps: bool) -> Joints:
    following = traverses.following
    turn = turns(traverses, contact)
    before_m, after_m = traverses.end_m, traverses.start_m[following]
    radius = np.maximum(before_m, after_m)
    flat = traverses.at_end & flat_caps
    inside = (turn > -NO_TURN_DEG) & (turn < WIDEST_TRIM_DEG)
    trim = np.where(inside, _trims(turn, before_m), 0.0)
    even = (before_m == after_m) & (contact == SQUARE_DEG) & (contact[following] == SQUARE_DEG)
    if flat_caps:  # nothing beyond a leg makes up for what the trim takes from the end of its strip
        even &= 2 * trim <= np.minimum(traverses.length_m, traverses.length_m[following])
        even &= turn <= SQUARE_DEG  # after a sharper turn, that end lies on the other side of the next leg
    trimmed = _choose_trims(traverses, trim, inside & even)
    trimmed = (trimmed | (radius == 0)) & ~flat
    points = _points_between(traverses, turn, trimmed, flat, budget)
    return Joints(turn, np.where(trimmed & (radius > 0), trim, 0.0), trimmed, points, flat)


def _points_between(
    traverses: Traverses, turn: FloatArray, trimmed: BoolArray, flat: BoolArray, budget: ErrorBudget
) -> IntArray:
    """Return how many points of the outline each joint takes."""
    following = traverses.following
    before_m, after_m = traverses.end_m, traverses.start_m[following]
    radius = np.maximum(before_m, after_m)
    lat = _furthest_latitude(traverses.lat[following], radius)
    arc = (turn < 0) & ~trimmed & ~flat
    step = arc_step(np.maximum(radius, 1.0), lat, budget.outline)
    points = np.where(arc, np.ceil(-turn / step) - 1, 0.0)
    # crossing over could leave the buffer of a line that coils, and near a pole, where circles are not convex
    through = (_coils(traverses, turn) | budget.polar) & ~arc
    points = np.where(through | (trimmed & (radius > 0)), 1.0, points)
    if flat.any():
        edges = np.ceil((before_m + after_m) / straight_step(lat, budget.outline * np.maximum(radius, 1.0)))
        # beyond flat ends nothing else covers what crossing over leaves out
        rays = np.where(flat, edges - 1, 2 * np.ceil(edges / 2) - 1)
        points = np.where(arc | trimmed, points, rays)
    return np.maximum(points, 0).astype(np.int64)


def _coils(traverses: Traverses, turn: FloatArray) -> BoolArray:
    """Say for each leg whether the heading along its traverse, turns at the ends aside, ranges too far."""
    turned = np.cumsum(np.where(traverses.at_end, 0.0, turn))
    first = traverses.offsets[:-1]
    spread = np.maximum.reduceat(turned, first) - np.minimum.reduceat(turned, first)
    return (spread > COILED_DEG)[traverses.traverse]


def _trims(turn: FloatArray, radius_m: FloatArray) -> FloatArray:
    """Return how far before a vertex equidistants meet inside a turn (Napier, right spherical triangle)."""
    half = np.radians(np.clip(turn, 0, WIDEST_TRIM_DEG) / 2)
    angle = np.minimum(radius_m / MEAN_RADIUS_M, np.pi / 2 - 1e-9)
    trim: FloatArray = MEAN_RADIUS_M * np.arcsin(np.minimum(np.tan(angle) * np.tan(half), 1))
    return trim


def _reach_inside_turns(radius_m: FloatArray, trim_m: FloatArray) -> FloatArray:
    """Return how far from a vertex the equidistants meet inside its turn.

    In the right triangle of radius and trim cos(c) = cos(a) cos(b), here with haversines.
    """
    a, b = (np.sin(side / (2 * MEAN_RADIUS_M)) ** 2 for side in (radius_m, trim_m))
    distance: FloatArray = 2 * MEAN_RADIUS_M * np.arcsin(np.sqrt(a + b - 2 * a * b))
    return distance


def _choose_trims(traverses: Traverses, trim_m: FloatArray, wanted: BoolArray) -> BoolArray:
    """Choose turns to trim: where a leg has no room for the trims at both ends, the shorter one first."""
    preceding, following = traverses.preceding, traverses.following
    chosen = np.zeros_like(wanted)
    for _ in range(TRIM_ROUNDS):
        taken = np.where(chosen, trim_m, 0.0)
        room = TRIM_SHARE * traverses.length_m - taken - taken[preceding]
        fits = wanted & ~chosen & (trim_m <= room) & (trim_m <= room[following])
        demand, rival = np.where(fits, trim_m, 0.0), np.where(fits, trim_m, np.inf)
        both = demand + demand[preceding] <= room
        chosen |= (
            fits
            & (both | (trim_m < rival[preceding]))
            & (both[following] | (trim_m <= rival[following]))
        )  # fmt: skip
    return chosen


def _rays(
    traverses: Traverses, contact: FloatArray, joints: Joints, budget: ErrorBudget
) -> tuple[Rays, IntArray]:
    """Return all rays in the order of the outline, and how many belong to each leg with its joint."""
    radius = np.maximum(traverses.start_m, traverses.end_m)
    starts_trimmed = joints.trimmed[traverses.preceding]
    begin = np.where(starts_trimmed, joints.trim_m[traverses.preceding], 0.0)
    span = np.maximum(traverses.length_m - joints.trim_m - begin, 0.0)
    furthest = np.maximum(np.abs(traverses.lat), np.abs(traverses.lat[traverses.following]))
    smaller = np.maximum(np.minimum(traverses.start_m, traverses.end_m), 1.0)
    step = leg_step(smaller, _furthest_latitude(furthest, radius), budget.outline)
    on_line = radius == 0
    if on_line.any():
        widest = np.maximum.reduceat(radius, traverses.offsets[:-1])[traverses.traverse]
        step = np.where(on_line, straight_step(furthest, budget.outline * widest), step)
    pieces = np.maximum(np.ceil(span / step), 1).astype(np.int64)
    samples = pieces + ~starts_trimmed - (joints.trimmed & (joints.points > 0))
    counts = samples + joints.points
    leg, place = unravel_rows(counts)
    on_leg = place < samples[leg]
    along = begin[leg] + span[leg] * ((place + starts_trimmed[leg]) / pieces[leg])
    lon, lat, heading = _bases(traverses, leg, np.where(on_leg, along, traverses.length_m[leg]))
    share = np.where(on_leg, along / np.maximum(traverses.length_m[leg], 1e-9), 1.0)
    distance = traverses.start_m[leg] + (traverses.end_m - traverses.start_m)[leg] * share
    azimuth = heading + contact[leg]
    turning = np.flatnonzero(~on_leg)
    around = _rays_at_joints(traverses, joints, leg[turning], (place - samples[leg])[turning])
    azimuth[turning] += around[0]
    distance[turning] = around[1]
    return Rays(lon, lat, azimuth, distance), counts


def _bases(
    traverses: Traverses, leg: IntArray, along_m: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return points of legs and the heading there."""
    ends = along_m >= traverses.length_m[leg] * (1 - 1e-12)
    vertex = np.where(ends, traverses.following[leg], leg)
    lon, lat = traverses.lon[vertex], traverses.lat[vertex]
    heading = np.where(ends, traverses.azimuth_in[leg], traverses.azimuth_out[leg])
    between = np.flatnonzero(~ends & (along_m > 0))
    if len(between):
        x, y, azimuth = lon[between], lat[between], heading[between]
        lon[between], lat[between] = near_direct(x, y, azimuth, along_m[between])
        heading[between] = near_heading(azimuth, y, lat[between], lon[between] - x)
    return lon, lat, heading


def _rays_at_joints(
    traverses: Traverses, joints: Joints, leg: IntArray, place: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return turn and distance of the rays at joints: arcs, caps, meeting points, ways through the vertex.

    A flat cap is one geodesic through the end of the line; rays to its far half have a negative distance. The
    way through a vertex leads along the last ray before the turn, and back along the first one after it.
    """
    share = (place + 1) / (joints.points[leg] + 1)
    before, after = traverses.end_m[leg], traverses.start_m[traverses.following[leg]]
    outside, flat, trimmed = joints.turn[leg] < 0, joints.flat[leg], joints.trimmed[leg]
    turn = np.where((outside & ~flat) | trimmed, joints.turn[leg] * share, 0.0)
    distance = np.where(outside, np.maximum(before, after), 0.0)
    distance = np.where(trimmed, _reach_inside_turns(before, joints.trim_m[leg]), distance)
    distance = np.where(flat, before - (before + after) * share, distance)
    through = ~(outside | flat | trimmed)
    turn = np.where(through & (share > HALF), joints.turn[leg], turn)
    back_and_forth = np.where(share > HALF, after, before) * np.abs(1 - 2 * share)
    return turn, np.where(through, back_and_forth, distance)
