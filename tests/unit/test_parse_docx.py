"""Word documents: paragraphs, properties, and packages that mean ill."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import LIMITS, only, outcomes, refused

from worker.core.article import Article
from worker.core.parse import docx
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
 <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>en-GB</dc:language>
 <dcterms:created>2024-04-01T08:00:00Z</dcterms:created><dcterms:modified>2024-04-02T08:00:00Z</dcterms:modified>
</cp:coreProperties>"""
FIRST = "The town has bought the last steam crane of the harbour, which was to be scrapped in May."
SECOND = "It will stand beside the museum, where visitors may climb it from next summer on."


def p(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def package(body: str, core: str | None = None, **more: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("[Content_Types].xml", "<Types/>")
        pack.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        if core is not None:
            pack.writestr("docProps/core.xml", core)
        for name, content in more.items():
            pack.writestr(name, content)
    return made.getvalue()


def other(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        for name in ("[Content_Types].xml", *names):
            pack.writestr(name, "<x/>")
    return made.getvalue()


def test_document_is_read() -> None:
    raw = package(
        p("Old crane is saved", "Title") + p("By Ada Quill") + p(FIRST) + p(SECOND),
        CORE.format(title="Template", author="Somebody Else"),
    )
    assert docx.sniff(raw[:4096])
    found = only(docx.parse, raw)
    assert found.parser == "docx"
    assert found.headline == "Old crane is saved"
    assert found.bylines == ("Ada Quill",)
    assert found.body == f"{FIRST}\n\n{SECOND}"
    assert found.language == "en-GB"
    # when the file was made is not when the article was published
    assert found.published_at is None
    assert found.modified_at is not None
    assert found.modified_at.isoformat() == "2024-04-02T08:00:00+00:00"


def test_properties_fill_what_the_text_does_not_say() -> None:
    found = only(
        docx.parse,
        package(p(FIRST) + p(SECOND), CORE.format(title="Crane story", author="Jo Penn")),
    )
    assert (found.headline, found.bylines) == ("Crane story", ("Jo Penn",))


@pytest.mark.parametrize(
    "title", ["", "crane.docx", "Microsoft Word - crane", "Untitled 1", "Crane", "x " * 400]
)
def test_title_that_nobody_wrote_is_none(title: str) -> None:
    found = only(docx.parse, package(p(FIRST), CORE.format(title=title, author="user")))
    assert (found.headline, found.bylines) == (None, ())


def test_runs_breaks_and_changes_are_put_together() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">The crane </w:t></w:r><w:ins><w:r><w:t>was</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>is</w:delText><w:t>is</w:t></w:r></w:del><w:r><w:tab/><w:t>bought</w:t><w:br/><w:t>by the town"
        "</w:t><w:noBreakHyphen/><w:t>hall.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<mc:AlternateContent><mc:Choice>{p('A box with a text of its own in it.')}</mc:Choice>"
        f"<mc:Fallback>{p('A box again.')}</mc:Fallback></mc:AlternateContent>"
    )
    assert only(docx.parse, package(p(FIRST) + body)).body == (
        f"{FIRST}\n\nThe crane was bought\n\nby the town-hall.\n\nA box with a text of its own in it."
    )


def test_row_of_a_table_is_a_line() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    body = p(FIRST) + "<w:tbl>" + row("Year", "Tons") + row("1910", "40") + "</w:tbl>" + p(SECOND)
    assert only(docx.parse, package(body)).paragraphs[1:3] == ["Year Tons", "1910 40"]
    laid_out = f"<w:tbl>{row(FIRST, SECOND)}</w:tbl><w:tbl><w:tr/></w:tbl>"
    assert only(docx.parse, package(laid_out)).paragraphs == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.MALFORMED),
        (package(p(FIRST))[:300], Reason.MALFORMED),
        (package(""), Reason.EMPTY_BODY),
        (package("<w:p>"), Reason.MALFORMED),
        (package(p(FIRST), "<core"), Reason.MALFORMED),
        (other("xl/workbook.xml"), Reason.UNKNOWN_FORMAT),
        (other("ppt/presentation.xml"), Reason.UNKNOWN_FORMAT),
        (other(), Reason.UNKNOWN_FORMAT),
        (docx._OLE + b"x" * 100, Reason.UNKNOWN_FORMAT),
        (docx._OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
    ],
)
def test_what_cannot_be_read_is_rejected(raw: bytes, reason: Reason) -> None:
    assert refused(docx.parse, raw).reason is reason


def test_member_with_a_password_is_rejected() -> None:
    raw = bytearray(package(p(FIRST)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := raw.find(mark, start)) >= 0:
            raw[start + at] |= 1
            start += 4
    assert refused(docx.parse, bytes(raw)).reason is Reason.ENCRYPTED


def test_unknown_packing_is_rejected() -> None:
    raw = bytearray(package(p(FIRST)))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = 0
        while (start := raw.find(mark, start)) >= 0:
            raw[start + at] = 99
            start += 4
    assert refused(docx.parse, bytes(raw)).reason is Reason.MALFORMED


def test_bomb_is_stopped_by_what_comes_out_of_it() -> None:
    raw = package(p("x" * 3_000_000))
    tight = Limits(text_bytes=1000, office_bytes=1_000_000)
    assert len(raw) < 100_000
    assert refused(docx.parse, raw, tight).reason is Reason.TOO_LARGE
    assert (
        refused(docx.parse, raw, Limits(text_bytes=1, office_bytes=100)).reason is Reason.TOO_LARGE
    )


def test_package_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "_MEMBERS_MAX", 3)
    raw = package(p(FIRST), a=b"", b=b"", c=b"")
    assert refused(docx.parse, raw).reason is Reason.TOO_LARGE


def test_entities_and_depth_cost_nothing() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        pack.writestr("[Content_Types].xml", "")
        pack.writestr(
            "word/document.xml",
            f"{bomb}<w:document {NS}><w:body>{p(FIRST + '&b;&f;')}</w:body></w:document>",
        )
    (found,) = outcomes(docx.parse, made.getvalue())
    assert "boom" not in repr(found)
    deep = "<w:sdt>" * 5000 + p(FIRST) + "</w:sdt>" * 5000
    assert refused(docx.parse, package(deep)).reason is Reason.MALFORMED


@pytest.mark.parametrize("head", [b"", b"PK\x03\x04" + b"x" * 100, b"PK\x05\x06", b"%PDF-"])
def test_others_are_left_to_others(head: bytes) -> None:
    assert not docx.sniff(head)


WHOLE = package(
    p("Old crane is saved", "Title") + p(FIRST) + p(SECOND), CORE.format(title="a b", author="c")
)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(deadline=None)
def test_damaged_documents_are_articles_or_rejections(at: int, damage: bytes) -> None:
    raw = WHOLE[:at] + damage + WHOLE[at + len(damage) :]
    (found,) = outcomes(docx.parse, raw, LIMITS)
    assert isinstance(found, (Article, Rejected))


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_xml_is_an_article_or_a_rejection(body: str) -> None:
    (found,) = outcomes(docx.parse, package(body.encode("utf-8", "replace").decode()))
    assert isinstance(found, (Article, Rejected))
