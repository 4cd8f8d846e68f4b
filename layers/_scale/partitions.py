"""Tables larger than memory: frames of dask-geopandas, whose partitions are tables like any other.

Nobody imports Dask who has no such frame. What a function needs besides a table is one node of Dask's graph,
which each worker gets once. A partition knows the file it is of and what is to be said of its rows: both
travel in the ``attrs`` of its table.
"""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas.array import GeometryArray

from isthmus.geo import DataWarning, GeometryError, IsthmusError, Problem
from isthmus.layers._tables.cells import as_cells
from isthmus.layers._tables.crs import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Answer = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]
    Spread = Callable[[gpd.GeoSeries], gpd.GeoSeries]

FILE: Final = "isthmus.file"
"""Under what the attributes of a partition have the name of the file it is of."""

NOTES: Final = "isthmus.notes"
"""Under what they have what is to be said of its rows, in terms of JSON."""

#: What is said while a partition is worked on; None where it is a warning at once.
_TOLD: ContextVar[list[Problem] | None] = ContextVar("told", default=None)

#: Degrees of longitude from which on the shorter way between two points may leave the box around them.
_HALF_EARTH: Final = 179.0

#: Longitudes on the sphere where geodesics are great circles differ by up to 1 and the flattening.
_STRETCH: Final = 1.0034

#: The fewest that a degree of a meridian or a great circle has.
_KM_A_DEGREE: Final = 110.5

#: Of the draw of a sample.
_SEED: Final = 0


def is_lazy(table: object) -> bool:
    """Tell whether something is a frame of dask-geopandas."""
    return any(kind.__module__.partition(".")[0] == "dask_geopandas" for kind in type(table).__mro__)


def tell(notes: Sequence[Problem], *, stacklevel: int) -> None:
    """Warn of notes; those on a partition are kept for whoever asked for it, in whatever process that is."""
    told = _TOLD.get()
    if told is not None:
        told.extend(notes)
    elif notes:
        warnings.warn(DataWarning(notes), stacklevel=stacklevel + 1)


def digest_table(table: gpd.GeoDataFrame) -> str:
    """Return a text that tells tables apart by what they hold, the same in every process."""
    cells = as_cells({str(name): table[name] for name in table.columns.drop(table.geometry.name)})
    held = [cells, shapely.to_wkb(table.geometry.to_numpy(), hex=True).tolist(), str(table.crs)]
    return sha256(json.dumps(held).encode()).hexdigest()


def map_parts(answer: Answer, table: gpd.GeoDataFrame, *, token: str, spread: Spread) -> gpd.GeoDataFrame:
    """Return what a function answers of a table, or, for a frame of partitions, a frame of the answers.

    Parameters
    ----------
    answer : callable
        Takes a table and returns one; it survives pickle, and is sent to each worker once.
    table : geopandas.GeoDataFrame or dask_geopandas.GeoDataFrame
    token : str
        Tells answers apart, the same in every process.
    spread : callable
        Returns the boxes that hold the answers of tables that lie in some boxes.
    """
    if not is_lazy(table):
        return answer(table)
    from dask import delayed  # noqa: PLC0415 - optional: only those who have such a frame need it

    let_name_shapes()
    shared = delayed(answer, name=f"answer-{token}", traverse=False)
    mapped = table.map_partitions(_answer_part, shared, meta=answer(table._meta))  # noqa: SLF001 - what Dask has for it
    if table.spatial_partitions is not None:
        mapped.spatial_partitions = spread(table.spatial_partitions)
    return mapped


def let_name_shapes() -> None:
    """Let Dask name work on the same shapes alike in every process; of itself it does not."""
    from dask.base import normalize_token  # noqa: PLC0415 - optional

    normalize_token.register(GeometryArray, _name_shapes)


def _name_shapes(shapes: GeometryArray) -> tuple[str, list[bytes], str]:
    return "isthmus.shapes", shapely.to_wkb(np.asarray(shapes)).tolist(), str(shapes.crs)


def spread_boxes(boxes: gpd.GeoSeries, *, radius_km: float = 0.0) -> gpd.GeoSeries:
    """Return boxes that hold all within a distance of the geodesics between any two points in the same box.

    A great circle between two points of one latitude is highest halfway. Where a box is half the Earth wide,
    the shorter way may lead around its other side, or over a pole. What reaches over a pole, or over 180
    degrees, has every longitude.

    Examples
    --------
    >>> boxes = gpd.GeoSeries([shapely.box(0, 0, 60, 50), shapely.box(-170, 0, 170, 1)], crs=4326)
    >>> spread_boxes(boxes).bounds.round(1).to_numpy().tolist()
    [[0.0, 0.0, 60.0, 54.0], [-180.0, -90.0, 180.0, 90.0]]
    >>> spread_boxes(boxes[:1], radius_km=111).bounds.round(1).to_numpy().tolist()
    [[-1.8, -1.0, 61.8, 55.0]]
    """
    west, south, east, north = boxes.bounds.to_numpy().T
    half = np.radians(np.minimum(east - west, _HALF_EARTH) / 2 * _STRETCH)
    low, high = (np.degrees(np.arctan(np.tan(np.radians(lat)) / np.cos(half))) for lat in (south, north))
    over = np.where(east - west < _HALF_EARTH, 0, LIMITS["lat"])
    reach = radius_km / _KM_A_DEGREE
    south = np.maximum(np.minimum(south, low) - reach - over, -LIMITS["lat"])
    north = np.minimum(np.maximum(north, high) + reach + over, LIMITS["lat"])
    steepest = np.cos(np.radians(np.maximum(-south, north)))
    aside = np.sin(np.radians(min(reach, LIMITS["lat"]))) / np.maximum(steepest, 1e-9)
    beside = np.degrees(np.arcsin(np.minimum(aside, 1)))
    far = (np.maximum(-south, north) == LIMITS["lat"]) | (
        np.maximum(beside - west, beside + east) > LIMITS["lon"]
    )
    west = np.where(far, -LIMITS["lon"], west - beside)
    east = np.where(far, LIMITS["lon"], east + beside)
    spread = shapely.box(west, south, east, north)
    spread[boxes.is_empty] = shapely.Polygon()
    return gpd.GeoSeries(spread, index=boxes.index, crs=boxes.crs)


def _answer_part(
    part: gpd.GeoDataFrame, answer: Answer, partition_info: Mapping[str, Any] | None = None
) -> gpd.GeoDataFrame:
    number = partition_info["number"] if partition_info else 0
    file = part.attrs.get(FILE) or f"partition {number}"
    with gather_notes(file) as notes:
        try:
            answered = answer(part)
        except IsthmusError as error:
            _name_part(error, part, file)
            raise
    return mark_part(answered, part.attrs.get(FILE), [*part.attrs.get(NOTES, []), *notes])


@contextmanager
def gather_notes(file: str) -> Iterator[list[dict[str, Any]]]:
    """Gather what is said meanwhile, in terms of JSON, as said of a file."""
    told: list[Problem] = []
    notes: list[dict[str, Any]] = []
    before = _TOLD.set(told)
    try:
        yield notes
    finally:
        _TOLD.reset(before)
    named = (note if file in note.file else replace(note, file=f"{file}, {note.file}") for note in told)
    notes += map(asdict, named)


def mark_part(table: gpd.GeoDataFrame, file: str | None, notes: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Let a partition know the file it is of, and what is to be said of it."""
    table.attrs |= {name: value for name, value in ((FILE, file), (NOTES, notes)) if value}
    return table


def _name_part(error: IsthmusError, part: gpd.GeoDataFrame, file: str) -> None:
    """Let an error say of which file it is, and of which row, if the rows bear their numbers."""
    row = error.index if isinstance(error, GeometryError) else None
    if row is not None and row < len(part) and pd.api.types.is_integer_dtype(part.index):
        file = f"{file}, row {part.index[row] + 1}"
    error.args = (f"{file}: {error}",)


def each_part(table: gpd.GeoDataFrame, most: int) -> Iterator[gpd.GeoDataFrame]:
    """Return a frame's partitions one after the other, or a table's rows so many at a time.

    Examples
    --------
    >>> rows = gpd.GeoDataFrame(geometry=gpd.points_from_xy([1, 2, 3], [4, 5, 6]), crs=4326)
    >>> [len(part) for part in each_part(rows, 2)]
    [2, 1]
    """
    if is_lazy(table):
        yield from (table.partitions[part].compute() for part in range(table.npartitions))
    else:
        yield from (table.iloc[row : row + most] for row in range(0, len(table), most))


def sample_rows(table: gpd.GeoDataFrame, most: int) -> tuple[gpd.GeoDataFrame, int]:
    """Return a frame's rows, or about so many by a draw that is the same each time; and how many it has."""
    count = int(table.map_partitions(len).compute().sum())
    some = table.sample(frac=most / count, random_state=_SEED) if count > most else table
    return some.compute().reset_index(drop=True), count
