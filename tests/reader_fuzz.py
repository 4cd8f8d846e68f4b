"""Mutated files for every reader: whatever they hold, only errors of our tree come out.

``python tests/reader_fuzz.py 10000`` reads so many; the suite reads a few hundred.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import warnings
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from isthmus import layers
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
    return [*files, *(folder / f"factories.{ending}" for ending in ("xlsx", "shp", "kml", "gpx", "zip"))]


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
    """Read mutated files; return how many of each ending were read and refused."""
    draw = random.Random(seed)
    originals = [(path.suffix, path.read_bytes()) for path in samples(folder)]
    told: dict[str, int] = {}
    for number in range(count):
        ending, content = originals[number % len(originals)]
        study = folder / "study"
        study.mkdir(exist_ok=True)
        path = study / f"factories{ending}"
        path.write_bytes(mutated(content, draw))
        for read, given in ((layers.read_table, path), (layers.check, study)):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    read(given)
                said = "read"
            except IsthmusError:
                said = "refused"
            except BaseException as error:
                error.add_note(f"seed {seed}, number {number}, {ending}, {read.__name__}")
                raise
            told[f"{ending} {said}"] = told.get(f"{ending} {said}", 0) + 1
        path.unlink()
    return told


if __name__ == "__main__":
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        print(run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, Path(temporary)))  # noqa: T201
    print(f"{time.perf_counter() - started:.0f} s")  # noqa: T201
