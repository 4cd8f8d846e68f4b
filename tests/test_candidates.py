"""Which links are proposed to widen a network."""

from __future__ import annotations

import numpy as np

from isthmus import layers
from isthmus.layers._redundancy.candidates import candidates
from small_studies import bundled_atlas


def test_the_candidates_on_the_bundled_network() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["CZ"])
    links = candidates(result.case)
    assert set(links.kinds) == {"direct railway", "border by rail", "port to rail"}
    assert links.km[np.array(links.kinds) == "direct railway"].max() <= 500
    assert links.km[np.array(links.kinds) == "border by rail"].max() <= 50
    assert not any("(TW)" in title for title in links.titles)  # no railway over the strait
    assert "Mailiao" in np.array(links.titles)[np.array(links.kinds) == "port to rail"]
