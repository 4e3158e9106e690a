"""A lock file: one holder, its process id inside, given back by the kernel whatever happens."""

import fcntl
import os
import time
from pathlib import Path
from typing import TextIO

PATIENCE_S = 0.5
"""`holder` takes the lock for a blink; that must not look like one."""


class Held(Exception):  # noqa: N818 - named for the condition
    """Another process has the lock."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


def take(path: Path) -> TextIO:
    """Take the lock; closing what is returned, or ending, gives it back.

    Raises:
        Held: names the process that has it.
    """
    lock = path.open("a+", encoding="ascii")
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                lock.seek(0)
                number = lock.read().strip()
                lock.close()
                raise Held(number) from None
            time.sleep(0.02)
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def holder(path: Path) -> int | None:
    """The process that has the lock; None when nobody has it."""
    try:
        with path.open("r", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                number = lock.read().strip()
                return int(number) if number else None
    except FileNotFoundError:
        pass
    return None
