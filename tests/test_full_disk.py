"""A full disk leaves the old file, and nothing else, whatever the format and however late it is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isthmus import layers
from isthmus.layers._writing.write import WRITERS
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import WarmPython

pytest.importorskip("resource", reason="Windows has no limit of file size to stand in for a full disk")

# The limit stands in for the disk: writing beyond it fails as it would there, with an error of the system.
WRITE = """
import gc, json, resource, sys
from pathlib import Path
from isthmus import layers
from isthmus.geo import WriteError

source, target, ending, limits = sys.argv[1:]
table = layers.read_table(source, places=False)
atlas = layers.example()
sys.unraisablehook = lambda _: None  # openpyxl's temporary file can't be closed either
for limit in json.loads(limits):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    for write in (
        lambda: layers.write_table(table, Path(target) / f"table.{ending}"),
        lambda: atlas.write(Path(target) / "atlas", formats=[ending]),
    ):
        try:
            write()
        except WriteError as error:
            print("refused", error)
        else:
            print("written", limit)
        gc.collect()
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_a_full_disk_leaves_the_old_files(warm_python: WarmPython, tmp_path: Path, ending: str) -> None:
    example = layers.example()
    target = tmp_path / "out"
    target.mkdir()
    source = layers.write_table(example.corridors, tmp_path / "source.parquet")
    table = layers.read_table(source, places=False)
    whole = layers.write_table(table, target / f"table.{ending}").stat().st_size
    layers.write_table(example.gateways.head(3), target / f"table.{ending}")
    layers.coarsen(example, "country").write(target / "atlas", formats=[ending])
    before = contents(tmp_path)
    limits = [1, 4096, *[whole // 2][: proof_size(0, 1)], whole - 1]
    run = warm_python.run(WRITE, source, target, ending, limits, folder=tmp_path)
    assert run.returncode == 0, run.stderr
    told = [line.split()[0] for line in run.stdout.splitlines() if line.startswith(("refused", "written"))]
    assert told[:4] == ["refused"] * 4, run.stdout
    assert told[::2] == ["refused"] * len(limits), run.stdout
    if "written" not in told:  # whole files of the atlas may be smaller than the table
        assert contents(tmp_path) == before
    assert {path.name for path in target.iterdir()} == {f"table.{ending}", "atlas"}
    assert layers.check(target / "atlas") == []
