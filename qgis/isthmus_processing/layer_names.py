"""Which layer of an atlas a layer of a project is, by its name. Nothing here needs QGIS."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ATLAS_LAYERS = (
    "factories",
    "tech_hubs",
    "gateways",
    "corridors",
    "flows",
    "partnerships",
    "risk_zones",
    "components",
    "component_shares",
    "transits",
    "port_calls",
    "recovery",
)


def layer_name(names: Iterable[str]) -> str:
    """Return the first of some names that is a layer of an atlas; empty if none is.

    QGIS calls a layer of a file ``FILE - LAYER``, with a dash of some length; a title may stand for a name.

    Parameters
    ----------
    names : iterable of str
        What a layer is called: in its file, the file, in the project.
    """
    for name in names:
        last = re.split(r"\s[-\N{EN DASH}\N{EM DASH}]\s", PurePath(name).stem)[-1]
        plain = re.sub(r"[\s-]+", "_", last.strip()).casefold()
        if plain in ATLAS_LAYERS:
            return plain
    return ""
