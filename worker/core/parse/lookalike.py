"""What a file that is not plain text looks like, so that its rejection can say so."""

import re
from functools import lru_cache

from worker.core.parse.charset import without_mark

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"WARC/", "a web archive (WARC)"),
)
_STARTS = tuple(magic for magic, _ in _MAGIC)
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|div|p|h1|script|article|table)\b", re.IGNORECASE
)
_XML = re.compile(
    rb"<(?:\?xml\b|!DOCTYPE\b|!--|[A-Za-z_][\w.:-]{0,60}(?:\s{1,20}[\w.:-]{1,60}\s?=\s?[\"'][^\"'<]{0,400}[\"']){0,40}\s{0,20}/?>)"
)
# a counter's picture that a crawler left at the top of a page's text
_STRAY = re.compile(rb"<(?:img|br|hr|input|link|wbr)\b[^<>]{0,600}>(?=[^<]{400})", re.IGNORECASE)
_JSON = re.compile(rb'(?:\{\s{0,40}"[^"\n]{0,80}"\s{0,40}:|\{\s{0,40}\}\s*\Z|\[\s{0,40}[{\["])')
_HEADER = re.compile(
    rb"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n)*"
)
_MAIL_HEADERS = frozenset(
    b"received return-path message-id mime-version content-type delivered-to x-mailer dkim-signature "
    b"subject from to date reply-to".split()
)
_HEADERS = 30
_HEADERS_FOUND = 2
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))


# several formats ask it of one file, one after the other
@lru_cache(maxsize=2)
def looks_like(head: bytes) -> str | None:
    """What a file that begins with `head` is, as far as its first bytes tell; None for plain text.

    >>> looks_like(b"%PDF-1.7 ...")
    'a PDF document'
    """
    if head.startswith(_STARTS):
        return next(kind for magic, kind in _MAGIC if head.startswith(magic))
    if head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        return "an image or a recording (RIFF)"
    if head[4:8] == b"ftyp":
        return "a video (MP4)"
    return _binary(head) or _markup(head.removeprefix(b"\xef\xbb\xbf").lstrip()) or _mail(head)


def _binary(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or without_mark(head):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    # wire copy has a few control characters around its header; more than that is no text
    return "a binary file" if controls > 8 + len(head) // 20 else None


def _markup(head: bytes) -> str | None:
    if head.startswith(b"<"):
        if _HTML.match(head):
            return "HTML"
        if _STRAY.match(head):
            return None
        tag = _XML.match(head)
        # "<ACME> TO BUY <WIDGET>" is how wires print a ticker
        if not tag or (head[1:2] not in b"?!" and b"</" not in head and b"=" not in tag[0]):
            return None
        return "HTML" if re.search(rb"<(?:!doctype\s{1,9})?html\b", head, re.IGNORECASE) else "XML"
    return "JSON" if head.startswith((b"{", b"[")) and _JSON.match(head) else None


def _mail(head: bytes) -> str | None:
    if head.startswith(b"From ") and b"\n" in head:
        head = head.partition(b"\n")[2]
    names: list[bytes] = []
    at = 0
    while (header := _HEADER.match(head, at)) and len(names) < _HEADERS:
        names.append(header[1].lower())
        at = header.end()
    known = _MAIL_HEADERS.intersection(names)
    return "a mail message" if len(known) > _HEADERS_FOUND else None
