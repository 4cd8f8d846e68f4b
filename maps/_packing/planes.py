"""Integers as the bytes that gzip compresses best."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Integers", "PlaneWriter"]

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
