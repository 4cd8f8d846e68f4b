"""How commands behave on a terminal, in a pipe, and when asked for help; the options that ask for a way."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus.cli import main
from isthmus.cli._options import QuestionOptions, question_options, show_clock
from isthmus.layers._transport.question import in_order

if TYPE_CHECKING:
    from warm_python import WarmPython

ISTHMUS = Path(sys.executable).with_name("isthmus")
MOST_SECONDS_OF_HELP = 0.15


#: A program whose standard error is a terminal: its name comes first, then words of the command line.
ON_TERMINAL = """
import os, sys
os.environ["NO_COLOR"] = "1"
os.dup2(os.open(sys.argv.pop(1), os.O_RDWR | os.O_NOCTTY), 2)
from isthmus.cli import main
main(prog_name="isthmus")
"""


def on_terminal(python: WarmPython, folder: Path, *words: str) -> str:
    """Run ``isthmus`` with a terminal as standard error, and return what that shows."""
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    done = python.run(ON_TERMINAL, os.ttyname(theirs), *words, folder=folder)
    assert done.returncode == 0
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed, and everything read
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return shown.decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_progress_is_shown_on_a_terminal_wiped_out_and_without_colour(
    warm_python: WarmPython, tmp_path: Path
) -> None:
    layers.write_starter(tmp_path / "study")
    shown = on_terminal(warm_python, tmp_path, "export", "study", "-o", "out")
    assert "\rWriting the layers ... " in shown
    assert shown.endswith("\r")
    assert "\x1b[" not in shown
    assert on_terminal(warm_python, tmp_path, "export", "study", "-o", "out", "--quiet") == ""


def test_a_pipe_gets_the_result_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ports.csv").write_text("id,lon,lat\na,20,50\n")
    words = [ISTHMUS, "buffer", "ports.csv", "--radius", "10km", "-o", "-"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert len(json.loads(run.stdout)["features"]) == 1
    assert run.stderr == "Wrote standard output (1 rings around 1 rows)\n"
    assert "\x1b[" not in run.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows does not count the time of other programs")
def test_help_answers_at_once() -> None:
    """The processor's time counts, and once is enough: other programs are at work, too."""
    assert any(_seconds_of_help() < MOST_SECONDS_OF_HELP for _ in range(6))


def _seconds_of_help() -> float:
    import resource  # noqa: PLC0415 - not on Windows

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([ISTHMUS, "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


#: What every question is asked by, besides its ends.
SHARED = ("modes", "by", "closed", "avoid", "on", "vessel", "calls", "costs", "policy", "goods")


@pytest.mark.parametrize("command", ["route", "resilience"])
def test_the_commands_ask_by_the_same_names_and_defaults(command: str) -> None:
    options = {option.name: option for option in main.commands[command].params}
    assert set(QuestionOptions.__annotations__) == set(SHARED) <= set(options)
    for name in SHARED:
        assert f"--{name}" in options[name].opts
    defaults = {name: inspect.signature(layers.route).parameters[name].default for name in SHARED}
    assert defaults["modes"] is None  # what the goods go by
    assert {name: options[name].default for name in ("by", "costs")} == {
        name: defaults[name] for name in ("by", "costs")
    }


@pytest.mark.parametrize("words", [["--closed", "suez,panama"], ["--closed", "suez", "--closed", "panama"]])
def test_the_command_takes_commas_and_repeats(tmp_path: Path, words: list[str]) -> None:
    out = tmp_path / "route.csv"
    done = CliRunner().invoke(main, ["route", "TWKHH", "NLRTM", "--modes", "sea", *words, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert ",suez+panama+" in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "modes"),
    [
        (["--modes", "rail, sea"], ("sea", "rail")),
        (["--modes", "rail", "--modes", "sea"], ("sea", "rail")),
    ],
)
def test_modes_may_be_repeated(words: list[str], modes: tuple[str, ...]) -> None:
    done = CliRunner().invoke(_tell_modes, words)
    assert done.output.split() == [*modes]


@pytest.mark.parametrize("option", ["--modes", "--policy"])
def test_an_empty_word_is_no_option_left_out(option: str, tmp_path: Path) -> None:
    words = ["route", "TWKHH", "NLRTM", f"{option}=", "-o", str(tmp_path / "route.csv")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert f"{option}: expected " in done.output


@pytest.mark.parametrize("word", ["--mode", "--close"])
def test_an_option_has_one_name(word: str) -> None:
    done = CliRunner().invoke(_tell_modes, [word, "sea"])
    assert done.exit_code == 2
    assert f"No such option '{word}'" in done.output


@click.command
@question_options
def _tell_modes(question: QuestionOptions) -> None:
    click.echo(" ".join(in_order(question["modes"] or ())))


def test_a_clock_tells_how_far_work_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("isthmus.cli._options.on_terminal", lambda: True)
    with click.Context(main), show_clock("Measuring", so_far=lambda: " 1 of 2 parts,"):
        time.sleep(0.25)
    assert capsys.readouterr().err.startswith("\rMeasuring ... 1 of 2 parts, 0 s\r")
