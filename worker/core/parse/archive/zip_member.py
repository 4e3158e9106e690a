"""The bytes of one zip member: where they end, what they unpack to, whether they are right."""

import zlib
from collections.abc import Callable

from worker.core.parse.archive import inflate
from worker.core.parse.archive.bounded import CHUNK, Part, Source, Stream, Trouble, binary
from worker.core.parse.archive.inflate import Decoder, Inflated
from worker.core.parse.archive.zip_header import CENTRAL, DESCRIPTOR, END, LOCAL, Header, descriptor
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

METHODS: dict[int, Callable[[], Decoder] | None] = {
    0: None,
    8: inflate.raw_deflate,
    12: inflate.bzip2,
    93: inflate.zstandard,
    95: inflate.xz,
}
"""How members are packed, by the number in the header; 0 is not at all."""
_DESCRIPTOR_MAX = 24


class Scanned(Stream):
    """Bytes without a known length, up to a descriptor that says how many there are.

    An archive in the archive has descriptors too, but none that says so.

    Args:
        source: stands at the first of the bytes.
        trouble: told when no descriptor comes.
        plain: whether the bytes stand as they are, so that the descriptor says one size twice.
    """

    def __init__(self, source: Source, trouble: Trouble, *, plain: bool) -> None:
        super().__init__()
        self._source, self._trouble, self._plain = source, trouble, plain
        self._from, self._over = source.taken, False

    def some(self, most: int) -> bytes:
        """Up to `most` bytes before the descriptor."""
        if self._over or not most:
            return b""
        ahead = self._source.peek(min(most, CHUNK) + _DESCRIPTOR_MAX)
        if not ahead:
            self._trouble.note(Reason.MALFORMED, "it is cut off: nothing says where it ends")
        end = self._end(ahead)
        self._over = end == 0
        return self._source.read(min(end, most))

    def _end(self, ahead: bytes) -> int:
        """How many of the bytes ahead surely stand before the descriptor."""
        taken = self._source.taken - self._from
        at = ahead.find(DESCRIPTOR)
        while at >= 0:
            size = taken + at
            known = size if self._plain else None
            if descriptor(ahead[at : at + _DESCRIPTOR_MAX], None, size, known):
                return at
            if at and at + _DESCRIPTOR_MAX > len(ahead):
                return at
            at = ahead.find(DESCRIPTOR, at + 1)
        short = len(ahead) < len(DESCRIPTOR)
        return len(ahead) if short else len(ahead) - len(DESCRIPTOR) + 1


class Unpacked(Stream):
    """What a member unpacks to; at the end its size and checksum must be as said.

    Args:
        source: stands behind the member's header.
        header: that header; its method is one of `METHODS`.
        limits: the caps.
        trouble: told what goes wrong.
    """

    def __init__(self, source: Source, header: Header, limits: Limits, trouble: Trouble) -> None:
        super().__init__()
        self._source, self._header, self._trouble = source, header, trouble
        self._from, self._crc, self._made, self._right = source.taken, 0, 0, False
        decoder = METHODS[header.method]
        self._part = None if header.packed is None else Part(source, header.packed, trouble)
        if decoder is None:
            self._below: Stream = self._part or Scanned(source, trouble, plain=True)
        else:
            packed = Source(binary(self._part)) if self._part else source
            self._below = Inflated(packed, decoder, limits, trouble)

    def some(self, most: int) -> bytes:
        """Up to `most` unpacked bytes."""
        chunk = self._below.some(most)
        self._crc = zlib.crc32(chunk, self._crc)
        self._made += len(chunk)
        if not chunk and most and not self._right and not self._trouble.first:
            self._check()
            self._right = True
        return chunk

    def leave(self) -> None:
        """Go to where the next member may begin; what is wrong is kept in `trouble`."""
        if self._part:
            self._part.leave()
            _pass_descriptor(self._source, self._header)
            return
        try:
            self.drain()
        except Rejected as rejected:
            if rejected is not self._trouble.first:
                raise
        if self._trouble.first:
            self._source.find(LOCAL, CENTRAL, END)

    def _check(self) -> None:
        header, made = self._header, self._made
        if header.packed is None:
            packed = self._source.taken - self._from
            ahead = self._source.peek(_DESCRIPTOR_MAX)
            length = descriptor(ahead, self._crc, packed, made)
            self._source.skip(length)
            right = length > 0
        else:
            right = header.size in {None, made} and header.crc in {None, self._crc}
        if not right:
            raise self._trouble.note(
                Reason.MALFORMED, "its size or checksum is not what the archive says; it is damaged"
            )


def pass_unread(source: Source, header: Header, trouble: Trouble) -> None:
    """Go behind a member that cannot be unpacked."""
    if header.packed is None:
        start = source.taken
        Scanned(source, trouble, plain=False).drain()
        source.skip(descriptor(source.peek(_DESCRIPTOR_MAX), None, source.taken - start, None))
    else:
        Part(source, header.packed, trouble).leave()
        _pass_descriptor(source, header)


def _pass_descriptor(source: Source, header: Header) -> None:
    """Leave out the descriptor behind a member whose header said its length all the same."""
    if header.described and header.packed is not None:
        ahead = source.peek(_DESCRIPTOR_MAX)
        source.skip(descriptor(ahead, None, header.packed, None))
