"""What is a headline and nothing else, a picture with its caption, a notice, an embargo."""

import io
import json
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from counting import grows_with_length
from hypothesis import given
from hypothesis import strategies as st
from specimens import LIMITS, only, outcomes, refused

from worker.core.article import Article, Dateline, PubStatus, Signal, display_title
from worker.core.parse import (
    anpa1312,
    feed,
    html,
    iptc7901,
    json_feed,
    json_records,
    mail,
    markdown,
    newsml1,
    newsml_g2,
    ninjs,
    nitf,
    parse,
)
from worker.core.parse.agency import opening, prose, xml
from worker.core.parse.agency.words import content_type
from worker.core.parse.limits import Limits
from worker.core.parse.mapping import FIELDS, Mapping
from worker.core.parse.record import feed_guard, wordpress
from worker.core.sources import Sources, credit
from worker.errors import Reason, Rejected

ALERT = "Ferry to Skarholm runs aground"
REPORT = "The ferry to Skarholm ran aground on Sunday with 212 people on board."


def ninjs_of(**fields: Any) -> bytes:
    return json.dumps({"uri": "u", **fields}).encode()


def g2_of(meta: str = "", content: str = "", holds: str = "") -> bytes:
    return (
        f"<newsItem guid='u'><itemMeta>{meta}</itemMeta><contentMeta>{content}</contentMeta>"
        f"<contentSet>{holds}</contentSet></newsItem>"
    ).encode()


def nitf_of(
    docdata: str = "", text: str = "", attributes: str = "", headline: str = ALERT
) -> bytes:
    return (
        f"<nitf><head><docdata {attributes}>{docdata}</docdata></head><body><body.head><hedline><hl1>"
        f"{headline}</hl1></hedline></body.head><body.content>{text}</body.content></body></nitf>"
    ).encode()


def newsml1_of(contents: str, lines: str = f"<HeadLine>{ALERT}</HeadLine>") -> bytes:
    return (
        f"<NewsML><NewsItem><NewsComponent><NewsLines>{lines}</NewsLines>{contents}"
        "</NewsComponent></NewsItem></NewsML>"
    ).encode()


def part(role: str, inner: str, kind: str = "Text") -> str:
    return (
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem><MediaType FormalName="{kind}"/>'
        f"{inner}</ContentItem></NewsComponent>"
    )


ALERTS = [
    pytest.param(ninjs, ninjs_of(headline=ALERT), id="ninjs"),
    pytest.param(nitf, nitf_of(), id="nitf"),
    pytest.param(newsml_g2, g2_of(content=f"<headline>{ALERT}</headline>"), id="newsml_g2"),
    pytest.param(newsml1, newsml1_of(""), id="newsml1"),
    pytest.param(
        iptc7901, f"\x01tde1 1 s 4 tde 1\n\x02{ALERT} =\n\n\x03\x04".encode(), id="iptc7901"
    ),
    pytest.param(
        feed,
        f"<rss><channel><item><title>{ALERT}</title></item></channel></rss>".encode(),
        id="feed",
    ),
    pytest.param(
        json_feed,
        json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": ALERT}]}
        ).encode(),
        id="json_feed",
    ),
    pytest.param(
        json_records, json.dumps({"@type": "NewsArticle", "headline": ALERT}).encode(), id="schema"
    ),
]


@pytest.mark.parametrize(("format_", "raw"), ALERTS)
def test_a_headline_alone_is_an_article(format_: ModuleType, raw: bytes) -> None:
    article = only(format_.parse, raw)
    assert (article.headline, article.body, article.type) == (ALERT, "", "text")
    assert (article.word_count, article.paragraphs) == (0, [])
    assert display_title(article) == (ALERT, False)
    assert article.pub_status is PubStatus.USABLE


@pytest.mark.parametrize(("format_", "raw"), ALERTS)
def test_a_headline_without_a_letter_is_none(format_: ModuleType, raw: bytes) -> None:
    assert refused(format_.parse, raw.replace(ALERT.encode(), b"* - *")).reason is Reason.EMPTY_BODY


@pytest.mark.parametrize(
    ("format_", "raw"),
    [
        (markdown, b"---\ntitle: Posts\n---\n"),
        (mail, b"From: a@b.example\nSubject: Meeting\nDate: Tue, 02 Apr 2024 10:00:00 +0000\n\n"),
        (html, b"<html><head><title>Sections</title></head><body></body></html>"),
    ],
)
def test_a_title_of_what_people_write_is_no_alert(format_: ModuleType, raw: bytes) -> None:
    """A page of a site that lists others, a mail without a text."""
    assert isinstance(outcomes(format_.parse, raw)[0], Rejected)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["text", "picture", "audio"]))
def test_whatever_has_words_is_stored_and_nothing_else(
    headline: str, caption: str, kind: str
) -> None:
    raw = ninjs_of(headline=headline, description_text=caption, type=kind)
    for found in outcomes(ninjs.parse, raw):
        if isinstance(found, Article):
            assert found.body or any(map(str.isalnum, found.headline or ""))
        else:
            assert found.reason is Reason.EMPTY_BODY
            assert not any(map(str.isalnum, headline))


@pytest.mark.parametrize(
    ("fields", "body", "abstract"),
    [
        ({"type": "picture", "description_text": "On the rocks."}, "On the rocks.", None),
        ({"type": "Photo", "description_text": "On the rocks."}, "On the rocks.", None),
        (
            {"type": "picture", "body_text": ALERT, "description_text": "FILE - On the rocks."},
            "FILE - On the rocks.",
            None,
        ),
        (
            {
                "type": "picture",
                "description_summary": "Ferry.",
                "description_caption": "On rocks.",
            },
            "On rocks.",
            None,
        ),
        ({"type": "video", "body_text": REPORT, "description_text": "Seen."}, REPORT, "Seen."),
        ({"type": "text", "description_text": "Aground."}, "Aground.", None),
        ({"body_text": REPORT, "description_text": REPORT}, REPORT, None),
        (
            {"descriptions": [{"role": "drol:caption", "value": "One."}, {"value": "Two."}]},
            "One.",
            None,
        ),
    ],
)
def test_a_description_is_the_body_of_what_has_no_other(
    fields: dict[str, str], body: str, abstract: str | None
) -> None:
    article = only(ninjs.parse, ninjs_of(headline=ALERT, **fields))
    assert (article.body, article.abstract) == (body, abstract)


def test_an_agencys_own_fields_of_a_picture_are_read() -> None:
    article = only(
        ninjs.parse,
        ninjs_of(
            type="picture",
            headline=ALERT,
            photographer={"name": "Ada Quill"},
            datelinelocation={"city": "Skarholm"},
            description_creditline="Tide via QNA",
            description_caption="On the rocks.",
        ),
    )
    assert (article.bylines, article.located) == (("Ada Quill",), "Skarholm")
    assert (article.credit_line, article.body) == ("Tide via QNA", "On the rocks.")


@pytest.mark.parametrize("kind", ["composite", "planning", "event"])
def test_a_package_and_a_plan_are_no_alerts(kind: str) -> None:
    raw = ninjs_of(headline=ALERT, type=kind, description_text=REPORT)
    assert refused(ninjs.parse, raw).reason is Reason.NOT_AN_ARTICLE
    assert only(ninjs.parse, ninjs_of(headline=ALERT, type=kind, body_text=REPORT)).type == kind


def test_types_have_one_word_each() -> None:
    assert [content_type(kind) for kind in (None, " ", "Image", "Graphics", "Story", "x" * 99)] == [
        *("text", "text", "picture", "graphic", "text", "x" * 40)
    ]


def test_a_picture_of_newsml_1_is_its_caption_whichever_comes_first() -> None:
    caption = part("Caption", "<DataContent>On the rocks.</DataContent>")
    photo = part("Main", "", "Photo").replace("<ContentItem>", '<ContentItem Href="ferry.jpg">')
    for contents in (caption + photo, photo + caption):
        article = only(newsml1.parse, newsml1_of(contents))
        assert (article.type, article.body) == ("picture", "On the rocks.")
        assert ("content elsewhere", "ferry.jpg") in [(d.rule, d.text) for d in article.dropped]


def test_a_caption_beside_a_text_is_left_out_and_a_summary_is_its_abstract() -> None:
    contents = (
        part("Main", f"<DataContent>{REPORT}</DataContent>")
        + part("Caption", "<DataContent>On the rocks.</DataContent>")
        + part("Summary", "<DataContent>Aground.</DataContent>")
    )
    article = only(newsml1.parse, newsml1_of(contents))
    assert (article.body, article.abstract, article.type) == (REPORT, "Aground.", "text")
    assert [(d.rule, d.text) for d in article.dropped] == [("caption", "On the rocks.")]
    described = '<description role="drol:caption">A.</description><description>B.</description>'
    article = only(newsml_g2.parse, g2_of("", described, f"<inlineData>{REPORT}</inlineData>"))
    assert (article.abstract, [d.text for d in article.dropped]) == ("B.", ["A."])


def test_a_further_headline_is_no_subheadline() -> None:
    lines = (
        f'<headline>{ALERT}</headline><headline role="hld:subHeadline">Nobody hurt</headline>'
        "<headline>Aground</headline>"
    )
    article = only(newsml_g2.parse, g2_of(content=lines))
    assert (article.headline, article.subheadline) == (ALERT, "Nobody hurt")
    assert [d.text for d in article.dropped] == ["Aground"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<infoSource uri="https://tide.example/about"/>', "tide.example"),
        ('<infoSource uri="urn:houses:tide"/>', "tide"),
        ('<infoSource qcode="nprov:Tide"/>', "Tide"),
        ('<infoSource qcode="phot:X01390"/>', None),
    ],
)
def test_sources_of_newsml_g2_are_names(source: str, name: str | None) -> None:
    article = only(newsml_g2.parse, g2_of(content=f"<headline>{ALERT}</headline>{source}"))
    assert article.info_sources == ((name,) if name else ())


def test_a_subject_is_called_what_an_assertion_calls_it() -> None:
    raw = g2_of(
        content=f'<headline>{ALERT}</headline><subject qcode="city:7"/><subject qcode="x:1"/>'
    )
    told = raw.replace(
        b"<contentSet>", b'<assert qcode="city:7"><name>Bergen</name></assert><contentSet>'
    )
    assert [(str(s), s.label) for s in only(newsml_g2.parse, told).subjects] == [
        ("city:7", "Bergen"),
        ("x:1", None),
    ]


def test_places_of_newsml_1_are_where_it_was_written_and_what_it_is_about() -> None:
    def place(how: str, kind: str, name: str) -> str:
        return f'<Location HowPresent="{how}"><Property FormalName="{kind}" Value="{name}"/></Location>'

    described = (
        "<DescriptiveMetadata>"
        + place("Origin", "City", "Oslo")
        + place("Event", "City", "Bergen")
        + place("Event", "Country", "NOR")
        + "</DescriptiveMetadata>"
    )
    article = only(newsml1.parse, newsml1_of(described))
    assert article.located == "Oslo"
    assert [str(subject) for subject in article.subjects] == ["place:Bergen", "place:NOR"]


def test_the_rows_of_an_anpa_table_are_one_paragraph() -> None:
    rows = "".join(f"\x08{row}\x10 \r\n" for row in (";W;L;Pct", "Reds;2;1;.667"))
    raw = (
        "\x16\x16\x01a0001\x1f\r\nr s BC-Glance 05-17 0820\r\n\x02^BC-Glance<\r\n^Standings<\r\n"
        f"^By Ann Poole=\r\n^AP Sports Writer=\r\n^East=\r\n{rows}^West=\r\n{rows}\r\n\x03AP-WF-05-17-16 0620GMT<\r\n\x04"
    ).encode()
    article = only(anpa1312.parse, raw)
    table = ";W;L;Pct\nReds;2;1;.667"
    assert article.paragraphs == ["East", table, "West", table]


# notices


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_document_that_only_takes_another_away_is_a_notice_of_that(status: str) -> None:
    raw = nitf_of(
        '<doc-id id-string="b"/>', "", f'management-status="{status}" management-doc-idref="a"'
    )
    article = only(nitf.parse, raw)
    assert (article.uri, article.pub_status) == ("a", PubStatus(status))


def test_a_story_that_takes_another_away_is_followed_by_a_notice() -> None:
    raw = nitf_of(
        '<doc-id id-string="b"/>',
        f"<p>{REPORT}</p>",
        'management-status="usable" management-doc-idref="a" management-idref-status="canceled"',
    )
    story, notice = outcomes(nitf.parse, raw)
    assert isinstance(story, Article)
    assert isinstance(notice, Article)
    assert (story.uri, story.pub_status, story.body) == ("b", PubStatus.USABLE, REPORT)
    assert (notice.uri, notice.pub_status, notice.body) == ("a", PubStatus.CANCELED, "")
    assert display_title(notice) == ("a", True)
    usable = raw.replace(b'idref-status="canceled"', b'idref-status="usable"')
    assert only(nitf.parse, usable).uri == "b"


@pytest.mark.parametrize(
    ("identifier", "key", "uri", "slugline"),
    [
        ("story-7_48", "story-7", "story-7", None),
        ("story-7:47", "story-7", "story-7", None),
        ("story-7:2", "story-7", "story-7:2", "story-7"),
        ("story-7", "story-7", "story-7", None),
        ("other_48", "story-7", "other_48", "story-7"),
        ("story-7b", "story-7", "story-7b", "story-7"),
    ],
)
def test_versions_share_the_key_that_their_identifiers_begin_with(
    identifier: str, key: str, uri: str, slugline: str | None
) -> None:
    raw = nitf_of(f'<doc-id id-string="{identifier}"/><du-key key="{key}" version="48"/>')
    article = only(nitf.parse, raw)
    assert (article.uri, article.slugline, article.version) == (uri, slugline, "48")


@pytest.mark.parametrize(
    ("attributes", "uris"),
    [
        ('management-status="canceled" management-doc-idref="k_2"', ["k"]),
        ('management-doc-idref="k_2" management-idref-status="canceled"', ["k"]),
        ('management-doc-idref="kk_2" management-idref-status="canceled"', ["k", "kk_2"]),
    ],
)
def test_an_earlier_version_is_named_by_the_key_too(attributes: str, uris: list[str]) -> None:
    raw = nitf_of('<doc-id id-string="k_3"/><du-key key="k" version="3"/>', "", attributes)
    assert [each.uri for each in outcomes(nitf.parse, raw) if isinstance(each, Article)] == uris


def test_a_correction_names_what_it_corrects() -> None:
    article = only(nitf.parse, nitf_of('<correction info="Name was wrong" id-string="a"/>'))
    assert (article.signals, article.ed_note) == ((Signal.CORRECTION,), "Name was wrong")


def test_a_canceled_alert_keeps_its_headline_and_one_without_it_its_note() -> None:
    kill = "Kill: the ferry was not sold."
    titled = only(ninjs.parse, ninjs_of(headline=ALERT, pubstatus="canceled", ednote=kill))
    assert (titled.headline, titled.body, titled.ed_note) == (ALERT, "", kill)
    bare = only(ninjs.parse, ninjs_of(pubstatus="canceled", ednote=kill))
    assert (bare.headline, bare.body) == (None, kill)


# embargoes


@pytest.mark.parametrize(
    ("meta", "status", "until"),
    [
        ("<embargoed>2024-05-05T10:00:00Z</embargoed>", PubStatus.USABLE, True),
        ("<embargoed/>", PubStatus.WITHHELD, False),
        ('<pubStatus qcode="stat:usable"/><embargoed/>', PubStatus.USABLE, False),
        (
            '<pubStatus qcode="stat:withheld"/><embargoed>2024-05-05T10:00:00Z</embargoed>',
            PubStatus.WITHHELD,
            True,
        ),
    ],
)
def test_an_embargo_of_newsml_g2(meta: str, status: PubStatus, until: bool) -> None:  # noqa: FBT001
    article = only(newsml_g2.parse, g2_of(meta, f"<headline>{ALERT}</headline>"))
    assert article.pub_status is status
    assert article.embargoed_until == (datetime(2024, 5, 5, 10, tzinfo=UTC) if until else None)


def test_an_embargo_in_a_slugline_is_what_the_story_is_about() -> None:
    article = only(ninjs.parse, ninjs_of(headline=ALERT, slugline="GRAIN EMBARGO"))
    assert (article.pub_status, article.signals) == (PubStatus.USABLE, ())
    article = only(ninjs.parse, ninjs_of(headline=ALERT, slugline="FERRY, 1st Ld-Writethru"))
    assert article.signals == (Signal.LEAD, Signal.RECAST)


def test_an_embargo_without_a_zone_ends_by_the_sources_clock_or_where_the_day_ends_last() -> None:
    naive = datetime(2024, 5, 5, 10)  # noqa: DTZ001
    article = Article(
        body="", headline=ALERT, embargoed_until=naive, expires_at=naive, source="tide"
    )
    nowhere = credit(article, Sources(), None)
    assert nowhere.embargoed_until == nowhere.expires_at == datetime(2024, 5, 5, 22, tzinfo=UTC)
    toml = '[[source]]\ncode = "tide"\nname = "Tide"\nkind = "paper"\nzone = "Asia/Seoul"\n'
    seoul = credit(article, Sources.from_toml(toml), None)
    assert seoul.embargoed_until == datetime(2024, 5, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [datetime.max, datetime.min, datetime(804, 2, 29), datetime(9999, 12, 31, tzinfo=UTC)],  # noqa: DTZ001, DTZ901
)
def test_what_never_ends_has_a_time_in_every_zone(moment: datetime) -> None:
    article = Article(body="", headline=ALERT, expires_at=moment)
    kept = credit(article, Sources(), None).expires_at
    assert kept
    for hours in (-24, 24):
        assert kept.astimezone(UTC) + timedelta(hours=hours)


# texts


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("Aarhus /kystnyt/: Molen er lukket i juni.", "Aarhus", "kystnyt"),
        ("New York, Paris /QNA/ - A man was freed.", "New York, Paris", "QNA"),
    ],
)
def test_a_dateline_with_the_agency_between_slashes(text: str, place: str, agency: str) -> None:
    found = opening.read([text], None)
    assert found.filed
    assert (found.filed.place, found.filed.agency) == (place, agency)
    assert found.filed.dateline(None) == Dateline(place=place)


@pytest.mark.parametrize("text", ["either /or/ - a choice", "Ann Poole /QNA writes", "1 /a/: b"])
def test_what_only_has_slashes_is_no_dateline(text: str) -> None:
    assert opening.read([text], None).filed is None


def test_markup_that_a_program_wrote_out_as_text_is_read_once() -> None:
    def found(text: str) -> prose.Prose:
        return prose.from_element(xml.from_text(f"<x><p>{text}</p></x>"))

    assert found("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;").paragraphs == ["One.", "Two."]
    script = found("&lt;script src='x'&gt;&lt;/script&gt;")
    assert (script.paragraphs, [d.rule for d in script.dropped]) == ([], ["markup"])
    assert found("&lt;ACME&gt; buys &lt;WIDGET&gt;").paragraphs == ["<ACME> buys <WIDGET>"]
    twice = found("&lt;p&gt;&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;&lt;/p&gt;")
    assert twice.paragraphs == ["<p>One.</p>"]


def test_a_sentence_that_goes_on_behind_a_comma_is_one() -> None:
    text = f"The pier will be closed in June,\nwhile stones are laid again.\n{REPORT}"
    article = only(ninjs.parse, ninjs_of(body_html=f"<p>{text}</p>"))
    assert article.paragraphs[0] == "The pier will be closed in June, while stones are laid again."


def test_notes_to_editors_below_a_report_are_read() -> None:
    below = "# Notebook\n\n## Note to editors\n- Adds quote\n  of the mayor\n- Updates\n\n## Links\n- No\n"
    raw = f"\x01tde1 3 s 9 tde 1\n\x02Ferry =\n\nOslo (tde) - {REPORT}\n\n{below}\x03\x04".encode()
    article = only(iptc7901.parse, raw)
    assert article.ed_note == "- Adds quote\n  of the mayor\n- Updates"
    assert article.signals == (Signal.UPDATE,)
    assert article.body == REPORT


# feeds


def exported(inner: str) -> bytes:
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>'
        f"<title>{ALERT}</title>{inner}</item></channel></rss>"
    ).encode()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("post", None),
        ("attachment", Reason.NOT_AN_ARTICLE),
        ("nav_menu_item", Reason.NOT_AN_ARTICLE),
    ],
)
def test_attachments_and_menus_of_an_export_are_no_alerts(kind: str, reason: Reason | None) -> None:
    (found,) = outcomes(feed.parse, exported(f"<wp:post_type>{kind}</wp:post_type>"))
    assert (found.reason if isinstance(found, Rejected) else None) is reason


@pytest.mark.parametrize(
    ("status", "expected"),
    [("publish", PubStatus.USABLE), ("draft", PubStatus.WITHHELD), ("trash", PubStatus.WITHHELD)],
)
def test_what_a_site_has_not_published_is_withheld(status: str, expected: PubStatus) -> None:
    raw = exported(f"<wp:post_type>post</wp:post_type><wp:status>{status}</wp:status>")
    assert only(feed.parse, raw).pub_status is expected


def test_lines_of_an_export_are_lines() -> None:
    text = "<content:encoded><![CDATA[<p>By Ada Quill\nOslo, July 19 (Tide) - One.</p>\n \nTwo.]]></content:encoded>"
    article = only(feed.parse, exported(f"<wp:post_type>post</wp:post_type>{text}"))
    assert (article.bylines, article.paragraphs) == (("Ada Quill",), ["One.", "Two."])
    assert article.dateline
    assert article.dateline.place == "Oslo"
    assert wordpress.as_shown("a\nb", {}) == "a\nb"


def test_rights_and_expiry_of_an_entry_are_read() -> None:
    raw = (
        b'<rss xmlns:atom="http://www.w3.org/2005/Atom">'
        b"<channel><copyright>Tide</copyright><item><title>Ferry</title>"
        b'<atom:link rel="license" href="https://l.example/by"/>'
        b"<expirationDate>Wed, 03 Apr 2024 10:00:00 GMT</expirationDate></item></channel></rss>"
    )
    article = only(feed.parse, raw)
    assert (article.copyright_notice, article.usage_terms) == ("Tide", "https://l.example/by")
    assert article.expires_at == datetime(2024, 4, 3, 10, tzinfo=UTC)


# records


def test_a_mapping_may_fill_every_field_of_the_standards() -> None:
    record = {
        "body": REPORT, "kind": "Photo", "genres": ["Feature", 7, " "], "sources": "Coast guard",
        "until": "2024-05-05T10:00:00Z", "abstract": "Aground.", "place": "Skarholm",
    }  # fmt: skip
    fields = {
        "body": "body", "type": "kind", "genres": "genres", "info_sources": "sources",
        "expires_at": "until", "abstract": "abstract", "located": "place",
    }  # fmt: skip
    assert set(fields) <= FIELDS
    mapping = Mapping.from_table(1, {"name": "x", "fields": fields})
    limits = Limits(text_bytes=LIMITS.text_bytes, mappings=(mapping,))
    article = only(json_records.parse, json.dumps(record).encode(), limits)
    assert (article.type, article.genres) == ("picture", ("Feature", "7"))
    assert (article.info_sources, article.located) == (("Coast guard",), "Skarholm")
    assert (article.abstract, article.body) == ("Aground.", REPORT)
    assert article.expires_at == datetime(2024, 5, 5, 10, tzinfo=UTC)


def test_a_schema_record_has_the_fields_of_the_standards() -> None:
    record = {
        "@type": "NewsArticle", "headline": ALERT, "articleBody": REPORT, "genre": ["Feature"],
        "alternativeHeadline": "Nobody hurt", "abstract": "Aground.", "expires": "2024-05-05",
        "copyrightHolder": {"name": "Tide"}, "copyrightNotice": "© Tide", "license": "No",
        "locationCreated": {"name": "Oslo"},
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    }  # fmt: skip
    article = only(json_records.parse, json.dumps(record).encode())
    assert (article.subheadline, article.abstract) == ("Nobody hurt", "Aground.")
    assert (article.copyright_holder, article.copyright_notice) == ("Tide", "© Tide")
    assert (article.usage_terms, article.located, article.genres) == ("No", "Oslo", ("Feature",))
    assert article.digital_source_type == "TrainedAlgorithmicMediaDigitalSource"
    assert article.expires_at == datetime(2024, 5, 5)  # noqa: DTZ001


# work


@pytest.mark.parametrize(
    "piece",
    [
        "*a ",
        "a**b",
        "*a_b",
        "[",
        "](",
        "![",
        "[a](",
        "`a``b",
        "> > ",
        "<a ",
        "|a",
        "&amp;",
        "a\n",
        "*[a",
    ],
)
def test_work_on_markdown_grows_with_its_length(piece: str) -> None:
    def of(length: int) -> Any:
        return lambda: markdown.paragraphs(piece * (length // len(piece)))

    assert grows_with_length(of, 2_000)


def test_markdown_of_marks_alone_is_refused() -> None:
    raw = b"---\ntitle: x\n---\n" + b"![" * markdown.MARKS_MAX
    assert refused(markdown.parse, raw).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "piece",
    [
        "<p>word word</p>", "a<br>", "<div>", "&lt;", "&amp;amp;", "[/gallery]", "[a ", "The post ",
        "LONDON, ", "By Ann Bell and ", "\n \n", '<a href="x">y</a> ',
    ],
)  # fmt: skip
def test_work_on_an_entry_grows_with_its_length(piece: str) -> None:
    def of(length: int) -> Any:
        text = (piece * (length // len(piece))).replace("]]>", "")
        raw = exported(f"<content:encoded><![CDATA[{text}]]></content:encoded>")
        return lambda: list(feed.parse(io.BytesIO(raw), LIMITS))

    assert grows_with_length(of, 4_000)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>word</p>",
        "a<br/>",
        "\n",
        "word, ",
        "<p>By Ann Bell</p>",
        "<p>EDS: x</p>",
        "<p>&lt;p&gt;</p>",
    ],
)
def test_work_on_agencies_text_grows_with_its_length(piece: str) -> None:
    def of(length: int) -> Any:
        raw = nitf_of(text=piece * (length // len(piece)))
        return lambda: list(nitf.parse(io.BytesIO(raw), LIMITS))

    assert grows_with_length(of, 4_000)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: nitf_of().replace(
            b"</body>", b"<body.end>%s</body.end></body>" % _many(n, "tagline")
        ),
        lambda n: nitf_of(text=_many(n, "media-caption").decode()),
        lambda n: g2_of("", f"<headline>A</headline>{_many(n, 'headline').decode()}"),
        lambda n: g2_of("", f"<headline>A</headline>{_many(n, 'description').decode()}"),
        lambda n: newsml1_of("", f"<HeadLine>A</HeadLine>{_many(n, 'SubHeadLine').decode()}"),
    ],
)
def test_work_on_many_different_fields_grows_with_their_number(make: Any) -> None:
    def of(length: int) -> Any:
        raw = make(length)
        return lambda: list(parse(io.BytesIO(raw), LIMITS))

    assert grows_with_length(of, 200)


def _many(count: int, name: str) -> bytes:
    return "".join(f"<{name}>Number {n}</{name}>" for n in range(count)).encode()


def test_a_feed_of_too_many_entries_or_tags_is_refused() -> None:
    entries = b"<item/>" * (feed_guard.ENTRIES_MAX + 1)
    tags = b"<a/>" * (feed_guard.TAGS_MAX + 1)
    for inner in (entries, b"<item>" + tags + b"</item>"):
        raw = b"<rss><channel>" + inner + b"</channel></rss>"
        assert refused(feed.parse, raw).reason is Reason.TOO_LARGE


def test_the_head_of_a_text_that_is_cut_off_is_looked_at_once() -> None:
    head = b'{"uri": "u", "body_x": "' + b'\\"' * 2_000
    assert ninjs.sniff(head)
    assert ninjs._keys(head) == {"uri", "body_x"}


def test_whatever_is_read_is_told_by_its_content() -> None:
    (found,) = parse(io.BytesIO(ninjs_of(headline=ALERT, versioncreated="2024-03-03")), LIMITS)
    assert isinstance(found, Article)
    assert (found.parser, found.headline) == ("ninjs", ALERT)
