"""One file squeezed by gzip, bzip2, xz or zstandard: read as what it unpacks to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse import tar_archive
from worker.core.parse.archive import inflate
from worker.core.parse.archive.bounded import Rest, Source, Trouble, binary
from worker.core.parse.archive.member import outcomes, within
from worker.core.parse.limits import Limits
from worker.core.parse.steps import begin, enter, here
from worker.errors import Reason, Rejected

_GZIP = (b"\x1f\x8b\x08",)
_BZIP2 = tuple(
    b"BZh%d" % level + magic for level in range(1, 10) for magic in (b"1AY&SY", b"\x17rE8P\x90")
)
_XZ = (b"\xfd7zXZ\0",)
_SKIPPABLE = tuple(bytes((0x50 + low, 0x2A, 0x4D, 0x18)) for low in range(16))
_ZSTD = (b"\x28\xb5\x2f\xfd", *_SKIPPABLE)
_KINDS: tuple[tuple[tuple[bytes, ...], Callable[[], inflate.Decoder]], ...] = (
    (_GZIP, inflate.gzip),
    (_BZIP2, inflate.bzip2),
    (_XZ, inflate.xz),
    (_ZSTD, inflate.zstandard),
)
_LONGEST = 10
_TAR_HEAD = 512


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is squeezed by one of the four."""
    return any(head.startswith(magics) for magics, _ in _KINDS)


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """What stands in the squeezed file."""
    return within(stream, limits, _walk)


def _walk(source: Source, limits: Limits) -> Iterator[Article | Rejected]:
    head = source.peek(_LONGEST)
    magics, decoder = next(kind for kind in _KINDS if head.startswith(kind[0]))
    trouble = Trouble()
    # it has one member, which other containers may lie in
    begin(limits)
    enter(limits, here(limits, 0))
    again = partial(_follows, magics, trouble)
    inflated = inflate.Inflated(source, decoder, limits, trouble, again)
    inside = Source(binary(inflated))
    try:
        tar = tar_archive.sniff(inside.peek(_TAR_HEAD))
    except Rejected as rejected:
        if rejected is not trouble.first:
            raise
        yield rejected
        return
    if tar:
        # to its user a squeezed tar is one archive
        limits = replace(limits, depth=limits.depth - 1)
    stream = Rest(inside)
    yield from outcomes(binary(stream), limits, trouble, finish=stream.drain)


def _follows(magics: tuple[bytes, ...], trouble: Trouble, source: Source) -> bool:
    """Whether another squeezed stream stands behind one; zeros, which tapes and xz add, do not."""
    while (ahead := source.peek(_LONGEST)) and not ahead.strip(b"\0"):
        source.skip(len(ahead))
    source.skip(len(ahead) - len(ahead.lstrip(b"\0")))
    ahead = source.peek(_LONGEST)
    if ahead and not ahead.startswith(magics):
        trouble.note(Reason.MALFORMED, "something else stands behind the packed bytes, unread")
        return False
    return bool(ahead)
