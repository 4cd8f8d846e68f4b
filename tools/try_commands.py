"""Run every command of an installed isthmus once, on what it brings along; nothing here imports it.

``python tools/try_commands.py COMMAND [PREFIX ...]`` works in a folder of its own; PREFIX is what the command
is started by, such as ``unshare --map-root-user --net``, which takes the network away.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_EXPORTED = "out/atlas.gpkg"
_KINDS = "n_container,n_dry_bulk,n_general_cargo,n_roro,n_tanker,n_cargo,n_total"
_DAYS = [(year, month, day) for year in (2024, 2025) for month in range(1, 13) for day in range(1, 29)]

#: What others read, in this order.
FIRST: dict[str, list[str]] = {
    "export": ["-o", "out", "--format", "gpkg,geojson"],
    "init": ["study"],
}

#: The other commands, each with words that ask for little.
OTHERS: dict[str, list[str]] = {
    "buffer": [_EXPORTED, "--layer", "gateways", "-r", "10km,50km", "-o", "bands.gpkg"],
    "check": ["study", "--json"],
    "completion": ["bash"],
    "components": ["--to", "PL", "--modes", "air", "-o", "components"],
    "dependence": ["out/flows.geojson", "-o", "dependence.csv"],
    "disruptions": [],
    "exposure": [
        "out/corridors.geojson",
        "out/risk_zones.geojson",
        "--on",
        "2025-09-15",
        "-o",
        "exposure.csv",
    ],
    "gates": ["--json"],
    "map": ["study", "-o", "map.html"],
    "policies": [],
    "replay": [],
    "resilience": ["--from", "TW", "--to", "PL", "--modes", "sea", "-o", "resilience"],
    "route": ["Warsaw", "Prague", "--modes", "rail", "-o", "route.html"],
    "sources": [],
    "traffic": ["daily"],
}


def try_command(words: list[str], folder: Path) -> str:
    """Run a command, and return what is wrong, if something is."""
    begun = time.monotonic()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    print(f"{time.monotonic() - begun:6.1f} s  {' '.join(words[-12:])[:100]}", flush=True)
    faulty = done.returncode or "Traceback" in done.stderr or not (done.stdout + done.stderr).strip()
    return f"{words}: status {done.returncode}\n{done.stderr[-2000:]}" if faulty else ""


def try_commands(command: str, prefix: list[str], folder: Path) -> list[str]:
    """Run all commands and the help of each, two at a time, and return what is wrong."""
    (folder / "daily").mkdir()
    (folder / "daily" / "transits.csv").write_text(_daily_text(), "utf-8")
    faults = [try_command([*prefix, command, name, *words], folder) for name, words in FIRST.items()]
    calls = [["--help"], ["--version"], *([name, "--help"] for name in (*FIRST, *OTHERS))]
    calls += [[name, *words] for name, words in OTHERS.items()]
    with ThreadPoolExecutor(2) as pool:
        faults += pool.map(lambda words: try_command([*prefix, command, *words], folder), calls)
    return [fault for fault in faults if fault]


def _daily_text() -> str:
    """Return ships a day at one passage, in the columns of PortWatch."""
    days = [f"{year}/{month:02}/{day:02} 00:00:00+00,{year},{month},{day}" for year, month, day in _DAYS]
    rows = [f"{day},chokepoint1,Suez Canal,0,0,0,0,50,0,50,{row}" for row, day in enumerate(days)]
    return "\n".join([f"date,year,month,day,portid,portname,{_KINDS},ObjectId", *rows]) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        wrong = try_commands(sys.argv[1], sys.argv[2:], Path(place))
    raise SystemExit("\n".join(wrong))
