"""Wire messages of the teleprinter age: one header, text and trailer between control characters."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from worker.core.article import Article
from worker.core.parse import charset
from worker.core.parse.agency.draft import Draft
from worker.core.parse.limits import Limits
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
_IDLE = "\x16\x00\x7f\x0c\x0d\x0a\t "
_LINE_ENDS = re.compile(r"\r*\n|\r+")
_MESSAGES_MAX = 100_000


class Message(NamedTuple):
    """One message, its line ends all alike."""

    header: str
    text: str
    trailer: str


def articles(
    stream: BinaryIO, limits: Limits, draft: Callable[[Message], Draft]
) -> Iterator[Article | Rejected]:
    """Every message in a file, one position each, as `draft` makes an article of it."""
    raw = read_up_to(stream, limits.text_bytes + 1)
    if len(raw) > limits.text_bytes:
        yield Rejected(
            Reason.TOO_LARGE, f"more than {limits.text_bytes} bytes; raise limits.text_bytes"
        )
        return
    try:
        found = list(messages(raw))
    except Rejected as rejected:
        yield rejected
        return
    for each in found:
        try:
            yield draft(each).finish()
        except Rejected as rejected:
            yield rejected


def messages(raw: bytes) -> Iterator[Message]:
    """The messages in `raw`, one behind the other.

    Raises:
        Rejected: with `bad_encoding`, when the bytes are no text; with `malformed`, when they are
            text without the character that begins a message.
    """
    text = _LINE_ENDS.sub("\n", charset.decode(raw))
    if SOH not in text:
        raise Rejected(
            Reason.MALFORMED, "no start of a message (SOH) in its text; which charset is it in?"
        )
    for part in text.split(SOH, _MESSAGES_MAX)[1:]:
        whole = part.partition(EOT)[0]
        header, _, rest = whole.partition(STX)
        body, _, trailer = rest.partition(ETX)
        yield Message(header.strip(_IDLE), body, trailer.strip(_IDLE))


def printed(text: str) -> str:
    """`text` without the control characters that set its type."""
    return charset.clean(text)
