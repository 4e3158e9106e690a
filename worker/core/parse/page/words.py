"""Texts out of attributes and data, as a reader would see them."""

import html
import re

from worker.core.parse import charset

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>")
_NO_LETTER = re.compile(r"[\W_]+")
_ASCII_LOW = bytes(range(256)).lower()
_ASCII_OTHER = bytes(code for code in range(128) if not chr(code).isalnum())
_TITLE_MAX = 2000
_TWICE = 2


def tidy(value: object, limit: int = _TITLE_MAX) -> str | None:
    """`value` on one line without markup and entities, None when it is no text or empty.

    >>> tidy("  Harbour &amp;amp; <b>bridge</b> ")
    'Harbour & bridge'
    """
    if not isinstance(value, str):
        return None
    text = value[: 2 * limit]
    # content systems escape what was escaped already
    for _ in range(_TWICE):
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(charset.clean(text).split())[:limit] or None


def flat(text: str) -> str:
    """`text` on one line, without control and invisible layout characters."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(charset.clean(line).split())


def squeeze(text: str) -> str:
    """The letters and figures of `text` alone, to find it again however it is laid out."""
    if text.isascii():
        return text.encode().translate(_ASCII_LOW, _ASCII_OTHER).decode()
    return _NO_LETTER.sub("", text).lower()


def key(text: str) -> str:
    """`text` for comparing: letters and figures in lower case."""
    return " ".join(_NO_LETTER.sub(" ", text.casefold()).split())
