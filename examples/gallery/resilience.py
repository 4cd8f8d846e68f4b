"""What the ways from Taiwan to Poland become when Poland and Belarus shut their border."""

from __future__ import annotations

from isthmus import layers, maps


def draw() -> maps.Map:
    """Return the map."""
    result = layers.resilience(
        layers.example(),
        origins="TW",
        destinations="PL",
        modes="sea,rail",
        by="time",
        on="open",
        closed="border_by_pl",
    )
    return maps.Map.of(result, title="Taiwan to Poland, with the border of Belarus and Poland shut")


if __name__ == "__main__":
    draw().save("resilience.html")
