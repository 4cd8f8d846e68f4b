"""How every command tells its user's mistakes, and what it keeps to itself."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus.cli._command import Group, _refuse_argument
from warm_python import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_a_reader_that_has_had_enough_is_no_fault() -> None:
    words = [COMMAND, "gates", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_command_that_is_ended_from_outside_tidies_up() -> None:
    tidied = []

    @click.command
    def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            tidied.append(True)

    before = signal.getsignal(signal.SIGTERM)
    result = CliRunner().invoke(Group("all", {"work": work}), ["work"])
    assert (result.exit_code, tidied, signal.getsignal(signal.SIGTERM)) == (143, [True], before)


@pytest.mark.parametrize(
    "words",
    [
        ["mapp"],
        ["map"],
        ["map", "nowhere", "-o", "x.html"],
        ["export", "-o", "out", "--format", "shapefile"],
        ["export", "-o", "-"],
        ["map", "-o", "-", "--on-invalid", "skip"],
        ["map", "-o", "x.html", "--theme", "purple"],
    ],
)
def test_a_wrong_call_exits_2_with_advice(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("Usage:")


def test_a_mistyped_command_is_answered_with_the_nearest(run_installed: Run) -> None:
    result = run_installed("exprot")
    assert result.returncode == 2
    assert "Did you mean 'export'?" in result.stderr


def test_a_mistyped_option_is_answered_with_the_nearest(run: Run) -> None:
    result = run("map", "--titel", "x", "-o", "x.html")
    assert result.returncode == 2
    assert "--title" in result.stderr


def test_a_file_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    shutil.rmtree(tmp_path / "full")
    result = run("map", "-o", "full/map.html")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_quiet_prints_only_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("export", "-o", "out", "-q").stdout == ""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "flows.csv").write_text("id\n1\n", encoding="utf-8")
    result = run("check", "study", "--quiet")
    assert result.stdout == ""
    assert "flows.csv" in result.stderr


def test_debug_shows_the_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    result = run("check", "study", "--debug")
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("map", "study", "-o", "map.html", "--debug").stderr


def test_quiet_and_debug_may_stand_before_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name\na,A\n", encoding="utf-8")
    assert "Traceback" in run("--debug", "map", str(tmp_path), "-o", "m.html").stderr
    assert run("--quiet", "init", "study").stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes streams")
@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("buffer lines.csv --radius 5km -o - >&-", 2, "standard output that is open"),
        ("buffer lines.csv --radius 5km -o bands.csv 2>&-", 0, ""),
        ("gates >/dev/full", 1, "No space left on device"),
        ("buffer $(printf 'no-\\377.csv') --radius 5km -o $(printf 'out-\\377.csv')", 0, ""),
    ],
)
def test_odd_streams_and_names_are_no_traceback(tmp_path: Path, line: str, status: int, told: str) -> None:
    text = 'id,name,wkt\na,Gdańsk 台,"LINESTRING (20 50, 21 51)"\n'
    for name in (b"lines.csv", b"no-\xff.csv"):
        (tmp_path / os.fsdecode(name)).write_text(text, "utf-8")
    layers.write_starter(tmp_path / "study")
    bare = {"PATH": os.environ["PATH"], "COLUMNS": "0", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    words = ["sh", "-c", f"{COMMAND} {line}"]
    done = subprocess.run(words, cwd=tmp_path, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "lines.csv").read_text("utf-8") == text


def test_an_argument_is_called_by_the_longest_of_its_options() -> None:
    command = click.Command("draw", params=[click.Option(["-r", "--radius", "radii"])])
    with pytest.raises(click.UsageError, match=r"^--radius: expected more$"):
        _refuse_argument(click.Context(command), "radii: expected more")
