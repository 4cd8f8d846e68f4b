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

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from isthmus._arguments import (
    ArgumentError,
    IsthmusError,
    as_whole,
    check_choice,
    check_fields,
    check_kind,
    check_text,
    reduce_error,
    unfit,
)

from ._answers import Cut, Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "ArgumentError",
    "DataWarning",
    "GeometryError",
    "IsthmusError",
    "IsthmusWarning",
    "NoCutError",
    "NoRouteError",
    "Problem",
    "ReadError",
    "ValidationError",
    "WriteError",
    "blame",
]

_SEVERITIES: Final = ("problem", "note")


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
        check_text("message", message)
        if index is not None:
            index = as_whole("index", index)
        super().__init__(message if index is None else f"geometry {index}: {message}")
        self.index = index


@contextmanager
def blame(argument: str) -> Iterator[None]:
    """Let errors about a geometry say which argument holds it, where a call takes several."""
    try:
        yield
    except GeometryError as error:
        error.args = (f"{argument}, {error}",)
        raise


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
        check_text("message", message)
        check_kind("cut", cut, Cut, "a Cut")
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
        check_text("message", message)
        check_kind("route", route, Route, "a Route")
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
    settings : tuple of str
        Lines of a configuration that would settle it; of several, or of one that ends in a comment, the owner
        has to say whether it is right.

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
    settings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)
        check_choice("severity", self.severity, _SEVERITIES)

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(self.column)
        note = "note: " if self.severity == "note" else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{', '.join(place)}: {note}expected {self.expected}, got {self.got}{remedy}"


def _as_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    if not isinstance(problems, list | tuple) or not all(isinstance(one, Problem) for one in problems):
        raise unfit("problems", "a list of Problem", problems)
    return tuple(problems)


class ValidationError(IsthmusError, ValueError):
    """Data that break their schema.

    Parameters
    ----------
    problems : sequence of Problem
        Every problem found, in the order of the files and their rows.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        problems = _as_problems(problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{count} in the data:", *map(str, problems)]))
        self.problems: tuple[Problem, ...] = problems


class IsthmusWarning(UserWarning):
    """The root of every warning the toolkit gives."""

    __reduce__ = reduce_error


class DataWarning(IsthmusWarning):
    """Data that were taken otherwise than they stand.

    Parameters
    ----------
    problems : sequence of Problem
        What was taken for granted, and what is wrong with rows that were left out or taken in part.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = _as_problems(problems)
        super().__init__("\n".join(map(str, self.problems)))
