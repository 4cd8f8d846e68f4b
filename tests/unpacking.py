"""Reads packed layers back, value by value, as the format is described: what a browser must arrive at."""

from __future__ import annotations

import gzip
import json
import struct
from dataclasses import dataclass
from typing import Any

import shapely


class Reader:
    """Takes bytes one run after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def take(self, length: int) -> bytes:
        self.position += length
        return self.content[self.position - length : self.position]

    def integers(self, meta: dict[str, Any]) -> list[int]:
        count, width = meta["count"], meta["width"]
        planes = self.take(count * width)
        values, previous = [], 0
        for i in range(count):
            zigzag = sum(planes[plane * count + i] << (8 * plane) for plane in range(width))
            value = (zigzag >> 1) ^ -(zigzag & 1)
            previous = previous + value if meta["differences"] else value
            values.append(previous)
        return values


@dataclass
class Unpacked:
    """A packed layer: its header, the parts of each row, and its columns."""

    header: dict[str, Any]
    parts: list[list[Any]]
    columns: dict[str, list[Any]]


def from_text(text: str) -> bytes:
    """Read digits to the base 85 and unpack what they hold."""
    missing = -len(text) % 5
    values = [ord({"}": "<", "~": ">"}.get(digit, digit)) - ord("(") for digit in text] + [84] * missing
    groups = zip(*[iter(values)] * 5, strict=True)
    words = [sum(value * 85 ** (4 - place) for place, value in enumerate(group)) for group in groups]
    packed = b"".join(word.to_bytes(4, "big") for word in words)
    return gzip.decompress(packed[: len(packed) - missing])


def header_of(content: bytes) -> dict[str, Any]:
    """Read the header of a packed layer."""
    reader = Reader(content)
    (length,) = struct.unpack("<I", reader.take(4))
    header: dict[str, Any] = json.loads(reader.take(length))
    return header


def unpack(content: bytes) -> Unpacked:
    reader = Reader(content)
    (length,) = struct.unpack("<I", reader.take(4))
    header = json.loads(reader.take(length))
    parts: list[list[Any]] = [[] for _ in range(header["rows"])]
    for section in header["sections"]:
        for row, part in read_section(reader, section):
            parts[row].append(part)
    columns = {meta["name"]: list(read_column(reader, meta)) for meta in header["columns"]}
    assert reader.position == len(content)
    return Unpacked(header, parts, columns)


def read_section(reader: Reader, meta: dict[str, Any]) -> list[tuple[int, Any]]:
    unit = 10 ** meta["digits"]
    x = [value / unit for value in reader.integers(meta["x"])]
    y = [value / unit for value in reader.integers(meta["y"])]
    items: list[Any] = list(zip(x, y, strict=True))
    for sizes in meta["sizes"]:
        runs = iter(items)
        items = [[next(runs) for _ in range(size)] for size in reader.integers(sizes)]
    make = {
        "point": shapely.Point,
        "line": shapely.LineString,
        "polygon": lambda rings: shapely.Polygon(rings[0], rings[1:]),
    }[meta["kind"]]
    return [(row, make(item)) for row, item in zip(reader.integers(meta["rows"]), items, strict=True)]


def read_column(reader: Reader, meta: dict[str, Any]) -> list[Any]:
    match meta["type"]:
        case "float":
            content = reader.take(meta["bytes"])
            values = struct.unpack(f"<{len(content) // 8}d", content)
            return [None if value != value else value for value in values]  # noqa: PLR0124  # NaN
        case "decimal":
            numbers = [value / 10 ** meta["decimals"] for value in reader.integers(meta)]
            missing = set(reader.integers(meta["missing"]))
            return [None if row in missing else value for row, value in enumerate(numbers)]
        case "code":
            return [meta["values"][code] if code >= 0 else None for code in reader.integers(meta)]
        case "numbered":
            return [f"{meta['prefix']}{str(value).zfill(meta['digits'])}" for value in reader.integers(meta)]
        case "text":
            sizes = reader.integers(meta["sizes"])
            return [None if size < 0 else reader.take(size).decode() for size in sizes]
    raise AssertionError(meta["type"])
