"""Lines, points and polygons that are hard to buffer, and the drawing of random ones."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from buffer_metric import GEOD, Floats

# Taichung to Gibraltar by sea.
SEA_LANE = [
    (120.3, 22.6), (114.2, 21.5), (109.6, 11.0), (104.6, 1.35), (103.4, 1.1), (100.3, 3.6), (95.0, 5.9),
    (80.2, 5.6), (72.0, 8.5), (54.0, 12.6), (45.0, 11.8), (43.3, 12.6), (40.5, 16.5), (36.5, 23.5),
    (32.6, 29.9), (32.3, 31.3), (20, 34.8), (11, 37.4), (-5.5, 35.95),
]  # fmt: skip
TAIPEI, WARSAW, NEW_YORK, SAN_FRANCISCO = (121.23, 25.08), (20.97, 52.17), (-73.8, 40.6), (-122.4, 37.6)


def road(
    lon: float, lat: float, *, vertices: int, step: float, seed: int, wiggle: float = 0.25
) -> LineString:
    """Return a road that wanders around a heading."""
    rng = np.random.default_rng(seed)
    heading, bend = rng.uniform(0, 360), np.cumsum(rng.normal(0, wiggle, vertices - 1))
    xy = [(lon, lat)]
    for azimuth in heading + np.degrees(0.9 * np.sin(bend)):
        x, y, _ = GEOD.fwd(*xy[-1], azimuth, step * rng.uniform(0.5, 1.5))
        xy.append((xy[-1][0] + (x - xy[-1][0] + 180) % 360 - 180, y))
    return LineString(xy)


def star(lon: float, lat: float, radius: float, *, vertices: int, seed: int) -> Polygon:
    rng = np.random.default_rng(seed)
    azimuth = -np.linspace(0, 360, vertices, endpoint=False)
    x, y, _ = GEOD.fwd(
        np.full(vertices, lon), np.full(vertices, lat), azimuth, radius * rng.uniform(0.6, 1, vertices)
    )
    return Polygon(np.column_stack([lon + (np.asarray(x) - lon + 180) % 360 - 180, y]))


def line(lon: Floats, lat: Floats) -> LineString:
    return LineString(np.column_stack([lon, lat]))


def square(lon: float, lat: float, half: float) -> list[tuple[float, float]]:
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    return [(west, south), (east, south), (east, north), (west, north)]


def cases() -> dict[str, shapely.Geometry]:
    found: dict[str, shapely.Geometry] = {f"point at {lat} N": Point(121, lat) for lat in (0, 25, 50, 75)}
    found |= {
        f"road at {lat} N": road(121, lat, vertices=100, step=1000, seed=lat) for lat in (0, 25, 50, 75)
    }
    found |= {f"polygon at {lat} N": star(121, lat, 100e3, vertices=40, seed=lat) for lat in (25, 50, 75)}
    return found | {
        "point on the antimeridian": Point(179.9, 50),
        "road over the antimeridian": road(179.8, 51, vertices=100, step=1000, seed=7),
        "sea lane": LineString(SEA_LANE),
        "flight": LineString([TAIPEI, WARSAW]),
        "flight over the antimeridian": LineString([TAIPEI, SAN_FRANCISCO]),
        "flight over the pole": LineString([TAIPEI, NEW_YORK]),
    }


def traps() -> dict[str, tuple[shapely.Geometry, float]]:
    around, coil = np.linspace(0, 2 * np.pi, 100), np.linspace(0, 8 * np.pi, 400)
    turns, rng = np.linspace(0, 1.5, 55), np.random.default_rng(0)
    walk = line(np.cumsum(rng.normal(0, 0.05, 300)), 45 + np.cumsum(rng.normal(0, 0.03, 300)))
    loop = line(20 + 3 * np.cos(around), 40 + 2 * np.sin(around))
    c_shape = Polygon([(0, 0), (4, 0), (4, 1), (1, 1), (1, 3), (4, 3), (4, 4), (0, 4)])
    parallel_60 = LineString([(x, 60) for x in range(-180, 181, 10)])
    return {
        "the north pole": (Point(0, 90), 5e5),
        "the south pole": (Point(17, -90), 1e6),
        "point 10 km from the pole": (Point(40, 89.91), 5e4),
        "circle through the pole": (Point(40, 89), GEOD.inv(40, 89, 40, 90)[2]),
        "line through the pole": (LineString([(10, 80), (-170, 80)]), 1e5),
        "line ending on the pole": (LineString([(10, 70), (10, 90)]), 5e4),
        "line skirting the pole": (LineString([(10, 89.95), (100, 89.9), (200, 89.7)]), 2e4),
        "around the world at 60 N": (parallel_60, 2e5),
        "around the world at 60 N, closed": (parallel_60, 3.6e6),
        "around the equator": (LineString([(x, 0) for x in range(-180, 181, 20)]), 5e5),
        "one and a half turns": (line(360 * turns - 180, 20 * np.sin(9 * turns)), 3e5),
        "zigzag over the antimeridian": (LineString([(179, 10), (-179, 12), (179, 14), (-179, 16)]), 1e5),
        "on the antimeridian": (LineString([(180, -20), (180, 20)]), 1e5),
        "longitudes past 180": (LineString([(170, 10), (190, 12), (250, 20)]), 1e5),
        "figure eight": (line(20 + 3 * np.sin(around), 40 + 2 * np.sin(2 * around)), 3e4),
        "spiral": (line(20 + 0.1 * coil * np.cos(coil), 40 + 0.1 * coil * np.sin(coil)), 2e4),
        "spiral far below the radius": (
            line(20 + 1e-3 * coil * np.cos(coil), 40 + 1e-3 * coil * np.sin(coil)),
            1e5,
        ),
        "tiny loops along the line": (
            line(20 + coil / 25 + 0.02 * np.sin(coil), 40 + 0.02 * np.cos(coil)),
            1e5,
        ),
        "hook past the pole": (
            LineString([(-129, 89.965), (21, 89.992), (-50, 89.99), (130, 89.981)]),
            3.6e5,
        ),
        "loop whose hole survives": (loop, 5e4),
        "loop whose hole vanishes": (loop, 4e5),
        "backtracking": (LineString([(0, 50), (3, 50), (1, 50.00001), (4, 51)]), 2e4),
        "u-turn": (LineString([(0, 50), (3, 50), (0, 50)]), 2e4),
        "repeated vertices": (LineString([(0, 50), (0, 50), (1, 50), (1, 50), (2, 51)]), 2e4),
        "line without length": (LineString([(5, 5), (5, 5)]), 2e4),
        "random walk, radius above the steps": (walk, 1e5),
        "random walk, radius like the steps": (walk, 5e3),
        "polygon whose hole survives": (Polygon(square(30, 40, 4), [square(30, 40, 2)]), 5e4),
        "polygon whose hole closes": (Polygon(square(30, 40, 4), [square(30, 40, 0.3)]), 5e4),
        "polygon like a c": (c_shape, 1.2e5),
        "polygon over the antimeridian": (Polygon(square(180, 12, 2)), 1e5),
        "polygon split already": (MultiPolygon([Polygon(square(s * 179, 12, 1)) for s in (1, -1)]), 1e5),
        "5,000 km around a point": (Point(121, 25), 5e6),
        "9,000 km around a point": (Point(121, 25), 9e6),
        "5,000 km around a flight": (LineString([TAIPEI, WARSAW]), 5e6),
        "both poles": (LineString([(0, 89), (0, 0), (0, -89)]), 2e5),
        "9,000 km around a line over the equator": (LineString([(10, -12), (20, 12)]), 9e6),
        "near the pole that the chart is not around": (
            LineString([(-116.6, -58.4), (79.8, -16.0), (-91.0, 27.2)]),
            2.7e6,
        ),
        "6,400 km around a long way": (
            LineString([(159.98, -18.85), (174.9, 47.55), (-107.7, -17.1)]),
            6.4e6,
        ),
        "1 m": (LineString([(0, 50), (0.01, 50.01)]), 1.0),
    }


def random_latitude(rng: np.random.Generator) -> float:
    """Return latitudes evenly over the Earth, every fifth close to a pole."""
    if rng.random() < 0.2:
        return float(rng.choice([-1, 1]) * (90 - 10 ** rng.uniform(-2, 1)))
    return float(np.degrees(np.arcsin(rng.uniform(-1, 1))))


def random_line(rng: np.random.Generator) -> tuple[LineString, float]:
    vertices, step, radius = int(rng.integers(2, 100)), 10 ** rng.uniform(2.5, 5), 10 ** rng.uniform(3, 6)
    step = min(step, 400 * radius / vertices)  # keeps the measuring quick
    line = road(
        rng.uniform(-180, 180), random_latitude(rng),
        vertices=vertices, step=step, seed=int(rng.integers(1e9)), wiggle=rng.uniform(0.05, 1.2),
    )  # fmt: skip
    return line, radius


def random_tangle(rng: np.random.Generator) -> tuple[LineString, float]:
    """Return a line that coils and jumps, with a radius up to a thousand times its legs."""
    step, radius = 10 ** rng.uniform(1, 4.5), 10 ** rng.uniform(3, 6.3)
    heading, bend = rng.uniform(0, 360), rng.uniform(-120, 120)
    xy = [(rng.uniform(-180, 180), random_latitude(rng))]
    for _ in range(int(rng.integers(4, 80))):
        bend += rng.normal(0, 15)
        heading += bend if rng.random() < 0.9 else rng.uniform(-180, 180)
        x, y, back = GEOD.fwd(*xy[-1], heading, step * rng.uniform(0.2, 1.5))
        heading = back + 180
        xy.append((xy[-1][0] + (x - xy[-1][0] + 180) % 360 - 180, y))
    return LineString(xy), max(radius, step / 3)


def random_polygon(rng: np.random.Generator) -> tuple[Polygon, float]:
    size = 10 ** rng.uniform(4, 6)
    lon, lat = rng.uniform(-180, 180), np.degrees(np.arcsin(rng.uniform(-0.95, 0.95)))
    shell = star(lon, lat, size, vertices=int(rng.integers(3, 60)), seed=int(rng.integers(1e9)))
    hole = star(lon, lat, size * rng.uniform(0.05, 0.3), vertices=8, seed=int(rng.integers(1e9)))
    if rng.random() < 0.4 and shell.contains_properly(hole):
        shell = Polygon(shell.exterior, [hole.exterior])
    return shell, size * 10 ** rng.uniform(-1.5, 0.5)
