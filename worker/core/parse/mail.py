"""Mail: the article in a message, and what is attached to it."""

import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.archive import member
from worker.core.parse.archive.bounded import Trouble
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.core.parse.message import accessory, letter, mail_text, mailbox
from worker.core.parse.record.patience import Waited, patient
from worker.core.parse.steps import begin, container, enter, here, spent
from worker.core.parse.stream import leave_out
from worker.errors import Reason, Rejected

_ENCRYPTED = re.compile(rb"^-----BEGIN PGP MESSAGE-----", re.MULTILINE)
_SEALED = frozenset(["multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"])
_BOUNDARY = re.compile(rb"boundary\s{0,5}=", re.IGNORECASE)
_DESCRIBED = re.compile(
    rb"^content-[a-z-]{2,30}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_DESCRIBED_MAX = 20_000
_HEAD = 4096
_MARKS_MAX = 20_000
"""The library makes something of each line that begins like the mark between two parts."""
_FORMATS = frozenset(["JSON", "XML"])
_STEPS_MAX = 10_000_000
"""Lines times boundaries: what the library's reader looks at."""


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a message or a mailbox of them."""
    return mailbox.begins(head) or mailbox.has_headers(head)


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The article of every message, each followed by what is attached to it."""
    inner = container(limits)
    step = begin(inner)
    leave_out(stream, step.offset)
    spent(inner, step)
    waited = Waited(step.tally)
    yield from patient(_messages(stream, inner, step.offset, waited), waited)


def _messages(
    stream: BinaryIO, limits: Limits, start: int, waited: Waited
) -> Iterator[Article | Rejected]:
    for at, raw in mailbox.messages(stream, limits.mail_bytes):
        enter(limits, here(limits, start + at, waited.in_vain))
        if raw is None:
            yield Rejected(
                Reason.TOO_LARGE,
                f"more than {limits.mail_bytes} bytes in one message; raise limits.mail_bytes",
            )
            continue
        try:
            message = _load(raw)
        except Rejected as rejected:
            yield rejected
            continue
        found = _positions(message, limits)
        empty = Rejected(Reason.EMPTY_BODY, "nothing in the message could be read as an article")
        yield next(found, empty)
        yield from found


def _load(raw: bytes) -> Message:
    if any(len(match[0]) > _DESCRIBED_MAX for match in _DESCRIBED.finditer(raw)):
        raise Rejected(Reason.MALFORMED, f"a header of more than {_DESCRIBED_MAX} bytes")
    if (
        raw.count(b"\n--") > _MARKS_MAX
        or raw.count(b"\n") * (1 + len(_BOUNDARY.findall(raw))) > _STEPS_MAX
    ):
        raise Rejected(Reason.TOO_LARGE, "too many lines and parts in one message")
    try:
        # the newer policies stumble over headers that are ill-formed in ways of their own
        return message_from_bytes(raw, policy=policy.compat32)
    except RecursionError:
        raise Rejected(Reason.TOO_DEEP, "parts are nested deeper than can be read") from None
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Rejected(
            Reason.MALFORMED, f"the message cannot be read: {type(error).__name__}"
        ) from error


def _positions(message: Message, limits: Limits) -> Iterator[Article | Rejected]:
    parts, more = _leaves(message, limits.mail_parts)
    bodies = [part for part in parts if _is_body(part)]
    idle: list[Message] = []
    attached: list[Message] = []
    for part in parts:
        if not _is_body(part) and part.get_content_type() not in _SEALED:
            (idle if accessory.is_one(part) else attached).append(part)
    if sealed := _sealed(message, parts, bodies):
        yield sealed
        return
    inner = limits.deeper()
    step = begin(inner)
    spent(inner, step)
    if not step.offset:
        for found in _own(message, bodies, limits, alone=not attached):
            yield accessory.noted(found, idle)
    for number, part in enumerate(attached, 1):
        if number >= step.offset:
            enter(inner, here(inner, number))
            yield from _attachment(part, number, inner)
    if more:
        yield Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.mail_parts} parts in one message; the rest is unread",
        )


def _sealed(message: Message, parts: list[Message], bodies: list[Message]) -> Rejected | None:
    """Why nothing in a message is for reading, None when something may be."""
    kinds = {message.get_content_type(), *(part.get_content_type() for part in parts)}
    if kinds & _SEALED or any(_ENCRYPTED.search(mail_text.content(part)) for part in bodies):
        return Rejected(Reason.ENCRYPTED, "the message is encrypted; decrypt it and drop it again")
    if message.get_content_type() == "multipart/report":
        return Rejected(Reason.NOT_AN_ARTICLE, "a mail server's report about another message")
    return None


def _own(
    message: Message, bodies: list[Message], limits: Limits, *, alone: bool
) -> Iterator[Article | Rejected]:
    """The message's own text; `alone` says that nothing is attached that could be the article."""
    try:
        text = letter.body_text(bodies)
        if looks_like(text[:_HEAD].lstrip().encode()) not in _FORMATS:
            yield letter.article(message, text)
            return
    except Rejected as rejected:
        if alone or rejected.reason is not Reason.EMPTY_BODY:
            yield rejected
        return
    yield from _inside(text.strip().encode(), limits.deeper(), None)


def _leaves(message: Message, most: int) -> tuple[list[Message], bool]:
    """The parts that are not made of parts, in order, and whether there are more than `most`."""
    found: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = mail_text.parts(part)
        if inner and part.get_content_type() != "message/rfc822":
            waiting.extend(reversed(inner))
        elif len(found) == most:
            return found, True
        else:
            found.append(part)
    return found, False


def _is_body(part: Message) -> bool:
    return (
        part.get_content_type() in {"text/plain", "text/html"}
        and part.get_content_disposition() != "attachment"
        and mail_text.file_name(part) is None
    )


def _attachment(part: Message, number: int, limits: Limits) -> Iterator[Article | Rejected]:
    name = mail_text.file_name(part) or f"part {number}"
    if part.get_content_maintype() == "message" and (inner := mail_text.parts(part)):
        if limits.depth > limits.depth_max:
            yield _too_deep(limits)
            return
        for each in inner:
            yield from _positions(each, limits)
        return
    raw = mail_text.content(part)
    if raw.strip():
        shown = member.shown(name.encode("utf-8", "replace"))
        yield from _inside(raw, limits, shown)


def _inside(raw: bytes, limits: Limits, name: str | None) -> Iterator[Article | Rejected]:
    """What is in a file that a message carries, whatever format it has."""
    if limits.depth > limits.depth_max:
        yield _too_deep(limits)
        return
    yield from member.outcomes(io.BytesIO(raw), limits, Trouble(), name=name)


def _too_deep(limits: Limits) -> Rejected:
    return Rejected(
        Reason.TOO_DEEP,
        f"an attachment {limits.depth - 1} files deep; save the inner one and drop that",
    )
