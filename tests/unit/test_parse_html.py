"""Web pages: the samples, what is no article, bad input, and the marks read one by one."""

import io
import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article
from worker.core.parse import Limits, html
from worker.core.parse.page import json_ld, people, script, times, titles, tree, words
from worker.errors import Reason, Rejected

SAMPLES = Path(__file__).parents[1] / "samples" / "html"
CASES = sorted(SAMPLES.glob("*.html"))
LIMITS = Limits(text_bytes=1, html_bytes=300_000)
SENTENCE = (
    "The council said on Monday that the old bridge would be closed for repairs until spring{}."
)
TEXT = "".join(f"<p>{SENTENCE.format(f', reason {n} of many')}</p>" for n in range(6))


def parse(raw: str | bytes) -> Article | Rejected:
    raw = raw.encode() if isinstance(raw, str) else raw
    (found,) = html.parse(io.BytesIO(raw), LIMITS)
    return found


def article(raw: str | bytes) -> Article:
    found = parse(raw)
    assert isinstance(found, Article), found
    return found


def refused(raw: str | bytes) -> Rejected:
    found = parse(raw)
    assert isinstance(found, Rejected), found
    return found


def page(body: str, head: str = "<title>t</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def data(told: str) -> str:
    return f'<script type="application/ld+json">{told}</script>'


def plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [plain(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_sample_is_read_as_expected(sample: Path, charset: str) -> None:
    expected = json.loads(sample.with_suffix(".expected.json").read_text("utf-8"))
    raw = sample.read_text("utf-8").encode(charset)
    assert html.sniff(raw[:4096])
    if reason := expected.get("reason"):
        no = refused(raw)
        assert no.reason == reason
        assert expected["detail"] in no.detail
        return
    found = article(raw)
    if starts := expected.pop("body_starts", None):
        assert found.body.startswith(starts)
    if ends := expected.pop("body_ends", None):
        assert found.body.endswith(ends)
    if count := expected.pop("paragraphs", None):
        assert len(found.paragraphs) == count
    fields = {name: plain(value) for name, value in asdict(found).items()}
    assert expected == {name: fields[name] for name in expected}


def test_furniture_is_dropped_with_its_rule() -> None:
    found = article((SAMPLES / "json-ld.html").read_bytes())
    assert {"told", "headline", "aside"} <= {each.rule for each in found.dropped}
    assert "newsletter" not in found.body
    assert "fish market" not in found.body
    assert "Read more" not in found.body


@pytest.mark.parametrize(
    ("body", "head", "looks"),
    [
        (TEXT, data('{"@type":"Product","name":"Kettle"}'), "product"),
        (TEXT, '<meta property="og:type" content="product">', "product"),
        (TEXT, data('{"@type":["QAPage"]}'), "questions"),
        ("<p>See the bell come up.</p>", data('{"@type":"VideoObject"}'), "video"),
        ("<p>See the bell come up.</p>", '<meta property="og:type" content="video">', "video"),
        ("<p>Hear the bell ring.</p>", data('{"@type":"AudioObject"}'), "recording"),
        ("<h1>404 Not Found</h1><p>Nothing is here, sorry for that.</p>", "", "error"),
        (
            "<ul>" + '<li><a href="x">Another headline of the day</a></li>' * 30 + "</ul>",
            "",
            "list",
        ),
        (
            "".join(
                f'<div><h2><a href="{n}">The headline of story number {n}</a></h2>'
                f"<p>{SENTENCE.format(f' {n}')}</p></div>"
                for n in range(12)
            ),
            "",
            "list of articles",
        ),
        (
            "<p>Only the first words.</p>",
            data('{"@type":"NewsArticle","isAccessibleForFree":"False"}'),
            "paywall",
        ),
    ],
)
def test_a_page_without_an_article_is_refused(body: str, head: str, looks: str) -> None:
    found = refused(page(body, head))
    assert found.reason is Reason.NOT_AN_ARTICLE
    assert looks in found.detail


def test_an_article_with_a_video_is_an_article() -> None:
    assert len(article(page(TEXT, data('{"@type":"VideoObject"}'))).paragraphs) == 6


def test_a_live_page_of_updates_is_refused_and_a_report_is_not() -> None:
    told = [{"articleBody": SENTENCE.format(f", update {n}")} for n in range(8)]
    node = data(
        json.dumps({"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": told})
    )
    updates = "".join(f"<p>{each['articleBody']}</p>" for each in told)
    assert "live page" in refused(page(updates, node)).detail
    assert article(page(TEXT, node)).headline == "Live"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"<html>" + b"x " * 200_000, Reason.TOO_LARGE),
        (page("<div>" * 9000 + TEXT), Reason.TOO_DEEP),
        (page("<p>x</p>" * 21_000), Reason.TOO_LARGE),
        (page(f"<p {' '.join(f'a{n}=1' for n in range(12_000))}>x"), Reason.TOO_LARGE),
        (b"", Reason.MALFORMED),
        (page("<p>  </p>"), Reason.EMPTY_BODY),
    ],
    ids=["line", "deep", "many", "attributes", "nothing", "empty"],
)
def test_bad_pages_are_refused(raw: bytes | str, reason: Reason) -> None:
    assert refused(raw).reason is reason


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("cp1252", "iso-8859-1"),
        ("utf-8", "iso-8859-1"),
        ("gb18030", "gb2312"),
        ("utf-8", "nonsense"),
        ("utf-8", "utf-16"),
        ("utf-8", "hex"),
    ],
)
def test_a_lying_charset_is_seen_through(charset: str, declared: str) -> None:
    word = "中国" if charset == "gb18030" else "Größe"
    raw = page(f"<p>{word}</p>{TEXT}", f'<meta charset="{declared}">').encode(charset)
    assert word in tree.decode(raw)


def test_a_few_broken_bytes_do_not_change_the_declared_charset() -> None:
    raw = page(TEXT + "日本語" * 400, '<meta charset="shift_jis">').encode("cp932") + b"\xff"
    assert "日本語" in tree.decode(raw)


def test_signs_in_the_text_are_text() -> None:
    found = article(page(f"<h1>A &lt;b&gt; B</h1>{TEXT}<p>It is 3 &lt; 4 that is {SENTENCE}</p>\0"))
    assert "3 < 4 that" in found.body


def test_broken_data_still_tells() -> None:
    node = data(
        '{"@type":"NewsArticle","headline":"A "loud" day","datePublished":"2024-05-06","author":{"@type":"Person","name":"Ada Byron"}}'
    )
    found = article(page(TEXT, node))
    assert found.published_at == datetime(2024, 5, 6)  # noqa: DTZ001
    assert found.bylines == ("Ada Byron",)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "author",
                        "headline",
                        "name",
                        "publisher",
                        "datePublished",
                        "articleBody",
                        "@id",
                        "identifier",
                        "liveBlogUpdate",
                    ]
                ),
                x,
            )
        ),
    )
)
@settings(deadline=None, max_examples=60)
def test_any_data_is_borne(value: Any) -> None:
    told = json.dumps(
        [
            value,
            {"@type": "NewsArticle", "author": value, "identifier": value, "datePublished": value},
        ]
    )
    assert article(page(TEXT, data(told.replace("<", "")))).body


@given(st.binary(max_size=300), st.text(max_size=200))
@settings(deadline=None, max_examples=80)
def test_nothing_but_rejected_comes_out(raw: bytes, text: str) -> None:
    for each in (raw, page(text).encode("utf-8", "replace"), b"<html><p " + raw):
        assert len(list(html.parse(io.BytesIO(each), LIMITS))) == 1
        html.sniff(each)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-05-03T15:47:42.389Z", "2024-05-03T15:47:42.389000+00:00"),
        ("2024-04-30 16:58", "2024-04-30T16:58:00"),
        ("20240428T133000+0200", "2024-04-28T13:30:00+02:00"),
        ("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28T19:20:36+02:00"),
        ("Fri, 28 Apr 2023 19:20:36 GMT", "2023-04-28T19:20:36+00:00"),
        ("2024/01/02 03:04 PM", "2024-01-02T15:04:00"),
        ("1714300000", "2024-04-28T10:26:40+00:00"),
        ("1714300000000", "2024-04-28T10:26:40+00:00"),
        ("May 15th, 2023", "2023-05-15T00:00:00"),
        ("2024-13-40", None),
        ("Fri Foo 28 19:20:36 CEST 2023", None),
        ("x" * 99, None),
        (None, None),
    ],
)
def test_times(text: str | None, iso: str | None) -> None:
    found = times.read(text)
    assert (found.at.isoformat() if found else None) == iso


def test_a_finer_time_of_the_same_day_is_taken() -> None:
    node = data('{"@type":"NewsArticle","datePublished":"2024-05-06"}')
    head = node + '<meta property="article:published_time" content="2024-05-06T07:08:00Z">'
    assert article(page(TEXT, head)).published_at == datetime(2024, 5, 6, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Ada Byron and Max Born"], ["Ada Byron", "Max Born"]),
        (["Ada Byron, Geneva"], ["Ada Byron"]),
        (["Ada Byron, dpa"], ["Ada Byron", "dpa"]),
        (["https://x.example/ada", "@ada", "ada-byron", "(Image: Getty)"], []),
        (["Ada Byron, professor of all the many sciences at home"], ["Ada Byron"]),
        (["홍길동 기자"], ["홍길동"]),
        (["記者・水野灯"], ["水野灯"]),
        (["Текст: Анна Речная"], ["Анна Речная"]),
        (["लेखक: अनिता सागर"], ["अनिता सागर"]),
    ],
)
def test_names(values: list[str], names: list[str]) -> None:
    assert people.names(values) == names


def test_titles() -> None:
    make = titles.Titles
    assert titles.choose(make(None, None, None, ["Only"]), []) == "Only"
    assert titles.choose(make("Rain: Bridge shut", "Bridge shut", None, []), []) == "Bridge shut"
    assert titles.choose(make("Bridge sh…", None, "Bridge shut", []), []) == "Bridge shut"
    assert titles.choose(make(None, "Bridge shut - Post", None, []), ["Post"]) == "Bridge shut"
    assert titles.choose(make(None, "Post | Bridge shut", None, []), ["Post"]) == "Bridge shut"
    found = make("Bridge shut why", "Bridge is shut", "Bridge shut why", ["Bridge is shut"])
    assert titles.choose(found, []) == "Bridge is shut"


@pytest.mark.parametrize(
    ("social", "card", "chosen"),
    [
        ("Town loses its way", None, "Town loses its way"),
        ("Town loses its way", "Why is the bridge shut?", "Town loses its way"),
        ("Town loses its way", "Town loses its way", "Why is the bridge shut?"),
        ("Why is the bridge", None, "Why is the bridge shut?"),
    ],
)
def test_a_title_for_readers_is_told_from_one_for_search_engines(
    social: str, card: str | None, chosen: str
) -> None:
    filled = "Why is the bridge shut?"
    found = titles.Titles(filled, social, f"{filled} - Post", [filled], card)
    assert titles.choose(found, ["Post"]) == chosen


@pytest.mark.parametrize(
    ("social", "printed", "chosen"),
    [
        ("Traffic: Bridge is shut", "Old town – Bridge is shut", "Bridge is shut"),
        ("Traffic: Bridge is shut", "Traffic - Bridge is shut", "Traffic - Bridge is shut"),
        ("Traffic: Bridge is shut", "Traffic: Bridge is open", "Traffic: Bridge is shut"),
        ("Bridge is shut", "Old town – Ferry is late", "Bridge is shut"),
    ],
)
def test_what_two_titles_share_behind_their_kickers_is_the_headline(
    social: str, printed: str, chosen: str
) -> None:
    assert titles.choose(titles.Titles(None, social, None, [printed]), []) == chosen


def test_words() -> None:
    assert words.tidy(3) is None
    assert words.tidy(" <i>a</i> &amp;amp; b ") == "a & b"


def test_the_article_is_told_from_those_it_links_to() -> None:
    nodes = [
        {"@type": "NewsArticle", "headline": "Other"},
        {"@type": "NewsArticle", "headline": "Mine", "url": "https://x.example/1"},
    ]
    assert json_ld.article(nodes, "https://x.example/1") is nodes[1]
    assert json_ld.article(nodes, None, "Mine | Site") is nodes[1]
    assert json_ld.article([]) is None


def test_a_script_without_text_has_none() -> None:
    assert script.text(tree.plant(page("<script>var a = 1</script>"))) is None


def test_data_with_the_whole_text_adds_what_was_not_found() -> None:
    rest = "".join(
        f"<section><div><span>{SENTENCE.format(f', more {n}')}</span></div></section>"
        for n in range(9)
    )
    told = "\n".join(
        [SENTENCE.format(f", reason {n} of many") for n in range(6)]
        + [SENTENCE.format(f", more {n}") for n in range(9)]
    )
    node = data(json.dumps({"@type": "NewsArticle", "articleBody": told}))
    assert "more 8" in article(page(f"<article>{TEXT}</article>{rest}", node)).body
