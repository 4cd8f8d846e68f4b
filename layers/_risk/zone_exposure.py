"""How far the lines of a network run inside zones of risk, and near them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus import geo
from isthmus._arguments import check_choice, check_flag
from isthmus._choices import COST_MODEL
from isthmus.layers._bundled.files import join_credits
from isthmus.layers._scale.partitions import digest_table, map_parts, spread_boxes, tell
from isthmus.layers._tables.crs import DEGREES, in_degrees
from isthmus.layers._tables.schemas import ATTRIBUTION
from isthmus.layers._tables.table import check_columns, note_places, without_place
from isthmus.layers._transport.cost_models import speeds

from .risk_buffers import as_distances
from .zone_reach import ZoneReach

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import PathKind

#: What of zones is carried over.
_OF_ZONES: Final = ("id", "name", "kind", "severity", "from_km", "to_km")


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
    reach, pace = ZoneReach.of(zones, on, outer, path), speeds(costs)
    answer = partial(_expose, reach=reach, pace=pace, all_hazards=all_hazards)
    token = f"{digest_table(reach.zones)}-{outer.tolist()}-{path}-{all_hazards}-{sorted(pace.items())}"
    return map_parts(answer, lines, token=token, spread=spread_boxes)


def _expose(
    lines: gpd.GeoDataFrame, *, reach: ZoneReach, pace: Mapping[str, float], all_hazards: bool
) -> gpd.GeoDataFrame:
    """Return the exposure of lines to zones that are ready."""
    lines = in_degrees(lines, "lines")
    check_columns(lines, "lines")
    tell(note_places(lines, "lines", "their exposure is missing, not 0"), stacklevel=4)
    shapes, lost = lines.geometry.to_numpy(), without_place(lines)
    met = reach.meet(lines, all_hazards=all_hazards)
    line, zone, band = (met[name].to_numpy() for name in ("line", "zone", "band"))
    km = np.where(lost[line], np.nan, met["metres"] / 1000)
    united = np.where(lost[line], np.nan, met["united"] / 1000)
    lengths = geo.length(shapes, path=reach.path)[line] / 1000
    hours = _hours_a_km(lines, pace)[line]
    table = pd.DataFrame(
        _carry_columns(lines, line, "line", ["id", "name"])
        | _carry_columns(_with_none(reach.zones), zone, "zone", _OF_ZONES)
        | {"band_km": reach.outer_km[band]}
        | {"km": km.round(1), "share": _share(km, lengths), "h": (km * hours).round(1)}
        | {"united_km": united.round(1), "united_share": _share(united, lengths)}
        | {"united_h": (united * hours).round(1)}
        | _owners((lines, line), (reach.zones, zone))
    )
    return gpd.GeoDataFrame(table, geometry=reach.parts_inside(shapes, met), crs=DEGREES)


def _with_none(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what of zones is carried over, and as the last row what of no zone is: nothing."""
    kept = zones[[column for column in _OF_ZONES if column in zones]].reset_index(drop=True)
    return pd.DataFrame(kept.reindex(range(len(zones) + 1)))


def _hours_a_km(lines: gpd.GeoDataFrame, pace: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the hours that each line's mode takes for a kilometre, NaN where the mode is not known."""
    if "mode" not in lines:
        return np.full(len(lines), np.nan)
    return np.asarray(1 / lines["mode"].map(pace).to_numpy(dtype=float, na_value=np.nan))


def _carry_columns(
    table: pd.DataFrame, rows: NDArray[np.int64], prefix: str, columns: Sequence[str]
) -> dict[str, pd.Series[Any]]:
    """Return columns of a table at some rows; row -1 is the last."""
    picked = table[[column for column in columns if column in table]].iloc[rows].reset_index(drop=True)
    return {f"{prefix}_{column}": picked[column] for column in picked}


def _owners(*met: tuple[gpd.GeoDataFrame, NDArray[np.int64]]) -> dict[str, pd.Series[str]]:
    """Return whom to name for the rows that meet, of lines and of zones; missing where they do not say."""
    name = ATTRIBUTION.name
    said = [
        pd.Series(table[name].to_numpy(object) if name in table else None, np.arange(len(table)), object)
        .reindex(rows)
        .tolist()
        for table, rows in met
    ]
    pairs = [*zip(*said, strict=True)]
    named = {owners: join_credits(owners) or None for owners in {*pairs}}
    return {name: pd.Series([named[owners] for owners in pairs], dtype="str")}


def _share(km: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(km, lengths, out=0 * km, where=lengths > 0).round(3)
