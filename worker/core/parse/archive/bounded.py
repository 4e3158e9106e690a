"""Streams over streams, read forwards: a look ahead, a part with an end, and what went wrong."""

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from worker.core.parse.limits import Meter
from worker.errors import Reason, Rejected

CHUNK = 1 << 16
"""How much is asked of a stream at once."""


class Source:
    """A stream that can be looked ahead in, and counts what was taken from it."""

    def __init__(self, stream: BinaryIO, meter: Meter | None = None) -> None:
        self._stream = stream
        self._meter = meter
        self._held = b""
        self._at = 0
        self._fetched = 0

    @property
    def taken(self) -> int:
        """How many bytes were taken."""
        return self._fetched - len(self._held) + self._at

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, left where they are; fewer only where the stream ends."""
        while len(self._held) - self._at < count and (chunk := self._fetch()):
            self._held = self._held[self._at :] + chunk
            self._at = 0
        return self._held[self._at : self._at + count]

    def some(self, most: int) -> bytes:
        """Up to `most` bytes, as many as come at once; none only where the stream ends."""
        if self._at == len(self._held):
            self._held, self._at = self._fetch(), 0
        chunk = self._held[self._at : self._at + most]
        self._at += len(chunk)
        return chunk

    def read(self, count: int) -> bytes:
        """The next `count` bytes; fewer only where the stream ends."""
        chunk = self.peek(count)
        self._at += len(chunk)
        return chunk

    def skip(self, count: int) -> int:
        """Leave out `count` bytes; tells how many there were."""
        left = count
        while left and (chunk := self.some(min(left, CHUNK))):
            left -= len(chunk)
        return count - left

    def line(self, most: int) -> bytes:
        r"""The next line with its "\n", or `most` bytes when it is longer."""
        end = (self._held.find(b"\n", self._at) + 1) - self._at
        if end > 0:
            return self.read(min(end, most))
        end = self.peek(most).find(b"\n") + 1
        return self.read(end or most)

    def back(self, chunk: bytes) -> None:
        """Put back what was taken last."""
        self._held = chunk + self._held[self._at :]
        self._at = 0

    def find(self, *marks: bytes) -> bool:
        """Leave out everything before the nearest of `marks`; False when none is left."""
        longest = max(map(len, marks))
        while ahead := self.peek(CHUNK):
            found = [at for at in map(ahead.find, marks) if at >= 0]
            if found:
                self._at += min(found)
                return True
            if len(ahead) < longest or not self.peek(len(ahead) + 1)[len(ahead) :]:
                self._at += len(ahead)
                return False
            self._at += len(ahead) - longest + 1
        return False

    def forget(self) -> None:
        """Drop what was looked ahead at: the stream goes on elsewhere."""
        self._fetched -= len(self._held) - self._at
        self._held, self._at = b"", 0

    def _fetch(self) -> bytes:
        chunk = self._stream.read(CHUNK)
        self._fetched += len(chunk)
        if self._meter:
            self._meter.read += len(chunk)
        return chunk


class Trouble:
    """What first went wrong with a member while its bytes were made ready.

    A stream that only ends too early says so here and ends, so that what came is still read;
    one whose bytes are wrong raises what it says.
    """

    def __init__(self) -> None:
        self.first: Rejected | None = None

    def note(self, reason: Reason, detail: str) -> Rejected:
        """Keep the first sentence; it alone is returned, to be raised."""
        if self.first is None:
            self.first = Rejected(reason, detail)
        return self.first


class Stream(io.RawIOBase):
    """A stream that parsers can be given, made of a `some` that gives the next bytes."""

    def some(self, most: int) -> bytes:
        """Up to `most` bytes; none only at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """True: reading is all that it is for."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill as much of `buffer` as comes at once."""
        chunk = self.some(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def drain(self) -> None:
        """Read to the end."""
        while self.some(CHUNK):
            pass


class Part(Stream):
    """The next `length` bytes of a source; nothing behind them is touched."""

    def __init__(self, source: Source, length: int, trouble: Trouble) -> None:
        super().__init__()
        self._source = source
        self._left = length
        self.trouble = trouble

    def some(self, most: int) -> bytes:
        """Up to `most` bytes of the part."""
        chunk = self._source.some(min(most, self._left)) if self._left and most else b""
        self._left -= len(chunk)
        if self._left and most and not chunk:
            self.trouble.note(Reason.MALFORMED, f"it is cut off, {self._left} bytes are missing")
            self._left = 0
        return chunk

    def leave(self) -> None:
        """Go to the part's end without looking at what is left."""
        missing = self._left - self._source.skip(self._left)
        self._left = 0
        if missing:
            self.trouble.note(Reason.MALFORMED, f"it is cut off, {missing} bytes are missing")


class Rest(Stream):
    """All that is left of a source; `watch` is shown it as it goes by."""

    def __init__(self, source: Source, watch: Callable[[bytes], object] = len) -> None:
        super().__init__()
        self._source, self._watch = source, watch

    def some(self, most: int) -> bytes:
        """Up to `most` bytes."""
        chunk = self._source.some(most)
        self._watch(chunk)
        return chunk


def binary(stream: Stream) -> BinaryIO:
    """`stream` by the type that parsers take."""
    return cast("BinaryIO", stream)
