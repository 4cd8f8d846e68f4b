"""Every command with one of its words at a time replaced by what it is not: what is tried, and what is right.

The calls follow from the commands themselves. Right is a result, where the word is fine for its option, or
lines on stderr and a status of 1 or 2. Nothing else: no traceback, no hang, no status 0 for a wrong word.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from pathlib import Path
from typing import Final, NamedTuple

import click
import misuse_calls
from click.testing import CliRunner

import small_studies
from isthmus import layers
from isthmus.cli import main

SECONDS: Final = 30
HERE: Final = Path(__file__).parent

LINES: Final = 'id,name,wkt\na,A,"LINESTRING (20 50, 21 51)"\n'
ZONES: Final = 'id,name,wkt\nz,Z,"POLYGON ((20 50, 21 50, 21 51, 20 51, 20 50))"\n'
FLOWS: Final = "origin,destination,quantity\nTW,PL,3\nTW,CZ,4\n"

#: What each command is given where nothing is wrong.
RIGHT: Final[dict[str, list[str]]] = {
    "init": ["new"],
    "map": ["study", "-o", "map.html"],
    "export": ["study", "-o", "out"],
    "check": ["study"],
    "buffer": ["lines.csv", "--radius", "10km", "-o", "bands.csv"],
    "exposure": ["lines.csv", "zones.csv", "-o", "exposure.csv"],
    "route": ["WAW", "PRG", "--modes", "air", "-o", "route.csv"],
    "resilience": ["study", "--from", "WAW", "--to", "PRG", "--modes", "air", "-o", "result"],
    "dependence": ["flows.csv", "-o", "dependence.csv"],
    "components": ["study", "--to", "WAW", "--modes", "air", "-o", "parts.csv"],
    "gates": [],
    "policies": [],
    "disruptions": [],
    "replay": [],
    "traffic": ["daily"],
    "sources": [],
    "completion": ["bash"],
}

#: Words that are nothing that an option asks for, and files made for it, by what they are tried on.
WRONG: Final[dict[str, list[str]]] = json.loads((HERE / "data" / "wrong_words.json").read_text("utf-8"))
LONG: Final = ("ż" * 300, "x" * 10_000, "9" * 5000, f"{'9' * 400}km")

#: Options that take any text, and those that take more than the words that are wrong for others.
TEXTS: Final = frozenset({"title"})
ANY: Final = frozenset({"title", "output", "folder"})
#: Files of no rows or no places, of which it is told, and one whose name alone is odd.
BARE: Final = frozenset({"headers.csv", "blank.csv", "bare.csv", "no-text-\udcff.csv"})

#: Which of the words are right, by what they are tried on: files of no rows, what is left out.
FINE: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("file", "lines", "zones", "avoid", "places"), BARE),
    **dict.fromkeys(
        ("origin", "destination", "origins", "destinations"), frozenset({"nan", "nan,nan", "`id`"})
    ),
    "closed": BARE - {"bare.csv"} | {"nan", "nan,nan", "`id`"},  # the airport of Nan, and Indonesia
    **dict.fromkeys(("least_known", "about"), frozenset({"0", "1e-9"})),
    "calls": frozenset({"0"}),
    **dict.fromkeys(("layer", "lines_layer", "zones_layer"), frozenset({""})),
}


def make_files(folder: Path) -> None:
    """Put the files that commands are given, right and wrong ones, in a folder."""
    for name, content in {"lines.csv": LINES, "zones.csv": ZONES, "flows.csv": FLOWS}.items():
        (folder / name).write_text(content, "utf-8")
    layers.write_starter(folder / "study")
    (folder / "daily").mkdir()
    (folder / "daily" / "transits.csv").write_text(small_studies.daily_text("Suez Canal"), "utf-8")
    _make_wrong_files(folder)


def _make_wrong_files(folder: Path) -> None:
    contents: dict[str, bytes] = {
        **{name: b"" for name in WRONG["file"] if name.startswith("empty")},
        **{name: bytes(range(256)) * 40 for name in WRONG["file"] if name.startswith("binary")},
        "blank.csv": b"\n\n \n",
        "file.doc": b"x",
        "headers.csv": b"id,name,lon,lat\n",
        "places.csv": b"id,name,lon,lat\na,A,999,nan\n",
        "twins.csv": b"id,id,name,lon,lon\n1,2,3,4,5\n",
        "bare.csv": b"colour\nred\n",
        "array.geojson": b"[1, 2]",
        "null.geojson": b"null",
        "no-text-\udcff.csv": LINES.encode(),
    }
    for name, content in contents.items():
        (folder / os.fsencode(name).decode(errors="surrogateescape")).write_bytes(content)
    sqlite3.connect(folder / "no_tables.gpkg").execute("create table a (b)").connection.close()
    for name in ("folder", "folder.csv", "config"):
        (folder / name).mkdir()
    (folder / "config" / "isthmus.toml").write_text("title = 3")
    (folder / "loop").symlink_to("loop")
    for name in ("fifo", "fifo.csv"):
        os.mkfifo(folder / name)


class Words(NamedTuple):
    """One call of the command line: which word was replaced, and all of them."""

    command: str
    replaced: str
    wrong: str
    words: list[str]

    def __str__(self) -> str:
        wrong = self.wrong if len(self.wrong) < 60 else f"{self.wrong[:20]}... of {len(self.wrong)}"
        return f"{self.command} {self.replaced} {wrong!a}"


def calls_of(name: str) -> list[Words]:
    """Return a command with each of its options and arguments replaced by each wrong word."""
    command = main.commands[name]
    return [
        Words(name, str(parameter.name), wrong, [name, *_replace(command, name, parameter, wrong)])
        for parameter in command.params
        for wrong in _wrong_for(parameter)
    ]


def _wrong_for(parameter: click.Parameter) -> list[str]:
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return []
    if parameter.name in TEXTS:
        return [*WRONG["text"], *LONG]
    if parameter.name in {"output", "folder"}:  # nothing that leads out of the folder, or waits for a reader
        files = [name for name in WRONG["file"] if "/" not in name and "fifo" not in name]
        return [*WRONG["text"], *LONG, *WRONG["output"], *files]
    return [*WRONG["any"], *LONG, *WRONG["file"]]


def _replace(command: click.Command, name: str, parameter: click.Parameter, wrong: str) -> list[str]:
    """Return the words of a right call, with one of them replaced or a wrong option added."""
    options, arguments = list[str](), list[str]()
    words = iter(RIGHT[name])
    for word in words:
        if word.startswith("-"):
            if word not in parameter.opts:
                options += [word, next(words)]
            else:
                next(words)
        else:
            arguments.append(word)
    if isinstance(parameter, click.Option):
        return [*options, f"{max(parameter.opts, key=len)}={wrong}", "--", *arguments]
    places = [one.name for one in command.params if isinstance(one, click.Argument)]
    place = places.index(parameter.name)
    return [*options, "--", *arguments[:place], wrong, *arguments[place + 1 :]]


def try_words(call: Words) -> str:
    """Run a call in this process and folder; return what is not right about what came, "" if all is well."""

    def stop(*_: object) -> None:
        raise misuse_calls.Hang

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        result = CliRunner().invoke(main, call.words)
    except misuse_calls.Hang:
        return "hangs"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return f"{type(result.exception).__name__}: {str(result.exception)[:100]!a}"
    return _fault_of(call, result.exit_code, result.stderr)


def _fault_of(call: Words, status: int, told: str) -> str:
    if "Traceback" in told or status not in {0, 1, 2}:
        return f"status {status}: {told[-200:]}"
    if status == 0:
        return "" if call.replaced in ANY or call.wrong in FINE.get(call.replaced, ()) else "taken"
    parameter = next(one for one in main.commands[call.command].params if one.name == call.replaced)
    label = (parameter.metavar or call.replaced).upper()
    came = (call.wrong[:10], Path(call.wrong).name, ascii(call.wrong)[1:9], "isthmus.toml")
    named = any(name and name in told for name in (*parameter.opts, label, *came))
    return "" if named else f"does not name {label}: {told[-200:]!a}"
