"""What all patterns in the code have to keep to."""

import re
from pathlib import Path

import pytest

import worker

SOURCES = sorted(Path(worker.__file__).parent.rglob("*.py"))
GROUP_HELD = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
"""The end of a group that is repeated and gives nothing back: `)*+`."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_pattern_repeats_a_group_and_gives_nothing_back(source: Path) -> None:
    # Python before 3.11.5 matches such a group wrongly (gh-106052); `(?>(?:...)*)` says the same
    assert not GROUP_HELD.search(source.read_text("utf-8"))
