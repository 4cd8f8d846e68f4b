"""Fixtures that several test files use."""

from __future__ import annotations

import gc
import os
import subprocess
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from browser import chromium, open_map, pages
from isthmus import layers, maps
from isthmus.cli import main
from proof_size import proof_size
from warm_python import COMMAND, Done, Run, WarmPython

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["chromium", "collect_ignore", "open_map", "pages"]

#: Run by QGIS' own Python, in a process of its own.
collect_ignore = ["qgis_look.py", "qgis_measure.py", "qgis_run.py"]

# A test that fails when the machine is busy says nothing of the software.
settings.register_profile(
    "untimed",
    deadline=None,
    max_examples=proof_size(25, 200),
    derandomize=bool(proof_size(part=1, whole=0)),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers() -> int:
    """Ask for a worker more than there are processors: browsers and disks keep some waiting."""
    return (os.cpu_count() or 1) + 1


def pytest_collection() -> None:
    """Look for no garbage while tests are collected: what is made there stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Never look again at what is there from now on, and at what comes more seldom."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(scope="session")
def worker_process() -> Iterator[ProcessPoolExecutor]:
    """Return another process that has imported nothing but what it is sent."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="session")
def warm_python() -> Iterator[WarmPython]:
    """Return what runs programs that need not import the package."""
    with WarmPython() as python:
        yield python


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``isthmus`` in an empty folder: by its own entry, in this process."""
    monkeypatch.chdir(tmp_path)

    def run_(*words: object) -> Done:
        argv = [*map(str, words)]
        done = CliRunner().invoke(main, argv, prog_name="isthmus")
        crash = None if isinstance(done.exception, SystemExit) else done.exception
        fault = "".join(traceback.format_exception(crash)) if crash else ""
        return Done(argv, done.exit_code, done.stdout, done.stderr + fault)

    return run_


@pytest.fixture
def run_installed(tmp_path: Path) -> Run:
    """Run the installed command in an empty folder, as a user does."""

    def run_(*words: object) -> Done:
        return subprocess.run(
            [COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
        )

    return run_


@pytest.fixture(scope="session")
def bundled_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the saved map of the bundled atlas."""
    path = tmp_path_factory.mktemp("map") / "map.html"
    maps.Map(layers.example(), title="From Taiwan to Central Europe").save(path)
    return path
