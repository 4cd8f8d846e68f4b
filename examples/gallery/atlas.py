"""The bundled atlas: sites, corridors and risks between Taiwan and Central Europe."""

from __future__ import annotations

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    return maps.Map(
        layers.example(),
        title="From Taiwan to Central Europe",
        subtitle="Where the network narrows, and what would widen it",
    )


if __name__ == "__main__":
    draw().save("atlas.html")
