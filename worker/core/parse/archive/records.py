"""Web archives record by record: unpacked where they are packed, on again behind damage."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

from worker.core.article import Article
from worker.core.bookmark import Step
from worker.core.parse.archive import inflate
from worker.core.parse.archive.bounded import Part, Source, Trouble, binary
from worker.core.parse.archive.capture import Capture, read_capture
from worker.core.parse.archive.member import shown, turned_away
from worker.core.parse.limits import Limits
from worker.core.parse.steps import begin_in, came, here, spent
from worker.errors import Reason, Rejected

GZIP = b"\x1f\x8b\x08"
_SKIPPED_SHOWN = 8

At = Callable[[], Step]
"""Where reading stands, asked at the beginning of a record."""
Records = Callable[[Source, Limits, dict[str, int], At], Iterator[Article | Rejected]]
"""Reads records until the source ends; counts those that hold no article, by what they are."""


def unpacked(head: bytes, count: int) -> bytes:
    """The first `count` bytes of a file that begins with `head`, unpacked if gzip packed it."""
    if not head.startswith(GZIP):
        return head[:count]
    with suppress(zlib.error):
        return zlib.decompressobj(31).decompress(head, count)
    return b""


def walk(source: Source, limits: Limits, records: Records) -> Iterator[Article | Rejected]:
    """The outcomes of all records; when there are none, what the records were instead."""
    skipped: dict[str, int] = {}
    silent = True
    for found in _walked(source, limits, records, skipped):
        silent = False
        yield found
    if silent and not came(limits):
        most = sorted(skipped.items(), key=lambda pair: -pair[1])[:_SKIPPED_SHOWN]
        kinds = ", ".join(f"{count} {kind}" for kind, count in most)
        yield Rejected(
            Reason.NOT_AN_ARTICLE,
            f"none of its {sum(skipped.values())} records is a page that could hold an article"
            + (f" ({kinds})" if kinds else ""),
        )


def _walked(
    source: Source, limits: Limits, records: Records, skipped: dict[str, int]
) -> Iterator[Article | Rejected]:
    step = begin_in(source, limits)
    if source.peek(len(GZIP)) != GZIP:
        yield from records(source, limits, skipped, lambda: here(limits, source.taken))
        return
    trouble = Trouble()
    packed = inflate.Inflated(
        source, inflate.gzip, limits, trouble, lambda behind: behind.peek(len(GZIP)) == GZIP
    )
    inside = Source(binary(packed))
    # records are packed one by one, as a rule: then nothing before this one need be unpacked
    inside.skip(step.tally)
    spent(limits, step)

    def at() -> Step:
        return here(limits, *packed.stream_of(inside.taken))

    found: Article | Rejected | None = None
    more = True
    while more:
        more = False
        try:
            for found in records(inside, limits, skipped, at):
                yield found
        except Rejected as rejected:
            if rejected is not trouble.first:
                raise
            found = rejected
            if stopped(limits):
                yield rejected
            else:
                yield from damaged(limits, f"a record: {rejected.detail}", rejected.reason)
            trouble.first = None
            inside.forget()
            more = not stopped(limits) and packed.resume(GZIP, inside.taken)
    if trouble.first and not isinstance(found, Rejected):
        yield trouble.first


def damaged(limits: Limits, detail: str, reason: Reason = Reason.MALFORMED) -> Iterator[Rejected]:
    """Say what is wrong between two records; too many of these are the last."""
    refused = turned_away(limits)
    yield from (
        [Rejected(reason, f"{detail}; the next ones are read")] if refused is None else refused
    )


def stopped(limits: Limits) -> bool:
    """Whether a cap was reached and nothing more is to be read."""
    return limits.meter is not None and limits.meter.stopped


def read_record(
    source: Source, length: int, capture: Capture | None, limits: Limits, skipped: dict[str, int]
) -> Iterator[Article | Rejected]:
    """What stands in the record whose block of `length` bytes comes next, if it is a `capture`."""
    block = Part(source, length, Trouble())
    told = False
    if capture:
        for found in read_capture(block, capture, limits, skipped):
            told = told or isinstance(found, Rejected)
            yield found
    block.leave()
    if block.trouble.first and not told:
        name = shown(capture.uri.encode("utf-8", "replace")) if capture else "a record"
        yield Rejected(block.trouble.first.reason, f"{name}: {block.trouble.first.detail}")
