"""What of a page is its article's text, and what stands around it."""

import io

import pytest

from worker.core.article import Article
from worker.core.parse import Limits, html
from worker.core.parse.page import choice, lines, marks, prose, script, tree
from worker.errors import Reason, Rejected

LIMITS = Limits(text_bytes=1)
SENTENCE = (
    "The council said on Monday that the old bridge would be closed for repairs until spring{}."
)
TEXT = "".join(f"<p>{SENTENCE.format(f', reason {n} of many')}</p>" for n in range(8))
LEAD = "All traffic will be sent through the tunnel until the work is done in May."


def article(body: str, head: str = "") -> Article:
    raw = f"<html><head><title>Bridge shut</title>{head}</head><body>{body}</body></html>"
    (found,) = html.parse(io.BytesIO(raw.encode()), LIMITS)
    assert isinstance(found, Article), found
    return found


def test_a_standfirst_is_known_by_its_name_and_place() -> None:
    found = article(
        f"<h1>Bridge shut</h1><div class='teaser-text'>{LEAD}</div><article>{TEXT}</article>"
    )
    assert found.paragraphs[0] == LEAD
    found = article(
        f"<h1>Bridge shut</h1><div class='caption'>{LEAD}</div><article>{TEXT}</article>"
    )
    assert found.paragraphs[0] != LEAD
    found = article(f"<h1>Bridge shut</h1><div>{LEAD}</div><article>{TEXT}</article>")
    assert found.paragraphs[0] != LEAD


def test_a_printed_description_is_the_standfirst() -> None:
    head = f'<meta name="description" content="{LEAD}">'
    found = article(f"<h1>Bridge shut</h1><div>{LEAD}</div><article>{TEXT}</article>", head)
    assert found.paragraphs[0] == LEAD


def test_what_stands_around_the_text_goes() -> None:
    link = '<p><a href="/x">Another story about the tunnel that was built</a></p>'
    end = "<p>Reporting by Ada Byron; editing by Max Born</p><p>* * *</p><h3>More</h3>"
    caption = (
        "<div class='photo-caption'>The bridge, as seen from the old fish market on Monday.</div>"
    )
    found = article(
        f"<h1>Bridge shut</h1><div>{TEXT}{caption}{link}{TEXT.replace('reason', 'cause')}{end}</div>"
    )
    assert found.paragraphs[-1].endswith("cause 7 of many.")
    assert "fish market" not in found.body
    assert "Another story" not in found.body
    assert found.credit_line in {None, "Reporting by Ada Byron; editing by Max Born"}


def test_text_in_several_boxes_is_put_together() -> None:
    boxes = "".join(
        f"<div class='grid'><div class='col'><p class='t'>{SENTENCE.format(f', box {n}')}</p>"
        f"<p class='t'>{SENTENCE.format(f', also {n}')}</p></div><div class='ad'>Advertisement</div></div>"
        for n in range(6)
    )
    found = article(f"<h1>Bridge shut</h1><main>{boxes}</main>")
    assert all(f"box {n}" in found.body for n in range(6))


def test_growth_keeps_to_the_article() -> None:
    rows = "".join(f"<p class='t'>{SENTENCE.format(f', {n}')}</p>" for n in range(6))
    root = tree.plant(
        f"<html><body><article>{rows}</article><article>{rows.replace('bridge', 'tunnel')}</article></body></html>"
    )
    page = lines.read(root)
    found = choice.grow(page, {n: page[n].text for n in range(4)})
    assert list(found) == list(range(6))
    assert choice.grow(page, {0: page[0].text}) == {0: page[0].text}


def test_cells_of_a_row_stand_on_one_line() -> None:
    root = tree.plant(
        "<html><body><table><tr><td>1<td>Kim</tr><tr><td>2<td>Lee</tr></table>a<br>b<script>c</script></body></html>"
    )
    assert [line.text for line in lines.read(root)] == ["1 Kim", "2 Lee", "a", "b"]


def test_marks_of_other_stories_are_no_marks() -> None:
    root = tree.plant(
        "<html><body><aside><span class='author'>No One</span><i itemprop='datePublished' content='2020-01-01'></i></aside>"
        "<div class='related'><a rel='author'>No Body</a></div>"
        "<div><a rel='author'>Ada Byron</a><span class='byline'>By Max Born</span></div>"
        "<time class='updated' datetime='2024-02-02'>x</time><time class='published'>3 May 2024</time>"
        "<abbr class='published' title='2024-05-04'>y</abbr><time datetime='2024-05-05'>z</time></body></html>"
    )
    assert [marks.text(each) for each in marks.authors(root)] == ["Ada Byron", "By Max Born"]
    assert list(marks.prop(root, "datePublished")) == []
    assert list(marks.clocks(root)) == ["3 May 2024", "2024-05-04", "2024-05-05"]


def test_text_within_data_within_a_script_is_found() -> None:
    inner = '{\\"html\\":\\"' + "<p>one</p><p>two</p>" * 60 + '\\"}'
    root = tree.plant(
        f'<html><body><script>push([1,"{inner}"]); x = "\\u12{"z" * 700}"</script></body></html>'
    )
    found = script.text(root)
    assert found is not None
    assert found.text_content().startswith("onetwo")


def test_meta_fields() -> None:
    head = (
        '<meta name="author" content="Ada Byron"><meta name="date" content="2024-05-06 07:08">'
        '<meta property="article:section" content="Town"><meta property="og:url" content="https://x.example/1">'
        '<meta property="og:locale" content="en_GB"><meta property="og:site_name" content="Post"><meta content="">'
    )
    found = article(TEXT, head)
    assert (found.bylines, found.section, found.url) == (
        ("Ada Byron",),
        "Town",
        "https://x.example/1",
    )
    assert (found.language, found.source) == ("en-GB", "Post")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-05-06T07:08:00"


def test_below_the_text_pages_print_who_and_when() -> None:
    found = article(
        f"<div>{TEXT}</div><div>Autor: Ada Byron</div><div>Published: 5 May 2024, 10:20 GMT</div>"
    )
    assert found.bylines == ("Ada Byron",)
    assert found.published_zone == "GMT"


def test_houses_sign_where_no_person_does() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","headline":"H","author":{"@type":"Organization","name":"Post"},"publisher":{"name":"Post"}}</script>'
    assert article(TEXT, head).bylines == ("Post",)
    head = head.replace(
        '{"@type":"Organization","name":"Post"}',
        '[{"familyName":"Byron","givenName":"Ada"},"Max Born"]',
    )
    assert article(TEXT, head).bylines == ("Ada Byron", "Max Born")


def test_lines_are_told_by_what_they_stand_in() -> None:
    source = "<p>More stories by Post</p>"
    boxes = (
        "<aside><p>Facts in a box that nobody reads, said the council in its letter.</p></aside>"
        "<div class='newsletter-box'><p>All that matters in your letter box each morning, free of charge.</p></div>"
        "<blockquote><p>We will build it again and better, the mayor said on Monday.</p></blockquote>"
    )
    found = article(
        f"<div>{TEXT}{boxes}{TEXT.replace('reason', 'cause')}<p>***</p>{source}<h2>Also today</h2></div>"
    )
    assert "letter box" not in found.body
    assert "mayor said" in found.body
    assert found.paragraphs[-1].endswith("many.")


def test_a_long_last_sentence_and_a_quotation_stay() -> None:
    long = "It will be long. " * 40
    assert article(f"<div>{TEXT}<p>{long}</p></div>").body.endswith(long.strip())
    quoted = "<blockquote><p>On Twitter she wrote this on Monday, see Facebook for more of it.</p></blockquote>"
    assert (
        "On Twitter"
        in article(f"<div>{TEXT}{quoted}{TEXT.replace('reason', 'cause')}{quoted}</div>").body
    )


def test_closing_lines_go() -> None:
    for rest in (
        "<p>Ada Byron contributed to this report, which was written in the town of Seaport.</p>",
        "<p>Sign up for our <a href='/n'>newsletter</a> to read what happens in town each morning.</p>",
    ):
        found = article(f"<div>{TEXT}{rest}</div>")
        assert found.body.endswith("many.")
        assert found.dropped


def test_a_page_that_breaks_the_library_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(prose, "_extractor", lambda: broken)
    raw = f"<html><head><title>t</title></head><body>{TEXT}</body></html>"
    (found,) = html.parse(io.BytesIO(raw.encode()), LIMITS)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.EMPTY_BODY


def test_a_flood_inside_a_script_is_none() -> None:
    flood = "if (a <b " + "c = d " * 20_000 + ") {}"
    assert article(f"<script>{flood}</script>{TEXT}").body
    assert tree.decode(b"<html><meta charset=cp1252><p>a\x81</p>")
