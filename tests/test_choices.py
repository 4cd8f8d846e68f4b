"""What users choose among: the packages have all that is said, and help loads none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from isthmus import layers, maps
from isthmus._choices import COST_MODEL, FORMATS, GUIDELINES, LANGUAGES
from isthmus.layers._writing.write import WRITERS


def test_every_choice_is_there() -> None:
    assert set(FORMATS) == set(WRITERS)
    assert tuple(layers.THRESHOLDS) == GUIDELINES
    assert COST_MODEL in set(layers.cost_models()["model"])
    messages = Path(maps.__file__).parent / "messages"
    assert set(LANGUAGES) == {path.stem for path in messages.glob("*.json")}


@pytest.mark.parametrize("command", ["map", "route", "resilience", "dependence", "buffer"])
def test_help_names_the_choices_and_loads_no_package(command: str) -> None:
    code = f"import sys; sys.argv[1:] = [{command!r}, '--help']; from isthmus.cli import main"
    asked = f"{code}\ntry:\n    main()\nfinally:\n    print({{'numpy', 'isthmus.layers'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
    told = {"map": LANGUAGES, "dependence": GUIDELINES, "buffer": ("geodesic", "straight")}
    words = told.get(command, ("sea, ferry, rail, road, air", "or sea, rail, road", "cost|time|distance"))
    text = " ".join(done.stdout.split())
    assert [word for word in words if word not in text] == []
