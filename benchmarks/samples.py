"""What the benchmarks buffer: roads, a sea lane and points on a plane."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
# Taichung to Gibraltar by sea.
SEA_LANE = [
    (120.3, 22.6), (114.2, 21.5), (109.6, 11.0), (104.6, 1.35), (103.4, 1.1), (100.3, 3.6), (95.0, 5.9),
    (80.2, 5.6), (72.0, 8.5), (54.0, 12.6), (45.0, 11.8), (43.3, 12.6), (40.5, 16.5), (36.5, 23.5),
    (32.6, 29.9), (32.3, 31.3), (20, 34.8), (11, 37.4), (-5.5, 35.95),
]  # fmt: skip


def roads(count: int, *, west: float, east: float, highest: float, seed: int = 1) -> np.ndarray:
    """Return winding roads of 100 vertices about 1 km apart, shape (count, 100, 2), longitudes continuous."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(west, east, count), rng.uniform(-highest, highest, count)
    heading, bend = rng.uniform(0, 360, count), np.zeros(count)
    xy = [np.column_stack([lon, lat])]
    for _ in range(99):
        bend += rng.normal(0, 0.25, count)
        azimuth = heading + np.degrees(0.9 * np.sin(bend))
        x, lat, _ = GEOD.fwd(lon, lat, azimuth, 1000 * rng.uniform(0.5, 1.5, count))
        lon = lon + (x - lon + 180) % 360 - 180
        xy.append(np.column_stack([lon, lat]))
    return np.stack(xy, axis=1)


def sea_lane(vertices: int = 500) -> np.ndarray:
    """Return a lane of 16,000 km as vertices evenly spaced along its geodesics."""
    way = np.array(SEA_LANE)
    azimuth, _, length = GEOD.inv(*way[:-1].T, *way[1:].T)
    reached = np.concatenate([[0], np.cumsum(length)])
    along = np.unique(np.concatenate([np.linspace(0, reached[-1], vertices), reached]))
    leg = np.clip(np.searchsorted(reached, along, side="right") - 1, 0, len(length) - 1)
    lon, lat, _ = GEOD.fwd(*way[leg].T, azimuth[leg], along - reached[leg])
    return np.column_stack([lon, lat])


def on_a_plane(xy: np.ndarray) -> np.ndarray:
    """Return lines in metres around their own first vertex, for planar peers."""
    origin = xy[..., :1, :]
    scale = np.concatenate([np.cos(np.radians(origin[..., 1:])), np.ones_like(origin[..., 1:])], axis=-1)
    return (xy - origin) * scale * 111_195.0


def quad_segs_for(lines: np.ndarray, radius: float, vertices: float) -> int:
    """Return the segments per quarter circle with which planar buffers have as many vertices as ours."""
    for segments in range(4, 64):
        buffers = shapely.buffer(lines[:200], radius, quad_segs=segments)
        if shapely.get_num_coordinates(buffers).mean() >= vertices:
            return segments
    return 64
