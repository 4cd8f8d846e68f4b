"""The documented example tells no number that the program does not: test_documents runs it."""

from __future__ import annotations

import re
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "taiwan-to-poland.md"
#: Numbers that are no results: a year, and the ends of what a share may be.
NO_RESULTS = {"2025", "0", "1"}


def test_every_number_in_the_text_stands_in_a_block() -> None:
    text = DOCUMENT.read_text("utf-8")
    blocks = "\n".join(line for line in text.splitlines() if line.startswith("    "))
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    prose = re.sub(r"`[^`]*`", "", prose)
    answers = {float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", blocks)}
    told = [
        float(number)
        for number in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", prose)
        if number not in NO_RESULTS
    ]
    assert len(told) > 15
    assert [number for number in told if number not in answers] == []
