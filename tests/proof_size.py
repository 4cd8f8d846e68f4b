"""How much of a long proof runs: a part with the other tests, all of it by ``make proofs``."""

from __future__ import annotations

import os

__all__ = ["proof_size"]


def proof_size(part: int, whole: int) -> int:
    """Return how many to try: the part, or the whole where the environment sets ``ISTHMUS_PROOFS``."""
    return whole if os.environ.get("ISTHMUS_PROOFS") else part
