"""Single fields of the agencies' formats, where a whole sample would hide what is meant."""

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Dateline, PubStatus, Signal, Subject
from worker.core.parse import Limits, anpa1312, iptc7901, newsml1, newsml_g2, ninjs, nitf
from worker.core.parse.agency import opening, prose, signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.errors import Reason, Rejected

LIMITS = Limits(text_bytes=1_000_000)
REPORT = "The ferry sailed on Wednesday for the first time in nine days."


def only(format_: ModuleType, text: str | bytes) -> Article:
    raw = text if isinstance(text, bytes) else text.encode()
    (found,) = format_.parse(io.BytesIO(raw), LIMITS)
    assert isinstance(found, Article), found
    return found


def g2(meta: str = "", content: str = "", attributes: str = "") -> Article:
    text = (
        f"<newsItem {attributes}><itemMeta>{meta}</itemMeta><contentMeta>{content}</contentMeta>"
        f"<contentSet><inlineXML><p>{REPORT}</p></inlineXML></contentSet></newsItem>"
    )
    return only(newsml_g2, text)


def nitf_with(docdata: str = "", head: str = "", above: str = "", status: str = "") -> Article:
    text = (
        f"<nitf><head>{head}<docdata {status}>{docdata}</docdata></head><body><body.head>{above}"
        f"</body.head><body.content><p>{REPORT}</p></body.content></body></nitf>"
    )
    return only(nitf, text)


def ninjs_with(**fields: Any) -> Article:
    return only(ninjs, json.dumps({"uri": "u", "body_text": REPORT, **fields}))


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("20131020T192751+1100", datetime(2013, 10, 20, 19, 27, 51, tzinfo=timezone(timedelta(hours=11))), "+11:00"),
        ("2013-10-20T19:27:51.123-05:30", datetime(2013, 10, 20, 19, 27, 51, tzinfo=timezone(-timedelta(hours=5.5))), "-05:30"),
        ("2013-10-20T19:27Z", datetime(2013, 10, 20, 19, 27, tzinfo=UTC), "UTC"),
        ("2013-10-20T19:27+0000", datetime(2013, 10, 20, 19, 27, tzinfo=UTC), "UTC"),
        ("2013-10-20 19:27:51 GMT+00:00", datetime(2013, 10, 20, 19, 27, 51, tzinfo=UTC), "UTC"),
        ("2013-10-20 19:27:51", datetime(2013, 10, 20, 19, 27, 51), None),  # noqa: DTZ001
        (" 20131020 ", datetime(2013, 10, 20), None),  # noqa: DTZ001
        ("20131020+0100", datetime(2013, 10, 20, tzinfo=timezone(timedelta(hours=1))), "+01:00"),
    ],
)  # fmt: skip
def test_times_are_read_with_their_zones(text: str, at: datetime, zone: str | None) -> None:
    assert timestamp.read(text) == (at, zone, text.strip())


@pytest.mark.parametrize(
    "text",
    [None, "", "soon", "20131320", "2013-10-20T25:00", "0001-01-01T00:00+14:00", "9" * 80,
     "2013-1020", "4/4/2018", "９９９９-12-31T24:00"],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert timestamp.read(text) is None


def test_an_offset_of_a_day_or_more_is_no_zone() -> None:
    found = timestamp.read("20131020T192751+9900")
    assert found
    assert found.zone is None


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_times_come_back(at: datetime) -> None:
    found = timestamp.read(at.isoformat())
    assert found
    assert found.at == at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Poole", ("Ann Poole",)),
        ("BY ANN POOLE=", ("ANN POOLE",)),
        ("By Ann Poole, Press Union, and Frances d'Emilio", ("Ann Poole", "Frances d'Emilio")),
        ("Ann Poole, Bo Ek and Cy Dee, The Tide", ("Ann Poole", "Bo Ek", "Cy Dee")),
        ("Åse Brekke / Havn.no", ("Åse Brekke",)),
        ("A3576/_Maurizio Gamba", ("Maurizio Gamba",)),
        ("Von Ada Feder und Kai Eich", ("Ada Feder", "Kai Eich")),
        ("By The Quill Agency", ("The Quill Agency",)),
        ("ByStaff Reporter", ("Staff Reporter",)),
        ("Ann Poole <ann@tide.example>", ("Ann Poole <ann@tide.example",)),
        ("12345", ()),
        ("x" * 90, ()),
        ("", ()),
        (None, ()),
    ],
)
def test_names_in_a_byline(text: str | None, names: tuple[str, ...]) -> None:
    assert signed.names(text) == names


@pytest.mark.parametrize(
    ("code", "label", "scheme", "subject"),
    [
        ("medtop:04000000", "economy", None, Subject("medtop", "04000000", "economy")),
        ("http://cv.iptc.org/newscodes/mediatopic/2", None, None, Subject("medtop", "2")),
        ("http://cv.iptc.org/newscodes/genre/Feature", None, None, Subject("genre", "Feature")),
        ("https://tide.example/topic#sea", None, None, Subject("https://tide.example/topic#", "sea")),
        ("https://tide.example/topic/sea/", None, None, Subject("https://tide.example/topic/", "sea")),
        ("04000000", None, None, Subject("", "04000000")),
        ("04000000", None, "http://cv.iptc.org/newscodes/subjectcode/", Subject("subj", "04000000")),
        (None, " a  b ", "keyword", Subject("keyword", "a b", "a b")),
        (None, None, "keyword", None),
        ("  ", "", None, None),
        ("a:", None, None, Subject("", "a:")),
    ],
)  # fmt: skip
def test_subjects_have_their_scheme(
    code: str | None, label: str | None, scheme: str | None, subject: Subject | None
) -> None:
    assert subjects.coded(code, label, scheme) == subject


def test_subjects_are_listed_once_with_their_label() -> None:
    many = [
        Subject("s", "1"),
        None,
        Subject("s", "1", "one"),
        Subject("s", "1", "uno"),
        Subject("", "1"),
    ]
    assert subjects.unique(many) == (Subject("s", "1", "one"), Subject("", "1"))
    flood = (Subject("s", str(number)) for number in range(10_000))
    assert len(subjects.unique(flood)) == subjects.MAX


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("OSLO, Aug 29, 2014 (QNA) -", "OSLO", date(2014, 8, 29)),
        ("Oslo", "Oslo", None),
        ("SKARHOLM, April 7 (Tide)", "SKARHOLM", date(2021, 4, 7)),
    ],
)
def test_datelines_in_a_field_of_their_own(text: str, place: str, day: date | None) -> None:
    found = opening.dateline(text, datetime(2021, 4, 7, tzinfo=UTC))
    assert found
    assert (found.place, found.date) == (place, day)


@pytest.mark.parametrize("text", [None, " - ", "2014-07-17 00:24:11 GMT+00:00", "x" * 80])
def test_what_is_no_dateline(text: str | None) -> None:
    assert opening.dateline(text, None) is None


def test_a_list_has_no_dateline() -> None:
    lines = [
        "Highlights at this hour:",
        "SYDNEY (TNA) - The ferry sailed.",
        "PERTH (TNA) - It rained.",
    ]
    opened = opening.read(lines, None)
    assert opened.paragraphs == lines
    assert opened.filed is None


def test_what_stands_before_the_report_is_taken_off() -> None:
    lines = [
        "Ferry runs",
        "(Adds quote, detail)",
        "By Ann Poole",
        "TIDES",
        f"OSLO (TNA) - {REPORT}",
        "Next.",
    ]
    opened = opening.read(lines, "Ferry runs")
    assert opened.paragraphs == ["TIDES", REPORT, "Next."]
    assert opened.names == ("Ann Poole",)
    assert opened.notes == ("(Adds quote, detail)",)
    assert opened.filed
    assert (opened.filed.place, opened.filed.agency) == ("OSLO", "TNA")


def test_many_short_lines_are_kept() -> None:
    lines = [f"Port {number}" for number in range(20)]
    assert opening.read(lines, None).paragraphs == lines


def test_initials_and_copyright_below_the_report_are_dropped() -> None:
    kept, dropped = opening.closing(["Report.", "hh/ph/ts", "© 2018 Tide", "/tide/"])
    assert kept == ["Report."]
    assert [(each.text, each.rule) for each in dropped] == [
        ("hh/ph/ts", "signature"),
        ("© 2018 Tide", "copyright"),
        ("/tide/", "signature"),
    ]
    assert opening.closing(["/tide/"])[0] == ["/tide/"]
    kept, _ = opening.closing(["Report.", "HU RTV ar", "tna al rmo"], ["Harbour Union", "TNA"])
    assert kept == ["Report."]
    fact = ["Report.", "USA won it", "Copyright law was changed."]
    assert opening.closing(fact, ["TNA"])[0] == fact


def test_a_dateline_without_a_place_takes_the_one_in_its_field() -> None:
    draft = Draft("x", paragraphs=[f"Jan 30 (TNA) - {REPORT}"], located="Oslo")
    draft.published = timestamp.read("2017-01-31")
    article = draft.finish()
    assert article.dateline == Dateline(place="Oslo", date=date(2017, 1, 30), date_text="Jan 30")
    assert article.agency == "TNA"
    assert article.body == REPORT
    draft.paragraphs = [f"Foo 30 (TNA) - {REPORT}"]
    assert draft.finish().body.startswith("Foo 30")


def test_status_words_of_all_formats() -> None:
    for word, status in [
        ("usable", PubStatus.USABLE), ("Usable", PubStatus.USABLE), ("withheld", PubStatus.WITHHELD),
        ("embargoed", PubStatus.WITHHELD), ("canceled", PubStatus.CANCELED),
        ("cancelled", PubStatus.CANCELED), ("commissioned", PubStatus.USABLE), ("", PubStatus.USABLE),
    ]:  # fmt: skip
        assert nitf_with(status=f'management-status="{word}"').pub_status is status


def test_a_kill_in_a_note_cancels_what_is_said_to_be_usable() -> None:
    article = g2('<pubStatus qcode="stat:usable"/><edNote>MANDATORY KILL: wrong ferry</edNote>')
    assert article.pub_status is PubStatus.CANCELED
    assert Signal.KILL in article.signals


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_notice_that_takes_a_version_away_needs_no_more_than_its_uri(status: str) -> None:
    article = only(ninjs, f'{{"uri": "u", "pubstatus": "{status}"}}')
    assert (article.uri, article.headline, article.body) == ("u", None, "")
    assert article.pub_status == status
    (found,) = ninjs.parse(io.BytesIO(b'{"uri": "u", "pubstatus": "usable"}'), LIMITS)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.EMPTY_BODY


@pytest.mark.parametrize(
    ("value", "urgency"), [("1", 1), ("9", 9), ("0", None), ("10", None), ("x", None), ("٣", None)]
)
def test_urgency_is_iptcs(value: str, urgency: int | None) -> None:
    assert g2(content=f"<urgency>{value}</urgency>").urgency == urgency
    assert ninjs_with(urgency=value).urgency == urgency


def test_long_names_are_cut_in_sentences() -> None:
    with pytest.raises(Rejected, match="…: there is neither a headline nor a text"):
        Draft("x", slugline="word " * 40).finish()


def test_the_agency_by_the_name_that_a_line_prints() -> None:
    provider = '<provider literal="tide.example"/>'
    assert g2(provider, "<creditline>TIDE</creditline>").agency == "TIDE"
    assert (
        g2(provider, '<infoSource literal="Radio"/><infoSource literal="Tide"/>').agency == "Tide"
    )
    assert g2(provider, "<creditline>Radio</creditline>").agency == "tide.example"
    assert g2('<provider qcode="nprov:QNA"/>').agency == "QNA"


def test_fields_of_g2() -> None:
    article = g2(
        '<itemClass qcode="ninat:text"/><memberOf literal="Sea"/><signal qcode="update:append"/><signal uri="http://cv.iptc.org/newscodes/signal/correction"/>'
        "<versionCreated>2021-04-07T10:00:00Z</versionCreated>",
        '<creator literal="Radio Desk"/><creator literal="Ada"/><creator literal="Ada Feder"/><headline>One</headline><headline>Two</headline>'
        '<located literal="Oslo"/><subject/>',
        'xml:lang="no" guid="g"',
    )
    assert article.bylines == ("Ada Feder",)
    assert article.headline == "One"
    assert [each.text for each in article.dropped] == ["Two"]
    assert article.signals == (Signal.UPDATE, Signal.CORRECTION)
    assert article.language == "no"
    assert article.published_at == datetime(2021, 4, 7, 10, tzinfo=UTC)
    assert article.modified_at is None
    assert article.subjects == (Subject("memberOf", "Sea"),)
    assert article.dateline == Dateline(place="Oslo")


def test_rights_of_g2_without_a_notice() -> None:
    text = (
        '<newsItem><rightsInfo><copyrightHolder literal="Tide"/></rightsInfo><contentSet>'
        f"<inlineData>{REPORT}</inlineData></contentSet></newsItem>"
    )
    article = only(newsml_g2, text)
    assert (article.copyright_holder, article.copyright_notice) == ("Tide", None)
    assert article.usage_terms is None


def test_the_first_text_of_several_is_taken() -> None:
    text = (
        "<newsItem><contentSet><inlineData contenttype='image/png' encoding='base64'>AAAA</inlineData>"
        f"<inlineXML/><inlineXML><events/></inlineXML><inlineData>{REPORT}</inlineData>"
        "<inlineData>Again.</inlineData></contentSet></newsItem>"
    )
    assert only(newsml_g2, text).body == REPORT


def test_a_long_package_shows_its_first_parts() -> None:
    parts = "".join(f'<itemRef href="p{number}"/>' for number in range(9))
    (found,) = newsml_g2.parse(
        io.BytesIO(f"<packageItem guid='p'><groupSet>{parts}</groupSet></packageItem>".encode()),
        LIMITS,
    )
    assert isinstance(found, Rejected)
    assert found.detail.endswith("it lists 9: p0, p1, p2, …")


def test_fields_of_nitf() -> None:
    article = nitf_with(
        '<urgency ed-urg="4"/><del-list><from-src src-name="TNA"/></del-list><date.release norm="20240305"/>'
        '<identified-content><classifier type="sector" value="12">Shipping</classifier></identified-content>',
        '<title>Other title</title><meta name="slug" content="FERRY"/><tobject tobject.type="News"/>'
        '<revision-history norm="20240301"/>',
        "<hedline><hl1>Ferry</hl1></hedline><byline>By Ann Poole, ann@tide.example</byline><rights>No use in May</rights>"
        '<note><p>To editors</p></note><dateline>Oslo<story.date norm="20240304T100000Z"/></dateline>',
    )
    assert article.headline == "Ferry"
    assert [(each.text, each.rule) for each in article.dropped] == [("Other title", "title")]
    assert article.slugline == "FERRY"
    assert article.section is None
    assert article.agency == "TNA"
    assert article.published_at == datetime(2024, 3, 4, 10, tzinfo=UTC)
    assert article.modified_at is None
    assert article.embargoed_until is None
    assert article.ed_note == "To editors"
    assert article.usage_terms == "No use in May"
    assert article.byline_email == "ann@tide.example"
    assert article.bylines == ("Ann Poole",)
    assert article.subjects == (Subject("sector", "12", "Shipping"),)


def test_nitf_without_head_and_with_a_byline_below() -> None:
    text = (
        f"<nitf><body><body.content><p>{REPORT}</p></body.content><body.end><byline>Ann Poole</byline>"
        "</body.end></body></nitf>"
    )
    assert only(nitf, text).bylines == ("Ann Poole",)
    assert only(nitf, f"<nitf><p>{REPORT}</p></nitf>").body == REPORT
    assert only(nitf, f"<nitf><head/><p>{REPORT}</p></nitf>").published_at is None
    with pytest.raises(Rejected):
        nitf.draft(xml.from_text("<nitf><body/></nitf>")).finish()


def test_topics_give_the_subjects_of_newsml_their_labels() -> None:
    text = (
        "<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>N1</NewsItemId><PublicIdentifier>urn:n1</PublicIdentifier></NewsIdentifier></Identification>"
        '<NewsManagement><NewsItemType FormalName="Advisory"/></NewsManagement><NewsComponent><TopicSet><Topic>'
        '<FormalName>04008004</FormalName><Description xml:lang="el" Variant="Name">Δείκτες</Description>'
        '<Description xml:lang="en" Variant="Name">Indicators</Description><Description Variant="Category">X</Description>'
        '<Description xml:lang="fr" Variant="Name">Indices</Description></Topic></TopicSet>'
        '<AdministrativeMetadata><Creator><Party FormalName="Ada Feder"/></Creator><Source><Party/></Source></AdministrativeMetadata>'
        '<DescriptiveMetadata><SubjectCode><SubjectDetail FormalName="04008004"/></SubjectCode><Property FormalName="Section" Value=" "/></DescriptiveMetadata>'
        f"<ContentItem><MediaType FormalName='Text'/><DataContent>{REPORT}</DataContent><DataContent>Again.</DataContent></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )
    article = only(newsml1, text)
    assert article.subjects == (Subject("subj", "04008004", "Indicators"),)
    assert article.bylines == ("Ada Feder",)
    assert article.uri == "urn:n1"
    assert article.version is None
    assert article.signals == (Signal.ADVISORY,)
    assert article.body == REPORT


def test_a_news_item_inside_another_is_read_once() -> None:
    inner = (
        "<NewsItem><NewsComponent><NewsLines><HeadLine>In</HeadLine></NewsLines><ContentItem><DataContent>"
        f"{REPORT}</DataContent></ContentItem></NewsComponent></NewsItem>"
    )
    text = f"<NewsML><NewsItem><NewsComponent><ContentItem><DataContent>{REPORT}</DataContent></ContentItem>{inner}</NewsComponent></NewsItem></NewsML>"
    found = list(newsml1.parse(io.BytesIO(text.encode()), LIMITS))
    assert [each.headline for each in found if isinstance(each, Article)] == [None, "In"]


def test_fields_of_ninjs_in_odd_shapes() -> None:
    article = ninjs_with(
        version=2.5, headline_main="Ferry", byline="Ann Poole, ann@tide.example", usageterms=["A", "B"],
        subject=["sea", {"name": "Oil", "scheme": "x"}, {"uri": "urn:a", "name": "A"}, 7, None, {}],
        service={"a": {"code": "s"}}, located=[None, {"literal": "Oslo"}], signals=["correction"], ednote=True,
        description_text=3, link="javascript:x", infosources="Tide", body_new="no", versioncreated=5,
    )  # fmt: skip
    assert article.version == "2.5"
    assert article.headline == "Ferry"
    assert article.bylines == ("Ann Poole",)
    assert article.byline_email == "ann@tide.example"
    assert article.usage_terms == "A\nB"
    assert article.subjects == (
        Subject("", "sea"),
        Subject("x", "Oil", "Oil"),
        Subject("", "A", "A"),
    )
    assert article.section == "s"
    assert article.dateline == Dateline(place="Oslo")
    assert article.signals == (Signal.CORRECTION,)
    assert article.agency == "Tide"
    assert article.url is None
    assert article.published_at is None


def test_a_body_of_ninjs_by_its_role_or_any_name() -> None:
    bodies = [
        {"role": "teaser", "value": "No."},
        {"role": "body", "value": REPORT},
        "x",
        {"value": 1},
    ]
    assert only(ninjs, json.dumps({"uri": "u", "bodies": bodies})).body == REPORT
    assert only(ninjs, json.dumps({"uri": "u", "body_richtext": REPORT})).body == REPORT
    text = json.dumps(
        {"uri": "u", "type": "picture", "body_text": REPORT * 2, "description_text": "D"}
    )
    assert only(ninjs, text).body == f"{REPORT}{REPORT}"


@pytest.mark.parametrize(
    ("header", "trailer", "agency", "at"),
    [
        (b"tde0042 3 i 60 tde 0045", b"071341 GMT Okt 15", "tde", datetime(2015, 10, 7, 13, 41, tzinfo=UTC)),
        (b"tde0042 3 i 60", b"071341 Okt 2015", None, datetime(2015, 10, 7, 13, 41)),  # noqa: DTZ001
        (b"tde0042 3 i 60", b"071341 GMT Foo 15", None, None),
        (b"tde0042 3 i 60", b"", None, None),
    ],
)  # fmt: skip
def test_header_and_trailer_of_iptc7901(
    header: bytes, trailer: bytes, agency: str | None, at: datetime | None
) -> None:
    raw = (
        b"\x01"
        + header
        + b"\r\n\x02Ferry runs =\r\n\r\n"
        + REPORT.encode()
        + b"\x03"
        + trailer
        + b"\x04"
    )
    article = only(iptc7901, raw)
    assert (article.agency, article.published_at) == (agency, at)


def test_marks_above_a_headline_in_iptc7901() -> None:
    raw = (
        b"\x01tde0042 3 i 60\n\x02KORREKTUR\nEds: new quote =\nFerry runs =\nBy Ann Poole\nand Bo Ek =\n"
        + REPORT.encode()
    )
    article = only(iptc7901, raw)
    assert article.ed_note == "KORREKTUR\nEds: new quote"
    assert article.headline == "Ferry runs"
    assert article.bylines == ("Ann Poole", "Bo Ek")
    assert article.body == REPORT


def test_lists_of_iptc7901_stay_lists() -> None:
    raw = b"\x01tde0042 3 i 60\n\x02Results =\n\nRowing:\nSkarholm 3\nNesby 2\n\n- a long line of a list that could be wrapped at its end\n- next"
    assert only(iptc7901, raw).paragraphs == [
        "Rowing:",
        "Skarholm 3",
        "Nesby 2",
        "- a long line of a list that could be wrapped at its end",
        "- next",
    ]


def test_an_alert_of_anpa_has_no_headline() -> None:
    raw = (
        b"\x16\x16\x01W1645\x1fasian\nb a\x13\x11 BC-EU--Alert   06-29 0358\n\x02^BC-EU--Alert,17<\n"
        b"\t   OSLO (QNA) _ " + REPORT.encode() + b"\n\x03QNA-WF-02-30-17 2350GMT<\n\x04"
    )
    article = only(anpa1312, raw)
    assert article.headline is None
    assert article.urgency == 2
    assert article.dateline == Dateline(place="OSLO")
    assert article.published_at is None
    assert article.agency == "QNA"


def test_a_byline_of_anpa_without_a_post() -> None:
    raw = (
        b"\x16\x16\x01W1645\x1fasian\n\x02^BC-EU--Alert<\n^Ferry runs<\n^By ANN POOLE=\n^And now for a longer heading of it=\n"
        + REPORT.encode()
    )
    article = only(anpa1312, raw)
    assert article.bylines == ("ANN POOLE",)
    assert article.paragraphs == ["And now for a longer heading of it", REPORT]


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("plain &amp; simple", ["plain & simple"]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("<ACME> to buy <TIDE>", ["<ACME> to buy <TIDE>"]),
        ("<p>one</p>two<div>three <b>bold</b>, <i>x</i></div>", ["one", "two", "three bold, x"]),
        ("<p>one<br>two</p>", ["one", "two"]),
        ("<style>x</style><p>a</p><!-- c --><script>y</script>", ["a"]),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table><table></table>",
            ["a b\nc"],
        ),
        ("<ul><li>a</li><li>b</li></ul>", ["a", "b"]),
        ("<p>one\n     two\n     three</p>", ["one two three"]),
        ("<p>one\n\n     two</p>", ["one", "two"]),
        ("<p></p>", []),
        ("<!-- -->", []),
        ("  ", []),
    ],
)
def test_markup_to_paragraphs(markup: str, paragraphs: list[str]) -> None:
    assert prose.from_markup(markup).paragraphs == paragraphs


def test_captions_are_dropped() -> None:
    found = prose.from_markup(
        "<p>a</p><figure><img src='x'><figcaption>The <b>ferry</b></figcaption></figure><figure/>"
    )
    assert found.paragraphs == ["a"]
    assert [(each.text, each.rule) for each in found.dropped] == [("The ferry", "caption")]


def test_a_subject_is_shown_with_its_scheme() -> None:
    assert str(Subject("medtop", "1")) == "medtop:1"


def test_a_reason_is_kept_for_nitf_inside_json() -> None:
    text = json.dumps({"uri": "u", "body_nitf": "<nitf><body>"})
    (found,) = ninjs.parse(io.BytesIO(text.encode()), LIMITS)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.MALFORMED


def test_an_article_of_newsml_in_parts() -> None:
    def part(role: str, text: str) -> str:
        return (
            f'<NewsComponent><Role FormalName="{role}"/><ContentItem><MediaType FormalName="Text"/>'
            f"<DataContent>{text}</DataContent></ContentItem></NewsComponent>"
        )

    parts = (
        part("Title", "Ferry runs")
        + part("Lead", "The ferry sailed.")
        + part("Body", REPORT)
        + part("Caption", "The ferry.")
        + part("Body", REPORT)
        + part("Sidebar", "The captain.")
    )
    for equivalents, body in [
        ("no", f"The ferry sailed.\n\n{REPORT}"),
        ("yes", "The ferry sailed."),
    ]:
        text = f'<NewsML><NewsItem><NewsComponent EquivalentsList="{equivalents}">{parts}</NewsComponent></NewsItem></NewsML>'
        article = only(newsml1, text)
        assert article.headline == "Ferry runs"
        assert article.body == body
        assert [each.rule for each in article.dropped] == ["caption"]


def test_a_story_takes_no_text_of_the_story_inside_it() -> None:
    inner = (
        "<NewsComponent><NewsLines><HeadLine>In</HeadLine></NewsLines><ContentItem><DataContent>Inner."
        "</DataContent></ContentItem></NewsComponent>"
    )
    text = (
        f"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Out</HeadLine></NewsLines>{inner}"
        "<ContentItem><DataContent>Outer.</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    found = list(newsml1.parse(io.BytesIO(text.encode()), LIMITS))
    assert [(each.headline, each.body) for each in found if isinstance(each, Article)] == [
        ("In", "Inner."),
        ("Out", "Outer."),
    ]
