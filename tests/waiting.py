"""Wait for what has to become true, instead of sleeping and hoping."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(
    condition: Callable[[], T], *, within: float = 10.0, every: float = 0.02, what: str = ""
) -> T:
    """Ask `condition` until its answer is truthy, and return that answer.

    Raises:
        AssertionError: it was not within `within` seconds; says `what` and the last answer.
    """
    deadline = time.monotonic() + within
    pause = threading.Event()
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise AssertionError(
                f"not within {within:g} s: {what or condition!r}; the last answer was {answer!r}"
            )
        pause.wait(every)
