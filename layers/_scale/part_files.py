"""Folders of GeoParquet as frames of partitions, and back: a file a partition, each whole or not there.

Who works on them are local processes, or a cluster.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from isthmus._arguments import ArgumentError
from isthmus.geo import IsthmusError, Problem, ReadError, ValidationError, WriteError
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES

from .partitions import NOTES, gather_notes, let_name_shapes, mark_part, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Read = Callable[[Path], gpd.GeoDataFrame]
    Write = Callable[[gpd.GeoDataFrame, Path], object]

#: Under what the attributes of a file's table have the work it was made in.
_WORK: Final = "isthmus.work"


@dataclass(frozen=True, slots=True)
class _Source:
    """A file, as it was when it was first looked at: another one of its name is another source."""

    path: str
    size: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> _Source:
        known = path.stat()
        return cls(str(path.resolve()), known.st_size, known.st_mtime_ns)


def read_parts(folder: Path, read: Read) -> gpd.GeoDataFrame:
    """Return a frame whose partitions are the GeoParquet files of a folder, by their names; none is read yet.

    Parameters
    ----------
    folder : Path
    read : callable
        Reads a file as a table; it survives pickle.

    Raises
    ------
    ReadError
        If Dask is missing, or there is no such file in the folder.
    ValidationError
        If a file has other columns than the first.
    """
    _ask_for_dask(ReadError, folder)
    import dask.dataframe as dd  # noqa: PLC0415 - optional
    import dask_geopandas  # noqa: F401, PLC0415 - teaches Dask what a GeoDataFrame is
    from dask import config  # noqa: PLC0415 - optional

    let_name_shapes()
    files = sorted(path for path in folder.glob("*.parquet") if path.is_file())
    if not files:
        raise ReadError(f"{folder}: expected a folder of files that end in .parquet, found none in it")
    footers = [_read_footer(path) for path in files]
    _check_alike(files, footers)
    meta = _empty_table(files[0], footers, read)
    with config.set({"dataframe.convert-string": False}):  # else Dask makes text of dates and lists
        frame = dd.from_map(
            partial(_read_part, read=read, meta=meta), [_Source.of(path) for path in files], meta=meta
        )
    boxes = [_box_of(footer) for footer in footers]
    if all(box is not None for box in boxes):
        frame.spatial_partitions = gpd.GeoSeries(boxes, crs=DEGREES)
    return frame


def _ask_for_dask(error: type[IsthmusError], path: Path) -> None:
    missing = [name for name in ("dask_geopandas", "distributed", "pyarrow") if find_spec(name) is None]
    if missing:
        named = [name.replace("_", "-") for name in missing]
        raise error(f"{path}: tables in parts need {list_words(named, 'and')}: pip install {' '.join(named)}")


def _read_footer(path: Path) -> Any:  # noqa: ANN401 - pyarrow publishes no types
    import pyarrow as pa  # noqa: PLC0415 - optional
    import pyarrow.parquet as pq  # noqa: PLC0415 - optional

    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise ValidationError([Problem(path.name, "a whole file of Parquet", str(error))]) from None


def _check_alike(files: Sequence[Path], footers: Sequence[Any]) -> None:
    """Refuse files of other columns than the first has: all at once."""
    first = _columns_of(footers[0])
    problems = []
    for path, footer in zip(files, footers, strict=True):
        names = _columns_of(footer)
        if names != first:
            expected = f"the columns of {files[0].name}: {', '.join(first)}"
            problems.append(Problem(path.name, expected, ", ".join(names) or "none"))
    if problems:
        raise ValidationError(problems)


def _columns_of(footer: Any) -> list[str]:  # noqa: ANN401 - pyarrow publishes no types
    """Return the columns of a file, less those that hold the boxes of its shapes."""
    about = _about_shapes(footer).get("columns", {}).values()
    boxes = {column["covering"]["bbox"]["xmin"][0] for column in about if "covering" in column}
    return [name for name in footer.schema.to_arrow_schema().names if name not in boxes]


def _about_shapes(footer: Any) -> dict[str, Any]:  # noqa: ANN401 - pyarrow publishes no types
    about: dict[str, Any] = json.loads((footer.metadata or {}).get(b"geo", b"{}"))
    return about


def _empty_table(path: Path, footers: Sequence[Any], read: Read) -> gpd.GeoDataFrame:
    """Return what a file's table would be without rows: whole numbers with gaps in any file are floats."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - optional

    with TemporaryDirectory() as folder:
        bare = Path(folder) / path.name
        pq.write_table(footers[0].schema.to_arrow_schema().empty_table(), bare)
        table = read(bare)
    whole = {name for name in table if pd.api.types.is_integer_dtype(table[name].dtype)}
    gaps = {name for footer in footers for name in _columns_with_gaps(footer)}
    return table.astype(dict.fromkeys(sorted(whole & gaps), "float64"))


def _columns_with_gaps(footer: Any) -> Iterator[str]:  # noqa: ANN401 - pyarrow publishes no types
    for group in map(footer.row_group, range(footer.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            if column.is_stats_set and column.statistics.null_count:
                yield column.path_in_schema


def _box_of(footer: Any) -> shapely.Polygon | None:  # noqa: ANN401 - pyarrow publishes no types
    """Return the box that a file of GeoParquet says to lie in, if it is one of degrees; empty for no rows."""
    if not footer.num_rows:
        return shapely.Polygon()
    about = _about_shapes(footer)
    column = about.get("columns", {}).get(about.get("primary_column"), {})
    bbox, crs = column.get("bbox"), column.get("crs", {})
    code = (crs or {}).get("id", {}).get("code", "CRS84" if crs == {} else None)
    if not bbox or code not in {4326, "CRS84"}:
        return None
    half = len(bbox) // 2
    box: shapely.Polygon = shapely.box(*bbox[:2], *bbox[half : half + 2])
    return box


def _read_part(source: _Source, *, read: Read, meta: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    path = Path(source.path)
    with gather_notes(path.name) as notes:
        table = read(path)
    if [*table] != [*meta]:
        raise ValidationError([Problem(path.name, f"the columns {', '.join(meta)}", ", ".join(table))])
    floats = {name: "float64" for name in meta if meta[name].dtype == "float64" != table[name].dtype}
    return mark_part(table.astype(floats), path.name, notes)


def write_parts(table: gpd.GeoDataFrame, folder: Path, write: Write) -> Path:
    """Write each partition as a file of a folder, whole or not at all; what is there of this work stays.

    Parameters
    ----------
    table : dask_geopandas.GeoDataFrame
    folder : Path
    write : callable
        Writes a table as a file, whole or not at all; it survives pickle.

    Raises
    ------
    WriteError
        If the folder holds files of other work, or workers are lost to parts too large for their memory.
    ValidationError
        With everything that is wrong with any partition; the others are written.
    """
    _ask_for_dask(WriteError, folder)
    from dask import delayed  # noqa: PLC0415 - optional

    work = table._name  # noqa: SLF001 - what Dask calls this work, the same in every process
    whole = folder.absolute()  # workers may be elsewhere
    parts = {whole / f"part-{number:05}.parquet": part for number, part in enumerate(table.to_delayed())}
    done = _parts_done(folder, work, parts)
    folder.mkdir(parents=True, exist_ok=True)
    put = delayed(_write_part)
    notes = _compute_all(
        [put(part, path, work, write) for path, part in parts.items() if path not in done], folder
    )
    tell([Problem(**note) for some in notes for note in some], stacklevel=3)
    return folder


def _parts_done(folder: Path, work: str, parts: Mapping[Path, object]) -> set[Path]:
    """Return the files of some work that are there; refuse a folder with files of any other."""
    there = (
        {path.absolute() for path in folder.glob("*") if not path.name.startswith(".")}
        if folder.exists()
        else set()
    )
    others = sorted(path.name for path in there if path not in parts or _work_of(path) != work)
    if others:
        expected = "expected a new folder, an empty one, or one where this very work was stopped"
        raise WriteError(f"{folder}: {expected}, got other files in it, such as {others[0]}")
    return there


def _work_of(path: Path) -> str:
    """Return the work that a file was made in; "" for one of no such work."""
    try:
        about = json.loads(_read_footer(path).metadata.get(b"PANDAS_ATTRS", b"{}"))
    except (ValidationError, AttributeError):
        return ""
    return str(about.get(_WORK, ""))


def _write_part(part: gpd.GeoDataFrame, path: Path, work: str, write: Write) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = part.attrs.get(NOTES, [])
    part.attrs = {_WORK: work}
    write(part, path)
    return notes


def _compute_all(writes: list[Any], folder: Path) -> Sequence[list[dict[str, Any]]]:
    """Compute all; on workers those that can be, and then tell what is wrong with the others."""
    from dask import compute  # noqa: PLC0415 - optional

    client = _client()
    if client is None:
        computed: Sequence[list[dict[str, Any]]] = compute(*writes)
        return computed
    from dask import config  # noqa: PLC0415 - optional
    from distributed import KilledWorker, wait  # noqa: PLC0415 - optional

    # What is shared is there once.
    with config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        futures = client.compute(writes)
    wait(futures)
    errors = [future.exception() for future in futures if future.status == "error"]
    problems = [one for error in errors if isinstance(error, ValidationError) for one in error.problems]
    if problems:
        raise ValidationError(problems)
    for error in errors:
        if isinstance(error, KilledWorker):
            remedy = "split its file, or give each worker more memory"
            raise WriteError(f"{folder}: a part ended every worker that had it; {remedy}") from error
        raise error
    return [future.result() for future in futures]


def _client() -> Any:  # noqa: ANN401 - distributed publishes no types
    """Return the client of the workers that Dask works on, if there are any."""
    if "distributed" not in sys.modules:
        return None
    from distributed import default_client  # noqa: PLC0415 - optional

    try:
        return default_client()
    except ValueError:
        return None


@contextmanager
def lend_workers(scheduler: str | None = None) -> Iterator[None]:
    """Lend a process a processor for what Dask is to do, or the workers of a cluster by its address.

    Raises
    ------
    ArgumentError
        If no scheduler answers there.
    """
    from distributed import Client, LocalCluster  # noqa: PLC0415 - optional
    from distributed.comm.addressing import parse_address, parse_host_port  # noqa: PLC0415

    with ExitStack() as stack:
        place: Any = scheduler
        if scheduler is None:
            size = {"n_workers": os.cpu_count(), "threads_per_worker": 1}
            place = stack.enter_context(LocalCluster(**size, dashboard_address=":0", silence_logs=50))
        try:
            if scheduler is not None:
                parse_host_port(parse_address(scheduler)[1])  # a client would wait for it
            client = stack.enter_context(Client(place, timeout=10, set_as_default=False))
        except (OSError, ValueError) as error:
            raise ArgumentError(
                f"scheduler: expected the address of one, got {scheduler!r}: {error}"
            ) from None
        stack.enter_context(client.as_current())
        yield
