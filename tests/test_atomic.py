import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from isthmus.geo import WriteError
from isthmus.layers._writing.atomic import file_in, files_in, replacement, replacements


def interrupted(path: Path) -> None:
    with replacement(path) as temporary:
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
    with replacement(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    with replacement(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    (tmp_path / "b.txt").write_text("any other")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_a_link_stays_one_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with replacement(tmp_path / "link.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_what_the_operating_system_refuses(tmp_path: Path) -> None:
    with (
        pytest.raises(WriteError, match="can't be written"),
        replacement(tmp_path / "nowhere" / "a") as temporary,
    ):
        temporary.write_text("new")
    with pytest.raises(WriteError, match="No space left"), replacement(tmp_path / "a.txt"):
        raise OSError(28, os.strerror(28))


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a\\b", "C:x", "", ".", "..", "a\0b", "a\nb", " "])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteError, match="expected the name of a file"):
        file_in(tmp_path, name, ".geojson")


def test_names_in_any_script(tmp_path: Path) -> None:
    assert file_in(tmp_path, "łódź 台中", ".geojson").parent == tmp_path


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o600)
    with replacement(path) as temporary:
        temporary.write_text("new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)
    with replacements(tmp_path) as staged:
        (staged / "a.txt").write_text("newer")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("newer", 0o600)


def test_a_name_as_long_as_its_folder_allows(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250 + ".csv")
    with replacement(path) as temporary:
        temporary.write_text("new")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    os.mkfifo(path)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(path.read_text)
        with replacement(path) as temporary:
            temporary.write_text("new")
        assert read.result() == "new"
    assert path.is_fifo()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no devices in folders")
def test_a_device_is_written_into() -> None:
    with replacement(Path("/dev/null")) as temporary:
        temporary.write_text("new")
    assert Path("/dev/null").is_char_device()
    with (
        pytest.raises(WriteError, match="/dev/full: can't be written: No space left"),
        replacement(Path("/dev/full")) as temporary,
    ):
        temporary.write_text("new")


def test_a_link_that_leads_back_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    said = "a: expected a file or a folder, got a link that leads back to itself"
    with pytest.raises(WriteError, match=said), replacement(tmp_path / "a"):
        pass
    with pytest.raises(WriteError, match=said), replacements(tmp_path / "a"):
        pass


KILLED = """
import sys
from pathlib import Path
from isthmus.layers._writing.atomic import replacement, replacements
one, two, three = map(Path, sys.argv[1:])
with replacement(one / "a"), replacements(two / "new"), replacements(three):
    print("writing", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no locks on folders")
def test_what_a_killed_writer_leaves_is_swept_by_the_next_and_what_a_live_one_uses_stays(
    tmp_path: Path,
) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    words = [sys.executable, "-c", KILLED, *folders]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        for folder in folders:
            with replacement(folder / "b") as temporary:
                temporary.write_text("new")
            assert len(list(folder.glob(".*"))) == 1
        process.terminate()
    for folder in folders:
        assert len(list(folder.glob(".*"))) == 1
        with replacement(folder / "b") as temporary:
            temporary.write_text("newer")
        assert [path.name for path in folder.iterdir()] == ["b"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_place_of_what_a_kill_left_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "diary.csv").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".placing").symlink_to(tmp_path / "private")
    with files_in(tmp_path / "out") as files:
        assert files == {}
    with pytest.raises(WriteError), replacements(tmp_path / "out") as staged:
        (staged / "a.txt").write_text("new")
    assert (tmp_path / "private" / "diary.csv").read_text() == "mine"
