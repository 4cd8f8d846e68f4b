"""Who makes the parts of a small drone, and by which ways they come to Poland."""

from __future__ import annotations

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    result = layers.components(destination="PL")
    return maps.Map.of(
        result,
        title="Where the parts of a small drone are made, and their ways to Poland",
        location=(38, 45),
        zoom_start=2,
    )


if __name__ == "__main__":
    draw().save("drone_parts.html")
