"""A fuzzer that follows coverage: each reader gets files that keep their structure, with odd things in it.

``python tests/guided_fuzz.py xlsx 600`` tries workbooks for ten minutes; ``make fuzz`` gives each kind one.
An error that is none of ours, more than 5 s or more than 1 GB ends the run, and libFuzzer writes the input
to a file. It belongs into ``tests/data/fuzz`` then, where ``make test`` reads it again. Needs atheris (extra
``fuzz``).
"""

from __future__ import annotations

import io
import json
import random
import re
import sqlite3
import struct
import sys
import tempfile
import time
import warnings
import zlib
from contextlib import closing, suppress
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from reader_fuzz import TOKENS, mutated, read_as, samples

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Mutate = Callable[[bytes, random.Random], bytes]

FOUND = Path(__file__).parent / "data" / "fuzz"
"""Where inputs lie that once failed."""

VALUES: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        2**63,
        10**400,
        1e308,
        float("nan"),
        float("inf"),
        "",
        "x" * 3000,
        "=1+1",
        "\ud800",
        "\0",
    ),
    *(
        "1e999",
        "2025-02-30",
        "9" * 30,
        "52\u00b013'N",
        "1,5",
        "[[",
        "POINT(1 2)",
        "EPSG:1",
        [],
        {},
        [[[1]]],
        {"a": 1},
    ),
]


def mutate_json(content: bytes, draw: random.Random) -> bytes:
    """Replace, double or take away values and names somewhere in the tree."""
    tree = json.loads(content)
    for _ in range(draw.randint(1, 4)):
        place, keys = tree, []
        while isinstance(place, dict | list) and place and (not keys or draw.random() < 0.85):
            holder, key = place, draw.choice(list(place) if isinstance(place, dict) else range(len(place)))
            keys.append(key)
            place = holder[key]
        if not keys:
            return json.dumps(draw.choice(VALUES)).encode()
        _change(holder, keys[-1], draw)
    return json.dumps(tree).encode()


def _change(holder: Any, key: Any, draw: random.Random) -> None:  # noqa: ANN401 - any tree of JSON
    match draw.randrange(4):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[draw.choice([*holder, "crs", "id", "lon", "wkt", "x" * 1001])] = holder.pop(key)
        case 1 | 2 if isinstance(holder, list):
            holder.extend([holder[key]] * draw.choice([1, 2, 50]))
        case _:
            holder[key] = draw.choice(VALUES)


def mutate_lines(content: bytes, draw: random.Random) -> bytes:
    """Mutate one of several lines of JSON, or what stands between them."""
    lines = content.splitlines()
    place = draw.randrange(len(lines))
    lines[place] = mutate_json(lines[place], draw)
    return draw.choice([b"\n", b"\n", b"\r\n", b"\x1e", b""]).join(lines)


def mutate_xml(content: bytes, draw: random.Random) -> bytes:
    """Move, double, rename and empty elements, and change their texts and attributes."""
    root = ET.fromstring(content)  # noqa: S314 - our own
    for _ in range(draw.randint(1, 4)):
        nodes = list(root.iter())
        node, other = draw.choice(nodes), draw.choice(nodes)
        match draw.randrange(6):
            case 0:
                node.text = _text(draw)
            case 1 if node.attrib:
                node.set(draw.choice([*node.attrib]), _text(draw))
            case 2 if len(node):
                node.remove(draw.choice(list(node)))
            case 3:
                node.extend([deepcopy(other)] * draw.choice([1, 2, 30]))
            case 4:
                node.tag = other.tag
            case _:
                node.set(draw.choice(["id", "r", "t", "s", "version", "maxOccurs"]), _text(draw))
    return ET.tostring(root)


def _text(draw: random.Random) -> str:
    value = draw.choice(
        [*VALUES[:8], *VALUES[10:], "-5", "99999999", "A1:XFD1048576", "20,50", "1e5,1e5,x", "s", "d"]
    )
    return re.sub("[\ud800\0]", "", str(value))[:3000]


def mutate_members(content: bytes, draw: random.Random) -> bytes:
    """Mutate a member of an archive, and write the archive as a whole one."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as archive, ZipFile(packed, "w") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of members that share a name
        names = archive.namelist()
        chosen = draw.choice(names)
        for name in names:
            member = archive.read(name)
            if name == chosen:
                member = _mutated_member(name, member, draw)
            out.writestr(name if draw.random() < 0.97 else draw.choice(names), member)
    return packed.getvalue()


def _mutated_member(name: str, member: bytes, draw: random.Random) -> bytes:
    if name.endswith((".xml", ".kml", ".rels")) and draw.random() < 0.8:
        with suppress(ET.ParseError, ValueError):
            return mutate_xml(member, draw)
    return mutated(member, draw)


def mutate_database(content: bytes, draw: random.Random) -> bytes:
    """Change cells of any table of a GeoPackage, by its own rules."""
    with closing(sqlite3.connect(":memory:")) as database, suppress(sqlite3.Error):
        database.deserialize(content)
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(draw.randint(1, 3)):
            table = draw.choice(names)
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            column = draw.choice(columns)
            (old,) = database.execute(f'SELECT "{column}" FROM "{table}"').fetchone() or (None,)  # noqa: S608
            database.execute(f'UPDATE "{table}" SET "{column}" = ?', (_cell(old, draw),))  # noqa: S608
        database.commit()
        return database.serialize()
    return content


def _cell(old: object, draw: random.Random) -> object:
    if isinstance(old, bytes) and draw.random() < 0.8:
        return mutated(old, draw)
    value = draw.choice([*VALUES[:4], *VALUES[6:12], *VALUES[14:20], "factories", "POINT", 4326, b"GP\0\1"])
    return value if isinstance(value, int | float | str | bytes | None) else str(value)


def mutate_toml(content: bytes, draw: random.Random) -> bytes:
    """Change values and keys, keeping what stands around them."""
    words = [
        '"x"',
        "1",
        "[]",
        "{}",
        "[1]",
        "true",
        "1979-05-27",
        '"punycode"',
        '"utf-7"',
        '"\\u0000"',
        "inf",
        *(
            f'"{word}"'
            for word in (",", ".", "day first", "EPSG:2180", "gateways", "nothing", "cp1250", "Kraj")
        ),
        "9" * 5000,
    ]
    lines = content.decode("utf-8", "replace").splitlines()
    place = draw.randrange(len(lines))
    key, equals, _ = lines[place].partition("=")
    keys = [
        key,
        "encoding",
        "sheet",
        "columns.name",
        "decimal",
        "dates",
        "crs",
        "as",
        'countries."Polska"',
        "a." * draw.choice([2, 900]) + "b",
        '"\\u0007"',
    ]
    lines[place] = (
        f"{draw.choice(keys)} = {draw.choice(words)}" if equals else draw.choice([f"[{key}", "[about]", ""])
    )
    return "\n".join(lines).encode()


def mutate_cells(content: bytes, draw: random.Random) -> bytes:
    """Put odd dates, numbers, coordinates and names into the cells and headers of a CSV file."""
    lines = [line.split(b",") for line in content.splitlines()]
    for _ in range(draw.randint(1, 3)):
        cells = draw.choice(lines)
        cells[draw.randrange(len(cells))] = draw.choice(ODD)
    return b"\n".join(b",".join(cells) for cells in lines)


ODD = [
    *TOKENS,
    *(
        text.encode()
        for text in ("01.02.2025", "2025-02-30", "2025-01-01T99:00Z", "1/2/3", "45000", "2025-W05", "0000")
    ),
    *(
        text.encode()
        for text in (
            "1,5",
            "1.234,5",
            "60.000",
            "$1,200",
            "(1 234,5)",
            "12%",
            "2023-Q1",
            "World",
            "EU27_2020_INTRA",
            "RX",
            "\u22121",
            "N54.35",
            "54\u00b0 21'",
            "-180.0001",
            "5421N 01839E",
            "1 2",
        )
    ),
    *(
        text.encode()
        for text in ("lat", "LON", "Breite", "gps", "wkt", "Kraj", "id", "site_id", "geometry_rule", "a;b")
    ),
    *(
        text.encode()
        for text in (
            "bbox:1,2,3",
            "country:PL+XX",
            "Taiwan+POL",
            "Korea",
            "0101000000" * 9,
            "SRID=1;POINT(1 2)",
        )
    ),
]
STRUCTURED: dict[str, Mutate] = {
    "csv": mutate_cells,
    "xlsx": mutate_members,
    "geojson": mutate_json,
    "ndjson": mutate_lines,
    "kmz": mutate_members,
    "gpkg": mutate_database,
    "kml": mutate_xml,
    "gpx": mutate_xml,
    "zip": mutate_members,
    "toml": mutate_toml,
    "parquet": mutated,
    "fgb": mutated,
    "shp": mutated,
    "qml": mutate_xml,
    "flows": mutate_cells,
}
"""How files are changed, by their endings; flows are tables of trade, styles lie beside a layer."""

SPOILT = (
    ValueError,
    LookupError,
    ET.ParseError,
    BadZipFile,
    OSError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What comes of an input that was changed before, and has no structure any more."""

_BESIDE = "id,name,kind,lon,lat,size\na,A,factory,19.47,51.77,1.5\nb,B,supplier,120.68,24.15,2\n"
_ENCODINGS = ("cp950", "shift_jis", "cp949", "utf-16-le", "utf-8")


def mutate(kind: str, data: bytes, most: int, seed: int) -> bytes:
    """Return a changed input: mostly one that keeps the structure of its kind, and bytes else."""
    draw = random.Random(seed)
    if draw.random() < 0.8:
        with suppress(*SPOILT):
            changed = STRUCTURED[kind](data, draw)
            if len(changed) <= most:
                return changed
    return mutated(data, draw)[:most]


def main(kind: str, seconds: str) -> None:
    """Fuzz the reader of a kind of file for some seconds, with coverage of the package's own code."""
    import atheris  # noqa: PLC0415 - only those who fuzz need it

    with tempfile.TemporaryDirectory() as temporary:
        seeds, study = Path(temporary, "seeds"), Path(temporary, "study")
        seeds.mkdir()
        study.mkdir()
        write_seeds(kind, seeds)
        path = target_of(kind, study)
        for seed in seeds.iterdir():  # what is loaded once is no matter of an input
            read_bytes(path, seed.read_bytes())
        instrument(atheris)
        limits = ["-timeout=60", "-rss_limit_mb=1024", "-max_len=200000", f"-max_total_time={seconds}"]
        atheris.Setup(
            [sys.argv[0], *limits, "-print_final_stats=1", str(seeds)],
            partial(read_bytes, path),
            custom_mutator=partial(mutate, kind),
        )
        atheris.Fuzz()


def write_seeds(kind: str, folder: Path) -> None:
    """Write the files of a kind to begin with: small whole ones, and those that once failed."""
    with tempfile.TemporaryDirectory() as temporary:
        for path in [*samples(Path(temporary)), *FOUND.iterdir()]:
            if path.suffix == f".{kind}":
                (folder / path.name).write_bytes(path.read_bytes())
    data = FOUND.parent / ("flows" if kind == "flows" else "qgis")
    for path in data.iterdir() if kind in {"flows", "qml"} else ():
        if path.suffix in {".csv", ".qml"}:
            (folder / path.with_suffix(f".{kind}").name).write_bytes(path.read_bytes())
    for encoding in _ENCODINGS if kind == "csv" else ():
        cells = "name,lat,lon,teu\n\u9ad8\u96c4,22.6,120.3,60.000\nA,1,2,$5\n"
        (folder / f"{encoding}.csv").write_bytes(cells.encode(encoding, "replace"))


def target_of(kind: str, study: Path) -> Path:
    """Return where an input of a kind is to lie in a folder, beside what it speaks of."""
    if kind == "toml":
        cells = "id;Nazwa;Kraj;Dl;Szer;stan\na;\u0141\u00f3d\u017a;Polska;19,5;51,8;01.02.2025\n"
        (study / "gateways.csv").write_bytes(cells.encode("cp1250"))
    if kind == "qml":
        (study / "factories.csv").write_text(_BESIDE)
    names = {"toml": "isthmus.toml", "flows": "flows.csv"}
    return study / names.get(kind, f"factories.{kind}")


def instrument(atheris: Any) -> None:  # noqa: ANN401 - atheris is not needed to check types
    """Let the fuzzer see which lines and branches of the package's readers run."""
    for name, module in [*sys.modules.items()]:
        if name.startswith(
            ("isthmus.layers._reading.", "isthmus.layers._tables.", "isthmus.layers._checking.")
        ):
            for what in vars(module).values():
                if getattr(what, "__module__", "") == name and hasattr(what, "__code__"):
                    atheris.instrument_func(what)


def read_bytes(path: Path, data: bytes) -> None:
    """Read an input as a table, or one in four as a layer; whatever comes but our errors ends the run."""
    path.write_bytes(data)
    started = time.process_time()
    read_as(path, as_table=zlib.crc32(data) % 4 > 0)
    if time.process_time() - started > 5:
        raise TimeoutError(f"{path.name} took {time.process_time() - started:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
