"""Time every job beside its peers: python benchmarks/bench.py [--sizes small] [--to FOLDER] [--jobs NAMES].

`make bench` runs it in an environment of its own, with the peers of peers.txt. The peers of a job take turns,
each time another one first, until each had its turns or twenty seconds; of each the median is told, of wall
time and of processor time, that of children and servers included, and the most memory beyond what was held
before. Who would take longer than a minute for a size, by what a smaller one took, is not asked.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from job import Answer, Job, Peer
from report import write_charts, write_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

#: The modules that hold jobs, in the order in which they are told.
MODULES: Final = ("buffers", "exposure", "network", "maps_write", "maps_shown", "files", "start")
#: The largest size that is asked for by a word, and how often a task is run.
LIMITS: Final = {"tiny": (100, 1), "small": (10_000, 3), "full": (10**6, 5)}
_PATIENCE_S: Final = 60.0
#: Seconds of a peer's turns at a size, after which it has no more.
_TURNS_S: Final = 20.0
#: What a peer that is not asked is told as.
_TOO_LONG: Final = "not asked: it takes too long"


@dataclass
class Timing:
    """What a peer took for a size."""

    job: str
    size: int
    peer: str
    wall_s: list[float] = field(default_factory=list)
    processor_s: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    ready_s: float = 0.0
    figure: float | None = None
    why_not: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it, with the medians."""
        medians = {
            f"median_{name}": statistics.median(values) if values else None
            for name, values in (("wall_s", self.wall_s), ("processor_s", self.processor_s))
        }
        return asdict(self) | medians | {"most_memory_mb": max(self.memory_mb, default=None)}

    @property
    def longest_s(self) -> float:
        """How long its longest turn took, or making ready for it."""
        return max([self.ready_s, *self.wall_s])


def all_jobs() -> list[Job]:
    return [job for name in MODULES for job in import_module(name).JOBS]


def run(job: Job, most: int, rounds: int, until: float = math.inf) -> list[Timing]:
    """Time a job at each of its sizes up to some limit, none of them begun after a time of the clock."""
    found: list[Timing] = []
    for size in [size for size in job.sizes if size <= most] or [most]:
        before = {timing.peer: timing for timing in found}
        timings = [Timing(job.name, size, peer.name) for peer in job.peers]
        for peer, timing in zip(job.peers, timings, strict=True):
            timing.why_not = _refuse(peer, size, before.get(peer.name), until)
        if not all(timing.why_not for timing in timings):
            with tempfile.TemporaryDirectory() as folder:
                _take_turns(job, timings, job.make(size, Path(folder)), rounds)
        found += timings
    return found


def _take_turns(job: Job, timings: list[Timing], made: object, rounds: int) -> None:
    """Time the peers that are asked, each time another one first."""
    asked = [(peer, timing) for peer, timing in zip(job.peers, timings, strict=True) if not timing.why_not]
    ready = [(peer, timing, _try(timing, _make_ready, peer, timing, made)) for peer, timing in asked]
    for turn in range(rounds):
        ready = [one for one in ready if not one[1].why_not and sum(one[1].wall_s) < _TURNS_S]
        first = turn % max(len(ready), 1)
        for peer, timing, task in ready[first:] + ready[:first]:
            _try(timing, _time, peer, timing, task)


def _refuse(peer: Peer, size: int, before: Timing | None, until: float) -> str:
    """Return why a peer is not asked."""
    if peer.lacks:
        return peer.lacks
    if peer.version is None:
        return "not installed"
    if before is not None and before.why_not:
        return before.why_not
    if time.monotonic() > until:
        return "not asked: no time was left"
    longest = before.longest_s * size / before.size if before is not None else 0.0
    return _TOO_LONG if size > peer.most or longest > _PATIENCE_S else ""


def _try(timing: Timing, step: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    """Return what a step of a peer returns; an error is noted, and ends no other's turn."""
    try:
        return step(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises
        timing.why_not = f"failed: {type(error).__name__}"
        return None


def _make_ready(peer: Peer, timing: Timing, made: object) -> Callable[[], Any]:
    began = time.perf_counter()
    task = peer.ready(made)
    timing.ready_s = time.perf_counter() - began
    return task


def _time(peer: Peer, timing: Timing, task: Callable[[], Any]) -> None:
    held = _forget_peak()
    wall, processor = time.perf_counter(), _processor_time()
    answer = task()
    processor = _processor_time() - processor
    timing.wall_s.append(time.perf_counter() - wall)
    if held is not None:
        timing.memory_mb.append(round((_memory("VmHWM") - held) / 1e3, 1))
    if isinstance(answer, Answer):
        processor, answer = processor + answer.processor_s, answer.value
    timing.processor_s.append(processor)
    if peer.figure is not None and timing.figure is None:
        timing.figure = float(peer.figure(answer))


def _forget_peak() -> float | None:
    """Let the system begin anew with the most memory of this process, and return what it holds now, in kB."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:  # not on Linux
        return None
    return _memory("VmRSS")


def _memory(name: str) -> float:
    """Return a number of kB that Linux tells of this process."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line for line in lines if line.startswith(name)).split()[1])


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
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # servers of peers end with it
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", choices=LIMITS, default="full")
    parser.add_argument("--to", type=Path, default=Path("out/bench"))
    parser.add_argument("--jobs", default="", help="names, separated by commas; all if none is given")
    parser.add_argument("--minutes", type=float, default=25, help="after which no size is begun")
    options = parser.parse_args()
    (most, rounds), asked = LIMITS[options.sizes], options.jobs.split(",") if options.jobs else []
    jobs = [job for job in all_jobs() if not asked or job.name in asked]
    told = machine() | {"sizes": options.sizes, "rounds": rounds}
    until = time.monotonic() + 60 * options.minutes
    timings: list[Timing] = []
    for job in jobs:
        print(job.name, flush=True)
        timings += run(job, most, rounds, until)
    result = {
        "machine": told,
        "versions": {peer.package: peer.version for job in jobs for peer in job.peers if peer.version},
        "timings": [timing.told() for timing in timings],
    }
    options.to.mkdir(parents=True, exist_ok=True)
    (options.to / "results.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    write_charts(result, jobs, options.to / "results.svg")
    write_markdown(result, jobs, options.to / "results.md")
    print(options.to / "results.md")


if __name__ == "__main__":
    main()
