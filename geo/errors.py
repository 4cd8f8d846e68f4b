"""Every error and warning the toolkit raises, as one tree.

::

    IsthmusError             catch this to catch everything
    ├── ArgumentError        a call that asks for what does not exist (also a ValueError)
    ├── GeometryError        a geometry that has no right answer (also a ValueError)
    ├── ReadError            a file that can't be read as a layer (also a ValueError)
    ├── ValidationError      data that break their schema, every problem at once (also a ValueError)
    ├── WriteError           a result that can't be written as asked (also a ValueError)
    ├── NoRouteError         no way from here to there (also a LookupError)
    └── NoCutError           nothing of the kind asked for parts here from there (also a LookupError)

    IsthmusWarning           silence this to silence everything (a UserWarning)
    └── DataWarning          data taken otherwise than they stand: each assumption, each row left out

Each message says where, what was expected, what came, and what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._answers import Cut, Route


def _remake(kind: type[BaseException], args: tuple[object, ...]) -> BaseException:
    return kind.__new__(kind, *args)


def _reduce(error: BaseException) -> tuple[object, ...]:
    """Let an error come back whole from a pickle, a copy or a worker process, whatever it is made of."""
    return _remake, (type(error), error.args), vars(error)


class IsthmusError(Exception):
    """The root of every error the toolkit raises on purpose."""

    __reduce__ = _reduce


class ArgumentError(IsthmusError, ValueError):
    """A call that asks for what does not exist, such as ``path="crow"``."""


class GeometryError(IsthmusError, ValueError):
    """A geometry that has no right answer, such as one with a latitude of 95 degrees.

    Parameters
    ----------
    message : str
        What is wrong and what was expected.
    index : int or None
        Position of the offending geometry in the input array, counted from 0.
    """

    def __init__(self, message: str, *, index: int | None = None) -> None:
        super().__init__(message if index is None else f"geometry {index}: {message}")
        self.index = index


class ReadError(IsthmusError, ValueError):
    """A file that can't be read as a layer: unknown format, damaged or empty."""


class WriteError(IsthmusError, ValueError):
    """A result that can't be written as asked."""


class NoRouteError(IsthmusError, LookupError):
    """No way leads from the origin to the destination.

    Parameters
    ----------
    message : str
        Which ends, and what stands between them.
    cut : Cut
        The fewest closed edges, and the gates that hold them, that part the two ends however open the rest
        of the network is; empty if nothing ever joined them.
    """

    def __init__(self, message: str, *, cut: Cut) -> None:
        super().__init__(message)
        self.cut = cut


class NoCutError(IsthmusError, LookupError):
    """Nothing of the kind asked for parts the origin from the destination.

    Parameters
    ----------
    message : str
        Which ends, and what can't part them.
    route : Route
        A route that proves it: one that passes no gate, or no node but its ends.
    """

    def __init__(self, message: str, *, route: Route) -> None:
        super().__init__(message)
        self.route = route


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data, said so that its owner can mend it.

    Parameters
    ----------
    file : str
        Name of the file, or of the layer where the data did not come from a file.
    expected : str
        What the schema asks for.
    got : str
        What stands there.
    row : int or None
        Row of the table, the first row of data being 1; None if the problem is the whole file's.
    column : str or None
        Name of the column.
    remedy : str
        What the owner can do.
    severity : {"problem", "note"}
        A note is no fault of the data: it says what was taken for granted to understand them.

    Examples
    --------
    >>> print(Problem("factories.csv", "a number >= 0", '"n/a"', row=12, column="capacity_t"))
    factories.csv, row 12, capacity_t: expected a number >= 0, got "n/a"
    >>> print(Problem("factories.csv", "text in UTF-8", "cp1250", severity="note"))
    factories.csv: note: expected text in UTF-8, got cp1250
    """

    file: str
    expected: str
    got: str
    row: int | None = None
    column: str | None = None
    remedy: str = ""
    severity: Literal["problem", "note"] = "problem"

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column)
        note = "note: " if self.severity == "note" else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{', '.join(place)}: {note}expected {self.expected}, got {self.got}{remedy}"


class ValidationError(IsthmusError, ValueError):
    """Data that break their schema.

    Parameters
    ----------
    problems : sequence of Problem
        Every problem found, in the order of the files and their rows.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{count} in the data:", *map(str, problems)]))
        self.problems: tuple[Problem, ...] = tuple(problems)


class IsthmusWarning(UserWarning):
    """The root of every warning the toolkit gives."""

    __reduce__ = _reduce


class DataWarning(IsthmusWarning):
    """Data that were taken otherwise than they stand.

    Parameters
    ----------
    problems : sequence of Problem
        What was taken for granted, and what is wrong with rows that were left out or taken in part.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems: tuple[Problem, ...] = tuple(problems)
