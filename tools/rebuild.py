"""Write bundled files that a script has built, or compare those there with a fresh build."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def rebuild(description: str | None, folder: Path, build: Callable[[], Mapping[str, bytes]]) -> int:
    """Build files into a folder, or with ``--check`` return 1 if one of those there is another."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="compare the files with a fresh build")
    check = parser.parse_args().check
    files = build()
    for name, content in files.items():
        print(f"{name}: {len(content):,} bytes")
    if check:
        return int(any((folder / name).read_bytes() != content for name, content in files.items()))
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return 0
