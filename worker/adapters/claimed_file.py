"""A claimed file while it is read: once, with its digest, and with refusals that steer."""

import errno
import hashlib
import io
import os
from typing import BinaryIO, NoReturn, cast

from worker.errors import Reason, Rejected, Unavailable

_FOR_NOW = frozenset(
    {
        errno.EBUSY,
        errno.EAGAIN,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.ENOSPC,
        errno.EDQUOT,
    }
)
"""Refusals that pass: the disk is full, the share blinks, too many files are open."""


class ClaimedFile:
    """Fulfils `ports.Claimed`: reads a file once and digests what goes through."""

    def __init__(self, fd: int) -> None:
        self._raw = _Digested(fd)
        # not a stream over itself: that would be a circle, and its buffer would stay in memory
        # until somebody looks for garbage
        self.stream = cast("BinaryIO", io.BufferedReader(self._raw, buffer_size=1 << 16))

    def digest(self) -> tuple[str | None, int]:
        """SHA-256 of the file and the length of what was read.

        None when the parser stopped early: the digest of a beginning would say nothing.
        """
        raw = self._raw
        whole = raw.length >= os.fstat(raw.fd).st_size
        return (raw.sha256.hexdigest() if whole else None), raw.length


class _Digested(io.RawIOBase):
    """A file without a buffer, with the digest of what was read so far."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.sha256 = hashlib.sha256()
        self.length = 0

    def readable(self) -> bool:
        """Say yes, as BufferedReader asks."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read some bytes; a refusal of the system becomes `Rejected` or `Unavailable`."""
        view = memoryview(cast("bytearray", buffer))
        try:
            chunk = os.read(self.fd, len(view))
        except OSError as error:
            refuse(error)
        view[: len(chunk)] = chunk
        self.sha256.update(chunk)
        self.length += len(chunk)
        return len(chunk)


def refuse(error: OSError) -> NoReturn:
    """Raise what a refusal of the system means: `Unavailable` when it passes, else `Rejected`."""
    sentence = os.strerror(error.errno or 0)
    if error.errno in _FOR_NOW:
        raise Unavailable(f"the file cannot be read just now: {sentence}") from error
    raise Rejected(
        Reason.UNREADABLE,
        f"the system refused to read it: {sentence}; mend that, then `copytaster quarantine retry`",
    ) from error
