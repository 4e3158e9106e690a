"""A lock file: one holder, its process id inside, given back by the kernel whatever happens.

An open file description lock (fcntl(2)): it can be asked for without being taken, and so who asks is
never taken for a holder.
"""

import fcntl
import os
import struct
from pathlib import Path
from typing import TextIO

_FLOCK = struct.Struct("@hhqqi4x")
"""struct flock: kind, where the start counts from, start, length (0: to the end), process."""


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
    try:
        fcntl.fcntl(lock, fcntl.F_OFD_SETLK, _whole(fcntl.F_WRLCK))
    except (BlockingIOError, PermissionError):
        lock.seek(0)
        number = lock.read().strip()
        lock.close()
        raise Held(number) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def holder(path: Path) -> int | None:
    """The process that has the lock; None when nobody has it."""
    try:
        with path.open("r", encoding="ascii") as lock:
            found = fcntl.fcntl(lock, fcntl.F_OFD_GETLK, _whole(fcntl.F_RDLCK))
            kind, *_ = _FLOCK.unpack(found)
            number = "" if kind == fcntl.F_UNLCK else lock.read().strip()
            return int(number) if number else None
    except FileNotFoundError:
        return None


def _whole(kind: int) -> bytes:
    """What asks for a lock on all of a file."""
    return _FLOCK.pack(kind, os.SEEK_SET, 0, 0, 0)
