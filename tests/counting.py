"""Work counted instead of timed: the same on any machine, however busy."""

import sys
from collections.abc import Callable
from types import FrameType


def steps(call: Callable[[], object]) -> int:
    """How many functions, of Python or of C, are called while `call` runs."""
    count = 0

    def note(_frame: FrameType, event: str, _value: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(before)
    return count


def grows_with_length(make: Callable[[int], Callable[[], object]], length: int) -> bool:
    """Whether four times as much input costs about four times the steps, and not sixteen.

    Args:
        make: a call that reads input of a length.
        length: the smaller of the two.
    """
    return steps(make(4 * length)) <= 6 * steps(make(length))
