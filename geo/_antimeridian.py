"""Longitudes across the antimeridian: unwrapped, split as RFC 7946 asks, and bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ._chains import (
    LINE,
    POINT,
    POLYGON,
    Chains,
    Geometries,
    GeometryArray,
    as_array,
    check_legs,
    geodesic_legs,
    like,
    path_of_edges,
    path_of_lines,
    put_together,
    take_apart,
    unravel_rows,
    unwrap_chains,
)
from ._charts import polygons_on_chart, untangle
from ._ellipsoid import (
    FULL_TURN,
    HALF_TURN,
    BoolArray,
    FloatArray,
    IntArray,
    direct,
    latitude_range,
    parallel_radius,
)
from ._readings import read_rings

if TYPE_CHECKING:
    from isthmus._choices import PathKind

# Longitudes are resolved to a ten-billionth of a degree where a geodesic crosses the antimeridian (10
# micrometres).
CROSSING_TOLERANCE_DEG: Final = 1e-10
MOST_STEPS: Final = 80


@overload
def unwrap(geometries: BaseGeometry) -> BaseGeometry: ...
@overload
def unwrap(geometries: Geometries) -> GeometryArray: ...
def unwrap(geometries: BaseGeometry | Geometries | None) -> Any:
    """Make longitudes continuous along each line and ring; they may leave [-180, 180].

    Every leg turns the shorter way around the Earth, and so do the edges of a polygon that jumps from 180 to
    -180; a polygon that can be drawn as written, be it as wide as the world, stays as it is. The first vertex
    of each part keeps its longitude; holes follow their shell. A ring around a pole is closed along the edge
    of the pole.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> geo.unwrap(shapely.LineString([(179, 0), (-179, 1)])).wkt
    'LINESTRING (179 0, 181 1)'
    >>> geo.unwrap([None, shapely.LineString()]).tolist()
    [None, <LINESTRING EMPTY>]
    """
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    result = atoms.copy()
    kind = shapely.get_type_id(atoms)
    lines, polygons = kind == LINE, kind == POLYGON
    if lines.any():
        result[lines] = unwrap_chains(Chains.of(atoms[lines]), path="straight").to_lines()
    if polygons.any():
        chains, polygon = read_rings(atoms[polygons], owner[polygons], "straight")
        result[polygons] = polygons_on_chart(chains, polygon, owner[polygons])
    return like(geometries, put_together(array, result, owner))


@overload
def split_antimeridian(geometries: BaseGeometry, *, path: PathKind | None = None) -> BaseGeometry: ...
@overload
def split_antimeridian(geometries: Geometries, *, path: PathKind | None = None) -> GeometryArray: ...
def split_antimeridian(geometries: BaseGeometry | Geometries | None, *, path: PathKind | None = None) -> Any:
    """Cut lines and polygons at the antimeridian and bring their longitudes into [-180, 180].

    The result is ready for GeoJSON (RFC 7946, sections 3.1.6 and 3.1.9): a part lies on one side of the
    antimeridian, shells run counterclockwise, and a polygon around a pole is closed along the pole's edge.
    A line is cut where the geodesic meets the antimeridian and a polygon where its straight edge does, unless
    `path` says for both what they are: lengths and areas stay as they are. Geodesic edges of a polygon that
    would cross if drawn straight, as long ones near a pole may, get vertices enough not to; a straight edge
    wider than 180 degrees gets one in its middle, so that nobody takes it the other way round.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> geo.split_antimeridian(shapely.LineString([(170, 0), (190, 0)])).wkt
    'MULTILINESTRING ((170 0, 180 0), (-180 0, -170 0))'
    >>> geo.split_antimeridian([None, shapely.LineString()]).tolist()
    [None, <LINESTRING EMPTY>]
    """
    of_lines, of_edges = path_of_lines(path), path_of_edges(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    kind = shapely.get_type_id(atoms)
    split = [
        _split_points(atoms[kind == POINT], owner[kind == POINT]),
        _split_lines(atoms[kind == LINE], owner[kind == LINE], of_lines),
        split_polygons(atoms[kind == POLYGON], owner[kind == POLYGON], of_edges),
    ]
    order = np.argsort(np.concatenate([o for _, o in split]), kind="stable")
    atoms, owner = (np.concatenate(part)[order] for part in zip(*split, strict=True))
    return like(geometries, put_together(array, atoms, owner))


def bounds(geometries: BaseGeometry | Geometries | None, *, path: PathKind | None = None) -> FloatArray:
    """Return west, south, east, north of each geometry; west is above east where it crosses the antimeridian.

    These are the bounding boxes of RFC 7946, section 5: the narrowest box around all parts. A polygon
    around a pole reaches from -180 to 180 and to the pole. The bulge of geodesics towards the pole is
    inside; edges of polygons have none, unless `path` says that they are geodesics. None and empty
    geometries give NaN.

    Returns
    -------
    array of float, shape (geometries, 4), or shape (4,) for a single geometry

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> geo.bounds(shapely.LineString([(170, 0), (-175, 10)])).tolist()
    [170.0, 0.0, -175.0, 10.0]
    >>> geo.bounds([None, shapely.LineString()]).tolist()
    [[nan, nan, nan, nan], [nan, nan, nan, nan]]
    """
    of_lines, of_edges = path_of_lines(path), path_of_edges(path)
    array = as_array(geometries)
    atoms, owner = take_apart(array)
    kind = shapely.get_type_id(atoms)
    boxes = shapely.bounds(atoms)
    lines, polygons = kind == LINE, kind == POLYGON
    if lines.any():
        chains = unwrap_chains(Chains.of(atoms[lines]), path=of_lines)
        boxes[lines] = _chain_boxes(chains, owner[lines], of_lines)
    if polygons.any():
        chains, polygon = read_rings(atoms[polygons], owner[polygons], of_edges)
        shells = np.searchsorted(polygon, np.arange(polygons.sum()))
        boxes[polygons] = _chain_boxes(chains, owner[polygons][polygon], of_edges)[shells]
        chart = shapely.bounds(polygons_on_chart(chains, polygon, owner[polygons]))
        around = chart[:, 2] - chart[:, 0] >= FULL_TURN
        boxes[np.flatnonzero(polygons)[around]] = chart[around]
    result = np.full((len(array), 4), np.nan)
    for index in np.unique(owner):
        result[index] = _narrowest(boxes[owner == index])
    result[:, [1, 3]] += 0.0
    return result[0] if geometries is None or isinstance(geometries, BaseGeometry) else result


def _chain_boxes(chains: Chains, owner: IntArray, path: PathKind) -> FloatArray:
    first = chains.offsets[:-1]
    south, north = np.minimum.reduceat(chains.lat, first), np.maximum.reduceat(chains.lat, first)
    if path == "geodesic":
        azimuth0, azimuth1, _ = geodesic_legs(chains, owner)
        i = chains.legs
        low, high = latitude_range(chains.lat[i], azimuth0, chains.lat[i + 1], azimuth1)
        chain = chains.chain[i]
        np.minimum.at(south, chain, low)
        np.maximum.at(north, chain, high)
    west, east = np.minimum.reduceat(chains.lon, first), np.maximum.reduceat(chains.lon, first)
    return np.column_stack([west, south, east, north])


def _narrowest(boxes: FloatArray) -> FloatArray:
    """Return the narrowest box around boxes: what is left of the circle without its widest gap."""
    south, north = boxes[:, 1].min(), boxes[:, 3].max()
    if (boxes[:, 2] - boxes[:, 0]).max() >= FULL_TURN:
        return np.array([-180.0, south, 180.0, north])
    turns = 360.0 * np.floor((boxes[:, 0] + 180.0) / 360.0)
    order = np.argsort(boxes[:, 0] - turns, kind="stable")
    west, east = (boxes[:, 0] - turns)[order], (boxes[:, 2] - turns)[order]
    reached = np.maximum.accumulate(east)
    gaps = np.append(west[1:], west[0] + 360.0) - reached
    widest = int(np.argmax(gaps))
    if gaps[widest] <= 0 or reached[-1] - 360.0 > reached[widest]:
        return np.array([-180.0, south, 180.0, north])
    start = west[(widest + 1) % len(west)]
    end = reached[widest]
    return np.array([start, south, end if end <= HALF_TURN else end - 360.0, north])


def _split_points(points: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    return shapely.transform(points, _into_range), owner


def _into_range(xy: FloatArray) -> FloatArray:
    outside = np.abs(xy[:, 0]) > HALF_TURN
    xy[outside, 0] = (xy[outside, 0] + 180.0) % 360.0 - 180.0
    return xy


def _split_lines(lines: GeometryArray, owner: IntArray, path: PathKind) -> tuple[GeometryArray, IntArray]:
    if len(lines) == 0:
        return lines, owner
    chains = with_crossings(unwrap_chains(Chains.of(lines), path=path), owner, path)
    pieces, chain = strips(chains)
    return pieces, owner[chain]


def strips(chains: Chains) -> tuple[GeometryArray, IntArray]:
    """Cut unwrapped chains at their vertices on the antimeridian; return lines and the chain of each."""
    i, chain = chains.legs, chains.chain[chains.legs]
    strip = np.floor(((chains.lon[i] + chains.lon[i + 1]) / 2 + 180.0) / 360.0)
    strip[within_range(chains)[chain]] = 0.0
    cut = np.ones(len(i), bool)
    cut[1:] = (chain[1:] != chain[:-1]) | (strip[1:] != strip[:-1])
    # a run of legs within a strip becomes a line: the first vertex of every leg, and the last one of the run
    leg, at_end = unravel_rows(1 + np.append(cut[1:], True)[: len(i)].astype(np.int64))
    vertex = i[leg] + at_end
    lon = chains.lon[vertex] - 360.0 * strip[leg]
    xy = np.column_stack([lon, chains.lat[vertex]])
    return np.asarray(shapely.linestrings(xy, indices=(np.cumsum(cut) - 1)[leg])), chain[cut]


def within_range(chains: Chains) -> BoolArray:
    """Say which chains lie within [-180, 180]."""
    outside = np.abs(chains.lon) > HALF_TURN
    return ~np.logical_or.reduceat(outside, chains.offsets[:-1]) if len(chains) else np.empty(0, bool)


def split_polygons(
    polygons: GeometryArray, owner: IntArray, path: PathKind
) -> tuple[GeometryArray, IntArray]:
    """Cut polygons at the antimeridian; return their pieces and the owner of each, refusing any not valid."""
    if len(polygons) == 0:
        return polygons, owner
    rings, polygon = read_rings(polygons, owner, path)
    chains = with_crossings(rings, owner[polygon], path)
    if path == "geodesic":
        chains = untangle(chains, polygon, owner[polygon])
    atoms, owner = split_chart(polygons_on_chart(chains, polygon, owner), owner)
    return shapely.orient_polygons(atoms, exterior_cw=False), owner


def split_chart(polygons: GeometryArray, owner: IntArray) -> tuple[GeometryArray, IntArray]:
    """Cut polygons on unwrapped longitudes into strips of 360 degrees; return polygons and owners.

    Whole polygons keep their winding, pieces get their shell counterclockwise.
    """
    box = shapely.bounds(polygons)
    inside = (box[:, 0] >= -HALF_TURN) & (box[:, 2] <= HALF_TURN)
    parts, kept_owner = shapely.get_parts(polygons[inside]), owner[inside]
    counts = shapely.get_num_geometries(polygons[inside])
    pieces, owners = [parts], [np.repeat(kept_owner, counts)]
    first, last = np.floor((box[:, 0] + 180.0) / 360.0), np.ceil((box[:, 2] - 180.0) / 360.0)
    for k in _strips(first[~inside], last[~inside]):
        chosen = ~inside & (first <= k) & (k <= last)
        strip = shapely.intersection(polygons[chosen], shapely.box(360 * k - 180, -90, 360 * k + 180, 90))
        parts, parent = shapely.get_parts(strip, return_index=True)
        flat = shapely.get_type_id(parts) == POLYGON
        turned = shapely.orient_polygons(parts[flat], exterior_cw=False)
        pieces.append(_shift(turned, -360.0 * k))
        owners.append(owner[chosen][parent[flat]])
    atoms, atom_owner = _join_around(
        np.concatenate(pieces),
        np.concatenate(owners),
        owner[box[:, 2] - box[:, 0] >= FULL_TURN],
    )
    order = np.argsort(atom_owner, kind="stable")
    full = ~shapely.is_empty(atoms[order])
    return atoms[order][full], atom_owner[order][full]


def _strips(first: FloatArray, last: FloatArray) -> FloatArray:
    return np.arange(first.min(), last.max() + 1) if len(first) else first


def _shift(polygons: GeometryArray, by: float) -> GeometryArray:
    def shift(xy: FloatArray) -> FloatArray:
        return np.column_stack([np.clip(xy[:, 0] + by, -180.0, 180.0), xy[:, 1]])

    return shapely.transform(polygons, shift)


def _join_around(atoms: GeometryArray, owner: IntArray, around: IntArray) -> tuple[GeometryArray, IntArray]:
    """Unite the pieces of polygons that reach around the Earth: the ends of their chart may touch."""
    for index in np.unique(around):
        mine = owner == index
        joined = shapely.orient_polygons(shapely.get_parts(shapely.union_all(atoms[mine])), exterior_cw=False)
        atoms = np.concatenate([atoms[~mine], joined])
        owner = np.concatenate([owner[~mine], np.full(len(joined), index)])
    return atoms, owner


def with_crossings(chains: Chains, owner: IntArray, path: PathKind) -> Chains:
    """Add a vertex wherever a leg of unwrapped chains crosses the antimeridian."""
    i = chains.legs
    low, high = np.sort([chains.lon[i], chains.lon[i + 1]], axis=0)
    meridian = 360.0 * np.floor((low + 180.0) / 360.0) + 180.0
    crossing = (low < meridian) & (meridian < high)
    if path == "geodesic" and len(i):
        check_legs(chains, owner)
    if not crossing.any():
        return chains
    counts = np.ones(len(chains.lon), np.int64)
    counts[i[crossing]] = 2
    vertex, copy = unravel_rows(counts)
    lon, lat = chains.lon[vertex], chains.lat[vertex]
    new = copy == 1
    lon[new] = meridian[crossing]
    lat[new] = _latitudes_at(chains, i[crossing], meridian[crossing], path)
    return chains.take(vertex, lon, lat)


def _latitudes_at(chains: Chains, i: IntArray, meridian: FloatArray, path: PathKind) -> FloatArray:
    """Return the latitude where the legs that start at vertices `i` reach their meridian."""
    ends = np.column_stack([i, i + 1]).ravel()
    leg = Chains(chains.lon[ends], chains.lat[ends], 2 * np.arange(len(i) + 1))
    if path == "straight":
        fraction = (meridian - leg.lon[::2]) / (leg.lon[1::2] - leg.lon[::2])
        lat: FloatArray = leg.lat[::2] + fraction * (leg.lat[1::2] - leg.lat[::2])
        return lat
    azimuth, _, length = geodesic_legs(leg, np.arange(len(i)))
    return _latitudes_on_geodesics(leg.lon[::2], leg.lat[::2], azimuth, length, meridian)


def _latitudes_on_geodesics(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, length: FloatArray, meridian: FloatArray
) -> FloatArray:
    """Newton's method on the distance walked, kept between brackets, as longitude is monotone."""
    eastwards = np.sign(meridian - lon)
    near, far = np.zeros_like(length), length.copy()
    walked = length / 2
    for _ in range(MOST_STEPS):
        here_lon, here_lat, heading = direct(lon, lat, azimuth, walked)
        ahead = (meridian - here_lon + 180.0) % 360.0 - 180.0
        if (np.abs(ahead) <= CROSSING_TOLERANCE_DEG).all():
            break
        short = ahead * eastwards > 0
        near, far = np.where(short, walked, near), np.where(short, far, walked)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = walked + np.radians(ahead) * parallel_radius(here_lat) / np.sin(np.radians(heading))
        walked = np.where((newton > near) & (newton < far), newton, (near + far) / 2)
    return here_lat
