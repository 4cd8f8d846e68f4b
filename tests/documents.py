"""Pages of the documentation, run as a reader would: block after block, in one folder.

What a page shows as CSV or TOML under a file's name is written; Python and commands of ``isthmus`` are run;
what stands under them as text is what they print. Blocks with ``>>>`` are doctests. Other commands prepare a
machine, and are not run, nor what asks a host of an example.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from isthmus.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A fenced block with the line before it, or lines of a doctest.
BLOCK = re.compile(
    r"(?:^`(?P<file>[\w./-]+)`[^\n]*:\n\n)?^```(?P<kind>\w+)\n(?P<code>.*?)^```$"
    r"|(?P<doctest>(?:^    [^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS

#: What a command line begins with that is run. Others install, or start a browser.
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?isthmus ")

#: Hosts of examples: what asks them is shown, and not run.
NO_HOST = re.compile(r"\bexample\.org\b|\b10\.0\.0\.\d+\b")


@dataclass(frozen=True)
class Block:
    """A block: its kind, its text, the file it stands for, the line it begins on, and the kind it follows."""

    kind: str
    code: str
    file: str
    line: int
    after: str = ""


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    kind, end = "", 0
    for found in BLOCK.finditer(text):
        after = kind if not text[end : found.start()].strip() else ""
        kind, end = ("doctest" if found["doctest"] else found["kind"]), found.end()
        code = found["doctest"] or found["code"]
        if kind != "doctest" or ">>>" in code:
            yield Block(kind, code, found["file"] or "", text.count("\n", 0, found.start()) + 1, after)


def command_lines(code: str) -> list[list[str]]:
    """Return the words of each command of ``isthmus``, without comments."""
    lines = code.replace("\\\n", " ").splitlines()
    return [
        shlex.split(COMMAND.sub("", line), comments=True)
        for line in lines
        if COMMAND.match(line) and not NO_HOST.search(line)
    ]


def run_page(page: Path, folder: Path) -> int:
    """Run a page in the working directory; return how many blocks were run."""
    names: dict[str, Any] = {"__name__": "__main__"}
    told, ran = "", 0
    for block in blocks(page.read_text("utf-8")):
        where = f"{page.name}, line {block.line}"
        if block.kind == "python" and NO_HOST.search(block.code):
            continue
        if block.kind in {"csv", "toml"} and block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.code, encoding="utf-8")
        elif block.kind == "python":
            told = run_python(block.code, names, where)
        elif block.kind == "sh":
            told = "".join(run_command(words, where) for words in command_lines(block.code))
        elif block.kind == "doctest":
            run_doctest(block.code, names, where)
        elif block.kind == "text" and block.after in {"python", "sh"}:
            assert same(block.code, told), f"{where}: the page has\n{block.code}\nand it is\n{told}"
        ran += block.kind in {"python", "sh", "doctest"}
    return ran


def run_python(code: str, names: dict[str, Any], where: str) -> str:
    """Run Python among the names of its page, and return what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, where, "exec"), names)  # noqa: S102  # our own text
    return printed.getvalue()


def run_command(words: list[str], where: str) -> str:
    """Run a command of ``isthmus`` in this process, and return what it prints."""
    done = CliRunner().invoke(main, words, prog_name="isthmus")
    crash = None if isinstance(done.exception, SystemExit) else done.exception
    assert done.exit_code in {0, 1}, f"{where}: {words}: {done.stderr}"
    if crash is not None:
        raise crash
    return done.output


def run_doctest(code: str, names: dict[str, Any], where: str) -> None:
    """Run the examples of a block among the names of its page."""
    test = doctest.DocTest(doctest.DocTestParser().get_examples(code), names, where, where, 0, code)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    said = io.StringIO()
    failed = runner.run(test, out=said.write, clear_globs=False).failed
    names.update(test.globs)
    assert not failed, said.getvalue()


def same(shown: str, told: str) -> bool:
    """Tell whether a page shows what is told: blanks at ends of lines don't count, ... is anything."""
    bare = [
        "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n" for text in (shown, told)
    ]
    return doctest.OutputChecker().check_output(*bare, doctest.ELLIPSIS)
