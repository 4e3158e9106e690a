"""One member of an archive: read as whatever it is, its outcomes told by its name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from worker.core.article import Article
from worker.core.delivery import printable
from worker.core.parse.archive.bounded import Source, Trouble
from worker.core.parse.limits import Limits, Meter
from worker.core.parse.steps import Held, came
from worker.errors import Reason, Rejected

NAME_MAX = 300
BYTES_EACH = 200
"""An article takes more than so much of its archive, however well it is packed."""
_BUGS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""Faults of a parser. The system's own refusals and a run's time limit are not among them."""


def shown(name: bytes) -> str:
    """A member's name for people; nothing is ever written under it."""
    text = printable(name)
    return text if len(text) <= NAME_MAX else f"{text[:NAME_MAX]}..."


def within(
    stream: BinaryIO,
    limits: Limits,
    walk: Callable[[Source, Limits], Iterator[Article | Rejected]],
) -> Iterator[Article | Rejected]:
    """The outcomes of an archive's members, by the format's `walk`, unless it lies too deep."""
    if limits.depth >= limits.depth_max:
        yield Rejected(
            Reason.TOO_DEEP,
            f"an archive inside {limits.depth} others; unpack the outer ones and drop it again",
        )
        return
    inner = limits.deeper()
    silent = True
    # in a squeezed tar the tar is not deeper, but what is read of it was made, not read
    outermost = limits.depth == 0 and not (limits.meter and limits.meter.read)
    for found in walk(Source(stream, inner.meter if outermost else None), inner):
        silent = False
        yield found
    if silent and not came(inner):
        yield Rejected(Reason.EMPTY_BODY, "an archive without a file in it that could be read")


def turned_away(limits: Limits) -> list[Rejected] | None:
    """Count one more member; None when it may be read, else what is left to say before the end."""
    meter = limits.meter or Meter()
    if meter.stopped:
        return []
    meter.members += 1
    if meter.members <= limits.members_max:
        return None
    meter.stopped = True
    return [
        Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.members_max} members; split the archive or raise "
            "limits.members_max; the rest is unread",
        )
    ]


def outcomes(
    stream: BinaryIO,
    limits: Limits,
    trouble: Trouble,
    *,
    name: str | None = None,
    finish: Callable[[], object] = lambda: None,
) -> Iterator[Article | Rejected]:
    """What stands in one member.

    Args:
        stream: the member's bytes.
        limits: as the archive's walk was given them.
        trouble: of this member's streams; a refusal from elsewhere goes through.
        name: as `shown`.
        finish: reads on to the member's end when its parser is done.
    """
    held = Held(limits)
    try:
        yield from _in_turn(stream, limits, name, held)
        if not held.last:
            finish()
    except Rejected as rejected:
        if rejected is not trouble.first:
            if last := held.give():
                yield _named(last, name)
            raise
    last = held.give()
    if trouble.first and last and last is not trouble.first and held.among_others:
        yield _named(last, name)
    # what is wrong with the bytes explains why all that they hold could not be read
    last = trouble.first or last
    if last is None and not held.count:
        last = Rejected(Reason.EMPTY_BODY, "nothing in it could be read as an article")
    if last:
        yield _named(last, name)


def _in_turn(
    stream: BinaryIO, limits: Limits, name: str | None, held: Held
) -> Iterator[Article | Rejected]:
    for found in _found(stream, limits):
        if last := held.give():
            yield _named(last, name)
        held.keep(found)
        if not held.last:
            yield _named(found, name)


def _found(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    from worker.core.parse import parse  # noqa: PLC0415 - a member may be of any format, this one too

    meter = limits.meter or Meter()
    counted = meter.found
    try:
        for found in parse(stream, limits):
            # what comes out of an archive in the archive was counted there
            meter.found += counted == meter.found
            counted = meter.found
            yield found
            if not meter.stopped and counted >= max(limits.members_max, meter.read // BYTES_EACH):
                meter.stopped = True
                yield Rejected(
                    Reason.TOO_LARGE,
                    f"more than {counted} articles packed very small, as in bombs; split the file "
                    "or raise limits.members_max; the rest is unread",
                )
                return
    except _BUGS as error:
        yield Rejected(
            Reason.CRASHED,
            f"reading it failed by a fault of this program ({type(error).__name__}: {error}); "
            "please report it with the file",
        )


def _named(found: Article | Rejected, name: str | None) -> Article | Rejected:
    if name is None:
        return found
    if isinstance(found, Rejected):
        return Rejected(found.reason, f"{name}: {found.detail}")
    return replace(found, member=f"{name}/{found.member}" if found.member else name)
