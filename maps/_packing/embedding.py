"""Bytes as text that stands inside a page without a change: compressed by gzip, then written to the base 85.

Base 64 needs a third more text than there are bytes, this a quarter. The digits are the characters from
"(" to "|", with "}" for "<" and "~" for ">": nothing that ends an element or needs to be escaped.
"""

from __future__ import annotations

import zlib

import numpy as np

__all__ = ["embed", "to_base85"]

#: How hard zlib tries: more takes twice the time for less than 1 %.
LEVEL = 4

#: Asks zlib for the gzip format.
GZIP = 16 + zlib.MAX_WBITS

DIGITS = np.frombuffer(
    bytes(range(ord("("), ord("|") + 1)).translate(bytes.maketrans(b"<>", b"}~")), np.uint8
)
POWERS = 85 ** np.arange(4, -1, -1, dtype=np.uint32)


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
