"""How soon packages are there: a process of its own that imports one and ends."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Any

from job import Job, Peer


def ready(module: str, _: object) -> partial[Any]:
    """Return the task that imports a module in a process of its own."""
    return partial(subprocess.run, [sys.executable, "-c", f"import {module}"], check=True)


def start(module: str) -> Peer:
    return Peer(module, module.partition(".")[0], partial(ready, module))


NAMES = ("isthmus.layers", "isthmus.geo", "isthmus.maps", "geopandas", "networkx", "folium", "lonboard")
JOBS = [Job("import in a new process", "process", (1,), lambda size, _: size, tuple(map(start, NAMES)))]
