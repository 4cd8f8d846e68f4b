"""Whatever is wrong with an argument or a word, the answer is an error of the tree that names it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import misuse_calls
import misuse_commands
import pytest

from isthmus import geo, layers, maps
from isthmus.cli import main
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

#: Calls that take long are tried with fewer values, but for `make proofs`.
LONG = frozenset({"resilience", "map", "export", "components"})


@pytest.mark.parametrize(("package", "few"), [(geo, 8), (layers, 1), (maps, 1)])
def test_every_call_names_its_wrong_argument(
    package: ModuleType, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [*misuse_calls.WRONG]
    part = proof_size(few, len(wrong))
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
    assert count > 6 * few


@pytest.mark.parametrize("package", [layers, maps])
def test_odd_tables_are_taken_or_refused(
    package: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls = list(misuse_calls.odd_calls(package))
    some = calls[:: max(1, len(calls) // proof_size(25, len(calls)))]
    faults = {name: misuse_calls.fault_of(call) for name, call in some}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFOs")
@pytest.mark.parametrize("command", main.commands)
def test_every_command_tells_its_wrong_words(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = layers.disruptions().assign(verdict="near")
    monkeypatch.setattr(layers, "replay", lambda: told)  # seconds of work that no word changes
    calls = misuse_commands.calls_of(command)
    part, whole = (3, 400) if command in LONG else (15, len(calls))
    faults, parameter = [], ""
    for call in calls[:: max(1, len(calls) // proof_size(part, whole or 1))]:
        if call.replaced != parameter:  # what one left behind is nothing to the next
            parameter = call.replaced
            folder = tmp_path / parameter / "below"
            folder.mkdir(parents=True)
            misuse_commands.make_files(folder)
            monkeypatch.chdir(folder)
        fault = misuse_commands.try_words(call)
        faults += [f"{call}: {fault}"] if fault else []
    assert "\n".join(faults) == ""
