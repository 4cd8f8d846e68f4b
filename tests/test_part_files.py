"""Folders of GeoParquet: read by parts, written whole or not at all, gone on with; killed processes."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections import Counter
from typing import TYPE_CHECKING
from unittest import mock

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from dask import config, delayed
from distributed import default_client

import small_parts
from isthmus import geo, layers
from isthmus.layers._scale import part_files
from isthmus.layers._scale.partitions import map_parts, spread_boxes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warm_python import Run

PARTS = 8


def test_a_folder_is_read_as_its_files_are(tmp_path: Path) -> None:
    table = small_parts.write_legs(tmp_path / "in", [20, 1, 0, 200])
    frame = layers.read_table(tmp_path / "in")
    assert frame.npartitions == 4
    assert frame.dtypes.to_dict() == table.dtypes.to_dict()
    assert frame.spatial_partitions[3].bounds == pytest.approx(tuple(table[21:].total_bounds))
    got = frame.compute().reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(got), pd.DataFrame(table))
    assert frame._name == layers.read_table(tmp_path / "in")._name


def test_whole_numbers_with_gaps_in_one_file_are_floats_in_all(tmp_path: Path) -> None:
    table = small_parts.write_legs(tmp_path / "in", [5, 5])
    gaps = table[5:].astype({"year": "Int64"}).reset_index(drop=True)
    gaps.loc[2, "year"] = None
    layers.write_table(gaps, tmp_path / "in" / "legs-01.parquet")
    frame = layers.read_table(tmp_path / "in")
    types = [part.compute().dtypes["year"] for part in frame.partitions]
    assert [str(dtype) for dtype in (frame.dtypes["year"], *types)] == ["float64"] * 3


def test_parts_are_written_and_read_back(tmp_path: Path) -> None:
    table = small_parts.write_legs(tmp_path / "in", [30, 0, 10])
    frame = layers.exposure(layers.read_table(tmp_path / "in"), small_parts.zones())
    assert layers.write_table(frame, tmp_path / "out") == tmp_path / "out"
    names = ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    back = layers.read_table(tmp_path / "out").compute().reset_index(drop=True)
    expected = layers.exposure(table, small_parts.zones())
    pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(expected))


def test_what_was_stopped_goes_on_and_writes_what_is_missing(tmp_path: Path) -> None:
    small_parts.write_legs(tmp_path / "in", [10, 10, 10])
    out = tmp_path / "out"
    layers.write_table(layers.buffer(layers.read_table(tmp_path / "in"), [10]), out)
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    whole = (out / "part-00001.parquet").read_bytes()
    (out / "part-00001.parquet").unlink()
    layers.write_table(layers.buffer(layers.read_table(tmp_path / "in"), [10]), out)
    after = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert (out / "part-00001.parquet").read_bytes() == whole
    assert {path.name for path in after if after[path] != before[path]} == {"part-00001.parquet"}


@pytest.mark.parametrize("change", ["radius", "file", "stranger"])
def test_a_folder_of_other_work_is_refused(tmp_path: Path, change: str) -> None:
    small_parts.write_legs(tmp_path / "in", [10, 10])
    out = tmp_path / "out"
    layers.write_table(layers.buffer(layers.read_table(tmp_path / "in"), [10]), out)
    if change == "file":
        layers.write_table(small_parts.legs(11), tmp_path / "in" / "legs-00.parquet")
    elif change == "stranger":
        (out / "notes.txt").write_text("mine")
    other = layers.buffer(layers.read_table(tmp_path / "in"), [20 if change == "radius" else 10])
    with pytest.raises(geo.WriteError, match=r"expected a new folder, an empty one, or .* got other files"):
        layers.write_table(other, out)


def test_a_wrong_row_is_named_with_its_file(tmp_path: Path) -> None:
    small_parts.write_legs(tmp_path / "in", [10, 10])
    wrong = small_parts.legs(10)
    wrong.loc[6, "geometry"] = shapely.LineString([(20, 50), (20, 95)])
    wrong.to_parquet(tmp_path / "in" / "legs-01.parquet")
    frame = layers.exposure(layers.read_table(tmp_path / "in"), small_parts.zones())
    with pytest.raises(geo.ValidationError, match=r"legs-01.parquet, row 7.*95"):
        layers.write_table(frame, tmp_path / "out")
    wrong.loc[6, "geometry"] = shapely.Point(20, 50)
    wrong.to_parquet(tmp_path / "in" / "legs-01.parquet")
    frame = layers.exposure(layers.read_table(tmp_path / "in"), small_parts.zones())
    with pytest.raises(
        geo.GeometryError, match=r"^legs-01.parquet, row 7: lines, geometry 6: expected lines"
    ):
        frame.compute()


def test_rows_without_a_place_are_told_with_their_file(tmp_path: Path) -> None:
    small_parts.write_legs(tmp_path / "in", [10, 10])
    bare = small_parts.legs(10)
    bare.loc[3, "geometry"] = None
    bare.to_parquet(tmp_path / "in" / "legs-01.parquet")
    frame = layers.buffer(layers.read_table(tmp_path / "in"), [10])
    with pytest.warns(geo.DataWarning) as told:
        layers.write_table(frame, tmp_path / "out")
    lines = str(told[0].message).splitlines()
    assert [line.split(":")[0] for line in lines] == ["legs-01.parquet", "legs-01.parquet, table"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(gpd.read_parquet(tmp_path / "out")) == 20


def test_a_folder_that_is_none_of_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(geo.ReadError, match=r"expected a folder of files that end in .parquet, found none"):
        layers.read_table(tmp_path)
    small_parts.legs(3).to_parquet(tmp_path / "a.parquet")
    small_parts.legs(3).drop(columns="year").to_parquet(tmp_path / "b.parquet")
    with pytest.raises(geo.ValidationError, match=r"b.parquet: expected the columns of a.parquet: .*year"):
        layers.read_table(tmp_path)
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    with pytest.raises(geo.ValidationError, match=r"b.parquet: expected a whole file of Parquet"):
        layers.read_table(tmp_path)


def test_dask_is_asked_for_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_files, "find_spec", lambda name: None if name == "dask_geopandas" else name)
    with pytest.raises(geo.ReadError, match=r"need dask-geopandas: pip install dask-geopandas"):
        layers.read_table(tmp_path)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Lend two processes, and return the address of who shares work among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 2)
        with part_files.lend_workers():
            yield default_client().scheduler.address


def kill_midway(process: int, folder: Path, killed: list[int]) -> None:
    """Kill a process as soon as some part is written; note how many were."""
    while not (there := [*folder.glob("part-*")]):
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    killed.append(len(there))


def test_all_is_there_though_a_process_is_killed_midway(address: str, run: Run, tmp_path: Path) -> None:
    table = small_parts.write_legs(tmp_path / "in", [150] * (PARTS - 2) + [1500, 0])
    layers.write_table(small_parts.zones(), tmp_path / "zones.geojson")
    words = ["exposure", "in", "zones.geojson", "--band", "50km", "-o", "out", "--scheduler", address]
    killed: list[int] = []
    process = next(iter(default_client().run(os.getpid).values()))
    killer = threading.Thread(target=kill_midway, args=(process, tmp_path / "out", killed), daemon=True)
    killer.start()
    done = run(*words)
    killer.join(10)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Wrote out ({PARTS} parts)\n"
    assert len(killed) == 1
    assert killed[0] < PARTS
    back = layers.read_table(tmp_path / "out").compute().reset_index(drop=True)
    expected = layers.exposure(table, small_parts.zones(), bands_km=[50])
    pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(expected))
    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert run(*words).returncode == 0
    assert files == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}


def test_everything_wrong_is_told_and_all_else_is_written(address: str, run: Run, tmp_path: Path) -> None:
    small_parts.write_legs(tmp_path / "in", [5] * 4)
    for number in (1, 2):
        wrong = small_parts.legs(5)
        wrong.geometry = wrong.translate(yoff=60.0 * number)
        wrong.to_parquet(tmp_path / "in" / f"legs-{number:02}.parquet")
    done = run("buffer", "in", "--radius", "10km", "-o", "out", "--scheduler", address)
    assert done.returncode == 1
    assert {line.split(",")[0] for line in done.stderr.splitlines()} == {"legs-01.parquet", "legs-02.parquet"}
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["part-00000.parquet", "part-00003.parquet"]


def test_what_parts_share_is_sent_to_each_process_once(address: str, tmp_path: Path) -> None:
    assert address
    small_parts.write_legs(tmp_path / "in", [2] * 8)
    (tmp_path / "arrived").mkdir()
    parcel = small_parts.Parcel(tmp_path / "arrived")
    frame = layers.read_table(tmp_path / "in")
    layers.write_table(map_parts(parcel, frame, token="1", spread=spread_boxes), tmp_path / "out")  # noqa: S106
    arrivals = Counter(path.name.partition("-")[0] for path in (tmp_path / "arrived").iterdir())
    assert set(arrivals.values()) == {1}
    assert len(arrivals) <= 3  # two workers, and who shares the work among them
    assert len([*(tmp_path / "out").iterdir()]) == 8


def test_a_part_that_ends_every_process_is_told(address: str, tmp_path: Path) -> None:
    assert address
    with config.set({"distributed.scheduler.allowed-failures": 0}), pytest.raises(geo.WriteError) as caught:
        part_files._compute_all([delayed(os._exit)(1)], tmp_path)
    assert "a part ended every worker that had it; split its file" in str(caught.value)


@pytest.mark.parametrize("address", ["nowhere", "", "http://x"])
def test_a_scheduler_that_has_no_address_is_named_at_once(address: str) -> None:
    """No client is made: one that is given none waits for twenty seconds, and then shows a traceback."""
    with (
        mock.patch("distributed.Client", side_effect=AssertionError),
        pytest.raises(geo.ArgumentError, match=f"scheduler: expected the address of one, got '{address}'"),
        part_files.lend_workers(address),
    ):
        pass
