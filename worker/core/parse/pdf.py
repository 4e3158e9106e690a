"""PDF: the text of its pages, by pypdfium2, which the extra `office` installs."""

from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.limits import Limits
from worker.core.parse.office import paper, pdf_guard, pdf_layout, pdf_text
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

_MARK = b"%PDF-"
_REACH = 1024


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a PDF; some programs write a few bytes before."""
    at = head[:_REACH].find(_MARK)
    return at == 0 or (at > 0 and not head[:at].strip(b"\r\n\t \0\xef\xbb\xbf"))


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in a document, or why there is none."""
    raw = read_up_to(stream, limits.office_bytes + 1)
    try:
        yield _article(raw, limits)
    except Rejected as rejected:
        yield rejected


def _article(raw: bytes, limits: Limits) -> Article:
    if len(raw) > limits.office_bytes:
        raise paper.too_large(limits)
    pdf_guard.check(raw)
    pages, known = pdf_text.read(raw)
    if not any(pages):
        raise Rejected(
            Reason.EMPTY_BODY, "the pages are pictures without text; have them read by OCR first"
        )
    lines = pdf_layout.without_edges(pages)
    known = known._replace(headline=pdf_layout.headline(lines))
    return paper.article(pdf_layout.paragraphs(lines), known, "pdf")
