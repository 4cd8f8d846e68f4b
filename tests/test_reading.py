"""Reading never writes: neither where it reads nor anywhere else."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Final

import misuse_calls
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus._choices import FORMATS
from isthmus.cli import main
from isthmus.geo import IsthmusWarning
from isthmus.layers._bundled.files import data_path

if TYPE_CHECKING:
    from pathlib import Path

#: Everything that the package brings along, by what reads it.
BUNDLED: Final = (
    "capacities closures cost_models data_dictionary disruptions example gates goods hubs impacts network "
    "policies sources"
)

#: A program that calls readers of bundled data, then those of a folder, and tells what Python had to change.
PROGRAM: Final = """
import json, os, sys, warnings
from isthmus import layers

CHANGES = {"mkdir", "rename", "remove", "rmdir", "truncate", "utime", "link", "symlink", "chmod"}
changed = []

def watch(event, words):
    is_written = event == "open" and isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR)
    if is_written or event.removeprefix("os.") in CHANGES:
        changed.append([event, str(words[0])])

sys.addaudithook(watch)
warnings.simplefilter("ignore")
for name in sys.argv[1].split():
    getattr(layers, name)()
for read in (layers.read, layers.check, layers.hints):
    read(sys.argv[2])
print(json.dumps(changed))
"""


def stamps(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return the time, the rights and the bytes of a folder and of all in it, by path."""
    every = (folder, *sorted(folder.rglob("*")))
    return {
        str(path): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in every
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_an_atlas_is_read_from_where_nothing_can_be_written(tmp_path: Path, ending: str) -> None:
    """Of a folder that may not be written to, nothing changes: content, names, rights and times."""
    folder = tmp_path / "study"
    written = layers.read(misuse_calls.starter()).write(folder, formats=ending)
    for path in written:
        path.chmod(0o400)
    folder.chmod(0o500)
    before = stamps(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IsthmusWarning)
        assert len(layers.read(folder).factories) > 0
        layers.hints(folder)
        for path in written:
            if path.suffix == f".{ending}" and path.stem in layers.SCHEMAS:
                layers.read_table(path)
        assert CliRunner().invoke(main, ["check", str(folder)]).exit_code in {0, 1}
    assert stamps(tmp_path) == before
    folder.chmod(0o700)


def test_bundled_files_and_a_study_are_read_without_a_change_anywhere() -> None:
    """Python tells of all that it opens to write, GDAL does not: so the folder is looked at as well."""
    with data_path("starter") as study:
        before = stamps(study.parent)
        done = subprocess.run(
            [sys.executable, "-B", "-c", PROGRAM, BUNDLED, str(study)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(done.stdout) == []
        assert stamps(study.parent) == before
