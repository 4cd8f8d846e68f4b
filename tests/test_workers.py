"""Local processes that work on partitions, of which one is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from dask import config, delayed
from distributed import default_client

import small_parts
from isthmus import geo, layers
from isthmus.layers._scale import workers
from isthmus.layers._scale.partitions import map_parts, spread_boxes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warm_python import Run

PARTS = 8


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Lend two processes, and return the address of who shares work among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 2)
        with workers.lend_workers():
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
        workers.compute_all([delayed(os._exit)(1)], tmp_path)
    assert "a part ended every worker that had it; split its file" in str(caught.value)


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    with (
        pytest.raises(geo.ArgumentError, match="scheduler: expected the address of one, got 'nowhere'"),
        workers.lend_workers("nowhere"),
    ):
        pass
