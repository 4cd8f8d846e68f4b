import os
from pathlib import Path

import pytest

from isthmus.geo import WriteError
from isthmus.layers._writing.atomic import file_in, replacing


def interrupted(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_text("half of the n")
        raise KeyboardInterrupt


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    (tmp_path / "b.txt").write_text("any other")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_a_link_stays_one_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with replacing(tmp_path / "link.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_what_the_operating_system_refuses(tmp_path: Path) -> None:
    with (
        pytest.raises(WriteError, match="can't be written"),
        replacing(tmp_path / "nowhere" / "a") as temporary,
    ):
        temporary.write_text("new")
    with pytest.raises(WriteError, match="No space left"), replacing(tmp_path / "a.txt"):
        raise OSError(28, os.strerror(28))


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a\\b", "C:x", "", ".", "..", "a\0b", "a\nb", " "])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError, match="expected the name of a file"):
        file_in(tmp_path, name, ".geojson")


def test_names_in_any_script(tmp_path: Path) -> None:
    assert file_in(tmp_path, "łódź 台中", ".geojson").parent == tmp_path
