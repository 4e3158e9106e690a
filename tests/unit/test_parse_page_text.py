# ruff: noqa: DTZ001 - pages print times without a zone
"""All the text of a page: what stands between the paragraphs, around the headline, under names."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import Article
from worker.core.parse.lookalike import looks_like
from worker.core.parse.printed import (
    agencies,
    authors,
    byline,
    dateline,
    headline,
    inside,
    layout,
    moment,
    plea,
    stamp,
    story,
)
from worker.core.parse.printed.layout import Paragraph, paragraphs

LEDE = "The harbour board voted on Monday to keep the last steam crane of the town."
NEXT = "It will stand beside the museum, where visitors may climb it from next summer on."
LAST = (
    "The board of the museum had asked for it since the spring of last year, she said, when the "
    "last ship with coal had left the harbour, and the men who had worked in its cabin for forty "
    "years came to see it once more, with their wives and their children and a small brass band."
)
LONG = (
    "The newsletter that the three brothers print in their cellar has some two thousand readers "
    "in the valley, most of whom are older than the oldest of the three brothers, and none of "
    "whom has ever paid for it by any other means than wine, bread and a warm coat."
)
NAVIGATION = "Home\nSport\nCulture\nWeather\nTravel\nShop\n"


def page(*lines: str) -> Article:
    """A page's text: links, these lines, links again."""
    return story.read(NAVIGATION + "\n".join(lines) + "\nContact\nImprint\nJobs\nHelp\n")


def why(article: Article) -> dict[str, str]:
    return {each.text: each.rule for each in article.dropped}


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for our newsletter and get the news in your inbox.",
        "Subscribe now to read all articles, or log in to your account.",
        "Jetzt anmelden und unseren Newsletter kostenlos per E-Mail lesen.",
        "Our article goes on below the advertisement that you see here.",
        "When you visit our website, we store cookies on your browser. " * 5,
        "Este artículo es para usted: suscríbase y lea en nuestra web con su cuenta, o regístrese.",
    ],
)
def test_a_plea_is_told_by_what_it_asks_for(text: str) -> None:
    assert plea.is_plea(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        LEDE,
        "Sign here",
        '"Sign up for our newsletter," she wrote to your inbox, he said.',
        "The company said that it would sign the contract with the bakers in May.",
        LONG,
        "cookie " * 130 + "you",
    ],
)
def test_a_report_about_such_things_is_none(text: str) -> None:
    assert not plea.is_plea(text.strip())


def test_pleas_and_links_between_paragraphs_are_dropped_with_their_rule() -> None:
    found = page(
        "Board keeps the crane of the harbour",
        LAST,
        "You may read our newsletter online with your account.",
        NEXT,
        "A bridge is closed again",
        "Bakers ask for more",
        "Three swans are back",
        LONG,
    )
    assert found.paragraphs == [LAST, NEXT, LONG]
    rules = why(found)
    assert rules["You may read our newsletter online with your account."] == "plea"
    assert rules["Bakers ask for more"] == "links"


def test_a_cross_head_and_an_announced_list_stay() -> None:
    report = [LEDE, "A long wait", LAST, "They are:", "Ada", "Bo", "Cy", LONG]
    assert page("Board keeps the crane", *report).paragraphs == report


def test_a_title_that_is_a_link_elsewhere_is_one_here() -> None:
    link = "Bakers of the town ask for more"
    found = page("Board keeps the crane", LEDE, link, NEXT, LAST, *["Imprint"] * 9, link)
    assert found.paragraphs == [LEDE, NEXT, LAST]


def test_wire_copy_has_no_furniture_inside() -> None:
    parts = [Paragraph(LEDE), Paragraph("Shr 12 cts"), Paragraph("Net 3 mln", laid_out=True)]
    assert inside.among(parts, 0, 3) == {}


def test_comments_signed_with_a_time_end_the_report() -> None:
    comments = [
        line
        for day in (3, 4, 5)
        for line in (
            f"Bo on May {day}, 2021 at 8:14 pm said:",
            "I have climbed it as a boy, and it was higher then.",
        )
    ]
    found = page("Board keeps the crane", LEDE, NEXT, *comments)
    assert found.paragraphs == [LEDE, NEXT]


def test_one_signed_line_ends_nothing() -> None:
    parts = paragraphs(f"{LEDE}\nBo on May 3, 2021 at 8:14 pm said:\n{NEXT}")
    assert inside.before_comments(parts, 0, 3) == 3


def test_a_question_above_the_report_is_its_headline() -> None:
    title = "Will the last steam crane of the harbour board go to the museum?"
    found = page(title, "5 May 2021", LEDE, NEXT)
    assert found.headline == title
    assert found.paragraphs == [LEDE, NEXT]


def test_the_line_over_a_standfirst_is_the_headline() -> None:
    above = [
        "Steam crane stays in the harbour, board votes",
        "Harbour board votes for museum to keep the steam crane in town",
        "",
    ]
    assert headline.choose(above, f"{LEDE} {NEXT}") == 0


def test_a_headline_that_the_page_repeats_may_stand_further_off() -> None:
    title = "Steam crane stays in the harbour"
    above = [title, "", *["Links to other pages"] * 9, title, *(f"Share {n}" for n in range(14))]
    chosen = headline.choose(above, f"{LEDE} {NEXT}")
    assert chosen is not None
    assert above[chosen] == title


def test_a_caption_is_no_headline() -> None:
    above = ["Board keeps the crane", "The crane of the harbour board (Photo: Ada Holm)"]
    assert headline.choose(above, LEDE) == 0


def test_headlines_in_scripts_without_blanks_are_compared_by_pairs_of_signs() -> None:
    assert headline.stems("港のクレーン") >= {"港の", "クレ", "レー"}
    assert headline.stems("항구의 기중기는") >= {"항구", "기중"}


def test_a_section_before_the_headline_is_parted_from_it() -> None:
    found = page("Culture : Board keeps the crane of the harbour", LEDE, NEXT)
    assert (found.headline, found.section) == ("Board keeps the crane of the harbour", "Culture")
    found = page("Harbour : board keeps the crane of the town", LEDE, NEXT)
    assert found.headline == "Harbour : board keeps the crane of the town"


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("8.\u20093.\u20092021, 15:07 Uhr", datetime(2021, 3, 8, 15, 7)),
        ("Bilbao-08/03/2021 15:07", datetime(2021, 3, 8, 15, 7)),
        ("Associated PressMarch 8, 2021 GMT", datetime(2021, 3, 8)),
        ("2021年5月2日 03時11分", datetime(2021, 5, 2, 3, 11)),
        ("2021년 5월 2일 13시 5분", datetime(2021, 5, 2, 13, 5)),
        ("5 minute readMarch 8, 20213:07 PM GMT", datetime(2021, 3, 8, 15, 7, tzinfo=UTC)),
    ],
)
def test_times_as_pages_print_them(line: str, at: datetime) -> None:
    found = stamp.read(line)
    assert found is not None
    assert found.at == at


@pytest.mark.parametrize(
    "line",
    [
        "03:11 Min. Verfügbar bis 08.03.2021",
        "— Harbour board (@harbour) May 6, 2021",
    ],
)
def test_times_of_other_things_are_not_read(line: str) -> None:
    assert stamp.read(line) is None


def test_a_length_is_no_time_of_day() -> None:
    assert moment.clock("03:11 Min") is None
    assert moment.clock("03:11") == (timedelta(hours=3, minutes=11), None)


def test_the_day_at_the_top_of_a_page_is_not_that_of_the_article() -> None:
    masthead = "Wednesday, 5 May 2021"
    found = page(
        masthead,
        "Share",
        "Print",
        "Board keeps the crane of the harbour",
        "By Ada Holm",
        LEDE,
        NEXT,
    )
    assert found.published_at is None
    assert why(found)[masthead] == "navigation"
    assert stamp.is_masthead(masthead)
    assert not stamp.is_masthead("Wednesday, 5 May 2021, 10:00")
    assert not stamp.is_masthead("Published 5 May 2021")
    assert not stamp.is_masthead("Share")


def test_what_says_that_it_was_published_goes_first() -> None:
    found = page("Board keeps the crane", "4 May 2021 16:31", "Posted 3 May 2021 10:05", LEDE, NEXT)
    assert found.published_at == datetime(2021, 5, 3, 10, 5)


def test_a_time_of_change_that_stands_alone_counts_for_publication_too() -> None:
    found = page("Board keeps the crane", "Updated 4 May 2021 16:31", LEDE, NEXT)
    assert found.published_at == datetime(2021, 5, 4, 16, 31)
    assert found.modified_at == datetime(2021, 5, 4, 16, 31)


def test_a_time_below_the_report_is_its_own() -> None:
    found = page(
        "Board keeps the crane",
        LEDE,
        NEXT,
        "Share",
        "Print",
        "Mail",
        "Save",
        "Send",
        "3 May 2021 10:05",
    )
    assert found.published_at == datetime(2021, 5, 3, 10, 5)


@pytest.mark.parametrize(
    ("line", "names", "agency"),
    [
        ("By Ada Holm, Reuters", ("Ada Holm",), "Reuters"),
        ("byAda Holm", ("Ada Holm",), None),
        ("Ada HolmThe Weekly", ("Ada Holm",), None),
        ("Autorin/Autor Ada Holm", ("Ada Holm",), None),
        ("大渡 美咲", ("大渡 美咲",), None),
        ("부산, 김해 김민수 기자 kim@example.com", ("김민수",), None),
        ("김민수 기자 외 1명", ("김민수",), None),
        ("By Ada Holm in Oslo", ("Ada Holm",), None),
        ("By Ada Holm For Weekly.Example", ("Ada Holm",), None),
        ("Ada Holm Deputy Content Director", ("Ada Holm",), None),
    ],
)
def test_bylines(line: str, names: tuple[str, ...], agency: str | None) -> None:
    found = byline.read(line)
    assert found is not None
    assert (found.names, found.agency) == (names, agency)


@pytest.mark.parametrize(
    "line", ["Log In", "The Associated Press", "Latest News", "Ada Holm | Photo: Bo Lind"]
)
def test_lines_of_two_capitals_that_are_no_names(line: str) -> None:
    assert byline.read(line) is None


def test_an_agency_stands_in_for_an_author_who_is_not_named() -> None:
    found = page("Board keeps the crane", "The Associated Press", LEDE, NEXT)
    assert (found.bylines, found.agency) == (("The Associated Press",), "The Associated Press")
    found = page("Board keeps the crane", "By Ada Holm", "dpa", LEDE, NEXT)
    assert (found.bylines, found.agency) == (("Ada Holm",), "dpa")
    assert agencies.named("dpa " * 20) is None


def test_a_name_beside_the_time_is_the_author() -> None:
    found = page("Board keeps the crane", "5 May 2021 • Ada Holm • 3 minutes", LEDE, NEXT)
    assert found.bylines == ("Ada Holm",)


def test_a_name_over_a_post_is_an_author() -> None:
    assert list(
        authors.find(["Board keeps the crane", "Ada Holm", "Staff writer", LEDE], 0, 3)
    ) == [1]
    found = page("Board keeps the crane", LEDE, NEXT, "Ada Holm", "Staff writer")
    assert found.bylines == ("Ada Holm",)


def test_a_name_behind_a_label_is_the_author() -> None:
    assert list(authors.find(["Board keeps the crane", "Words by", "Ada Holm", LEDE], 0, 3)) == [2]


def test_a_headline_is_no_author() -> None:
    assert not authors.find(["Ada Holm", "5 May 2021", LEDE], 0, 2)


def test_where_a_byline_is_sure_no_other_is_looked_for() -> None:
    lines = ["Board keeps the crane", "Von Ada Holm 5. Mai 2021, 10:00 Uhr", "Bo Lind", LEDE]
    assert not authors.find(lines, 0, 3)


def test_a_second_byline_inside_is_that_of_a_teaser() -> None:
    found = page("Board keeps the crane", "By Ada Holm", LEDE, "By Bo Lind", NEXT)
    assert found.bylines == ("Ada Holm",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LIMA, 9 JAN 90 (EFE) -- THE MAYOR", ("LIMA", "9 JAN 90", 1990, "EFE", "THE MAYOR")),
        ("LIMA, 9 Jan 21 -- The mayor", ("LIMA", "9 Jan 21", 2021, None, "The mayor")),
        ("Madrid, 3 mar (EFE).- El juez", ("Madrid", "3 mar", None, "EFE", "El juez")),
        ("(ANSA) - ROMA, 03 MAR - Il sindaco", ("ROMA", "03 MAR", None, "ANSA", "Il sindaco")),
        ("(ANSA) - Il sindaco", (None, None, None, "ANSA", "Il sindaco")),
        ("MOSCOW, March 3. /TASS/. The mayor", ("MOSCOW", "March 3", None, "TASS", "The mayor")),
        ("BOSTON, May 3, 2021 /PRN/ -- A", ("BOSTON", "May 3, 2021", 2021, "PRN", "A")),
        ("BOSTON--(BUSINESS WIRE)--A", ("BOSTON", None, None, "BUSINESS WIRE", "A")),
        ("UTSU (Japan), Mar 3 (AFP) - x", ("UTSU (Japan)", "Mar 3", None, "AFP", "x")),
        ("ARLINGTON, Va. (AP) _ The", ("ARLINGTON, Va.", None, None, "AP", "The")),
        ("LONDON/PARIS, May 3 (AP) - A", ("LONDON/PARIS", "May 3", None, "AP", "A")),
        ("新华社北京3月3日电（记者张三）市长", ("北京", "3月3日", None, "新华社", "市长")),
        ("（新华社纽约３月３日电）市长", ("纽约", "３月３日", None, "新华社", "市长")),
    ],
)
def test_datelines_of_many_wires(text: str, wanted: tuple[str | int | None, ...]) -> None:
    found = dateline.read(text)
    assert found is not None
    rest = text[found.end :]
    assert (found.place, found.date_text, found.year, found.agency, rest) == wanted


@pytest.mark.parametrize("text", ["新华社北京13月3日电 市长", "A /B/. C", "SUMMER SALE is here"])
def test_what_only_begins_like_one_is_no_dateline(text: str) -> None:
    assert dateline.read(text) is None


def test_a_title_with_a_dash_far_above_the_report_is_no_dateline() -> None:
    found = page("SUMMER SALE -50% today", *["Links"] * 14, "Board keeps the crane", LEDE, NEXT)
    assert found.dateline is None


def test_a_counters_picture_above_a_pages_text_makes_no_markup_of_it() -> None:
    picture = b'<img height="1" src="https://counter.example/p?a=1&amp;b=2">\n'
    assert looks_like(picture + b"Politics and more of the page\n" * 20) is None
    assert looks_like(picture + b"<p>Politics</p>") is not None


def test_a_line_of_blanks_has_no_width() -> None:
    assert layout.paragraphs(" " * 200 + "\n" + " " * 120) == []


@given(st.text(alphabet="Sign up our newsletter cookie you .?!:\n@20215May10:05", max_size=300))
def test_any_text_is_an_article_or_rejected(text: str) -> None:
    for part in paragraphs(text):
        plea.is_plea(part.text)
        stamp.is_masthead(part.text)
        byline.is_post(part.text)
