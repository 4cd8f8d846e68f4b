"""Mutated files for every reader: whatever they hold, only errors of our tree come out.

``python tests/reader_fuzz.py 10000`` reads so many, as ``make proofs`` does; ``make test`` reads fewer.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from isthmus import layers, maps
from isthmus.geo import IsthmusError

TOKENS = [
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b";", b"\n", b"\r", b"{", b"[" * 3000, b"]"),
    *(b"null", b"NaN", b"1e999", b"-", b"=1+1", b"'", b"POINT", b"POLYGON((", b"EMPTY", b"<", b"&x;"),
    *(b"\\ud800", b"\xf0\x9f", b"SRID=1;", b"9" * 400, b"\x00\x00\xff\xff"),
]


def samples(folder: Path) -> list[Path]:
    """Write a small table in every format that is read."""
    columns = {
        "id": ["007", "b", "c"],
        "name": ["Łódź", "台中", None],
        "country": ["PL", "TW", None],
        "size": [1.5, None, 3],
    }
    shapes = [shapely.Point(19.47, 51.77), shapely.Point(120.68, 24.15), None]
    table = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    files = [
        layers.write_table(table, folder / f"factories.{e}")
        for e in ("csv", "geojson", "gpkg", "parquet", "fgb")
    ]
    pd.DataFrame(columns).assign(lon=[19.47, 120.68, 0], lat=[51.77, 24.15, 0]).to_excel(
        folder / "factories.xlsx"
    )
    for driver, ending in (("ESRI Shapefile", "shp"), ("KML", "kml"), ("GPX", "gpx")):
        placed = table.iloc[:2][["name", "geometry"]]
        pyogrio.write_dataframe(
            placed,
            folder / f"factories.{ending}",
            driver=driver,
            encoding="utf-8" if ending == "shp" else None,
        )
    with ZipFile(folder / "factories.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"factories.{ending}", f"factories.{ending}")
    with ZipFile(folder / "factories.kmz", "w") as archive:
        archive.write(folder / "factories.kml", "doc.kml")
    features = json.loads((folder / "factories.geojson").read_text("utf-8"))["features"]
    (folder / "factories.ndjson").write_text("\n".join(map(json.dumps, features)), "utf-8")
    (folder / "gateways.csv").write_bytes(
        "id;Nazwa;Długość;Szerokość\na;Łódź, Śródmieście;19,47;51,77\nb;Żółkiew;24° 0' E;50,05\n".encode(
            "cp1250"
        )
    )
    (folder / "isthmus.toml").write_text(
        '[about]\ntitle = "Łódź"\n[gateways]\nencoding = "cp1250"\ndelimiter = ";"\nignore = ["x"]\n'
        '[gateways.columns]\nname = "Nazwa"\n',
        encoding="utf-8",
    )
    others = ("xlsx", "shp", "kml", "gpx", "zip", "kmz", "ndjson")
    return [
        *files,
        *(folder / f"factories.{ending}" for ending in others),
        folder / "gateways.csv",
        folder / "isthmus.toml",
    ]


def mutated(content: bytes, draw: random.Random) -> bytes:
    """Return a file with a few bytes changed, cut, doubled or replaced by something hostile."""
    data = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(data) + 1)
        length = draw.choice([1, 1, 2, 8, 64])
        match draw.randrange(5):
            case 0:
                data[place : place + length] = draw.randbytes(length)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = draw.choice(TOKENS)
            case 3:
                data[place : place + length] = draw.choice(TOKENS)
            case _:
                data[place:place] = data[place : place + length]
    return bytes(data[: draw.randrange(len(data) + 1)]) if draw.random() < 0.1 else bytes(data)


def run(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Read mutated files, in turn as a table and as a layer; count those of each format read and refused."""
    draw = random.Random(seed)
    originals = [(path.name, path.read_bytes()) for path in samples(folder)]
    study = folder / "study"
    study.mkdir()
    told: Counter[str] = Counter()
    for number in range(count):
        name, content = originals[number % len(originals)]
        path = study / name
        path.write_bytes(mutated(content, draw))
        as_table = number // len(originals) % 2 == 0
        try:
            told[f"{path.suffix} {read_as(path, as_table=as_table)}"] += 1
        except BaseException as error:
            error.add_note(f"seed {seed}, number {number}, {name}, as a {'table' if as_table else 'layer'}")
            raise
        path.unlink()
    return dict(told)


def read_as(path: Path, *, as_table: bool) -> str:
    """Read a file; return what came of it, if that is nothing that should not be."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if path.name == "flows.csv":
                layers.dependence(layers.read_table(path, places=False))
                return "read"
            if as_table and path.suffix != ".toml":
                table = layers.read_table(path.with_suffix(".csv") if path.suffix == ".qml" else path)
                if path.suffix == ".qml":
                    maps.Map().add(table)
                return "read"
            wrong = [problem for problem in layers.check(path.parent) if problem.severity == "problem"]
        except IsthmusError:
            return "refused"
    return "refused" if wrong else "read"


if __name__ == "__main__":
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, Path(temporary)))  # noqa: T201
    print(f"{time.perf_counter() - started:.0f} s")  # noqa: T201
