"""Words of commands that take a folder of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import small_parts
from isthmus import layers

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


@pytest.mark.parametrize(
    ("given", "more", "told"),
    [
        ("in", ["-o", "out.csv"], "--output: expected a folder, as in is, got out.csv"),
        ("legs.parquet", ["-o", "out"], "--output: expected a file ending in .geojson"),
        (
            "legs.parquet",
            ["-o", "out.csv", "--scheduler", "tcp://127.0.0.1:1"],
            "--scheduler: expected a folder",
        ),
        ("in", ["-o", "out", "--scheduler", "nowhere"], "--scheduler: expected the address of one"),
    ],
)
def test_a_folder_becomes_a_folder_and_a_file_a_file(
    given: str, more: list[str], told: str, run: Run, tmp_path: Path
) -> None:
    small_parts.write_legs(tmp_path / "in", [2])
    layers.write_table(small_parts.legs(2), tmp_path / "legs.parquet")
    done = run("buffer", given, "--radius", "1km", *more)
    assert done.returncode == 2
    assert told in done.stderr
