"""What `bench.py` measured, as Markdown and as charts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from pathlib import Path

    from job import Job

_GROWN: Final = 10_000  # the size from which on growth is told
_FELT_MB: Final = 10  # less memory than this says nothing of growth
_BUSY: Final = 0.5  # others' load a core, from which on times are told as those of a busy machine


def write_markdown(result: dict[str, Any], jobs: list[Job], path: Path) -> None:
    """Write a table a job: of each peer what it took at each size."""
    machine, versions = result["machine"], result["versions"]
    lines = [*_introduce(machine), ""]
    for job in jobs:
        table, growth = _table(result["timings"], job), _tell_growth(result["timings"], job)
        lines += [f"## {job.name[0].upper()}{job.name[1:]}", "", *table, "", *growth]
    told = ", ".join(f"{name} {number}" for name, number in versions.items())
    path.write_text("\n".join([*lines, "## Versions", "", f"{told}.", ""]), "utf-8")


def _introduce(machine: dict[str, Any]) -> list[str]:
    """Return what was done, how often, and on what."""
    where = f"{machine['cores']} cores ({machine['processor']}, {machine['system']})"
    text = f"""# Benchmarks

Written by `make bench`, which times each job beside its peers in one run: see
[README.md](README.md). Medians of {machine["rounds"]} turns: seconds of processor time,
in brackets those of the clock; `x` is how many times ours a peer's processor time is; "ready" is the
time before, in which a peer gets what it needs from arrays, if that is a second or more.

{machine["day"]}, {where}, Python {machine["python"]}, sizes: {machine["sizes"]}. {_tell_load(machine)}

![Processor time of each job by size](results.svg)"""
    return text.splitlines()


def _tell_load(machine: dict[str, Any]) -> str:
    load = f"Its load before was {machine['load']}"
    if machine["load"] > _BUSY * machine["cores"]:
        return f"{load}: others used the machine, and ratios of less than two may be theirs."
    return f"{load}."


def _table(timings: list[dict[str, Any]], job: Job) -> list[str]:
    own = [timing for timing in timings if timing["job"] == job.name]
    sizes = sorted({timing["size"] for timing in own})
    last = [f"{job.figure}"] if job.figure else []
    head = ["by", *(f"{size:,} {job.counted}" for size in sizes), *last]
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    by = {(timing["peer"], timing["size"]): timing for timing in own}
    ours = {size: by[job.peers[0].name, size]["median_processor_s"] for size in sizes}
    for peer in job.peers:
        cells = [_cell(by[peer.name, size], ours[size]) for size in sizes]
        figures = [by[peer.name, size]["figure"] for size in sizes]
        largest = next((f"{figure:,.6g}" for figure in reversed(figures) if figure is not None), "")
        rows.append(f"| {' | '.join([peer.name, *cells, *([largest] if job.figure else [])])} |")
    return rows


def _cell(timing: dict[str, Any], ours: float | None) -> str:
    if timing["why_not"]:
        return str(timing["why_not"])
    processor, wall = timing["median_processor_s"], timing["median_wall_s"]
    times = f", {_ratio(processor / ours)} x" if ours else ""
    before = f", ready {timing['ready_s']:.0f}" if timing["ready_s"] >= 1 else ""
    return f"{processor:.3g} ({wall:.3g}){times}{before}"


def _tell_growth(timings: list[dict[str, Any]], job: Job) -> list[str]:
    """Return a sentence on the exponents by which our time and memory grow, from ten thousand on."""
    ours = [it for it in timings if (it["job"], it["peer"]) == (job.name, job.peers[0].name)]
    ours = [it for it in ours if it["size"] >= _GROWN and it["median_processor_s"]]
    if len(ours) < 2:  # noqa: PLR2004
        return []
    times = math.log(ours[-1]["size"] / ours[0]["size"])
    grown = math.log(ours[-1]["median_processor_s"] / ours[0]["median_processor_s"]) / times
    first, last = (it["most_memory_mb"] or 0 for it in (ours[0], ours[-1]))
    memory = f", {last:,.0f} MB of memory" if last else ""
    if first > _FELT_MB:
        memory += f" (exponent {math.log(last / first) / times:.2f})"
    sizes = f"{ours[0]['size']:,} to {ours[-1]['size']:,} {job.counted}"
    return [f"Ours, {sizes}: exponent of time {grown:.2f}{memory}.", ""]


def _ratio(times: float) -> str:
    return f"{times:.1f}" if times >= 1 else f"{times:.2f}"


def write_charts(result: dict[str, Any], jobs: list[Job], path: Path) -> None:
    """Draw the processor time of each peer over the sizes, a small chart a job."""
    columns = 2
    rows = -(-len(jobs) // columns)
    with mpl.rc_context({"svg.hashsalt": "isthmus", "svg.fonttype": "none"}):
        figure = Figure(figsize=(10, 3.2 * rows), layout="constrained")
        for job, axes in zip(jobs, figure.subplots(rows, columns, squeeze=False).ravel(), strict=False):
            _draw(axes, job, result["timings"])
        for axes in figure.axes[len(jobs) :]:
            axes.set_axis_off()
        figure.savefig(path, format="svg", metadata={"Date": None})
    text = "\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines())
    path.write_text(text + "\n", "utf-8")


def _draw(axes: Any, job: Job, timings: list[dict[str, Any]]) -> None:  # noqa: ANN401
    markers = "osD^vPX*<>ph"
    for place, peer in enumerate(job.peers):
        own = [
            (timing["size"], timing["median_processor_s"])
            for timing in timings
            if (timing["job"], timing["peer"]) == (job.name, peer.name) and timing["median_processor_s"]
        ]
        if own:
            sizes, seconds = zip(*own, strict=True)
            axes.plot(
                sizes, seconds, marker=markers[place], label=peer.name, linewidth=2.5 if place == 0 else 1
            )
    axes.set(xscale="log", yscale="log", title=job.name, xlabel=job.counted, ylabel="s of processor time")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize="x-small")
