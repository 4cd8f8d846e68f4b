"""Write which edges of the bundled network best routes may pass: see `isthmus.layers._transport.skeleton`.

``python tools/build_skeleton.py`` reads the networks, gates and hubs in ``layers/data/network`` and writes
``skeleton.npz`` beside them; with ``--check`` it compares it with the one there. It is to be run after
``build_network.py`` and ``build_gazetteer.py``.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import numpy as np
from rebuild import rebuild

from isthmus._modes import ROUTED
from isthmus.layers._bundled.files import hub_table
from isthmus.layers._transport.skeleton import find_skeleton

FOLDER = Path(__file__).parents[1] / "layers" / "data" / "network"


def basis() -> str:
    """Return a digest of the files that the skeleton is made from."""
    names = (*(f"{mode}.npz" for mode in ROUTED), "gates.npz", "hubs.csv")
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in names)).hexdigest()


def build() -> dict[str, bytes]:
    """Return the content of the file."""
    arrays = {"basis": np.array(basis())}
    for mode in ROUTED:
        if mode in hub_table():
            masks = zip(("edges", "nodes"), find_skeleton(mode), strict=True)
            arrays |= {f"{mode}_{name}": np.packbits(mask) for name, mask in masks}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return {"skeleton.npz": content.getvalue()}


if __name__ == "__main__":
    sys.exit(rebuild(__doc__, FOLDER, build))
