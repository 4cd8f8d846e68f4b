"""Whatever is wrong with an argument, the answer is an error of the tree that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import misuse_calls
import pytest

from isthmus import geo, layers
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.mark.parametrize("package", [geo, layers])
def test_every_call_names_its_wrong_argument(
    package: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [*misuse_calls.WRONG]
    part = proof_size(40, len(wrong))
    faults, count = [], 0
    for call in misuse_calls.public_calls(package):
        (tmp_path / call.name).mkdir()
        monkeypatch.chdir(tmp_path / call.name)
        for argument in misuse_calls.arguments(call):
            for step in range(part):  # another part of the values for each argument
                value = wrong[(count + step) % len(wrong)]
                fault = misuse_calls.try_wrong(call, argument, value)
                faults += [f"{call.name}({argument} = {value}): {fault}"] if fault else []
            count += part
    assert "\n".join(faults) == ""
    assert count > 700
