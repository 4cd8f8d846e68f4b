"""A figure for print: the corridors and gateways of the bundled atlas, 180 mm wide."""

from __future__ import annotations

from pathlib import Path

from isthmus import layers, maps


def write(path: Path) -> None:
    """Write the figure."""
    maps.save_png(
        layers.example(),
        path,
        title="From Taiwan to Central Europe",
        layers=["corridors", "gateways", "tech_hubs", "factories"],
    )


if __name__ == "__main__":
    write(Path("print_figure.png"))
