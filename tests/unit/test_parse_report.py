"""HTML fragments to paragraphs, and the report in a field: what is taken off it, what stays."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, PubStatus, Signal
from worker.core.parse.office import paper
from worker.core.parse.page import fragment
from worker.core.parse.printed import report
from worker.core.parse.record import fields
from worker.core.parse.record.lines import lines
from worker.errors import Reason, Rejected

FIRST = "The town has bought the last steam crane of the harbour, which was to be scrapped."
SECOND = "It will stand beside the museum, where visitors may climb it from next summer on."


def fill(*parts: str, known: Article | None = None) -> Article:
    return report.fill(known or Article(body=""), parts)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>a <b>b</b>\n c</p>tail<p>d", ["a b c", "tail", "d"]),
        ("a<br>b<br/>c", ["a", "b", "c"]),
        ("<div><div>a</div></div><ul><li>b<li>c</ul>", ["a", "b", "c"]),
        ("<p>a</p><script>x</script><style>y</style><p>b<svg><text>z</text></svg></p>", ["a", "b"]),
        ("<figure><img><figcaption>c</figcaption></figure>a", ["a"]),
        ("<pre>a\n b</pre>", ["a", "b"]),
        ("<em>a</em>\n\nb\nc", ["a", "b c"]),
        ("a &amp; b\nc &lt; d", ["a & b", "c < d"]),
        ("<ACME> TO BUY\nX < Y", ["<ACME> TO BUY", "X < Y"]),
        ("<?xml version='1.0'?><p>a</p>", ["a"]),
        ("<!-- x --><p>a</p>", ["a"]),
        ("<p></p>", []),
        ("", []),
        ("\0\ud800", []),
    ],
)
def test_fragment_becomes_paragraphs(markup: str, found: list[str]) -> None:
    assert fragment.paragraphs(markup) == found


@given(st.text(alphabet="<>/abp &;#!-=\"'\n\0é", max_size=200))
@settings(deadline=None)
def test_any_fragment_is_read(markup: str) -> None:
    assert isinstance(fragment.paragraphs(markup), list)


def test_what_stands_around_the_report_is_taken_off() -> None:
    found = fill(
        "(ATTN: UPDATES with quote in para 2)",
        "By Ada Quill, Gazette",
        "Published: 2 April 2024 09:15 GMT",
        "* * *",
        f"PORT ELLEN, April 2 (Reuters) - {FIRST}",
        SECOND,
        "Read more about cranes",
        "(END)",
    )
    assert found.paragraphs == [FIRST, SECOND]
    assert (found.bylines, found.agency) == (("Ada Quill",), "Reuters")
    assert found.signals == (Signal.UPDATE,)
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-04-02T09:15:00+00:00"
    assert found.dateline is not None
    assert found.dateline.date is not None
    assert [each.text for each in found.dropped] == ["* * *", "(END)", "Read more about cranes"]


def test_fields_go_before_what_the_text_says() -> None:
    known = fill("Published: 2 April 2024", FIRST)
    known = Article(
        body="",
        headline="Crane",
        bylines=("Jo Penn",),
        published_at=known.published_at,
        published_text="2 April",
        pub_status=PubStatus.WITHHELD,
        ed_note="EDS: hold",
    )
    found = fill(
        "Crane", "By Ada Quill", "Published: 3 April 2024", FIRST, "EDS: Adds crane", known=known
    )
    assert (found.body, found.bylines, found.published_text) == (FIRST, ("Jo Penn",), "2 April")
    assert found.ed_note == "EDS: hold\nEDS: Adds crane"
    assert found.pub_status is PubStatus.WITHHELD
    assert [each.rule for each in found.dropped] == ["headline", "byline"]


def test_korean_dateline_names_the_author() -> None:
    found = fill(f"(부산=연합뉴스) 김하나 기자 = {FIRST}")
    assert found.bylines == ("김하나",)


@pytest.mark.parametrize("parts", [(), (" ",), ("* * *",), ("By Ada Quill",), ("Advertisement",)])
def test_no_report_is_a_rejection(parts: tuple[str, ...]) -> None:
    with pytest.raises(Rejected) as caught:
        fill(*parts)
    assert caught.value.reason is Reason.EMPTY_BODY


def test_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "TEXT_MAX", 10)
    with pytest.raises(Rejected) as caught:
        fields.text_paragraphs("x" * 11)
    assert caught.value.reason is Reason.TOO_LARGE


def test_names_come_in_many_shapes() -> None:
    shapes = ["By A Lee and B Roe", {"full_name": "C Dee"}, {"givenName": "E", "familyName": "Fu"},
              {"givenName": "Gi"}, {"x": 1}, 3, "admin", "jo@a.example (Jo Penn)", "https://a.example/x", "A Lee"]  # fmt: skip
    assert fields.names(shapes) == ("A Lee", "B Roe", "C Dee", "E Fu", "Gi", "Jo Penn")


def test_document_is_kept_but_for_what_stands_above_its_headline() -> None:
    parts = [
        "PRESS",
        "For release on 2 April 2024",
        "Crane saved",
        "By Ada Quill",
        FIRST,
        "What now",
        SECOND,
    ]
    found = paper.article(parts, paper.Properties(headline="Crane saved", author="Jo Penn"), "docx")
    assert (found.headline, found.bylines) == ("Crane saved", ("Ada Quill",))
    assert found.paragraphs == [FIRST, "What now", SECOND]
    assert [each.rule for each in found.dropped][:1] == ["above_headline"]
    found = paper.article(["By Ada Quill", "Crane saved", FIRST], paper.Properties(), "pdf")
    assert (found.headline, found.bylines) == ("Crane saved", ("Ada Quill",))
    assert paper.article(["Word", *["By Ada Quill"] * 12, FIRST], paper.Properties(), "pdf").body


@given(st.lists(st.binary(max_size=30), max_size=8), st.integers(1, 20))
@settings(deadline=None)
def test_lines_are_whole_or_told_to_be_too_long(parts: list[bytes], longest: int) -> None:
    raw = b"".join(parts)
    wanted = raw.splitlines(keepends=True) if b"\r" not in raw else None
    found = list(lines(io.BytesIO(raw), longest))
    if wanted is not None and not set(raw) & {11, 12, 28, 29, 30, 133}:
        assert found == [each if len(each) <= longest else None for each in wanted]
    assert all(each is None or len(each) <= longest for each in found)


def test_line_across_many_chunks_is_one() -> None:
    raw = b"x" * 200_000 + b"\ny\n" + b"z" * 100_000
    assert list(lines(io.BytesIO(raw), 200_001)) == [raw[:200_001], b"y\n", b"z" * 100_000]
    assert list(lines(io.BytesIO(raw), 100_000)) == [None, b"y\n", b"z" * 100_000]
    assert list(lines(io.BytesIO(raw), 10)) == [None, b"y\n", None]
