"""Reading a stream that may give less than was asked for, and cannot be wound back."""

import io
from typing import BinaryIO


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


def read_up_to(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes of `stream`; fewer only where it ends."""
    chunk = stream.read(count)
    if len(chunk) in {0, count}:
        return chunk
    chunks = [chunk]
    left = count - len(chunk)
    while left and (chunk := stream.read(left)):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)
