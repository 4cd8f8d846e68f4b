"""How redundant routes are, as numbers and names and in two sentences."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from isthmus import layers
from isthmus.maps._description import describe_summary

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from build_summary import FOLDER, ask, build, summarise

from proof_size import proof_size


@pytest.fixture(scope="module")
def stored() -> layers.Summary:
    found = layers.example().others[0].summary
    assert found is not None
    return found


def test_what_is_stored_is_what_the_data_say() -> None:
    """The summary of the bundled atlas; with `make proofs`, its routes under every closure as well."""
    files = build() if proof_size(part=False, whole=True) else {"summary.json": summarise(ask())}
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, "run python tools/build_summary.py"


def test_a_summary_survives_json(stored: layers.Summary) -> None:
    assert layers.Summary.from_record(json.loads(json.dumps(asdict(stored)))) == stored


@pytest.mark.parametrize(
    ("narrow", "said"),
    [
        ({"things": 0, "narrowest": (), "narrowest_names": ()}, "no route leads from TW to PL"),
        (
            {"things": None, "narrowest": (), "narrowest_names": ()},
            "a route from TW to PL passes nothing that can be closed by name",
        ),
        (
            {"things": 2, "narrowest": ("Port of Lviv", "Poland"), "narrowest_names": ("UALWO", "PL")},
            "every route from TW to PL passes Port of Lviv or Poland",
        ),
    ],
)
def test_what_every_route_passes_is_said(
    stored: layers.Summary, narrow: dict[str, object], said: str
) -> None:
    pair = replace(stored.pairs[0], **narrow)  # type: ignore[arg-type]
    first, second = replace(stored, pairs=(pair,)).sentences()
    assert first == f"In the bundled network, by sea and rail, {said}."
    led = narrow["things"] != 0
    assert second.startswith(
        "The cheapest route passes " if led else "There is no route that could pass a gate."
    )
    assert "In the bundled network, by sea and rail, " in describe_summary(replace(stored, pairs=(pair,)))


def test_what_several_pairs_share_is_said_of_all(stored: layers.Summary) -> None:
    assert len(stored.pairs) > 1
    assert stored.sentences()[1].startswith("The cheapest routes share ")
