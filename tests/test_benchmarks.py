"""The scripts in benchmarks: each starts, each job is done at a tiny size, and what is missing is told."""

from __future__ import annotations

import importlib
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from isthmus import layers
from isthmus.layers._redundancy.replacements import Replacements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Scripts: TypeAlias = "Callable[[str], Any]"

FOLDER = Path(__file__).parents[1] / "benchmarks"
TINY = 20


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    """Give what imports a script by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield importlib.import_module


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_a_script_is_imported_without_doing_anything(scripts: Scripts, name: str) -> None:
    assert scripts(name).__doc__


@pytest.mark.parametrize("module", ["buffers", "exposure", "network", "maps_write", "files", "start"])
def test_a_job_is_done_by_us_and_by_the_peers_that_are_there(scripts: Scripts, module: str) -> None:
    for job in scripts(module).JOBS:
        timed = [peer for peer in job.peers if not peer.lacks and peer.package != "postgis"]
        few = replace(job, peers=timed[4:5] if module == "start" else timed)
        timings = scripts("bench").run(few, TINY, 1)
        told = {timing.peer: timing.why_not for timing in timings}
        assert {why for why in told.values() if why} <= {"not installed"}, told
        assert not told[few.peers[0].name]
        figures = [timing.figure for timing in timings if timing.figure is not None]
        if "% of the radius" in job.figure:
            assert max(figures, default=0.0) < 2
        elif job.figure and "MB" not in job.figure and "problems" not in job.figure:
            assert figures == pytest.approx([figures[0]] * len(figures), rel=0.01)


def test_all_modules_with_jobs_are_run(scripts: Scripts) -> None:
    with_jobs = {path.stem for path in FOLDER.glob("*.py") if "\nJOBS = [" in path.read_text("utf-8")}
    assert with_jobs == {*scripts("bench").MODULES}


def test_what_a_peer_does_not_do_is_told_and_the_others_are_timed(scripts: Scripts, tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError

    peer, Answer = scripts("job").Peer, scripts("job").Answer  # noqa: N806 - a class
    peers = (
        peer("ours", "isthmus", lambda size: lambda: size, float),
        peer("raises", "numpy", lambda _: fail),
        peer("absent", "no_such_package", lambda _: fail),
        peer("slow", "numpy", lambda _: fail, most=1),
        peer("unable", "numpy", lambda _: fail, lacks="has no such call"),
        peer("program", "none", lambda _: lambda: Answer(4.0, 60.0), float, installed=lambda: "1.2"),
    )
    job = scripts("job").Job("some|thing", "things", (2, 3), lambda size, _: size, peers, "size")
    timings = scripts("bench").run(job, 3, 2)
    failed, slow = "failed: ValueError", "not asked: it takes too long"
    assert [timing.why_not for timing in timings] == [
        "",
        failed,
        "not installed",
        slow,
        "has no such call",
        "",
    ] * 2
    assert [len(timing.wall_s) for timing in timings] == [2, 0, 0, 0, 0, 2] * 2
    assert [(timing.figure, min(timing.processor_s) >= 60) for timing in timings[5::6]] == [(4.0, True)] * 2
    result = {
        "machine": scripts("bench").machine() | {"sizes": "tiny", "rounds": 2, "load": 9.0, "cores": 2},
        "versions": {"numpy": "2"},
        "timings": [timing.told() for timing in timings],
    }
    scripts("report").write_markdown(result, [job], tmp_path / "told.md")
    scripts("report").write_charts(result, [job], tmp_path / "told.svg")
    text = (tmp_path / "told.md").read_text("utf-8")
    assert "| raises | failed: ValueError | failed: ValueError |  |" in text
    assert "others used the machine" in text
    assert (tmp_path / "told.svg").read_text("utf-8").startswith("<?xml")


def test_who_would_take_too_long_for_a_size_is_not_asked_nor_is_anyone_once_time_is_up(
    scripts: Scripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts("bench"), "_PATIENCE_S", 0.5)
    peers = (
        scripts("job").Peer("quick", "numpy", lambda _: int),
        scripts("job").Peer("slow", "numpy", lambda _: partial(time.sleep, 0.1)),
    )
    job = scripts("job").Job("some", "things", (1, 10, 100), lambda size, _: size, peers)
    told = {(it.peer, it.size): it.why_not for it in scripts("bench").run(job, 100, 1)}
    slow = "not asked: it takes too long"
    assert told == {
        **{("quick", size): "" for size in job.sizes},
        ("slow", 1): "",
        ("slow", 10): slow,
        ("slow", 100): slow,
    }
    late = scripts("bench").run(job, 100, 1, time.monotonic() - 1)
    assert {it.why_not for it in late} == {"not asked: no time was left"}


def test_growth_is_told_by_exponents(scripts: Scripts) -> None:
    job = scripts("job").Job("some", "things", (1,), list, (scripts("job").Peer("ours", "isthmus", list),))
    timings = [
        {
            "job": "some",
            "peer": "ours",
            "size": size,
            "median_processor_s": size**1.5,
            "most_memory_mb": size / 100,
        }
        for size in (100, 10_000, 1_000_000)
    ]
    [told, _] = scripts("report")._tell_growth(timings, job)
    assert told == (
        "Ours, 10,000 to 1,000,000 things: exponent of time 1.50, 10,000 MB of memory (exponent 1.00)."
    )


def test_the_hours_of_closures_are_those_of_peers(scripts: Scripts, monkeypatch: pytest.MonkeyPatch) -> None:
    script = scripts("resilience")
    monkeypatch.setattr(script, "ORIGINS", ["TWKHH"])
    monkeypatch.setattr(script, "DESTINATIONS", ["PLGDN"])
    result = layers.resilience(
        layers.example(), origins="TWKHH", destinations="PLGDN", modes="sea", by="time", on="open"
    )
    took = script.compare(result.case, Replacements(result.case, depth=1), [("suez",)])
    assert [name for name in took if name.startswith(("scipy", "networkx"))]
    assert (
        script.hours_of(Replacements(result.case, depth=1), ("suez",))[0, 0] > result.case.after.hours[0, 0]
    )
