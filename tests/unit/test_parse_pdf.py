"""PDF: the text of pages made by hand, passwords, damage, and a machine without the extra."""

import sys
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import only, outcomes, refused

from worker.core.article import Article
from worker.core.parse import pdf
from worker.core.parse.limits import Limits
from worker.core.parse.office import pdf_guard, pdf_layout, pdf_text
from worker.core.parse.office.pdf_layout import Line
from worker.errors import Reason, Rejected

STORY = [
    "Old crane is saved",
    "",
    "The town has bought the last steam crane of the harbour, which was to be",
    "scrapped in May.",
    "",
    "It will stand beside the museum, where visitors may climb it from next",
    "summer on.",
]

FONTS = "/Resources << /Font << /F1 3 0 R >> >>"


def made(pages: Sequence[Sequence[str]], info: str = "", trailer: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R {FONTS} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    objects.append(f"<< {info} >>")
    raw, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(raw))
        raw += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        f"{raw}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R /Info {len(objects)} 0 R {trailer}>>\n"
        f"startxref\n{len(raw)}\n%%EOF\n"
    ).encode("latin-1")


def test_document_is_read() -> None:
    info = "/Title (crane.indd) /Author (Jo Penn) /ModDate (D:20240402091500+01'00')"
    raw = made([STORY], info)
    assert pdf.sniff(raw[:4096])
    found = only(pdf.parse, raw)
    assert (found.parser, found.headline, found.bylines) == (
        "pdf",
        "Old crane is saved",
        ("Jo Penn",),
    )
    assert found.body.startswith("The town has bought the last steam crane")
    assert found.body.endswith("climb it from next summer on.")
    assert found.published_at is None
    assert found.modified_at is not None
    assert found.modified_at.isoformat() == "2024-04-02T09:15:00+01:00"


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("D:20240402091500Z", "2024-04-02T09:15:00+00:00"),
        ("D:20240402091500", "2024-04-02T09:15:00"),
        ("D:202404020915-05", "2024-04-02T09:15:00-05:00"),
        ("D:20249902091500", None),
        ("yesterday", None),
    ],
)
def test_time_of_the_last_change_is_read(date: str, at: str | None) -> None:
    found = only(pdf.parse, made([STORY], f"/ModDate ({date})"))
    assert (found.modified_at.isoformat() if found.modified_at else None) == at


def test_heads_and_feet_of_pages_are_left_out() -> None:
    pages = [
        [
            "Harbour Gazette",
            "",
            f"Sentence number {word} of a long report goes on here.",
            "",
            f"Page {n} of 4",
        ]
        for n, word in enumerate(("one", "two", "three", "four"), 1)
    ]
    found = only(pdf.parse, made(pages))
    assert "Gazette" not in found.body
    assert "Page" not in found.body
    assert found.body.count("Sentence number") == 4


def test_pages_without_text_want_reading_by_machine() -> None:
    found = refused(pdf.parse, made([[]]))
    assert (found.reason, "OCR" in found.detail) == (Reason.EMPTY_BODY, True)


def test_password_is_asked_for() -> None:
    lock = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + "41" * 32
        + "> /U <"
        + "42" * 32
        + "> >> /ID [<00> <00>] "
    )
    assert refused(pdf.parse, made([STORY], trailer=lock)).reason is Reason.ENCRYPTED


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 1000, made([STORY])[:200]]
)
def test_damaged_document_is_malformed(raw: bytes) -> None:
    assert refused(pdf.parse, raw).reason in {Reason.MALFORMED, Reason.EMPTY_BODY}


def test_caps_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = made([STORY] * 3)
    assert (
        refused(pdf.parse, raw, Limits(text_bytes=1, office_bytes=100)).reason is Reason.TOO_LARGE
    )
    monkeypatch.setattr(pdf_text, "_TEXT_MAX", 200)
    assert refused(pdf.parse, raw).reason is Reason.TOO_LARGE
    monkeypatch.setattr(pdf_text, "PAGES_MAX", 2)
    assert "pages" in refused(pdf.parse, raw).detail


def test_fault_on_a_page_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2 as pdfium  # noqa: PLC0415 - as the module under test does

    def fail(*_args: object) -> None:
        raise pdfium.PdfiumError("no page")

    monkeypatch.setattr(pdf_text, "_pages", fail)
    assert refused(pdf.parse, made([STORY])).reason is Reason.MALFORMED


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    found = refused(pdf.parse, made([STORY]))
    assert found.reason is Reason.UNKNOWN_FORMAT
    assert "copytaster[office]" in found.detail


@pytest.mark.parametrize(
    ("head", "known"),
    [(b"%PDF-1.4", True), (b"\r\n%PDF-1.4", True), (b"A text on %PDF-", False), (b"", False)],
)
def test_sniff(head: bytes, known: bool) -> None:  # noqa: FBT001 - a column of a table
    assert pdf.sniff(head) is known


WHOLE = made([STORY], "/Title (A title)")


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(deadline=None)
def test_damaged_documents_are_articles_or_rejections(at: int, damage: bytes) -> None:
    (found,) = outcomes(pdf.parse, WHOLE[:at] + damage + WHOLE[at + len(damage) :])
    assert isinstance(found, (Article, Rejected))


def line(
    text: str,
    bottom: float,
    *,
    left: float = 72,
    right: float = 500,
    height: float = 12,
    broken: bool = False,
) -> Line:
    return Line(text, left, bottom, right, height, broken)


def test_paragraphs_are_told_by_gap_indent_size_and_short_last_line() -> None:
    lines = [
        line("A title of the page", 720, height=20),
        line("The first para-", 690, broken=True),
        line("graph goes on", 676),
        line("and ends.", 662, right=200),
        line("The second one begins", 648),
        line("here", 634),
        line("A third after a gap.", 600),
        line("An indented one", 586, left=90),
        line("• a point", 572),
        line("set apart", 572, left=300),
        line("which goes on on the next page", 558),
        line("as one sentence.", 720),
        line("A new page's own.", 720),
    ]
    assert pdf_layout.paragraphs(lines) == [
        "A title of the page",
        "The first para-graph goes on and ends.",
        "The second one begins here",
        "A third after a gap.",
        "An indented one",
        "• a point set apart which goes on on the next page as one sentence. A new page's own.",
    ]
    assert pdf_layout.headline(lines) == "A title of the page"
    assert pdf_layout.headline([]) is None
    assert pdf_layout.paragraphs([]) == []
    large = [line("word " * 100, 700, height=30), *lines[1:]]
    assert pdf_layout.headline(large) is None


def test_hyphen_of_the_printer_is_taken_out() -> None:
    found = only(
        pdf.parse,
        made([["Crane story", "", "The har-", "bour crane was bought by the town on Tuesday."]]),
    )
    assert "harbour crane" in found.body or "har- bour" in found.body


def test_headline_is_what_is_printed_largest() -> None:
    raw = made([["PRESS RELEASE", "2 April 2024", "BIG", *STORY[2:]]]).replace(
        b"(BIG) Tj T*", b"0 -30 Td /F1 24 Tf (Old crane saved) Tj 0 -30 Td /F1 12 Tf"
    )
    # the length of the stream is wrong now, which readers forgive
    found = only(pdf.parse, raw)
    assert found.headline == "Old crane saved"
    assert [each.text for each in found.dropped] == ["PRESS RELEASE"]
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-04-02T00:00:00"


def packed(content: bytes, *, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content)
    return b"%PDF-1.4\n1 0 obj\n<< >>\nstream\n" + content + b"\nendstream"


@pytest.mark.parametrize("times", [1, 2, 3])
def test_bomb_is_refused_before_it_goes_off(times: int) -> None:
    raw = packed(b"q " * (pdf_guard.DRAWN_MAX // 2 + 100_000), times=times)
    assert len(raw) < 100_000
    assert refused(pdf.parse, raw).reason is Reason.TOO_LARGE


def test_very_many_streams_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf_guard.check(packed(b"\xff" * 1_000_000) + packed(b"x")[:-20] + b"stream\nplain")
    pdf_guard.check(
        packed(b"x" * 200_000)[:60] + b"stream\nx\x9c" + packed(zlib.compress(b"y" * 99)[:9])
    )
    pdf_guard.check(b"stream\nx\x9cendstream" + packed(b""))
    monkeypatch.setattr(pdf_guard, "INFLATED_MAX", 100_000)
    assert refused(pdf.parse, packed(b"\xff" * 200_000)).reason is Reason.TOO_LARGE
    monkeypatch.setattr(pdf_guard, "_STREAMS_MAX", 2)
    assert refused(pdf.parse, packed(b"x") * 4).reason is Reason.TOO_LARGE
