"""zip archives, read forwards from member to member; the directory at the end only counts.

So members that share bytes, as in some bombs, cannot be told to do so: every byte is read once.
"""

from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.bookmark import Step
from worker.core.parse.archive.bounded import Source, Trouble, binary
from worker.core.parse.archive.member import outcomes, shown, turned_away, within
from worker.core.parse.archive.zip_header import (
    CENTRAL,
    DESCRIPTOR,
    END,
    LOCAL,
    Header,
    read_local,
    skip_central,
)
from worker.core.parse.archive.zip_member import METHODS, Unpacked, pass_unread
from worker.core.parse.limits import Limits
from worker.core.parse.steps import begin_in, enter, here
from worker.errors import Reason, Rejected

_SPANNED = (DESCRIPTOR, b"PK00")
"""What stands before the first member of an archive that was meant for several disks."""
_NAME_AT = 30
_OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_FORKS = b"__MACOSX/"
"""What Finder adds beside each file is no file of the user's."""


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a zip archive."""
    return head.startswith((LOCAL, END, *(mark + LOCAL for mark in _SPANNED)))


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """What stands in the archive's files; folders are no positions."""
    return within(stream, limits, _walk)


def _walk(source: Source, limits: Limits) -> Iterator[Article | Rejected]:
    if source.peek(4) in _SPANNED:
        source.skip(4)
    if kind := _document(source.peek(_NAME_AT + 40)):
        yield Rejected(Reason.UNKNOWN_FORMAT, f"looks like {kind}; save it as text or HTML")
        return
    yield from _archive(source, limits, begin_in(source, limits).tally)
    # one archive behind another: programs show only the last, but nothing may be lost
    while not (limits.meter and limits.meter.stopped) and source.find(LOCAL):
        yield from _archive(source, limits)


def _archive(source: Source, limits: Limits, count: int = 0) -> Iterator[Article | Rejected]:
    found = None
    while (mark := source.peek(4)) not in {CENTRAL, END, b""}:
        if mark != LOCAL:
            yield Rejected(
                Reason.MALFORMED, "bytes that belong to no member; what can be found is read"
            )
            source.find(LOCAL, CENTRAL, END)
            continue
        step = here(limits, source.taken, count)
        if (refused := turned_away(limits)) is not None:
            yield from refused
            return
        header = read_local(source)
        if header is None:
            break
        count += 1
        for found in _member(source, header, limits, step):
            yield found
    if not isinstance(found, Rejected) or source.peek(1):
        yield from _directory(source, count)


def _member(
    source: Source, header: Header, limits: Limits, step: Step
) -> Iterator[Article | Rejected]:
    name, trouble = shown(header.name), Trouble()
    if header.encrypted or header.method not in METHODS:
        enter(limits, step)
        pass_unread(source, header, trouble)
        yield (
            Rejected(Reason.ENCRYPTED, f"{name}: needs a password; unpack it and drop it again")
            if header.encrypted
            else Rejected(
                Reason.UNKNOWN_FORMAT,
                f"{name}: packed by method {header.method}, unknown here; pack it by deflate",
            )
        )
        return
    unpacked = Unpacked(source, header, limits, trouble)
    if not (header.folder or header.name.startswith(_FORKS)):
        enter(limits, step)
        yield from outcomes(binary(unpacked), limits, trouble, name=name, finish=unpacked.drain)
    unpacked.leave()


def _directory(source: Source, count: int) -> Iterator[Rejected]:
    """What the directory has to complain about: it is not there, or counts other members."""
    listed = 0
    while source.peek(4) == CENTRAL and skip_central(source):
        listed += 1
    if not source.peek(4).startswith(b"PK"):
        yield Rejected(Reason.MALFORMED, "the archive is cut off: its directory is not whole")
    elif listed != count:
        yield Rejected(
            Reason.MALFORMED,
            f"the archive's directory lists {listed} members, {count} stand in it one after the "
            "other; what is listed twice or hidden in another is unread",
        )


def _document(head: bytes) -> str | None:
    """The kind of document that is a zip archive by its first member's name, or None."""
    name = head[_NAME_AT:]
    if name.startswith(_OFFICE):
        return "an Office document"
    return "an OpenDocument or EPUB file" if name.startswith(b"mimetype") else None
