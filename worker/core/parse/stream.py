"""Reading a stream that may give less than was asked for, and cannot be wound back."""

import io
from typing import BinaryIO

CHUNK_BYTES = 1 << 16
"""So much is read at once."""


class Rejoined(io.RawIOBase):
    """A stream whose head was read already, as one stream from its beginning.

    It never reads ahead, so that a cap on what is read holds for the stream below it too.
    """

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        """True: reading is all that it is for."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` from the head first, then from the stream below."""
        if self._head:
            count = min(len(buffer), len(self._head))
            buffer[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        chunk = self._rest.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def leave_out(stream: BinaryIO, count: int) -> None:
    """Read `count` bytes of `stream` and keep none, fewer only where it ends."""
    while count and (chunk := stream.read(min(count, CHUNK_BYTES))):
        count -= len(chunk)


def read_up_to(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes of `stream`; fewer only where it ends."""
    chunks = []
    # `count` is a cap for most that ask, and whoever is asked makes room for all of it beforehand
    while count and (chunk := stream.read(min(count, CHUNK_BYTES))):
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)
