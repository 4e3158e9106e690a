"""Broken, lying and hostile files in the agencies' formats: a reason, and nothing else."""

import io
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.core.article import Article
from worker.core.parse import Limits, anpa1312, iptc7901, newsml1, newsml_g2, ninjs, nitf
from worker.core.parse.agency import xml
from worker.errors import Reason, Rejected

FORMATS = (nitf, newsml1, newsml_g2, ninjs, iptc7901, anpa1312)
MARKED_UP = (nitf, newsml1, newsml_g2)
LIMITS = Limits(text_bytes=200_000, xml_bytes=200_000)
LARGE = Limits(text_bytes=20_000_000)


def nitf_of(text: str, prolog: str = "", root: str = "nitf") -> str:
    return f"{prolog}<{root}><body><body.content><p>{text}</p></body.content></body></nitf>"


def read(
    format_: ModuleType, raw: bytes | str, limits: Limits = LIMITS
) -> list[Article | Rejected]:
    source = raw if isinstance(raw, bytes) else raw.encode()
    return list(format_.parse(io.BytesIO(source), limits))


def reason(format_: ModuleType, raw: bytes | str, limits: Limits = LIMITS) -> Reason:
    (found,) = read(format_, raw, limits)
    assert isinstance(found, Rejected), found
    assert found.detail
    return found.reason


def body(format_: ModuleType, raw: bytes | str) -> str:
    (found,) = read(format_, raw)
    assert isinstance(found, Article), found
    return found.body


LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
BOMB = f'<!DOCTYPE nitf [<!ENTITY a "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "text",
    [
        nitf_of("&m;", BOMB),
        nitf_of("x", BOMB, 'nitf baselang="&m;"'),
        nitf_of("&x;", OUTSIDE),
        nitf_of("x", OUTSIDE, 'nitf baselang="&x;"'),
        nitf_of("x")[:-9],
        nitf_of("x")[:20],
        "<nitf><head><title>a</body></nitf>",
        "<!DOCTYPE nitf [" + '<!ENTITY a "b">' * 1000,
        "<!-- never closed",
        "<?xml never closed",
        "",
    ],
    ids=lambda text: text[:24],
)
def test_what_only_a_dtd_explains_and_what_is_cut_off_is_malformed(text: str) -> None:
    assert reason(nitf, text) is Reason.MALFORMED


def test_a_dtd_is_neither_fetched_nor_read() -> None:
    prolog = (
        '<!DOCTYPE nitf PUBLIC "-//x//" "http://127.0.0.1:9/x.dtd" [<!-- ]> -->'
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p; <!ENTITY q "]>">]>'
    )
    assert body(nitf, nitf_of("The ferry sailed.", prolog)) == "The ferry sailed."


def test_entities_of_html_and_bare_ampersands_are_read() -> None:
    text = "Fish&nbsp;&amp; chips &ndash; R&D &#8364; &#x41;&#0;&#xFFFF;&#1114112;\x02 done"
    assert body(nitf, nitf_of(text)) == "Fish & chips – R&D € A done"


@pytest.mark.parametrize("depth", [300, 100_000])
def test_depth_is_capped(depth: int) -> None:
    assert reason(nitf, f"<nitf>{'<a>' * depth}{'</a>' * depth}</nitf>", LARGE) is Reason.TOO_DEEP


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_depth_of_html_inside_is_capped(depth: int) -> None:
    inside = "&lt;div&gt;" * depth
    text = f"<newsItem><contentSet><inlineData>{inside}x</inlineData></contentSet></newsItem>"
    assert reason(newsml_g2, text, LARGE) is Reason.TOO_DEEP
    text = '{"uri": "x", "body_html": "' + "<div>" * depth + '"}'
    assert reason(ninjs, text, LARGE) is Reason.TOO_DEEP


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_depth_of_json_is_capped(opening: str) -> None:
    assert reason(ninjs, '{"uri": "x", "b": ' + opening * 200_000, LARGE) is Reason.TOO_DEEP


def test_attributes_are_capped() -> None:
    flood = " ".join(f'a{i}="1"' for i in range(xml.ATTRIBUTES_MAX + 1))
    assert reason(nitf, f"<nitf {flood}/>") is Reason.TOO_LARGE


@pytest.mark.parametrize("text", ["<a/>", '<a b="" c="" d="" e=""/>'])
def test_markup_is_capped(text: str) -> None:
    assert reason(nitf, f"<nitf>{text * (xml.MARKUP_MAX + 1)}</nitf>"[:19_000_000], LARGE) is (
        Reason.TOO_LARGE
    )


def test_one_long_text_is_too_large() -> None:
    assert reason(nitf, nitf_of("word " * 2_100_000), LARGE) is Reason.TOO_LARGE


def test_values_of_json_are_capped() -> None:
    assert reason(ninjs, "[" + "[]," * 500_001 + "[]]", LARGE) is Reason.TOO_LARGE


@pytest.mark.parametrize("format_", FORMATS)
def test_bytes_are_capped(format_: ModuleType) -> None:
    assert reason(format_, b" " * 200_001) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("named", "really"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("utf-16", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-15", "iso-8859-15"),
        ("no-such-charset", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-16-le"),
        ("utf-8", "utf-16-be"),
    ],
)
def test_a_prolog_that_lies_of_its_charset_is_found_out(named: str, really: str) -> None:
    text = nitf_of("Grüße aus Köln, die Fähre fährt", f'<?xml version="1.0" encoding="{named}"?>')
    raw = text.encode(really)
    assert nitf.sniff(raw)
    assert body(nitf, raw) == "Grüße aus Köln, die Fähre fährt"


@pytest.mark.parametrize(
    ("charset", "text"), [("Shift_JIS", "東京で会議が開かれた"), ("koi8-r", "Паром пошёл")]
)
def test_a_charset_that_is_named_is_believed(charset: str, text: str) -> None:
    raw = nitf_of(text, f'<?xml version="1.0" encoding="{charset}"?>').encode(charset)
    assert body(nitf, raw) == text


NOISE = bytes(range(128, 256)) * 40


@pytest.mark.parametrize("format_", FORMATS)
def test_bytes_that_are_no_text_are_refused(format_: ModuleType) -> None:
    found = read(format_, b"\x81\x8d\x8f\x90\x9d" + NOISE + b"\xff\xfe\x00" * 7)
    assert all(isinstance(each, Rejected) for each in found)


def test_huge_numbers_are_refused() -> None:
    assert reason(ninjs, '{"uri": "x", "version": ' + "9" * 100_000 + "}") is Reason.MALFORMED


def test_other_json_is_not_ninjs() -> None:
    assert reason(ninjs, '{"a": [1, "x", null, {"b": {}}]}') is Reason.NOT_AN_ARTICLE
    deep = '{"a": ' * 12 + '{"uri": "x", "body_text": "y"}' + "}" * 12
    assert reason(ninjs, deep) is Reason.NOT_AN_ARTICLE


@pytest.mark.parametrize(
    ("format_", "raw"),
    [
        (anpa1312, b"\x01645\x1f\x00<\x00/\x00"),
        (anpa1312, b"\x16\x16\x01a0001\x02\x00\x00\t\x01\x00\x01\x01\x01\x8d"),
        (iptc7901, b"\x01de042 3 i \x00>\x00\n\x00<\x00/\x00r\x00"),
    ],
)
def test_messages_whose_charset_swallows_their_marks(format_: ModuleType, raw: bytes) -> None:
    assert format_.sniff(raw)
    assert reason(format_, raw) is Reason.MALFORMED


def test_messages_without_anything_in_them() -> None:
    assert reason(newsml_g2, "<newsMessage/>") is Reason.NOT_AN_ARTICLE
    assert reason(newsml1, "<NewsML/>") is Reason.NOT_AN_ARTICLE
    assert reason(newsml1, "<NewsML><NewsItem/></NewsML>") is Reason.EMPTY_BODY
    assert reason(newsml_g2, "<newsItem/>") is Reason.EMPTY_BODY
    assert reason(nitf, "<nitf/>") is Reason.EMPTY_BODY
    assert reason(anpa1312, b"\x01\x02\x03") is Reason.MALFORMED
    assert reason(anpa1312, b"no control character at all") is Reason.MALFORMED


def test_contents_of_one_news_item_are_capped_aloud() -> None:
    story = (
        "<NewsComponent><NewsLines><HeadLine>{0}</HeadLine></NewsLines><ContentItem><DataContent>"
        "Told.</DataContent></ContentItem></NewsComponent>"
    )
    stories = "".join(map(story.format, range(1001)))
    text = f"<NewsML><NewsItem>{stories}</NewsItem></NewsML>"
    *articles, last = read(newsml1, text, LARGE)
    assert len(articles) == 1000
    assert isinstance(last, Rejected)
    assert last.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "head",
    [
        b"<rss><channel/></rss>",
        b"<feed/>",
        b"<!doctype html><html>",
        b"<newsitem itemid='1'>",
        b"<RBNews/>",
        b"<!DOCTYPE nitf",
        b"not <nitf>",
        b"",
        b'{"@context": "https://schema.org", "uri": "x", "headline": "y"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b'{"maintext": "x", "url": "y", "title": "z"}',
        b'{"uri": "x", "text": "y", "date": "z", "author": "a"}',
        b'{"$schema": "http://json-schema.org/draft-03/schema#", "uri": "x"}',
        b'{"title": "x", "body_text": "y"}',
        b"[1, 2]",
        b"AP-WF-04-07-21",
        b"From: a@b.example\nSubject: x\n\nnitf",
    ],
)
def test_other_files_are_left_alone(head: bytes) -> None:
    assert [each for each in FORMATS if each.sniff(head)] == []


@pytest.mark.parametrize(
    "head",
    [
        b'{"uri": "x"}',
        b'\xef\xbb\xbf {"uri": "x", "person": [], "type": "text"}',
        b'[{"uri": "x", "body_text": "y"}]',
        b'{"guid": "x", "associations": {"a": {"other": 1, "names": 2, "in": 3}}, "urgency": 1',
        b'{"standard": {"name": "ninjs"}, "versionCreated": "2023-10-04"',
        '{"uri": "x", "byline": "y"}'.encode("utf-16"),
        '{"uri": "x", "byline": "y"}'.encode("utf-16-le"),
    ],
)
def test_ninjs_is_known_by_its_fields(head: bytes) -> None:
    assert ninjs.sniff(head)


PIECES = st.sampled_from(
    [
        b"<nitf>", b"</nitf>", b"<body>", b"<body.content>", b"<p>", b"</p>", b"<NewsML>", b"<NewsItem>",
        b"<NewsComponent>", b"<ContentItem>", b"<DataContent>", b"<newsItem guid='a'>", b"<contentSet>",
        b"<inlineXML>", b"<inlineData>", b"<table>", b"<tr>", b"<td>", b"<br/>", b"&amp;", b"&nbsp;", b"&",
        b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x?>", b"\x01", b"\x02", b"\x03", b"\x04", b"\x16\x16\x01",
        b"a1234\x1fx\nr i slug 01-01 0001\n", b"abc123 3 i 5 dpa 1\n", b"^", b"<", b"=\n", b"\r\n", b"071341 GMT Okt 15",
        b'{"uri":"x",', b'"body_text":', b'"headlines":[{"value":"x"}]', b'"subject":[{"uri":"http://"}]', b'"text"', b"}",
        b"]", b"[", b",", b":", b"1e999", b"NaN", b'"\\ud800"', b"\xff\xfe", b"\x00", b"\xc3\xa9", b"By Ann Poole",
        b"ROME, Oct 1 (ABC) - ", b"Embargoed until 5 May 2024 10:00 GMT", b"word " * 20,
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=30).map(b"".join) | st.binary(max_size=300))
@example(b'{"uri":"x","body_text":"\\ud800 a"}')
@example(b'<newsItem><contentMeta><subject uri="http://"/></contentMeta></newsItem>')
def test_nothing_but_articles_and_rejections_comes_out(raw: bytes) -> None:
    for format_ in FORMATS:
        format_.sniff(raw[:4096])
        for found in read(format_, raw):
            assert isinstance(found, (Article, Rejected))
            if isinstance(found, Article):
                assert found.body or found.headline


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200), st.sampled_from(FORMATS))
def test_any_text_in_the_body_is_read_or_refused(text: str, format_: ModuleType) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    raw = {
        nitf: nitf_of(escaped),
        newsml1: f"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{escaped}"
        "</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        newsml_g2: f"<newsItem><contentSet><inlineData>{escaped}</inlineData></contentSet></newsItem>",
    }.get(format_, f"\x16\x16\x01abc1234 3 i 5 x 1\n\x02{text}\x03{text}")
    for found in read(format_, raw.encode("utf-8", "replace")):
        assert isinstance(found, (Article, Rejected))
