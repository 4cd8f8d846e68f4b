"""Other programs agree with our files; readers and writers stand what the world does to them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import guided_fuzz
import pytest
import shapely

import killed_writers
import reader_fuzz
from isthmus import layers
from isthmus.geo import DataWarning, WriteError
from isthmus.layers._writing.atomic import PLACING, replacements
from proof_size import proof_size

if TYPE_CHECKING:
    from warm_python import WarmPython


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    layers.example().write(folder, formats=["geojson", "parquet", "csv"])
    return folder


@pytest.mark.parametrize("name", layers.SCHEMAS)
def test_ogr2ogr_writes_the_same_geojson(export: Path, tmp_path: Path, name: str) -> None:
    ogr2ogr = shutil.which("ogr2ogr")
    if ogr2ogr is None:
        pytest.skip("ogr2ogr is not installed: apt-get install gdal-bin")
    ours, theirs = export / f"{name}.geojson", tmp_path / "gdal.geojson"
    options = ["-f", "GeoJSON", "-lco", "RFC7946=YES", "-lco", "COORDINATE_PRECISION=6"]
    subprocess.run([ogr2ogr, *options, theirs, ours], check=True, capture_output=True)
    for one, other in zip(_features(ours), _features(theirs), strict=True):
        assert one["id"] == other.get("id", other["properties"].get("id"))
        assert one["properties"] == {key: other["properties"][key] for key in one["properties"]}
        assert (one["geometry"] is None) == (other["geometry"] is None)
        if one["geometry"]:
            pair = [shapely.from_geojson(json.dumps(shape["geometry"])) for shape in (one, other)]
            assert shapely.hausdorff_distance(*pair) < 2e-6


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


@pytest.mark.parametrize("name", layers.SCHEMAS)
def test_a_validator_accepts_our_geoparquet(export: Path, name: str) -> None:
    command = Path(sys.executable).with_name("geoparquet-validator")
    words = [command, "check", "--class", "all", export / f"{name}.parquet"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "FAIL" not in run.stdout


def test_mutated_files_give_only_our_errors(tmp_path: Path) -> None:
    count = proof_size(56, 10_000)
    told = reader_fuzz.run(count, 7, tmp_path)
    assert sum(told.values()) == count
    assert {key.split()[0] for key in told if key.endswith("refused")} == {key.split()[0] for key in told}


@pytest.mark.parametrize("found", sorted(guided_fuzz.FOUND.iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("as_table", [True, False])
def test_what_once_failed_is_read_or_refused(tmp_path: Path, found: Path, *, as_table: bool) -> None:
    name = "isthmus.toml" if found.suffix == ".toml" else f"factories{found.suffix}"
    shutil.copy(found, tmp_path / name)
    started = time.process_time()
    assert reader_fuzz.read_as(tmp_path / name, as_table=as_table) in {"read", "refused"}
    assert time.process_time() - started < 5


def test_mutations_that_keep_the_structure_give_only_our_errors(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "study").mkdir()
    for kind in guided_fuzz.STRUCTURED:
        guided_fuzz.write_seeds(kind, tmp_path / "seeds")
    for place, seed in enumerate(sorted((tmp_path / "seeds").iterdir())):
        kind = seed.suffix[1:]
        path = guided_fuzz.target_of(kind, tmp_path / "study")
        for number in range(proof_size(2, 200)):
            guided_fuzz.read_bytes(
                path, guided_fuzz.mutate(kind, seed.read_bytes(), 200_000, 1000 * place + number)
            )
        for file in (tmp_path / "study").iterdir():
            file.unlink()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_a_killed_writer_leaves_whole_files(tmp_path: Path) -> None:
    assert killed_writers.run(proof_size(2, 100), 3, tmp_path) > 0


def test_a_failed_export_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layers.example().write(tmp_path / "out", formats=["geojson"])
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    coarse = layers.coarsen(layers.example(), "country")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("isthmus.layers._writing.write.describe_folder", full)
    with pytest.raises(WriteError, match="No space left"):
        coarse.write(tmp_path / "out", formats=["geojson"])
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_writer_refuses_is_named_as_it_was_to_be(tmp_path: Path) -> None:
    out, atlas = tmp_path / "out", layers.example()
    wordy = replace(atlas, factories=atlas.factories.assign(note="x" * 40_000))
    with pytest.raises(WriteError) as refused:
        wordy.write(out, formats=["xlsx"])
    assert str(refused.value).startswith(f"{out / 'factories.xlsx'}: expected at most 32,767 characters")


def test_files_of_others_stay_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with replacements(tmp_path) as staged:
        (staged / "a").write_text("new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "notes.txt"]


def test_a_folder_that_is_where_you_are_or_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("folder", target_is_directory=True)
    (tmp_path / "folder").mkdir()
    for folder in (Path(), Path("link")):
        with replacements(folder) as staged:
            assert staged.resolve().parent == folder.resolve()  # what is beside may be another disk
            (staged / "a").write_text("new")
        assert (folder / "a").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "folder", "link"]


def test_reading_sees_the_whole_of_a_write_that_was_interrupted_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = layers.read(layers.write_starter(tmp_path / "study")[0].parent)
    study.write(tmp_path / "out")
    coarse = layers.coarsen(study, "country")
    coarse.write(tmp_path / "whole")
    replace, placed = Path.replace, []

    def killed_at_the_third(path: Path, target: Path) -> Path:
        placed.append(target)
        if target.parent == tmp_path / "out" and sum(one.parent == target.parent for one in placed) == 3:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            coarse.write(tmp_path / "out")
    assert (tmp_path / "out" / PLACING).is_dir()
    before = listing(tmp_path / "out")
    assert [one for one in layers.check(tmp_path / "out") if one.severity == "problem"] == []
    with pytest.warns(
        DataWarning, match="out: note: expected a finished write, got one that was interrupted"
    ):
        seen = layers.read(tmp_path / "out")
    for name, table in layers.read(tmp_path / "whole").layers():
        assert getattr(seen, name).equals(table)
    assert listing(tmp_path / "out") == before
    with replacements(tmp_path / "out"):
        pass  # the next writer finishes what the last one began
    assert listing(tmp_path / "out") == listing(tmp_path / "whole")


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# One program that imports everything, and goes on as two.
TWO = """
import os, sys
from isthmus import layers
study = layers.read(sys.argv[1])
other = os.fork()
atlas = layers.coarsen(study, "city" if other else "country")
for _ in range(int(sys.argv[3])):
    atlas.write(sys.argv[2], formats=["geojson", "csv"])
if other:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(other, 0)[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")
def test_two_writers_at_once_leave_the_whole_of_one(tmp_path: Path, warm_python: WarmPython) -> None:
    layers.write_starter(tmp_path / "study")
    out = tmp_path / "out"
    writers = warm_python.run(TWO, tmp_path / "study", out, proof_size(2, 100), folder=tmp_path)
    assert writers.returncode == 0, writers.stderr
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        content = (out / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
