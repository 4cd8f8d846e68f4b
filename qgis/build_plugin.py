"""Make the zip of the plugin, which QGIS installs: the same files give the same bytes."""

from __future__ import annotations

import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

HERE = Path(__file__).parent
NAME = "isthmus_processing"

#: The oldest date that a zip knows: when a file was written is nobody's business.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def build_plugin(folder: Path) -> Path:
    """Write the zip to a folder, and return its path."""
    metadata = ConfigParser()
    metadata.read(HERE / NAME / "metadata.txt", encoding="utf-8")
    target = folder / f"{NAME}-{metadata['general']['version']}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as bundle:
        for name, path in sorted(plugin_files().items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr, entry.compress_type = _READABLE, zipfile.ZIP_DEFLATED
            bundle.writestr(entry, path.read_bytes())
    return target


def plugin_files() -> dict[str, Path]:
    """Return the files of the plugin by their names in the zip, the licence among them."""
    paths = [path for path in (HERE / NAME).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    inside = {path.relative_to(HERE).as_posix(): path for path in paths}
    return {**inside, f"{NAME}/LICENSE": HERE.parent / "LICENSE"}


if __name__ == "__main__":
    print(build_plugin(Path(sys.argv[1])))
