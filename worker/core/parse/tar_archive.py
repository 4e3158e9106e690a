"""tar archives: ustar, pax, GNU and the old kind, member by member, forwards only."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.archive.bounded import Part, Source, Trouble, binary
from worker.core.parse.archive.member import outcomes, shown, turned_away, within
from worker.core.parse.limits import Limits
from worker.core.parse.steps import begin_in, enter, here
from worker.errors import Reason, Rejected

_BLOCK = tarfile.BLOCKSIZE
_EXTENSION_MAX = 1_000_000
_ZEROS = bytes(_BLOCK)
_MAGIC = slice(257, 262)
_LONG_NAME, _LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_ABOUT_NEXT = (_LONG_NAME, _LONG_LINK, *_PAX, tarfile.XGLTYPE)
_NO_FILES = (
    tarfile.LNKTYPE,
    tarfile.SYMTYPE,
    tarfile.CHRTYPE,
    tarfile.BLKTYPE,
    tarfile.DIRTYPE,
    tarfile.FIFOTYPE,
)
_LISTS = (b"D", b"V", b"M", b"N")
"""GNU's directory listings, volume names and continuations: their bytes are no file."""
_EXTENDED, _EXTENDED_NEXT = 482, 504
"""Where GNU's sparse headers say that another one follows."""


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a tar archive."""
    return len(head) >= _BLOCK and _header(head[:_BLOCK]) is not None


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """What stands in the archive's files; folders, links and devices are no positions."""
    return within(stream, limits, _walk)


@dataclass(slots=True)
class _Said:
    """What the headers before a member's own say about it."""

    name: bytes | None = None
    pax: dict[bytes, bytes] = field(default_factory=dict)


def _walk(source: Source, limits: Limits) -> Iterator[Article | Rejected]:
    said, astray, ended = _Said(), False, False
    begin_in(source, limits)
    step = here(limits, source.taken)
    while block := source.read(_BLOCK):
        if len(block) < _BLOCK:
            yield Rejected(Reason.MALFORMED, "the archive is cut off within a member's header")
            return
        if block == _ZEROS:
            ended = True
            continue
        info = _header(block)
        if info is None:
            if not (astray or ended):
                yield Rejected(
                    Reason.MALFORMED, "a member's header is damaged; what can be found is read"
                )
            astray = True
            continue
        astray = ended = False
        if (refused := turned_away(limits)) is not None:
            yield from refused
            return
        if info.type in _ABOUT_NEXT:
            yield from _extend(source, info, said)
            continue
        if info.type not in _NO_FILES:
            enter(limits, step)
        yield from _member(source, info, said, block, limits)
        said, step = _Said(), here(limits, source.taken)


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None
    known = block[_MAGIC] == b"ustar" or (info.name and info.type in b"\0" + b"01234567")
    return info if known and info.size >= 0 else None


def _extend(source: Source, info: tarfile.TarInfo, said: _Said) -> Iterator[Rejected]:
    padded = -(-info.size // _BLOCK) * _BLOCK
    if info.size > _EXTENSION_MAX:
        source.skip(padded)
        yield Rejected(
            Reason.TOO_LARGE, f"what is said about a member takes {info.size} bytes; left out"
        )
        return
    block = source.read(padded)[: info.size]
    if info.type == _LONG_NAME:
        said.name = block.split(b"\0", 1)[0]
    elif info.type in _PAX:
        said.pax.update(_pairs(block))


def _pairs(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    r"""The pairs in a pax header: "27 path=some/folder/a.txt\n" and so on."""
    at = 0
    while at < len(block):
        digits, _, _ = block[at : at + 20].partition(b" ")
        if not digits.isdigit() or not 0 < int(digits) <= len(block) - at:
            return
        end = at + int(digits)
        key, _, value = block[at + len(digits) + 1 : end].removesuffix(b"\n").partition(b"=")
        yield key, value
        at = end


def _member(
    source: Source, info: tarfile.TarInfo, said: _Said, block: bytes, limits: Limits
) -> Iterator[Article | Rejected]:
    name = said.pax.get(b"path") or said.name or info.name.encode("utf-8", "surrogateescape")
    size = said.pax.get(b"size", b"")
    length = int(size) if size.isdigit() and len(size) < 20 else info.size  # noqa: PLR2004 - 64 bits
    sparse = info.type == tarfile.GNUTYPE_SPARSE
    if sparse:
        _skip_map(source, block)
    trouble = Trouble()
    part = Part(source, 0 if info.type in _NO_FILES else length, trouble)
    if sparse or any(key.startswith(b"GNU.sparse.") for key in said.pax):
        part.leave()
        yield Rejected(
            Reason.UNKNOWN_FORMAT, f"{shown(name)}: a sparse file; pack it without --sparse"
        )
    elif info.type in (*_NO_FILES, *_LISTS) or name.endswith(b"/"):
        part.leave()
    else:
        yield from outcomes(binary(part), limits, trouble, name=shown(name), finish=part.leave)
        part.leave()
    if info.type not in _NO_FILES:
        source.skip(-length % _BLOCK)


def _skip_map(source: Source, block: bytes) -> None:
    more = block[_EXTENDED]
    while more:
        extended = source.read(_BLOCK)
        more = len(extended) == _BLOCK and extended[_EXTENDED_NEXT]
