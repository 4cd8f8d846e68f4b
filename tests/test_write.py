"""A folder of layers, the small atlas to begin with, and the examples: they work as they stand."""

import runpy
from pathlib import Path

import pytest

from isthmus import layers
from isthmus.geo import IsthmusWarning, Problem, WriteError
from isthmus.layers._checking.validation import Rejected
from isthmus.layers._writing.write import write_layers

EXAMPLES = Path(__file__).parent.parent / "examples"


def test_the_starter_is_a_sound_atlas(tmp_path: Path) -> None:
    files = layers.write_starter(tmp_path / "study")
    assert all(path.is_file() for path in files)
    assert layers.check(tmp_path / "study") == []
    atlas = layers.read(tmp_path / "study")
    assert (len(atlas.factories), len(atlas.gateways), len(atlas.corridors)) == (2, 2, 3)
    assert atlas.about.title == "Our network"


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("mine")
    with pytest.raises(WriteError, match="expected a new or an empty folder"):
        layers.write_starter(tmp_path)
    assert (tmp_path / "factories.csv").read_text() == "mine"


def test_two_csv_files_of_ones_own_become_a_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.warns(IsthmusWarning, match="taken for"):
        runpy.run_path(str(EXAMPLES / "own_data.py"))
    assert (tmp_path / "map.html").stat().st_size > 100_000


def test_an_atlas_is_written_beside_what_was_there(tmp_path: Path) -> None:
    layers.write_starter(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    atlas = layers.read(tmp_path)
    written = write_layers(atlas.layers(), tmp_path, formats=["geojson"])
    assert written == sorted(written)
    assert {path.name for path in written} == {
        *(f"{name}.geojson" for name in layers.SCHEMAS),
        "data_dictionary.csv",
        "datapackage.json",
    }
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_rows_left_out_are_listed_and_an_old_list_is_emptied(tmp_path: Path) -> None:
    tables = [("flows", layers.example().flows)]
    rejected = [Rejected(Problem("a.csv", "a place", "none", row=2, column="lon"), {"id": "x"})]
    assert tmp_path / "rejected.csv" in write_layers(tables, tmp_path, formats=["csv"], rejected=rejected)
    assert (tmp_path / "rejected.csv").read_text("utf-8").splitlines()[1].startswith("a.csv,2,lon,")
    write_layers(tables, tmp_path, formats=["csv"])
    assert (tmp_path / "rejected.csv").read_text("utf-8").splitlines()[1:] == []
