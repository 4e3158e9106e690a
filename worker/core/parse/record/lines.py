"""A stream cut at its line ends, so that a file of records costs no more than one of them."""

from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 65_536


def lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """Every line of `stream` with its end; None for one that is longer than `longest` bytes."""
    return (line for line, _ in measured(stream, longest))


def measured(stream: BinaryIO, longest: int) -> Iterator[tuple[bytes | None, int]]:
    """The same, each with its length."""
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        start = 0
        while end := chunk.find(b"\n", start) + 1:
            size += end - start
            parts.append(chunk[start:end])
            yield (b"".join(parts) if size <= longest else None), size
            parts, size, start = [], 0, end
        size += len(chunk) - start
        if size <= longest:
            parts.append(chunk[start:])
        else:
            # what is too long is counted and not kept
            parts = []
    if size:
        yield (b"".join(parts) if size <= longest else None), size
