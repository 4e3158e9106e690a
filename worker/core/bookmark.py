"""Where reading stands in a file of many members, so that a later run goes on there.

A container (an archive, a mailbox, a file of JSON lines) says when it comes to a member, and begins
with the member that an earlier run was in. What is stepped over is not parsed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple


class Step(NamedTuple):
    """One member of a container, and what the file had come to when it began.

    Attributes:
        offset: where it begins, in the container's own measure: its bytes, lines or parts.
        positions: positions of the file that stand before it.
        tally: what else the container must know of what stands before.
        members: what the file had cost by then, as `Meter` counts it.
        found: likewise.
        inflated: likewise.
    """

    offset: int = 0
    positions: int = 0
    tally: int = 0
    members: int = 0
    found: int = 0
    inflated: int = 0


Bookmark = tuple[Step, ...]
"""The members that reading is in, the outermost container's first; empty where there are none."""


def bookmark_of(kept: Sequence[Sequence[int]] | None) -> Bookmark:
    """A bookmark as it was kept; an empty one where another version of this program kept it."""
    steps = kept or ()
    if any(len(step) != len(Step._fields) for step in steps):
        return ()
    return tuple(Step(*step) for step in steps)


@dataclass(slots=True)
class _Way:
    positions: int = 0
    steps: list[Step] = field(default_factory=list)
    resume: Bookmark = ()
    resumed: int = 0
    held: int = 0
    unsure: int = 0


class Trail:
    """One file's way through its containers, seen from one level of them.

    Args:
        resume: where an earlier run stood.
    """

    __slots__ = ("_level", "_way")

    def __init__(self, resume: Bookmark = ()) -> None:
        self._way = _Way(resume=resume)
        self._level = -1

    @property
    def positions(self) -> int:
        """How many positions of the file were given out."""
        return self._way.positions

    @property
    def before(self) -> int:
        """How many positions of the file stand before what is read now."""
        return self._way.positions + self._way.held

    @property
    def bookmark(self) -> Bookmark:
        """Where reading stands.

        No member of which positions are still held: they would be stepped over.
        """
        way = self._way
        return tuple(takewhile(lambda step: step.positions <= way.positions + 1, way.steps))

    @property
    def came(self) -> int:
        """How many positions earlier runs had out of this level's container, those stepped over."""
        way, level = self._way, self._level
        if not 0 <= level < way.resumed or way.steps[:level] != list(way.resume[:level]):
            return 0
        before = way.resume[level - 1].positions if level else 0
        return way.resume[level].positions - before

    def count(self) -> None:
        """One more position was read."""
        self._way.positions += 1

    def deeper(self) -> "Trail":
        """The same way, seen from a container in what is read now."""
        inner = Trail.__new__(Trail)
        inner._way, inner._level = self._way, self._level + 1  # noqa: SLF001 - one of its own kind
        return inner

    def begin(self) -> Step:
        """The member with which this level's container is to begin."""
        way, level = self._way, self._level
        there = way.resumed == level < len(way.resume)
        if not there or way.steps != list(way.resume[:level]):
            return Step()
        way.resumed += 1
        way.positions = way.resume[level].positions
        return way.resume[level]

    def enter(self, step: Step) -> None:
        """Reading comes to a member of this level's container."""
        steps = self._way.steps
        del steps[self._level :]
        if len(steps) == self._level and not self._way.unsure:
            steps.append(step)

    def hold(self, *, sure: bool) -> None:
        """A position was read that is given out later.

        Args:
            sure: it will be; else another may take its place, and until that is settled there is
                no saying how many positions stand before what is read.
        """
        self._way.held += 1
        self._way.unsure += not sure

    def release(self, *, sure: bool) -> None:
        """What was held is given out, or another in its place."""
        self._way.held -= 1
        self._way.unsure -= not sure
