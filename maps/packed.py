"""Pack a table into columns of bytes that a browser unpacks in milliseconds.

A packed layer is gzip of::

    uint32   length of the header, little endian
    header   JSON, UTF-8: number of rows, the sections of geometry, the columns, and what the caller adds
    bytes    the columns, one after the other, in the order in which the header names them

Geometry is taken apart into points, lines and polygons, each a *section* of its own, so that multi-part and
mixed geometries need no special case: a part says which row it belongs to. Coordinates are rounded, stored
as differences from the coordinate before (small numbers), mapped to unsigned integers (zigzag, as in
Protocol Buffers) and written byte plane by byte plane (all lowest bytes first), which is what gzip
compresses best.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

__all__ = ["DIGITS", "pack", "sort_spatially"]

#: Decimals of a degree that are kept: 1e-5 degrees are at most 1.1 m, an error of at most 0.56 m.
DIGITS = 5

#: A text column is stored as codes into its distinct values if these are at most one in four rows.
ROWS_PER_DISTINCT_VALUE = 4

#: Numbers that need more decimals than this are stored as 64-bit floats.
MAX_DECIMALS = 4

GZIP_LEVEL = 6

Integers = npt.NDArray[np.int64]


@dataclass
class _Writer:
    """Collects the columns' bytes and describes each for the header."""

    chunks: list[bytes] = field(default_factory=list)

    def integers(self, values: Integers, *, differences: bool = False) -> dict[str, Any]:
        """Append integers as byte planes and return their description."""
        if differences:
            values = np.diff(values, prepend=0)
        zigzag = ((values << 1) ^ (values >> 63)).astype("<u8")
        width = max(1, (int(zigzag.max(initial=0)).bit_length() + 7) // 8)
        planes = zigzag.view(np.uint8).reshape(-1, 8)[:, :width].T
        self.chunks.append(planes.tobytes())
        return {"count": len(values), "width": width, "differences": differences}

    def raw(self, content: bytes) -> dict[str, Any]:
        """Append bytes as they are and return their description."""
        self.chunks.append(content)
        return {"bytes": len(content)}


def pack(table: gpd.GeoDataFrame, columns: Sequence[str], *, extra: Mapping[str, Any] | None = None) -> bytes:
    """Pack a table's geometry and the named columns.

    Parameters
    ----------
    table : GeoDataFrame
        In any coordinate reference system; a table without one is taken to be in degrees. Longitudes may
        run on past 180 where a line crosses the antimeridian.
    columns : sequence of str
        The attributes to pack, in this order.
    extra : mapping, optional
        What to add to the header, ready for JSON.

    Returns
    -------
    bytes
        The packed layer, the same for the same input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> table = gpd.GeoDataFrame({"name": ["Taichung"]}, geometry=[shapely.Point(120.68, 24.15)], crs=4326)
    >>> len(pack(table, ["name"])) < 250
    True
    """
    if table.crs is not None:
        table = table.to_crs(4326)
    writer = _Writer()
    header = {
        "rows": len(table),
        "digits": DIGITS,
        "sections": list(_pack_sections(np.asarray(table.geometry), writer)),
        "columns": [_pack_column(table[name], writer) for name in columns],
        **(extra or {}),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    content = b"".join([len(text).to_bytes(4, "little"), text, *writer.chunks])
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def _pack_sections(geometries: npt.NDArray[np.object_], writer: _Writer) -> Iterator[dict[str, Any]]:
    parts, rows = shapely.get_parts(geometries, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)  # a collection may hold multi-part geometries
    rows = rows[inner]
    dimensions = shapely.get_dimensions(parts)
    for dimension, kind in enumerate(["point", "line", "polygon"]):
        of_kind = (dimensions == dimension) & ~shapely.is_empty(parts)
        if of_kind.any():
            yield {"kind": kind} | _pack_parts(parts[of_kind], rows[of_kind], writer)


def _pack_parts(parts: npt.NDArray[np.object_], rows: Integers, writer: _Writer) -> dict[str, Any]:
    _, coordinates, offsets = shapely.to_ragged_array(parts, include_z=False)
    x, y = np.rint(coordinates.T * 10**DIGITS).astype(np.int64)
    return {
        "x": writer.integers(x, differences=True),
        "y": writer.integers(y, differences=True),
        "sizes": [writer.integers(np.diff(level)) for level in offsets],
        "rows": writer.integers(rows, differences=True),
    }


def _pack_column(values: pd.Series[Any], writer: _Writer) -> dict[str, Any]:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return {"name": str(values.name)} | _pack_numbers(values.to_numpy(float, na_value=np.nan), writer)
    return {"name": str(values.name)} | _pack_texts(_as_text(values), writer)


def _pack_numbers(values: npt.NDArray[np.float64], writer: _Writer) -> dict[str, Any]:
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    decimals = _exact_decimals(known)
    if decimals is None:
        return {"type": "float"} | writer.raw(values.astype("<f8").tobytes())
    scaled = np.rint(known * 10**decimals).astype(np.int64)
    return {
        "type": "decimal",
        "decimals": decimals,
        **writer.integers(scaled),
        "missing": writer.integers(np.flatnonzero(missing), differences=True),
    }


def _exact_decimals(values: npt.NDArray[np.float64]) -> int | None:
    """Return how many decimals hold every value exactly, or None if too many do not suffice."""
    if not np.isfinite(values).all():
        return None
    largest = np.abs(values).max(initial=0.0)
    for decimals in range(MAX_DECIMALS + 1):
        fits = largest * 10**decimals < 2**50
        if fits and np.array_equal(np.round(values, decimals), values):
            return decimals
    return None


def _as_text(values: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """Return each value as text a reader understands, None where there is none."""
    present = values.notna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(values):
        texts = values.map(lambda moment: moment.isoformat(), na_action="ignore").to_numpy(object)
    else:
        texts = values.astype(object).map(str, na_action="ignore").to_numpy(object)
    texts[~present] = None
    return texts


def _pack_texts(texts: npt.NDArray[np.object_], writer: _Writer) -> dict[str, Any]:
    codes, distinct = pd.factorize(texts)
    if len(distinct) * ROWS_PER_DISTINCT_VALUE <= max(len(texts), 256):
        return {"type": "code", "values": list(distinct)} | writer.integers(codes.astype(np.int64))
    content = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":")).encode()
    return {"type": "text"} | writer.raw(content)


def sort_spatially(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table in the order of a Z-order curve, which compresses best.

    Parameters
    ----------
    table : GeoDataFrame
        A table whose order of drawing does not matter.

    Returns
    -------
    GeoDataFrame
        The same rows; neighbours in space are neighbours in the table.

    References
    ----------
    G. M. Morton, A computer oriented geodetic data base and a new technique in file sequencing, IBM, 1966.
    """
    bounds = np.nan_to_num(shapely.bounds(np.asarray(table.geometry)))
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    low = centres.min(axis=0, initial=np.inf)
    span = np.maximum((centres - low).max(initial=0.0), 1e-9)
    column, row = ((centres - low) / span * 0xFFFF).astype(np.uint64).T
    return table.iloc[np.argsort(_interleave(column) | (_interleave(row) << np.uint64(1)), kind="stable")]


def _interleave(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread 16 bits so that a zero follows each."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
