"""A page in the charset that its server named, where the page itself names none."""

import codecs
import re

from worker.core.parse.archive.bounded import CHUNK, Rest, Source, Stream, binary

_NAMED = re.compile(r"charset\s?=\s?[\"']?([\w.:+-]{2,40})", re.IGNORECASE)
_NAMES_ITSELF = re.compile(rb"charset\s{0,3}=|encoding\s{0,3}=", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
_CHARSETS = frozenset(
    {
        *_WIDER,
        *_WIDER.values(),
        *(f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)),
        *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16)),
        "big5",
        "big5hkscs",
        "euc_jp",
        "koi8-r",
        "koi8-u",
        "tis-620",
    }
)
"""What servers name and mean. "iso-8859-1" is named by default for everything, so it says nothing."""


def recoded(stream: Stream, media_type: str) -> Stream:
    """`stream` as UTF-8 with a mark when only the server's `media_type` says what it is in."""
    charset = _charset(media_type)
    if charset is None:
        return stream
    source = Source(binary(stream))
    head = source.peek(CHUNK)
    if _NAMES_ITSELF.search(head) or _is_unicode(head):
        return Rest(source)
    return Decoded(source, charset)


def _charset(media_type: str) -> str | None:
    named = _NAMED.search(media_type)
    try:
        name = codecs.lookup(named[1]).name if named else ""
    except LookupError:
        return None
    return _WIDER.get(name, name) if name in _CHARSETS else None


def _is_unicode(head: bytes) -> bool:
    if head.isascii() or head.startswith(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


class Decoded(Stream):
    """A source's bytes in `charset` as UTF-8, with a mark before them."""

    def __init__(self, source: Source, charset: str) -> None:
        super().__init__()
        self._source = source
        self._decoder = codecs.getincrementaldecoder(charset)("replace")
        self._ready = codecs.BOM_UTF8

    def some(self, most: int) -> bytes:
        """Up to `most` bytes."""
        while not self._ready and most and (chunk := self._source.some(CHUNK)):
            self._ready = self._decoder.decode(chunk).encode()
        chunk, self._ready = self._ready[:most], self._ready[most:]
        return chunk
