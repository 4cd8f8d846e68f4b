"""Build what is released into dist/, check it, and try it where there is no network: `make dist`.

The source distribution is what the repository tracks. It is built twice, in two places: the wheel that it
makes and the one of the tree are to be the same bytes. The wheel is installed without an index into an empty
environment, where every command runs once.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

from trove_classifiers import classifiers

from bill_of_software import bill_of_software
from try_commands import try_commands

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
WHEELS = ROOT / "build" / "wheelhouse"
BIN = Path(sys.executable).parent
OFFLINE = ["unshare", "--map-root-user", "--net"]

#: What no release may hold.
UNWANTED = {
    "node_modules",
    "__pycache__",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    "build",
    "out",
}

#: What a source distribution needs, so that everything can be built from it and tested.
NEEDED = {
    "pyproject.toml",
    "Makefile",
    "constraints.txt",
    "LICENSE",
    "NOTICE",
    "SECURITY.md",
    "tests",
    "docs",
    "qgis",
}


def main() -> None:
    """Build, check, try, and write down."""
    begun = time.monotonic()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    _refuse(sorted({*project["classifiers"]} - classifiers), "classifiers that are none")
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    with tempfile.TemporaryDirectory() as work:
        sdist, wheel = build_twice(Path(work), f"{project['name']}-{project['version']}")
        check_contents(sdist, wheel)
        _tell("built twice, the same bytes", begun)
        environment = install_offline(wheel, Path(work, "environment"))
        _tell("installed without an index", begun)
        (folder := Path(work, "trial")).mkdir()
        faults = try_commands(str(environment / "bin" / "isthmus"), _without_network(), folder)
        _refuse(faults, "commands that fail")
        _tell("every command tried", begun)
        told = bill_of_software(
            environment, DIST / f"{sdist.name.removesuffix('.tar.gz')}.cdx.json", _epoch()
        )
    print(*told, sep="\n")
    _run([sys.executable, ROOT / "qgis" / "build_plugin.py", DIST])
    write_sums()
    _tell("done", begun)


def build_twice(work: Path, name: str) -> tuple[Path, Path]:
    """Return the source distribution and its wheel in dist/, once another build gave the same bytes."""
    for place in ("a", "b"):
        source = work / place / name
        copy_source(source)
        kinds = [[]] if place == "a" else [["--sdist"], ["--wheel"]]
        for kind in kinds:  # none: the wheel is built from the source distribution, not from the tree
            _run(
                [
                    sys.executable,
                    "-m",
                    "build",
                    "--no-isolation",
                    *kind,
                    "--outdir",
                    work / f"{place}-dist",
                    source,
                ]
            )
            shutil.rmtree(source / "build", ignore_errors=True)
        [sdist] = (work / f"{place}-dist").glob("*.tar.gz")
        tidy(sdist)
    built = sorted((work / "a-dist").iterdir())
    differ = [path.name for path in built if path.read_bytes() != (work / "b-dist" / path.name).read_bytes()]
    _refuse(differ, "files that a second build makes otherwise")
    return tuple(Path(shutil.copy(path, DIST)) for path in sorted(built, key=lambda path: path.suffix))  # type: ignore[return-value]


def copy_source(target: Path) -> None:
    """Copy the files that the repository tracks."""
    for name in _tracked_files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
        (target / name).chmod(0o644)


def _tracked_files() -> list[str]:
    """Return what the repository tracks; from a source distribution, all but what was built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0")[:-1] if not listed.returncode else _files_here()
    return [name for name in names if (ROOT / name).is_file()]


def _files_here() -> list[str]:
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not {*path.parts} & UNWANTED and "egg-info" not in str(path)]


def tidy(sdist: Path) -> None:
    """Pack a source distribution anew: names in order, one date, nobody's user."""
    packed = io.BytesIO()
    with tarfile.open(sdist) as old, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            if member.isfile():
                plain = tarfile.TarInfo(member.name)
                plain.size, plain.mtime, plain.mode = member.size, _epoch(), 0o644
                new.addfile(plain, old.extractfile(member))
    with sdist.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=_epoch()) as whole:
        whole.write(packed.getvalue())


def check_contents(sdist: Path, wheel: Path) -> None:
    """Refuse a release that lacks something, or holds what it should not."""
    _run([BIN / "twine", "check", "--strict", sdist, wheel])
    _run([BIN / "check-wheel-contents", wheel])
    _refuse([] if wheel.name.endswith("-py3-none-any.whl") else [wheel.name], "wheels of one system")
    with zipfile.ZipFile(wheel) as held:
        installed = {PurePosixPath(name) for name in held.namelist()}
    with tarfile.open(sdist) as source:
        listed = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in source.getnames()}
    _refuse(
        sorted(map(str, (path for path in installed | listed if {*path.parts} & UNWANTED))), "unwanted files"
    )
    _refuse(
        sorted(str(path) for path in installed if path.suffix in {".so", ".pyd", ".dll"}), "compiled files"
    )
    _refuse(sorted(NEEDED - {path.parts[0] for path in listed if path.parts}), "missing files of the source")
    tracked = {PurePosixPath(name) for name in _tracked_files()}
    _refuse(
        sorted(map(str, tracked - listed)), "files of the repository that the source lacks: see MANIFEST.in"
    )
    code = {PurePosixPath(*path.parts[1:]) for path in installed if path.parts[0] == "isthmus"}
    _refuse(sorted(map(str, code - listed)), "files of the wheel that the source lacks")
    print(f"{sdist.name}: {len(listed)} files, {sdist.stat().st_size / 1e6:.1f} MB")
    print(f"{wheel.name}: {len(installed)} files, {wheel.stat().st_size / 1e6:.1f} MB")


def install_offline(wheel: Path, environment: Path) -> Path:
    """Fetch what the wheel needs, then install it without an index or a network into an empty environment."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    constraints = ["--constraint", ROOT / "constraints.txt", "--only-binary", ":all:"]
    _run([*pip, "download", *constraints, "--dest", WHEELS, wheel])
    _run([sys.executable, "-m", "venv", "--without-pip", environment])
    pip += ["--python", environment / "bin" / "python"]
    found = ["--no-index", "--find-links", WHEELS, "--constraint", ROOT / "constraints.txt"]
    _run([*_without_network(), *pip, "install", *found, wheel])
    return environment


def write_sums() -> None:
    """Write the SHA-256 of every file."""
    paths = sorted(path for path in DIST.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    (DIST / "SHA256SUMS").write_text("".join(lines), "utf-8")
    print(*lines, sep="", end="")


def _without_network() -> list[str]:
    """Return what a program is started by so that it has no network, where the system can do that."""
    able = subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode == 0
    return OFFLINE if able else ["env", "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9"]


def _epoch() -> int:
    """Return when the release is said to be made: as asked, or the last commit, or as the source says."""
    asked = os.environ.get("SOURCE_DATE_EPOCH")
    if asked:
        return int(asked)
    done = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(done.stdout or (ROOT / "pyproject.toml").stat().st_mtime)


def _run(words: list[object]) -> None:
    """Run a program, and show what it says only if it fails."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(_epoch()), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*map(str, words)], env=environment, capture_output=True, text=True, check=False, umask=0o022
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def _refuse(faults: list[str], what: str) -> None:
    if faults:
        raise SystemExit(f"expected no {what}, got {len(faults)}:\n" + "\n".join(faults[:20]))


def _tell(what: str, begun: float) -> None:
    print(f"{time.monotonic() - begun:5.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
