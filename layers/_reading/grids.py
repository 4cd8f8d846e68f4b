"""Where the table is among lines of cells: below titles, above a foot, with its names of columns."""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_number, is_no_value, quote
from isthmus.layers._tables.limits import MAX_COLUMNS
from isthmus.layers._tables.numerals import is_like_number

from .column_names import WORDS, columns_by_word, header_key
from .place_columns import axis_of, names_axis

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LONGEST_TITLE = 20  # lines
_LOCODE_NAMES = (
    *("Change", "Country", "Location", "Name", "NameWoDiacritics", "Subdivision"),
    *("Function", "Status", "Date", "IATA", "Coordinates", "Remarks"),
)
_LOCODE_CELLS = {  # by their place in a row
    1: re.compile("[A-Z]{2}"),
    2: re.compile("[A-Z2-9]{3}|"),
    6: re.compile("[0-7B-]{8}|"),
    8: re.compile("\\d{4}|", re.ASCII),
    10: re.compile("\\d{4}[NS] \\d{5}[EW]|", re.ASCII),
}
_TAG: Final = re.compile(r"#[a-z]+(?:\s*\+[a-z]\w*)*", re.ASCII | re.IGNORECASE)
_FOOT: Final = re.compile(
    "(sources?|notes?|footnotes?|remarks?|copyright|licen[cs]e|last updated?|data from database|extracted"
    "|generated|downloaded|quellen?|anmerkung(en)?|stand|hinweise?|zrodlo|zrodla|uwagi?|objasnienia|zdroje?"
    "|poznamk[ay]|джерело|джерела|примітк[аи]|источники?|примечани[ея]|fuentes?|notas?|fonti?|bron|forras"
    "|來源|来源|資料來源|数据来源|註|注|備註)\\b|[©*†¹]"
)
_MARKS: Final = re.compile("[:\uff1a©*†¹]")
_UNIT_NAMES: Final = frozenset(
    (
        *("unit", "units", "einheit", "einheiten", "jednostka", "jednostki", "jednotka", "jednotky"),
        *("одиниця", "одиниці", "unite", "unidad", "unita", "單位", "单位", "単位"),
    )
)
_FEWEST_WORDS: Final = 4  # of a sentence
_LONGEST_NAME: Final = 200
_LONGEST_UNIT: Final = 20
_DASHES: Final = re.compile(r"[-\u2013\u2014\[\]().]*")
_MOST: Final = 0.9  # of the rows
_ROW_NUMBERS = re.compile(r"\s*|Unnamed: 0", re.ASCII)


def knows_header(header: str, known: Collection[str]) -> bool:
    """Tell whether a header is one of some names, or a usual word for a column of a layer."""
    if len(header) > _LONGEST_NAME:
        return False
    key = header_key(header)
    return key in _usual_keys() or any(header_key(name) == key for name in known)


@cache
def _usual_keys() -> frozenset[str]:
    return frozenset(columns_by_word(WORDS))


class Grid(NamedTuple):
    """A table among lines of cells: its header, its rows, and what was left out around them.

    ``told`` holds pairs of what was expected and what came.
    """

    header: list[str]
    lines: list[list[str]]
    told: list[tuple[str, str]]


def grid_among(lines: list[list[str]]) -> Grid:
    """Return the table among lines of cells.

    Lines before the names of columns that are narrower than these are a title; lines of one cell at the end,
    such as a source or notes, a foot. Columns of nothing are none, and so is what all rows have beyond the
    header, if that is empty. A first column of row numbers, as pandas writes it, is left out, and so are a
    line of units and one of tags of HXL. All of it is told.

    Examples
    --------
    >>> grid = grid_among([["Suppliers 2025", "", ""], [], ["name", "kind", ""], ["A", "b", ""]])
    >>> grid.header, grid.lines
    (['name', 'kind'], [['A', 'b']])
    >>> grid.told
    [('names of columns in the first line', 'a title, "Suppliers 2025", left out')]
    >>> grid_among([["", "name"], ["0", "A"], ["1", "B"]]).lines
    [['A'], ['B']]
    """
    start = header_place(lines)
    if _is_locode(lines[start]):
        told = [("names of columns in the first line", "rows of UN/LOCODE, which has none")]
        return Grid([*_LOCODE_NAMES], [line[: len(_LOCODE_NAMES)] for line in lines[start:]], told)
    told = _left_out("names of columns in the first line", "a title", lines[:start])
    header, below = lines[start], lines[start + 1 :]
    joined = _join_names(header, below[0]) if below else header
    if joined != header:
        name = next(new for old, new in zip(header, joined, strict=True) if old != new)
        told.append(("names of columns in one line", f"some over others, read as such as {quote(name)}"))
        header, below = joined, below[1:]
    foot = _foot_place(header, below)
    told += _left_out("rows alone below the names of columns", "a foot", below[foot:])
    below = [*below[:foot], *([] for _ in below[foot:])]  # blank lines, which count, but are no rows
    for what, is_such in _LINES_OF:
        if below and is_such(header, below):
            told += _left_out("rows alone below the names of columns", what, below[:1])
            header, below = _with_lengths(header, below[0]), below[1:]
    header, rows = _without_empty_columns(header, below)
    return _without_index(header, rows, told)


def _left_out(expected: str, what: str, lines: list[list[str]]) -> list[tuple[str, str]]:
    """Return what is told of lines that are no rows."""
    text = " ".join(cell.strip() for line in lines for cell in line if cell.strip())
    return [(expected, f"{what}, {quote(text)}, left out")] * bool(text)


def _is_locode(line: list[str]) -> bool:
    """Tell whether a line is a row of UN/LOCODE, whose files have no names of columns."""
    return len(line) >= len(_LOCODE_NAMES) and all(
        pattern.fullmatch(line[place].strip()) for place, pattern in _LOCODE_CELLS.items()
    )


def _are_tags(_: list[str], below: list[list[str]]) -> bool:
    """Tell whether the first line says in tags of HXL what columns hold, as tables of humanitarian data do.

    Examples
    --------
    >>> _are_tags([], [["#loc+name", "", "#geo+lat"]]), _are_tags([], [["#1", "A"]])
    (True, False)
    """
    filled = [cell.strip() for cell in below[0] if cell.strip()]
    return len(filled) > 1 and all(_TAG.fullmatch(cell) for cell in filled)


def _are_units(header: list[str], below: list[list[str]]) -> bool:
    """Tell whether the first line says units: text over columns of numbers, and nothing elsewhere.

    Examples
    --------
    >>> header, rows = ["name", "lon", "lat", "size"], [["A", "18.6", "54.3", "7"]]
    >>> (
    ...     _are_units(header, [["", "deg", "deg", "t"], *rows]),
    ...     _are_units(header, [["B", "deg", "deg", "t"], *rows]),
    ... )
    (True, False)
    """
    first = [cell.strip() for cell in below[0][: len(header)]]
    if first[:1] and simplify(first[0]).strip("[]:-") in _UNIT_NAMES:
        first[0] = ""
    said = [place for place, cell in enumerate(first) if cell and not _DASHES.fullmatch(cell)]
    fewest = 2 if len(header) > 1 + 1 else 1
    return len(said) >= fewest and all(_is_unit_of(first[place], below[1:], place) for place in said)


def _is_unit_of(cell: str, rows: list[list[str]], place: int) -> bool:
    """Tell whether a cell is no number, nor a word for none, and most below it are."""
    others = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    word = not is_like_number(cell) and not is_no_value(cell) and len(cell) <= _LONGEST_UNIT
    return word and bool(others) and 2 * sum(map(is_like_number, others)) >= len(others)


def _with_lengths(header: list[str], units: list[str]) -> list[str]:
    """Return names of columns of which those that would say degrees have the unit, if it is another one."""
    return [
        f"{name} ({unit.strip()})" if axis_of(name) and not axis_of(f"{name} ({unit.strip()})") else name
        for name, unit in zip_longest(header, units[: len(header)], fillvalue="")
    ]


_LINES_OF: Final = (("a line of HXL tags", _are_tags), ("a line of units", _are_units))


def _foot_place(header: list[str], below: list[list[str]]) -> int:
    """Return where the lines of one cell at the end begin that are no rows.

    They begin with a word of a source or a note, with a colon or after a blank line, or are a sentence there.
    """
    counts = [sum(bool(cell.strip()) for cell in line) for line in below]
    place = len(below)
    while place and len(header) > 1 and counts[place - 1] <= 1:
        place -= 1
    alone = range(place, len(below)) if place else ()
    for start in alone:
        text = next(filter(None, map(str.strip, below[start][:1])), "")
        apart = start > 0 and not counts[start - 1]
        named = _FOOT.match(simplify(text)) is not None
        if text and (
            (named and (apart or _MARKS.search(text))) or (apart and len(text.split()) >= _FEWEST_WORDS)
        ):
            return start
    return _foot_of_undata(below)


def _foot_of_undata(below: list[list[str]]) -> int:
    """Return where the footnotes of UNdata begin, which have a header of their own."""
    starts = [place for place, line in enumerate(below) if line[:1] == ["fnSeqID"]]
    return starts[0] if starts else len(below)


def _join_names(header: list[str], below: list[str]) -> list[str]:
    """Return names of columns, of which some stand over several others in the line below.

    Examples
    --------
    >>> _join_names(["Site", "Place", "", "t"], ["", "Lat", "Lon", ""])
    ['Site', 'Place Lat', 'Place Lon', 't']
    >>> _join_names(["Site", "Place", "", "t"], ["A", "1", "2", "3"])
    ['Site', 'Place', '', 't']
    >>> _join_names(["id", "id"], ["a", "b"])
    ['id', 'id']
    """
    names = [name.strip() for name in header]
    under = [*(cell.strip() for cell in below[: len(names)]), *[""] * (len(names) - len(below))]
    under = ["" if cell == name else cell for cell, name in zip(under, names, strict=True)]
    over, open_ = "", []
    joined = list(header)
    for place, (name, cell) in enumerate(zip(names, under, strict=True)):
        over = name or (over if cell else "")
        open_.append(not name or (place > 0 and name == names[place - 1]))
        if cell:
            joined[place] = f"{over} {cell}".strip()
    groups = [place for place, is_open in enumerate(open_) if is_open]
    shared = {*groups, *(place - 1 for place in groups)}
    fits = {place for place, cell in enumerate(under) if cell} == shared and min(shared, default=-1) >= 0
    fits = fits and len(shared) < len(names)  # else it is a row rather, below a column without a name
    words = all(as_number(cell) is None for cell in under)
    fits &= len(shared) < len(names) or not all(names)  # a table of one name alone has it twice
    return joined if fits and words and len({*joined}) == len(joined) else header


def header_place(lines: list[list[str]]) -> int:
    """Return which line holds the names of columns.

    It is the first that is not empty, unless a wider one below, as wide as what follows, has more names
    that are known; or unless that is one cell above a table of several columns: names that are known, or
    rows that are all as long.
    """
    widths = [sum(bool(cell.strip()) for cell in line) for line in lines]
    first = next((place for place, width in enumerate(widths) if width), 0)
    ends = [max((place for place, cell in enumerate(line, 1) if cell.strip()), default=0) for line in lines]
    wide = next(
        (place for place in range(first, len(lines[:_LONGEST_TITLE])) if _is_wide(ends, place)), first
    )
    if count_known(lines[wide]) > count_known(lines[first]):
        return wide
    wide = next((place for place, width in enumerate(widths[:_LONGEST_TITLE]) if width > 1), first)
    below = {len(line) for line in lines[wide + 1 :] if line}
    even = below == {len(lines[wide])} and all(as_number(name) is None for name in lines[wide])
    known = any(map(axis_of, lines[wide][:MAX_COLUMNS])) or count_known(lines[wide]) > 0
    is_title = not any(map(axis_of, lines[first][:MAX_COLUMNS])) and not count_known(lines[first])
    return wide if is_title and (known or even) else first


def _is_wide(ends: list[int], place: int) -> bool:
    """Tell whether a line is wider than all before it, and as wide as most that follow."""
    after = [end for end in ends[place + 1 :] if end]
    narrow = all(end < ends[place] for end in ends[:place])
    return narrow and ends[place] > 0 and _MOST * len(after) <= sum(end <= ends[place] for end in after)


def count_known(names: Sequence[str], known: Collection[str] = ("id", "name")) -> int:
    """Return how many names a line has that are surely of a column, among as many as a table may have."""
    return sum(knows_header(name, known) or names_axis(name) for name in names[:MAX_COLUMNS])


def _without_empty_columns(header: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return a table without columns that have neither a name nor a cell."""
    width = len(header)
    used = [place for place in range(width) if header[place].strip() or _is_filled(rows, place)]
    if len(used) < width:
        rows = [[row[place] for place in used if place < len(row)] + row[width:] for row in rows]
        header = [header[place] for place in used]
    width = len(header)
    if any(len(row) <= width or any(map(str.strip, row[width:])) for row in rows if row):
        return header, rows  # an unquoted delimiter in one of them rather
    return header, [row[:width] for row in rows]


def _is_filled(rows: list[list[str]], place: int) -> bool:
    return any(place < len(row) and row[place].strip() for row in rows)


def _without_index(header: list[str], rows: list[list[str]], told: list[tuple[str, str]]) -> Grid:
    """Return a table without a nameless first column of row numbers, or with a name for that column."""
    nameless = bool(header) and _ROW_NUMBERS.fullmatch(header[0]) is not None
    if not nameless or not all(name.strip() for name in header[1:]) or "index" in header:
        return Grid(header, rows, told)
    numbers = [row[0] for row in rows if row]
    start = 1 if numbers[:1] == ["1"] else 0
    expected = "a name for each column"
    if numbers == [str(number) for number in range(start, start + len(numbers))]:
        got = "a first column of row numbers, left out"
        return Grid(header[1:], [row[1:] for row in rows], [*told, (expected, got)])
    if header[0].strip():
        return Grid(header, rows, told)
    got = "none for the first, now called index"
    return Grid(["index", *header[1:]], rows, [*told, (expected, got)])
