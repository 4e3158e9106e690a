"""The first characters of a file, in whatever charset it is: enough to tell a format by."""

import codecs

from worker.core.parse.charset import without_mark

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    # "<?xm" in EBCDIC, which some mainframes still send
    (b"\x4c\x6f\xa7\x94", "cp037"),
)


def glance(head: bytes) -> str:
    """`head` as text without a byte order mark and leading blanks; what is no ASCII may be wrong."""
    charset = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if charset is None:
        charset = without_mark(head) or "latin-1"
    return head.decode(charset, "replace").lstrip("\ufeff \t\r\n\0")
