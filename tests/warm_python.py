"""Programs of ours as processes of their own, without the second that each would take to import the package.

One process imports it, and a child of that process runs each program: with its own folder, words, pipes and
exit status, as if a user had started it. A few tests start the installed command itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["COMMAND", "Done", "Run", "WarmPython"]

#: A program that has ended: its words, exit status, output and errors.
Done = subprocess.CompletedProcess[str]

#: What runs ``isthmus`` with words of the command line.
Run = "Callable[..., Done]"

#: The installed command.
COMMAND = Path(sys.executable).with_name("isthmus")

CAN_FORK = hasattr(os, "fork")  # not on Windows: each program imports the package itself there

# What hangs is ended after two minutes. Objects frozen are not looked at again when a child ends.
SERVER = """
import gc, json, os, selectors, signal, sys
import isthmus.cli, isthmus.layers, isthmus.maps
isthmus.layers.example()

def become(code, words, folder):
    signal.alarm(120)
    os.chdir(folder)
    sys.argv = words
    exec(compile(code, words[0], "exec"), {"__name__": "__main__"})

def read_all(*ends):
    texts = dict.fromkeys(ends, b"")
    with selectors.DefaultSelector() as selector:
        for end in ends:
            selector.register(end, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                part = os.read(key.fd, 1 << 20)
                texts[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return [text.decode() for text in texts.values()]

gc.freeze()
for line in sys.stdin:
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    if os.fork() == 0:
        for stream, end in enumerate((os.open(os.devnull, os.O_RDONLY), out_end, err_end)):
            os.dup2(end, stream)
            os.close(end)
        os.close(out), os.close(err)
        become(**json.loads(line))
        sys.exit()
    os.close(out_end), os.close(err_end)
    texts = read_all(out, err)
    print(json.dumps([os.waitstatus_to_exitcode(os.wait()[1]), *texts]), flush=True)
"""


class WarmPython:
    """A process that has imported the package and runs programs in children of its own."""

    def __enter__(self) -> Self:
        words = [sys.executable, "-c", SERVER if CAN_FORK else ""]
        self._server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, traceback)

    def run(self, code: str, *words: object, folder: Path, name: str = "-c") -> Done:
        """Run a program with words of the command line in a folder, and wait for its end."""
        argv = [name, *map(str, words)]
        if not CAN_FORK:
            cold = [sys.executable, "-c", code, *argv[1:]]
            return subprocess.run(cold, cwd=folder, capture_output=True, text=True, check=False)
        call = {"code": code, "words": argv, "folder": str(folder)}
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(call) + "\n")
        self._server.stdin.flush()
        return Done(argv, *json.loads(self._server.stdout.readline()))
