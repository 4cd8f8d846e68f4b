"""How commands behave on a terminal, in a pipe, and when they are asked for help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ISTHMUS = Path(sys.executable).with_name("isthmus")
MOST_SECONDS_OF_HELP = 0.15


def on_terminal(folder: Path, *words: str, **environment: str) -> str:
    """Run ``isthmus`` with a terminal as standard error, and return what that shows."""
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [ISTHMUS, *words], cwd=folder, stdout=subprocess.PIPE, stderr=theirs, env=os.environ | environment
    )
    os.close(theirs)
    process.communicate()
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
def test_progress_is_shown_on_a_terminal_wiped_out_and_without_colour(tmp_path: Path) -> None:
    shown = on_terminal(tmp_path, "export", "-o", "out", NO_COLOR="1")
    assert "\rWriting the layers ... " in shown
    assert shown.endswith("\r")
    assert "\x1b[" not in shown
    assert on_terminal(tmp_path, "export", "-o", "out", "--quiet") == ""


def test_a_pipe_gets_the_result_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ports.csv").write_text("id,lon,lat\na,20,50\n")
    words = [ISTHMUS, "buffer", "ports.csv", "--radius", "10km", "-o", "-"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert len(json.loads(run.stdout)["features"]) == 1
    assert run.stderr == "Wrote standard output (1 rings around 1 rows)\n"
    assert "\x1b[" not in run.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows does not count the time of other programs")
def test_help_answers_at_once() -> None:
    """The processor's time counts, and of several runs the shortest: other programs are at work, too."""
    import resource  # noqa: PLC0415 - not on Windows

    seconds = []
    for _ in range(6):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([ISTHMUS, "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(seconds) < MOST_SECONDS_OF_HELP
