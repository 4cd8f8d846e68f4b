"""Outlines offset from walks: raw rings, which may still cross themselves.

The points at distance r from a geodesic lie at the far ends of the geodesics of length r which leave it at
right angles (the lemma of Gauss, do Carmo 1992, "Riemannian geometry", chapter 3): so every point of the
outline is the end of a `Rays` ray from the walk, solved without any projection. Where the radius changes
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

import numpy as np

from isthmus.geo._chains import Chains, ragged
from isthmus.geo._ellipsoid import ECCENTRICITY_SQUARED, MEAN_RADIUS_M, BoolArray, FloatArray, IntArray
from isthmus.geo._error_budget import ErrorBudget, arc_step, leg_step, straight_step
from isthmus.geo._osculating import direct_within, near_direct, near_heading

from .walk import Walks, turns

# Turns to the inside are trimmed to one point up to this angle, while this share of every leg has room.
WIDEST_TRIM_DEG = 120.0
TRIM_SHARE = 0.95
TRIM_ROUNDS = 2
# Lines whose heading ranges over more than this coil.
COILED_DEG = 270.0
SQUARE_DEG = 90.0
HALF = 0.5
# Legs that turn by less than this go on straight.
NO_TURN_DEG = 1e-7
METRES_PER_DEGREE = 110_574.0  # the shortest degree of latitude, at the equator


@dataclass(frozen=True, slots=True)
class Rays:
    """Geodesics from points of a walk to the outline: degrees, degrees, degrees and metres."""

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


def outlines(walks: Walks, budget: ErrorBudget, *, flat_caps: bool = False) -> Chains:
    """Return the raw outline on the right of each walk, not closed."""
    contact = _contact_angles(walks)
    joints = _joints(walks, contact, budget, flat_caps=flat_caps)
    rays, counts = _rays(walks, contact, joints, budget)
    lon, lat = rays.ends(budget.closed_form)
    per_walk = np.add.reduceat(counts, walks.offsets[:-1])
    return Chains(lon, lat, np.concatenate([[0], np.cumsum(per_walk)]))


def circles(lon: FloatArray, lat: FloatArray, radius_m: FloatArray, budget: ErrorBudget) -> Chains:
    """Return the circles around points, counterclockwise, not closed."""
    step = arc_step(radius_m, _furthest_latitude(lat, radius_m), budget.outline)
    counts = np.ceil(360.0 / step).astype(np.int64)
    row, place = ragged(counts)
    azimuth = -360.0 * place / counts[row]
    x, y = Rays(lon[row], lat[row], azimuth, radius_m[row]).ends(budget.closed_form)
    return Chains(x, y, np.concatenate([[0], np.cumsum(counts)]))


def _furthest_latitude(lat: FloatArray, radius_m: FloatArray) -> FloatArray:
    return np.abs(lat) + radius_m / METRES_PER_DEGREE


def _contact_angles(walks: Walks) -> FloatArray:
    slope = (walks.start_m - walks.end_m) / np.maximum(walks.length_m, 1e-9)
    return np.degrees(np.arccos(np.clip(slope, -1, 1)))


def _joints(walks: Walks, contact: FloatArray, budget: ErrorBudget, *, flat_caps: bool) -> Joints:
    following = walks.following
    turn = turns(walks, contact)
    before_m, after_m = walks.end_m, walks.start_m[following]
    radius = np.maximum(before_m, after_m)
    flat = walks.at_end & flat_caps
    inside = (turn > -NO_TURN_DEG) & (turn < WIDEST_TRIM_DEG)
    trim = np.where(inside, _trims(turn, before_m), 0.0)
    even = (before_m == after_m) & (contact == SQUARE_DEG) & (contact[following] == SQUARE_DEG)
    if flat_caps:  # nothing beyond a leg makes up for what the trim takes from the end of its strip
        even &= 2 * trim <= np.minimum(walks.length_m, walks.length_m[following])
    trimmed = _fitting(walks, trim, inside & even)
    trimmed = (trimmed | (radius == 0)) & ~flat
    points = _points_between(walks, turn, trimmed, flat, budget)
    return Joints(turn, np.where(trimmed & (radius > 0), trim, 0.0), trimmed, points, flat)


def _points_between(
    walks: Walks, turn: FloatArray, trimmed: BoolArray, flat: BoolArray, budget: ErrorBudget
) -> IntArray:
    """Return how many points of the outline each joint takes."""
    following = walks.following
    before_m, after_m = walks.end_m, walks.start_m[following]
    radius = np.maximum(before_m, after_m)
    lat = _furthest_latitude(walks.lat[following], radius)
    arc = (turn < 0) & ~trimmed & ~flat
    step = arc_step(np.maximum(radius, 1.0), lat, budget.outline)
    points = np.where(arc, np.ceil(-turn / step) - 1, 0.0)
    # crossing over could leave the buffer of a line that coils, and near a pole, where circles are not convex
    through = (_coils(walks, turn) | budget.polar) & ~arc
    points = np.where(through | (trimmed & (radius > 0)), 1.0, points)
    if flat.any():
        edges = np.ceil((before_m + after_m) / straight_step(lat, budget.outline * np.maximum(radius, 1.0)))
        # beyond flat ends nothing else covers what crossing over leaves out
        rays = np.where(flat, edges - 1, 2 * np.ceil(edges / 2) - 1)
        points = np.where(arc | trimmed, points, rays)
    return np.maximum(points, 0).astype(np.int64)


def _coils(walks: Walks, turn: FloatArray) -> BoolArray:
    """Say for each leg whether the heading along its walk, the turns at the ends aside, ranges too far."""
    turned = np.cumsum(np.where(walks.at_end, 0.0, turn))
    first = walks.offsets[:-1]
    spread = np.maximum.reduceat(turned, first) - np.minimum.reduceat(turned, first)
    return (spread > COILED_DEG)[walks.walk]


def _trims(turn: FloatArray, radius_m: FloatArray) -> FloatArray:
    """Return how far before a vertex equidistants meet inside a turn (Napier, right spherical triangle)."""
    half = np.radians(np.clip(turn, 0, WIDEST_TRIM_DEG) / 2)
    angle = np.minimum(radius_m / MEAN_RADIUS_M, np.pi / 2 - 1e-9)
    trim: FloatArray = MEAN_RADIUS_M * np.arcsin(np.minimum(np.tan(angle) * np.tan(half), 1))
    return trim


def _meeting_distances(radius_m: FloatArray, trim_m: FloatArray) -> FloatArray:
    """Return how far from a vertex the equidistants meet inside its turn.

    In the right triangle of radius and trim cos(c) = cos(a) cos(b), here with haversines.
    """
    a, b = (np.sin(side / (2 * MEAN_RADIUS_M)) ** 2 for side in (radius_m, trim_m))
    distance: FloatArray = 2 * MEAN_RADIUS_M * np.arcsin(np.sqrt(a + b - 2 * a * b))
    return distance


def _fitting(walks: Walks, trim_m: FloatArray, wanted: BoolArray) -> BoolArray:
    """Choose turns to trim: where a leg has no room for the trims at both ends, the shorter one first."""
    preceding, following = walks.preceding, walks.following
    chosen = np.zeros_like(wanted)
    for _ in range(TRIM_ROUNDS):
        taken = np.where(chosen, trim_m, 0.0)
        room = TRIM_SHARE * walks.length_m - taken - taken[preceding]
        fits = wanted & ~chosen & (trim_m <= room) & (trim_m <= room[following])
        demand, rival = np.where(fits, trim_m, 0.0), np.where(fits, trim_m, np.inf)
        both = demand + demand[preceding] <= room
        chosen |= (
            fits
            & (both | (trim_m < rival[preceding]))
            & (both[following] | (trim_m <= rival[following]))
        )  # fmt: skip
    return chosen


def _rays(walks: Walks, contact: FloatArray, joints: Joints, budget: ErrorBudget) -> tuple[Rays, IntArray]:
    """Return all rays in the order of the outline, and how many belong to each leg with its joint."""
    radius = np.maximum(walks.start_m, walks.end_m)
    starts_trimmed = joints.trimmed[walks.preceding]
    begin = np.where(starts_trimmed, joints.trim_m[walks.preceding], 0.0)
    span = np.maximum(walks.length_m - joints.trim_m - begin, 0.0)
    furthest = np.maximum(np.abs(walks.lat), np.abs(walks.lat[walks.following]))
    smaller = np.maximum(np.minimum(walks.start_m, walks.end_m), 1.0)
    step = leg_step(smaller, _furthest_latitude(furthest, radius), budget.outline)
    on_line = radius == 0
    if on_line.any():
        widest = np.maximum.reduceat(radius, walks.offsets[:-1])[walks.walk]
        step = np.where(on_line, straight_step(furthest, budget.outline * widest), step)
    pieces = np.maximum(np.ceil(span / step), 1).astype(np.int64)
    samples = pieces + ~starts_trimmed - (joints.trimmed & (joints.points > 0))
    counts = samples + joints.points
    leg, place = ragged(counts)
    on_leg = place < samples[leg]
    along = begin[leg] + span[leg] * ((place + starts_trimmed[leg]) / pieces[leg])
    lon, lat, heading = _bases(walks, leg, np.where(on_leg, along, walks.length_m[leg]))
    share = np.where(on_leg, along / np.maximum(walks.length_m[leg], 1e-9), 1.0)
    distance = walks.start_m[leg] + (walks.end_m - walks.start_m)[leg] * share
    azimuth = heading + contact[leg]
    turning = np.flatnonzero(~on_leg)
    around = _turning_rays(walks, joints, leg[turning], (place - samples[leg])[turning])
    azimuth[turning] += around[0]
    distance[turning] = around[1]
    return Rays(lon, lat, azimuth, distance), counts


def _bases(walks: Walks, leg: IntArray, along_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return points of legs and the heading there."""
    ends = along_m >= walks.length_m[leg] * (1 - 1e-12)
    vertex = np.where(ends, walks.following[leg], leg)
    lon, lat = walks.lon[vertex], walks.lat[vertex]
    heading = np.where(ends, walks.azimuth_in[leg], walks.azimuth_out[leg])
    between = np.flatnonzero(~ends & (along_m > 0))
    if len(between):
        x, y, azimuth = lon[between], lat[between], heading[between]
        lon[between], lat[between] = near_direct(x, y, azimuth, along_m[between])
        heading[between] = near_heading(azimuth, y, lat[between], lon[between] - x)
    return lon, lat, heading


def _turning_rays(
    walks: Walks, joints: Joints, leg: IntArray, place: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return turn and distance of the rays at joints: arcs, caps, meeting points, ways through the vertex.

    A flat cap is one geodesic through the end of the line; rays to its far half have a negative distance. The
    way through a vertex leads along the last ray before the turn, and back along the first one after it.
    """
    share = (place + 1) / (joints.points[leg] + 1)
    before, after = walks.end_m[leg], walks.start_m[walks.following[leg]]
    outside, flat, trimmed = joints.turn[leg] < 0, joints.flat[leg], joints.trimmed[leg]
    turn = np.where((outside & ~flat) | trimmed, joints.turn[leg] * share, 0.0)
    distance = np.where(outside, np.maximum(before, after), 0.0)
    distance = np.where(trimmed, _meeting_distances(before, joints.trim_m[leg]), distance)
    distance = np.where(flat, before - (before + after) * share, distance)
    through = ~(outside | flat | trimmed)
    turn = np.where(through & (share > HALF), joints.turn[leg], turn)
    back_and_forth = np.where(share > HALF, after, before) * np.abs(1 - 2 * share)
    return turn, np.where(through, back_and_forth, distance)
