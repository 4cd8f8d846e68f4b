"""How far the lines of a network run inside zones of risk, and near them."""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._arguments import check_choice, check_flag
from isthmus._choices import COST_MODEL
from isthmus.layers._bundled.files import join_credits
from isthmus.layers._tables.cells import as_text
from isthmus.layers._tables.crs import DEGREES, are_sound, in_degrees
from isthmus.layers._tables.schemas import ATTRIBUTION
from isthmus.layers._tables.table import check_columns, check_places, note_places, without_place
from isthmus.layers._transport.cost_models import speeds
from isthmus.layers._transport.hazards import hinders, in_force

from .risk_buffers import as_distances

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isthmus.geo import PathKind
    from isthmus.layers._tables.table import GeometryArray

    Reach = list[GeometryArray]
    Rows = tuple[NDArray[np.int64], NDArray[np.int64]]

#: Shorter pieces are what rounding leaves where a line touches the edge of a band.
_SHORTEST_M = 0.5


def exposure(  # noqa: PLR0913 - what is measured, and how
    lines: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    on: dt.date | str | None = None,
    bands_km: Sequence[float] = (),
    all_hazards: bool = False,
    costs: str = COST_MODEL,
    path: PathKind | None = None,
) -> gpd.GeoDataFrame:
    """Return how far each line runs inside each zone and in bands around it, and inside any of them.

    A hazard counts for the modes that it hinders: a closed airspace for none but flights. Lengths are those
    on the ellipsoid. Static exposure says where a network meets hazards; it does not predict losses, since
    traffic reroutes (Devetak, Verschuur and Klimek, arXiv 2606.13431).

    Parameters
    ----------
    lines : geopandas.GeoDataFrame
        Corridors, routes or any lines; ``id`` and ``name`` are carried over where they are. A ``mode`` makes
        hours of kilometres and says which hazards count.
    zones : geopandas.GeoDataFrame
        Risk zones or any polygons; ``id``, ``name``, ``kind``, ``severity``, and ``from_km`` and ``to_km`` of
        bands that `buffer` made, are carried over.
    on : str or date, optional
        Only zones in force on this date count: see `in_force`. Without it, or on "open", all do.
    bands_km : sequence of float
        Outer distances of bands around the zones, such as ``[50, 100]``.
    all_hazards : bool
        Whether every zone counts for every line. If not, a zone counts for a line where its ``kind`` hinders
        the line's ``mode``: see `hazards_to`. One whose kind is not known or not said counts for all, and so
        do all zones for a line whose mode is not known or not said.
    costs : str
        Whose speeds make hours of kilometres: one of `cost_models`.
    path : {"geodesic", "straight"}, optional
        What a leg of a line and an edge of a zone is: by default, the geodesic of lines, and straight in
        longitude and latitude of zones, as in GeoJSON, QGIS and GeoPandas.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each line, zone and band that meet, with that part of the line as geometry. What is
        carried over are ``line_id`` and ``line_name``, ``zone_id``, ``zone_name``, ``zone_kind`` and
        ``zone_severity``. ``band_km`` is the band's outer distance, 0 inside the zone itself; ``km``,
        ``share`` of the line and ``h`` at its mode's speed, stops included (missing without a mode) count
        this zone alone, ``united_km``, ``united_share`` and ``united_h`` any zone at that distance, where
        overlapping zones count once and a place counts for the nearest: never their sum. A line beyond all
        bands has one row with 0 km and no zone; one without a geometry has a row in which all that is
        measured is missing. Whom to name for a line and a zone, their ``attribution``, is carried over.

    Raises
    ------
    ArgumentError
        If the date is none, a distance is not above 0, there is no such costs, or a table is none or has no
        CRS.
    GeometryError
        If a geometry has no right answer.
    ValidationError
        If the start or end of a zone is no date, or no zone has a place.

    Warns
    -----
    DataWarning
        If there is no zone, lines or zones have no geometry, zones cross themselves, or dates of zones had
        to be understood.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> legs = atlas.corridors[atlas.corridors["id"] == "C01-09"]
    >>> exposed = exposure(legs, atlas.risk_zones, on="2025-09", bands_km=[100])
    >>> exposed[["zone_id", "band_km", "km", "share", "h", "united_km"]]
      zone_id  band_km     km  share     h  united_km
    0     r01      0.0  708.7  0.729  23.9      708.7
    1     r01    100.0  118.7  0.122   4.0      118.7
    2     r41      0.0  708.7  0.729  23.9      708.7
    3     r41    100.0  118.7  0.122   4.0      118.7
    """
    check_flag("all_hazards", all_hazards)
    if path is not None:
        check_choice("path", path, get_args(geo.PathKind))
    outer = np.append(0.0, as_distances("bands_km", bands_km))
    lines, zones, lost = _check_places(lines, zones, on)
    shapes, reach = lines.geometry.to_numpy(), _reach_of_bands(zones.geometry.to_numpy(), outer[1:], path)
    counted = [(np.arange(len(lines)), np.arange(len(zones)))] if all_hazards else _pair_by_mode(lines, zones)
    met = _measure(shapes, reach, counted, path)
    line, zone, band = (met[name].to_numpy() for name in ("line", "zone", "band"))
    km = np.where(lost[line], np.nan, met["metres"] / 1000)
    united = np.where(lost[line], np.nan, met["united"] / 1000)
    lengths = geo.length(shapes, path=path)[line] / 1000
    pace = _hours_a_km(lines, costs)[line]
    table = pd.DataFrame(
        _carry_columns(lines, line, "line", ["id", "name"])
        | _carry_columns(zones, zone, "zone", ["id", "name", "kind", "severity", "from_km", "to_km"])
        | {"band_km": outer[band]}
        | {"km": km.round(1), "share": _share(km, lengths), "h": (km * pace).round(1)}
        | {"united_km": united.round(1), "united_share": _share(united, lengths)}
        | {"united_h": (united * pace).round(1)}
        | _owners((lines, line), (zones, zone))
    )
    return gpd.GeoDataFrame(table, geometry=_parts_inside(shapes, reach, met, path), crs=DEGREES)


def _check_places(
    lines: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, on: dt.date | str | None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, NDArray[np.bool_]]:
    """Return lines and zones in degrees, and which lines have no geometry; notes tell what has none."""
    nothing = isinstance(zones, gpd.GeoDataFrame) and zones.empty  # unlike zones of which none is in force
    lines, zones = in_degrees(lines, "lines"), in_degrees(in_force(zones, on), "zones")
    check_columns(lines, "lines")
    check_places(zones, "zones")
    if not np.isfinite(shapely.get_coordinates(zones.geometry)).all():
        raise geo.GeometryError("zones: expected longitudes and latitudes, got one that is no number")
    notes = note_places(lines, "lines", "their exposure is missing, not 0")
    notes += note_places(zones, "zones", "no line meets them")
    if nothing:
        remedy = "every exposure is 0"
        notes.append(geo.Problem("zones", "rows", "a table without any", remedy=remedy, severity="note"))
    zones, mended = _mend_zones(zones)
    notes += mended
    if notes:
        warnings.warn(geo.DataWarning(notes), stacklevel=3)
    return lines, zones, without_place(lines)


def _mend_zones(zones: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[geo.Problem]]:
    """Return zones that do not cross themselves, and a note on those that did."""
    shapes = zones.geometry.to_numpy()
    wrong = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_valid(shapes) | are_sound(shapes)))
    if not len(wrong):
        return zones, []
    mended = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    for row in wrong[shapely.is_empty(mended)].tolist():
        got = shapely.is_valid_reason(shapes[row])
        raise geo.GeometryError(f"zones: expected polygons that cover something, got {got}", index=row)
    shapes = shapes.copy()
    shapes[wrong] = mended
    got = f"{shapely.is_valid_reason(zones.geometry.iloc[wrong[0]])} in row {wrong[0] + 1}"
    got += f" and {len(wrong) - 1} more" * (len(wrong) > 1)
    remedy = 'read as shapely.make_valid(zone, method="structure") mends them'
    note = geo.Problem("zones", "polygons that do not cross themselves", got, remedy=remedy, severity="note")
    return zones.set_geometry(shapes, crs=zones.crs), [note]


def _reach_of_bands(zones: GeometryArray, outer_km: NDArray[np.float64], path: PathKind | None) -> Reach:
    """Return the zones, and all within each distance of them."""
    # a geodesic keeps its course where zones are united only between vertices that are near to each other
    drawn = geo.densify(zones, path=path) if path == "geodesic" else zones
    whole = geo.split_antimeridian(drawn, path=path)
    return [whole, *(geo.buffer(whole, km * 1000, path=path) for km in outer_km)]


def _pair_by_mode(lines: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> list[Rows]:
    """Return the rows of lines of each mode, and those of the zones that hinder it."""
    if "kind" not in zones or "mode" not in lines or lines.empty:
        return [(np.arange(len(lines)), np.arange(len(zones)))]
    modes = lines["mode"].map(as_text)
    return [
        (np.flatnonzero(modes == mode), np.flatnonzero(hinders(zones["kind"], mode)))
        for mode in modes.unique()
    ]


def _measure(lines: GeometryArray, reach: Reach, counted: list[Rows], path: PathKind | None) -> pd.DataFrame:
    """Return what `_zones_met` does of each group of lines and zones, with the metres in any zone."""
    found = []
    for line_rows, zone_rows in counted:
        shapes, near = lines[line_rows], [zones[zone_rows] for zones in reach]
        met = _zones_met(shapes, near, path)
        united = _union_metres(shapes, near, path)[met["line"], met["band"]]
        zone = np.append(zone_rows, -1)[met["zone"]]  # -1 is no zone, and stays it
        found.append(met.assign(united=united, line=line_rows[met["line"]], zone=zone))
    return pd.concat(found).sort_values(["line", "zone", "band"], ignore_index=True)


def _zones_met(lines: GeometryArray, reach: Reach, path: PathKind | None) -> pd.DataFrame:
    """Return line, zone, band and metres wherever a line meets a band, and band 0 of no zone where none."""
    within = (geo.length_within(lines, zones, path=path) for zones in reach)
    upto = [pd.Series(metres, [line, zone]) for line, zone, metres in within]
    bands = [upto[0], *(far.sub(near, fill_value=0) for near, far in pairwise(upto))]
    met = pd.concat(dict(enumerate(bands)), names=["band", "line", "zone"]).rename("metres").reset_index()
    met = met[(met["metres"] > _SHORTEST_M) | ((met["band"] == 0) & (met["metres"] > 0))]
    away = np.setdiff1d(np.arange(len(lines)), met["line"])
    nowhere = pd.DataFrame({"band": 0, "line": away, "zone": -1, "metres": 0.0})
    return pd.concat([met, nowhere]) if len(met) else nowhere


def _union_metres(lines: GeometryArray, reach: Reach, path: PathKind | None) -> NDArray[np.float64]:
    """Return the metres of each line in each band of the union of all zones, as (lines, bands)."""
    upto = np.zeros((len(lines), len(reach)))
    for band, zones in enumerate(reach):
        present = zones[~shapely.is_missing(zones)]
        if len(present):
            line, _, metres = geo.length_within(lines, [shapely.union_all(present)], path=path)
            upto[line, band] = metres
    return np.diff(upto, axis=1, prepend=0.0)


def _hours_a_km(lines: gpd.GeoDataFrame, costs: str) -> NDArray[np.float64]:
    """Return the hours that each line's mode takes for a kilometre, NaN where the mode is not known."""
    known = speeds(costs)
    if "mode" not in lines:
        return np.full(len(lines), np.nan)
    return np.asarray(1 / lines["mode"].map(known).to_numpy(dtype=float, na_value=np.nan))


def _carry_columns(
    table: gpd.GeoDataFrame, rows: NDArray[np.int64], prefix: str, columns: list[str]
) -> dict[str, pd.Series]:
    """Return columns of a table at some rows; row -1 has no values."""
    kept = [column for column in columns if column in table]
    picked = table[kept].reset_index(drop=True).reindex(rows).reset_index(drop=True)
    return {f"{prefix}_{column}": picked[column] for column in kept}


def _owners(*met: tuple[gpd.GeoDataFrame, NDArray[np.int64]]) -> dict[str, pd.Series]:
    """Return whom to name for the rows that meet, of lines and of zones; missing where they do not say."""
    name = ATTRIBUTION.name
    said = [
        pd.Series(table[name].to_numpy(object) if name in table else None, np.arange(len(table)), object)
        .reindex(rows)
        .tolist()
        for table, rows in met
    ]
    named = [join_credits(owners) or None for owners in zip(*said, strict=True)]
    return {name: pd.Series(named, dtype="str")}


def _share(km: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(km, lengths, out=0 * km, where=lengths > 0).round(3)


def _parts_inside(
    lines: GeometryArray, reach: Reach, met: pd.DataFrame, path: PathKind | None
) -> GeometryArray:
    """Return the part of each line in its band of its zone, None where there is no zone."""
    ways, *areas = (
        geo.split_antimeridian(geo.densify(shapes, path=path), path=path) for shapes in (lines, *reach)
    )
    parts = np.full(len(met), None, dtype=object)
    for band in range(len(reach)):
        rows = np.flatnonzero((met["band"] == band) & (met["zone"] >= 0))
        line, zone = (met[name].to_numpy()[rows] for name in ("line", "zone"))
        inside = shapely.intersection(ways[line], areas[band][zone])
        parts[rows] = shapely.difference(inside, areas[band - 1][zone]) if band else inside
    return parts
