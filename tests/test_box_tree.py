"""Near edges found by boxes around boxes, against every pair of boxes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from isthmus.geo._box_tree import BoxTree, near_edges
from isthmus.geo._chains import Chains


def random_chains(rng: np.random.Generator, longest: int) -> Chains:
    counts = rng.integers(2, longest, 6)
    steps = rng.normal(0, 1, (2, counts.sum()))
    lon, lat = np.cumsum(steps, axis=1)
    return Chains(lon, lat, np.append(0, np.cumsum(counts)))


def boxes(chains: Chains) -> np.ndarray:
    i = chains.legs
    ends = np.array([[chains.lon[i], chains.lat[i]], [chains.lon[i + 1], chains.lat[i + 1]]])
    return np.concatenate([ends.min(axis=0), ends.max(axis=0)])


@given(st.integers(0, 10**6))
def test_against_every_pair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines, rings = random_chains(rng, 300), random_chains(rng, 30)
    ring_owner = np.sort(rng.permutation([0, 1, 2, *rng.integers(0, 3, 3)]))
    owner, other_owner = rng.integers(0, 6, 9), rng.integers(0, 3, 9)
    found = near_edges(BoxTree.of(lines, np.arange(6)), BoxTree.of(rings, ring_owner), owner, other_owner)
    west, south, east, north = boxes(lines)[:, :, None]
    other_west, other_south, other_east, other_north = boxes(rings)[:, None, :]
    near = (west <= other_east) & (other_west <= east) & (south <= other_north) & (other_south <= north)
    of_line, of_ring = lines.chain[lines.legs], ring_owner[rings.chain[rings.legs]]
    expected = [
        (pair, edge, other)
        for pair, (a, b) in enumerate(zip(owner, other_owner, strict=True))
        for edge, other in zip(*np.nonzero(near & (of_line == a)[:, None] & (of_ring == b)), strict=True)
    ]
    assert sorted(zip(*found, strict=True)) == expected
