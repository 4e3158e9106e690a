"""DOCX: the text of a Word document, and of the older files the reason why not."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from worker.core.article import Article
from worker.core.parse.limits import Limits
from worker.core.parse.office import docx_text, paper
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"customXml/")
_OTHERS = {"xl/": "a spreadsheet", "ppt/": "a presentation"}
_DOCUMENT, _PROPERTIES = "word/document.xml", "docProps/core.xml"
_PROPERTIES_MAX = 1_000_000
_MEMBERS_MAX = 20_000
_ENTRY = b"PK\x01\x02"


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is an Office document."""
    if head.startswith(_ZIP):
        return head[30:80].startswith(_FIRST)
    return head.startswith(_OLE)


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in a document, or why there is none."""
    raw = read_up_to(stream, limits.office_bytes + 1)
    try:
        yield _article(raw, limits)
    except Rejected as rejected:
        yield rejected


def _old(raw: bytes) -> Rejected:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return Rejected(
            Reason.ENCRYPTED, "the document has a password; save it without and drop it again"
        )
    return Rejected(
        Reason.UNKNOWN_FORMAT,
        "an old Office document or an Outlook message; save it as .docx, or as .eml",
    )


def _article(raw: bytes, limits: Limits) -> Article:
    if len(raw) > limits.office_bytes:
        raise paper.too_large(limits)
    if raw.startswith(_OLE):
        raise _old(raw)
    try:
        if raw.count(_ENTRY) > _MEMBERS_MAX:
            raise Rejected(Reason.TOO_LARGE, f"more than {_MEMBERS_MAX} parts in the document")
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            body = _member(package, _DOCUMENT, limits.office_bytes)
            core = _member(package, _PROPERTIES, _PROPERTIES_MAX)
            if body is None:
                raise _other(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, LookupError) as error:
        raise Rejected(Reason.MALFORMED, f"the document is damaged: {error}"[:300]) from error
    except NotImplementedError as error:
        raise Rejected(Reason.MALFORMED, f"packed in a way unknown here: {error}") from error
    try:
        paragraphs, title = docx_text.read(body)
        known = docx_text.properties(core) if core else paper.Properties()
    except etree.LxmlError as error:
        raise Rejected(
            Reason.MALFORMED, f"the document's text is damaged: {error}"[:300]
        ) from error
    return paper.article(paragraphs, known._replace(headline=title), "docx")


def _member(package: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    try:
        entry = package.getinfo(name)
    except KeyError:
        return None
    if entry.flag_bits & 1:
        raise Rejected(
            Reason.ENCRYPTED, "the document has a password; save it without and drop it again"
        )
    with package.open(entry) as stream:
        # what the entry says of its size is not believed
        found = stream.read(most + 1)
    if len(found) > most:
        raise Rejected(
            Reason.TOO_LARGE, f"{name} is more than {most} bytes; raise limits.office_bytes"
        )
    return found


def _other(package: zipfile.ZipFile) -> Rejected:
    names = package.namelist()
    kind = next(
        (kind for folder, kind in _OTHERS.items() if any(n.startswith(folder) for n in names)),
        "an archive",
    )
    return Rejected(Reason.UNKNOWN_FORMAT, f"{kind}, not a Word document; save its text as .docx")
