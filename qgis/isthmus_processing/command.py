"""The ``isthmus`` command: where it is, whether it fits, and a call of it. Nothing here needs QGIS."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

NAME = "isthmus"
SETTING = "ISTHMUS_COMMAND"
MENU = "Settings > Options > Processing > Providers > isthmus > isthmus command"

_REMEDY = (
    "Install isthmus in an environment of its own, such as\n"
    "    python3 -m venv isthmus-env\n"
    "    isthmus-env/bin/pip install isthmus-{version}-py3-none-any.whl\n"
    "(on Windows isthmus-env\\Scripts\\pip), and say where its command is:\n"
    "    {menu}"
)

#: What a Python or a GDAL of QGIS is told, and that of isthmus must not hear.
_OF_QGIS = re.compile(
    r"PYTHON(HOME|PATH|STARTUP|USERBASE|EXECUTABLE|NOUSERSITE)|VIRTUAL_ENV|__PYVENV_LAUNCHER__"
    r"|GDAL_.*|OGR_.*|PROJ_.*|CPL_.*|QT_.*|QGIS_.*|LD_PRELOAD"
)

_POLL_S = 0.1
_PATIENCE_S = 5.0  # in which a command that is stopped may tidy up


class CommandError(Exception):
    """What a user reads when the command can't be called: what is wrong, and the remedy."""


class Line(NamedTuple):
    """A line that the command printed, and whether on its channel for errors."""

    text: str
    is_error: bool


def version_of_plugin() -> str:
    """Return the version in ``metadata.txt``, which is that of the isthmus that it was made with."""
    told = ConfigParser()
    told.read(Path(__file__).with_name("metadata.txt"), encoding="utf-8")
    return told["general"]["version"]


def find_command(setting: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the path of the command: what a user set (a file, or a folder that it is in), or on the path.

    Raises
    ------
    CommandError
        If there is none.
    """
    told = setting.strip().strip('"')
    if told:
        places = [told, *(str(Path(told, inner)) for inner in ("bin", "Scripts"))]
        found = told if Path(told).is_file() else shutil.which(NAME, path=os.pathsep.join(places))
        if found is None or not os.access(found, os.X_OK):
            what = "can't be run" if found else "is no isthmus command, nor the folder of one"
            raise CommandError(f"{told} {what}. Correct it, or leave it empty:\n    {MENU}")
        return found
    # pip, pipx and uv put commands of users there, which a program started from a desktop does not search.
    own = str(Path(environment.get("HOME") or Path.home(), ".local", "bin"))
    found = shutil.which(NAME, path=os.pathsep.join([environment.get("PATH", os.defpath), own]))
    if found is None:
        remedy = _REMEDY.format(version=version_of_plugin(), menu=MENU)
        raise CommandError(f"The isthmus command was not found. {remedy}")
    return found


def environment_for(given: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what QGIS says to its own Python, GDAL and PROJ."""
    kept = {name: value for name, value in given.items() if not _OF_QGIS.fullmatch(name.upper())}
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def check_version(command: str) -> str:
    """Return the version of the command, which is to be the plugin's but for its last number.

    Raises
    ------
    CommandError
        If it is another one, or no isthmus.
    """
    lines: list[str] = []
    status = run_command([command, "--version"], lambda line: lines.append(line.text))
    told = re.search(r"^isthmus, version (\S+)$", "\n".join(lines), re.MULTILINE)
    if status or not told:
        said = lines[-1] if lines else f"nothing, and ended with {status}"
        raise CommandError(
            f"{command} is not the isthmus command, or its environment is damaged: asked for its version, it "
            f"said: {said}\n{_REMEDY.format(version=version_of_plugin(), menu=MENU)}"
        )
    if told[1].split(".")[:2] != version_of_plugin().split(".")[:2]:
        wanted = version_of_plugin()
        raise CommandError(
            f"{command} is isthmus {told[1]}, and this plugin is of {wanted}. Install isthmus {wanted} "
            f"there, or the plugin that was released with {told[1]}."
        )
    return told[1]


def run_command(
    words: Sequence[str],
    tell: Callable[[Line], object],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    folder: str | Path | None = None,
) -> int | None:
    """Run a command without a shell, hand on each line as it comes, and return its status.

    Parameters
    ----------
    words : sequence of str
        The command and its arguments.
    tell : callable
        Is handed each line.
    cancelled : callable
        Says whether to stop the command.
    folder : str or Path, optional
        Where it works.

    Returns
    -------
    int or None
        None if it was stopped.

    Raises
    ------
    CommandError
        If it can't be started.
    """
    try:
        process = _start(words, folder)
    except OSError as error:
        raise CommandError(f"{words[0]} can't be started: {error.strerror or error}") from None
    lines: queue.Queue[Line | None] = queue.Queue()
    readers = [
        threading.Thread(target=_read, args=(stream, lines), kwargs={"is_error": is_error}, daemon=True)
        for stream, is_error in ((process.stdout, False), (process.stderr, True))
    ]
    for reader in readers:
        reader.start()
    waiting = len(readers)
    while waiting:
        if cancelled():
            _stop(process)
            return None
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        if line is None:
            waiting -= 1
        else:
            tell(line)
    return process.wait()


def _start(words: Sequence[str], folder: str | Path | None) -> subprocess.Popen[bytes]:
    """Start a command with channels of its own, and on Windows without a window."""
    return subprocess.Popen(  # noqa: S603 - no shell; the user set the command
        list(words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment_for(os.environ),
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _read(stream: IO[bytes], lines: queue.Queue[Line | None], *, is_error: bool) -> None:
    with stream:
        for line in stream:
            lines.put(Line(line.decode("utf-8", "replace").rstrip("\r\n"), is_error))
    lines.put(None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a command and what it started to end, and end them if they do not."""
    if sys.platform == "win32":
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill() if sys.platform == "win32" else os.killpg(process.pid, signal.SIGKILL)
        process.wait()
