"""One shape for whatever is timed: a job of some sizes, and the peers that do it."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Peer:
    """Who does a job.

    Parameters
    ----------
    name : str
        The call that is timed.
    package : str
        What must be installed for it: a package of Python, or what ``installed`` tells the version of.
    ready : callable
        Takes what the job made and returns a task without arguments: what it does alone is timed.
    figure : callable, optional
        Takes what the task returned and gives a number to hold beside those of the others.
    most : int
        At larger sizes it is not asked: it would take minutes.
    lacks : str
        Why it is told without being timed; empty where it does the job.
    installed : callable, optional
        Gives the version of a program that is no package of Python, None where it is missing.
    """

    name: str
    package: str
    ready: Callable[[Any], Callable[[], Any]]
    figure: Callable[[Any], float] | None = None
    most: int = 10**6
    lacks: str = ""
    installed: Callable[[], str | None] | None = None

    @property
    def version(self) -> str | None:
        """The version that is installed, None where none is."""
        if self.installed is not None:
            return self.installed()
        if importlib.util.find_spec(self.package) is None:
            return None
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


@dataclass(frozen=True)
class Answer:
    """What a program that goes on by itself answered, and the processor time that it took."""

    value: Any
    processor_s: float


@dataclass(frozen=True)
class Job:
    """Something to be done at several sizes.

    Parameters
    ----------
    name, counted : str
        What is done, and what a size counts.
    sizes : tuple of int
        In rising order.
    make : callable
        Makes the data of a size, the same ones each time; the folder is there until they were used.
    peers : tuple of Peer
        Ours is the first.
    figure : str
        What the numbers are that are held beside each other; empty where there are none.
    """

    name: str
    counted: str
    sizes: tuple[int, ...]
    make: Callable[[int, Path], Any]
    peers: tuple[Peer, ...]
    figure: str = ""
