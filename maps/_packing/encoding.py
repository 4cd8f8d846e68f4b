"""Bytes for a page: integers as gzip compresses them best, and bytes as text that stands inside a page.

That text is compressed by gzip, then written to the base 85. Base 64 needs a third more text than there are
bytes, this a quarter. The digits are the characters from "(" to "|", with "}" for "<" and "~" for ">":
nothing that ends an element or needs to be escaped.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Integers", "PlaneWriter", "embed", "to_base85"]

#: How hard zlib tries: more takes twice the time for less than 1 %.
LEVEL = 4

#: Asks zlib for the gzip format.
GZIP = 16 + zlib.MAX_WBITS

DIGITS = np.frombuffer(
    bytes(range(ord("("), ord("|") + 1)).translate(bytes.maketrans(b"<>", b"}~")), np.uint8
)
POWERS = 85 ** np.arange(4, -1, -1, dtype=np.uint32)

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
    text: str = DIGITS[words[:, None] // POWERS % 85].tobytes().decode("ascii")
    return text[: len(text) - missing]
