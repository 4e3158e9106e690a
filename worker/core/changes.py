"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LOOK = 20_000
"""Words of a text that are compared; what follows is told as one change."""

_WORD = re.compile(r"\n+|[^\S\n]+|[^\s]+")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words one after the other that share a fate."""

    change: Change
    text: str


def changes(before: str, after: str) -> Iterator[Stretch]:
    """The stretches that turn `before` into `after`; what was removed comes before what was added.

    >>> [(s.change.value, s.text) for s in changes("Ten men died.", "Nine men died.")]
    [('removed', 'Ten '), ('added', 'Nine '), ('same', 'men died.')]
    """
    old, new = _words(before), _words(after)
    # common prefixes and suffixes are found at once, and most of a version is that
    matcher = SequenceMatcher(None, old[:LOOK], new[:LOOK], autojunk=len(old) > _LONG)
    for name, i, j, k, m in matcher.get_opcodes():
        if name == "equal":
            yield Stretch(Change.SAME, "".join(old[i:j]))
            continue
        if i < j:
            yield Stretch(Change.REMOVED, "".join(old[i:j]))
        if k < m:
            yield Stretch(Change.ADDED, "".join(new[k:m]))
    if len(old) > LOOK:
        yield Stretch(Change.REMOVED, "".join(old[LOOK:]))
    if len(new) > LOOK:
        yield Stretch(Change.ADDED, "".join(new[LOOK:]))


_LONG = 2_000
"""From so many words on, words that stand everywhere are no landmarks."""


def _words(text: str) -> list[str]:
    """Words, each with the white space after it."""
    found: list[str] = []
    for piece in _WORD.findall(text):
        if found and piece.isspace():
            found[-1] += piece
        else:
            found.append(piece)
    return found
