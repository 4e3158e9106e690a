"""The lines on the pages of a PDF, and where they stand."""

import re
from collections.abc import Iterator
from typing import Any

from worker.core.parse import charset
from worker.core.parse.office.paper import Properties
from worker.core.parse.office.pdf_layout import Line
from worker.core.parse.record import instant
from worker.errors import Reason, Rejected

PAGES_MAX = 500
"""So many pages are read; a longer document is no article."""
_TEXT_MAX = 10_000_000
_FAR = 1_000_000.0
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?")
_LINE = re.compile(r"[^\r\n]+")
# how the library marks a word that is broken at the end of a line
_SPLIT_ENDS = ("\u00ad", "\ufffe", "\x02")
_SPLIT = re.compile("[\ufffe\x02]")
_PASSWORD = "password"  # noqa: S105 - a word in the library's error


def read(raw: bytes) -> tuple[list[list[Line]], Properties]:
    """The lines of every page, and what the document says about itself.

    Raises:
        Rejected: when it cannot be opened, or nothing is installed to do it with.
    """
    try:
        import pypdfium2 as pdfium  # noqa: PLC0415 - an extra, which may not be installed
    except ImportError:
        raise Rejected(
            Reason.UNKNOWN_FORMAT,
            "a PDF document; to read them, install copytaster[office]",
        ) from None
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        if _PASSWORD in str(error).lower():
            raise Rejected(
                Reason.ENCRYPTED, "the PDF has a password; save it without and drop it again"
            ) from None
        raise Rejected(Reason.MALFORMED, f"the PDF is damaged: {error}"[:300]) from None
    try:
        return _pages(document), _properties(document)
    except pdfium.PdfiumError as error:
        raise Rejected(Reason.MALFORMED, f"the PDF is damaged: {error}"[:300]) from None
    finally:
        document.close()


def _pages(document: Any) -> list[list[Line]]:
    if len(document) > PAGES_MAX:
        raise Rejected(
            Reason.TOO_LARGE, f"more than {PAGES_MAX} pages; split the document into its articles"
        )
    pages: list[list[Line]] = []
    left = _TEXT_MAX
    for index in range(len(document)):
        page = document[index]
        text_page = page.get_textpage()
        text = text_page.get_text_range()
        left -= len(text)
        if left < 0:
            raise Rejected(Reason.TOO_LARGE, f"more than {_TEXT_MAX} characters in one PDF")
        pages.append(list(_lines(text, text_page)))
        text_page.close()
        page.close()
    return pages


def _lines(text: str, text_page: Any) -> Iterator[Line]:
    """The lines of a page, each with the place where its first and last letters stand."""
    count = text_page.count_chars()
    for match in _LINE.finditer(text):
        first, last = match.start(), min(match.end(), count) - 1
        shown = charset.clean(_SPLIT.sub("\u00ad", match[0])).strip()
        if shown and first < count:
            left, bottom, _, top = map(_bounded, text_page.get_charbox(first, loose=True))
            right = _bounded(text_page.get_charbox(max(first, last), loose=True)[2])
            broken = match[0].rstrip()[-1:] in _SPLIT_ENDS
            yield Line(shown, left, bottom, right, max(top - bottom, 0.1), broken)


def _bounded(place: float) -> float:
    """`place`, which a document that means ill may put anywhere or nowhere."""
    return place if -_FAR < place < _FAR else 0.0


def _properties(document: Any) -> Properties:
    said = document.get_metadata_dict(skip_empty=True)
    stamp = _DATE.match(said.get("ModDate", ""))
    modified = None
    if stamp:
        year, month, day, hour, minute, second, utc, hours, minutes = stamp.groups()
        zone = utc or (f"{hours}:{minutes or '00'}" if hours else "")
        modified = instant.read(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}")
    return Properties(title=said.get("Title"), author=said.get("Author"), modified=modified)
