"""ARC, the web archive before WARC: one line about each page, then the server's answer."""

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.archive.bounded import Source
from worker.core.parse.archive.capture import Capture
from worker.core.parse.archive.member import within
from worker.core.parse.archive.records import At, damaged, read_record, stopped, unpacked, walk
from worker.core.parse.limits import Limits
from worker.core.parse.steps import enter
from worker.errors import Rejected

_MARK = b"filedesc://"
_LINE_MAX = 16_384
_RECORD = re.compile(
    rb"(?P<uri>[A-Za-z][A-Za-z0-9+.-]{0,20}:[^\r\n]{1,8000}?)[ ]"
    rb"(?P<ip>[0-9A-Fa-f.:]{3,45}|-)[ ](?P<date>\d{8,20})[ ](?P<kind>[^ \r\n]{1,200})[ ]"
    # the second version says the status, a checksum, a place and a file besides
    rb"(?:[^ \r\n]{1,200}[ ][^ \r\n]{1,200}[ ][^ \r\n]{1,4000}[ ]\d{1,20}[ ][^ \r\n]{1,1000}[ ])?"
    rb"(?P<length>\d{1,15})\r?\n"
)


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is an ARC, packed by gzip or not."""
    return unpacked(head, len(_MARK)) == _MARK


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """What stands on the archived pages; images and the like are no positions."""
    return within(stream, limits, partial(walk, records=_records))


def _records(
    source: Source, limits: Limits, skipped: dict[str, int], at: At
) -> Iterator[Article | Rejected]:
    astray = False
    while not stopped(limits) and source.peek(1):
        step = at()
        line = source.line(_LINE_MAX)
        if not line.strip():
            continue
        record = _RECORD.fullmatch(line)
        if record is None:
            if not astray:
                yield from damaged(limits, "a line that describes no record")
            astray = True
            continue
        astray = False
        uri = record["uri"].decode("utf-8", "replace")
        capture = None
        if not uri.startswith(_MARK.decode()):
            capture = Capture(uri, record["kind"].decode("latin-1"), answer=True)
            enter(limits, step)
        else:
            skipped["filedesc"] = skipped.get("filedesc", 0) + 1
        yield from read_record(source, int(record["length"]), capture, limits, skipped)
