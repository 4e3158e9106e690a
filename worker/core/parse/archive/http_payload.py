"""An answer of a web server as a crawler kept it: its head, and its body as it was meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from worker.core.parse.archive import inflate
from worker.core.parse.archive.bounded import CHUNK, Rest, Source, Stream, Trouble, binary
from worker.core.parse.archive.inflate import Decoder, Inflated
from worker.core.parse.limits import Limits
from worker.errors import Reason

HEAD_MAX = 65_536
"""A head of more bytes is none; real ones have one or two thousand."""
ENCODINGS_MAX = 3
CHUNKS_MAX = 200_000
"""Servers send some kilobytes a chunk."""
_LINE_MAX = 16_384
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and the fields of an answer or a record; names in lower case."""

    first: bytes
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int | None:
        """The answer's status; None when this is no answer."""
        match = _STATUS.match(self.first)
        return int(match[1]) if match else None

    def get(self, name: str) -> str:
        """The field of that name, empty when there is none."""
        return self.fields.get(name, "")


def read_head(source: Source) -> Head | None:
    """The head that `source` stands at, up to its empty line; None when none ends in time."""
    first = source.line(_LINE_MAX)
    fields: dict[str, str] = {}
    name, size = "", len(first)
    while size <= HEAD_MAX and (line := source.line(_LINE_MAX)):
        size += len(line)
        if not line.endswith(b"\n"):
            return None
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return Head(first.rstrip(b"\r\n"), fields)
        if text[0] in " \t":
            fields[name] = f"{fields.get(name, '')} {text.strip()}"
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        # of a field that stands twice the first counts, as servers and crawlers hold it
        fields.setdefault(name, value.strip())
    return None


class Dechunked(Stream):
    """The body that a server sent in chunks; one that only says it is chunked stays as it is."""

    def __init__(self, source: Source, trouble: Trouble, watch: Callable[[bytes], object]) -> None:
        super().__init__()
        self._source, self._trouble, self._watch = source, trouble, watch
        self._left = 0
        self._plain = not _SIZE.match(source.peek(_LINE_MAX).partition(b"\n")[0] + b"\n")
        self._over, self._chunks = False, 0

    def some(self, most: int) -> bytes:
        """Up to `most` bytes of the body."""
        if not self._plain and not self._left and not self._over and most:
            self._begin()
        if self._over:
            return b""
        chunk = self._source.some(most if self._plain else min(most, self._left))
        self._watch(chunk)
        if self._plain:
            return chunk
        self._left -= len(chunk)
        if not chunk and most:
            self._trouble.note(Reason.MALFORMED, "its last chunk is cut off")
            self._over = True
        elif not self._left:
            self._source.line(2)
        return chunk

    def _begin(self) -> None:
        size = _SIZE.fullmatch(self._source.line(_LINE_MAX))
        self._left = int(size[1], 16) if size else 0
        self._chunks += 1
        self._over = not self._left or self._chunks > CHUNKS_MAX
        if not size or self._chunks > CHUNKS_MAX:
            self._trouble.note(
                Reason.MALFORMED, "its chunks do not follow one another, or are too many"
            )


def _gzip(ahead: bytes) -> Callable[[], Decoder] | None:
    return inflate.gzip if ahead.startswith(b"\x1f\x8b") else None


def _deflate(ahead: bytes) -> Callable[[], Decoder] | None:
    if len(ahead) > 1 and ahead[0] & 15 == 8 and int.from_bytes(ahead[:2]) % 31 == 0:  # noqa: PLR2004
        return inflate.zlib_deflate
    # half of all servers leave the wrapping out
    return None if _is_text(ahead) else inflate.raw_deflate


def _brotli(ahead: bytes) -> Callable[[], Decoder] | None:
    return None if _is_text(ahead) else inflate.Brotli


def _zstd(ahead: bytes) -> Callable[[], Decoder] | None:
    return inflate.zstandard if ahead.startswith(b"\x28\xb5\x2f\xfd") else None


def _is_text(ahead: bytes) -> bool:
    return ahead.isascii() and not ahead.translate(None, bytes(range(32, 127)) + b"\t\r\n")


_ENCODINGS = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}


def decoded(stream: Stream, encodings: str, limits: Limits, trouble: Trouble) -> Stream | None:
    """`stream` without its content encodings; None when one of them is unknown.

    Crawlers often undo the encoding and leave the header as it was, so the bytes decide.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in {"", "identity", "none", "utf-8"}]
    if len(names) > ENCODINGS_MAX or not set(names) <= set(_ENCODINGS):
        return None
    for name in reversed(names):
        source = Source(binary(stream))
        decoder = _ENCODINGS[name](source.peek(CHUNK)[:200])
        stream = Inflated(source, decoder, limits, trouble) if decoder else Rest(source)
    return stream
