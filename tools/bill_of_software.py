"""Write down what a release holds and needs, in the format CycloneDX, with versions and licences.

Packages of Python are those of an environment; libraries of the browser stand in `vendored.csv`, data in
`layers/data/SOURCES.json`.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parent.parent
SPEC = "1.6"


def bill_of_software(environment: Path, path: Path, epoch: int) -> list[str]:
    """Write the bill, and return a line a component: name, version, licence.

    Raises
    ------
    SystemExit
        If it is not as the format's schema says.
    """
    words = [Path(sys.executable).with_name("cyclonedx-py"), "environment", environment / "bin" / "python"]
    options = [
        "--pyproject",
        ROOT / "pyproject.toml",
        "--mc-type",
        "library",
        "--output-reproducible",
        "--sv",
        SPEC,
    ]
    done = subprocess.run(
        [*words, *options],
        check=True,
        capture_output=True,
        env={"SOURCE_DATE_EPOCH": str(epoch), "PATH": "/usr/bin:/bin"},
    )
    bill = json.loads(done.stdout)
    bill["components"] = [one for one in bill["components"] if one["name"] != "isthmus"]
    added = [*browser_libraries(), *data_sets()]
    bill["components"] += added
    main = bill["metadata"]["component"]["bom-ref"]
    _depend(bill, main, [one["bom-ref"] for one in added])
    text = json.dumps(bill, indent=2, ensure_ascii=False) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise SystemExit(f"{path.name}: not CycloneDX {SPEC}: {fault}")
    path.write_text(text, "utf-8")
    return [f"{one['name']} {one.get('version', '')} {_licence_of(one)}" for one in bill["components"]]


def browser_libraries() -> list[dict[str, Any]]:
    """Return the libraries that lie in `maps/assets` as components."""
    with (ROOT / "tools" / "vendored.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{row['name']}@{row['version']}",
            "name": row["name"],
            "version": row["version"],
            "purl": f"pkg:npm/{row['name']}@{row['version']}",
            "licenses": [{"license": {"id": row["licence"]}}],
            "evidence": {"occurrences": [{"location": place} for place in row["files"].split()]},
        }
        for row in rows
    ]


def data_sets() -> list[dict[str, Any]]:
    """Return the bundled data as components; libraries among the sources are told already."""
    sources = json.loads((ROOT / "layers" / "data" / "SOURCES.json").read_text("utf-8"))
    return [
        {
            "type": "data",
            "bom-ref": f"data/{row['name']}",
            "name": row["name"],
            "version": row["version"],
            "description": row["what"],
            "copyright": row["attribution"],
            "licenses": [{"license": {"name": row["licence"]}}],
            "externalReferences": [{"type": "website", "url": row["url"]}],
        }
        for row in sources
        if row["name"] not in {one["name"] for one in browser_libraries()}
    ]


def _depend(bill: dict[str, Any], main: str, on: list[str]) -> None:
    """Say that the package depends on components."""
    told = {one["ref"]: one for one in bill["dependencies"]}
    own = told.setdefault(main, {"ref": main})
    own["dependsOn"] = sorted({*own.get("dependsOn", []), *on})
    bill["dependencies"] = sorted(
        [*told.values(), *({"ref": ref} for ref in on)], key=lambda one: str(one["ref"])
    )


def _licence_of(component: dict[str, Any]) -> str:
    """Return the licences of a component as text."""
    told = component.get("licenses", [])
    names = [one.get("expression") or one["license"].get("id") or one["license"]["name"] for one in told]
    return "; ".join(dict.fromkeys(name.splitlines()[0] for name in names)) or "not told"
