"""Decompression that counts what it makes, and stops at bombs."""

import bz2
import lzma
import sys
import zlib
from collections import deque
from collections.abc import Callable
from typing import Protocol

import brotli

from worker.core.parse.archive.bounded import CHUNK, Source, Stream, Trouble
from worker.core.parse.limits import Limits, Meter
from worker.errors import Reason, Rejected

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

XZ_MEMORY = 100_000_000
"""`xz -9` wants 65 MB."""
STREAM_COST = 4096
"""A compressed stream counts as so many bytes besides what it makes: many empty ones are work too."""
_FIRST_FED = 1024
_ZSTD = {int(zstd.DecompressionParameter.window_log_max): 27}
_FAULTS = (zlib.error, lzma.LZMAError, zstd.ZstdError, brotli.error, OSError, ValueError, EOFError)


class Decoder(Protocol):
    """What bz2, lzma and zstd offer: one compressed stream, piece by piece."""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream is whole."""

    @property
    def needs_input(self) -> bool:
        """Whether more must be put in before more comes out."""

    @property
    def unused_data(self) -> bytes:
        """What stood behind the compressed stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Up to `max_length` bytes made of `data`."""


class Zlib:
    """A `Decoder` for deflate in its three wrappings: gzip, zlib, none."""

    def __init__(self, wbits: int) -> None:
        self._inflate = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        """Whether the compressed stream is whole."""
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        """Whether more must be put in before more comes out."""
        return not self._full and not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What stood behind the compressed stream."""
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Up to `max_length` bytes made of `data`."""
        out = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        # all was taken in, but there may be more to come out of it
        self._full = len(out) == max_length
        return out


class Brotli:
    """A `Decoder` for brotli, as web servers use it."""

    unused_data = b""

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        """Whether the compressed stream is whole."""
        return bool(self._brotli.is_finished())

    @property
    def needs_input(self) -> bool:
        """Whether more must be put in before more comes out."""
        return bool(self._brotli.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """About `max_length` bytes made of `data`."""
        return bytes(self._brotli.process(data, output_buffer_limit=max_length))


def gzip() -> Decoder:
    """For gzip, its checksum looked after."""
    return Zlib(31)


def raw_deflate() -> Decoder:
    """For deflate without a wrapping, as in zip."""
    return Zlib(-15)


def zlib_deflate() -> Decoder:
    """For deflate as HTTP means it."""
    return Zlib(15)


def xz() -> Decoder:
    """For xz."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def zstandard() -> Decoder:
    """For zstandard; a window of more than 128 MB is refused."""
    return zstd.ZstdDecompressor(options=_ZSTD)


def bzip2() -> Decoder:
    """For bzip2."""
    return bz2.BZ2Decompressor()


class Inflated(Stream):
    """What one compressed stream, or several behind one another, unpack to.

    Args:
        source: the compressed bytes.
        decoder: makes a decoder for one compressed stream.
        limits: the caps; `limits.meter` counts along.
        trouble: told what goes wrong.
        again: whether another compressed stream follows, asked at the end of each.
    """

    def __init__(
        self,
        source: Source,
        decoder: Callable[[], Decoder],
        limits: Limits,
        trouble: Trouble,
        again: Callable[[Source], bool] = lambda _: False,
    ) -> None:
        super().__init__()
        self._source, self._new, self._again = source, decoder, again
        self._limits, self._trouble = limits, trouble
        self._meter = limits.meter or Meter()
        self._decoder: Decoder | None = decoder()
        self._from = source.taken
        self._refusal: Rejected | None = None
        self._ready = memoryview(b"")
        self._fed, self._feed = b"", _FIRST_FED
        self.made = self._total = 0
        self._streams = deque([(0, self._from)])

    def some(self, most: int) -> bytes:
        """Up to `most` unpacked bytes."""
        if not self._ready:
            self._ready = memoryview(self._next())
        chunk = bytes(self._ready[:most])
        self._ready = self._ready[most:]
        return chunk

    def stream_of(self, at: int) -> tuple[int, int]:
        """Where the stream begins in which the unpacked byte `at` lies, and how far in that is.

        To be asked in the order of the bytes: what ends before is forgotten.
        """
        streams = self._streams
        while len(streams) > 1 and streams[1][0] <= at:
            streams.popleft()
        return streams[0][1], at - streams[0][0]

    def resume(self, mark: bytes, at: int) -> bool:
        """Go on behind damage, where `mark` is next, `at` bytes being taken; False at the end."""
        self._total = at
        self._streams.clear()
        self._refusal, self._ready = None, memoryview(b"")
        self._source.skip(1)
        self._begin(go_on=self._source.find(mark))
        return self._decoder is not None

    def _next(self) -> bytes:
        if self._refusal:
            raise self._refusal
        while self._decoder:
            chunk = self._source.some(self._feed) if self._decoder.needs_input else b""
            if not chunk and self._decoder.needs_input:
                self._trouble.note(
                    Reason.MALFORMED, "it is cut off: its packed bytes end too early"
                )
                self._decoder = None
                return b""
            if chunk:
                # what stands behind a short stream is put back: the less of it the better
                self._fed, self._feed = chunk, CHUNK
            try:
                made = self._decoder.decompress(chunk, CHUNK)
            except _FAULTS as error:
                self._refuse(Reason.MALFORMED, f"it is damaged and cannot be unpacked: {error}")
            self._total += len(made)
            self._end()
            if made:
                self._count(len(made))
                return made
        return b""

    def _end(self) -> None:
        if self._decoder and self._decoder.eof:
            self._source.back(self._decoder.unused_data)
            self._begin(go_on=self._again(self._source))

    def _begin(self, *, go_on: bool) -> None:
        self._decoder = self._new() if go_on else None
        self._from, self.made, self._feed = self._source.taken, 0, _FIRST_FED
        self._meter.inflated += STREAM_COST
        self._streams.append((self._total, self._from))

    def _count(self, made: int) -> None:
        self.made += made
        self._meter.inflated += made
        ratio, limits = self._limits.ratio_max, self._limits
        if self.made > max(limits.ratio_from, ratio * (self._source.taken - self._from)):
            self._refuse(
                Reason.TOO_LARGE,
                f"it unpacks to more than {ratio} times its size, as bombs do; "
                "raise limits.ratio_max if it is none, or unpack it first",
            )
        if self._meter.inflated > max(limits.inflated_bytes, ratio * self._meter.read):
            self._meter.stopped = True
            self._refuse(
                Reason.TOO_LARGE,
                f"the file unpacks to more than {limits.inflated_bytes} bytes and {ratio} times "
                "its size; raise limits.inflated_bytes, or unpack it first",
            )

    def _refuse(self, reason: Reason, detail: str) -> None:
        # who looks for what comes next must find it, though it was put in already
        self._source.back(self._fed)
        self._refusal = self._trouble.note(reason, detail)
        raise self._refusal from None
