"""What a feed would cost its reader, told before: entity bombs, floods of attributes."""

import re
from xml.parsers import expat

from worker.core.parse import charset
from worker.errors import Reason, Rejected

GROWN_MAX = 1_000_000
"""What all references to the feed's own entities may come to, in bytes."""
ATTRIBUTES_MAX = 500
"""So many attributes may one element have; feedparser's time grows with their square."""
LOOSE_MAX = 4_000_000
"""An ill-formed feed is read by a parser that is slow; so large may it be."""
ENTRIES_MAX = 50_000
"""So many entries may a feed have, and"""
TAGS_MAX = 1_000_000
"""so many tags: all of it is built before the first entry can be had."""
_DOCTYPE_MAX = 100_000
_GLANCE = 100
_DECLARED = re.compile(rb"<!ENTITY\s+(?:%\s+)?([^\s\"'<>&;]{1,200})\s+(?:\"([^\"]*)\"|'([^']*)')")
_ENTRY = re.compile(rb"<(?:[\w-]{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_REFERENCE = re.compile(rb"[&%]([^\s\"'<>&;%]{1,200});")


class _FloodError(Exception):
    """An element has too many attributes."""


def check(raw: bytes) -> None:
    """Let pass what can be read in time that grows with its length.

    Raises:
        Rejected: the sentence says what stands against it.
    """
    wide = b"\0" in raw[:_GLANCE]
    plain = charset.decode(raw).encode("utf-8", "replace") if wide else raw
    _check_entities(plain)
    if plain.count(b"<") > TAGS_MAX or sum(1 for _ in _ENTRY.finditer(plain)) > ENTRIES_MAX:
        raise Rejected(
            Reason.TOO_LARGE,
            f"more than {ENTRIES_MAX} entries or {TAGS_MAX} tags in one feed; split the file",
        )
    try:
        fault = _fault(plain, "utf-8" if wide else "iso-8859-1")
    except _FloodError:
        raise Rejected(
            Reason.MALFORMED, f"an element of the feed has more than {ATTRIBUTES_MAX} attributes"
        ) from None
    if fault and len(raw) > LOOSE_MAX:
        raise Rejected(
            Reason.MALFORMED,
            f"the feed is not well-formed ({fault}) and too large to be read nevertheless; mend it",
        )


def _check_entities(plain: bytes) -> None:
    if b"<!ENTITY" not in plain:
        return
    if plain.rfind(b"<!ENTITY") > _DOCTYPE_MAX:
        raise Rejected(Reason.MALFORMED, "the feed declares entities without end; remove them")
    sizes: dict[bytes, int] = {}
    for match in _DECLARED.finditer(plain, 0, 2 * _DOCTYPE_MAX):
        value = match[2] or match[3] or b""
        inner = sum(sizes.get(name, 0) for name in _REFERENCE.findall(value))
        sizes.setdefault(match[1], min(len(value) + inner, 2 * GROWN_MAX))
    grown = 0
    for match in _REFERENCE.finditer(plain):
        grown += sizes.get(match[1], 0)
        if grown > GROWN_MAX:
            raise Rejected(
                Reason.MALFORMED,
                f"the feed's own entities would grow to more than {GROWN_MAX} bytes (an entity bomb)",
            )


def _fault(plain: bytes, encoding: str) -> str | None:
    """Why `plain` is not well-formed, as far as its tags go; None when it is.

    What the charset really is makes no difference to the tags, and expat knows few.
    """
    parser = expat.ParserCreate(encoding)
    parser.StartElementHandler = _count
    try:
        parser.Parse(plain, True)
    except (expat.ExpatError, ValueError) as error:
        return str(error)
    return None


def _count(_name: str, attributes: dict[str, str]) -> None:
    if len(attributes) > ATTRIBUTES_MAX:
        raise _FloodError
