"""Write constraints-lowest.txt: constraints.txt with the lowest versions that pyproject.toml declares.

``python tools/lowest.py`` writes the file; with ``--check`` it compares it with what it would write. What is
declared for tests and benchmarks alone stays at the versions of constraints.txt.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "constraints-lowest.txt"

#: Extras that a user installs.
EXTRAS = ("excel", "parquet", "png", "scale", "tiles", "widget")


def lowest_versions() -> dict[str, str]:
    """Return the lowest version of each package that users need, by its name in lower case."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    found = {}
    for line in [*project["dependencies"], *extras]:
        match = re.fullmatch(r"([\w.-]+)>=([\w.]+)", line)
        if match is None:
            raise SystemExit(f"pyproject.toml: expected a name and its lowest version, got {line!r}")
        found[match[1].lower()] = match[2]
    return found


def lowest() -> str:
    """Return the constraints, a line a package."""
    versions = lowest_versions()
    lines = []
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        name, _, version = line.partition("==")
        lines.append(f"{name}=={versions.pop(name.lower(), version)}")
    if versions:
        raise SystemExit(
            f"constraints.txt: expected every package of pyproject.toml, got no {', '.join(versions)}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(lowest(), encoding="utf-8")
    elif TARGET.read_text("utf-8") != lowest():
        raise SystemExit(f"{TARGET.name} is not what pyproject.toml declares: run python tools/lowest.py")
