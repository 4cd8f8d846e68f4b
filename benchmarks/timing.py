"""How the benchmarks time their tasks, and print them beside those of peers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 3


def best_times(repeats: int, *tasks: Callable[[], object]) -> list[float]:
    """Return the shortest time of each task in seconds, the tasks taking turns."""
    best = [float("inf")] * len(tasks)
    for _ in range(repeats):
        for k, task in enumerate(tasks):
            start = time.perf_counter()
            task()
            best[k] = min(best[k], time.perf_counter() - start)
    return best


def report(name: str, ours: Callable[[], object], **others: Callable[[], object]) -> None:
    """Print the best times of a task and of its peers in milliseconds, with the ratios to ours."""
    mine, *times = (1000 * best_times(REPEATS, task)[0] for task in (ours, *others.values()))
    beside = [
        f"{other} {taken:8.1f} ({taken / mine:5.1f} x)" for other, taken in zip(others, times, strict=True)
    ]
    print("  ".join([f"  {name:26} {mine:8.1f}", *beside]), flush=True)
