"""Wire messages of the teleprinter age: one header, text and trailer between control characters."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from worker.core.parse import charset
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
