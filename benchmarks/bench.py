"""Time every job beside its peers: python benchmarks/bench.py [--sizes small] [--to FOLDER] [--jobs NAMES].

`make bench` runs it in an environment of its own, with the peers of peers.txt. The peers of a job take turns,
each time another one first; of each the median is told, of wall time and of processor time, that of children
included. A peer that takes longer than a minute is not asked at larger sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from report import write_charts, write_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from job import Job, Peer

#: The modules that hold jobs, in the order in which they are told.
MODULES: Final = ("buffers", "exposure", "network", "maps_write", "files", "start")
#: The largest size that is asked for by a word, and how often a task is run.
LIMITS: Final = {"tiny": (100, 1), "small": (10_000, 3), "full": (10**6, 5)}
_PATIENCE_S: Final = 60.0


@dataclass
class Timing:
    """What a peer took for a size."""

    job: str
    size: int
    peer: str
    wall_s: list[float] = field(default_factory=list)
    processor_s: list[float] = field(default_factory=list)
    figure: float | None = None
    why_not: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it, with the medians."""
        medians = {
            f"median_{name}": statistics.median(values) if values else None
            for name, values in (("wall_s", self.wall_s), ("processor_s", self.processor_s))
        }
        return asdict(self) | medians


def all_jobs() -> list[Job]:
    return [job for name in MODULES for job in import_module(name).JOBS]


def run(job: Job, most: int, rounds: int) -> list[Timing]:
    """Time a job at each of its sizes up to some limit."""
    found: list[Timing] = []
    slow: set[str] = set()
    for size in [size for size in job.sizes if size <= most] or [most]:
        timings = [Timing(job.name, size, peer.name, why_not=_refuse(peer, size, slow)) for peer in job.peers]
        with tempfile.TemporaryDirectory() as folder:
            _take_turns(job, timings, job.make(size, Path(folder)), rounds, slow)
        found += timings
    return found


def _take_turns(job: Job, timings: list[Timing], made: object, rounds: int, slow: set[str]) -> None:
    """Time the peers that are asked, each time another one first."""
    asked = [(peer, timing) for peer, timing in zip(job.peers, timings, strict=True) if not timing.why_not]
    ready = [(peer, timing, _try(timing, peer.ready, made)) for peer, timing in asked]
    for turn in range(rounds):
        ready = [one for one in ready if one[0].name not in slow and not one[1].why_not]
        first = turn % max(len(ready), 1)
        for peer, timing, task in ready[first:] + ready[:first]:
            _try(timing, _time, peer, timing, task)
            if max(timing.wall_s, default=0.0) > _PATIENCE_S:
                slow.add(peer.name)


def _refuse(peer: Peer, size: int, slow: set[str]) -> str:
    """Return why a peer is not asked."""
    if peer.version is None:
        return "not installed"
    if size > peer.most or peer.name in slow:
        return "not asked: it takes too long"
    return ""


def _try(timing: Timing, step: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    """Return what a step of a peer returns; an error is noted, and ends no other's turn."""
    try:
        return step(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises
        timing.why_not = f"failed: {type(error).__name__}"
        return None


def _time(peer: Peer, timing: Timing, task: Callable[[], Any]) -> None:
    wall, processor = time.perf_counter(), _processor_time()
    answer = task()
    timing.processor_s.append(_processor_time() - processor)
    timing.wall_s.append(time.perf_counter() - wall)
    if peer.figure is not None and timing.figure is None:
        timing.figure = float(peer.figure(answer))


def _processor_time() -> float:
    """Return the processor time of this process and of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def machine() -> dict[str, Any]:
    """Return what was measured on, and how busy it was with other things."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", choices=LIMITS, default="full")
    parser.add_argument("--to", type=Path, default=Path("out/bench"))
    parser.add_argument("--jobs", default="", help="names, separated by commas; all if none is given")
    options = parser.parse_args()
    (most, rounds), asked = LIMITS[options.sizes], options.jobs.split(",") if options.jobs else []
    jobs = [job for job in all_jobs() if not asked or job.name in asked]
    told = machine() | {"sizes": options.sizes, "rounds": rounds}
    timings: list[Timing] = []
    for job in jobs:
        print(job.name, flush=True)
        timings += run(job, most, rounds)
    packages = {peer.package for job in jobs for peer in job.peers if peer.version}
    result = {
        "machine": told,
        "versions": {name: version(name) for name in sorted(packages)},
        "timings": [timing.told() for timing in timings],
    }
    options.to.mkdir(parents=True, exist_ok=True)
    (options.to / "results.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    write_charts(result, jobs, options.to / "results.svg")
    write_markdown(result, jobs, options.to / "results.md")
    print(options.to / "results.md")


if __name__ == "__main__":
    main()
