"""What of a page is its article's text, and what stands around it."""

import io
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trafilatura.settings import Extractor

from worker.core.article import Article
from worker.core.parse import Limits, html
from worker.core.parse.page import choice, lines, marks, meta, prose, script, tree
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


def test_a_cell_beside_one_of_many_lines_begins_a_line() -> None:
    root = tree.plant(
        "<html><body><table><tr><td>News<br>Sport</td><td>Bridge shut<br>x</td></tr>"
        "<tr><td>1</td><td>Kim</td></tr></table></body></html>"
    )
    texts = [line.text for line in lines.read(root)]
    assert texts == ["News", "Sport", "Bridge shut", "x", "1 Kim"]


def test_text_that_keeps_its_line_ends_is_unwrapped() -> None:
    text = (
        "   BAYTON (AP) _ The council said on Monday that the old bridge\n"
        "would be closed for repairs until the spring of the next year.\n"
        "   Nobody else had made an offer, and the town had no money left\n"
        "for the repair of the lamp, she told the council on Monday.\n"
    )
    found = article(f"<h1>Bridge shut</h1><pre>{text}</pre>")
    assert [len(each.split()) for each in found.paragraphs] == [21, 25]
    assert found.dateline is not None
    assert found.dateline.place == "BAYTON"


def test_marks_of_other_stories_are_no_marks() -> None:
    root = tree.plant(
        "<html><body><aside><span class='author'>No One</span><i itemprop='datePublished' content='2020-01-01'></i></aside>"
        "<div class='related'><a rel='author'>No Body</a></div>"
        "<div><a rel='author'>Ada Byron</a><span class='byline'>By Max Born</span></div>"
        "<time class='updated' datetime='2024-02-02'>x</time><time class='published'>3 May 2024</time>"
        "<abbr class='published' title='2024-05-04'>y</abbr><time datetime='2024-05-05'>z</time></body></html>"
    )
    properties = marks.Properties(root)
    named = marks.authors(root, properties)
    assert [marks.text(each) for each in named] == ["Ada Byron", "By Max Born"]
    assert list(properties.named("datepublished")) == []
    assert list(marks.clocks(root)) == ["3 May 2024", "2024-05-04", "2024-05-05"]


def test_a_page_with_its_article_twice_has_it_once_in_order_and_counts_it() -> None:
    copies = f"<div class='wide'>{TEXT}</div><div class='narrow'>{TEXT}</div>"
    found = article(f"<h1>Bridge shut</h1><article>{copies}</article>")
    assert found.paragraphs == article(f"<article>{TEXT}</article>").paragraphs
    assert found.repeated_paragraphs == len(found.paragraphs)


def test_a_paragraph_that_a_teaser_repeats_stays_where_the_article_is() -> None:
    teaser = f"<div><p>{SENTENCE.format(', reason 3 of many')}</p></div>"
    found = article(f"{teaser}<h1>Bridge shut</h1><article>{TEXT}</article>")
    assert found.paragraphs == article(f"<article>{TEXT}</article>").paragraphs
    assert found.repeated_paragraphs == 1


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=30))
def test_the_closest_stretch_holds_every_text_and_no_shorter_one_does(texts: list[str]) -> None:
    found = [(index * 2, text) for index, text in enumerate(texts)]
    first, last = choice._closest(found)
    assert {text for index, text in found if first <= index <= last} == set(texts)
    for begin, _ in found:
        for end, _ in found:
            if end - begin < last - first:
                assert {text for index, text in found if begin <= index <= end} != set(texts)


def test_a_line_that_only_names_the_declared_author_is_no_text() -> None:
    head = '<meta name="author" content="Ada Holm">'
    body = f"<h1>Bridge shut</h1><article><p>Ada Holm</p><p>Max Born</p>{TEXT}</article>"
    found = article(body, head)
    assert found.paragraphs[0] == "Max Born"
    assert [each.rule for each in found.dropped if each.text == "Ada Holm"] == ["told"]


def test_a_heading_with_a_kicker_and_a_section_above_it_are_no_text() -> None:
    data = '{"@type":"NewsArticle","headline":"Bridge shut"}'
    head = f'<script type="application/ld+json">{data}</script>'
    body = f"<article><p>Town</p><h1><b>Traffic</b> Bridge shut</h1>{TEXT}</article>"
    found = article(body, head)
    assert found.paragraphs[0].startswith("The council said")
    assert found.section is None


def _with_told(told: str) -> str:
    node = json.dumps({"@type": "NewsArticle", "headline": "Bridge shut", "articleBody": told})
    return f'<script type="application/ld+json">{node}</script>'


def test_text_that_the_data_hold_whole_is_taken_with_its_cross_heads() -> None:
    texts = [SENTENCE.format(f", reason {n} of many") for n in range(8)]
    boxes = "".join(f"<section><b><div>{text}</div></b></section>" for text in texts[1:])
    ad = "<p>A word from our friends who sell boats, ropes and lamps to all who go to sea.</p>"
    head = _with_told("\n".join(texts))
    found = article(f"<p>{texts[0]}</p><h2>Why now?</h2>{boxes}{ad}<h2>More</h2>", head)
    assert found.paragraphs == [texts[0], "Why now?", *texts[1:]]


def test_text_that_the_data_hold_in_part_is_found_by_other_means_too() -> None:
    head = _with_told("\n".join(SENTENCE.format(f", reason {n} of many") for n in range(5)))
    more = "".join(f"<p>{SENTENCE.format(f', cause {n} of many')}</p>" for n in range(9))
    found = article(f"<article>{TEXT}{more}</article>", head)
    assert len(found.paragraphs) == 17


COMMENTS = "".join(
    f"<div class='comments'><p>I was there, and the {word} thing that I saw was a bridge that"
    " nobody but the gulls had looked after for as long as I can think.</p></div>"
    for word in ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"] * 3
)


def test_text_in_the_data_is_added_to_what_was_found_among_much_other_prose() -> None:
    told = [SENTENCE.format(f", item {n} on the list") for n in range(9)]
    boxes = "".join(f"<nav><div><b>{text}</b></div></nav>" for text in told[4:])
    text = "".join(f"<p>{text}</p>" for text in told[:4])
    found = article(f"<article>{text}</article>{boxes}{COMMENTS}", _with_told("\n".join(told)))
    assert found.paragraphs == told


def test_what_the_data_leave_out_stays_when_it_is_a_sentence_or_a_cross_head() -> None:
    told = [SENTENCE.format(f", reason {n} of many") for n in range(8) if n != 3]
    text = TEXT.replace("<p>", "<p>Tickets<p>", 1).replace("<p>", "<h2>Why now?</h2><p>", 1)
    body = f"<article><p>{LEAD} And so on it goes.</p>{text}<p>Tickets</p></article>{COMMENTS}"
    found = article(body, _with_told("\n".join(told)))
    assert "Tickets" not in found.paragraphs
    assert {"Why now?", SENTENCE.format(", reason 3 of many")} <= set(found.paragraphs)


def test_where_little_is_found_it_is_asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [SENTENCE.format(f", reason {n} of many") for n in range(8)]

    def extract(_: object, options: Extractor) -> SimpleNamespace:
        return SimpleNamespace(text="\n".join(texts) if options.focus == "recall" else texts[0])

    monkeypatch.setattr(prose, "_extractor", lambda: extract)
    assert article(f"<h1>Bridge shut</h1><article>{TEXT}</article>").paragraphs == texts


def test_a_page_that_trafilatura_tells_other_text_of_keeps_few_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = " ".join(f"word{n}" for n in range(900))
    monkeypatch.setattr(
        prose, "_extractor", lambda: lambda *_, **__: SimpleNamespace(text=f"{LEAD}\n{elsewhere}")
    )
    root = tree.plant("<html><body>" + "<p>Other line.</p>" * 500 + f"<p>{LEAD}</p></body></html>")
    assert list(prose._choose(lines.read(root), root, generous=False).values()) == [LEAD]


def test_a_page_of_very_many_lines_is_read_in_part() -> None:
    root = tree.plant(f"<html><body>{'<p>a</p>b' * 10_500}</body></html>")
    assert len(lines.read(root)) == 20_000


@pytest.mark.parametrize(
    ("above", "is_standfirst"),
    [
        (f"<div class='intro'><p>{LEAD}</p></div>", True),
        (f"<h2>{LEAD}</h2>", True),
        ("<p class='intro'>By Ada Holm and Max Born of the paper, and by Tom Beck.</p>", False),
        ("<p class='intro'>Read more about the bridge in our paper on Monday or here.</p>", False),
        (f"<div class='x'><div><div><div><div>{LEAD}</div></div></div></div></div>", False),
        (f"<figure class='intro'><p>{LEAD}</p></figure>", False),
    ],
)
def test_a_standfirst_is_told_by_what_it_stands_in(above: str, is_standfirst: bool) -> None:  # noqa: FBT001
    found = article(f"<h1>Bridge shut</h1>{above}<article>{TEXT}</article>")
    begins = found.paragraphs[0].startswith("The council said")
    assert begins is not is_standfirst


def test_very_many_meta_tags_are_read_in_part_and_an_odd_address_has_no_names() -> None:
    tags = "<meta name='a' content='b'>" * 2000 + "<meta name='c' content='d'>"
    found = meta.Meta(tree.plant(f"<html><head>{tags}</head><body><p>x</p></body></html>"))
    assert (found.first("a"), found.first("c")) == ("b", None)
    assert meta.host_names("http://[x") == []


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
