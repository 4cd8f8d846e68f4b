"""What a type checker sees of the installed package: the faces, and every type in them."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

PYRIGHT = Path(__file__).parent.parent / "maps" / "assets" / "node_modules" / ".bin" / "pyright"
FACES = ("isthmus", "isthmus.geo", "isthmus.layers", "isthmus.maps", "isthmus.cli", "isthmus.geo.errors")


def test_every_public_type_is_known_and_nothing_else_is_public(tmp_path: Path) -> None:
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = [PYRIGHT, "--verifytypes", "isthmus", "--ignoreexternal", "--outputjson"]
    done = subprocess.run(
        words, cwd=tmp_path, env=os.environ | {"PATH": search}, capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout)["typeCompleteness"]
    vague = [symbol["name"] for symbol in told["symbols"] if not symbol["isTypeKnown"]]
    assert (done.returncode, told["completenessScore"], vague) == (0, 1, [])
    public = {f"{face}.{name}" for face in FACES for name in names_of(face)}
    exported = {symbol["name"] for symbol in told["symbols"] if symbol["isExported"]}
    beyond = {name for name in exported if name.rsplit(".", 1)[0] in FACES} - public - {*FACES}
    assert beyond == {"isthmus.__getattr__", "isthmus.__dir__"}
    assert {module["name"] for module in told["modules"]} == {*FACES, "isthmus.layers.data"}


def names_of(face: str) -> list[str]:
    module = importlib.import_module(face)
    return list(getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")]))
