"""Areas, lengths inside and geodesic buffers against PostGIS: python benchmarks/postgis.py [ROADS].

Starts a PostgreSQL server of its own in a temporary folder, on a Unix socket alone, and stops it. Needs the
Debian packages postgresql and postgis and, for root, the user postgres that they create. Buffers are matched
in vertices; times are the best of three, those of PostGIS as its client sees them. PostGIS reads edges of a
geometry straight and those of a geography as geodesics: both readings of the same triangles are compared.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from samples import roads
from timing import best_times

from isthmus import geo

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from buffer_metric import GEOD, outline_error

if TYPE_CHECKING:
    from collections.abc import Iterator

RADII_M = (1e3, 1e4, 5e4, 2e5, 1e6)
MEASURED = 5
TRIANGLES = 200
USER = "postgres" if os.geteuid() == 0 else None


class Server:
    """A PostgreSQL server that listens on a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = max(Path("/usr/lib/postgresql").glob("*/bin"))

    def run(self, program: str, *arguments: str, text: str = "") -> str:
        """Run one of PostgreSQL's programs and return its output."""
        found = subprocess.run(  # noqa: S603 (fixed programs, no shell)
            [self.programs / program, *arguments],
            input=text, capture_output=True, text=True, check=False, user=USER, cwd=self.folder,
        )  # fmt: skip
        if found.returncode:
            sys.exit(f"{program}: {found.stderr.strip()}")
        return found.stdout

    def query(self, text: str) -> str:
        """Run statements and return their output, without headers."""
        return self.run("psql", "-h", str(self.folder), "-d", "postgres", "-XqtA", text=text)

    def time(self, text: str) -> float:
        """Run a statement and return the seconds of a processor that the server tells it took."""
        told = "SET client_min_messages = log; SET log_statement_stats = on;\n"
        found = subprocess.run(  # noqa: S603 (fixed programs, no shell)
            [self.programs / "psql", "-h", str(self.folder), "-d", "postgres", "-Xq", "-o", os.devnull],
            input=told + text, capture_output=True, text=True, check=True, user=USER, cwd=self.folder,
        )  # fmt: skip
        *_, used = re.findall(r"([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed", found.stderr)
        return sum(map(float, used))


def installed() -> str | None:
    """Return the version of PostGIS that a server of this machine has, None without one."""
    controls = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    texts = [path.read_text("ascii") for path in controls]
    found = re.search(r"default_version = '([^']+)'", texts[0]) if texts else None
    return found[1] if found and [*Path("/usr/lib/postgresql").glob("*/bin/postgres")] else None


@cache
def running() -> Server:
    """Return a server that is stopped when this process ends."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(server())


@contextlib.contextmanager
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if USER:
            shutil.chown(folder, USER)
        mine = Server(folder)
        mine.run("initdb", "-D", str(folder / "data"), "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        mine.run(
            "pg_ctl", "-w", "-D", str(folder / "data"), "-l", str(folder / "log"), "-o", options, "start"
        )
        try:
            mine.query("CREATE EXTENSION postgis;")
            yield mine
        finally:
            mine.run("pg_ctl", "-w", "-D", str(folder / "data"), "-m", "fast", "stop")


def load(postgis: Server, lines: np.ndarray) -> None:
    rows = "\n".join(shapely.to_wkb(shapely.set_srid(lines, 4326), hex=True, include_srid=True))
    postgis.query(
        "DROP TABLE IF EXISTS roads; CREATE TABLE roads (id serial, line geography);"
        f"COPY roads (line) FROM STDIN;\n{rows}\n\\.\nANALYZE roads;"
    )


def buffered(radius: float, segments: int, rows: int, wanted: str) -> str:
    """Return the statement that asks for something of the buffers of the first rows."""
    area = f"ST_Buffer(line, {radius}, {segments})::geometry AS area"
    return f"SELECT {wanted} FROM (SELECT {area} FROM roads WHERE id <= {rows}) AS b;\n"  # noqa: S608 (ours)


def segments_for(postgis: Server, radius: float, vertices: float) -> int:
    """Return the segments per quarter circle with which PostGIS' buffers have as many vertices as ours."""
    for segments in range(2, 64):
        mean = postgis.query(buffered(radius, segments, 50, "avg(ST_NPoints(area))"))
        if float(mean) >= vertices:
            return segments
    return 64


def seconds(postgis: Server, radius: float, segments: int, rows: int) -> float:
    task = buffered(radius, segments, rows, "sum(ST_NPoints(area))")
    times = re.findall(r"Time: ([\d.]+) ms", postgis.query("\\timing on\n" + 3 * task))
    return min(map(float, times)) / 1000


def worst(buffers: np.ndarray, lines: np.ndarray, radius: float) -> float:
    """Return the largest error of some outlines, relative to the radius."""
    pairs = zip(buffers, lines, strict=True)
    return max(abs(error) for b, line in pairs for error in outline_error(b, line, radius, points=300))


def compare(postgis: Server, where: str, lines: np.ndarray, radius: float) -> None:
    ours = shapely.get_num_coordinates(geo.buffer(lines[:50], radius)).mean()
    segments = segments_for(postgis, radius, ours)
    mine = best_times(5, lambda: geo.buffer(lines, radius))[0]
    theirs = seconds(postgis, radius, segments, len(lines))
    found = postgis.query(buffered(radius, segments, MEASURED, "encode(ST_AsBinary(area), 'hex')"))
    sample = lines[:MEASURED]
    errors = (
        worst(geo.buffer(sample, radius), sample, radius),
        worst(shapely.from_wkb(found.split()), sample, radius),
    )
    each, each_theirs = (1e6 * time / len(lines) for time in (mine, theirs))
    print(
        f"{where:10} {radius / 1000:5.0f} km {each:8.0f} {each_theirs:8.0f} us {theirs / mine:7.1f} x"
        f"   {errors[0]:8.3%} {errors[1]:9.3%}",
        flush=True,
    )


def compare_edges(postgis: Server) -> None:
    """Print by how much areas of triangles, and geodesics inside of them, differ at most."""
    ends = np.random.default_rng(1).uniform((-60, -70), (60, 70), (TRIANGLES, 5, 2))
    triangles, lines = shapely.polygons(ends[:, :3]), shapely.linestrings(ends[:, 3:])
    # PostGIS puts the points of ST_Segmentize(geography) on great circles of a sphere
    courses = [shapely.LineString([a, *GEOD.npts(*a, *b, 3_000), b]) for a, b in ends[:, 3:].tolist()]
    pairs = zip(shapely.to_wkb(triangles, hex=True), shapely.to_wkb(courses, hex=True), strict=True)
    rows = ", ".join(f"(ST_GeomFromWKB('\\x{a}', 4326), ST_GeomFromWKB('\\x{c}', 4326))" for a, c in pairs)
    wanted = (
        "ST_Area(ST_Segmentize(area, 0.01)::geography), ST_Area(area::geography)",
        "ST_Length(ST_Intersection(course, area)::geography)",
    )
    found = postgis.query(f"SELECT {', '.join(wanted)} FROM (VALUES {rows}) AS t (area, course);")  # noqa: S608
    straight, geodesic, inside = np.array([row.split("|") for row in found.split()], float).T
    met = geo.length_within(lines, triangles)
    own = np.bincount(met.line, weights=met.metres * (met.line == met.zone), minlength=TRIANGLES)
    print(f"largest differences over {TRIANGLES} triangles, each with a geodesic")
    print(f"area, straight edges    {np.max(np.abs(geo.area(triangles) / straight - 1)):.1e}")
    print(
        f"area, geodesic edges    {np.max(np.abs(geo.area(triangles, path='geodesic') / geodesic - 1)):.1e}"
    )
    print(f"one reading, the other  {np.median(np.abs(straight / geodesic - 1)):.1%} in the median")
    print(
        f"length inside           {np.max(np.abs(own - inside)):.1f} m of up to {inside.max() / 1000:,.0f} km"
    )


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the server is stopped, too
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with server() as postgis:
        compare_edges(postgis)
        print("where       radius      geo  PostGIS      faster   largest error of each")
        for where, west, east, highest in (
            ("one zone", 20.0, 22.0, 55.0),
            ("worldwide", -180.0, 180.0, 70.0),
        ):
            lines = shapely.linestrings(roads(count, west=west, east=east, highest=highest))
            load(postgis, geo.split_antimeridian(lines))
            for radius in RADII_M:
                compare(postgis, where, lines, radius)


if __name__ == "__main__":
    main()
