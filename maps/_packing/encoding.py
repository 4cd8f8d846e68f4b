"""Bytes for a page: integers and attributes in the fewest bytes, and bytes as text that stands inside a page.

That text is compressed by gzip, then written to the base 85. Base 64 needs a third more text than there are
bytes, this a quarter. The digits are the characters from "(" to "|", with "}" for "<" and "~" for ">":
nothing that ends an element or needs to be escaped.

A column of attributes is packed whole, whatever its type: what is not a number becomes the text that a reader
would write for it. Each description for the header has a ``name`` and a ``type``:

``decimal``
    Integers to be divided by 10 to the power ``decimals``; ``missing`` lists the rows without a value.
``float``
    64-bit floats, little endian, NaN where there is no value.
``code``
    Places in ``values``, -1 where there is no value.
``numbered``
    Texts that differ by a number alone, such as "Site 7": ``prefix``, and the number, padded with zeros to
    ``digits`` places.
``text``
    Lengths in bytes, -1 where there is no value, and the texts one after the other in UTF-8.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isthmus._arguments import unfit

#: How hard zlib tries: more takes twice the time for less than 1 %.
LEVEL = 4

#: Asks zlib for the gzip format.
GZIP = 16 + zlib.MAX_WBITS

BASE_85 = np.frombuffer(
    bytes(range(ord("("), ord("|") + 1)).translate(bytes.maketrans(b"<>", b"}~")), np.uint8
)
POWERS = 85 ** np.arange(4, -1, -1, dtype=np.uint32)

#: Rows that are looked at first: where three quarters of them differ, texts are not stored as codes.
SAMPLE = 4096

#: Numbers that need more decimals than this are stored as floats.
MAX_DECIMALS = 4

#: Whole numbers below this have a float of their own.
EXACT = 2**53

Integers = npt.NDArray[np.integer[Any]]


@dataclass
class PlaneWriter:
    """Collects bytes, and describes each run of them for a header."""

    chunks: list[bytes] = field(default_factory=list)

    def integers(self, values: Integers, *, differences: bool = False) -> dict[str, Any]:
        """Append integers and return their description.

        They are mapped to unsigned ones (zigzag, as in Protocol Buffers) and written byte plane by byte
        plane, all lowest bytes first.

        Parameters
        ----------
        values : (n,) array of int
            At most 53 bits, which is what a browser's numbers hold.
        differences : bool
            Whether to write each as the difference from the one before: smaller where neighbours are alike.
        """
        values = np.asarray(values, np.int64)
        if differences:
            values = np.diff(values, prepend=0)
        zigzag = ((values << 1) ^ (values >> 63)).astype("<u8")
        width = max(1, (int(zigzag.max(initial=0)).bit_length() + 7) // 8)
        planes = zigzag.view(np.uint8).reshape(-1, 8)[:, :width].T
        self.chunks.append(planes.tobytes())
        return {"count": len(values), "width": width, "differences": differences}

    def raw(self, content: bytes) -> dict[str, Any]:
        """Append bytes as they are and return their description."""
        self.chunks.append(content)
        return {"bytes": len(content)}


def embed(content: bytes) -> str:
    """Return bytes as compressed text, the same for the same bytes.

    The strategy is zlib's for what "consists mostly of small values with a somewhat random distribution".

    Examples
    --------
    >>> len(embed(bytes(10_000))) < 70
    True
    """
    packer = zlib.compressobj(LEVEL, wbits=GZIP, memLevel=9, strategy=zlib.Z_FILTERED)
    return to_base85(packer.compress(content) + packer.flush())


def to_base85(content: bytes) -> str:
    """Return bytes as digits to the base 85, five for every four bytes.

    A last group of fewer bytes is filled up with zeros, and as many digits are left out again, as in
    PostScript's ASCII85.

    Examples
    --------
    >>> to_base85(b"strait"), to_base85(b"")
    ('M10N9Isq', '')
    """
    missing = -len(content) % 4
    words = np.frombuffer(content + bytes(missing), ">u4").astype(np.uint32)
    text: str = BASE_85[words[:, None] // POWERS % 85].tobytes().decode("ascii")
    return text[: len(text) - missing]


#: Texts are stored as codes if at most one row in so many holds a new one, or if there are few rows.
ROWS_PER_DISTINCT_TEXT = 4
FEW_ROWS = 256


def pack_column(values: pd.Series[Any], writer: PlaneWriter) -> dict[str, Any]:
    """Append a column's bytes and return its description.

    Parameters
    ----------
    values : pandas.Series
        Of any type; with missing values or without.
    writer : PlaneWriter
        What to append to.

    Examples
    --------
    >>> from isthmus.maps._packing.encoding import PlaneWriter
    >>> pack_column(pd.Series(["rail", None, "rail"], name="mode"), PlaneWriter())["values"]
    ['rail']
    >>> pack_column(pd.Series([1.5, 2.25], name="hours"), PlaneWriter())["decimals"]
    2
    """
    values = _own_type(values)
    if _is_number(values):
        return {"name": str(values.name)} | _pack_numbers(values.to_numpy(float, na_value=np.nan), writer)
    packed = {"name": str(values.name)} | _pack_texts(_texts_of(values), writer)
    return packed | {"boolean": True} if pd.api.types.is_bool_dtype(values) else packed


def _own_type(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the values of categories, and numbers that stand among objects, under a type of their own."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    if values.dtype != object:
        return values
    if pd.api.types.infer_dtype(values, skipna=True) in {"integer", "floating", "mixed-integer-float"}:
        return values.where(values.notna(), np.nan).astype(float, errors="ignore")
    try:
        return values.infer_objects()
    except UnicodeEncodeError as error:
        raise unfit(f"table, {values.name}", "text of whole characters", error.object) from None


def _is_number(values: pd.Series[Any]) -> bool:
    """Tell whether the values are real numbers that a browser can hold."""
    kind = values.dtype.kind if hasattr(values.dtype, "kind") else "O"
    if kind in "iu":
        return bool((values.dropna().abs() < EXACT).all())
    return kind == "f"


def _pack_numbers(values: npt.NDArray[np.float64], writer: PlaneWriter) -> dict[str, Any]:
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    decimals = _exact_decimals(known)
    if decimals is None:
        return {"type": "float"} | writer.raw(values.astype("<f8").tobytes())
    return {
        "type": "decimal",
        "decimals": decimals,
        **writer.integers(np.rint(known * 10**decimals).astype(np.int64)),
        "missing": writer.integers(np.flatnonzero(missing), differences=True),
    }


def _exact_decimals(values: npt.NDArray[np.float64]) -> int | None:
    """Return how many decimals hold every value exactly, or None if too many do not suffice."""
    if not np.isfinite(values).all():
        return None
    largest = np.abs(values).max(initial=0.0)
    for decimals in range(MAX_DECIMALS + 1):
        if largest * 10**decimals >= EXACT // 4:
            return None
        if np.array_equal(np.round(values, decimals), values):
            return decimals
    return None


def _texts_of(values: pd.Series[Any]) -> pd.Series[str]:
    """Return each value as the text a reader would write for it."""
    if isinstance(values.dtype, pd.StringDtype):
        return values
    try:
        codes, distinct = pd.factorize(values)
    except TypeError:  # lists and mappings can't be told apart by their hash
        return values.map(_word_for, na_action="ignore").astype("str")
    words = pd.array([*map(_word_for, _midnights_as_dates(distinct)), None], dtype="str")
    return pd.Series(words[codes])


def _midnights_as_dates(values: Any) -> Any:  # noqa: ANN401  # pandas' index or array of any type
    """Return moments that are all midnights without a time zone as dates."""
    if pd.api.types.is_datetime64_dtype(values):
        moments = pd.DatetimeIndex(values)
        if (moments == moments.normalize()).all():
            return moments.date
    return values


def _word_for(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, list | tuple | dict | set | np.ndarray):
        return json.dumps(value, ensure_ascii=False, default=_simpler)
    return str(value)


def _simpler(value: object) -> object:
    """Return what JSON can hold for something inside a list or a mapping."""
    if isinstance(value, set):
        return sorted(value, key=str)
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else _word_for(value)


def _pack_texts(texts: pd.Series[str], writer: PlaneWriter) -> dict[str, Any]:
    if texts.iloc[:SAMPLE].nunique() > 3 * SAMPLE // 4:
        return _pack_distinct(texts, writer)
    codes, distinct = pd.factorize(texts)
    if len(distinct) <= max(len(texts), FEW_ROWS) // ROWS_PER_DISTINCT_TEXT:
        return {"type": "code", "values": list(map(str, distinct))} | writer.integers(codes)
    return _pack_distinct(texts, writer)


def _pack_distinct(texts: pd.Series[str], writer: PlaneWriter) -> dict[str, Any]:
    return _pack_numbered(texts, writer) or _pack_strings(texts.to_list(), writer)


def _pack_numbered(texts: pd.Series[str], writer: PlaneWriter) -> dict[str, Any] | None:
    """Pack texts that differ by a number alone; None if these do not."""
    if texts.hasnans:
        return None
    prefix = _common_start(str(texts.min()), str(texts.max())).rstrip("0123456789")
    endings = texts.str.slice(len(prefix))
    lengths = endings.str.len()
    if lengths.min() < 1 or lengths.max() > len(str(EXACT)) - 1 or not endings.str.isdecimal().all():
        return None
    digits = int(lengths.min())
    numbers = endings.astype("int64")
    if not (numbers.astype("str").str.zfill(digits) == endings).all():
        return None
    return {"type": "numbered", "prefix": prefix, "digits": digits, **writer.integers(numbers.to_numpy())}


def _common_start(first: str, last: str) -> str:
    """Return what two texts begin with, and so does every text between them in order."""
    differing = (place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(differing, min(len(first), len(last)))]


def _pack_strings(texts: list[Any], writer: PlaneWriter) -> dict[str, Any]:
    strings = [text.encode("utf-8", "replace") if isinstance(text, str) else None for text in texts]
    sizes = np.fromiter((-1 if string is None else len(string) for string in strings), np.int64, len(strings))
    return {
        "type": "text",
        "sizes": writer.integers(sizes),
        **writer.raw(b"".join(string or b"" for string in strings)),
    }
