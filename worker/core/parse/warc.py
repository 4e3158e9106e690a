"""WARC, the web archive of today: every record that is a page, packed or not."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.archive.bounded import Source
from worker.core.parse.archive.capture import Capture
from worker.core.parse.archive.http_payload import Head, read_head
from worker.core.parse.archive.member import within
from worker.core.parse.archive.records import At, damaged, read_record, stopped, unpacked, walk
from worker.core.parse.limits import Limits
from worker.core.parse.steps import enter
from worker.errors import Rejected

_MARK = b"WARC/"
_PAGES = frozenset({"response", "resource", "conversion"})
_LENGTH_DIGITS = 15


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a WARC, packed by gzip or not."""
    return unpacked(head, len(_MARK)) == _MARK


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """What stands on the archived pages; images, requests and the like are no positions."""
    return within(stream, limits, partial(walk, records=_records))


def _records(
    source: Source, limits: Limits, skipped: dict[str, int], at: At
) -> Iterator[Article | Rejected]:
    while not stopped(limits) and _at_record(source):
        if source.peek(len(_MARK)) != _MARK:
            yield from damaged(limits, "bytes that belong to no record")
            source.find(b"\n" + _MARK)
            continue
        step = at()
        head = read_head(source)
        length = head.get("content-length") if head else ""
        if head is None or not length.isdecimal() or len(length) > _LENGTH_DIGITS:
            yield from damaged(limits, "a record does not say how long it is")
            source.find(b"\n" + _MARK)
            continue
        if capture := _capture(head, skipped):
            enter(limits, step)
        yield from read_record(source, int(length), capture, limits, skipped)


def _at_record(source: Source) -> bool:
    """Go over the empty lines between records; False at the end."""
    while (ahead := source.peek(64)) and not ahead.strip(b"\r\n"):
        source.skip(len(ahead))
    source.skip(len(ahead) - len(ahead.lstrip(b"\r\n")))
    return bool(ahead)


def _capture(head: Head, skipped: dict[str, int]) -> Capture | None:
    kind = head.get("warc-type").lower()
    if kind not in _PAGES:
        skipped[kind[:60]] = skipped.get(kind[:60], 0) + 1
        return None
    return Capture(
        uri=head.get("warc-target-uri").removeprefix("<").removesuffix(">"),
        media_type=head.get("content-type"),
        answer=kind == "response",
        block_digest=head.get("warc-block-digest"),
        payload_digest=head.get("warc-payload-digest"),
    )
