"""What agencies write in XML though only HTML knows it: named entities, bare ampersands."""

import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:#(\d{1,9}|[xX][0-9A-Fa-f]{1,8});|([A-Za-z]\w{0,40});)?")
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_LEGAL = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAST = 0x10FFFF


def spelled_out(text: str) -> str:
    """`text` with the entities of HTML as characters, and without those that no XML may hold.

    An entity that only a DTD explains stays as it is, for the parser to refuse.

    >>> spelled_out("Fish &amp; chips &ndash; R&D&#0;")
    'Fish &amp; chips – R&amp;D'
    """
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    number, name = match[1], match[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return match[0] if code <= _LAST and _LEGAL.match(chr(code)) else ""
    if not name:
        return "&amp;"
    return match[0] if name in _XML_NAMES else html5.get(f"{name};", match[0])
