"""Zones of risk and the bands around them, made ready once to measure any number of lines in."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.layers._scale.partitions import tell
from isthmus.layers._tables.cells import as_text
from isthmus.layers._tables.crs import are_sound, in_degrees
from isthmus.layers._tables.table import check_places, note_places
from isthmus.layers._transport.hazards import hinders, in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isthmus.geo import PathKind
    from isthmus.layers._tables.table import GeometryArray

    Shapes = list[GeometryArray]
    Rows = tuple[NDArray[np.int64], NDArray[np.int64]]

#: Shorter pieces are what rounding leaves where a line touches the edge of a band.
_SHORTEST_M = 0.5

#: What no line meets.
_NONE_MET = pd.DataFrame(
    {name: np.empty(0, np.int64) for name in ("band", "line", "zone")}
    | {name: np.empty(0) for name in ("metres", "united")}
)


@dataclass(frozen=True, eq=False)
class ZoneReach:
    """Zones and the bands around them, ready to be met by one table of lines after the other.

    It survives pickle: worker processes share what one has made.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Zones in degrees that do not cross themselves.
    outer_km : numpy.ndarray of float, shape (bands,)
        Outer distances of the bands, the first 0: the zones themselves.
    path : {"geodesic", "straight"} or None
        What a leg of a line and an edge of a zone is.
    shapes : list of numpy.ndarray, shape (zones,)
        All within each of these distances.
    """

    zones: gpd.GeoDataFrame
    outer_km: NDArray[np.float64]
    path: PathKind | None
    shapes: Shapes
    _hazards: dict[bytes, _HazardIndex] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        zones: gpd.GeoDataFrame,
        on: dt.date | str | None,
        outer_km: NDArray[np.float64],
        path: PathKind | None,
    ) -> ZoneReach:
        """Make the zones in force on a date ready; notes tell what has no place and what was mended."""
        zones = _check_zones(zones, on)
        return cls(zones, outer_km, path, _shapes_of_bands(zones.geometry.to_numpy(), outer_km[1:], path))

    def meet(self, lines: gpd.GeoDataFrame, *, all_hazards: bool) -> pd.DataFrame:
        """Return ``line``, ``zone``, ``band``, ``metres`` wherever a line meets a band of a zone that counts.

        A line that meets none has band 0 of no zone, -1. ``united`` are the metres in that band of any zone.
        """
        if lines.empty:  # nothing need be made ready to say what the columns are
            return _NONE_MET.copy()
        counted = [(np.arange(len(lines)), np.arange(len(self.zones)))]
        if not all_hazards and "kind" in self.zones and "mode" in lines:
            counted = self._rows_by_mode(lines["mode"])
        found = []
        for line_rows, zone_rows in counted:
            with _name_rows(line_rows):
                met = self._index(zone_rows).meet(lines.geometry.to_numpy()[line_rows])
            found.append(met.assign(line=line_rows[met["line"]]))
        return pd.concat(found).sort_values(["line", "zone", "band"], ignore_index=True)

    def _rows_by_mode(self, modes: pd.Series[str]) -> list[Rows]:
        """Return the rows of lines of each mode, and those of the zones that hinder it."""
        texts = modes.map(as_text)
        return [
            (np.flatnonzero(texts == mode), np.flatnonzero(hinders(self.zones["kind"], mode)))
            for mode in texts.unique()
        ]

    def _index(self, rows: NDArray[np.int64]) -> _HazardIndex:
        """Return some zones ready to be met, made when they are first asked for."""
        key = rows.tobytes()
        if key not in self._hazards:
            self._hazards[key] = _HazardIndex.of(rows, self.shapes, self.path)
        return self._hazards[key]

    def parts_inside(self, lines: GeometryArray, met: pd.DataFrame) -> GeometryArray:
        """Return the part of each line in its band of its zone, None where there is no zone."""
        ways = geo.split_antimeridian(geo.densify(lines, path=self.path), path=self.path)
        parts = np.full(len(met), None, dtype=object)
        for band, areas in enumerate(self._drawn):
            rows = np.flatnonzero((met["band"] == band) & (met["zone"] >= 0))
            line, zone = (met[name].to_numpy()[rows] for name in ("line", "zone"))
            inside = shapely.intersection(ways[line], areas[zone])
            parts[rows] = shapely.difference(inside, self._drawn[band - 1][zone]) if band else inside
        return parts

    @cached_property
    def _drawn(self) -> Shapes:
        """All within each distance, with edges that keep their course where others cut them."""
        return [
            geo.split_antimeridian(geo.densify(shapes, path=self.path), path=self.path)
            for shapes in self.shapes
        ]


@dataclass(frozen=True, eq=False)
class _HazardIndex:
    """The zones that count for a mode, ready to be met.

    Parameters
    ----------
    rows : numpy.ndarray of int, shape (zones,)
        Which zones these are.
    zones : list of geo.ZoneIndex, shape (bands,)
        All within each distance of each of them.
    united : list of geo.ZoneIndex, shape (bands,)
        All within each distance of any of them; none where there is no zone.
    """

    rows: NDArray[np.int64]
    zones: list[geo.ZoneIndex]
    united: list[geo.ZoneIndex]

    @classmethod
    def of(cls, rows: NDArray[np.int64], shapes: Shapes, path: PathKind | None) -> _HazardIndex:
        """Make some zones ready."""
        some = [band[rows] for band in shapes]
        whole = [[shapely.union_all(band)] if not shapely.is_missing(band).all() else [] for band in some]
        zones, united = ([geo.ZoneIndex(band, path=path) for band in bands] for bands in (some, whole))
        return cls(rows, zones, united)

    def meet(self, lines: GeometryArray) -> pd.DataFrame:
        """Return what `ZoneReach.meet` does of these zones, all of which count for all lines."""
        upto = [pd.Series(metres, [line, zone]) for line, zone, metres in _measure_all(self.zones, lines)]
        bands = [upto[0], *(far.sub(near, fill_value=0) for near, far in pairwise(upto))]
        met = pd.concat(dict(enumerate(bands)), names=["band", "line", "zone"]).rename("metres").reset_index()
        met = met[(met["metres"] > _SHORTEST_M) | ((met["band"] == 0) & (met["metres"] > 0))]
        away = np.setdiff1d(np.arange(len(lines)), met["line"])
        nowhere = pd.DataFrame({"band": 0, "line": away, "zone": -1, "metres": 0.0})
        met = pd.concat([met, nowhere]) if len(met) else nowhere
        united = self._union_metres(lines)[met["line"], met["band"]]
        return met.assign(united=united, zone=np.append(self.rows, -1)[met["zone"]])

    def _union_metres(self, lines: GeometryArray) -> NDArray[np.float64]:
        """Return the metres of each line in each band of the union of all zones, as (lines, bands)."""
        upto = np.zeros((len(lines), len(self.united)))
        for band, (line, _, metres) in enumerate(_measure_all(self.united, lines)):
            upto[line, band] = metres
        return np.diff(upto, axis=1, prepend=0.0)


@contextmanager
def _name_rows(rows: NDArray[np.int64]) -> Iterator[None]:
    """Let errors about one of some rows say which row of the table it is."""
    try:
        yield
    except geo.GeometryError as error:
        if error.index is not None:
            row = int(rows[error.index])
            error.args = (str(error).replace(f"geometry {error.index}:", f"geometry {row}:"),)
            error.index = row
        raise


def _measure_all(zones: list[geo.ZoneIndex], lines: GeometryArray) -> list[geo.Exposure]:
    return [index.measure(lines) for index in zones]


def _check_zones(zones: gpd.GeoDataFrame, on: dt.date | str | None) -> gpd.GeoDataFrame:
    """Return the zones in force in degrees, mended; notes tell what has no place."""
    nothing = isinstance(zones, gpd.GeoDataFrame) and zones.empty  # unlike zones of which none is in force
    zones = in_degrees(in_force(zones, on), "zones")
    check_places(zones, "zones")
    if not np.isfinite(shapely.get_coordinates(zones.geometry)).all():
        raise geo.GeometryError("zones: expected longitudes and latitudes, got one that is no number")
    notes = note_places(zones, "zones", "no line meets them")
    if nothing:
        remedy = "every exposure is 0"
        notes.append(geo.Problem("zones", "rows", "a table without any", remedy=remedy, severity="note"))
    zones, mended = _mend_zones(zones)
    tell([*notes, *mended], stacklevel=4)
    return zones


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


def _shapes_of_bands(zones: GeometryArray, outer_km: NDArray[np.float64], path: PathKind | None) -> Shapes:
    """Return the zones, and all within each distance of them."""
    # a geodesic keeps its course where zones are united only between vertices that are near to each other
    drawn = geo.densify(zones, path=path) if path == "geodesic" else zones
    whole = geo.split_antimeridian(drawn, path=path)
    return [whole, *(geo.buffer(whole, km * 1000, path=path) for km in outer_km)]
