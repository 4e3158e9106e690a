"""Mail headers and bodies as text, whatever charset and encoding they claim to be in."""

import binascii
import re
from email import message_from_string, policy
from email.errors import MessageError
from email.message import Message
from email.utils import collapse_rfc2231_value

from worker.core.parse import charset
from worker.errors import Rejected

HEADER_MAX = 10_000
"""A header is read so far."""
_WORD = re.compile(r"=\?([\w.*-]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_WORDS = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*")
_MARK = re.compile(r"^--([\w'()+,./:=?-]{1,70})\s{0,4}\n(?=Content-)", re.MULTILINE)
_NAMES = {"unknown-8bit": "", "default_charset": "", "x-unknown": "", "ansi": "cp1252"}


def header(message: Message, name: str) -> str | None:
    """The header `name`, decoded, on one line."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return decoded(str(value)[:HEADER_MAX])
    return None


def decoded(value: str) -> str | None:
    """A header's value with its encoded words, and its bare bytes, as text on one line."""
    # bytes that no charset is named for come as surrogates
    text = _decoded(value.encode("utf-8", "surrogateescape"), None)
    text = _WORDS.sub(lambda match: _words(match[0]), text)
    return " ".join(charset.clean(text).split()) or None


def _words(run: str) -> str:
    """Encoded words that follow one another; a character may be split between two of them."""
    pieces: list[tuple[str, bytes]] = []
    for name, encoding, word in _WORD.findall(run):
        raw = word.encode("utf-8")
        if encoding in "qQ":
            raw = binascii.a2b_qp(raw, header=True)
        else:
            try:
                raw = binascii.a2b_base64(raw + b"==")
            except binascii.Error:
                return run
        declared = name.partition("*")[0] if word.isascii() else ""
        if pieces and pieces[-1][0] == declared:
            raw = pieces.pop()[1] + raw
        pieces.append((declared, raw))
    return "".join(_decoded(raw, declared) for declared, raw in pieces)


def parts(part: Message) -> list[Message]:
    """The parts that `part` is made of; none when it is a text or a file."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return [each for each in inner if isinstance(each, Message)]
    if part.get_content_maintype() == "multipart" and isinstance(inner, str):
        return _mended(inner)
    return []


def _mended(text: str) -> list[Message]:
    """Parts that stand between other marks than the headers announce."""
    mark = _MARK.search(text)
    if mark is None:
        return []
    head = f'Content-Type: multipart/mixed; boundary="{mark[1]}"\n\n'
    inner = message_from_string(head + text, policy=policy.compat32).get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def content(part: Message) -> bytes:
    """What a part carries, its transfer encoding undone as far as it goes."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, MessageError):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def text(part: Message) -> str:
    """The text of a part; empty when its bytes are text in no charset.

    The charset that the part names is believed where it decodes, else it is found out.
    """
    try:
        declared = part.get_param("charset")
        name = collapse_rfc2231_value(declared) if declared else None
    except (ValueError, LookupError, TypeError):
        name = None
    return charset.clean(_decoded(content(part), name))


def file_name(part: Message) -> str | None:
    """The name that an attachment goes by."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return decoded(name) if name else None


def _decoded(raw: bytes, declared: str | None) -> str:
    name = re.sub(r"[^\w.:-]", "", declared or "").lower()
    name = _NAMES.get(name, name)
    # what is marked as ASCII or Latin-1 is as often UTF-8
    if name in {"us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", ""}:
        name = "utf-8"
    try:
        return charset.decode(raw, name)
    except Rejected:
        return ""
