"""One message after the other, out of a mailbox of any size or a file that is one message."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from worker.core.parse.record.lines import measured

_FROM = re.compile(rb"From \S{1,300} .{0,80}\d{4}")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"([!-9;-~]{1,76}):[ \t]*[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_KNOWN = frozenset(
    b"received return-path message-id mime-version content-type delivered-to x-mailer dkim-signature "
    b"subject from to date reply-to received-spf authentication-results arc-seal x-received "
    b"list-id sender cc user-agent content-transfer-encoding x-original-to envelope-to".split()
)
_ENOUGH = 3


def begins(head: bytes) -> bool:
    """Whether a file that begins with `head` is a mailbox."""
    first, _, rest = head.lstrip().partition(b"\n")
    return _FROM.match(first) is not None and re.match(rb"[A-Za-z][\w-]{1,60}:", rest) is not None


def has_headers(head: bytes) -> bool:
    """Whether a file that begins with `head` is a message; empty lines may stand before it."""
    at = len(head) - len(head.lstrip())
    known: set[bytes] = set()
    while found := _HEADER.match(head, at):
        known.add(found[1].lower())
        at = found.end()
    return len(known & _KNOWN) >= _ENOUGH


def messages(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Every message in `stream`, each with where it begins; None for one longer than `longest`."""
    # one buffer: a list of short lines would be many times as large
    message = bytearray()
    size, blank, boxed, begun = 0, True, False, False
    start = at = 0
    for line, length in measured(stream, longest):
        at += length
        if not begun and line is not None and line.isspace():
            continue
        if blank and line is not None and (boxed or not begun) and _FROM.match(line):
            if begun:
                yield start, bytes(message) if size <= longest else None
                start = at - length
            message.clear()
            size, boxed, begun = 0, True, True
            continue
        begun = True
        blank = line is not None and line.isspace()
        size += length
        if size > longest:
            # what is too long is counted and not kept
            message.clear()
        elif line is not None:
            message += _QUOTED.sub(rb"\1", line) if boxed else line
    if begun:
        yield start, bytes(message) if size <= longest else None
