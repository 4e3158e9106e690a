"""What the packed streams of a PDF would unpack to, told before its reader does it."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from worker.errors import Reason, Rejected

DRAWN_MAX = 16_000_000
"""So many bytes of drawing may be in it; the reader keeps many times that in memory."""
INFLATED_MAX = 1_500_000_000
"""So much may it all come to, pictures and typefaces too."""
_STREAM = re.compile(rb"stream\r?\n")
_ZLIB = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda", b"h\xde", b"H\x89")
_END = b"endstream"
_CHUNK = 65_536
_STREAMS_MAX = 100_000
_LAYERS_MAX = 4
_PRINTED = bytes((*range(9, 14), *range(32, 127)))
_DRAWN_SHARE = 0.95


def check(raw: bytes) -> None:
    """Let pass what unpacks to no more than a document needs.

    Raises:
        Rejected: with `too_large`.
    """
    drawn = inflated = 0
    for content in _streams(raw):
        for chunk in _inflated(content):
            inflated += len(chunk)
            if len(chunk.translate(None, _PRINTED)) <= (1 - _DRAWN_SHARE) * len(chunk):
                drawn += len(chunk)
            if drawn > DRAWN_MAX or inflated > INFLATED_MAX:
                raise _bomb()


def _streams(raw: bytes) -> Iterator[bytes]:
    at = count = 0
    while match := _STREAM.search(raw, at):
        count += 1
        if count > _STREAMS_MAX:
            raise _bomb()
        end = raw.find(_END, match.end())
        at = len(raw) if end < 0 else end + len(_END)
        yield raw[match.end() : at]


def _inflated(content: bytes) -> Iterator[bytes]:
    """What a stream unpacks to, packed twice or thrice too; nothing when it is not packed."""
    if not content.startswith(_ZLIB):
        return
    starts = range(0, len(content), _CHUNK)
    pieces: Iterator[bytes] = (content[start : start + _CHUNK] for start in starts)
    for _ in range(_LAYERS_MAX):
        first = next(pieces, b"")
        pieces = chain([first], pieces)
        if not first.startswith(_ZLIB):
            break
        pieces = _unpacked(pieces)
    yield from pieces


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What `pieces` unpack to, as far as they are well-formed."""
    unpacker = zlib.decompressobj()
    with suppress(zlib.error):
        for piece in pieces:
            waiting = piece
            while waiting or not unpacker.eof:
                if chunk := unpacker.decompress(waiting, _CHUNK):
                    yield chunk
                waiting = unpacker.unconsumed_tail
                if unpacker.eof:
                    return
                if not waiting and len(chunk) < _CHUNK:
                    break


def _bomb() -> Rejected:
    return Rejected(
        Reason.TOO_LARGE,
        "the PDF unpacks to far more than a document needs; save its text as .docx or .txt",
    )
